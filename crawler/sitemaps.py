"""What a sitemap lists, by the sitemaps.org protocol and Google's news extension.

An index leads to more sitemaps; of those the newest few are looked at. A sitemap may hold
50,000 addresses: the newest are taken, as many as of a feed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

from lxml import etree  # type: ignore[import-untyped]

from crawler.addresses import absolute_url
from crawler.charsets import decoded, printable
from crawler.compression import gunzipped
from crawler.findings import distinct
from crawler.times import moment_of, zone_named
from model.articles import ArticleRef
from model.errors import UnreadableFeed
from model.sources import Source

LIMIT_ADDRESSES = 50_000
"""The protocol's own limit for one sitemap."""
LIMIT_NEWEST = 500
LIMIT_SITEMAP_BYTES = 50 * 1024 * 1024
_PROLOGUE = re.compile(r"^\s*<\?xml[^>]{0,500}\?>", re.IGNORECASE)
_LONG_AGO = datetime(1, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sitemap:
    """Articles, newest first, or the addresses of other sitemaps, newest first.

    `modified` tells when those sitemaps were last changed, where the index does.
    """

    refs: tuple[ArticleRef, ...] = ()
    sitemaps: tuple[str, ...] = ()
    modified: Mapping[str, datetime] = field(default_factory=dict)


def sitemap_of(
    body: bytes, *, url: str, content_type: str, source: Source, now: datetime, limit: int = LIMIT_NEWEST
) -> Sitemap:
    """Read a sitemap or an index, packed or not: the newest `limit` entries.

    Raises UnreadableFeed, FetchTooLarge.
    """
    body = gunzipped(body, limit_bytes=LIMIT_SITEMAP_BYTES, url=url)
    text = _PROLOGUE.sub("", decoded(body, content_type).lstrip("\ufeff \t\r\n"))
    if "<!DOCTYPE" in text[:10_000].upper() or "<!ENTITY" in text.upper():
        raise UnreadableFeed(f"{url} has a document type, which no sitemap needs")
    entries = []
    for kind, told in _entries(text, url):
        address = absolute_url(url, told.get("loc", "about:blank"))
        if address is not None:
            entries.append((kind, address, told))
        if len(entries) >= LIMIT_ADDRESSES:
            break
    if not entries and not re.search(r"<(?:\w+:)?(?:urlset|sitemapindex)[\s>]", text[:10_000]):
        raise UnreadableFeed(f"{url} is no sitemap: it begins {text[:60]!r}")
    dated = sorted(
        ((_moment(told.get("lastmod"), source, now), kind, address, told) for kind, address, told in entries),
        key=lambda entry: entry[0] or _moment(entry[3].get("publication_date"), source, now) or _LONG_AGO,
        reverse=True,
    )
    refs = (
        _ref(address, told, updated, source, now) for updated, kind, address, told in dated if kind == "url"
    )
    sitemaps = dict.fromkeys(address for _, kind, address, _ in dated if kind == "sitemap")
    return Sitemap(
        refs=distinct(refs)[:limit],
        sitemaps=tuple(sitemaps)[:limit],
        modified={address: at for at, kind, address, _ in dated if kind == "sitemap" and at is not None},
    )


def _entries(text: str, url: str) -> Iterator[tuple[str, dict[str, str]]]:
    """Each entry as its kind ("url" or "sitemap") and its children's texts by local name."""
    # No huge trees: libxml2 then caps the depth and the length of a text.
    events = etree.iterparse(
        BytesIO(text.encode("utf-8", "replace")),
        events=("end",),
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        recover=True,
    )
    try:
        for _, element in events:
            kind = _local_name(element)
            if kind in ("url", "sitemap"):
                yield kind, _told(element)
                element.clear()
    except etree.XMLSyntaxError as error:
        raise UnreadableFeed(f"{url} is a sitemap that cannot be parsed: {error}") from None


def _told(entry: Any) -> dict[str, str]:
    told: dict[str, str] = {}
    for element in entry.iter():
        if element.text and element.text.strip():
            told.setdefault(_local_name(element), element.text.strip())
    return told


def _local_name(element: Any) -> str:
    return str(element.tag).rpartition("}")[2].lower()


def _ref(
    address: str, told: dict[str, str], updated: datetime | None, source: Source, now: datetime
) -> ArticleRef:
    title = " ".join(printable(told.get("title", "")).split())[:500]
    # lastmod is a time of editing: the publication is told by the news extension or by the page.
    return ArticleRef(
        url=address,
        source=source.name,
        title=title or None,
        published_at=_moment(told.get("publication_date"), source, now),
        updated_at=updated,
    )


def _moment(words: str | None, source: Source, now: datetime) -> datetime | None:
    moment = moment_of(words, zone=zone_named(source.timezone), now=now) if words else None
    return moment.at if moment else None
