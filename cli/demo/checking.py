"""Whether what the service found is what the demo's articles say, no more and no less."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from importlib import resources
from typing import Any

from model.ledger import Edition
from model.statements import Statement
from model.wire import statement_wire

Expected = Mapping[str, Any]


@cache
def expected() -> Expected:
    """What a careful reader finds in the articles: facts, editions, moves and events."""
    return json.loads(resources.files("cli.demo").joinpath("expected.json").read_text("utf-8"))  # type: ignore[no-any-return]


def expected_facts(*, edited: bool) -> Mapping[str, list[dict[str, Any]]]:
    """The facts of each article by its slug, before or after the edit."""
    facts: dict[str, list[dict[str, Any]]] = dict(expected()["facts"])
    return {**facts, **expected()["facts_after_edit"]} if edited else facts


def differing_facts(slug: str, wanted: Sequence[dict[str, Any]], found: Iterable[Statement]) -> list[str]:
    """What is missing or too much among an article's facts, a line each."""
    want = Counter(map(_row, wanted))
    have = Counter(_row(statement_wire(statement)) for statement in found)
    return [
        *(f"{slug}: missed {dict(row)}" for row in (want - have)),
        *(f"{slug}: too much {dict(row)}" for row in (have - want)),
    ]


def differing_editions(wanted: Mapping[str, Mapping[str, int]], found: Sequence[Edition]) -> list[str]:
    """Where the ledger's editions differ from those that the articles tell."""
    have = {
        edition.period: {place.region: place.position for place in edition.places if not place.scope}
        for edition in found
    }
    lines = [
        f"edition {edition.period}: {region} is there as {count} subjects"
        for edition in found
        for region, count in Counter(place.region for place in edition.places if not place.scope).items()
        if count > 1
    ]
    for period in sorted({*wanted, *have}):
        want_places, have_places = wanted.get(period, {}), have.get(period, {})
        for region in sorted({*want_places, *filter(None, have_places)}):
            want, found_place = want_places.get(region), have_places.get(region)
            if want != found_place:
                lines.append(f"edition {period}: {region} at {found_place}, the articles tell {want}")
    return lines


def differing_events(messages: Sequence[Mapping[str, Any]]) -> list[str]:
    """Alerts that did not come, came more than once, or should not have come."""
    events = [message["data"] for message in messages]
    lines = []
    for rule in expected()["events"]["must"]:
        want = {name: value for name, value in rule.items() if name != "times"}
        times = sum(_fits(event, want) for event in events)
        if times != rule["times"]:
            lines.append(f"alert {want}: came {times} times, not {rule['times']}")
    for rule in expected()["events"]["must_not"]:
        unwanted = {name: value for name, value in rule.items() if name != "why"}
        if any(_fits(event, unwanted) for event in events):
            lines.append(f"alert {unwanted} came, though {rule['why']}")
    return lines


_COMPARED = {
    "ranking": ("kind", "region", "position", "position_to", "period", "basis"),
    "percentage": ("kind", "value", "value_to", "unit", "direction"),
    "partnership": ("kind", "region", "country"),
}


def _row(fact: Mapping[str, Any]) -> tuple[tuple[str, Any], ...]:
    return tuple((name, fact[name]) for name in _COMPARED[fact["kind"]])


def _fits(event: Mapping[str, Any], rule: Mapping[str, Any]) -> bool:
    return all(event.get(name) == value for name, value in rule.items())
