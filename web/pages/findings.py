"""What is missing in a rating, and what contradicts itself."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise

from alerts.wording import INFERRED, capitalised
from model.ledger import Edition, Place
from model.periods import Period
from storage.folding import span_of

LONGEST_LIST = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A place that needs a look: `told` and `stored` where the news and our record differ."""

    subject: str
    fact_id: str
    told: int | None = None
    stored: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """Of one edition and the ones before it.

    `editions_missing` are the days between two editions that follow each other with a hole between;
    `places_missing` are ranges ("4–7") above the lowest place that was told, `more_missing` says
    that the list goes on.
    """

    editions_missing: tuple[Period, ...]
    places_missing: tuple[str, ...]
    more_missing: bool
    conflicting: tuple[Finding, ...]
    differing: tuple[Finding, ...]

    @property
    def any(self) -> bool:
        """Whether there is anything to tell."""
        return bool(self.editions_missing or self.places_missing or self.conflicting or self.differing)


def findings(editions: Sequence[Edition], newest: Edition, scope: str) -> Findings:
    """What to tell of an edition; `editions` are those of its series, oldest first."""
    places = [place for place in newest.places if place.scope == scope]
    missing = _missing(places)
    return Findings(
        editions_missing=tuple(_holes(editions)),
        places_missing=tuple(missing[:LONGEST_LIST]),
        more_missing=len(missing) > LONGEST_LIST,
        conflicting=tuple(_finding(place) for place in places if place.status == "conflicting"),
        differing=tuple(
            _finding(place)
            for place in places
            if place.previous_told is not None
            and place.previous_stored is not None
            and place.previous_told != place.previous_stored
        ),
    )


def _holes(editions: Sequence[Edition]) -> Iterable[Period]:
    """Holes between editions that are told: which edition an inferred one is we do not know."""
    spans = [span_of(edition.period) for edition in editions if not edition.period.startswith(INFERRED)]
    for earlier, later in pairwise(spans):
        first = earlier.last_on + timedelta(days=1)
        if first < later.first_on:
            yield Period(first_on=first, last_on=later.first_on - timedelta(days=1))


def _missing(places: Iterable[Place]) -> list[str]:
    """Places that nobody holds, as ranges; a shared range ("5–7") holds all of its
    places, a group ("top 10") none.
    """
    exact = [place for place in places if place.basis != "group"]
    held = sorted((p.position, p.position_to or p.position) for p in exact if p.position is not None)
    ranges, free = [], 1
    for first, last in held:
        if first > free:
            ranges.append(str(free) if free == first - 1 else f"{free}–{first - 1}")
        free = max(free, last + 1)
    return ranges


def _finding(place: Place) -> Finding:
    return Finding(
        subject=capitalised(place.subject),
        fact_id=place.fact_id,
        told=place.previous_told,
        stored=place.previous_stored,
    )
