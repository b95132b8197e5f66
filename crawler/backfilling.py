"""News of a range of days that are past, by a source's archive pages or by its sitemaps.

Archive pages are asked for day by day (or month by month), the newest first. Sitemaps are walked
from what robots.txt names, and left out where their address or their date says that nothing of
the range is in them. Nothing is stored here; asking again for the same range does no harm.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from crawler.addresses import origin_of
from crawler.feeds import feed_of
from crawler.fetching import Fetched
from crawler.listings import listing_of
from crawler.reading import Fetches
from crawler.sitemaps import LIMIT_ADDRESSES, Sitemap, sitemap_of
from model.articles import ArticleRef
from model.errors import ConfigurationError, FetchError, UnreadableFeed
from model.sources import Source

LIMIT_PAGES = 100
"""Of one day of an archive."""
LIMIT_SITEMAPS = 2_000
LIMIT_DEPTH = 3
EDITED_WITHIN = timedelta(days=7)
"""lastmod is a time of editing: an article may be so much older, seldom more."""

_DATED = re.compile(
    r"(?<!\d)(?P<year>20\d\d)(?:[-/_.]?(?P<month>0[1-9]|1[0-2])(?:[-/_.]?(?P<day>0[1-9]|[12]\d|3[01]))?)?(?!\d)"
)
_ASKED = re.compile(
    r"(?:yyyy|year)=(?P<year>20\d\d)(?:&(?:mm|month)=(?P<month>\d\d?))?(?:&(?:dd|day)=(?P<day>\d\d?))?"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One page that was looked at: what of the range it lists, and how much that is not of it.

    `problem` says why nothing could be had from it.
    """

    url: str
    refs: tuple[ArticleRef, ...] = ()
    outside: int = 0
    problem: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Days:
    """A range of days, both ends in it."""

    first_on: date
    last_on: date

    def __post_init__(self) -> None:
        if self.first_on > self.last_on:
            raise ConfigurationError(f"{self.first_on} is after {self.last_on}: name the earlier day first")

    def meets(self, other: Days) -> bool:
        """Whether the two have a day in common."""
        return self.first_on <= other.last_on and other.first_on <= self.last_on


def backfill(source: Source, fetcher: Fetches, days: Days, now: datetime) -> Iterator[Step]:
    """What a source published in a range of days, step by step.

    Raises ConfigurationError where the source tells no way into its past.
    """
    if source.archive is not None:
        yield from _archive(source, source.archive, fetcher, days, now)
        return
    starts = (source.url,) if source.kind == "sitemap" else _named_sitemaps(source, fetcher)
    if not starts:
        raise ConfigurationError(
            f"source {source.name}: its robots.txt names no sitemap; give it `archive`, the address of its"
            " archive pages with {year}, {month} and {day} in it"
        )
    yield from _sitemaps(source, starts, fetcher, days, now)


def _named_sitemaps(source: Source, fetcher: Fetches) -> tuple[str, ...]:
    try:
        return fetcher.sitemaps(source.url)
    except FetchError as error:
        raise ConfigurationError(f"source {source.name}: {error}") from error


def _archive(source: Source, template: str, fetcher: Fetches, days: Days, now: datetime) -> Iterator[Step]:
    for page_days in _pages_of(template, days):
        seen: set[str] = set()
        for number in range(1, LIMIT_PAGES + 1):
            first = page_days.first_on
            url = template.format(
                year=first.year, month=f"{first.month:02d}", day=f"{first.day:02d}", page=number
            )
            step = _archive_page(source, url, fetcher, days, now)
            fresh = tuple(ref for ref in step.refs if ref.url not in seen)
            seen.update(ref.url for ref in fresh)
            # Behind the last page many sites show it again, or an error.
            if number > 1 and (step.problem is not None or not fresh):
                break
            yield replace(step, refs=fresh)
            if "{page}" not in template or not fresh:
                break


def _pages_of(template: str, days: Days) -> Iterator[Days]:
    """The days, months or years that have a page of their own, the newest first."""
    last = days.last_on
    while last >= days.first_on:
        first = last if "{day}" in template else last.replace(day=1)
        if "{month}" not in template:
            first = first.replace(month=1)
        yield Days(first_on=first, last_on=last)
        last = first - timedelta(days=1)


