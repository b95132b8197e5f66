"""Words that only seem to tell a place: of broadcasts, matches and work, of what somebody comes near to."""

from __future__ import annotations

from extractors.rankings.clauses import Clause, Reading
from extractors.rankings.items import Place
from extractors.rankings.ratings.phrasing import is_thing
from extractors.rankings.vocabulary import words
from extractors.signals import Signal
from extractors.tokens import Token

COPULAS = words("positions", "copulas")
RANKED = frozenset(
    [
        "рейтинг",
        "список",
        "индекс",
        "таблица",
        "перечень",
        "топ",
        "страна",
        "регион",
        "субъект",
        "округ",
        "год",
        "месяц",
    ]
)
_BROADCASTS = words("places", "broadcasts")
_MATCHES = frozenset(["матч", "игра", "встреча", "поединок", "бой"])
_NEAR = words("places", "near")
_NEARING = words("places", "nearing")
_COMING = frozenset(["выходить", "выйти", "выдвигаться", "выдвинуться", "становиться", "встать", "вставать"])
_MANY = frozenset(["мест", "позиций", "строчек", "строк"])
_SET = 5
"""Tokens behind "лидирующих" within which its noun stands."""


def seems_one(place: Place, clause: Clause, reading: Reading) -> bool:
    """Whether what reads as a place tells none."""
    return (
        _is_attributive(place, clause, reading)
        or _of_broadcasts(place, reading)
        or _fought_for(place, reading)
        or neared(place.start, clause, reading)
        or _quoted_word(place, reading)
        or _of_what_matters(clause, reading)
    )


def of_a_set(signal: Signal, reading: Reading) -> bool:
    """ "одна из лидирующих в Сибири сетей": not of those that are ranked."""
    for token in reading.tokens[signal.end : min(signal.end + _SET, reading.sentence.end)]:
        plural = any(p.pos == "NOUN" and p.case == "gent" and p.number == "plur" for p in token.word.parses)
        if plural and not token.capitalised:
            return token.word.lemmas.isdisjoint(RANKED)
        if token.kind == "punctuation" or token.lower == "по":
            return False
    return False


def _of_broadcasts(place: Place, reading: Reading) -> bool:
    """ "топ-5 детских каналов": what is shown and sung holds no place of a region."""
    if place.kind != "tier":
        return _is_of_work(place, reading)
    behind = reading.tokens[place.end : min(place.end + 3, reading.sentence.end)]
    return any(token.word.lemmas & _BROADCASTS for token in behind)


def _is_of_work(place: Place, reading: Reading) -> bool:
    """ "Драма о поморах обошла все сериалы: четвёртое место": a work is what the sentence tells of."""
    before = reading.tokens[reading.sentence.start : place.start]
    nouns = (t.word for t in before if t.word.pos == "NOUN" and not (t.capitalised and t is not before[0]))
    first = next(nouns, None)
    told = first is not None and "nomn" in first.cases and bool(first.lemmas & _BROADCASTS)
    return told and all("nomn" not in r.cases or r.start > place.start for r in reading.referents)


def _is_attributive(place: Place, clause: Clause, reading: Reading) -> bool:
    """ "третий по мощности завод края остановлен": which one it is, in a sentence of something else."""
    if not place.bare or place.start != clause.start or not clause.verbs or clause.verbs & COPULAS:
        return False
    by = place.end < clause.end and reading.tokens[place.end].lower == "по"
    group = next((g for g in clause.groups if g.start > place.end), None)
    if not by or group is None or group.role != "nom":
        return False
    first = group.referents[0]
    return first.kind in ("organisation", "city") and first.name[:1].islower()


def counted_in(tier: Place, reading: Reading) -> bool:
    """ "половину мест в первой двадцатке заняли хозяйства Кубани": how many are in it, not who."""
    if tier.start < reading.sentence.start + 2 or reading.tokens[tier.start - 1].lower not in ("в", "из"):
        return False
    return reading.tokens[tier.start - 2].lower in _MANY


def _fought_for(place: Place, reading: Reading) -> bool:
    """ "матч за третье место", "за первое место дают грант": what is fought for is not held yet."""
    return place.noun and place.kind == "exact" and reading.tokens[place.start - 1].lower == "за"


def neared(start: int, clause: Clause, reading: Reading) -> bool:
    """ "ближе всех к первой строке", "подобралась к десятке": where somebody does not stand yet."""
    while start > clause.start and reading.tokens[start - 1].word.poses & {"ADJF", "ADJS"}:
        start -= 1
    to = start > clause.start and reading.tokens[start - 1].lower in ("к", "ко")
    return to and bool(clause.words & _NEAR or clause.verbs & _NEARING)


def _quoted_word(place: Place, reading: Reading) -> bool:
    """ "наказали за слово «первая»": a word that is spoken of."""
    tokens = reading.tokens
    if place.end >= len(tokens) or tokens[place.start - 1].text != "«" or tokens[place.end].text != "»":
        return False
    return place.bare and place.end == place.start + 1


def _of_what_matters(clause: Clause, reading: Reading) -> bool:
    """ "Мы были первыми, но на первое место выходит качество": a thing comes first, and no subject."""
    if not clause.verbs & _COMING or any(group.role == "nom" for group in clause.groups):
        return False
    return any(
        token.word.pos == "NOUN" and not token.capitalised and is_thing(token)
        for token in reading.tokens[clause.start : clause.end]
    )


def beats_nobody(signal: Signal, clause: Clause, reading: Reading) -> bool:
    """ "кто построил больше всех", "быстрее всех дома строят в Туле", "выросла больше всех": no place."""
    roles = {group.role for group in clause.groups}
    compares = "COMP" in reading.tokens[signal.start].word.poses
    if "кто" in clause.words or (compares and "loc" in roles and "nom" not in roles):
        return True
    return any(s.name in ("up", "down") and not _measures(reading.tokens[s.start]) for s in clause.signals)


def wins_something(signal: Signal, clause: Clause, reading: Reading) -> bool:
    """ "выиграли 14 грантов", "выиграла тендер": what was won is no rating."""
    if signal.end >= clause.end or any(s.start in (signal.end, signal.end + 1) for s in clause.signals):
        return False
    if any(t.word.lemmas & _MATCHES for t in reading.tokens[signal.end : min(signal.end + 3, clause.end)]):
        return True  # "выиграла пятый матч подряд"
    token = reading.tokens[signal.end]
    best = token.word.best
    return (
        token.kind == "number"
        or "NUMR" in token.word.poses
        or (best is not None and best.pos == "NOUN" and not token.capitalised)
    )


def _measures(token: Token) -> bool:
    """ "по темпам роста": what is measured, and no movement."""
    best = token.word.best
    return best is not None and best.pos == "NOUN" and best.case == "gent"
