"""Questions under a name, each with a token of its own by which it can be read as a feed."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from pydantic import TypeAdapter

from model.subscriptions import SavedQuery
from storage import keys
from storage.server import Server

_ID_BYTES, _SECRET_BYTES = 6, 24
"""A token stands in an address that readers of feeds keep: 192 random bits are not guessed."""
_QUERY = TypeAdapter(SavedQuery)


class SavedQueries:
    """Saved queries by name. Tokens are kept as digests: each is shown once."""

    def __init__(self, server: Server, *, clock: Callable[[], datetime]) -> None:
        self._server = server
        self._clock = clock

    def save(self, query: SavedQuery) -> bool:
        """Keep a query; one of the same name keeps its token. Whether the name is new."""
        known = self.get(query.name)
        if known is not None:
            query = replace(
                query,
                created_at=known.created_at,
                token_id=known.token_id,
                digest=known.digest,
                token_made_at=known.token_made_at,
            )
        self._write(query)
        return known is None

    def get(self, name: str) -> SavedQuery | None:
        """The query of that name."""
        record = self._server.call("HGET", keys.QUERIES, name)
        return _QUERY.validate_json(record) if record is not None else None

    def list(self) -> tuple[SavedQuery, ...]:
        """All of them, by name."""
        records = self._server.call("HVALS", keys.QUERIES)
        return tuple(sorted(map(_QUERY.validate_json, records), key=lambda one: one.name))

    def remove(self, name: str) -> bool:
        """Forget a query and its token; whether there was one."""
        query = self.get(name)
        if query is None:
            return False
        self._forget_token(query)
        return bool(self._server.call("HDEL", keys.QUERIES, name))

    def make_token(self, name: str) -> str | None:
        """A new token for a query, "ID-SECRET"; the one before is good no more. None for no such query.

        Nobody can tell it again later: only a digest of it is kept.
        """
        query = self.get(name)
        if query is None:
            return None
        self._forget_token(query)
        token_id, secret = secrets.token_hex(_ID_BYTES), secrets.token_hex(_SECRET_BYTES)
        self._server.call("HSET", keys.QUERY_TOKENS, token_id, name)
        self._write(replace(query, token_id=token_id, digest=_digest(secret), token_made_at=self._clock()))
        return f"{token_id}-{secret}"

    def revoke_token(self, name: str) -> bool:
        """Take a query's token back, at once and for good; whether it had one."""
        query = self.get(name)
        if query is None or not query.token_id:
            return False
        self._write(replace(query, token_id="", digest="", token_made_at=None))
        self._forget_token(query)
        return True

    def of_token(self, token: str) -> SavedQuery | None:
        """The query that a token is for, if it is good. Takes as long for a wrong one as for a right one."""
        token_id, _, secret = token.partition("-")
        name = self._server.call("HGET", keys.QUERY_TOKENS, token_id) if token_id else None
        query = self.get(name.decode()) if name is not None else None
        good = query is not None and query.token_id == token_id and bool(query.digest)
        expected = query.digest if query is not None and good else _digest("")
        right = hmac.compare_digest(_digest(secret), expected)
        return query if right and good and secret else None

    def _forget_token(self, query: SavedQuery) -> None:
        if query.token_id:
            self._server.call("HDEL", keys.QUERY_TOKENS, query.token_id)

    def _write(self, query: SavedQuery) -> None:
        self._server.call("HSET", keys.QUERIES, query.name, _QUERY.dump_json(query))


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
