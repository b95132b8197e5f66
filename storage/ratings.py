"""The ledger of ratings, as readers see it."""

from __future__ import annotations

import builtins
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

import orjson

from model.ledger import Edition, Place, Rating
from storage import keys
from storage.agreement import as_of as known_by
from storage.decisions import PROVISIONAL
from storage.folding import Line, edition_before, fold, series_of, span_of
from storage.ledger import edition_from, editions_of, places_in
from storage.moments import end_of
from storage.server import Server
from storage.shelf import Shelf


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A subject's place in one edition of its history."""

    period: str
    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """A subject in two editions: its places there, None where nobody told one."""

    subject_id: str
    subject: str
    region: str | None
    scope: str
    before: int | None
    after: int | None

    @property
    def moved(self) -> int | None:
        """Places moved, + is up."""
        return None if self.before is None or self.after is None else self.before - self.after


class Ratings:
    """Ratings with their editions."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._shelf = Shelf(server)

    def list(self) -> tuple[Rating, ...]:
        """Every rating that has a name of its own, by id."""
        answers = self._server.batch([("HVALS", keys.ratings(shard)) for shard in keys.BOOK_SHARDS])
        found = [_rating(record) for records in answers for record in records]
        return tuple(sorted(found, key=lambda rating: rating.id))

    def get(self, rating_id: str) -> Rating | None:
        """One rating."""
        book_digest = keys.book_digest(rating_id)
        record = self._server.call("HGET", keys.ratings(keys.book_partition(book_digest)), book_digest)
        return _rating(record) if record is not None else None

    def get_many(self, rating_ids: Iterable[str]) -> dict[str, Rating]:
        """Ratings by their ids; those that there are not are left out."""
        digests = [keys.book_digest(rating_id) for rating_id in rating_ids]
        records = self._server.batch(
            [("HGET", keys.ratings(keys.book_partition(digest)), digest) for digest in digests]
        )
        return {rating.id: rating for rating in (_rating(record) for record in records if record is not None)}

    def editions(self, rating_id: str, *, as_of: date | None = None) -> tuple[Edition, ...]:
        """The editions of a rating by period, the newest last; empty for an unknown rating.

        With `as_of` they are as they were known at the end of that day (UTC).
        """
        book_digest = keys.book_digest(rating_id)
        if as_of is not None:
            editions = editions_of(rating_id, book_digest, self._known(rating_id, as_of))
        else:
            records = self._server.call("HGETALL", keys.ledger(book_digest))
            editions = [
                edition_from(rating_id, book_digest, period.decode(), record)
                for period, record in records.items()
            ]
        return tuple(sorted(editions, key=lambda edition: (span_of(edition.period), edition.period)))

    def edition(self, rating_id: str, period: str, *, as_of: date | None = None) -> Edition | None:
        """One edition."""
        if as_of is not None:
            editions = self.editions(rating_id, as_of=as_of)
            return next((edition for edition in editions if edition.period == period), None)
        return self.edition_of_each([(rating_id, period)])[0]

    def edition_of_each(self, asked: Sequence[tuple[str, str]]) -> builtins.list[Edition | None]:
        """Editions by rating and period, in order: one question for all."""
        digests = [keys.book_digest(rating_id) for rating_id, _ in asked]
        records = self._server.batch(
            [("HGET", keys.ledger(own), period) for own, (_, period) in zip(digests, asked, strict=True)]
        )
        return [
            edition_from(rating_id, own, period, record) if record is not None else None
            for own, (rating_id, period), record in zip(digests, asked, records, strict=True)
        ]

    def places(self, asked: Mapping[tuple[str, str], Collection[str]]) -> tuple[Place, ...]:
        """The places of some subjects in editions, which go by rating and period: one question for all."""
        digests = {rating_id: keys.book_digest(rating_id) for rating_id, _ in asked}
        records = self._server.batch(
            [("HGET", keys.ledger(digests[rating_id]), period) for rating_id, period in asked]
        )
        return tuple(
            place
            for ((rating_id, _), subjects), record in zip(asked.items(), records, strict=True)
            if record is not None
            for place in places_in(digests[rating_id], record, subjects)
        )

    def newest_period(self, rating_id: str, like: str | None = None) -> str | None:
        """The newest edition; with `like`, of the series that this period is of (years, quarters, ...)."""
        rating = self.get(rating_id)
        periods = rating.periods if rating is not None else ()
        fitting = [period for period in periods if like is None or series_of(period) == series_of(like)]
        return fitting[-1] if fitting else None

    def period_before(self, rating_id: str, period: str) -> str | None:
        """The edition of the same series (years, quarters, ...) before one; None where there is none."""
        rating = self.get(rating_id)
        return edition_before(period, rating.periods) if rating is not None else None

    def history(
        self, rating_id: str, subject_id: str, scope: str = "", *, as_of: date | None = None
    ) -> tuple[Standing, ...]:
        """The places of a subject through the editions, the newest last."""
        book_digest = keys.book_digest(rating_id)
        if as_of is not None:
            editions = self.editions(rating_id, as_of=as_of)
            told = [(edition.period, edition.places) for edition in editions]
        else:
            records = self._server.call("HGETALL", keys.ledger(book_digest))
            told = [
                (period.decode(), places_in(book_digest, record, [subject_id]))
                for period, record in records.items()
            ]
        standings = [
            Standing(period=period, place=place)
            for period, places in told
            for place in places
            if (place.subject_id, place.scope) == (subject_id, scope)
        ]
        return tuple(sorted(standings, key=lambda standing: (span_of(standing.period), standing.period)))

    def moves(
        self, rating_id: str, before: str, after: str, *, as_of: date | None = None
    ) -> tuple[Move, ...]:
        """Who stands where in two editions, by the place in the later one, then in the earlier.

        Only exact places count; who has none in both editions is left out.
        """
        earlier = _exact(self.edition(rating_id, before, as_of=as_of))
        later = _exact(self.edition(rating_id, after, as_of=as_of))
        both = {**earlier, **later}
        moves = [_move(place, earlier.get(line), later.get(line)) for line, place in both.items()]
        return tuple(sorted(moves, key=_by_place))

    def _known(self, rating_id: str, day: date) -> Iterable[Line]:
        """The facts of the rating's book, folded anew from what was known at the end of a day."""
        (volume,) = self._shelf.read({rating_id: None})
        claims = (claim for kept in volume.facts.values() for claim in kept.fact.claims)
        return fold(known_by(claims, end_of(day)))


