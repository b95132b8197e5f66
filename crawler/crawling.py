"""Polling a source: what is new in it, how it fares, and when to look again.

A source is never given up and never hammered: errors are weighed, their weight lengthens the
interval, and a good answer clears it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import random
from typing import Literal, TypedDict
from urllib.parse import urlsplit

from crawler.addresses import canonical_url
from crawler.feeds import feed_of
from crawler.fetching import Fetched
from crawler.findings import Findings, distinct
from crawler.headers import max_age_seconds
from crawler.listings import listing_of
from crawler.reading import Fetches
from crawler.sitemaps import sitemap_of
from crawler.telegram import channel_of, preview_url
from crawler.websub import hub_links
from model.articles import ArticleRef
from model.errors import (
    ConfigurationError,
    FetchError,
    FetchFailed,
    FetchInterrupted,
    FetchRefused,
    UnreadableFeed,
)
from model.sources import Source, SourceState

Outcome = Literal["found", "unchanged", "interrupted", "refused", "unreadable", "failed", "skipped"]

LIMIT_INTERVAL_SECONDS = 86_400
"""However a source fares, and whatever it asks for, it is looked at once a day."""

LIMIT_ASKED_SECONDS = 3_600
"""News does not wait longer: many servers send a day's Cache-Control by default."""

LIMIT_ERROR_WEIGHT = 20.0
LIMIT_ERROR_CHARACTERS = 500

LIMIT_SITEMAPS = 3
"""Of an index, the sitemaps looked at in one go: the newest, where the news is."""

_PACE_OF_NEWEST = 20
_SILENCE_SHARE = 4
_HARD, _SOFT, _TEMPORARY = 1.0, 0.5, 0.25
_JITTER = 0.1


_WAYS_IN = {"feed": feed_of, "listing": listing_of, "telegram": channel_of}
"""What reads the answer of each kind of source; a sitemap can lead to more of them."""


CrawlError = FetchError | UnreadableFeed | ConfigurationError


class Given(TypedDict):
    """What every way in is told beside the body."""

    url: str
    content_type: str
    source: Source
    now: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Crawl:
    """One look at a source: what it lists, its state after, the one outcome, and its reason in words.

    "unchanged" is a source that says (304) or shows (the same body) that nothing is new.
    """

    refs: tuple[ArticleRef, ...]
    state: SourceState
    outcome: Outcome
    reason: str = ""


def crawl(
    source: Source,
    state: SourceState,
    fetcher: Fetches,
    now: datetime,
    *,
    random: Callable[[], float] = random,
) -> Crawl:
    """Look at a source once. Never raises for a bad site: the error is in the state and outcome.

    `random` gives numbers from 0 to 1 for the jitter that keeps sources from being polled in step.
    """
    if source.kind == "manual" or not source.enabled:
        reason = "switched off" if not source.enabled else "articles are given by hand"
        return Crawl(refs=(), state=replace(state, next_at=None), outcome="skipped", reason=reason)
    try:
        address = _start(source, fetcher)
        state = replace(state, robots=_robots_word(address, fetcher))
        fetched = fetcher.fetch(address, etag=state.etag, last_modified=state.last_modified)
        return _good(source, state, fetched, fetcher, now, random)
    except (FetchError, UnreadableFeed, ConfigurationError) as error:
        return _bad(source, state, error, now, random)


def _good(
    source: Source,
    state: SourceState,
    fetched: Fetched,
    fetcher: Fetches,
    now: datetime,
    random: Callable[[], float],
) -> Crawl:
    seconds: float = max(source.interval_seconds, min(_asked_seconds(fetched), LIMIT_ASKED_SECONDS))
    good = replace(
        state,
        etag=fetched.headers.get("etag", state.etag if fetched.status == 304 else None),
        last_modified=fetched.headers.get(
            "last-modified", state.last_modified if fetched.status == 304 else None
        ),
        fetched_at=now,
        succeeded_at=now,
        error_weight=0.0,
        last_error=None,
    )
    body_digest = hashlib.sha256(fetched.body).hexdigest()
    if fetched.status == 304 or body_digest == state.body_digest:
        seconds = max(seconds, _paced(source, state.pace_seconds))
        return Crawl(
            refs=(),
            state=replace(good, next_at=_later(now, seconds, random)),
            outcome="unchanged",
            reason="not modified (304)" if fetched.status == 304 else "the same body as before",
        )
    found = _findings(source, fetched, fetcher, now)
    hub, topic = hub_links(fetched.headers, fetched.url)
    pace_seconds = pace_of(found.refs, now)
    asked_seconds = min(found.poll_seconds or 0, LIMIT_ASKED_SECONDS)
    return Crawl(
        refs=found.refs,
        state=replace(
            good,
            body_digest=body_digest,
            items_found=len(found.refs),
            pace_seconds=pace_seconds,
            hub=hub or found.hub,
            topic=topic or found.topic or fetched.url,
            next_at=_later(now, max(seconds, asked_seconds, _paced(source, pace_seconds)), random),
        ),
        outcome="found",
        reason=f"{len(found.refs)} listed",
    )


