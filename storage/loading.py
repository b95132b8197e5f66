"""Putting many articles in at once: what was read and understood elsewhere, with all its revisions.

An article that is new is written whole in one step; into one that is there its revisions are put as if
they had just been read. Then the claims are folded, many articles at a time, and nothing is told:
what is brought in is no news. What a crash leaves unfolded is due, and folded as ever.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import islice

from model.articles import Article, digest
from model.claims import Claim, claims_of
from storage import keys
from storage.addresses import Addresses
from storage.articles import Articles
from storage.books import Books
from storage.claims import Claims, Said, claims_record
from storage.codec import article_array
from storage.moments import to_ms
from storage.packing import pack_json
from storage.server import Server, Value
from storage.states import States

BATCH = 2_000
"""Articles that are written and folded at a time: some 50 MB. The editions that they are about are read and
written once for all of them."""
OUR_TURN = timedelta(hours=1)
"""So long the folding is left to us; after that it is anybody's work."""
_STATE = struct.Struct("<d")
_SEEN = struct.Struct("<8sdd")


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """A revision of an article, when it was first and last seen, and its claims; None: not extracted."""

    article: Article
    first_at: datetime
    last_at: datetime
    claims: tuple[Claim, ...] | None


Versions = Sequence[Version]
"""An article: its revisions in the order in which they were last seen; there is one or more."""


class Loading:
    """Brings articles in, the faster the more at a time."""

    def __init__(
        self,
        server: Server,
        *,
        articles: Articles,
        claims: Claims,
        books: Books,
        clock: Callable[[], datetime],
    ) -> None:
        self._server = server
        self._addresses = Addresses(server)
        self._states = States(server)
        self._articles = articles
        self._claims = claims
        self._books = books
        self._clock = clock

    def load(self, given: Iterable[Versions], *, told: Callable[[int], None] | None = None) -> int:
        """Bring articles in: how many. `told` hears how many are done."""
        count = 0
        waiting = iter(given)
        while batch := list(islice(waiting, BATCH)):
            fresh = self._fresh(batch)
            for versions, is_fresh in zip(batch, fresh, strict=True):
                if not is_fresh:
                    self._add(versions)
            self._write([versions for versions, is_fresh in zip(batch, fresh, strict=True) if is_fresh])
            self._books.fold_many([_item(versions) for versions in batch if _is_read(versions)], silent=True)
            count += len(batch)
            if told is not None:
                told(count)
        return count

    def _fresh(self, batch: Sequence[Versions]) -> list[bool]:
        """Whether each article is still to be written as a whole; its address is taken with that."""
        articles = [versions[0].article for versions in batch]
        months = self._addresses.take([(digest(one.url), one.month) for one in articles])
        directory = [
            ("ZADD", keys.MONTHS, int(month.replace("-", "")), month)
            for month in sorted({one.month for one in articles})
        ]
        self._server.batch(directory)
        states = self._states.get([one.id for one in articles])
        # An import that was broken off took addresses before it wrote: those are still to be written.
        return [
            month == article.month and state is None
            for article, month, state in zip(articles, months, states, strict=True)
        ]

    def _add(self, versions: Versions) -> None:
        for version in versions:
            saved = self._articles.save(version.article)
            self._articles.save(replace(version.article, fetched_at=version.last_at))
            kept = self._articles.get(saved.article_id, version.article.revision)
            if kept is not None and version.claims is not None:
                statements = tuple(claim.statement for claim in version.claims)
                is_same = kept.id == version.article.id
                self._claims.save(kept, version.claims if is_same else claims_of(kept, statements))

    def _write(self, fresh: Sequence[Versions]) -> None:
        commands: list[tuple[Value, ...]] = []
        due = to_ms(self._clock() + OUR_TURN)
        for versions in fresh:
            newest = versions[-1].article
            month, field = newest.month, keys.article_field(newest.id)
            # The state comes last: an article is there when all of it is.
            for one in versions:
                body = pack_json(article_array(one.article), "bodies")
                name = keys.body_field(newest.id, one.article.revision)
                commands.append(("HSET", keys.bodies(month), name, body))
            said = [(_said(one), one.article) for one in versions if one.claims is not None]
            if said:
                commands.append(("HSET", keys.claims(month), field, claims_record(len(said), said)))
                commands.append(("ZADD", keys.due(month, "fold"), due, _item(versions)))
            if versions[-1].claims is None:
                commands.append(("ZADD", keys.due(month, "extract"), to_ms(self._clock()), _item(versions)))
            commands.append(("HSET", keys.state(newest.id), field, _state(versions)))
        self._server.batch(commands)


def _is_read(versions: Versions) -> bool:
    return any(version.claims is not None for version in versions)


def _item(versions: Versions) -> str:
    newest = versions[-1].article
    return f"{newest.id}@{newest.revision}"


def _said(version: Version) -> Said:
    return Said(
        revision=version.article.revision,
        first_at=version.first_at,
        last_at=version.last_at,
        claims=version.claims or (),
    )


def _state(versions: Versions) -> bytes:
    return _STATE.pack(to_ms(versions[0].article.dated_at)) + b"".join(
        _SEEN.pack(bytes.fromhex(one.article.revision), to_ms(one.first_at), to_ms(one.last_at))
        for one in versions
    )
