"""From one place to another: "с 37-го на 43-е", "на пять строк", "строкой выше", kept places."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from extractors.rankings.clauses import Clause
from extractors.rankings.items import Delta, Place, Referent, Told
from extractors.rankings.vocabulary import FROM, words
from extractors.tokens import Annotated, Number, Token

_STEPS = frozenset(["строка", "строчка", "ступень", "ступенька", "позиция", "место", "пункт"])
_ONE_STEP = frozenset(["строку", "строчку", "ступень", "ступеньку", "позицию", "пункт"])
INSTEAD = frozenset(["против", "вместо", "взамен"])
_COMPARED = frozenset(["=выше", "=ниже"])
_LAGGING = frozenset(["отстать", "отставать"])
_TO = frozenset(["на", "до", "к"])
LOSING = frozenset(["потерять", "утратить", "лишиться", "уступить", "сдать"])
_BY_ONE = frozenset(["потерять", "сдать", "утратить", "прибавить", "отыграть", "приобрести", "лишиться"])
FIRSTS = frozenset(["лидер", "чемпион", "победитель", "победительница"])
STANDING = words("moves", "standing")
LEADING = frozenset(["лидировать", "возглавлять", "первенствовать"])
_FORMER = frozenset(["прошлогодний", "прежний", "бывший", "предыдущий", "недавний", "вчерашний"])
_LONGEST_STEP = 4
"""Tokens of "на две строчки ниже"."""
_LONGEST_BACK = 10
"""How far before a clause the noun of its steps may stand."""
_OF_RATING = 6
_LONGEST_ASIDE = 8
"""How far before a subject it may be called so: "прошлогодний лидер рейтинга регионов, Карелия"."""


def from_to(text: Annotated, clause: Clause, places: list[Place]) -> tuple[list[Place], int] | None:
    """ "с 37-го на 43-е место": the second place, and the first as the previous one."""
    first = places[0]
    if first.kind != "exact" or len(first.positions) != 1:
        return None
    before = text.tokens[first.start - 1].lower if first.start > clause.start else ""
    if len(places) >= 2 and before in FROM and places[1].kind in ("exact", "tier", "range"):
        return places[1:], first.positions[0]
    if len(places) == 2 and places[1].bare and _stood_before(text, clause, first):
        return places[1:], first.positions[0]
    counted = _counted_to(text, clause, first) if before in FROM else None
    if counted is not None:
        return counted
    if len(places) == 2 and places[1].kind == "exact" and len(places[1].positions) == 1:
        found = _second(text, clause, places, before)
        if found is not None:
            return found
        if _is_instead(text, first.start - 1) and not _is_instead(text, places[1].start - 1):
            return places[1:], first.positions[0]
    against = _against(text, clause, first)
    if against is not None:
        return places[:1], against
    return _counted_from(text, clause, places) if before in _TO else None


def _against(text: Annotated, clause: Clause, first: Place) -> int | None:
    """ "сто десятая вместо прежней сто второй": the place of then behind that of now."""
    signal = next((s for s in clause.signals if s.key in INSTEAD and s.start >= first.end), None)
    if signal is None:
        return None
    number = of_then(text, signal.end, clause.end)
    return int(number.value) if number is not None else None


def of_then(text: Annotated, at: int, end: int) -> Number | None:
    """ "прежней сто второй", "двадцать первой": the ordinal of then behind "вместо"."""
    while at < end and text.tokens[at].word.lemmas & _FORMER:
        at += 1
    return next((n for n in text.numbers if n.start == at and n.kind == "ordinal"), None)


def _is_instead(text: Annotated, at: int) -> bool:
    """ "вместо прежнего 12-го места — девятое": the place behind is that of then."""
    while text.tokens[at].word.lemmas & _FORMER:
        at -= 1
    return text.tokens[at].lower in INSTEAD


def _stood_before(text: Annotated, clause: Clause, first: Place) -> bool:
    """ "Занимавшая год назад 50-е место область теперь 43-я": the first place is that of then."""
    if not clause.groups or not first.end <= clause.groups[0].start:
        return False
    return any(
        p.pos == "PRTF" and p.tense == "past" and p.lemma in STANDING
        for token in text.tokens[clause.start : first.start]
        for p in token.word.parses[:1]
    )


def left(text: Annotated, clause: Clause, places: list[Place]) -> bool:
    """ "рухнул с четвёртой строки в подвал": the one place that is told is the one that was left."""
    if len(places) != 1 or places[0].kind != "exact" or len(places[0].positions) != 1:
        return False
    before = text.tokens[places[0].start - 1]
    if before.word.verb in LOSING:
        return True  # "потеряла второе место"
    if clause.signal("up", "down", "shift") is None:
        return False
    at = places[0].start - 1
    if at > clause.start and text.tokens[at].word.lemmas & _FORMER:
        at -= 1  # "с прошлогодней тридцать пятой позиции"
    return text.tokens[at].lower in FROM


def _second(
    text: Annotated, clause: Clause, places: list[Place], before: str
) -> tuple[list[Place], int] | None:
    """ "обменяла второе место на восьмое", "на третью позицию с шестой"."""
    first, second = places
    at = second.start - 1
    if text.tokens[at].word.lemmas & _FORMER:
        at -= 1  # "на второе место с прошлогоднего четвёртого"
    joint = text.tokens[at].lower
    if clause.verbs & {"обменять", "сменить", "променять"} and joint == "на":
        return places[1:], first.positions[0]
    if before in _TO and joint in FROM and second.bare:
        return places[:1], second.positions[0]
    return None


def _counted_from(text: Annotated, clause: Clause, places: list[Place]) -> tuple[list[Place], int] | None:
    """ "с 53 на 30 строку": the first number has no noun."""
    for number in text.numbers:
        near = number.end == places[0].start - 1 and number.start > clause.start
        if near and number.kind != "decimal" and text.tokens[number.start - 1].lower in FROM:
            return places, int(number.value)
    return None


def _counted_to(text: Annotated, clause: Clause, first: Place) -> tuple[list[Place], int] | None:
    """ "с 31 места на 18": the second number has no noun."""
    if not first.noun or first.end + 1 >= clause.end or text.tokens[first.end].lower not in _TO:
        return None
    number = next((n for n in text.numbers if n.start == first.end + 1), None)
    if number is None or number.kind != "cardinal":
        return None
    if number.end < clause.end - 1 and _is_unit(text, number.end):
        return None
    place = replace(first, start=number.start, end=number.end, positions=(int(number.value),))
    return [place], first.positions[0]


def _is_unit(text: Annotated, index: int) -> bool:
    """Whether a number is followed by what it counts: "с пятого места на 3 балла"."""
    word = text.tokens[index].word
    return "NOUN" in word.poses or text.tokens[index].text == "%"


def dethroned(clause: Clause) -> Referent | None:
    """ "Чечню с вершины сместил Дагестан": who was first before."""
    if not any(s.name == "lead" and s.key.endswith("с вершина") for s in clause.signals):
        return None
    group = next((g for g in clause.groups if g.role == "acc" and len(g.referents) == 1), None)
    return group.referents[0] if group is not None else None


def led_before(text: Annotated, referent: Referent) -> bool:
    """ "прошлогоднего лидера — Карелию": what stands in front of a subject says that it was the first."""
    if _led_then(text, referent.end):
        return True
    end = referent.start
    if any(p.pos == "PRTF" and p.lemma in LEADING for p in text.tokens[end - 1].word.parses[:1]):
        return True  # "прежде лидировавшая Карелия"
    if text.tokens[end - 1].text in (",", "—", "–", "-"):
        end -= 1
    for at in range(end - 1, max(end - _OF_RATING, 0), -1):
        if text.tokens[at].kind == "punctuation":
            return False
        if text.tokens[at].word.lemmas & FIRSTS:
            return bool(text.tokens[at - 1].word.lemmas & _FORMER)
    return False


def _led_then(text: Annotated, at: int) -> bool:
    """ "Тула, победитель 2023 года, ...", "Тула, бывшая в 2022 году лидером, ...": said behind a subject."""
    limit = min(at + _LONGEST_ASIDE, len(text.tokens))
    if at >= limit or text.tokens[at].text not in (",", "("):
        return False
    end = next((stop for stop in range(at + 1, limit) if text.tokens[stop].text in (",", ")")), at)
    aside = text.tokens[at + 1 : end]
    first = any(token.word.lemmas & FIRSTS for token in aside)
    dated = any(period.start < end and period.end > at and period.period for period in text.periods)
    was = any(token.lower.startswith("бывш") or token.word.lemmas & _FORMER for token in aside)
    return first and (was or (dated and bool(aside[0].word.lemmas & FIRSTS)))


def lost_lead(clause: Clause) -> bool:
    """ "потеряло лидерство": the first place is the one before."""
    lead = clause.signal("lead")
    return lead is not None and lead.key in ("лидерство", "первенство") and bool(clause.verbs & LOSING)


def step_from(text: Annotated, clause: Clause) -> tuple[int, int] | None:
    """ "строкой выше", "двумя ступенями ниже": how many places down (up is negative), and past what token."""
    for index in range(clause.start + 1, clause.end):
        if text.tokens[index].lower not in ("выше", "ниже"):
            continue
        before = text.tokens[index - 1].word
        if not before.lemmas & _STEPS:
            alone = _counted_alone(text, clause, index)
            if alone:
                return (alone if text.tokens[index].lower == "ниже" else -alone), index + 1
            continue
        beside = (
            "ablt" in before.cases or _from_whom(text, clause, index) or _behind_dash(text, clause, index)
        )
        if not beside:
            continue
        number = next((n for n in text.numbers if n.end == index - 1), None)
        count = int(number.value) if number is not None and number.kind == "cardinal" else 1
        return (count if text.tokens[index].lower == "ниже" else -count), index + 1
    return None


def _counted_alone(text: Annotated, clause: Clause, index: int) -> int:
    """ "Тула — на строчку ниже, Орёл — на две выше": how many steps, the noun of which was told before."""
    number = next((n for n in text.numbers if n.end == index and n.kind == "cardinal"), None)
    if number is None or not _behind_dash(text, clause, index):
        return 0
    before = text.tokens[max(clause.start - _LONGEST_BACK, 0) : clause.start]
    told = any(
        one.word.lemmas & _STEPS and other.lower in ("выше", "ниже") for one, other in pairwise(before)
    )
    return int(number.value) if told else 0


def _behind_dash(text: Annotated, clause: Clause, index: int) -> bool:
    """ "Тула — на строчку ниже": a step from whom was told of last, where no verb makes it a movement."""
    rest = text.tokens[index + 1 : clause.end]
    if clause.finite or not clause.groups or any(token.kind != "punctuation" for token in rest):
        return False
    at = clause.groups[0].end
    if clause.dash is not None and clause.dash != at:
        return False
    if clause.dash is None and "nomn" not in clause.groups[0].referents[0].cases:
        return False  # "Орёл на две строки выше"
    at += clause.dash is not None
    return text.tokens[at].lower == "на" and index - at < _LONGEST_STEP


def lags(clause: Clause) -> tuple[int, int] | None:
    """ "Тверь отстала на одну строчку": right behind whom was told of; and past what token."""
    if not clause.verbs & _LAGGING or len(clause.deltas) != 1 or clause.deltas[0].places != 1:
        return None
    return 1, clause.deltas[0].end


def _from_whom(text: Annotated, clause: Clause, index: int) -> bool:
    """ "на строчку ниже Тулы", "на две ступени выше Орла": whom a step is told from."""
    by = "на" in {token.lower for token in text.tokens[max(clause.start, index - 3) : index]}
    named = next((g.referents[0] for g in clause.groups if g.start == index + 1), None)
    if not by or named is None or named.kind in ("pronoun", "standin"):
        return False
    alone = text.tokens[clause.start].lower == "на" and not clause.finite and "nomn" in named.cases
    return alone or "gent" in named.cases  # "На строчку выше Тула"


def year_after_year(text: Annotated, clause: Clause) -> bool:
    """ "третий год на пятом месте": the same place for years."""
    ends = {n.end for n in text.numbers if clause.start <= n.start < clause.end and n.kind == "ordinal"}
    return any(end < clause.end and text.tokens[end].lower == "год" for end in ends)


def plain_delta(text: Annotated, clause: Clause) -> list[Delta]:
    """ "Псковская — одну", "Чукотка — на 18": the noun was told in the clause before."""
    start = clause.groups[0].end if clause.groups else clause.start
    if not clause.groups and clause.signal("up", "down") is None:
        return []
    for number in text.numbers:
        if start <= number.start < clause.end and number.kind == "cardinal":
            rest = text.tokens[number.end : clause.end]
            if (rest and rest[0].text == "%") or text.tokens[number.start - 1].lower == "до":
                continue
            if all(token.kind in ("punctuation", "break") for token in rest) or rest[0].text == "(":
                return [Delta(number.start, number.end, int(number.value))]
    return []


def one_step(text: Annotated, clause: Clause) -> list[Delta]:
    """ "на ступень выше прежнего", "опустилась на строчку": one place, with no number."""
    if clause.signal("up", "down") is None:
        return []
    for index in range(clause.start, clause.end - 1):
        step = text.tokens[index + 1]
        if text.tokens[index].lower == "на" and step.lower in _ONE_STEP:
            return [Delta(index, index + 2, 1)]
        if text.tokens[index].word.verb in _BY_ONE and step.lower in _ONE_STEP:
            return [Delta(index + 1, index + 2, 1)]  # "потеряла строчку"
    return []


def as_many(tokens: list[Token]) -> bool:
    """ "потерял столько же": as many places as the one before."""
    lowers = [token.lower for token in tokens]
    return "столько" in lowers and lowers[lowers.index("столько") + 1 :][:1] == ["же"]


def direction(clause: Clause) -> int:
    """+1 up, -1 down, 0 unknown: by the first word of the clause that tells."""
    signal = clause.signal("up", "down")
    if signal is None:
        return 0
    return 1 if signal.name == "up" else -1


def from_then(clause: Clause) -> bool:
    """ "на две ступени выше прошлогоднего", "улучшила прежний результат на строчку": how far from then."""
    moved, then = clause.signal("up", "down"), clause.signal("before")
    if not clause.deltas or moved is None or then is None:
        return False
    if moved.key in _COMPARED:
        return then.start == moved.end
    result = clause.signal("result")
    return moved.end == then.start and result is not None and result.start == then.end


def keep(told: Told) -> None:
    """A place that is told to be kept: the same before, no change."""
    if told.position is not None and told.position_to is None:
        told.previous, told.change = told.position, 0
