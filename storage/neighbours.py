"""What a fact of a book without history is compared with. Pure.

Such a book (the figures or the partners of a region) is never read as a whole: the ids of the facts
that matter beside one follow from its key.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import TypeGuard, get_args

from model.claims import Fact, FactKey
from model.periods import is_period, period_after, period_before
from model.statements import Direction, Relation
from storage.folding import Line, fact_id

PERIODS_AHEAD = 4
"""How many later periods are looked for, to tell whether a figure is of an old one."""


def neighbours(key: FactKey, period: str | None) -> Iterator[str]:
    """Ids of the facts that may matter to events of the fact with that key.

    For a figure those of the same metric for the period before and the next ones, in whatever direction;
    for a partnership those of the same two in another relation.
    """
    if key.kind == "partnership":
        for relation in get_args(Relation):
            yield fact_id(replace(key, scope=relation, period=None), None)
    if key.kind == "percentage" and key.subject and key.rating and _is_told(period):
        for other in (period_before(period), *_later(period)):
            yield from _figures(key, other)


def figure_before(fact: Fact, lines: Iterable[Line]) -> Fact | None:
    """The same figure for the period before, where it is known and agreed on."""
    if not _is_told(fact.period):
        return None
    wanted = set(_figures(fact.key, period_before(fact.period)))
    found = [line.fact for line in lines if line.fact.id in wanted and line.fact.status != "withdrawn"]
    agreed = [one for one in found if one.status != "conflicting"]
    # Told both as a rise and as a fall, the period before is nothing to compare with.
    return agreed[0] if len(found) == len(agreed) == 1 else None


def is_outdated(fact: Fact, lines: Iterable[Line]) -> bool:
    """Whether the same figure is known for a later period: then this one is history that arrives late."""
    if not _is_told(fact.period):
        return False
    wanted = {identifier for period in _later(fact.period) for identifier in _figures(fact.key, period)}
    return any(line.fact.id in wanted and line.fact.status != "withdrawn" for line in lines)


def is_known_partner(fact: Fact, former: Iterable[Fact]) -> bool:
    """Whether the two were told of before, in whatever relation, and be it that it was taken back."""
    pair = fact.key.subject, fact.key.rating
    return any((one.key.subject, one.key.rating) == pair for one in former)


def _is_told(period: str | None) -> TypeGuard[str]:
    return period is not None and is_period(period)


def _later(period: str) -> Iterator[str]:
    for _ in range(PERIODS_AHEAD):
        period = period_after(period)
        yield period


def _figures(key: FactKey, period: str) -> Iterator[str]:
    unit = key.scope.partition(":")[0]
    for direction in get_args(Direction):
        yield fact_id(replace(key, scope=f"{unit}:{direction}:", period=None), period)
