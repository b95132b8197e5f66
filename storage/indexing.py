"""The indexes of a month: what each fact is in a few bytes, and the numbers of the facts that a term fits.

Facts are numbered by the month; a number stays with its fact. An *entry* says what can be asked of a
fact: two digests, a date, codes, a number, in 42 bytes (`ENTRY`), 32 of them a field of one hash.
A *posting* is the numbers of the facts that a term fits, three bytes each: of rare terms many stand
together in small hashes, which Redis keeps in one piece of memory, a frequent term has a key. Where one bit
for each number of the month takes less, it is such a bitmap.

The entry decides and the postings only lead: a number may stay where it was once put, even if the term
fits no longer. From the words of a sentence that gives way to another it is taken out where that sentence
is at hand: an entry does not tell them, so that a record would be read for nothing. An entry tells at
which version of its book it was written: what an older version brings later is left aside.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import get_args
from zlib import crc32

from model.claims import Fact, FactStatus
from model.statements import Percentage
from storage import keys
from storage.folding import exact_place
from storage.form import BITMAPS, Form
from storage.kept import Slot
from storage.moments import from_ms, month_of, to_ms
from storage.scripts import Script
from storage.server import Server, Value
from storage.terms import (
    BUCKETS,
    bucket_of,
    coded_terms,
    kind_code,
    source_term,
    sources_of,
    strict_terms,
    terms_of,
    word_terms,
)

_READ = Script("read_entries")
_INDEX = Script("index_facts")
BATCH = 200
"""Facts that one step indexes: it keeps Redis from answering others for some milliseconds."""
NUMBER_BYTES = 3
"""What a number takes in a posting."""
DENSE_BYTES = 170 * NUMBER_BYTES
"""A shorter posting stays one of numbers: what is told much in a month's first days may not be later."""
BITMAP_SHARE = 0.75
"""A posting becomes a bitmap when that takes less than this share of its bytes."""
ENTRY = struct.Struct("<8s8sIIBBHHHHd")
"""Book, fact, milliseconds since the month began, version, kind, status, the codes of region, period
and country or publisher, a digest of the words, place or figure. All zeros: no fact."""
NOTHING = bytes(ENTRY.size)
STATUS_CODES: dict[str, int] = {status: code for code, status in enumerate(get_args(FactStatus), 1)}
NO_NUMBER = float("nan")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What the indexes of a month are to say of one number; nothing any more where `fact` is None.

    `former` is the fact as it was before, if that is known.
    """

    number: int
    version: int
    fact: Fact | None
    former: Fact | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Entered:
    """What an entry says: the fact (id), and at which version of its book it was written."""

    fact_id: str
    version: int


class Indexes:
    """The indexes of all months."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._form = Form(server)

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

    def write(self, month: str, entries: Sequence[Entry], *, again: bool = False) -> None:
        """Bring entries into the indexes of a month; `again`: numbers may stand in postings already."""
        for start in range(0, len(entries), BATCH):
            while not self._write(month, entries[start : start + BATCH], again):
                pass

    def entries(self, month: str) -> Iterator[tuple[int, bytes]]:
        """The entries of a month by their numbers, in no order; those that say nothing are left out."""
        for field, block in self._server.scan_hash(keys.entries(month), 50):
            first = int(field) * BLOCK + 1
            for offset, entry in enumerate(
                block[i : i + ENTRY.size] for i in range(0, len(block), ENTRY.size)
            ):
                if is_alive(entry):
                    yield first + offset, entry

    def entry(self, month: str, number: int) -> bytes:
        """One entry; zeros where there is none."""
        return bytes(self._server.run(_READ, [keys.entries(month), keys.term_codes(month)], [0, number])[0])

    def written(self, month: str, entries: Sequence[Entry]) -> list[bytes]:
        """The entries as they are to be written."""
        names = sorted({name for entry in entries if entry.fact for name in coded_terms(entry.fact).values()})
        answer = self._server.run(_READ, [keys.entries(month), keys.term_codes(month)], [len(names), *names])
        codes = dict(zip(names, answer, strict=True))
        return [_entry(entry, codes) for entry in entries]

    def missing(self, month: str, numbers_by_term: Mapping[str, set[int]]) -> Iterator[tuple[str, int]]:
        """Terms and numbers that are not in the term's posting, though they should be."""
        terms = sorted(numbers_by_term)
        for start in range(0, len(terms), BATCH):
            some = terms[start : start + BATCH]
            for term, found in zip(some, self.postings(month, some), strict=True):
                yield from ((term, number) for number in sorted(numbers_by_term[term] - set(found)))

    def postings(self, month: str, terms: Sequence[str]) -> list[list[int]]:
        """The numbers in the postings of terms."""
        small = self._server.batch([("HGET", keys.postings(month, bucket_of(term)), term) for term in terms])
        own = self._server.batch([("GET", keys.posting(month, term)) for term in terms])
        return [
            numbers_from((own_one if small_one == b"" else small_one) or b"")
            for small_one, own_one in zip(small, own, strict=True)
        ]

    def listed(self, month: str) -> Iterator[tuple[str, int]]:
        """Terms, each with a number there, whose postings are to become bitmaps."""
        bitmap_bytes = self._server.call("HLEN", keys.entries(month)) * BLOCK / 8
        for bucket in range(BUCKETS):
            for field, few in self._server.scan_hash(keys.postings(month, bucket)):
                if few:
                    continue
                term = field.decode()
                posting = self._server.call("GET", keys.posting(month, term)) or b""
                is_dense = len(posting) >= DENSE_BYTES and bitmap_bytes < BITMAP_SHARE * len(posting)
                if is_dense and not is_bitmap(posting):
                    yield term, numbers_from(posting)[0]

    def enter(self, month: str, number: int, terms: Iterable[str], *, in_bits: bool = False) -> None:
        """Put a number into the postings of terms, whatever the entry says.

        `in_bits`: postings may become bitmaps, though the store has not the form yet.
        """
        names = _Places(month)
        arguments = [*_when_dense(in_bits), number, "", "", 1, *names.of(terms), 0]
        self._server.run(_INDEX, [keys.entries(month), *names.keys], arguments)

    def _write(self, month: str, entries: Sequence[Entry], again: bool) -> bool:
        coded = sorted({name for entry in entries if entry.fact for name in coded_terms(entry.fact).values()})
        asked: list[Value] = [len(coded), *coded, *(entry.number for entry in entries)]
        answer = self._server.run(_READ, [keys.entries(month), keys.term_codes(month)], asked)
        codes = dict(zip(coded, answer, strict=False))
        names = _Places(month)
        groups: list[Value] = []
        for entry, before in zip(entries, answer[len(coded) :], strict=True):
            after = _entry(entry, codes)
            if before == after or (before != NOTHING and _version(before) > entry.version):
                continue
            terms = _new_terms(entry.fact, before, after) if entry.fact is not None else []
            looks = int(again or before != NOTHING)
            left = _left_terms(entry, terms, before, after)
            groups += [entry.number, before, after, looks, *names.of(terms), *names.of(left)]
        if not groups:
            return True
        arguments = [*_when_dense(self._form.has(BITMAPS)), *groups]
        return bool(self._server.run(_INDEX, [keys.entries(month), *names.keys], arguments))


