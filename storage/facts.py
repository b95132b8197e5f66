"""Questions to the facts: by month, newest first, inside a month by intersecting small sets."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from heapq import nsmallest
from typing import Literal

from model.claims import Fact
from model.statements import Ranking
from storage.folding import known_as_of
from storage.kept import some_kept
from storage.moments import end_of
from storage.posing import Place, is_led_alone
from storage.questions import FactQuery as FactQuery
from storage.questions import conditions
from storage.searching import FACETS, Hit, Search, place_of
from storage.server import Server
from storage.shelf import Shelf

STREAM_PAGE = 500
LEAST_READ = 4
"""Records that are read at a time at the least."""
SPARE = 10
"""Facts that the indexes are asked for more than are wanted where records decide which fit: it saves asking
again for the last few."""
Facet = Literal["kind", "region", "rating", "status", "period"]
"""What facts can be counted by."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FactPage:
    """Facts, newest first, and where the next page begins; None behind the last.

    `cursors` are the same for each fact: where a page that ends with it goes on.
    """

    facts: tuple[Fact, ...]
    next: str | None
    cursors: tuple[str, ...] = field(default=(), compare=False, repr=False)

    def head(self, count: int) -> FactPage:
        """The page as it is when only so many facts are asked for."""
        if count >= len(self.facts):
            return self
        cursors = self.cursors[:count]
        return FactPage(facts=self.facts[:count], next=cursors[-1], cursors=cursors)


class Facts:
    """Facts of all books."""

    def __init__(self, server: Server) -> None:
        self._shelf = Shelf(server)
        self._search = Search(server, self._shelf)

    def find(self, query: FactQuery) -> FactPage:
        """A page of facts by their first publication, newest first.

        The order is by (first publication, id): a page's `next` stays right while facts are
        written. With `as_of` a fact stands at its present date, and is left out when none of
        its claims was known by then.
        """
        found: list[tuple[Place, Fact]] = []
        for place, fact in self._walk(query, query.limit + 1):
            found.append((place, fact))
            if len(found) > query.limit:
                break
        more = len(found) > query.limit
        page = found[: query.limit]
        cursors = tuple(str(place) for place, _ in page)
        facts = tuple(fact for _, fact in page)
        return FactPage(facts=facts, next=cursors[-1] if more else None, cursors=cursors)

    def every(self, query: FactQuery) -> Iterator[Fact]:
        """All facts that fit, newest first: a stream of any length, in constant memory."""
        for _, fact in self._walk(query, STREAM_PAGE):
            yield fact

    def best(self, query: FactQuery, limit: int) -> list[Fact]:
        """The facts that fit by their places, the best first, the newest of a place first.

        No index has this order: all facts that fit are read. Facts without a place are left out.
        """
        placed = (fact for fact in self.every(query) if _place_told(fact) is not None)
        return nsmallest(limit, placed, key=_by_place)

    def counts(self, query: FactQuery, by: Facet) -> list[tuple[str | None, int]]:
        """How many facts fit, by kind, region, rating, status or period; the most frequent first.

        None counts those that tell none. Where the indexes hold all conditions they alone are
        asked; else every fact that fits is read.
        """
        if is_led_alone(query):
            counted = self._search.counts(query, FACETS[by])
            names = self._shelf.names([book for book in counted if book]) if by == "rating" else {}
            found = {(names.get(value, value) or None): count for value, count in counted.items()}
        else:
            found = Counter(_facet(fact, by) for fact in self.every(query))
        return sorted(found.items(), key=lambda one: (-one[1], one[0] is None, one[0] or ""))

    def get(self, fact_id: str) -> Fact | None:
        """One fact with all its claims; None when there is none of this id."""
        if re.fullmatch(r"[0-9a-f]{16}\.[0-9a-f]{16}", fact_id) is None:
            return None
        kept = self._shelf.facts([fact_id])[0]
        return kept.fact if kept is not None else None

    def _walk(self, query: FactQuery, step: int) -> Iterator[tuple[Place, Fact]]:
        """The facts that fit; records are read `step` at a time, and few more than are still missing."""
        spare = 0 if is_led_alone(query) else SPARE
        trail = self._search.trail(query, place_of(query.after))
        # The place tells the date.
        asked = conditions(replace(query, date_from=None, date_to=None))
        hits: list[Hit] = []
        missing = step
        while hits or (hits := trail.more(missing + spare)):
            count = max(missing, LEAST_READ)
            group, hits = hits[:count], hits[count:]
            for place, fact in _known(query.as_of, group):
                if all(holds(fact) for holds in asked):
                    missing -= 1
                    yield place, fact
            missing = missing if missing > 0 else step


def _known(as_of: date | None, group: Sequence[Hit]) -> Iterator[tuple[Place, Fact]]:
    """The facts at these places that are still there: the record decides, the index only leads."""
    read = some_kept([hit.place.fact_id for hit in group], [hit.record for hit in group])
    for hit, kept in zip(group, read, strict=True):
        fact = kept.fact if kept is not None and kept.slot[0] == hit.month else None
        if fact is not None and as_of is not None:
            fact = known_as_of(fact, end_of(as_of))
        if fact is not None:
            yield hit.place, fact


def _facet(fact: Fact, by: Facet) -> str | None:
    match by:
        case "kind":
            return fact.kind
        case "region":
            return fact.statement.region
        case "status":
            return fact.status
        case "period":
            return fact.period
        case "rating":
            return fact.statement.rating_id if isinstance(fact.statement, Ranking) else None


def _place_told(fact: Fact) -> int | None:
    return fact.statement.position if isinstance(fact.statement, Ranking) else None


def _by_place(fact: Fact) -> tuple[int, int, float, str]:
    place = _place_told(fact) or 0
    statement = fact.statement
    last = statement.position_to if isinstance(statement, Ranking) else None
    return place, last or place, -fact.published_at.timestamp(), fact.id
