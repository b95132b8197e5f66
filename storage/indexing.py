"""The indexes of a month: what each fact is in a few bytes, and the numbers of the facts that a term fits.

Facts are numbered by the month; a number stays with its fact. An *entry* says what can be asked of a
fact: two digests, a date, codes, a number, in 42 bytes (`ENTRY`), 32 of them a field of one hash.
A *posting* is the numbers of the facts that a term fits, three bytes each: of rare terms many stand
together in small hashes, which Redis keeps in one piece of memory, a frequent term has a key.

The entry decides and the postings only lead: a number stays where it was once put, even if the term
fits no longer. An entry tells at which version of its book it was written: what an older version
brings later is left aside.
"""

from __future__ import annotations

import struct
from base64 import urlsafe_b64encode
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import get_args
from zlib import crc32

from model.articles import digest
from model.claims import Fact, FactStatus
from model.names import folded
from model.statements import Partnership, Percentage, Ranking
from storage import keys
from storage.folding import exact_place
from storage.moments import from_ms, month_of, to_ms
from storage.scripts import Script
from storage.server import Server, Value
from storage.shelf import Slot
from storage.wording import indexed_stems

_READ = Script("read_entries")
_INDEX = Script("index_facts")
BATCH = 200
"""Facts that one step indexes: it keeps Redis from answering others for some milliseconds."""
BUCKETS = 64
"""Hashes that the postings of rare terms are spread over."""
ENTRY = struct.Struct("<8s8sIIBBHHHHd")
"""Book, fact, milliseconds since the month began, version, kind, status, the codes of region, period
and country or publisher, a digest of the words, place or figure. All zeros: no fact."""
NOTHING = bytes(ENTRY.size)
RANKING, PERCENTAGE, PARTNERSHIP, UNNAMED = 1, 2, 3, 4
"""Kinds; the last is a ranking whose rating has no name."""
KIND_CODES = {"ranking": (RANKING, UNNAMED), "percentage": (PERCENTAGE,), "partnership": (PARTNERSHIP,)}
STATUS_CODES: dict[str, int] = {status: code for code, status in enumerate(get_args(FactStatus), 1)}
COMMON_STATUS = "single_source"
"""Most facts have it: no posting leads to it."""
NO_NUMBER = float("nan")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What the indexes of a month are to say of one number; nothing any more where `fact` is None."""

    number: int
    version: int
    fact: Fact | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Entered:
    """What an entry says: the fact (id), and at which version of its book it was written."""

    fact_id: str
    version: int


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
        names = sorted({name for entry in entries if entry.fact for name in _coded(entry.fact).values()})
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

    def enter(self, month: str, number: int, terms: Iterable[str]) -> None:
        """Put a number into the postings of terms, whatever the entry says."""
        names = _Places(month)
        arguments: list[Value] = [number, "", "", 1, *names.of(terms)]
        self._server.run(_INDEX, [keys.entries(month), *names.keys], arguments)

    def _write(self, month: str, entries: Sequence[Entry], again: bool) -> bool:
        coded = sorted({name for entry in entries if entry.fact for name in _coded(entry.fact).values()})
        asked: list[Value] = [len(coded), *coded, *(entry.number for entry in entries)]
        answer = self._server.run(_READ, [keys.entries(month), keys.term_codes(month)], asked)
        codes = dict(zip(coded, answer, strict=False))
        names = _Places(month)
        arguments: list[Value] = []
        for entry, before in zip(entries, answer[len(coded) :], strict=True):
            after = _entry(entry, codes)
            if before == after or (before != NOTHING and _version(before) > entry.version):
                continue
            terms = _new_terms(entry.fact, before, after) if entry.fact is not None else []
            looks = int(again or before != NOTHING)
            arguments += [entry.number, before, after, looks, *names.of(terms)]
        return not arguments or bool(self._server.run(_INDEX, [keys.entries(month), *names.keys], arguments))


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


@lru_cache(maxsize=100_000)
def bucket_of(term: str) -> int:
    """The hash that has a term's posting while it is short."""
    return crc32(term.encode()) % BUCKETS


def numbers_from(posting: bytes) -> list[int]:
    """The numbers of a posting."""
    return [int.from_bytes(posting[i : i + 3], "little") for i in range(0, len(posting), 3)]


