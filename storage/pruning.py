"""Dropping old months: articles, their claims, and the facts that nobody else tells."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import islice
from typing import get_args

from storage import keys
from storage.addresses import Addresses
from storage.articles import Articles
from storage.books import Books
from storage.server import Server
from storage.terms import BUCKETS

BATCH = 200
"""Articles that leave their books at a time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PrunedMonth:
    """A month, and how many articles it has."""

    month: str
    articles: int


class Pruning:
    """Months leave as a whole: first their claims leave the books, then their keys go."""

    def __init__(self, server: Server, *, articles: Articles, books: Books) -> None:
        self._server = server
        self._addresses = Addresses(server)
        self._articles = articles
        self._books = books

    def months(self, before: str) -> tuple[PrunedMonth, ...]:
        """The months before one (2026-02), the oldest first."""
        return tuple(
            PrunedMonth(month=month, articles=self._articles.count(month))
            for month in sorted(self._articles.months())
            if month < before
        )

    def prune(self, month: str, *, told: Callable[[int], None] | None = None) -> int:
        """Drop a month: how many articles it had. `told` hears how many have left their books.

        Facts that later articles tell too stay, with those. Nothing is told of what goes. Broken off, it
        can be done again.
        """
        count = 0
        waiting = self._articles.ids(month)
        while batch := list(islice(waiting, BATCH)):
            self._books.forget(batch)
            self._addresses.drop([one[8:] for one in batch])
            count += len(batch)
            if told is not None:
                told(count)
        for key in self._keys(month):
            self._server.call("UNLINK", key)
        self._server.call("ZREM", keys.MONTHS, month)
        return count

    def _keys(self, month: str) -> list[str]:
        names = []
        for bucket in range(BUCKETS):
            name = keys.postings(month, bucket)
            own = [term.decode() for term, few in self._server.scan_hash(name) if not few]
            names += [name, *(keys.posting(month, term) for term in own)]
        for stage in get_args(keys.Stage):
            names += [keys.due(month, stage), keys.tries(month, stage)]
            names += [keys.quarantine(month, stage), keys.faults(month, stage)]
        return [
            *names,
            keys.entries(month),
            keys.term_codes(month),
            keys.fact_numbers(month),
            keys.claims(month),
            keys.bodies(month),
            keys.gone(month),
            # Last, since it is what the month is found by when this is broken off.
            *keys.states(month),
            keys.all_states(month),
        ]
