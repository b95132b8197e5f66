"""Silences: times in which some events are not told."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from pydantic import TypeAdapter

from model.subscriptions import Silence
from storage import keys
from storage.server import Server

_SILENCE = TypeAdapter(Silence)


class Silences:
    """Silences by id. One that is over is kept: it says why something was not told."""

    def __init__(self, server: Server, *, clock: Callable[[], datetime]) -> None:
        self._server = server
        self._clock = clock

    def save(self, silence: Silence) -> None:
        """Keep a silence; one of the same id is replaced."""
        self._server.call("HSET", keys.SILENCES, silence.id, _SILENCE.dump_json(silence))

    def remove(self, silence_id: str) -> bool:
        """Forget a silence; whether there was one."""
        return bool(self._server.call("HDEL", keys.SILENCES, silence_id))

    def forget(self, before: datetime) -> int:
        """Forget silences that ended before a moment; how many."""
        return sum(self.remove(one.id) for one in self.list() if one.ends_at < before)

    def list(self) -> tuple[Silence, ...]:
        """All of them, those that end last first."""
        records = self._server.call("HVALS", keys.SILENCES)
        found = map(_SILENCE.validate_json, records)
        return tuple(sorted(found, key=lambda one: (one.ends_at, one.id), reverse=True))

    def active(self) -> tuple[Silence, ...]:
        """Those that hold now."""
        now = self._clock()
        return tuple(one for one in self.list() if one.holds(now))
