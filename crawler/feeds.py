"""What a feed lists: RSS, Atom, RDF, JSON Feed.

Whatever the feed is, it is decoded here, its document type is taken out or refused, and only
as many entries as are wanted reach feedparser, which is slow and reads files and addresses
when it is given anything but a stream.
"""

from __future__ import annotations

import calendar
import json
import re
from datetime import UTC, datetime
from io import BytesIO
from time import struct_time
from typing import Any
from zoneinfo import ZoneInfo

import feedparser

from crawler.addresses import absolute_url
from crawler.charsets import decoded, printable
from crawler.findings import Findings, distinct
from crawler.times import moment_of, zone_named
from model.articles import ArticleRef
from model.errors import UnreadableFeed
from model.sources import Source

LIMIT_ENTRIES = 500
"""The biggest feeds of agencies list some 200; feedparser reads some 1,500 entries a second."""
LIMIT_FEED_TAGS = 50_000
"""A hundred an entry, where feeds have ten to thirty; feedparser takes some four seconds for them. What
stands in CDATA does not count: it is read in no time."""
LIMIT_FEED_DEPTH = 256
"""Where libxml2 draws the line for documents as well; feeds stand some ten deep."""
LIMIT_TITLE_CHARACTERS = 500

_PROLOGUE = re.compile(r"^\s*<\?xml[^>]{0,500}\?>", re.IGNORECASE)
_DOCTYPE = re.compile(r"<!DOCTYPE[^\[>]{0,500}>", re.IGNORECASE)
_ENTRY_END = re.compile(r"</(?:[A-Za-z]{1,10}:)?(?:item|entry)\s*>", re.IGNORECASE)
_NESTING = re.compile(r"<(/?)(?!br\b|hr\b|img\b)[A-Za-z_][^<>]*?(/?)>", re.IGNORECASE)
_ROOT = re.compile(r"<(?:[A-Za-z]{1,10}:)?(?:rss|feed|rdf)[\s>]", re.IGNORECASE)
_PERIOD_SECONDS = {
    "hourly": 3_600,
    "daily": 86_400,
    "weekly": 604_800,
    "monthly": 2_592_000,
    "yearly": 31_536_000,
}
_TAG = re.compile(r"<[^<>]*>")


def feed_of(body: bytes, *, url: str, content_type: str, source: Source, now: datetime) -> Findings:
    """Read a feed that came from `url`. Raises UnreadableFeed for what is none."""
    text = decoded(body, content_type).lstrip("\ufeff \t\r\n")
    if text.startswith("{"):
        return _json_feed(text, url=url, source=source, now=now)
    return _xml_feed(text, url=url, source=source, now=now)


def _xml_feed(text: str, *, url: str, source: Source, now: datetime) -> Findings:
    text = _DOCTYPE.sub("", _PROLOGUE.sub("", text), count=1)
    if not _ROOT.search(text, 0, 10_000):
        raise UnreadableFeed(f"{url} is no feed: it begins {text[:60]!r}")
    # What is left of a document type defines entities: a thousand bytes can stand for gigabytes.
    if "<!ENTITY" in text.upper() or "<!DOCTYPE" in text[:10_000].upper():
        raise UnreadableFeed(f"{url} defines entities of its own, which no feed needs")
    text = _first_entries(text)
    outside = _without_literals(text)
    if outside.count("<") > LIMIT_FEED_TAGS:
        raise UnreadableFeed(f"{url} has more than {LIMIT_FEED_TAGS} tags in {LIMIT_ENTRIES} entries")
    if _depth(outside) > LIMIT_FEED_DEPTH:
        raise UnreadableFeed(f"{url} has elements more than {LIMIT_FEED_DEPTH} deep in each other")
    parsed = _parsed(text, url)
    if not parsed.get("version") and not parsed.entries:
        raise UnreadableFeed(
            f"{url} is no feed that can be read: {parsed.get('bozo_exception', 'no entries')}"
        )
    refs = (_entry_ref(entry, url=url, source=source, now=now) for entry in parsed.entries[:LIMIT_ENTRIES])
    return Findings(
        refs=distinct(refs),
        poll_seconds=_poll_seconds(parsed.feed),
        hub=_feed_link(parsed.feed, "hub", url),
        topic=_feed_link(parsed.feed, "self", url),
    )


def _parsed(text: str, url: str) -> Any:
    try:
        # A stream: feedparser opens files and addresses when it is given bytes or a str.
        return feedparser.parse(
            BytesIO(text.encode("utf-8", "replace")),
            response_headers={"content-type": "application/xml; charset=utf-8", "content-location": url},
            sanitize_html=False,
            resolve_relative_uris=False,
        )
    except (ValueError, LookupError, TypeError, AttributeError, AssertionError, RecursionError) as error:
        raise UnreadableFeed(f"{url} is a feed that cannot be parsed: {error!r:.200}") from None


def _first_entries(text: str) -> str:
    """The feed with no more than LIMIT_ENTRIES entries: what is between the last of them and the
    end of the last entry is left out."""
    ends = [match.end() for match in _ENTRY_END.finditer(text)]
    return text if len(ends) <= LIMIT_ENTRIES else text[: ends[LIMIT_ENTRIES - 1]] + text[ends[-1] :]


