"""Leading a question to facts by the indexes: many months at a time, in one way to Redis and back."""

from __future__ import annotations

import json
import struct
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
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
from storage.shelf import Shelf
from storage.wording import indexed_stems

_FIND = Script("find_facts", reads=True)
_DIRECTORY = ("ZREVRANGE", keys.MONTHS, 0, -1)
"""All months, newest first."""
KINDS: tuple[FactKind, ...] = get_args(FactKind)
STATUSES: tuple[FactStatus, ...] = get_args(FactStatus)
LATEST_MS = to_ms(datetime(9999, 1, 1, tzinfo=UTC))
MONTHS_AT_ONCE = 512
"""The most months that a script is asked for."""
FIRST_ASKED = 16
"""Months that most questions begin with: they find what they want in fewer, and each is another key."""
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
class Hit:
    """A fact that the indexes lead to: the month that has it, and its record, if it is still there."""

    month: str
    place: Place
    record: bytes | None


Found = tuple[int, list[Hit]]
"""How many months were looked through, and what they lead to."""
_place, _hit = unchecked(Place), unchecked(Hit)


def place_of(cursor: str | None) -> Place | None:
    """The place that a page's `next` tells."""
    match = CURSOR.fullmatch(cursor) if cursor is not None else None
    return Place(int(match[1]), match[2]) if match else None


class Search:
    """The indexes of all months, as questions go through them."""

    def __init__(self, server: Server, shelf: Shelf) -> None:
        self._server = server
        self._shelf = shelf
        self._directory: list[str] = []

    def trail(self, query: FactQuery, after: Place | None) -> Trail:
        """The way through the indexes that a question takes, from a place on."""
        return Trail(self, query, after)

    def begin(
        self, query: FactQuery, after: Place | None, count: int, limit: int
    ) -> tuple[list[str], Found | None]:
        """The months in which answers can be, and what the first `count` lead to, if that was asked with it.

        Which months there are changes once a month: the question is asked of those that were there last,
        in one way to Redis with whether they still are.
        """
        known = self._directory
        months = _within(query, after, known)
        if query.rating is not None or self._server.is_cluster or not months:
            return self.months(query, after), None
        asked = months[:count]
        step = _step(query, asked, after, limit, "", with_records=True)
        directory, answer = self._server.ask_beside(_DIRECTORY, _FIND, *step)
        told = self._directory = [month.decode() for month in directory]
        # Compared with what was asked of, not with what another thread has learned since.
        if told != known:
            return _within(query, after, told), None
        return months, (answer[0], _hits_of(asked, answer))

    def hits(self, query: FactQuery, months: Sequence[str], after: Place | None, limit: int) -> Found:
        """What these months lead to."""
        asked = months[: self._at_once]
        together = not self._server.is_cluster
        answer = self._server.ask(_FIND, *_step(query, asked, after, limit, "", with_records=together))
        hits = _hits_of(asked, answer) if together else self._with_records(_found(asked, answer, 3))
        return answer[0], hits

    def months(self, query: FactQuery, after: Place | None) -> list[str]:
        """The months in which answers can be, newest first."""
        return _within(query, after, self._known_months(query))

    def counts(self, query: FactQuery, letter: str) -> Counter[str]:
        """How many facts have each value of what a letter stands for; "" counts those that have none."""
        counted: Counter[str] = Counter()
        months = self.months(query, None)
        while months:
            asked = months[: self._at_once]
            answer = self._server.ask(_FIND, *_step(query, asked, None, 0, letter))
            for i in range(1, len(answer), 2):
                counted[_facet(letter, answer[i])] += answer[i + 1]
            months = months[answer[0] :]
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

    def _with_records(self, found: Iterable[tuple[str, Place]]) -> list[Hit]:
        """On a cluster books are on other servers than the month."""
        places = list(found)
        records = self._shelf.records([place.fact_id for _, place in places])
        return [Hit(month, place, record) for (month, place), record in zip(places, records, strict=True)]

    @property
    def _at_once(self) -> int:
        """On a cluster each month has a slot of its own."""
        return 1 if self._server.is_cluster else MONTHS_AT_ONCE


class Trail:
    """The facts that the indexes lead to, newest first, in pieces."""

    def __init__(self, search: Search, query: FactQuery, after: Place | None) -> None:
        self._search = search
        self._query = query
        self._after = after
        self._months: list[str] | None = None

    def more(self, limit: int) -> list[Hit]:
        """The next of them: at least one, unless there is no other, and at the most `limit`."""
        count = _first_asked(self._query)
        found: Found | None = None
        if self._months is None:
            self._months, found = self._search.begin(self._query, self._after, count, limit)
        while self._months:
            asked = self._months[:count]
            done, hits = found or self._search.hits(self._query, asked, self._after, limit)
            if len(hits) < limit:
                self._months = self._months[done:]
            else:
                self._months = self._months[asked.index(hits[-1].month) :]
                self._after = hits[-1].place
            if hits:
                return hits
            found, count = None, MONTHS_AT_ONCE
        return []


def _step(
    query: FactQuery,
    months: Sequence[str],
    after: Place | None,
    limit: int,
    counted: str,
    *,
    with_records: bool = False,
) -> tuple[list[str], list[Value]]:
    """The keys and arguments of the script that asks these months."""
    terms, dates = _terms(query), _dates(query, after)
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


def _within(query: FactQuery, after: Place | None, months: Sequence[str]) -> list[str]:
    """Those of some months in which answers can be."""
    if not _kinds(query):
        return []
    earliest, latest = (month_of(from_ms(moment)) for moment in _dates(query, after))
    return [month for month in months if earliest <= month <= latest]


def _hits_of(months: Sequence[str], answer: Sequence[Any]) -> list[Hit]:
    """What a script found in these months, with the records."""
    return [
        _hit(month, place, record)
        for (month, place), record in zip(_found(months, answer, 4), answer[4::4], strict=True)
    ]


def _found(months: Sequence[str], answer: Sequence[Any], width: int) -> Iterator[tuple[str, Place]]:
    """Where a script found facts that has `width` values for each."""
    for i in range(1, len(answer), width):
        identifier = answer[i + 1].hex()
        yield months[answer[i] - 1], _place(answer[i + 2], f"{identifier[:16]}.{identifier[16:]}")


@dataclass(frozen=True, slots=True)
class _Terms:
    """Terms that lead, or, `by_day`, all days; and terms that entries are to tell, with where they do."""

    leading: tuple[str, ...]
    by_day: bool
    told: tuple[tuple[str, int], ...]


DAYS = tuple(day_term(day) for day in range(31, 0, -1))


def _first_asked(query: FactQuery) -> int:
    """Months that a question begins with. Partnerships are few: told again and again, they are one fact."""
    terms = _terms(query)
    is_rare = query.country is not None or (len(terms.leading) > 1 and not terms.by_day)
    return MONTHS_AT_ONCE if is_rare else FIRST_ASKED


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
