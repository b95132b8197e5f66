"""Two subjects that changed places: "поменялись местами", "год назад было наоборот"."""

from __future__ import annotations

from extractors.features import of_forms
from extractors.rankings.clauses import Clause, Reading
from extractors.rankings.discourse.state import Discourse
from extractors.rankings.items import Group, Told
from extractors.signals import Signal
from extractors.tokens import Sentence, Token

_REVERSED = of_forms({"наоборот"})
_FIRST_TWO = frozenset(["двое", "два", "две"])


def reverses(sentence: Sentence, signals: list[Signal]) -> bool:
    """ "годом раньше они стояли наоборот": the edition before had the last two the other way round."""
    return bool(sentence.features & _REVERSED) and any(signal.name == "before" for signal in signals)


def first_two(clause: Clause, tokens: list[Token]) -> bool:
    """ "первые двое поменялись местами"."""
    lowers = [token.lower for token in tokens]
    return clause.signal("swap") is not None and bool(_FIRST_TWO & set(lowers)) and "первые" in lowers


def pair_of(clause: Clause, reading: Reading, subject: Group | None) -> Group | None:
    """Who changed places: one with another ("поменялась местами с Пермским краем"), or two in one group."""
    other = next((g for g in clause.groups if g.role == "oblique" and "ablt" in g.referents[0].cases), None)
    one = next((g for g in clause.groups if g.role == "nom"), subject)
    if one is None or other is None or len(one.referents) > 1:
        before = [c for c in reading.clauses if c.start <= clause.start]
        groups = [g for c in reversed(before) for g in c.groups if g.role == "nom"]
        return next((g for g in groups if len(g.referents) == 2), None)
    return Group(one.start, one.end, [one.referents[0], other.referents[0]], one.role)


def swap_told(pair: Group, discourse: Discourse) -> None:
    """Give each of a pair the place that the text tells of the other as the one before."""
    told = [discourse.last_told_of(discourse.resolved(referent), None) for referent in pair.referents]
    if told[0] is not None and told[1] is not None:
        swap(told[0], told[1])


def swap_first_two(discourse: Discourse) -> None:
    """The first and the second changed places."""
    top = [
        next((t for t in discourse.told if t.position == p and t.position_to is None), None) for p in (1, 2)
    ]
    if top[0] is not None and top[1] is not None:
        swap(top[0], top[1])


def swap(one: Told, other: Told) -> None:
    """Each held before what the other holds now."""
    if (
        one.position is None
        or other.position is None
        or one.previous is not None
        or other.previous is not None
    ):
        return
    one.previous, other.previous = other.position, one.position


def last_two(told: list[Told]) -> list[Told]:
    """The last two subjects with exact places next to each other, or none."""
    exact = [each for each in told if each.position is not None and each.position_to is None][-2:]
    if len(exact) < 2 or exact[1].sentence - exact[0].sentence > 1 or exact[0].scope != exact[1].scope:
        return []
    return exact
