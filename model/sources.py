"""Where news comes from: a source as configured, and what we know of it from polling."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

SourceKind = Literal["feed", "manual"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A news source as the configuration file names it.

    `selectors` maps a part of an article ("title", "text", "published") to a CSS selector for
    pages that say nothing of themselves. `timezone` is the IANA zone of times without one.
    """

    name: str
    kind: SourceKind = "feed"
    url: str
    interval_seconds: int = 300
    timezone: str = "Europe/Moscow"
    selectors: dict[str, str] = field(default_factory=dict)
    enabled: bool = True

    def __post_init__(self) -> None:
        if self.interval_seconds < 1:
            raise ValueError(
                f"source {self.name}: interval_seconds is 1 or more, not {self.interval_seconds}"
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceState:
    """What polling a source has told: validators exactly as received, and its health.

    `error_weight` sums errors since the last good fetch (hard 1, soft 0.5, temporary 0.25).
    """

    etag: str | None = None
    last_modified: str | None = None
    body_digest: str | None = None
    fetched_at: datetime | None = None
    succeeded_at: datetime | None = None
    next_at: datetime | None = None
    items_found: int = 0
    error_weight: float = 0.0
    last_error: str | None = None