class _Places:
    """The keys of postings, as one script is given them."""

    def __init__(self, month: str) -> None:
        self._month = month
        self._places: dict[str, int] = {}
        self.keys: list[str] = []

    def of(self, terms: Iterable[str]) -> list[Value]:
        """How many terms, then each with the place of its two keys."""
        told: list[Value] = []
        for term in terms:
            if term not in self._places:
                self._places[term] = len(self.keys) + 2
                self.keys += [keys.postings(self._month, bucket_of(term)), keys.posting(self._month, term)]
            told += [term, self._places[term]]
        return [len(told) // 2, *told]


BLOCK = 32
"""Entries a field."""


def slot_month(fact: Fact) -> str:
    """The month whose indexes have the fact."""
    return month_of(fact.published_at)


def moved(slot: Slot, fact: Fact) -> bool:
    """Whether the fact belongs into another month than the one that has it."""
    return slot[0] != slot_month(fact)


def is_alive(entry: bytes) -> bool:
    """Whether an entry is of a fact."""
    return entry[24] != 0


def kind_and_region(entry: bytes) -> tuple[int, int]:
    """What an entry tells of the kind and the region, in codes; 0 for none."""
    told = ENTRY.unpack(entry)
    return told[4], told[6]


def entered(entry: bytes) -> Entered:
    """The fact that an entry is of."""
    return Entered(fact_id=f"{entry[:8].hex()}.{entry[8:16].hex()}", version=_version(entry))


def without_version(entry: bytes) -> bytes:
    """What an entry says of its fact."""
    return entry[:20] + entry[24:]


def is_bitmap(posting: bytes) -> bool:
    """Whether a posting has a bit for each number of the month: its length tells, in one step with it."""
    return len(posting) % NUMBER_BYTES == 1


def numbers_from(posting: bytes) -> list[int]:
    """The numbers of a posting."""
    if is_bitmap(posting):
        return [8 * i + bit for i, byte in enumerate(posting) for bit in range(8) if byte & 0x80 >> bit]
    return [
        int.from_bytes(posting[i : i + NUMBER_BYTES], "little") for i in range(0, len(posting), NUMBER_BYTES)
    ]


def _when_dense(in_bits: bool) -> list[Value]:
    """When a posting becomes a bitmap, as the script is told it."""
    return [DENSE_BYTES if in_bits else "", BITMAP_SHARE]


@lru_cache(maxsize=4_096)
def month_began_ms(month: str) -> int:
    """The first moment of a month (UTC)."""
    return to_ms(datetime(int(month[:4]), int(month[5:]), 1, tzinfo=UTC))


def _entry(entry: Entry, codes: Mapping[str, int]) -> bytes:
    fact = entry.fact
    if fact is None:
        return ENTRY.pack(b"", b"", 0, entry.version, 0, 0, 0, 0, 0, 0, 0.0)
    coded = {part: codes[name] for part, name in coded_terms(fact).items()}
    book, _, own = fact.id.partition(".")
    published_ms = to_ms(fact.published_at)
    return ENTRY.pack(
        bytes.fromhex(book),
        bytes.fromhex(own),
        published_ms - month_began_ms(month_of(from_ms(published_ms))),
        entry.version,
        kind_code(fact),
        STATUS_CODES[fact.status],
        coded.get("region", 0),
        coded.get("period", 0),
        coded.get("other", 0),
        crc32(fact.statement.evidence.sentence.encode()) & 0xFFFF,
        _number(fact),
    )


def _number(fact: Fact) -> float:
    """What questions bound: the exact place, or the figure."""
    if isinstance(fact.statement, Percentage):
        return fact.statement.value
    place = exact_place(fact)
    return NO_NUMBER if place is None else float(place)


def _new_terms(fact: Fact, before: bytes, after: bytes) -> list[str]:
    """The terms that a fact is to be entered under: all, or those of what changed."""
    if not is_alive(before) or before[:16] != after[:16]:
        return terms_of(fact)
    terms = strict_terms(fact) if _told(before) != _told(after) else []
    terms += map(source_term, sources_of(fact))
    return terms if before[32:34] == after[32:34] else [*terms, *word_terms(fact)]


def _left_terms(entry: Entry, terms: Sequence[str], before: bytes, after: bytes) -> list[str]:
    """The words of the former sentence that are not among the terms of the one that is shown now."""
    if entry.former is None or before[32:34] == after[32:34]:
        return []
    return sorted({*word_terms(entry.former)}.difference(terms))


def _told(entry: bytes) -> tuple[bytes, bytes]:
    """What strict terms are made of: the date and everything from the kind to the codes."""
    return entry[16:20], entry[24:32]


def _version(entry: bytes) -> int:
    version: int = ENTRY.unpack(entry)[3]
    return version
