"""How the sources are doing, by what polling has told of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal
from urllib.parse import urlsplit, urlunsplit

from alerts.wording import plain_line
from model.sources import Source, SourceState

LATE_INTERVALS = 3
"""A source that was not read well for so many of its intervals needs a look."""

Health = Literal["healthy", "failing", "late", "waiting", "off"]


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceLine:
    """A source. `kind` and `url` are None for one that is not in the configuration any more."""

    name: str
    kind: str | None
    url: str | None
    health: Health
    state: SourceState
    error: str | None


def source_lines(
    sources: Sequence[Source], states: dict[str, SourceState], now: datetime
) -> tuple[SourceLine, ...]:
    """Every source that is configured or was ever looked at, those that need a look first."""
    configured = {source.name: source for source in sources}
    lines = [
        _source_line(name, configured.get(name), states.get(name, SourceState()), now)
        for name in sorted({*configured, *states})
    ]
    order: tuple[Health, ...] = ("failing", "late", "healthy", "waiting", "off")
    return tuple(sorted(lines, key=lambda line: (order.index(line.health), line.name)))


def _source_line(name: str, source: Source | None, state: SourceState, now: datetime) -> SourceLine:
    return SourceLine(
        name=name,
        kind=source.kind if source is not None else None,
        url=_shown(source.url) if source is not None else None,
        health=health(source, state, now),
        state=state,
        error=plain_line(state.last_error) if state.last_error else None,
    )


def health(source: Source | None, state: SourceState, now: datetime) -> Health:
    """How a source is doing, by its last looks."""
    if source is not None and not source.enabled:
        return "off"
    if state.fetched_at is None:
        return "waiting"
    if state.last_error is not None:
        return "failing"
    pace = max(source.slowest_seconds or source.interval_seconds if source else 0, state.pace_seconds or 0)
    late = timedelta(seconds=pace * LATE_INTERVALS)
    if pace and (state.succeeded_at is None or now - state.succeeded_at > late):
        return "late"
    return "healthy"


def _shown(url: str) -> str:
    """An address without what may be secret in it: a user, a password, a token behind "?"."""
    parts = urlsplit(url)
    return urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path, "", ""))
