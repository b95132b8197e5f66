"""The indexes of a month: terms that a fact fits, each with the numbers of its facts.

Numbers are small, and Redis keeps a set of up to 512 of them in two bytes each: so a term that
many facts fit (their kind, their period, that they are corroborated) has a set a day, and the
others a set a month. Numbers are given out by the month and stay with the fact.

An entry tells which terms a fact was entered under, at which version of its book: what
an older version brings later is left aside.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from model.articles import digest
from model.claims import Fact
from model.statements import Percentage, Ranking, Statement
from storage import keys
from storage.folding import exact_place
from storage.moments import from_ms, month_of, to_ms
from storage.scripts import Script
from storage.server import Server, Value
from storage.shelf import Slot

_INDEX = Script("index_facts")
BATCH = 200
"""Facts that one step indexes: it keeps Redis from answering others for about a millisecond."""
COMMON_STATUS = "single_source"
"""Most facts have it, so it is told by the absence of the others, which saves its large sets."""
OTHER_STATUSES = ("corroborated", "conflicting", "corrected", "withdrawn")
RARE_STATUSES = ("conflicting", "corrected", "withdrawn")
_DAILY = ("k:", "p:", "s:corroborated")
"""The terms that have a set a day: those that many facts fit."""
BOOK_TERM = "g"
"""In an entry it stands for the book that the fact's id begins with."""
NUMBER = "n:"
"""In front of an entry's number: the exact place, or the figure. It has no set."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What the indexes of a month are to say of one number; nothing any more where `fact` is None."""

    number: int
    version: int
    fact: Fact | None


class Indexes:
    """The indexes of all months."""

    def __init__(self, server: Server) -> None:
        self._server = server

    def numbers(self, counts: Mapping[str, int]) -> dict[str, Iterator[int]]:
        """Give out numbers for new facts, so many a month; one that is not used in the end is no loss."""
        months = list(counts)
        directory = [("ZADD", keys.MONTHS, int(month.replace("-", "")), month) for month in months]
        taken = [("INCRBY", keys.fact_numbers(month), counts[month]) for month in months]
        last = self._server.batch([*directory, *taken])[len(months) :]
        return {
            month: iter(range(number - counts[month] + 1, number + 1))
            for month, number in zip(months, last, strict=True)
        }

    def write(self, month: str, entries: Sequence[Entry]) -> None:
        """Bring entries into the indexes of a month."""
        for start in range(0, len(entries), BATCH):
            while not self._write(month, entries[start : start + BATCH]):
                pass

    def _write(self, month: str, entries: Sequence[Entry]) -> bool:
        key = keys.entries(month)
        records = self._server.call("HMGET", key, *(entry.number for entry in entries))
        places: dict[str, int] = defaultdict(lambda: len(places) + 2)
        arguments: list[Value] = []
        for entry, record in zip(entries, records, strict=True):
            written = (record or b"").decode()
            version, old = _entered(month, written)
            text = entry_text(entry)
            if version > entry.version or written == text:
                continue
            new = _entered(month, text)[1]
            leave = [places[name] for name in sorted(old - new)]
            enter = [places[name] for name in sorted(new - old)]
            arguments += [entry.number, written, text, len(leave), *leave, len(enter), *enter]
        return not arguments or bool(self._server.run(_INDEX, [key, *places], arguments))


def slot_month(fact: Fact) -> str:
    """The month whose indexes have the fact."""
    return month_of(fact.published_at)


def moved(slot: Slot, fact: Fact) -> bool:
    """Whether the fact belongs into another month than the one that has it."""
    return slot[0] != slot_month(fact)


def terms_of(fact: Fact) -> list[str]:
    """The terms that a fact fits, its kind first; "g" stands for its book, "n:" is its number."""
    statement = fact.statement
    terms = [f"k:{fact.key.kind}"]
    if statement.region is not None:
        terms.append(f"r:{statement.region}")
    if fact.period is not None:
        terms.append(f"p:{fact.period}")
    if fact.status != COMMON_STATUS:
        terms.append(f"s:{fact.status}")
    return [*terms, *_terms_of_kind(fact, statement)]


def publisher_term(publisher: str) -> str:
    """The term of who compiled a rating, whatever the case of the name's letters."""
    return f"u:{digest(publisher.casefold())[:8]}"


def book_term(book_digest: str) -> str:
    """The term of a rating."""
    return f"{BOOK_TERM}:{book_digest}"


def _terms_of_kind(fact: Fact, statement: Statement) -> Iterable[str]:
    match statement:
        case Ranking():
            if statement.rating_id is not None:
                yield BOOK_TERM
            if statement.publisher is not None:
                yield publisher_term(statement.publisher)
            if (place := exact_place(fact)) is not None:
                yield f"{NUMBER}{place}"
        case Percentage():
            yield f"{NUMBER}{statement.value!r}"
        case _:
            yield f"c:{fact.key.rating}"


def entry_text(entry: Entry) -> str:
    """What the month's hash says of a number."""
    if entry.fact is None:
        return f"- 0 {entry.version}"
    fact = entry.fact
    return " ".join((fact.id, str(to_ms(fact.published_at)), str(entry.version), *terms_of(fact)))


def version_entered(text: str) -> int:
    """The version of the book that an entry was written at."""
    return int(text.split(" ")[2])


def entered_terms(month: str, text: str) -> set[str]:
    """The sets that an entry's number is in."""
    return _entered(month, text)[1]


def _entered(month: str, text: str) -> tuple[int, set[str]]:
    """The version of an entry, and the sets that it was entered in; version -1 for no entry."""
    if not text:
        return -1, set()
    identifier, date_ms, version, *terms = text.split(" ")
    day = from_ms(int(date_ms)).day
    book = book_term(keys.book_digest_of(identifier))
    return int(version), {
        keys.day_posting(month, day, term)
        if term.startswith(_DAILY)
        else keys.posting(month, book if term == BOOK_TERM else term)
        for term in terms
        if not term.startswith(NUMBER)
    }
