"""The editions of a rating as its ledger holds them: one record an edition, packed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import Any

from model.claims import Fact
from model.ledger import Edition, Place
from model.statements import Ranking
from model.unchecked import unchecked
from storage.agreement import by_preference, value
from storage.codec import Packed
from storage.folding import Line, tells_before
from storage.moments import from_ms, to_ms
from storage.packing import pack_json, unpack_json

_LAST = 10**9
"""Where a place that nobody told sorts: behind every place that somebody did."""
_place = unchecked(Place)


def packed_editions(lines: Iterable[Line]) -> dict[str, bytes]:
    """The editions of a book's facts by period, packed; withdrawn facts are in none."""
    return {period: pack_json(array) for period, array in _edition_arrays(lines).items()}


def editions_of(rating_id: str, book_digest: str, lines: Iterable[Line]) -> list[Edition]:
    """The editions of a book's facts, in the order of the facts."""
    arrays = _edition_arrays(lines)
    return [_edition(rating_id, book_digest, period, array) for period, array in arrays.items()]


def edition_from(rating_id: str, book_digest: str, period: str, record: bytes) -> Edition:
    """An edition again, best places first."""
    return _edition(rating_id, book_digest, period, unpack_json(record))


def places_in(book_digest: str, record: bytes, subjects: Collection[str]) -> tuple[Place, ...]:
    """The places of some subjects in an edition, best first: of the others nothing is made."""
    _, _, rows = unpack_json(record)
    return tuple(_place_from(book_digest, row) for row in rows if row[0] in subjects)


def facts_in(record: bytes) -> list[str]:
    """The own digests of an edition's facts."""
    return [row[-1] for row in unpack_json(record)[2]]


def _edition_arrays(lines: Iterable[Line]) -> dict[str, Packed]:
    editions: dict[str, list[Line]] = defaultdict(list)
    for line in lines:
        if line.fact.period is not None and line.fact.status != "withdrawn":
            editions[line.fact.period].append(line)
    return {period: _edition_array(members) for period, members in editions.items()}


def _edition(rating_id: str, book_digest: str, period: str, array: Packed) -> Edition:
    first_ms, total, rows = array
    places = [_place_from(book_digest, row) for row in rows]
    return Edition(
        rating_id=rating_id,
        period=period,
        places=tuple(places),
        first_published_at=from_ms(first_ms),
        total=total,
    )


def _edition_array(lines: list[Line]) -> Packed:
    rankings = [(line, line.fact.statement) for line in lines if isinstance(line.fact.statement, Ranking)]
    rows = [_row(line, statement) for line, statement in rankings]
    totals = [statement.total for _, statement in rankings if statement.total is not None]
    first = min(line.fact.published_at for line in lines)
    return [to_ms(first), max(totals, default=None), sorted(rows, key=_row_order)]


def _row(line: Line, statement: Ranking) -> Packed:
    fact = line.fact
    previous, change = _told_before(fact)
    return [
        fact.key.subject,
        statement.subject,
        statement.region,
        fact.key.scope,
        statement.position,
        statement.position_to,
        statement.score,
        previous,
        line.previous_stored,
        change,
        statement.basis,
        fact.status,
        fact.id.partition(".")[2],
    ]


def _told_before(fact: Fact) -> tuple[int | None, int | None]:
    """The place before and the movement as the shown claim tells them, or the next best of the same place."""
    telling = [
        claim
        for claim in fact.claims
        if claim.withdrawn_at is None
        and tells_before(claim.statement)
        and value(claim.statement) == value(fact.statement)
    ]
    statements = [one.statement for one in by_preference(telling) if isinstance(one.statement, Ranking)]
    return (
        next((one.previous for one in statements if one.previous is not None), None),
        next((one.change for one in statements if one.change is not None), None),
    )


def _row_order(row: Packed) -> tuple[str, int, int, str]:
    return row[3], row[4] or _LAST, row[5] or row[4] or _LAST, row[0]


def _place_from(book_digest: str, row: list[Any]) -> Place:
    *told, own = row
    return _place(*told, f"{book_digest}.{own}")
