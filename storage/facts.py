"""Questions to the facts: by month, newest first, inside a month by intersecting small sets."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from model.claims import Fact, FactKind, FactStatus
from storage.server import Server


@dataclass(frozen=True, slots=True, kw_only=True)
class FactQuery:
    """What to look for; None is no condition, and conditions are joined by "and".

    `region` is the code of the region that a fact is of, `country` the partner of a partnership,
    `rating` the id of a rating, `publisher` its compiler's name as told (case does not matter),
    `period` an edition ("2025", or "~2026-02" where it is inferred). `date_from` and `date_to`
    are the days (UTC, both included) of the first publication. `after` is a page's `next`.
    `as_of` is a day: facts as they were known at its end (UTC).
    """

    kind: FactKind | None = None
    region: str | None = None
    country: str | None = None
    rating: str | None = None
    publisher: str | None = None
    period: str | None = None
    date_from: date | None = None
    date_to: date | None = None
    status: FactStatus | None = None
    as_of: date | None = None
    limit: int = 50
    after: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FactPage:
    """Facts, newest first, and where the next page begins; None behind the last."""

    facts: tuple[Fact, ...]
    next: str | None


class Facts:
    """Facts of all books."""

    def __init__(self, server: Server) -> None:
        self._server = server

    def find(self, query: FactQuery) -> FactPage:
        """A page of facts by the day of their first publication, newest first.

        The order is by (first publication, id): a page's `next` stays right while facts are
        written. Raises InvalidQuery for a `next` that is none, or a limit below 1.
        """
        raise NotImplementedError

    def every(self, query: FactQuery) -> Iterator[Fact]:
        """All facts that fit, page by page: a stream in constant memory."""
        raise NotImplementedError

    def get(self, fact_id: str) -> Fact | None:
        """One fact with all its claims."""
        raise NotImplementedError
