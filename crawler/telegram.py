"""Public Telegram channels, by the previews that Telegram shows in a browser.

The preview of a channel (t.me/s/NAME) lists its latest posts; each post has a page to embed
(t.me/NAME/NUMBER?embed=1) that holds its whole text.
"""

from __future__ import annotations

import re
from datetime import datetime
from urllib.parse import urlsplit

from lxml import etree  # type: ignore[import-untyped]

from crawler.addresses import canonical_url, origin_of
from crawler.blocks import element_text
from crawler.findings import Findings, distinct
from crawler.pages import Element, Page, Parts, page_of
from crawler.times import moment_of, zone_named
from model.articles import ArticleRef
from model.errors import UnreadableFeed, UnreadablePage
from model.sources import Source

_POST = re.compile(r"\w{3,64}/\d{1,12}")
_POSTS = etree.XPath("//*[@data-post]")
_TIME = ".//*[contains(concat(' ', normalize-space(@class), ' '), ' tgme_widget_message_date ')]"
_TIMES = etree.XPath(f"({_TIME}/descendant-or-self::*[@datetime])[1]")
# The text that a post replies to has the first class too, but not the second.
_TEXTS = etree.XPath(
    ".//*[contains(concat(' ', normalize-space(@class), ' '), ' js-message_text ')"
    " and not(ancestor::*[contains(concat(' ', normalize-space(@class), ' '), ' js-message_text ')])]"
)


def preview_url(source_url: str) -> str:
    """The address of a channel's preview, for any address of the channel."""
    name = urlsplit(source_url).path.strip("/").removeprefix("s/").split("/")[0]
    return f"{origin_of(canonical_url(source_url))}/s/{name}"


def embedded_url(post_url: str) -> str:
    """The address of the page that holds the whole of a post."""
    return f"{post_url}?embed=1"


def channel_of(body: bytes, *, url: str, content_type: str, source: Source, now: datetime) -> Findings:
    """The posts on a channel's preview, newest last. Raises UnreadableFeed where there is none."""
    try:
        page = page_of(body, url=canonical_url(url), content_type=content_type)
    except UnreadablePage as error:
        raise UnreadableFeed(str(error)) from None
    refs = distinct(_ref(post, url, source, now) for post in _POSTS(page.root))
    if not refs:
        raise UnreadableFeed(f"{url} shows no posts: there is no such channel, or it has no preview")
    return Findings(refs=refs)


def _ref(post: Element, url: str, source: Source, now: datetime) -> ArticleRef | None:
    identifier = post.get("data-post")
    # A post without words is a picture or a poll.
    if not _POST.fullmatch(identifier) or not _TEXTS(post):
        return None
    told = _told_time(post)
    moment = moment_of(told, zone=zone_named(source.timezone), now=now) if told else None
    return ArticleRef(
        url=f"{origin_of(canonical_url(url))}/{identifier}",
        source=source.name,
        published_at=moment.at if moment else None,
    )


def post_parts(page: Page) -> Parts:
    """The time of the post on its page. Posts have no titles."""
    return Parts(published=_told_time(page.root))


def post_text(page: Page) -> str | None:
    """The words of the post on its page."""
    return "\n\n".join(filter(None, map(element_text, _TEXTS(page.root)))) or None


def _told_time(element: Element) -> str | None:
    times = _TIMES(element)
    return str(times[0].get("datetime")) if times else None
