"""The form of what is stored has a version; data of an older one is brought forward while it is used.

A migration goes over the data item by item. Each item is changed in one atomic step, an item that has
the new form is left alone, and readers read both forms until it is through: only then the version is
written. Broken off, it begins anew and finds the rest.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from model.errors import UnusableStore
from storage import keys
from storage.addresses import Addresses
from storage.books import Books
from storage.folding import fact_id
from storage.form import BITMAPS, LED_BY_KIND
from storage.indexing import Indexes, kind_and_region
from storage.kept import kept_from
from storage.server import Server
from storage.shelf import Shelf
from storage.states import States
from storage.terms import kind_term

VERSION = 7
"""1: entries of ratings tell all months together. 2: they tell them by edition, and count the facts.
3: figures that do not tell all are facts by their sentence, no longer by their article. 4: addresses stand
in small hashes. 5: so do the states of articles. 6: terms lead to partnerships, and to a region's figures.
7: the postings of the most frequent terms are bitmaps."""
FIGURES_AT_ONCE = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """How data of one version becomes data of the next: the items, and what is done to each."""

    version: int
    what: str
    items: Callable[[], Iterator[str]]
    change: Callable[[str], None]


class Migrating:
    """The version of the store, and the way forward."""

    def __init__(self, server: Server, *, books: Books) -> None:
        self._server = server
        self._addresses = Addresses(server)
        self._states = States(server)
        self._books = books
        self._indexes = Indexes(server)
        self._shelf = Shelf(server)
        self._steps = (
            Step(
                version=2,
                what="ratings tell the months of each edition",
                items=self._old_ratings,
                change=books.renew_rating,
            ),
            Step(
                version=3,
                what="figures of one sentence meet",
                items=self._old_figures,
                change=self._rekey,
            ),
            Step(
                version=4,
                what="addresses stand in small hashes",
                items=lambda: map(" ".join, self._addresses.left()),
                change=lambda item: self._addresses.hash.move(item.split()),
            ),
            Step(
                version=5,
                what="states of articles stand in small hashes",
                items=lambda: map(" ".join, self._states.left(self._months())),
                change=lambda item: self._states.hash.move(item.split()),
            ),
            Step(
                version=LED_BY_KIND,
                what="terms lead to partnerships and to figures",
                items=self._not_led_to,
                change=self._lead_to,
            ),
            Step(
                version=BITMAPS,
                what="postings of frequent terms become bitmaps",
                items=self._listed,
                change=lambda item: self._lead_to(item, in_bits=True),
            ),
        )

    def check(self) -> int:
        """The version of what is stored; an empty store gets the newest.

        Raises UnusableStore for data of a later svodka, and for data from before versions were counted.
        """
        told = self._server.call("GET", keys.SCHEMA)
        if told is None:
            self._check_uncounted()
            self._server.call("SET", keys.SCHEMA, VERSION, "NX")
            return VERSION
        if int(told) > VERSION:
            raise UnusableStore(
                f"the data has form {int(told)}, this svodka knows up to {VERSION}: use the newer svodka"
            )
        return int(told)

    def run(self, *, told: Callable[[str, int], None] | None = None) -> int:
        """Bring the data to the newest version: how many items were changed.

        `told` hears what is done and how many items are.
        """
        version, count = self.check(), 0
        for step in self._steps:
            if step.version <= version:
                continue
            for item in step.items():
                step.change(item)
                count += 1
                if told is not None:
                    told(step.what, count)
            self._server.call("SET", keys.SCHEMA, step.version)
        return count

    def _months(self) -> list[str]:
        return [month.decode() for month in self._server.call("ZRANGE", keys.MONTHS, 0, -1)]

    def _check_uncounted(self) -> None:
        for month in self._months()[:1]:
            if self._server.call("TYPE", keys.all_states(month)) == b"zset":
                raise UnusableStore(
                    "the data was written by a svodka from before its form had a version; begin with an empty"
                    " Redis, or another SVODKA_DATA_DIR"
                )

    def _old_ratings(self) -> Iterator[str]:
        for shard in keys.BOOK_SHARDS:
            for record in self._server.call("HVALS", keys.ratings(shard)):
                told = json.loads(record)
                if "facts" not in told:
                    yield told["id"]

    def _old_figures(self) -> Iterator[str]:
        """Facts (ids, some in one item) of figures that are kept by their article."""
        for key in self._server.keys(keys.ANY_BOOK):
            book_digest = key.rpartition(":")[2]
            if not self._shelf.names([book_digest]).get(book_digest, "").startswith("percentage:"):
                continue
            old: list[str] = []
            for field, record in self._server.scan_hash(key):
                if field not in (b"v", b"meta"):
                    kept = kept_from(f"{book_digest}.{field.hex()}", record)
                    old += [kept.fact.id] if fact_id(kept.fact.key, kept.fact.period) != kept.fact.id else []
                if len(old) >= FIGURES_AT_ONCE:
                    yield " ".join(old)
                    old = []
            if old:
                yield " ".join(old)

    def _not_led_to(self) -> Iterator[str]:
        """Months, numbers there, and the terms that are to lead to the facts of these numbers and do not."""
        for month in self._months():
            codes = self._server.call("HGETALL", keys.term_codes(month))
            named = {int(code): name.decode().partition(":")[2] for name, code in codes.items()}
            numbers: dict[str, set[int]] = defaultdict(set)
            for number, entry in self._indexes.entries(month):
                kind, region = kind_and_region(entry)
                term = kind_term(kind, named.get(region))
                if term is not None:
                    numbers[term].add(number)
            for term, number in self._indexes.missing(month, numbers):
                yield f"{month} {number} {term}"

    def _listed(self) -> Iterator[str]:
        """Months, and the frequent terms that are not in bits, each with a number that it leads to."""
        for month in self._months():
            yield from (f"{month} {number} {term}" for term, number in self._indexes.listed(month))

    def _lead_to(self, item: str, *, in_bits: bool = False) -> None:
        month, number, term = item.split()
        self._indexes.enter(month, int(number), [term], in_bits=in_bits)

    def _rekey(self, item: str) -> None:
        fact_ids = item.split()
        book_digest = keys.book_digest_of(fact_ids[0])
        self._books.rekey(self._shelf.names([book_digest])[book_digest], fact_ids)
