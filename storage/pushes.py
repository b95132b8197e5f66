"""Subscriptions at WebSub hubs."""

from __future__ import annotations

from pydantic import TypeAdapter

from model.sources import Push
from storage import keys
from storage.server import Server

_PUSH = TypeAdapter(Push)


class Pushes:
    """By source, and by the token in the address that the hub knows."""

    def __init__(self, server: Server) -> None:
        self._server = server

    def get(self, source: str) -> Push | None:
        """The subscription for a source."""
        record = self._server.call("HGET", keys.PUSHES, source)
        return _PUSH.validate_json(record) if record is not None else None

    def by_token(self, token: str) -> Push | None:
        """The subscription that a hub posts to under this token."""
        source = self._server.call("HGET", keys.PUSH_TOKENS, token)
        push = self.get(source.decode()) if source is not None else None
        # An older token of the same source is not good any more.
        return push if push is not None and push.token == token else None

    def save(self, push: Push) -> None:
        """Keep a subscription; one a source."""
        self._server.call("HSET", keys.PUSH_TOKENS, push.token, push.source)
        self._server.call("HSET", keys.PUSHES, push.source, _PUSH.dump_json(push, exclude_defaults=True))