def _without_literals(text: str) -> str:
    """What stands outside of CDATA."""
    head, *literals = text.split("<![CDATA[")
    return head + "".join(literal.partition("]]>")[2] for literal in literals)


def _depth(text: str) -> int:
    """How deep elements stand in each other, whether or not they are closed; entry by entry."""
    # By hand: what breaks off any parser of XML is still read by feedparser, loosely.
    deepest = 0
    for piece in _ENTRY_END.split(text):
        depth = 0
        for tag in _NESTING.finditer(piece):
            depth = max(0, depth - 1) if tag[1] else depth + (not tag[2])
            deepest = max(deepest, depth)
    return deepest


def _feed_link(feed: Any, relation: str, url: str) -> str | None:
    """The address of the feed's first link of a relation (WebSub, section 4: "hub" and "self")."""
    links = (link for link in feed.get("links", ()) if link.get("rel") == relation and link.get("href"))
    address = next((link["href"] for link in links), None)
    return absolute_url(url, str(address), keep_query=True) if address else None


def _entry_ref(entry: Any, *, url: str, source: Source, now: datetime) -> ArticleRef | None:
    address = absolute_url(url, _link(entry))
    if address is None:
        return None
    published = _moment(entry, "published", source, now)
    updated = _moment(entry, "updated", source, now)
    return ArticleRef(
        url=address,
        source=source.name,
        title=_title(entry.get("title")),
        published_at=published or updated,
        updated_at=updated,
    )


def _link(entry: Any) -> str:
    link = entry.get("link")
    if link:
        return str(link)
    identifier = str(entry.get("id") or "")
    return identifier if identifier.startswith(("http://", "https://")) else "about:blank"


def _moment(entry: Any, part: str, source: Source, now: datetime) -> datetime | None:
    """By our own reading first, which knows Russian months and the source's zone."""
    # Asked for "updated", feedparser gives "published" where there is none.
    words = entry.get(part) if part in dict.keys(entry) else None
    if not isinstance(words, str):
        return None
    moment = moment_of(words, zone=zone_named(source.timezone), now=now)
    if moment is not None:
        return moment.at
    parsed = entry.get(f"{part}_parsed")
    if not isinstance(parsed, struct_time):
        return None
    try:
        at = datetime.fromtimestamp(calendar.timegm(parsed), UTC)
    except (ValueError, OverflowError, OSError):
        return None
    again = moment_of(at.isoformat(), zone=ZoneInfo("UTC"), now=now)
    return again.at if again else None


def _poll_seconds(feed: Any) -> int | None:
    """The longest that `ttl` (minutes) or `sy:updatePeriod` ask us to leave the feed alone."""
    asked = []
    ttl = str(feed.get("ttl") or "")
    if ttl.isdecimal():
        asked.append(int(ttl[:7]) * 60)
    period = _PERIOD_SECONDS.get(str(feed.get("sy_updateperiod") or "").strip().lower())
    if period:
        frequency = str(feed.get("sy_updatefrequency") or "1").strip()
        asked.append(period // max(1, int(frequency[:6]) if frequency.isdecimal() else 1))
    return max(asked, default=None)


def _json_feed(text: str, *, url: str, source: Source, now: datetime) -> Findings:
    try:
        feed = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise UnreadableFeed(f"{url} is no JSON feed: {error}") from None
    items = feed.get("items")
    if "jsonfeed.org" not in str(feed.get("version")) or not isinstance(items, list):
        raise UnreadableFeed(f"{url} is JSON, but no JSON feed")
    refs = (_item_ref(item, url=url, source=source, now=now) for item in items[:LIMIT_ENTRIES])
    hub, topic = _json_hub(feed), feed.get("feed_url")
    return Findings(
        refs=distinct(refs),
        hub=absolute_url(url, hub, keep_query=True) if hub else None,
        topic=absolute_url(url, topic, keep_query=True) if isinstance(topic, str) else None,
    )


def _json_hub(feed: dict[str, Any]) -> str | None:
    hubs = feed.get("hubs")
    for hub in hubs if isinstance(hubs, list) else ():
        if (
            isinstance(hub, dict)
            and str(hub.get("type")).lower() == "websub"
            and isinstance(hub.get("url"), str)
        ):
            return str(hub["url"])
    return None


def _item_ref(item: Any, *, url: str, source: Source, now: datetime) -> ArticleRef | None:
    if not isinstance(item, dict):
        return None
    address = absolute_url(url, str(item.get("url") or item.get("id") or "about:blank"))
    if address is None:
        return None
    zone = zone_named(source.timezone)
    published, updated = (
        moment_of(str(item.get(key) or ""), zone=zone, now=now) for key in ("date_published", "date_modified")
    )
    first = published or updated
    return ArticleRef(
        url=address,
        source=source.name,
        title=_title(item.get("title")),
        published_at=first.at if first else None,
        updated_at=updated.at if updated else None,
    )


def _title(title: Any) -> str | None:
    if not isinstance(title, str):
        return None
    return " ".join(_TAG.sub("", printable(title)).split())[:LIMIT_TITLE_CHARACTERS] or None
