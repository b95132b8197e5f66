"""Leading a question to facts by the indexes: many months at a time, in one way to Redis and back."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from model.unchecked import unchecked
from storage import keys
from storage.form import LED_BY_KIND, Form
from storage.indexing import STATUS_CODES
from storage.moments import from_ms, month_of
from storage.posing import Asked, Place, Terms, dates_of, kinds_of, step_of, terms_of
from storage.questions import CURSOR, FactQuery
from storage.scripts import Script
from storage.server import Server
from storage.shelf import Shelf
from storage.terms import KIND_CODES

_FIND = Script("find_facts", reads=True)
_DIRECTORY = ("ZREVRANGE", keys.MONTHS, 0, -1)
"""All months, newest first."""
MONTHS_AT_ONCE = 512
"""The most months that a script is asked for."""
FIRST_ASKED = 16
"""Months that most questions begin with: they find what they want in fewer, and each is another key."""


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
        self._form = Form(server)

    def trail(self, query: FactQuery, after: Place | None) -> Trail:
        """The way through the indexes that a question takes, from a place on."""
        return Trail(self, Asked(query, self._terms_of(query)), after)

    def begin(
        self, asked: Asked, after: Place | None, count: int, limit: int
    ) -> tuple[list[str], Found | None]:
        """The months in which answers can be, and what the first `count` lead to, if that was asked with it.

        Which months there are changes once a month: the question is asked of those that were there last,
        in one way to Redis with whether they still are.
        """
        query, known = asked.query, self._directory
        months = _within(query, after, known)
        if query.rating is not None or self._server.is_cluster or not months:
            return self.months(query, after), None
        first = months[:count]
        step = step_of(asked, first, after, limit, with_records=True)
        directory, answer = self._server.ask_beside(_DIRECTORY, _FIND, *step)
        told = self._learned(directory)
        # Compared with what was asked of, not with what another thread has learned since.
        if told != known:
            return _within(query, after, told), None
        return months, (answer[0], _hits_of(first, answer))

    def hits(self, asked: Asked, months: Sequence[str], after: Place | None, limit: int) -> Found:
        """What these months lead to."""
        some = months[: self._at_once]
        together = not self._server.is_cluster
        answer = self._server.ask(_FIND, *step_of(asked, some, after, limit, with_records=together))
        hits = _hits_of(some, answer) if together else self._with_records(_found(some, answer, 3))
        return answer[0], hits

    def months(self, query: FactQuery, after: Place | None) -> list[str]:
        """The months in which answers can be, newest first."""
        return _within(query, after, self._known_months(query))

    def counts(self, query: FactQuery, letter: str) -> Counter[str]:
        """How many facts have each value of what a letter stands for; "" counts those that have none."""
        counted: Counter[str] = Counter()
        asked = Asked(query, self._terms_of(query))
        months = self.months(query, None)
        while months:
            answer = self._server.ask(_FIND, *step_of(asked, months[: self._at_once], None, 0, letter))
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
        return self._learned(self._server.call(*_DIRECTORY))

    def _learned(self, directory: Iterable[bytes]) -> list[str]:
        """The months that there are, remembered for the next question."""
        months = self._directory = [month.decode() for month in directory]
        return months

    def _with_records(self, found: Iterable[tuple[str, Place]]) -> list[Hit]:
        """On a cluster books are on other servers than the month."""
        places = list(found)
        records = self._shelf.records([place.fact_id for _, place in places])
        return [Hit(month, place, record) for (month, place), record in zip(places, records, strict=True)]

    def _terms_of(self, query: FactQuery) -> Terms:
        return terms_of(query, by_kind=len(kinds_of(query)) == 1 and self._form.has(LED_BY_KIND))

    @property
    def _at_once(self) -> int:
        """On a cluster each month has a slot of its own."""
        return 1 if self._server.is_cluster else MONTHS_AT_ONCE


class Trail:
    """The facts that the indexes lead to, newest first, in pieces."""

    def __init__(self, search: Search, asked: Asked, after: Place | None) -> None:
        self._search = search
        self._asked = asked
        self._after = after
        self._months: list[str] | None = None

    def more(self, limit: int) -> list[Hit]:
        """The next of them: at least one, unless there is no other, and at the most `limit`."""
        count = MONTHS_AT_ONCE if self._asked.is_rare else FIRST_ASKED
        found: Found | None = None
        if self._months is None:
            self._months, found = self._search.begin(self._asked, self._after, count, limit)
        while self._months:
            some = self._months[:count]
            done, hits = found or self._search.hits(self._asked, some, self._after, limit)
            if len(hits) < limit:
                self._months = self._months[done:]
            else:
                self._months = self._months[some.index(hits[-1].month) :]
                self._after = hits[-1].place
            if hits:
                return hits
            found, count = None, MONTHS_AT_ONCE
        return []


def _within(query: FactQuery, after: Place | None, months: Sequence[str]) -> list[str]:
    """Those of some months in which answers can be."""
    if not kinds_of(query):
        return []
    earliest, latest = (month_of(from_ms(moment)) for moment in dates_of(query, after))
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