def _archive_page(source: Source, url: str, fetcher: Fetches, days: Days, now: datetime) -> Step:
    try:
        fetched = fetcher.fetch(url)
        refs = _listed(source, fetched, now)
    except (FetchError, UnreadableFeed, ConfigurationError) as error:
        return Step(url=url, problem=str(error))
    wanted = tuple(ref for ref in refs if _may_be_of(ref, days, undated=True))
    return Step(url=url, refs=wanted, outside=len(refs) - len(wanted))


def _listed(source: Source, fetched: Fetched, now: datetime) -> Sequence[ArticleRef]:
    """What an archive page lists: a feed, a sitemap, or a page of links by the source's selector."""
    content_type = fetched.headers.get("content-type", "")
    beginning = fetched.body[:2_000].lower()
    if b"<urlset" in beginning:
        return _sitemap(source, fetched, now).refs
    if b"<rss" in beginning or b"<feed" in beginning or b"<rdf" in beginning:
        return feed_of(fetched.body, url=fetched.url, content_type=content_type, source=source, now=now).refs
    if "links" not in source.selectors and source.code is None:
        raise ConfigurationError(f"source {source.name}: its archive needs a selector for its links, or code")
    return listing_of(fetched.body, url=fetched.url, content_type=content_type, source=source, now=now).refs


def _sitemap(source: Source, fetched: Fetched, now: datetime) -> Sitemap:
    return sitemap_of(
        fetched.body,
        url=fetched.url,
        content_type=fetched.headers.get("content-type", ""),
        source=source,
        now=now,
        limit=LIMIT_ADDRESSES,
    )


def _sitemaps(
    source: Source, starts: Sequence[str], fetcher: Fetches, days: Days, now: datetime
) -> Iterator[Step]:
    waiting = [(url, 0) for url in starts]
    asked: set[str] = set()
    while waiting and len(asked) < LIMIT_SITEMAPS:
        url, depth = waiting.pop(0)
        if url in asked:
            continue
        asked.add(url)
        try:
            sitemap = _sitemap(source, fetcher.fetch(url), now)
        except (FetchError, UnreadableFeed) as error:
            yield Step(url=url, problem=str(error))
            continue
        if depth < LIMIT_DEPTH:
            waiting += [(each, depth + 1) for each in sitemap.sitemaps if _may_hold(each, sitemap, days)]
        # In a sitemap of the range everything that does not say otherwise is of it.
        told = days_told(url, source)
        wanted = tuple(ref for ref in sitemap.refs if _may_be_of(ref, days, undated=told is not None))
        yield Step(url=url, refs=wanted, outside=len(sitemap.refs) - len(wanted))


def _may_hold(url: str, index: Sitemap, days: Days) -> bool:
    """Whether a sitemap of an index can hold something of the range."""
    modified = index.modified.get(url)
    if modified is not None and modified.date() < days.first_on - timedelta(days=1):
        return False
    told = days_told(url)
    return told is None or told.meets(days)


def days_told(url: str, source: Source | None = None) -> Days | None:
    """The days that an address tells, behind its host: of a year, a month or a day; None for none."""
    path = url.removeprefix(origin_of(url))
    if source is not None and url == source.url:
        return None
    match = _ASKED.search(path) or _DATED.search(path)
    if match is None:
        return None
    year, month, day = (int(match[name]) if match[name] else None for name in ("year", "month", "day"))
    try:
        first = date(year or 1, month or 1, day or 1)
    except ValueError:
        return None
    if day is not None:
        return Days(first_on=first, last_on=first)
    following = date(first.year + 1, 1, 1)
    if month is not None:
        following = (first.replace(day=28) + timedelta(days=4)).replace(day=1)
    return Days(first_on=first, last_on=following - timedelta(days=1))


def _may_be_of(ref: ArticleRef, days: Days, *, undated: bool) -> bool:
    """Whether an article is of the range, by its time, the day in its address, or when it was edited."""
    if ref.published_at is not None:
        # A day of the news is a day of Moscow, or of Kamchatka: a day is added on both sides.
        told = ref.published_at.date()
        return days.first_on - timedelta(days=1) <= told <= days.last_on + timedelta(days=1)
    in_address = days_told(ref.url)
    if in_address is not None:
        return in_address.meets(days)
    if ref.updated_at is not None:
        edited = ref.updated_at.date()
        return days.first_on <= edited <= days.last_on + EDITED_WITHIN
    return undated
