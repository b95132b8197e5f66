"""RSS and JSON Feed of a query: the newest facts that fit the filters, for any reader of feeds.

Sources: RSS 2.0 specification (rssboard.org), JSON Feed version 1.1 (jsonfeed.org).
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Annotated, Any
from urllib.parse import urlencode
from xml.etree import ElementTree

from fastapi import APIRouter, HTTPException, Path, Query, Request, Response
from pydantic import Field

from alerts.messages import link
from alerts.wording import Language, capitalised, plain_line
from model.claims import Fact
from model.statements import Partnership, Percentage, Ranking
from model.wire import rfc3339
from storage.store import Store
from web.catalogue import Words, words
from web.filters import GREATEST_LIMIT, Filters
from web.names import Names
from web.pages.phrases import figure_words, place_badge

RSS = "application/rss+xml"
JSON_FEED = "application/feed+json"
Token = Annotated[str, Path(max_length=100, description="Token of a saved query.")]
_ATOM = "http://www.w3.org/2005/Atom"


class FeedFilters(Filters):
    """The filters of a feed, and the language of its titles."""

    lang: Annotated[Language, Field(description="Language of the titles.")] = "ru"
    # Twice a page: what came since a reader looked last is to be among them.
    limit: Annotated[int, Field(ge=1, le=GREATEST_LIMIT, description="Facts in the feed.")] = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A fact as a feed tells it. `address` is its page here, `source` the article, if it is a link."""

    id: str
    title: str
    sentence: str
    address: str
    source: str | None
    published_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """A feed. `page` is the same query as a page, `own` the address of the feed itself."""

    title: str
    description: str
    language: Language
    page: str
    own: str
    items: tuple[Item, ...]


def feed_routes(store: Store, names: Names) -> APIRouter:
    """The routes over a store."""
    routes = APIRouter(prefix="/feeds", tags=["feeds"])

    def feed(request: Request, asked: FeedFilters) -> Feed:
        found = store.facts.find(asked.query()).facts
        return _feed(found, request, asked, names)

    @routes.get(
        "/facts.rss",
        response_class=Response,
        responses={200: {"content": {RSS: {"schema": {"type": "string"}}}}},
        summary="Facts as RSS",
    )
    def facts_rss(request: Request, asked: Annotated[FeedFilters, Query()]) -> Response:
        """The newest facts that fit the filters, which are those of /v1/facts."""
        return Response(rss(feed(request, asked)), media_type=RSS)

    @routes.get(
        "/facts.json",
        response_class=Response,
        responses={200: {"content": {JSON_FEED: {"schema": {"type": "object"}}}}},
        summary="Facts as JSON Feed",
    )
    def facts_json_feed(request: Request, asked: Annotated[FeedFilters, Query()]) -> Response:
        """The newest facts that fit the filters, which are those of /v1/facts."""
        content = json.dumps(json_feed(feed(request, asked)), ensure_ascii=False)
        return Response(content, media_type=JSON_FEED)

    @routes.get(
        "/queries/{token}.rss",
        response_class=Response,
        responses={200: {"content": {RSS: {"schema": {"type": "string"}}}}},
        summary="A saved query as RSS",
    )
    def query_rss(request: Request, token: Token) -> Response:
        """The newest facts that answer the query of the token; 404 for one that was taken back."""
        return Response(rss(_saved(store, request, token, names)), media_type=RSS)

    @routes.get(
        "/queries/{token}.json",
        response_class=Response,
        responses={200: {"content": {JSON_FEED: {"schema": {"type": "object"}}}}},
        summary="A saved query as JSON Feed",
    )
    def query_json_feed(request: Request, token: Token) -> Response:
        """The newest facts that answer the query of the token; 404 for one that was taken back."""
        content = json.dumps(json_feed(_saved(store, request, token, names)), ensure_ascii=False)
        return Response(content, media_type=JSON_FEED)

    return routes


def _saved(store: Store, request: Request, token: str, names: Names) -> Feed:
    query = store.saved_queries.of_token(token)
    if query is None:
        raise HTTPException(404, "There is no such feed, or its token was taken back.")
    asked = FeedFilters(q=query.question, lang=query.language)
    feed = _feed(store.facts.find(asked.query()).facts, request, asked, names)
    return replace(feed, title=f"{words(query.language)('brand')}: {plain_line(query.name)}")


