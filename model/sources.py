"""Where news comes from: a source as configured, and what we know of it from polling."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

SourceKind = Literal["feed", "sitemap", "listing", "telegram", "manual"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A news source as the configuration file names it.

    `selectors` maps a part of an article ("title", "lead", "text", "published", ...) to a CSS
    selector for pages that say nothing of themselves, and "links" to that of a listing's links.
    `timezone` is the IANA zone of times without one. With `slowest_seconds`, a source that
    publishes seldom is looked at less often than `interval_seconds`, up to that.
    """

    name: str
    kind: SourceKind = "feed"
    url: str
    interval_seconds: int = 300
    slowest_seconds: int | None = None
    timezone: str = "Europe/Moscow"
    selectors: dict[str, str] = field(default_factory=dict)
    enabled: bool = True

    def __post_init__(self) -> None:
        if self.interval_seconds < 1:
            raise ValueError(
                f"source {self.name}: interval_seconds is 1 or more, not {self.interval_seconds}"
            )
        try:
            ZoneInfo(self.timezone)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            raise ValueError(
                f"source {self.name}: {self.timezone!r} is no time zone; write one such as Europe/Moscow"
            ) from None
        if self.slowest_seconds is not None and self.slowest_seconds < self.interval_seconds:
            raise ValueError(
                f"source {self.name}: slowest_seconds is no less than interval_seconds,"
                f" {self.interval_seconds}, not {self.slowest_seconds}"
            )
        if self.kind == "listing" and "links" not in self.selectors:
            raise ValueError(f"source {self.name}: a listing needs a selector for its links")


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceState:
    """What polling a source has told: validators exactly as received, and its health.

    `pace_seconds` is how often it publishes, by its own times, halved. `error_weight` sums errors
    since the last good fetch (hard 1, soft 0.5, temporary 0.25).
    """

    etag: str | None = None
    last_modified: str | None = None
    body_digest: str | None = None
    fetched_at: datetime | None = None
    succeeded_at: datetime | None = None
    next_at: datetime | None = None
    items_found: int = 0
    pace_seconds: float | None = None
    error_weight: float = 0.0
    last_error: str | None = None
