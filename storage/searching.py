"""Leading a question to facts by the indexes: many months at a time, in one way to Redis and back."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time
from functools import lru_cache
from typing import Any, get_args

from model.claims import FactKind, FactStatus
from model.unchecked import unchecked
from storage import keys
from storage.indexing import (
    COMMON_STATUS,
    KIND_CODES,
    STATUS_CODES,
    book_term,
    bucket_of,
    day_term,
    month_began_ms,
    publisher_term,
    source_term,
    word_term,
)
from storage.moments import end_of, from_ms, month_of, to_ms
from storage.questions import CURSOR, FactQuery
from storage.scripts import Script
from storage.server import Server, Value
from storage.wording import indexed_stems

_FIND = Script("find_facts", reads=True)
_DIRECTORY = ("ZREVRANGE", keys.MONTHS, 0, -1)
"""All months, newest first."""
KINDS: tuple[FactKind, ...] = get_args(FactKind)
STATUSES: tuple[FactStatus, ...] = get_args(FactStatus)
LATEST_MS = to_ms(datetime(9999, 1, 1, tzinfo=UTC))
MONTHS_AT_ONCE = 64
"""The most months that one round of questions asks: it bounds how long Redis is kept busy."""
FIRST_ASKED = 16
"""Months that a question begins with: what a script is not asked for in time costs another way to Redis."""
GROWTH = 4
"""What is not found in the newest months lies far apart: each round asks so many times more of them."""
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


_place = unchecked(Place)


def place_of(cursor: str | None) -> Place | None:
    """The place that a page's `next` tells."""
    match = CURSOR.fullmatch(cursor) if cursor is not None else None
    return Place(int(match[1]), match[2]) if match else None


