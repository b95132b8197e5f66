"""Who is a little better or worse than those told last: "Хуже всего в Туве. Чуть лучше в Коми и Карелии"."""

from __future__ import annotations

from extractors.features import of_forms
from extractors.rankings.clauses import Clause, Reading
from extractors.rankings.discourse.state import Discourse
from extractors.rankings.items import Group, Place
from extractors.tokens import Annotated

_RULE = "ranking/extreme"
_COUNTED = frozenset([_RULE, "ranking/next"])
_SLIGHTLY = frozenset(["чуть", "немного", "ненамного", "немногим"])
_EASIER = frozenset(["лучше", "легче", "проще"])
"""What is told of those who stand before the worst."""
NEARLY = of_forms(_SLIGHTLY)


def nearly_place(
    clause: Clause, groups: list[Group], reading: Reading, index: int, discourse: Discourse
) -> Place | None:
    """ "Хуже всего в Туве. Чуть лучше в Коми и Карелии": who stands beside those that were told last."""
    at = _slightly(clause, reading)
    if at is None or not discourse.told:
        return None
    latest = discourse.told[-1]
    worst = latest.basis == "group" and latest.position is None and index - latest.sentence <= 1
    if not worst:
        return None
    if not any(group.start > at and group.role in ("u", "loc", "nom") for group in groups):
        return None
    return Place(at, at + 2, "bottom", rule=_RULE, noun=True)


def nearly_marks(text: Annotated, start: int, end: int) -> list[tuple[int, int]]:
    """Where "чуть больше" between two tokens tells who is the second, as (token, 2)."""
    return [
        (at, 2)
        for at in range(start, end - 1)
        if text.tokens[at].features & NEARLY
        and "COMP" in text.tokens[at + 1].word.poses
        and text.tokens[at + 1].lower not in _EASIER
    ]


def follows_nearly(clause: Clause, reading: Reading, index: int, discourse: Discourse) -> int | None:
    """ "Меньше всего в Туле. Чуть больше — в Орле и Курске": past the comparative by which a list goes on."""
    at = _slightly(clause, reading)
    if at is None or not discourse.told:
        return None
    latest = discourse.told[-1]
    near = latest.position is not None and index - latest.sentence <= 1 and latest.rule in _COUNTED
    return at + 2 if near else None


def _slightly(clause: Clause, reading: Reading) -> int | None:
    """Where "чуть" stands before a comparative; None where the clause's first such word does not."""
    if not reading.sentence.features & NEARLY or not clause.words & _SLIGHTLY:
        return None
    tokens = reading.tokens
    at = next((i for i in range(clause.start, clause.end - 1) if tokens[i].lower in _SLIGHTLY), None)
    return at if at is not None and "COMP" in tokens[at + 1].word.poses else None
