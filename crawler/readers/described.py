"""What a page says of itself in its head: Open Graph, article metas, and its title."""

from __future__ import annotations

import re

from lxml import etree  # type: ignore[import-untyped]

from crawler.pages import Page, Parts, one_line, text_inside
from crawler.times import only_a_time

_PUBLISHED = (
    "article:published_time",
    "og:article:published_time",
    "datepublished",
    "mediator_published_time",
    "pubdate",
    "publishdate",
    "publish-date",
    "publish_date",
    "article.published",
    "dc.date.issued",
    "dcterms.created",
    "dc.date",
    "date",
)
_UPDATED = ("article:modified_time", "og:updated_time", "datemodified", "lastmod", "last-modified")

_AFTER = etree.XPath(
    "(following::text()[normalize-space() and not(parent::script or parent::style)])[position() <= 12]"
)
_TIMES = etree.XPath("//time[@datetime and not(ancestor::aside or ancestor::footer or ancestor::nav)]")
_HAS_DATE = re.compile(r"\d[\s.-]+(?:\d|[А-Яа-я]{3})")


def open_graph_parts(page: Page) -> Parts:
    """Title, times, authors and tags of the page's metas. It tells no text."""
    return Parts(
        title=page.meta("og:title", "twitter:title", "mediator_theme"),
        published=page.meta(*_PUBLISHED),
        updated=page.meta(*_UPDATED),
        authors=_several(page, "article:author", "author", "mediator_author"),
        tags=_several(page, "article:tag", "og:article:tag", "news_keywords") or _keywords(page),
    )


def heading_parts(page: Page) -> Parts:
    """The title from the only first-level heading; the time from the first time element."""
    headings = [text for text in map(text_inside, page.root.iter("h1")) if text]
    times = _TIMES(page.root) if "datetime" in page.markup else ()
    return Parts(
        title=headings[0] if len(headings) == 1 else None,
        published=times[0].get("datetime") if times else None,
    )


def window_title(page: Page) -> str | None:
    """What the page calls itself in the window's title: often only the name of the site."""
    return next(filter(None, map(text_inside, page.root.iter("title"))), None)


def shown_time(page: Page) -> str | None:
    """The first line behind the heading that is nothing but a time.

    What stands before the heading is often the clock of the site, which tells the present.
    """
    headings = list(page.root.iter("h1"))
    if len(headings) != 1:
        return None
    lines = _AFTER(headings[0])
    for line in lines:
        words = one_line(line)
        if only_a_time(words) and _HAS_DATE.search(words):
            return str(words)
    return None


def _several(page: Page, *names: str) -> tuple[str, ...]:
    for name in names:
        said = tuple(one_line(content) for content in page.metas.get(name, ()) if "://" not in content)
        if said:
            return tuple(dict.fromkeys(said))[:20]
    return ()


def _keywords(page: Page) -> tuple[str, ...]:
    words = (page.meta("keywords") or "").split(",")
    return tuple(dict.fromkeys(one_line(word) for word in words if word.strip()))[:30]
