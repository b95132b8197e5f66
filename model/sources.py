"""Where news comes from: a source as configured, and what we know of it from polling."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

FetchStage = Literal["crawl", "read", "look", "push"]
PushStatus = Literal["asked", "verified", "denied"]
SourceKind = Literal["feed", "sitemap", "listing", "telegram", "manual"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """The selectors of a site's pages before it was redesigned, and the last day that they held."""

    until: date
    selectors: dict[str, str]

    def __post_init__(self) -> None:
        if "text" not in self.selectors:
            raise ValueError(f"the layout until {self.until} needs a selector for its text, to be told by")


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A news source as the configuration file names it.

    `selectors` maps a part of an article ("title", "lead", "text", "published", ...) to a CSS
    selector for pages that say nothing of themselves, and "links" to that of a listing's links.
    `layouts` are other selectors with the day until which they hold: a page is read by the first whose
    text it has. `code` is the path of a Python file of the operator's own (`crawler.coded`), for what
    selectors cannot tell. `timezone` is the IANA zone of times without one. With `slowest_seconds`, a
    source that publishes seldom is looked at less often than `interval_seconds`, up to that. Its articles are
    looked at again for `look_again_days`, 7 at the most; 0 is never. `archive` is the address of its
    pages by day, month or year, with {year}, {month}, {day} and {page} in it.
    """

    name: str
    kind: SourceKind = "feed"
    url: str
    interval_seconds: int = 300
    slowest_seconds: int | None = None
    timezone: str = "Europe/Moscow"
    selectors: dict[str, str] = field(default_factory=dict)
    layouts: tuple[Layout, ...] = ()
    code: str | None = None
    archive: str | None = None
    look_again_days: int = 7
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
        if self.archive is not None:
            _check_archive(self.name, self.archive)
        if not 0 <= self.look_again_days <= 7:
            raise ValueError(f"source {self.name}: look_again_days is 0 to 7, not {self.look_again_days}")
        if self.kind == "listing" and "links" not in self.selectors and self.code is None:
            raise ValueError(f"source {self.name}: a listing needs a selector for its links, or code")


def _check_archive(name: str, template: str) -> None:
    unknown = set(re.findall(r"\{(.*?)\}", template)) - {"year", "month", "day", "page"}
    if unknown or "{year}" not in template or ("{day}" in template and "{month}" not in template):
        raise ValueError(
            f"source {name}: archive is an address with {{year}}, and {{month}}, {{day}}, {{page}} where"
            f" there are such, not {template!r}"
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceState:
    """What polling a source has told: validators exactly as received, and its health.

    `pace_seconds` is how often it publishes, by its own times, halved. `error_weight` sums errors
    since the last good fetch (hard 1, soft 0.5, temporary 0.25). `robots` is what robots.txt said
    to the last look, in words; `new_at` when the source last listed something new. `hub` is the
    WebSub hub that it names, `topic` its own name there.
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
    robots: str | None = None
    new_at: datetime | None = None
    hub: str | None = None
    topic: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceDay:
    """What one day (UTC) brought of a source, in numbers of articles.

    `listed` were new to us, `read` have a text; of those some lack a `title`, a `time` or authors.
    `failed` could not be had, `unreadable` hold no text. Of the `extracted`, `telling` make `claims`.
    """

    day: str
    listed: int = 0
    read: int = 0
    failed: int = 0
    unreadable: int = 0
    untitled: int = 0
    untimed: int = 0
    unsigned: int = 0
    extracted: int = 0
    telling: int = 0
    claims: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Push:
    """A subscription at a WebSub hub, which posts what is new in a source to us.

    `token` is the secret part of our address there, `secret` what posts are signed with. It counts
    from when the hub has asked back ("verified") until `lease_until`.
    """

    source: str
    hub: str
    topic: str
    token: str
    secret: str
    status: PushStatus = "asked"
    asked_at: datetime
    lease_until: datetime | None = None
    pushed_at: datetime | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchRecord:
    """One look at a source or a page and what came of it, for the log.

    `reason` says why nothing was taken (robots.txt, not modified, no text), or what was.
    """

    at: datetime
    stage: FetchStage
    source: str
    url: str
    outcome: str
    reason: str | None = None
    seconds: float = 0.0