def rss(feed: Feed) -> bytes:
    """A feed as RSS 2.0."""
    ElementTree.register_namespace("atom", _ATOM)
    root = ElementTree.Element("rss", version="2.0")
    channel = ElementTree.SubElement(root, "channel")
    for name, text in (
        ("title", feed.title),
        ("link", feed.page),
        ("description", feed.description),
        ("language", feed.language),
    ):
        ElementTree.SubElement(channel, name).text = text
    ElementTree.SubElement(channel, f"{{{_ATOM}}}link", href=feed.own, rel="self", type=RSS)
    for item in feed.items:
        _rss_item(channel, item)
    document: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return document


def json_feed(feed: Feed) -> dict[str, Any]:
    """A feed as JSON Feed 1.1."""
    return {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "description": feed.description,
        "language": feed.language,
        "home_page_url": feed.page,
        "feed_url": feed.own,
        "items": [
            {
                "id": item.id,
                "url": item.address,
                **({"external_url": item.source} if item.source else {}),
                "title": item.title,
                "content_text": item.sentence,
                "date_published": rfc3339(item.published_at),
            }
            for item in feed.items
        ],
    }


def _rss_item(channel: ElementTree.Element, item: Item) -> None:
    entry = ElementTree.SubElement(channel, "item")
    for name, text in (("title", item.title), ("link", item.address), ("description", item.sentence)):
        ElementTree.SubElement(entry, name).text = text
    ElementTree.SubElement(entry, "guid", isPermaLink="false").text = item.id
    published = item.published_at.astimezone(UTC)
    ElementTree.SubElement(entry, "pubDate").text = format_datetime(published, usegmt=True)


def _feed(facts: tuple[Fact, ...], request: Request, asked: FeedFilters, names: Names) -> Feed:
    told = words(asked.lang)
    base = str(request.base_url).rstrip("/")
    filters = {name: value for name, value in asked.told().items() if name not in ("limit", "after")}
    page = f"{base}/facts?{urlencode(filters)}" if filters else f"{base}/facts"
    return Feed(
        title=_title(asked, names, told),
        description=told("tagline"),
        language=asked.lang,
        page=page,
        own=str(request.url),
        items=tuple(_item(fact, base, names, told) for fact in facts),
    )


def _title(asked: FeedFilters, names: Names, told: Words) -> str:
    """The service, and what the feed is narrowed down to."""
    codes = (asked.region, asked.country)
    parts = [names.name(code, told.language) for code in codes if code]
    rating = names.rating(asked.rating, asked.rating, told.language)
    parts += [part for part in (rating, asked.publisher, asked.period, asked.q) if part]
    return ": ".join([told("brand"), ", ".join(map(plain_line, parts))]) if parts else told("brand")


def _item(fact: Fact, base: str, names: Names, told: Words) -> Item:
    shown = fact.shown
    return Item(
        id=fact.id,
        title=plain_line(capitalised(fact_title(fact, names, told))),
        sentence=plain_line(fact.statement.evidence.sentence),
        address=f"{base}/facts/{fact.id}",
        source=link(shown.url),
        published_at=fact.published_at,
    )


def fact_title(fact: Fact, names: Names, told: Words) -> str:
    """A fact in a line: "Тульская область: 2 место, Рейтинг ... (2025 год)"."""
    statement = fact.statement
    match statement:
        case Ranking():
            badge = place_badge(statement, told)
            rating = names.rating(statement.rating_id, statement.rating, told.language)
            period = told.period(fact.period) if fact.period else None
            where = " ".join(filter(None, (rating, f"({period})" if period else None)))
            return ", ".join(filter(None, (f"{statement.subject}: {badge.figure} {badge.words}", where)))
        case Percentage():
            region = names.name(statement.region, told.language) if statement.region else None
            return ": ".join(filter(None, (region, statement.metric, figure_words(statement, told))))
        case Partnership():
            pair = " — ".join(
                names.name(code, told.language) for code in (statement.region, statement.country)
            )
            return f"{pair}: {told(f'relation_{statement.relation}')}"
