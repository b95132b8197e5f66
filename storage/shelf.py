"""Reading a book and writing it back: a record a fact, and compare-and-set over the whole."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from threading import Lock
from typing import Any

from storage import keys
from storage.contents import contents_from, contents_record
from storage.deferred import packed
from storage.events import dump_event
from storage.folding import own_digest
from storage.kept import Kept, kept_from, kept_from_all, some_kept
from storage.scripts import Script
from storage.server import Server, Value
from storage.volumes import Change, Page, Volume, is_complete, opened, owns_of, pages_of, turned

_COMMIT = Script("commit_book")
_INDEXED = Script("indexed")

FACTS_AT_HAND = 10_000
"""Facts that a process keeps of books: 50 to 80 MB, by how many of their claims were asked for."""
CONTENTS_FROM = 150
"""Facts of a rating whose contents are worth keeping: a smaller one is as soon read as a whole."""


class Shelf:
    """Where books stand. Those that were read last are kept decoded, and used while they are current.

    The contents of a book are kept from so many facts on.
    """

    def __init__(self, server: Server, *, contents_from: int = CONTENTS_FROM) -> None:
        self._server = server
        self._contents_from = contents_from
        self._recent: dict[str, Volume] = {}
        self._at_hand = 0
        self._lock = Lock()

    def read(self, wanted: Mapping[str, Iterable[str] | None]) -> list[Volume]:
        """Books by name: all of each, or only the facts of these ids; empty where there is none."""
        with self._lock:
            recent = {name: self._recent[name] for name in wanted if self._has(name, opened=False)}
        found = self._ask({name: () if name in recent else ids for name, ids in wanted.items()})
        stale = [name for name, volume in recent.items() if found[name].version != volume.version]
        found |= self._ask({name: wanted[name] for name in stale})
        for name in recent.keys() - stale:
            found[name] = replace(found[name], facts=recent[name].facts)
        for name, ids in wanted.items():
            if ids is None:
                self.keep(found[name])
        return [found[name] for name in wanted]

    def open(self, names: Sequence[str]) -> list[Volume]:
        """Books of ratings with their contents; `turn` reads of them what is wanted.

        One that has none, because it is small or nobody wrote them yet, is read as a whole.
        """
        with self._lock:
            recent = {name: self._recent[name] for name in names if self._has(name, opened=True)}
        books = [keys.book_digest(name) for name in names]
        commands: list[tuple[Value, ...]] = [("HMGET", keys.book(one), "v", "meta") for one in books]
        commands += [("GET", keys.contents(one)) for one in books]
        answers = self._server.batch(commands)
        heads, records = answers[: len(names)], answers[len(names) :]
        found = {}
        for name, command, head, record in zip(names, commands, heads, records, strict=False):
            volume, at_hand = _volume(name, _fields(command, head)), recent.get(name)
            if at_hand is not None and at_hand.version == volume.version:
                found[name] = replace(volume, contents=at_hand.contents, pages=at_hand.pages)
            else:
                found[name] = replace(volume, contents=contents_from(record, volume.version))
        without = [name for name in names if found[name].contents is None]
        found |= {name: opened(volume) for name, volume in self._ask(dict.fromkeys(without)).items()}
        return [found[name] for name in names]

    def turn(self, wanted: Mapping[str, tuple[Volume, frozenset[str]]]) -> dict[str, Volume] | None:
        """Opened books with some editions read besides; None where one was changed since it was opened.

        None too where the contents lead to other facts than there are: the next time it is read as a whole.
        """
        missing = {name: sorted(periods - volume.pages.keys()) for name, (volume, periods) in wanted.items()}
        pages = self._pages(
            {name: (wanted[name][0], periods) for name, periods in missing.items() if periods}
        )
        if pages is None:
            return None
        return {
            name: turned(volume, periods, {**volume.pages, **pages.get(name, {})})
            for name, (volume, periods) in wanted.items()
        }

    def _pages(self, wanted: Mapping[str, tuple[Volume, Sequence[str]]]) -> dict[str, dict[str, Page]] | None:
        """Editions that are not at hand; None as of `turn`."""
        books = {name: keys.book_digest(name) for name in wanted}
        ledgers = self._server.batch(
            [("HMGET", keys.ledger(books[name]), *periods) for name, (_, periods) in wanted.items()]
        )
        owns = {
            name: owns_of(volume, periods, records)
            for (name, (volume, periods)), records in zip(wanted.items(), ledgers, strict=True)
        }
        # The version comes with the facts: the ledger was read between this one and the first.
        answers = self._server.batch(
            [("HMGET", keys.book(books[name]), "v", *map(_field, some)) for name, some in owns.items()]
        )
        found: dict[str, dict[str, Page]] = {}
        for (name, some), (version, *records) in zip(owns.items(), answers, strict=True):
            volume, periods = wanted[name]
            if int(version or 0) != volume.version:
                return None
            there = {own: record for own, record in zip(some, records, strict=True) if record is not None}
            read = kept_from_all([f"{books[name]}.{own}" for own in there], there.values())
            found[name] = pages_of(dict(zip(there, read, strict=True)))
            if not is_complete(volume, periods, found[name]):
                self._server.call("DEL", keys.contents(books[name]))
                self.forget(name)
                return None
        return found

    def _has(self, name: str, *, opened: bool) -> bool:
        """Whether a book is at hand that was opened, or one that was not."""
        return name in self._recent and (self._recent[name].contents is not None) == opened

    def keep(self, volume: Volume) -> None:
        """Keep a book at hand, as the one that was used last; the oldest make room."""
        with self._lock:
            self._drop(volume.name)
            self._recent[volume.name] = volume
            self._at_hand += volume.size
            while self._at_hand > FACTS_AT_HAND:
                self._drop(next(iter(self._recent)))

    def forget(self, name: str) -> None:
        """Read a book anew when it is asked for next, whatever its version: it may have begun again."""
        with self._lock:
            self._drop(name)

    def _drop(self, name: str) -> None:
        dropped = self._recent.pop(name, None)
        self._at_hand -= dropped.size if dropped is not None else 0

    def _ask(self, wanted: Mapping[str, Iterable[str] | None]) -> dict[str, Volume]:
        commands: list[tuple[Value, ...]] = []
        for name, fact_ids in wanted.items():
            key = keys.book(keys.book_digest(name))
            if fact_ids is None:
                commands.append(("HGETALL", key))
            else:
                commands.append(("HMGET", key, "v", "meta", *(_field(own_digest(one)) for one in fact_ids)))
        answers = self._server.batch(commands)
        return {
            name: _volume(name, _fields(command, answer))
            for name, command, answer in zip(wanted, commands, answers, strict=True)
        }

    def commit(self, changes: Sequence[tuple[Volume, Change]], *, due_ms: int) -> list[int]:
        """Write changes, a book in one atomic step: the new versions; 0 where it was changed meanwhile."""
        steps = [
            _step(volume, change, due_ms, self._contents_record(volume, change)) for volume, change in changes
        ]
        return [int(version) for version in self._server.run_each(_COMMIT, steps)]

    def _contents_record(self, volume: Volume, change: Change) -> bytes:
        if change.contents is None or change.contents.facts < self._contents_from:
            return b""
        return contents_record(change.contents, volume.version + 1)

    def indexed(self, volumes: Iterable[Volume]) -> None:
        """Note that the indexes have all facts of these versions of the books."""
        steps: list[tuple[Sequence[str], Sequence[Value]]] = [
            (
                [keys.book(keys.book_digest(volume.name))],
                (volume.version, _meta(volume.name, volume.known, frozenset())),
            )
            for volume in volumes
        ]
        self._server.run_each(_INDEXED, steps)

    def facts(self, fact_ids: Sequence[str]) -> list[Kept | None]:
        """Facts of any books, in the order of their ids; None for an unknown one."""
        return some_kept(fact_ids, self.records(fact_ids))

    def records(self, fact_ids: Sequence[str]) -> list[bytes | None]:
        """Facts as they are stored, in the order of their ids; None for an unknown one."""
        by_book: dict[str, list[str]] = defaultdict(list)
        for identifier in fact_ids:
            book, _, own = identifier.partition(".")
            by_book[book].append(own)
        asked = {keys.book(book): [*map(_field, owns)] for book, owns in by_book.items()}
        in_order = [f"{book}.{own}" for book, owns in by_book.items() for own in owns]
        records = dict(zip(in_order, self._server.fields(asked), strict=True))
        return [records[identifier] for identifier in fact_ids]

    def names(self, book_digests: Sequence[str]) -> dict[str, str]:
        """The names of books by their digests; those that there are not are left out."""
        records = self._server.batch([("HGET", keys.book(one), "meta") for one in book_digests])
        return {
            one: json.loads(record)[0] for one, record in zip(book_digests, records, strict=True) if record
        }

    def sound(self, name: str) -> tuple[Volume, tuple[str, ...]]:
        """The whole book as it stands, and the digests of facts in it that cannot be read."""
        fields: dict[bytes, bytes] = self._server.call("HGETALL", keys.book(keys.book_digest(name)))
        broken = tuple(sorted(field.hex() for field in fields if not _is_readable(field, fields[field])))
        return _volume(name, {field: fields[field] for field in fields if field.hex() not in broken}), broken

    def drop(self, name: str, own: str) -> None:
        """Leave a fact out that cannot be read."""
        self._server.call("HDEL", keys.book(keys.book_digest(name)), _field(own))
        self._server.call("DEL", keys.contents(keys.book_digest(name)))

    def editions(self, name: str) -> dict[str, bytes]:
        """The editions of a rating as its ledger has them, packed, by period."""
        records = self._server.call("HGETALL", keys.ledger(keys.book_digest(name)))
        return {period.decode(): record for period, record in records.items()}


def _is_readable(name: bytes, record: bytes) -> bool:
    if name in (b"v", b"meta"):
        return True
    try:
        tuple(kept_from("", record).fact.claims)
    except (ValueError, TypeError, LookupError):
        return False
    return True


def _step(
    volume: Volume, change: Change, due_ms: int, contents: bytes
) -> tuple[Sequence[str], Sequence[Value]]:
    """The keys and arguments of a commit."""
    book_digest = keys.book_digest(volume.name)
    partition = keys.book_partition(book_digest)
    facts: list[Value] = []
    for kept in change.kept:
        facts += [_field(own_digest(kept.fact.id)), packed(kept.content)]
    for removed in change.removed:
        facts += [_field(removed), ""]
    editions = [part for pair in change.editions.items() for part in pair]
    events: list[Value] = []
    for event in change.events:
        events += [event.id, dump_event(event)]
    names = (
        keys.book(book_digest),
        keys.ledger(book_digest),
        keys.outbox(book_digest),
        keys.ratings(partition),
        keys.due(partition, "relay"),
        keys.tries(partition, "relay"),
        keys.quarantine(partition, "relay"),
        keys.contents(book_digest),
    )
    rating = json.dumps(change.rating, ensure_ascii=False) if change.rating is not None else ""
    meta = _meta(volume.name, change.known, change.unindexed)
    lists = [value for part in (facts, editions, events) for value in (len(part), *part)]
    return names, (volume.version, book_digest, meta, rating, due_ms, contents, *lists)


def _fields(command: tuple[Value, ...], answer: Any) -> dict[bytes, bytes]:
    """The fields that are there, whichever command asked for them."""
    if isinstance(answer, dict):
        return answer
    asked = (field if isinstance(field, bytes) else str(field).encode() for field in command[2:])
    return {field: record for field, record in zip(asked, answer, strict=True) if record is not None}


def _field(own: str) -> bytes:
    """The field of a fact in its book: its own digest in 8 bytes, as no other field is long."""
    return bytes.fromhex(own)


def _volume(name: str, fields: dict[bytes, bytes]) -> Volume:
    book_digest = keys.book_digest(name)
    _, known, unindexed = json.loads(fields.pop(b"meta", b"[null,[],[]]"))
    version = int(fields.pop(b"v", b"0"))
    own = [field.hex() for field in fields]
    read = kept_from_all([f"{book_digest}.{one}" for one in own], fields.values())
    return Volume(
        name=name,
        version=version,
        known=tuple(known),
        unindexed=frozenset(map(tuple, unindexed)),
        facts=dict(zip(own, read, strict=True)),
    )


def _meta(name: str, known: tuple[str, ...], unindexed: frozenset[tuple[str, str, int]]) -> str:
    return json.dumps([name, known, sorted(unindexed)], ensure_ascii=False, separators=(",", ":"))
