"""What a careful reader finds in the demo's articles: the demo is judged by it.

`expected.json` was written by reading the articles, not by running the extractor. It holds the
facts of each article before and after the edit, the two editions of the rating, who moved, and
which events a subscription to one region's rankings must and must not raise.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib import resources
from typing import Any

Comparable = tuple[Any, ...]
COMPARED = {
    "ranking": ("region", "position", "position_to", "period", "basis"),
    "percentage": ("value", "value_to", "unit", "direction"),
    "partnership": ("region", "country"),
}
"""The parts of a fact's wire form that are compared. Facts told twice count once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpectedEvent:
    """An event that must come exactly `times`."""

    kind: str
    region: str
    period: str
    previous: int
    position: int
    times: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """`facts` by the slug of the article, `editions` by period and region.

    `moves` are (place before, place now) by region, for regions whose place changed.
    `unwanted` are parts of events that may not be raised for the subscription to `regions`.
    """

    facts: Mapping[str, frozenset[Comparable]]
    editions: Mapping[str, Mapping[str, int]]
    moves: Mapping[str, tuple[int, int]]
    publisher: str
    regions: tuple[str, ...]
    events: tuple[ExpectedEvent, ...]
    unwanted: tuple[Mapping[str, Any], ...]


def load_expected(*, edited: bool) -> Expected:
    """What is right before the edit, or after it."""
    content = json.loads(resources.files(__package__).joinpath("expected.json").read_text(encoding="utf-8"))
    facts = content["facts"] | (content["facts_after_edit"] if edited else {})
    rating, events = content["rating"], content["events"]
    editions = rating["editions_after_edit" if edited else "editions"]
    return Expected(
        facts={slug: comparables(told) for slug, told in facts.items()},
        editions=editions,
        moves=_moves(editions),
        publisher=rating["publisher"],
        regions=tuple(content["subscription"]["regions"]),
        events=tuple(ExpectedEvent(**event) for event in events["must"]),
        unwanted=tuple(
            {part: value for part, value in event.items() if part != "why"} for event in events["must_not"]
        ),
    )


def comparables(facts: Iterable[Mapping[str, Any]]) -> frozenset[Comparable]:
    """The compared parts of facts in the wire form."""
    return frozenset(comparable(fact) for fact in facts)


def comparable(fact: Mapping[str, Any]) -> Comparable:
    """The compared parts of one fact in the wire form, its kind first."""
    return (fact["kind"], *(fact.get(part) for part in COMPARED[fact["kind"]]))


def _moves(editions: Mapping[str, Mapping[str, int]]) -> dict[str, tuple[int, int]]:
    older, newer = (editions[period] for period in sorted(editions))
    return {
        region: (older[region], place)
        for region, place in newer.items()
        if region in older and older[region] != place
    }
