"""What polling has told of each source."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from pydantic import TypeAdapter

from model.sources import SourceState
from storage import keys
from storage.server import Server

_STATE = TypeAdapter(SourceState)


class Sources:
    """The state of sources, by name."""

    def __init__(self, server: Server) -> None:
        self._server = server

    def state(self, name: str) -> SourceState:
        """What is known of a source; an empty state for one that was never looked at."""
        record = self._server.call("HGET", keys.SOURCES, name)
        return _STATE.validate_json(record) if record is not None else SourceState()

    def states(self) -> dict[str, SourceState]:
        """Every source that was ever looked at."""
        records = self._server.call("HGETALL", keys.SOURCES)
        return {name.decode(): _STATE.validate_json(record) for name, record in sorted(records.items())}

    def save_state(self, name: str, state: SourceState) -> None:
        """Keep what a look has told."""
        self._server.call("HSET", keys.SOURCES, name, _STATE.dump_json(state, exclude_defaults=True))

    def put_off(self, name: str, next_at: datetime) -> None:
        """Do not look at the source before `next_at`."""
        self.save_state(name, replace(self.state(name), next_at=next_at))

    def due(self, now: datetime) -> tuple[str, ...]:
        """Sources that were looked at before and whose next time has come, in their names' order."""
        return tuple(
            name
            for name, state in self.states().items()
            if state.next_at is not None and state.next_at <= now
        )
