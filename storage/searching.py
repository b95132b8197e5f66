"""Leading a question to facts by the indexes: month by month, each asked by one script."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time
from typing import Any, get_args

from model.claims import FactKind
from storage import keys
from storage.indexing import (
    BOOK_TERM,
    COMMON_STATUS,
    OTHER_STATUSES,
    RARE_STATUSES,
    book_term,
    publisher_term,
)
from storage.moments import end_of, from_ms, month_of, to_ms
from storage.questions import CURSOR, FactQuery
from storage.scripts import Script
from storage.server import Server, Value

_FIND = Script("find_facts")
KINDS: tuple[FactKind, ...] = get_args(FactKind)
LATEST_MS = to_ms(datetime(9999, 1, 1, tzinfo=UTC))
MONTHS_AT_ONCE = 32
"""The most months that one round of questions asks: it bounds how long Redis is kept busy."""


@dataclass(frozen=True, slots=True)
class Place:
    """A fact's place in the order of answers: by date, then by id, newest first."""

    date_ms: int
    fact_id: str

    def __str__(self) -> str:
        return f"{self.date_ms}_{self.fact_id}"


def place_of(cursor: str | None) -> Place | None:
    """The place that a page's `next` tells."""
    match = CURSOR.fullmatch(cursor) if cursor is not None else None
    return Place(int(match[1]), match[2]) if match else None


class Search:
    """The indexes of all months, as questions go through them."""

    def __init__(self, server: Server) -> None:
        self._server = server

    def months(self, query: FactQuery, after: Place | None) -> list[str]:
        """The months in which answers can be, newest first."""
        if not _kinds(query):
            return []
        earliest, latest = (month_of(from_ms(moment)) for moment in _dates(query, after))
        return [month for month in self._known_months(query.rating) if earliest <= month <= latest]

    def _known_months(self, rating: str | None) -> list[str]:
        """The months that have facts, newest first; of a rating those that have facts of it."""
        told: list[str] | None = None
        if rating is not None:
            book_digest = keys.book_digest(rating)
            entry = self._server.call("HGET", keys.ratings(keys.book_partition(book_digest)), book_digest)
            told = json.loads(entry).get("months") if entry is not None else None
        if told is not None:
            return told[::-1]
        return [month.decode() for month in self._server.call("ZREVRANGE", keys.MONTHS, 0, -1)]

    def places(
        self, query: FactQuery, months: Sequence[str], after: Place | None, limit: int
    ) -> list[list[Place]]:
        """The newest facts of each month that the indexes lead to, at most `limit` of each."""
        answers = self._ask(query, months, after, limit, "")
        return [
            [Place(answer[i + 1], answer[i].decode()) for i in range(0, len(answer), 2)] for answer in answers
        ]

    def counts(self, query: FactQuery, letter: str) -> Counter[str]:
        """How many facts have each value of the terms of a letter; "" counts those that have none."""
        counted: Counter[str] = Counter()
        months = self.months(query, None)
        for start in range(0, len(months), MONTHS_AT_ONCE):
            for answer in self._ask(query, months[start : start + MONTHS_AT_ONCE], None, 0, letter):
                for i in range(0, len(answer), 2):
                    counted[answer[i].decode()] += answer[i + 1]
        return counted

    def _ask(
        self, query: FactQuery, months: Sequence[str], after: Place | None, limit: int, counted: str
    ) -> list[list[Any]]:
        terms, dates, bounds = _terms(query), _dates(query, after), _bounds(query)
        begin = after.fact_id if after is not None and after.date_ms == dates[1] else ""
        steps: list[tuple[list[str], list[Value]]] = []
        for month in months:
            size, names, told = _sets(terms, month, dates)
            # Spaces around, as in an entry: no term is found inside another.
            entered = [f" {term} " for term in (*told, *terms.unfit)]
            arguments: list[Value] = [size, limit, *dates, begin, counted, *bounds, len(told), *entered]
            steps.append(([keys.entries(month), *names], arguments))
        return self._server.run_each(_FIND, steps)