def gaps(edition: Edition, scope: str = "") -> tuple[int, ...]:
    """The places of an edition that nobody told, down to its total, or to the last place told."""
    told = {
        place
        for one in edition.places
        if one.scope == scope and one.position is not None and one.basis != "group"
        for place in range(one.position, (one.position_to or one.position) + 1)
    }
    last = max(edition.total or 0 if not scope else 0, *told, 0)
    return tuple(place for place in range(1, last + 1) if place not in told)


# All of them are listed again and again, and few have changed since.
@lru_cache(maxsize=4_096)
def _rating(record: bytes) -> Rating:
    told: dict[str, Any] = orjson.loads(record)
    return Rating(
        id=told["id"],
        name=told["name"],
        publisher=told["publisher"],
        provisional=told["id"].startswith(PROVISIONAL),
        periods=tuple(told["periods"]),
        facts=told.get("facts", 0),
    )


def _exact(edition: Edition | None) -> dict[tuple[str, str], Place]:
    places: Iterable[Place] = edition.places if edition is not None else ()
    return {
        (place.scope, place.subject_id): place
        for place in places
        if place.position is not None and place.position_to is None
    }


def _move(place: Place, before: Place | None, after: Place | None) -> Move:
    return Move(
        subject_id=place.subject_id,
        subject=place.subject,
        region=place.region,
        scope=place.scope,
        before=before.position if before is not None else None,
        after=after.position if after is not None else None,
    )


def _by_place(move: Move) -> tuple[str, builtins.list[tuple[bool, int]], str]:
    places = [(place is None, place or 0) for place in (move.after, move.before)]
    return move.scope, places, move.subject_id
