"""Polling a source: what is new in it, how it fares, and when to look again.

A source is never given up and never hammered: errors are weighed, their weight lengthens the
interval, and a good answer clears it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import random
from typing import Literal

from crawler.feeds import feed_of
from crawler.fetching import Fetched, max_age_seconds
from crawler.reading import Fetches
from model.articles import ArticleRef
from model.errors import FetchError, FetchFailed, FetchInterrupted, FetchRefused, UnreadableFeed
from model.sources import Source, SourceState

Outcome = Literal["found", "unchanged", "interrupted", "refused", "unreadable", "failed", "skipped"]

LIMIT_INTERVAL_SECONDS = 86_400
"""However a source fares, and whatever it asks for, it is looked at once a day."""

LIMIT_ASKED_SECONDS = 3_600
"""News does not wait longer: many servers send a day's Cache-Control by default."""

LIMIT_ERROR_WEIGHT = 20.0
LIMIT_ERROR_CHARACTERS = 500

_HARD, _SOFT, _TEMPORARY = 1.0, 0.5, 0.25
_JITTER = 0.1


@dataclass(frozen=True, slots=True, kw_only=True)
class Crawl:
    """One look at a source: what it lists, its state after, and the one outcome.

    "unchanged" is a source that says (304) or shows (the same body) that nothing is new.
    """

    refs: tuple[ArticleRef, ...]
    state: SourceState
    outcome: Outcome


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
        return Crawl(refs=(), state=replace(state, next_at=None), outcome="skipped")
    try:
        fetched = fetcher.fetch(source.url, etag=state.etag, last_modified=state.last_modified)
        return _good(source, state, fetched, now, random)
    except (FetchError, UnreadableFeed) as error:
        return _bad(source, state, error, now, random)


def _good(
    source: Source, state: SourceState, fetched: Fetched, now: datetime, random: Callable[[], float]
) -> Crawl:
    seconds = max(source.interval_seconds, min(_asked_seconds(fetched), LIMIT_ASKED_SECONDS))
    good = replace(
        state,
        etag=fetched.headers.get("etag", state.etag if fetched.status == 304 else None),
        last_modified=fetched.headers.get(
            "last-modified", state.last_modified if fetched.status == 304 else None
        ),
        fetched_at=now,
        succeeded_at=now,
        next_at=_later(now, seconds, random),
        error_weight=0.0,
        last_error=None,
    )
    body_digest = hashlib.sha256(fetched.body).hexdigest()
    if fetched.status == 304 or body_digest == state.body_digest:
        return Crawl(refs=(), state=good, outcome="unchanged")
    feed = feed_of(
        fetched.body,
        url=fetched.url,
        content_type=fetched.headers.get("content-type", ""),
        source=source,
        now=now,
    )
    seconds = max(seconds, min(feed.poll_seconds or 0, LIMIT_ASKED_SECONDS))
    return Crawl(
        refs=feed.refs,
        state=replace(
            good, body_digest=body_digest, items_found=len(feed.refs), next_at=_later(now, seconds, random)
        ),
        outcome="found",
    )


def _bad(
    source: Source,
    state: SourceState,
    error: FetchError | UnreadableFeed,
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
    return Crawl(refs=(), state=failed, outcome=outcome)


def _weighed(error: FetchError | UnreadableFeed) -> tuple[Outcome, float]:
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