class Search:
    """The indexes of all months, as questions go through them."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._directory: list[str] = []

    def places(self, query: FactQuery, after: Place | None, step: int) -> Iterator[tuple[str, Place]]:
        """The facts that the indexes lead to with their months, newest first; `step` are asked at a time."""
        count = 1 if _terms(query).by_day else FIRST_ASKED
        months, first = self._begin(query, after, step, count)
        start, missing = 0, step
        while start < len(months):
            asked = months[start : start + count]
            found = self._places(query, asked, after, missing) if first is None else first
            first = None
            yield from found
            if len(found) < missing:
                start, count = start + count, min(count * GROWTH, MONTHS_AT_ONCE)
                missing -= len(found)
            else:
                start, after = start + asked.index(found[-1][0]), found[-1][1]
                missing = step

    def _begin(
        self, query: FactQuery, after: Place | None, step: int, count: int
    ) -> tuple[list[str], list[tuple[str, Place]] | None]:
        """The months in which answers can be, and what the first of them lead to, if that was asked with it.

        Which months there are changes once a month: the question is asked of those that were there last,
        in one way to Redis with whether they still are.
        """
        known = self._directory
        months = _within(query, after, known)
        if query.rating is not None or self._server.is_cluster or not months:
            return self.months(query, after), None
        asked = months[:count]
        ((names, arguments),) = self._steps(query, asked, after, step, "")
        directory, answer = self._server.ask_beside(_DIRECTORY, _FIND, names, arguments)
        told = self._directory = [month.decode() for month in directory]
        # Compared with what was asked of, not with what another thread has learned since.
        if told != known:
            return _within(query, after, told), None
        return months, _found(asked, answer)

    def months(self, query: FactQuery, after: Place | None) -> list[str]:
        """The months in which answers can be, newest first."""
        return _within(query, after, self._known_months(query))

    def counts(self, query: FactQuery, letter: str) -> Counter[str]:
        """How many facts have each value of what a letter stands for; "" counts those that have none."""
        counted: Counter[str] = Counter()
        months = self.months(query, None)
        for start in range(0, len(months), MONTHS_AT_ONCE):
            for answer in self._ask(query, months[start : start + MONTHS_AT_ONCE], None, 0, letter):
                for i in range(0, len(answer), 2):
                    counted[_facet(letter, answer[i])] += answer[i + 1]
        return counted

    def _known_months(self, query: FactQuery) -> list[str]:
        """The months that have facts, newest first; of a rating those that have facts of it."""
        if query.rating is not None:
            book_digest = keys.book_digest(query.rating)
            entry = self._server.call("HGET", keys.ratings(keys.book_partition(book_digest)), book_digest)
            told = json.loads(entry)["months"] if entry is not None else {}
            if isinstance(told, list):  # as schema 1 has it
                return told[::-1]
            periods = [query.period] if query.period is not None else list(told)
            return sorted({month for period in periods for month in told.get(period, ())}, reverse=True)
        told = self._directory = [month.decode() for month in self._server.call(*_DIRECTORY)]
        return told

    def _places(
        self, query: FactQuery, months: Sequence[str], after: Place | None, limit: int
    ) -> list[tuple[str, Place]]:
        found: list[tuple[str, Place]] = []
        start = 0
        for answer, count in zip(
            self._ask(query, months, after, limit, ""), self._shares(months), strict=False
        ):
            found += _found(months[start : start + count], answer)
            start += count
            if len(found) >= limit:
                break
        return found[:limit]

    def _shares(self, months: Sequence[str]) -> list[int]:
        """How many months one script is asked for: on a cluster each month has a slot of its own."""
        return [1] * len(months) if self._server.is_cluster else [len(months)]

    def _ask(
        self, query: FactQuery, months: Sequence[str], after: Place | None, limit: int, counted: str
    ) -> list[list[Any]]:
        return self._server.run_each(_FIND, self._steps(query, months, after, limit, counted))

    def _steps(
        self, query: FactQuery, months: Sequence[str], after: Place | None, limit: int, counted: str
    ) -> list[tuple[list[str], list[Value]]]:
        """The keys and arguments of the scripts that ask these months."""
        terms, dates = _terms(query), _dates(query, after)
        begin = after.fact_id if after is not None and after.date_ms == dates[1] else ""
        told = [part for name, place in terms.told for part in (name, place)]
        common: list[Value] = [
            limit,
            *dates,
            bytes.fromhex(begin.replace(".", "")),
            counted,
            *_bounds(query),
            _kind_bits(query),
            _status_bits(query),
            bytes.fromhex(keys.book_digest(query.rating)) if query.rating is not None else b"",
            len(terms.told),
            *told,
            len(terms.leading),
            *terms.leading,
            int(terms.by_day),
        ]
        steps: list[tuple[list[str], list[Value]]] = []
        start = 0
        for count in self._shares(months):
            some = months[start : start + count]
            names: list[str] = []
            for month in some:
                names += _keys_of_days(month) if terms.by_day else _keys(month, terms.leading)
            steps.append((names, [*common, *map(month_began_ms, some)]))
            start += count
        return steps


def _within(query: FactQuery, after: Place | None, months: Sequence[str]) -> list[str]:
    """Those of some months in which answers can be."""
    if not _kinds(query):
        return []
    earliest, latest = (month_of(from_ms(moment)) for moment in _dates(query, after))
    return [month for month in months if earliest <= month <= latest]


def _found(months: Sequence[str], answer: Sequence[Any]) -> list[tuple[str, Place]]:
    """What a script found in these months."""
    found = []
    for i in range(0, len(answer), 3):
        identifier = answer[i + 1].hex()
        place = _place(answer[i + 2], f"{identifier[:16]}.{identifier[16:]}")
        found.append((months[answer[i] - 1], place))
    return found


@dataclass(frozen=True, slots=True)
class _Terms:
    """Terms that lead, or, `by_day`, all days; and terms that entries are to tell, with where they do."""

    leading: tuple[str, ...]
    by_day: bool
    told: tuple[tuple[str, int], ...]


DAYS = tuple(day_term(day) for day in range(31, 0, -1))


def is_led_alone(query: FactQuery) -> bool:
    """Whether the indexes hold every condition of a question, so that no record need be looked at."""
    return query.as_of is None and query.source is None and query.text is None and not query.phrases


def _terms(query: FactQuery) -> _Terms:
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
    leading = [name for name, _ in told]
    if query.rating is not None:
        leading.append(book_term(keys.book_digest(query.rating)))
    if now and query.status not in (None, COMMON_STATUS, DENSE_STATUS):
        leading.append(f"s:{query.status}")
    if query.source is not None:
        leading.append(source_term(query.source))
    if now:
        words = indexed_stems(" ".join([query.text or "", *query.phrases]))
        leading += sorted(map(word_term, words))
    return _Terms(tuple(leading) or DAYS, not leading, tuple(told))


def _keys(month: str, terms: tuple[str, ...]) -> list[str]:
    names = [*_tables(month)]
    for term in terms:
        names += [_bucket(month, bucket_of(term)), keys.posting(month, term)]
    return names


# A question names hundreds of keys: those that are asked for again and again are spelled once.
@lru_cache(maxsize=1_024)
def _keys_of_days(month: str) -> list[str]:
    return _keys(month, DAYS)


@lru_cache(maxsize=1_024)
def _tables(month: str) -> tuple[str, str]:
    return keys.entries(month), keys.term_codes(month)


_bucket = lru_cache(maxsize=16_384)(keys.postings)


def _kinds(query: FactQuery) -> tuple[FactKind, ...]:
    """The kinds that answers can be of: only rankings have places, only percentages figures."""
    told: list[FactKind] = [query.kind] if query.kind is not None else []
    told += () if _is_free(query, "position") else ("ranking",)
    told += () if _is_free(query, "value") else ("percentage",)
    return tuple(kind for kind in KINDS if all(kind == one for one in told))


def _kind_bits(query: FactQuery) -> int:
    return sum(2**code for kind in _kinds(query) for code in KIND_CODES[kind])


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


def _dates(query: FactQuery, after: Place | None) -> tuple[int, int]:
    """The earliest and the latest date (ms) that answers can have."""
    earliest = to_ms(datetime.combine(query.date_from, time(), UTC)) if query.date_from else 0
    latest = to_ms(end_of(query.date_to)) if query.date_to else LATEST_MS
    return earliest, min(latest, after.date_ms) if after is not None else latest


FACETS = {"kind": "k", "region": "r", "rating": "g", "status": "s", "period": "p"}
"""What facts can be counted by, with the letter that stands for it."""
_KINDS_BY_CODE = {code: kind for kind, codes in KIND_CODES.items() for code in codes}
_STATUSES_BY_CODE = {code: status for status, code in STATUS_CODES.items()}


def _facet(letter: str, told: Any) -> str:
    """A value as the script counts it -> as people know it; of a rating the digest of its book."""
    match letter:
        case "k":
            return _KINDS_BY_CODE[told]
        case "s":
            return _STATUSES_BY_CODE[told]
        case "g":
            return bytes(told).hex()
        case _:
            return bytes(told).decode()