def _robots_word(address: str, fetcher: Fetches) -> str:
    """What robots.txt says to us about the address, in words."""
    try:
        seconds = fetcher.asked_delay_seconds(canonical_url(address))
    except FetchError as error:
        return str(error)[:LIMIT_ERROR_CHARACTERS]
    except ValueError:
        return ""
    return f"allowed, {seconds:g} s apart" if seconds else "allowed"


def pace_of(refs: Sequence[ArticleRef], now: datetime) -> float | None:
    """Half the time between two news of a source, by the newest of them and the silence since.

    None where its news have no times.
    """
    moments = sorted((ref.published_at or ref.updated_at or now for ref in refs), reverse=True)
    told = [moment for moment in moments if moment < now][:_PACE_OF_NEWEST]
    if not told:
        return None
    span = (told[0] - told[-1]).total_seconds() / max(1, len(told) - 1)
    silence = (now - told[0]).total_seconds()
    return max(span, silence / _SILENCE_SHARE) / 2


def _paced(source: Source, pace_seconds: float | None) -> float:
    """The interval that suits the pace of a source, if the source lets us slow down."""
    if source.slowest_seconds is None or pace_seconds is None:
        return source.interval_seconds
    return min(max(pace_seconds, source.interval_seconds), source.slowest_seconds)


def _findings(source: Source, fetched: Fetched, fetcher: Fetches, now: datetime) -> Findings:
    given: Given = {
        "url": fetched.url,
        "content_type": fetched.headers.get("content-type", ""),
        "source": source,
        "now": now,
    }
    if source.kind != "sitemap":
        return _WAYS_IN[source.kind](fetched.body, **given)
    sitemap = sitemap_of(fetched.body, **given)
    return Findings(refs=distinct((*sitemap.refs, *_further(sitemap.sitemaps, source, fetcher, now))))


def _further(
    addresses: Sequence[str], source: Source, fetcher: Fetches, now: datetime
) -> Iterator[ArticleRef]:
    """What the newest sitemaps of an index list. One that fails does not hide the others."""
    failure: FetchError | UnreadableFeed | None = None
    found = False
    for address in addresses[:LIMIT_SITEMAPS]:
        try:
            fetched = fetcher.fetch(address)
            sitemap = sitemap_of(
                fetched.body,
                url=fetched.url,
                content_type=fetched.headers.get("content-type", ""),
                source=source,
                now=now,
            )
        except (FetchError, UnreadableFeed) as error:
            failure = error
            continue
        found = True
        yield from sitemap.refs
    if failure is not None and not found:
        raise failure


def _start(source: Source, fetcher: Fetches) -> str:
    """The address to look at first: a channel's preview, the first sitemap that a site's robots.txt names."""
    if source.kind == "telegram":
        return preview_url(source.url)
    if source.kind != "sitemap" or urlsplit(source.url).path not in ("", "/"):
        return source.url
    return next(iter(fetcher.sitemaps(source.url)), source.url)


def _bad(
    source: Source,
    state: SourceState,
    error: CrawlError,
    now: datetime,
    random: Callable[[], float],
) -> Crawl:
    outcome, weight = _weighed(error)
    total = min(state.error_weight + weight, LIMIT_ERROR_WEIGHT)
    seconds = min(source.interval_seconds * 2**total, max(LIMIT_INTERVAL_SECONDS, source.interval_seconds))
    if isinstance(error, FetchInterrupted):
        seconds = max(seconds, error.retry_after_seconds or 0.0)
    failed = replace(
        state,
        fetched_at=now,
        next_at=_later(now, seconds, random),
        error_weight=total,
        last_error=str(error)[:LIMIT_ERROR_CHARACTERS],
    )
    return Crawl(refs=(), state=failed, outcome=outcome, reason=failed.last_error or "")


def _weighed(error: CrawlError) -> tuple[Outcome, float]:
    match error:
        case FetchInterrupted():
            return "interrupted", _TEMPORARY
        case FetchRefused():
            return "refused", _HARD
        case FetchFailed():
            return "failed", _HARD
        case _:
            return "unreadable", _SOFT


def _asked_seconds(fetched: Fetched) -> int:
    """How long the server says that its answer holds."""
    return max_age_seconds(fetched.headers) or 0


def _later(now: datetime, seconds: float, random: Callable[[], float]) -> datetime:
    return now + timedelta(seconds=seconds * (1 + _JITTER * random()))
