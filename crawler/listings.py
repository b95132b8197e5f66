"""What a page of links lists, by the source's code or its selector for its links."""

from __future__ import annotations

from datetime import datetime

from crawler.addresses import absolute_url, canonical_url
from crawler.coded import coded_links
from crawler.findings import Findings, distinct
from crawler.pages import Page, page_of
from crawler.selectors import selected_links
from model.articles import ArticleRef
from model.errors import UnreadableFeed, UnreadablePage
from model.sources import Source

LIMIT_LINKS = 500
_LEAST_TITLE = 15
"""A shorter text of a link is "Подробнее", a number or a date, and no headline."""


def listing_of(body: bytes, *, url: str, content_type: str, source: Source, now: datetime) -> Findings:  # noqa: ARG001 - every way in is called alike
    """Read a listing. Raises UnreadableFeed where neither code nor selector finds a link."""
    selector = source.selectors.get("links")
    try:
        page = page_of(body, url=canonical_url(url), content_type=content_type)
        links = coded_links(page, source) or (selected_links(page, selector) if selector else [])
    except UnreadablePage as error:
        raise UnreadableFeed(str(error)) from None
    refs = distinct(_ref(page, link, words, source) for link, words in links[:LIMIT_LINKS])
    if not refs:
        raise UnreadableFeed(f"{url} has no link that {selector or source.code!r} finds")
    return Findings(refs=refs)


def _ref(page: Page, link: str, words: str, source: Source) -> ArticleRef | None:
    address = absolute_url(page.base_url, link)
    if address is None or address == page.url:
        return None
    return ArticleRef(url=address, source=source.name, title=words if len(words) >= _LEAST_TITLE else None)
