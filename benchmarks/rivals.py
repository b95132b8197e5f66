"""What one would write instead of `storage`, on the same facts: for `benchmarks/store.py`.

Both are given finished facts: the claims, what they come to and the ledger are not their work.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from heapq import nsmallest
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar

from redis import Redis

from model.claims import Fact
from model.wire import fact_wire
from storage.moments import end_of, to_ms
from storage.questions import FactQuery

Row = dict[str, Any]
Thing = TypeVar("Thing")
FILTERED = (
    "kind region country rating publisher period position value status published source sentence".split()
)
BATCH = 1_000


def in_groups(things: Iterable[Thing], size: int) -> Iterator[list[Thing]]:
    """Things in lists of so many; the last may be shorter."""
    left = iter(things)
    while group := list(islice(left, size)):
        yield group


def row_of(fact: Fact) -> Row:
    """A fact as a flat row, with the whole as JSON."""
    wire = fact_wire(fact)
    return {
        "id": fact.id,
        "kind": fact.key.kind,
        "region": wire["region"],
        "country": wire.get("country"),
        "rating": wire.get("rating_id"),
        "publisher": (wire.get("publisher") or "").casefold() or None,
        "period": fact.period,
        "position": wire.get("position") if wire.get("position_to") is None else None,
        "value": wire.get("value"),
        "status": fact.status,
        "published": to_ms(fact.published_at),
        "source": wire["source"],
        "sentence": wire["sentence"],
        "subject": wire.get("subject_id"),
        "wire": json.dumps(wire, ensure_ascii=False),
    }


class Scan:
    """A Redis hash a fact; every question reads them all, what it filters by and no more."""

    name = "Redis scan"

    def __init__(self, client: Redis) -> None:
        self._client = client
        self._count = int(client.dbsize())

    def write(self, facts: Iterable[Fact]) -> None:
        """Keep facts."""
        for group in in_groups(facts, BATCH):
            pipeline = self._client.pipeline(transaction=False)
            for fact in group:
                row = {name: value for name, value in row_of(fact).items() if value is not None}
                pipeline.hset(f"f:{self._count}", mapping=row)
                self._count += 1
            pipeline.execute()

    def save(self) -> None:
        """Write what there is where the server finds it when it starts."""
        self._client.save()

    def find(self, query: FactQuery) -> list[Row]:
        """The newest facts that fit."""
        return self.find_all([query])[0]

    def find_all(self, queries: Sequence[FactQuery]) -> list[list[Row]]:
        """The same for several questions, in one go over everything."""
        found: list[list[Row]] = [[] for _ in queries]
        for row in self._rows():
            for place, query in enumerate(queries):
                if _fits(row, query):
                    found[place].append(row)
        return [
            self._whole(nsmallest(query.limit, rows, _newest_first))
            for query, rows in zip(queries, found, strict=True)
        ]

    def _whole(self, rows: Sequence[Row]) -> list[Row]:
        pipeline = self._client.pipeline(transaction=False)
        for row in rows:
            pipeline.hget(f"f:{row['number']}", "wire")
        return [json.loads(record) for record in pipeline.execute()]

    def _rows(self) -> Iterator[Row]:
        for numbers in in_groups(range(self._count), BATCH):
            pipeline = self._client.pipeline(transaction=False)
            for number in numbers:
                pipeline.hmget(f"f:{number}", FILTERED)
            for number, values in zip(numbers, pipeline.execute(), strict=True):
                told = (value.decode() if value is not None else None for value in values)
                yield {"number": number, **dict(zip(FILTERED, told, strict=True))}


class Sqlite:
    """A table with an index for each condition, and FTS5 over the sentences."""

    name = "SQLite"

    def __init__(self, path: Path) -> None:
        self._path = path
        self._base = sqlite3.connect(path)
        self._base.execute("PRAGMA journal_mode = WAL")
        self._base.execute("PRAGMA synchronous = NORMAL")
        # As who uses it much sets it: a quarter of a GiB of cache, and pages written back in larger lots.
        self._base.execute("PRAGMA cache_size = -262144")
        self._base.execute("PRAGMA wal_autocheckpoint = 20000")
        self._base.executescript(_SCHEMA)

    def write(self, facts: Iterable[Fact]) -> None:
        """Keep facts, a few to a transaction, as an article has them."""
        for group in in_groups(facts, 3):
            with self._base:
                for fact in group:
                    self._base.execute(_INSERT, row_of(fact))

    def find(self, query: FactQuery) -> list[Row]:
        """The newest facts that fit."""
        where, values = _where(query)
        rows = self._base.execute(
            f"SELECT wire FROM facts {where} ORDER BY published DESC, id DESC LIMIT ?",  # noqa: S608
            (*values, query.limit),
        )
        return [json.loads(wire) for (wire,) in rows]

    def edition(self, rating: str, period: str) -> list[Row]:
        """The places of an edition."""
        rows = self._base.execute(f"{_EDITION} AND period = ? ORDER BY position", (rating, period))
        return [json.loads(wire) for (wire,) in rows]

    def history(self, rating: str, subject: str) -> list[Row]:
        """The places of a subject."""
        rows = self._base.execute(f"{_EDITION} AND subject = ? ORDER BY period", (rating, subject))
        return [json.loads(wire) for (wire,) in rows]

    def moves(self, rating: str, before: str, after: str) -> list[Row]:
        """The places of two editions beside each other."""
        earlier = {row["subject_id"]: row for row in self.edition(rating, before)}
        return [
            {"before": earlier.get(row["subject_id"]), "after": row} for row in self.edition(rating, after)
        ]

    def save(self) -> None:
        """Write what there is where it is found."""
        self._base.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def size_bytes(self) -> int:
        """What it takes on the disk, when it is saved."""
        return self._path.stat().st_size


_SCHEMA = """
CREATE TABLE IF NOT EXISTS facts (id TEXT PRIMARY KEY, kind, region, country, rating, publisher, period,
  position INTEGER, value REAL, status, published INTEGER, source, sentence, subject, wire);
