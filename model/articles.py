"""News items: a reference that was found, and the article that was read from it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Precision = Literal["second", "minute", "day", "unknown"]
ID_HEX_DIGITS = 16
"""64 bits: at ten million articles a collision has a chance of some 3 in a million."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleRef:
    """An address at which a source says that an article stands. `url` is canonical."""

    url: str
    source: str
    title: str | None = None
    published_at: datetime | None = None
    updated_at: datetime | None = None

    @property
    def id(self) -> str:
        """The same for the same address, whichever source found it."""
        return digest(self.url)


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One revision of a news item.

    `id` begins with the month of publication ("2026-02.9f86d081884c7d65"): the month is the
    partition in which storage keeps it. It stays when the item is edited; `revision` is a
    digest of title and text, and changes.

    `published_at` and `updated_at` are what the page says; None where it says nothing, never
    the time of fetching, which is `fetched_at`. `published_precision` tells how much of
    `published_at` was told, `published_from` where it was read ("json-ld", "meta", "feed", ...).
    `reader` says which reader won. `signature` is the same for reprints of one text
    (16 hexadecimal digits of a similarity hash).
    """

    id: str
    url: str
    source: str
    revision: str
    title: str | None
    text: str
    published_at: datetime | None
    published_precision: Precision = "unknown"
    published_from: str | None = None
    updated_at: datetime | None = None
    fetched_at: datetime
    reader: str = "given"
    language: str | None = None
    agency: str | None = None
    authors: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    signature: str = ""

    def __post_init__(self) -> None:
        for name in ("published_at", "updated_at", "fetched_at"):
            moment = getattr(self, name)
            if moment is not None and moment.utcoffset() is None:
                raise ValueError(f"{name} has no time zone: {moment!r}")

    @property
    def month(self) -> str:
        """The partition: "2026-02"."""
        return month_of_article(self.id)

    @property
    def dated_at(self) -> datetime:
        """When it was published, or, where nothing tells, when we first saw it."""
        return self.published_at or self.fetched_at


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What the last look at a page told, for the next one.

    `url` is the address of its article, `dated_at` when that was published, or first read.
    `etag` and `last_modified` are validators exactly as received, `body_digest` that of the bytes.
    `misses` counts looks in a row that found the page gone.
    """

    url: str
    dated_at: datetime
    etag: str | None = None
    last_modified: str | None = None
    body_digest: str | None = None
    misses: int = 0


def article_id(url: str, dated_at: datetime) -> str:
    """The id of the article at a canonical address, dated by its publication (UTC)."""
    return f"{dated_at:%Y-%m}.{digest(url)}"


def month_of_article(identifier: str) -> str:
    """The month of publication in an article's id, or in anything whose id begins with one."""
    return identifier[:7]


def revision_of(title: str | None, text: str) -> str:
    """A digest of what a reader reads: it changes when the content does, not with the clock."""
    return digest(f"{title or ''}\n{text}")


def digest(content: str) -> str:
    """The leading 64 bits of SHA-256, in hexadecimal."""
    return hashlib.sha256(content.encode()).hexdigest()[:ID_HEX_DIGITS]
