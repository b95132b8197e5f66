"""Trying a source out: what would be found there and read, before anything is stored."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Protocol
from urllib.parse import urlsplit

from crawler.addresses import absolute_url, canonical_url, host_of, shown_url
from crawler.charsets import charset_of
from crawler.crawling import crawl
from crawler.feeds import feed_of
from crawler.fetching import Fetched
from crawler.pages import page_of
from crawler.reading import Fetches, article_from_page, read
from crawler.sitemaps import sitemap_of
from crawler.telegram import preview_url
from model.articles import Article, ArticleRef
from model.errors import ConfigurationError, FetchError, SvodkaError, UnreadableFeed, UnreadablePage
from model.sources import Source, SourceKind, SourceState

TELEGRAM_HOSTS = ("t.me", "telegram.me")
LIMIT_FEEDS = 20
_FEED_TYPES = ("rss+xml", "atom+xml", "rdf+xml", "feed+json")
_LONG_AGO = datetime(1, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """An answer to one request. `charset` is what its bytes were read as."""

    url: str
    status: int
    content_type: str
    size_bytes: int
    charset: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """A feed that a page names."""

    url: str
    title: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """What came of trying an address out.

    `source` is the entry that would read it: None where nothing there lists articles.
    `robots_delay_seconds` is None where robots.txt forbids us the address or cannot be read.
    `feeds` and `sitemaps` are what the site offers besides; `problems` what went wrong, in order.
    """

    url: str
    robots_delay_seconds: float | None = None
    looks: tuple[Look, ...] = ()
    source: Source | None = None
    feeds: tuple[Feed, ...] = ()
    sitemaps: tuple[str, ...] = ()
    refs: tuple[ArticleRef, ...] = ()
    article: Article | None = None
    problems: tuple[str, ...] = ()


def tried(url: str, *, entry: Source | None, fetcher: Fetches, now: datetime) -> Trial:
    """Look at an address as the crawler would; with `entry`, as that configured source.

    The kind is told by what answers: a feed, a sitemap, a channel, a page that names feeds, or
    an article. Of what is listed the newest is read. Never raises for a bad site.
    """
    trial = Trial(url=shown_url(url))
    seen = _Remembering(fetcher)
    try:
        trial = replace(trial, robots_delay_seconds=fetcher.asked_delay_seconds(canonical_url(url)))
        trial = _looked_at(trial, url, entry, seen, now)
    except (FetchError, ConfigurationError, ValueError) as error:
        trial = replace(trial, problems=(*trial.problems, str(error)))
    return replace(trial, looks=tuple(map(_look, seen.answers)))


class _Remembering:
    """Fetches each address once, so that trying costs a site no more than one look at it."""

    def __init__(self, fetcher: Fetches) -> None:
        self._fetcher = fetcher
        self._answers: dict[str, Fetched] = {}

    @property
    def answers(self) -> tuple[Fetched, ...]:
        return tuple(self._answers.values())

    def fetch(self, url: str, *, etag: str | None = None, last_modified: str | None = None) -> Fetched:
        if url not in self._answers:
            self._answers[url] = self._fetcher.fetch(url, etag=etag, last_modified=last_modified)
        return self._answers[url]

    def sitemaps(self, url: str) -> tuple[str, ...]:
        return self._fetcher.sitemaps(url)

    def asked_delay_seconds(self, url: str) -> float:
        return self._fetcher.asked_delay_seconds(url)


def _looked_at(trial: Trial, url: str, entry: Source | None, fetcher: Fetches, now: datetime) -> Trial:
    if entry is not None and entry.kind != "manual":
        return _listed(trial, entry, fetcher, now)
    if host_of(canonical_url(url)) in TELEGRAM_HOSTS:
        return _listed(trial, _entry(preview_url(url), "telegram"), fetcher, now)
    start = fetcher.fetch(url)
    kind = _kind_of(start, now)
    if kind is not None:
        return _listed(trial, _entry(url, kind), fetcher, now)
    return _page_tried(trial, start, entry, fetcher, now)


def _page_tried(trial: Trial, start: Fetched, entry: Source | None, fetcher: Fetches, now: datetime) -> Trial:
    """A page: an article if it reads like one and is no front page, else the way to a feed or a sitemap."""
    trial = replace(trial, feeds=_feeds_of(start), sitemaps=fetcher.sitemaps(start.url))
    if urlsplit(start.url).path not in ("", "/"):
        try:
            return replace(trial, article=_article(start, entry, now))
        except UnreadablePage as error:
            trial = replace(trial, problems=(str(error),))
    if trial.feeds:
        return _listed(trial, _entry(trial.feeds[0].url, "feed"), fetcher, now)
    if trial.sitemaps:
        return _listed(trial, _entry(trial.sitemaps[0], "sitemap"), fetcher, now)
    told = f"{shown_url(start.url)} names no feed, and its robots.txt no sitemap: a listing needs selectors"
    return replace(trial, problems=(*trial.problems, told))


def _listed(trial: Trial, source: Source, fetcher: Fetches, now: datetime) -> Trial:
    """What the source lists, and the newest of it read."""
    found = crawl(source, SourceState(), fetcher, now)
    problems = trial.problems
    if found.state.last_error is not None:
        problems = (*problems, found.state.last_error)
    trial = replace(trial, source=source, refs=found.refs, problems=problems)
    if not found.refs:
        return trial
    newest = max(found.refs, key=lambda ref: ref.published_at or ref.updated_at or _LONG_AGO)
    try:
        return replace(trial, article=read(newest, source, fetcher, now))
    except (FetchError, UnreadablePage, ConfigurationError) as error:
        return replace(trial, problems=(*trial.problems, str(error)))


def _kind_of(fetched: Fetched, now: datetime) -> SourceKind | None:
    """What lists articles in an answer, told by its content; None where that is a page."""
    ways: Sequence[tuple[SourceKind, Feedlike]] = (("feed", feed_of), ("sitemap", sitemap_of))
    for kind, way in ways:
        try:
            way(
                fetched.body,
                url=fetched.url,
                content_type=fetched.headers.get("content-type", ""),
                source=_entry(fetched.url, kind),
                now=now,
            )
        except SvodkaError:
            continue
        return kind
    return None


class Feedlike(Protocol):
    """A reader of something that lists articles."""

    def __call__(self, body: bytes, *, url: str, content_type: str, source: Source, now: datetime) -> object:
        """Raises UnreadableFeed or FetchError for what it is not."""


def _feeds_of(fetched: Fetched) -> tuple[Feed, ...]:
    """The feeds that a page names in its head, in its order."""
    try:
        page = page_of(fetched.body, url=canonical_url(fetched.url), content_type=_media(fetched))
    except (UnreadablePage, UnreadableFeed):
        return ()
    found: dict[str, Feed] = {}
    for link in page.root.iter("link"):
        kind = link.get("type", "").lower()
        if "alternate" not in link.get("rel", "").lower().split() or not kind.endswith(_FEED_TYPES):
            continue
        address = absolute_url(page.base_url, link.get("href", ""))
        if address is not None:
            found.setdefault(address, Feed(url=address, title=link.get("title")))
    return tuple(found.values())[:LIMIT_FEEDS]


def _article(fetched: Fetched, entry: Source | None, now: datetime) -> Article:
    return article_from_page(
        fetched.body, url=fetched.url, content_type=_media(fetched), ref=None, source=entry, now=now
    )


def _entry(url: str, kind: SourceKind) -> Source:
    """An entry for an address, named for its host, or for a channel's name."""
    address = canonical_url(url)
    path = urlsplit(address).path.strip("/")
    name = path.removeprefix("s/") if kind == "telegram" else host_of(address).removeprefix("www.")
    return Source(name=name, kind=kind, url=address)


def _look(fetched: Fetched) -> Look:
    media = _media(fetched)
    return Look(
        url=shown_url(fetched.url),
        status=fetched.status,
        content_type=media,
        size_bytes=len(fetched.body),
        charset=charset_of(fetched.body, media),
    )


def _media(fetched: Fetched) -> str:
    return fetched.headers.get("content-type", "")
