"""What a question tells the script that finds facts: months, terms, bounds, in the order of its arguments."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time
from functools import lru_cache
from typing import get_args

from model.claims import FactKind, FactStatus
from storage import keys
from storage.indexing import STATUS_CODES, month_began_ms
from storage.moments import end_of, to_ms
from storage.questions import FactQuery
from storage.server import Value
from storage.terms import (
    COMMON_STATUS,
    KIND_CODES,
    PARTNERSHIP_TERM,
    book_term,
    bucket_of,
    day_term,
    figures_term,
    publisher_term,
    source_term,
    word_term,
)
from storage.wording import indexed_stems

KINDS: tuple[FactKind, ...] = get_args(FactKind)
STATUSES: tuple[FactStatus, ...] = get_args(FactStatus)
LATEST_MS = to_ms(datetime(9999, 1, 1, tzinfo=UTC))
MOST_ENTRIES = 10_000
"""Entries that a script looks at before it answers, with what it has: it keeps Redis from answering others
for some milliseconds."""
DENSE_STATUS = "corroborated"
"""A status of so many facts that its posting leads no better than the days do."""
REGION, PERIOD, OTHER = 1, 2, 3
"""Where an entry tells the codes."""


@dataclass(frozen=True, slots=True)
class Place:
    """A fact's place in the order of answers: by date, then by id, newest first."""

    date_ms: int
    fact_id: str

    def __str__(self) -> str:
        return f"{self.date_ms}_{self.fact_id}"


@dataclass(frozen=True, slots=True)
class Terms:
    """Terms that lead, or, `by_day`, all days; and terms that entries are to tell, with where they do."""

    leading: tuple[str, ...]
    by_day: bool
    told: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, and the terms that lead to its answers."""

    query: FactQuery
    terms: Terms

    @property
    def is_rare(self) -> bool:
        """Whether answers are expected to lie far apart.

        Partnerships do: told again, they stay one fact. And most words that people ask for are rare.
        """
        query, terms = self.query, self.terms
        is_narrow = len(terms.leading) > 1 and not terms.by_day
        return is_narrow or query.country is not None or query.text is not None


DAYS = tuple(day_term(day) for day in range(31, 0, -1))


def is_led_alone(query: FactQuery) -> bool:
    """Whether the indexes hold every condition of a question, so that no record need be looked at."""
    return query.as_of is None and query.source is None and query.text is None and not query.phrases


def terms_of(query: FactQuery, *, by_kind: bool) -> Terms:
    """The terms of a question; `by_kind` where partnerships and the figures of a region have their own."""
    # As of a day a fact may have had another status, publisher and sentence.
    now = query.as_of is None
    told: list[tuple[str, int]] = []
    if query.region is not None:
        told.append((f"r:{query.region}", REGION))
    if query.period is not None:
        told.append((f"p:{query.period}", PERIOD))
    if query.country is not None:
        told.append((f"c:{query.country}", OTHER))
    if query.publisher is not None and now:
        told.append((publisher_term(query.publisher), OTHER))
    leading = [*(name for name, _ in told), *(_kind_terms(query) if by_kind else ())]
    if query.rating is not None:
        leading.append(book_term(keys.book_digest(query.rating)))
    if now and query.status not in (None, COMMON_STATUS, DENSE_STATUS):
        leading.append(f"s:{query.status}")
    if query.source is not None:
        leading.append(source_term(query.source))
    if now:
        words = indexed_stems(" ".join([query.text or "", *query.phrases]))
        leading += sorted(map(word_term, words))
    return Terms(tuple(leading) or DAYS, not leading, tuple(told))


def _kind_terms(query: FactQuery) -> tuple[str, ...]:
    """What leads to partnerships, or to the figures of a region."""
    match kinds_of(query), query.region:
        case ("partnership",), _:
            return (PARTNERSHIP_TERM,)
        case ("percentage",), str(region):
            return (figures_term(region),)
        case _:
            return ()


def kinds_of(query: FactQuery) -> tuple[FactKind, ...]:
    """The kinds that answers can be of: only rankings have places, only percentages figures."""
    told: list[FactKind] = [query.kind] if query.kind is not None else []
    told += () if _is_free(query, "position") else ("ranking",)
    told += () if _is_free(query, "value") else ("percentage",)
    return tuple(kind for kind in KINDS if all(kind == one for one in told))


def _kind_bits(query: FactQuery) -> int:
    return sum(2**code for kind in kinds_of(query) for code in KIND_CODES[kind])


def _status_bits(query: FactQuery) -> int:
    """The statuses that fit; as of a day it may have been any."""
    fitting = [
        status for status in STATUSES if status not in query.without and query.status in (None, status)
    ]
    return sum(2 ** STATUS_CODES[status] for status in (fitting if query.as_of is None else STATUSES))


def _is_free(query: FactQuery, name: str) -> bool:
    return getattr(query, f"{name}_from") is None and getattr(query, f"{name}_to") is None


def _bounds(query: FactQuery) -> tuple[float | str, float | str]:
    """The bounds of an entry's number; none as of a day, when it may have been another."""
    name = "value" if _is_free(query, "position") else "position"
    told = (getattr(query, f"{name}_from"), getattr(query, f"{name}_to"))
    least, most = ("" if query.as_of is not None or bound is None else bound for bound in told)
    return least, most


def dates_of(query: FactQuery, after: Place | None) -> tuple[int, int]:
    """The earliest and the latest date (ms) that answers can have."""
    earliest = to_ms(datetime.combine(query.date_from, time(), UTC)) if query.date_from else 0
    latest = to_ms(end_of(query.date_to)) if query.date_to else LATEST_MS
    return earliest, min(latest, after.date_ms) if after is not None else latest


def step_of(
    asked: Asked,
    months: Sequence[str],
    after: Place | None,
    limit: int,
    counted: str = "",
    *,
    with_records: bool = False,
) -> tuple[list[str], list[Value]]:
    """The keys and arguments of the script that asks these months."""
    query, terms, dates = asked.query, asked.terms, dates_of(asked.query, after)
    begin = after.fact_id if after is not None and after.date_ms == dates[1] else ""
    told = [part for name, place in terms.told for part in (name, place)]
    names, began = _of_months(tuple(months))
    return names, [
        limit,
        *dates,
        bytes.fromhex(begin.replace(".", "")),
        counted,
        *_bounds(query),
        _kind_bits(query),
        _status_bits(query),
        bytes.fromhex(keys.book_digest(query.rating)) if query.rating is not None else b"",
        began,
        MOST_ENTRIES,
        keys.BOOK_FORM if with_records else "",
        keys.CODES,
        keys.OWN,
        len(terms.told),
        *told,
        len(terms.leading),
        *_with_buckets(terms.leading),
        int(terms.by_day),
    ]


@lru_cache(maxsize=4_096)
def _with_buckets(terms: tuple[str, ...]) -> list[str]:
    """Terms, each with the name of its bucket."""
    return [part for term in terms for part in (term, keys.few(bucket_of(term)))]


@lru_cache(maxsize=256)
def _of_months(months: tuple[str, ...]) -> tuple[list[str], bytes]:
    """The keys of months, and when they began."""
    began = map(month_began_ms, months)
    return [keys.entries(month) for month in months], struct.pack(f"<{len(months)}d", *began)
