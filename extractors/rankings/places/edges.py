"""What closes and what opens a rating: "замыкает рейтинг Тула", "открывает его Орёл"."""

from __future__ import annotations

from typing import Literal

from extractors.rankings.clauses import Clause, Reading
from extractors.rankings.items import Place
from extractors.signals import Signal
from extractors.tokens import Token

_PLACING = frozenset(["placenoun", "tier", "result", "list", "rating"])
_IT = frozenset(["его", "ее", "их"])
_OPENED = ("открыт", "начат")
_ONE_PLACE = ("место", "строчка", "строка", "позиция", "ступень")
_SEVERAL = frozenset(["последние", "последних", "последними"])
_CLOSING = frozenset(["замыкать", "замкнуть"])


def closing(signal: Signal, clause: Clause, reading: Reading, rated: bool) -> Place | None:
    """The last place: with its number where the sentence tells how many are ranked."""
    closes = (
        _closes(clause, reading.tokens) or _closes_what_leads(clause, reading)
        if signal.name == "close"
        else True
    )
    if closes and reading.total is not None:
        last = reading.total - signal.key.startswith("=предпослед")
        return Place(signal.start, signal.end, "exact", (last,), rule=signal.rule, noun=True)
    if signal.name == "close":
        return edge(signal, "bottom") if closes else None
    if not rated or any(place.kind == "exact" for place in clause.places):
        return None
    if signal.name == "last" and signal.key.endswith("ем") and not _stands_alone(signal, clause, reading):
        return None
    if signal.name == "last" and _counts_other(signal, reading):
        return None
    return Place(signal.start, signal.end, "bottom", rule=signal.rule, bare=True)


def _closes(clause: Clause, tokens: list[Token]) -> bool:
    """Whether what a clause closes is the whole rating, and no tier of it."""
    named = next((s for s in clause.signals if s.name in ("rating", "list")), None)
    if named is None:
        return _closes_alone(clause)
    close = clause.signal("close")
    between = tokens[close.end : named.start] if close is not None else []
    return not any(token.word.poses and token.word.parses[0].pos == "NOUN" for token in between)


def _closes_alone(clause: Clause) -> bool:
    """ "Замыкает Тыва": the rating at hand, where nothing else is told to be closed."""
    group = clause.groups[0] if len(clause.groups) == 1 else None
    return (
        clause.verbs <= _CLOSING and group is not None and group.role == "nom"
        and group.start - clause.start in (1, 2) and group.end >= clause.end - 1
        and (group.start - clause.start == 1 or bool(clause.words & _IT))
    )  # fmt: skip


def _closes_what_leads(clause: Clause, reading: Reading) -> bool:
    """ "Возглавляет рейтинг Тула, замыкает — Псков": the rating that another clause tells who leads."""
    if reading.has("tier") or clause.places or not reading.has("rating", "list"):
        return False
    return any(c is not clause and c.signal("lead", "open") is not None for c in reading.clauses)


def _stands_alone(signal: Signal, clause: Clause, reading: Reading) -> bool:
    """ "на предпоследнем месте", "Тула на первом месте, Тверь на последнем"; not "на последнем заседании"."""
    if any(s.name == "placenoun" and s.start == signal.end for s in reading.signals):
        return True
    ends = signal.end >= clause.end or reading.tokens[signal.end].kind == "punctuation"
    return ends and reading.tokens[signal.start - 1].lower == "на" and reading.has("placenoun")


def _counts_other(signal: Signal, reading: Reading) -> bool:
    """ "последняя партия ушла": the last of something else, whose noun follows."""
    if signal.end >= reading.sentence.end or signal.end - signal.start > 1:
        return False
    noun, last = reading.tokens[signal.end], reading.tokens[signal.start].word
    best = noun.word.best
    if best is None or best.pos != "NOUN" or noun.capitalised:
        return False
    named = any(s.start == signal.end and s.name in _PLACING for s in reading.signals)
    return best.case in last.cases and not named


def last_of(signal: Signal, reading: Reading) -> Place | None:
    """ "последнее место из 85": the place is the number of those that are ranked."""
    tokens = reading.tokens
    at = signal.end
    if reading.total is None or not signal.key.endswith(_ONE_PLACE) or "последн" not in signal.key:
        return None
    if at + 1 >= reading.sentence.end or tokens[at].lower != "из" or tokens[signal.start].lower in _SEVERAL:
        return None
    whole = tokens[at + 1].text == str(reading.total)
    if not whole:
        return None
    count = reading.total
    return Place(signal.start, signal.end, "exact", (count,), rule=signal.rule, noun=True, total=count)


def can_open(signal: Signal, clause: Clause, reading: Reading) -> bool:
    """Whether a list can be opened: not "биологи открыли лабораторию", not "открыты пять залов"."""
    if any(group.referents[0].kind == "people" for group in clause.groups):
        return False
    word = reading.tokens[signal.start].word
    if word.lower.startswith(_OPENED) or _is_relative(clause, reading):
        return False  # "школа, открытая год назад", "область, с которой отрасль начиналась"
    return "PRTS" not in word.poses and not _begins_deed(signal, clause, reading)


def _is_relative(clause: Clause, reading: Reading) -> bool:
    """Whether a clause opens with a preposition and "который"."""
    opening = reading.tokens[clause.start : clause.start + 2]
    return len(opening) > 1 and "PREP" in opening[0].word.poses and "который" in opening[1].word.lemmas


def _begins_deed(signal: Signal, clause: Clause, reading: Reading) -> bool:
    """ "которое начало поставки": what is begun is named right behind, and is no list."""
    if signal.end >= clause.end or any(s.start == signal.end for s in reading.signals):
        return False
    noun = reading.tokens[signal.end]
    best = noun.word.best
    plain = best is not None and best.pos in ("NOUN", "INFN") and not noun.capitalised
    return plain and all(group.start > signal.end or group.end <= signal.end for group in clause.groups)


def opens_it(signal: Signal, reading: Reading) -> bool:
    """ "Открывают его Тула и Орёл": the list at hand."""
    return signal.end < reading.sentence.end and reading.tokens[signal.end].lower in _IT


def edge(signal: Signal, kind: Literal["bottom", "leaders"]) -> Place:
    """A place among the last, or among the leaders, that a signal tells."""
    return Place(signal.start, signal.end, kind, rule=signal.rule, noun=True)
