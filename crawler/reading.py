"""From an address to an article."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo
from threading import Lock
from typing import Protocol
from urllib.parse import urlsplit

from crawler.addresses import absolute_url, canonical_url, same_site
from crawler.agencies import dateline_agency
from crawler.bodies import LIMIT_TEXT_CHARACTERS, Body, body_of
from crawler.continuing import LIMIT_PAGES, next_page_url
from crawler.fetching import Fetched
from crawler.pages import Page, page_of
from crawler.readers.described import shown_time, window_title
from crawler.readers.order import Readings, readings_of
from crawler.readers.selected import fitted
from crawler.signatures import signature
from crawler.telegram import embedded_url
from crawler.times import Moment, ToldTime, best_moment, moment_of, zone_named
from model.articles import Article, ArticleRef, Look, article_id, revision_of
from model.errors import FetchFailed, FetchRefused, FetchTooLarge, UnreadablePage
from model.sources import Source

_DEFAULT_ZONE = "Europe/Moscow"
_DAY_IN_PATH = re.compile(r"/(20\d\d)[/-]?(0[1-9]|1[0-2])[/-]?(0[1-9]|[12]\d|3[01])(?=[/\D]|$)")
_CYRILLIC = re.compile(r"[А-яЁё]")
_READING = Lock()
"""Threads fetch at the same time and read their pages by turns. The interpreter would have them by turns
all the same, at the price of a switch every few milliseconds."""


class Fetches(Protocol):
    """Whatever fetches politely; `crawler.fetching.Fetcher` does."""

    def fetch(self, url: str, *, etag: str | None = None, last_modified: str | None = None) -> Fetched:
        """GET the address; raises FetchError."""

    def sitemaps(self, url: str) -> tuple[str, ...]:
        """The sitemaps that robots.txt of the address's site names; raises FetchError."""

    def asked_delay_seconds(self, url: str) -> float:
        """The pause between requests that robots.txt asks for; raises FetchError."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """What came of fetching a page: its article, and what the next look at it is to be told.

    `article` is None where the page says (304) or shows (the same bytes) that it is as it was.
    """

    article: Article | None
    etag: str | None
    last_modified: str | None
    body_digest: str | None


def read(ref: ArticleRef, source: Source | None, fetcher: Fetches, now: datetime) -> Article:
    """Fetch what the reference points at, with its further pages, and read it.

    Raises FetchError or UnreadablePage.
    """
    article = visit(ref, source, fetcher, now).article
    if article is None:  # it was asked for without validators
        raise UnreadablePage(f"no article text on {ref.url}")
    return article


def visit(
    ref: ArticleRef, source: Source | None, fetcher: Fetches, now: datetime, *, last: Look | None = None
) -> Visit:
    """Fetch and read what the reference points at, if it changed since the `last` look.

    Raises FetchError or UnreadablePage; FetchFailed also for a page whose address leads to the
    front page of its site by now.
    """
    is_post = source is not None and source.kind == "telegram"
    fetched = fetcher.fetch(
        embedded_url(ref.url) if is_post else ref.url,
        etag=last.etag if last else None,
        last_modified=last.last_modified if last else None,
    )
    if fetched.status == 304 and last is not None:
        return Visit(
            article=None, etag=last.etag, last_modified=last.last_modified, body_digest=last.body_digest
        )
    if urlsplit(fetched.url).path in ("", "/") and urlsplit(ref.url).path not in ("", "/"):
        raise FetchFailed(f"{ref.url} leads to the front page of its site by now", url=ref.url, status=404)
    body_digest = hashlib.sha256(fetched.body).hexdigest()
    same = last is not None and last.body_digest == body_digest
    return Visit(
        article=None if same else _article_of(fetched, ref, source, fetcher, now, is_post=is_post),
        etag=fetched.headers.get("etag"),
        last_modified=fetched.headers.get("last-modified"),
        body_digest=body_digest,
    )


def _article_of(
    fetched: Fetched,
    ref: ArticleRef,
    source: Source | None,
    fetcher: Fetches,
    now: datetime,
    *,
    is_post: bool,
) -> Article:
    """The article on a page that was fetched, with its further pages."""
    with _READING:
        article = article_from_page(
            fetched.body,
            url=ref.url if is_post else fetched.url,
            content_type=fetched.headers.get("content-type", ""),
            ref=ref,
            source=source,
            now=now,
        )
    further = () if is_post else tuple(_further_texts(fetched, article, source, fetcher, now))
    if not further:
        return article
    text = "\n\n".join((article.text, *further))[:LIMIT_TEXT_CHARACTERS]
    return replace(article, text=text, revision=revision_of(article.title, text), signature=signature(text))


def _further_texts(
    fetched: Fetched, article: Article, source: Source | None, fetcher: Fetches, now: datetime
) -> Iterator[str]:
    """The texts of pages two and on; the article stands without them if they cannot be had."""
    first_url = canonical_url(fetched.url)
    seen = {article.text}
    for number in range(2, LIMIT_PAGES + 1):
        if b"next" not in fetched.body:
            return
        content_type = fetched.headers.get("content-type", "")
        page = page_of(fetched.body, url=canonical_url(fetched.url), content_type=content_type)
        address = next_page_url(page, first_url=first_url, number=number)
        if address is None:
            return
        try:
            fetched = fetcher.fetch(address)
            content_type = fetched.headers.get("content-type", "")
            page = page_of(fetched.body, url=canonical_url(fetched.url), content_type=content_type)
            read_by = fitted(source, page, now)
            text = body_of(page, readings_of(page, read_by), read_by, titled=True).text
        except (FetchFailed, FetchTooLarge, FetchRefused, UnreadablePage):
            return
        if text in seen:
            return  # a site that shows the first page under every number
        seen.add(text)
        yield text


def article_from_page(
    body: bytes,
    *,
    url: str,
    content_type: str | None,
    ref: ArticleRef | None,
    source: Source | None,
    now: datetime,
) -> Article:
    """The article on a page.

    `url` is where the page came from, `now` when. Each part comes from the first that tells it:
    JSON-LD, microdata, Open Graph, the source's selectors, headings; a text also from where
    the paragraphs stand, and by trafilatura at last; a time also from the feed and from the
    address. Raises UnreadablePage.
    """
    media = content_type or ""
    _refuse_other_media(url, media)
    page = page_of(body, url=canonical_url(url), content_type=media)
    source = fitted(source, page, now)
    readings = readings_of(page, source)
    title = _title(readings, ref)
    chosen = body_of(page, readings, source, titled=title is not None)
    if title is None and chosen.reader != "telegram":
        title = chosen.headline or window_title(page)
    zone = zone_named(source.timezone if source else _DEFAULT_ZONE)
    published = best_moment(_told_times(page, readings, ref, chosen), zone=zone, now=now)
    # The page to embed a post names itself, not the post.
    address = page.url if chosen.reader == "telegram" else _own_address(page)
    moment = published[0] if published else None
    dated_at = moment.at if moment else now
    return Article(
        id=article_id(address, dated_at),
        url=address,
        source=ref.source if ref else source.name if source else urlsplit(address).hostname or address,
        revision=revision_of(title, chosen.text),
        title=title,
        text=chosen.text,
        published_at=moment.at if moment else None,
        published_precision=moment.precision if moment else "unknown",
        published_from=published[1] if published else None,
        updated_at=_updated_at(readings, ref, moment, zone, now),
        fetched_at=now,
        reader=chosen.reader,
        language=page.language or ("ru" if _CYRILLIC.search(chosen.text) else None),
        agency=_agency(readings, chosen.text),
        authors=next((parts.authors for _, parts in readings if parts.authors), ()),
        tags=next((parts.tags for _, parts in readings if parts.tags), ()),
        signature=signature(chosen.text),
    )


def _refuse_other_media(url: str, content_type: str) -> None:
    kind = content_type.split(";")[0].strip().lower()
    if kind and not any(mark in kind for mark in ("html", "text/plain", "octet-stream", "/xml")):
        raise UnreadablePage(f"{url} is {kind}, not a page")


def _title(readings: Readings, ref: ArticleRef | None) -> str | None:
    titles = {name: parts.title for name, parts in readings if parts.title}
    title = next(iter(titles.values()), None) or (ref.title if ref else None)
    heading = titles.get("heading")
    if not title or not heading:
        return title
    # Metas append the name of the site to the headline, and JSON-LD cuts it at 110 characters.
    cut = title.removesuffix("...").removesuffix("…").rstrip()
    longer = cut != title and heading.startswith(cut)
    return heading if longer or title.startswith(heading) else title


def _told_times(page: Page, readings: Readings, ref: ArticleRef | None, body: Body) -> Iterator[ToldTime]:
    yield from (ToldTime(text=parts.published, told_by=name) for name, parts in readings if parts.published)
    if ref is not None and ref.published_at is not None:
        yield ToldTime(text=ref.published_at.isoformat(), told_by="feed")
    shown = shown_time(page) or body.time_line
    if shown:
        yield ToldTime(text=shown, told_by="text")
    in_path = _DAY_IN_PATH.search(urlsplit(page.url).path)
    if in_path:
        yield ToldTime(text="-".join(in_path.groups()), told_by="url")


def _updated_at(
    readings: Readings,
    ref: ArticleRef | None,
    published: Moment | None,
    zone: tzinfo,
    now: datetime,
) -> datetime | None:
    for _, parts in readings:
        moment = moment_of(parts.updated, zone=zone, now=now) if parts.updated else None
        if moment is not None:
            return moment.at if published is None or moment.at >= published.at else None
    return ref.updated_at if ref else None


def _own_address(page: Page) -> str:
    """The address that the page names as its own, if it is on the same site; else where it was got."""
    for link in (*page.links("canonical"), *page.metas.get("og:url", ())):
        address = absolute_url(page.base_url, link)
        # A canonical link to the front page is a template's mistake, one to another site may be theft.
        if address and same_site(address, page.url) and urlsplit(address).path != "/":
            return address
    return page.url


def _agency(readings: Readings, text: str) -> str | None:
    return dateline_agency(text) or next((parts.agency for _, parts in readings if parts.agency), None)
