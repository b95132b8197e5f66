"""Noting each fetch: in the log with its reason, and in what the day brought of its source."""

from __future__ import annotations

import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Lock

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


class Notes:
    """The notes of a job, for all of its threads; written together when they are flushed.

    What a killed job had not flushed is not noted: notes are for reading, not for truth.
    """

    def __init__(self, service: Service, stage: FetchStage) -> None:
        self._service = service
        self._stage = stage
        self._lock = Lock()
        self._records: list[FetchRecord] = []
        self._counts: dict[str, Counter[str]] = defaultdict(Counter)

    @contextmanager
    def of(self, source: str, url: str) -> Iterator[Note]:
        """Note what the block comes to. An error of fetching or reading is noted, and raised on."""
        note = Note()
        began = time.monotonic()
        try:
            yield note
        except (FetchError, UnreadablePage, UnreadableFeed) as error:
            note.outcome, note.reason = word_of(error), str(error)
            note.counts = failure_counts(error) if self._stage == "read" else {}
            raise
        finally:
            # Without an outcome the work was cut short: it comes again, and is noted then.
            if note.outcome:
                self._add(note, source, url, time.monotonic() - began)

    def flush(self) -> None:
        """Write what was noted."""
        with self._lock:
            records, counts = self._records, self._counts
            self._records, self._counts = [], defaultdict(Counter)
        if records:
            self._service.store.fetches.note(records)
            self._service.store.sources.count(counts, self._service.clock())

    def _add(self, note: Note, source: str, url: str, seconds: float) -> None:
        record = FetchRecord(
            at=self._service.clock(),
            stage=self._stage,
            source=source,
            url=url,
            outcome=note.outcome,
            reason=note.reason or None,
            seconds=round(seconds, 3),
        )
        with self._lock:
            self._records.append(record)
            self._counts[source].update(note.counts)


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