CREATE INDEX IF NOT EXISTS by_time ON facts (published DESC, id DESC);
CREATE INDEX IF NOT EXISTS by_kind ON facts (kind, published DESC, id DESC);
CREATE INDEX IF NOT EXISTS by_region ON facts (region, published DESC, id DESC);
CREATE INDEX IF NOT EXISTS by_country ON facts (country, published DESC, id DESC);
CREATE INDEX IF NOT EXISTS by_publisher ON facts (publisher, published DESC, id DESC);
CREATE INDEX IF NOT EXISTS by_status ON facts (status, published DESC, id DESC);
CREATE INDEX IF NOT EXISTS by_rating ON facts (rating, period, position);
CREATE INDEX IF NOT EXISTS by_subject ON facts (rating, subject, period);
CREATE VIRTUAL TABLE IF NOT EXISTS sentences USING fts5 (sentence, content = 'facts');
CREATE TRIGGER IF NOT EXISTS fill AFTER INSERT ON facts BEGIN
  INSERT INTO sentences (rowid, sentence) VALUES (new.rowid, new.sentence); END;
"""
_INSERT = (
    "INSERT INTO facts VALUES (:id, :kind, :region, :country, :rating, :publisher, :period, :position,"
    " :value, :status, :published, :source, :sentence, :subject, :wire)"
)
_EDITION = "SELECT wire FROM facts WHERE rating = ? AND status != 'withdrawn'"


def _where(query: FactQuery) -> tuple[str, tuple[Any, ...]]:
    told = {name: value for name, value in _conditions(query).items() if value is not None}
    clauses = [_CLAUSES.get(name, f"{name} = ?") for name in told]
    return f"WHERE {' AND '.join(clauses)}" if clauses else "", tuple(told.values())


_CLAUSES = {
    "published_from": "published >= ?",
    "published_to": "published <= ?",
    "position_from": "position >= ?",
    "position_to": "position <= ?",
    "text": "rowid IN (SELECT rowid FROM sentences WHERE sentences MATCH ?)",
}


def _conditions(query: FactQuery) -> Row:
    return {
        **{
            name: getattr(query, name) for name in ("kind", "region", "country", "rating", "period", "status")
        },
        "publisher": query.publisher.casefold() if query.publisher else None,
        "published_from": to_ms(end_of(query.date_from)) - 86_400_000 + 1 if query.date_from else None,
        "published_to": to_ms(end_of(query.date_to)) if query.date_to else None,
        "position_from": query.position_from,
        "position_to": query.position_to,
        "text": query.text,
    }


def _fits(row: Row, query: FactQuery) -> bool:
    for name, wanted in _conditions(query).items():
        if wanted is not None and not _FITS.get(name, lambda row, wanted, name=name: row[name] == wanted)(
            row, wanted
        ):
            return False
    return True


_FITS: dict[str, Any] = {
    "published_from": lambda row, bound: int(row["published"]) >= bound,
    "published_to": lambda row, bound: int(row["published"]) <= bound,
    "position_from": lambda row, bound: row["position"] is not None and int(row["position"]) >= bound,
    "position_to": lambda row, bound: row["position"] is not None and int(row["position"]) <= bound,
    "text": lambda row, text: text.casefold() in row["sentence"].casefold(),
}


def _newest_first(row: Row) -> int:
    return -int(row["published"])