def terms_of(fact: Fact) -> list[str]:
    """The terms that lead to a fact."""
    return [*_strict_terms(fact), *(source_term(source) for source in sources_of(fact)), *word_terms(fact)]


def word_terms(fact: Fact) -> list[str]:
    """The terms of the words of the sentence that is shown."""
    return sorted(map(word_term, indexed_stems(fact.statement.evidence.sentence)))


def sources_of(fact: Fact) -> list[str]:
    """Who claims a fact."""
    return sorted({claim.source for claim in fact.claims})


@lru_cache(maxsize=200_000)
def word_term(stem: str) -> str:
    """The term of a word: 24 bits, since another with the same is told apart by the sentence."""
    return "w" + urlsafe_b64encode(crc32(stem.encode()).to_bytes(4, "little")[:3]).decode()


@lru_cache(maxsize=10_000)
def publisher_term(publisher: str) -> str:
    """The term of who compiled a rating, whatever the case of the name's letters."""
    return f"u:{digest(folded(publisher))[:8]}"


@lru_cache(maxsize=10_000)
def source_term(source: str) -> str:
    """The term of who tells a fact."""
    return f"o:{digest(source)[:8]}"


def book_term(book_digest: str) -> str:
    """The term of a rating."""
    return f"g:{book_digest[:8]}"


PARTNERSHIP_TERM = "k:partnership"
"""The term of partnerships: few beside all other facts."""
LED_BY_KIND = 6
"""The version of the store from which on this term and those of figures lead to all such facts."""


def figures_term(region: str) -> str:
    """The term of a region's figures: few beside its places, and most figures are of no region."""
    return f"f:{region}"


def kind_term(kind: int, region: str | None) -> str | None:
    """The term of facts of this kind (a code) and region, where there is one."""
    if kind == PARTNERSHIP:
        return PARTNERSHIP_TERM
    return figures_term(region) if kind == PERCENTAGE and region is not None else None


def day_term(day: int) -> str:
    """The term of a day of the month."""
    return f"d:{day:02}"


@lru_cache(maxsize=4_096)
def month_began_ms(month: str) -> int:
    """The first moment of a month (UTC)."""
    return to_ms(datetime(int(month[:4]), int(month[5:]), 1, tzinfo=UTC))


def kind_code(fact: Fact) -> int:
    """What an entry says of the kind."""
    match fact.statement:
        case Ranking() as told:
            return RANKING if told.rating_id is not None else UNNAMED
        case Percentage():
            return PERCENTAGE
        case Partnership():
            return PARTNERSHIP


def _strict_terms(fact: Fact) -> list[str]:
    """The terms that an entry tells as well."""
    terms = [*_coded(fact).values(), day_term(fact.published_at.astimezone(UTC).day)]
    if fact.status != COMMON_STATUS:
        terms.append(f"s:{fact.status}")
    if kind_code(fact) == RANKING:
        terms.append(book_term(keys.book_digest_of(fact.id)))
    term = kind_term(kind_code(fact), fact.statement.region)
    return [*terms, term] if term is not None else terms


def _coded(fact: Fact) -> dict[str, str]:
    """The terms that an entry tells by a code: region, period, and country or publisher."""
    statement = fact.statement
    coded = {}
    if statement.region is not None:
        coded["region"] = f"r:{statement.region}"
    if fact.period is not None:
        coded["period"] = f"p:{fact.period}"
    if isinstance(statement, Partnership):
        coded["other"] = f"c:{statement.country}"
    elif isinstance(statement, Ranking) and statement.publisher is not None:
        coded["other"] = publisher_term(statement.publisher)
    return coded


def _entry(entry: Entry, codes: Mapping[str, int]) -> bytes:
    fact = entry.fact
    if fact is None:
        return ENTRY.pack(b"", b"", 0, entry.version, 0, 0, 0, 0, 0, 0, 0.0)
    coded = {part: codes[name] for part, name in _coded(fact).items()}
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
    terms = _strict_terms(fact) if _told(before) != _told(after) else []
    terms += map(source_term, sources_of(fact))
    return terms if before[32:34] == after[32:34] else [*terms, *word_terms(fact)]


def _told(entry: bytes) -> tuple[bytes, bytes]:
    """What strict terms are made of: the date and everything from the kind to the codes."""
    return entry[16:20], entry[24:32]


def _version(entry: bytes) -> int:
    version: int = ENTRY.unpack(entry)[3]
    return version
