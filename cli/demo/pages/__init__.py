"""What the demo's sites answer with: pages in four layouts, front pages and feeds.

The layouts differ as those of real sites do: `story` and `post` describe themselves in JSON-LD
(and stand apart in how they spell a time), `brief` has nothing but classes to select by,
`archive` not even those.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from email.utils import format_datetime
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined, Template

from cli.demo.articles import Story

TITLES = {"agency": "Меридиан", "observer": "Тульский обозреватель"}
AGENCY_SELECTORS = {"title": "h1.brief__title", "text": "div.brief__body", "published": "time.brief__date"}
"""The CSS selectors that the agency's pages without a self-description need."""

_MONTHS = "января февраля марта апреля мая июня июля августа сентября октября ноября декабря".split()


def article_page(story: Story, origin: str, stories: Mapping[str, Story]) -> bytes:
    """A news item's page, in its layout and its charset."""
    page = _template(f"{story.layout}.html").render(
        story=story,
        url=origin + story.path,
        origin=origin,
        site=TITLES[story.site],
        description=_json_ld(story, origin),
        related=[stories[slug] for slug in story.related],
    )
    return page.encode(story.encoding)


def front_page(stories: Sequence[Story], origin: str) -> bytes:
    """The site's first page: its headlines, newest first."""
    return _template("front.html").render(stories=stories, site=_title(stories), origin=origin).encode()


def feed(stories: Sequence[Story], origin: str) -> bytes:
    """The site's RSS 2.0 feed, newest first, with the time of the last edit of each item."""
    page = _template("feed.xml").render(
        stories=stories,
        site=_title(stories),
        origin=origin,
        built_at=max(story.updated_at for story in stories),
    )
    return page.encode()


def _title(stories: Sequence[Story]) -> str:
    return TITLES[stories[0].site]


def _json_ld(story: Story, origin: str) -> str:
    description: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "mainEntityOfPage": {"@type": "WebPage", "@id": origin + story.path},
        "headline": story.title,
        "datePublished": _stamp(story, story.published_at),
        "dateModified": _stamp(story, story.updated_at),
        "inLanguage": "ru",
        "publisher": {"@type": "NewsMediaOrganization", "name": TITLES[story.site]},
    }
    # "</" inside a script element would end it.
    return json.dumps(description, ensure_ascii=False).replace("</", "<\\/")


def _stamp(story: Story, moment: datetime) -> str:
    # Both spellings are valid ISO 8601, and both are met on real news sites.
    return f"{moment:%Y%m%dT%H%M%z}" if story.layout == "post" else moment.isoformat()


def _day(moment: datetime) -> str:
    return f"{moment.day} {_MONTHS[moment.month - 1]} {moment.year}"


def _template(name: str) -> Template:
    return _ENVIRONMENT.get_template(name)


_ENVIRONMENT = Environment(
    loader=PackageLoader(__name__, "."),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_ENVIRONMENT.filters["rfc822"] = format_datetime
_ENVIRONMENT.filters["day"] = _day