@dataclass(frozen=True, slots=True)
class _Terms:
    """What to ask the indexes for: terms with a set a month, with a set a day, and terms not to fit."""

    monthly: tuple[str, ...]
    kinds: tuple[str, ...]
    daily: tuple[str, ...]
    unfit: tuple[str, ...]


def is_led_alone(query: FactQuery) -> bool:
    """Whether the indexes hold every condition of a question, so that no record need be looked at."""
    return (
        query.as_of is None
        and query.source is None
        and query.text is None
        and COMMON_STATUS not in query.without
    )


def _is_free(query: FactQuery, name: str) -> bool:
    return getattr(query, f"{name}_from") is None and getattr(query, f"{name}_to") is None


def _terms(query: FactQuery) -> _Terms:
    # As of a day a fact may have had another status, and have been shown with another publisher.
    now = query.as_of is None
    monthly = [f"{letter}:{code}" for letter, code in (("r", query.region), ("c", query.country)) if code]
    if query.rating is not None:
        monthly.append(book_term(keys.book_digest(query.rating)))
    if query.publisher is not None and now:
        monthly.append(publisher_term(query.publisher))
    status = query.status if now and query.status != COMMON_STATUS else None
    if status in RARE_STATUSES:
        monthly.append(f"s:{status}")
        status = None
    others = OTHER_STATUSES if query.status == COMMON_STATUS else query.without
    unfit = [f"s:{other}" for other in others if other != COMMON_STATUS] if now else []
    return _Terms(
        monthly=tuple(monthly),
        kinds=tuple(f"k:{kind}" for kind in _kinds(query)),
        daily=tuple(f"{letter}:{word}" for letter, word in (("p", query.period), ("s", status)) if word),
        unfit=tuple(unfit),
    )


def _kinds(query: FactQuery) -> tuple[FactKind, ...]:
    """The kinds that answers can be of: only rankings have places, only percentages figures."""
    told: list[FactKind] = [query.kind] if query.kind is not None else []
    told += () if _is_free(query, "position") else ("ranking",)
    told += () if _is_free(query, "value") else ("percentage",)
    return tuple(kind for kind in KINDS if all(kind == one for one in told))


def _bounds(query: FactQuery) -> tuple[float | str, float | str]:
    """The bounds of an entry's number; none as of a day, when it may have been another."""
    name = "value" if _is_free(query, "position") else "position"
    told = (getattr(query, f"{name}_from"), getattr(query, f"{name}_to"))
    least, most = ("" if query.as_of is not None or bound is None else bound for bound in told)
    return least, most


def _sets(terms: _Terms, month: str, dates: tuple[int, int]) -> tuple[int, list[str], list[str]]:
    """How many sets to intersect at a time, the sets of a month, and the terms to look for in entries."""
    if terms.monthly:
        told = [*terms.daily, *(terms.kinds if len(terms.kinds) == 1 else ())]
        return 0, [keys.posting(month, term) for term in terms.monthly], told
    names = [
        keys.day_posting(month, day, term)
        for day in _days(month, dates)
        for kind in terms.kinds
        for term in (kind, *terms.daily)
    ]
    return 1 + len(terms.daily), names, []


def _dates(query: FactQuery, after: Place | None) -> tuple[int, int]:
    """The earliest and the latest date (ms) that answers can have."""
    earliest = to_ms(datetime.combine(query.date_from, time(), UTC)) if query.date_from else 0
    latest = to_ms(end_of(query.date_to)) if query.date_to else LATEST_MS
    return earliest, min(latest, after.date_ms) if after is not None else latest


def _days(month: str, dates: tuple[int, int]) -> range:
    """The days of a month in which answers can be, newest first."""
    earliest, latest = map(from_ms, dates)
    first = earliest.day if month_of(earliest) == month else 1
    last = latest.day if month_of(latest) == month else 31
    return range(last, first - 1, -1)


FACETS = {"kind": "k", "region": "r", "rating": BOOK_TERM, "status": "s", "period": "p"}
"""What facts can be counted by, with the letter of its terms."""
