"""Noting each fetch: in the log with its reason, and in what the day brought of its source."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from model.articles import Article
from model.errors import (
    FetchError,
    FetchFailed,
    FetchInterrupted,
    FetchRefused,
    FetchTooLarge,
    SvodkaError,
    UnreadableFeed,
    UnreadablePage,
)
from model.sources import FetchRecord, FetchStage
from runtime.service import Service

_WORDS: tuple[tuple[type[SvodkaError], str], ...] = (
    (FetchRefused, "refused"),
    (FetchTooLarge, "too_large"),
    (FetchFailed, "failed"),
    (FetchInterrupted, "interrupted"),
    (UnreadablePage, "unreadable"),
    (UnreadableFeed, "unreadable"),
)


@dataclass(slots=True)
class Note:
    """What is noted of a fetch: to be filled in while it goes on."""

    outcome: str = ""
    reason: str = ""
    counts: dict[str, int] = field(default_factory=dict)


@contextmanager
def noted(service: Service, stage: FetchStage, source: str, url: str) -> Iterator[Note]:
    """Note what the block comes to. An error of fetching or reading is noted, and raised on."""
    note = Note()
    began = time.monotonic()
    try:
        yield note
    except (FetchError, UnreadablePage, UnreadableFeed) as error:
        note.outcome, note.reason = word_of(error), str(error)
        if stage == "read":
            note.counts = failure_counts(error)
        raise
    finally:
        # Without an outcome the work was cut short: it comes again, and is noted then.
        if note.outcome:
            _write(service, note, stage, source, url, time.monotonic() - began)


def _write(service: Service, note: Note, stage: FetchStage, source: str, url: str, seconds: float) -> None:
    now = service.clock()
    service.store.fetches.note(
        FetchRecord(
            at=now,
            stage=stage,
            source=source,
            url=url,
            outcome=note.outcome,
            reason=note.reason or None,
            seconds=round(seconds, 3),
        )
    )
    service.store.sources.count(source, note.counts, now)


def word_of(error: SvodkaError) -> str:
    """The outcome that an error of fetching or reading stands for."""
    return next(word for kind, word in _WORDS if isinstance(error, kind))


def failure_counts(error: SvodkaError) -> dict[str, int]:
    """What an error adds to the day of a source; one that may pass adds nothing."""
    if error.transient:
        return {}
    return {"unreadable" if isinstance(error, UnreadablePage) else "failed": 1}


def article_counts(article: Article) -> dict[str, int]:
    """What an article that was read adds to the day of its source."""
    return {
        "read": 1,
        "untitled": int(not article.title),
        "untimed": int(article.published_at is None),
        "unsigned": int(not article.authors and not article.agency),
    }
