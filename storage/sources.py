"""What polling has told of each source."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta

from pydantic import TypeAdapter

from model.sources import SourceDay, SourceState
from storage import keys
from storage.server import Server

_STATE = TypeAdapter(SourceState)
DAY_LIFE_SECONDS = 40 * 86_400


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

    def count(self, counts: Mapping[str, Mapping[str, int]], now: datetime) -> None:
        """Add to what the day brought of sources: by name, numbers by the fields of SourceDay."""
        steps: list[tuple[str | int, ...]] = []
        for name, told in counts.items():
            key = keys.source_day(now.date().isoformat(), name)
            steps += [("HINCRBY", key, what, times) for what, times in told.items() if times]
            steps.append(("EXPIRE", key, DAY_LIFE_SECONDS))
        self._server.batch(steps)

    def days(self, name: str, last_on: date, count: int) -> tuple[SourceDay, ...]:
        """What each of so many days brought of a source, the oldest first, `last_on` the last."""
        days = [(last_on - timedelta(days=back)).isoformat() for back in reversed(range(count))]
        found = self._server.batch([("HGETALL", keys.source_day(day, name)) for day in days])
        return tuple(
            SourceDay(day=day, **{what.decode(): int(times) for what, times in told.items()})
            for day, told in zip(days, found, strict=True)
        )

    def put_off(self, name: str, next_at: datetime) -> None:
        """Do not look at the source before `next_at`."""
        self.save_state(name, replace(self.state(name), next_at=next_at))
