"""Articles that go on on further pages."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, urlsplit

from crawler.addresses import absolute_url, same_site
from crawler.pages import Page

LIMIT_PAGES = 5
_PAGE_PARAMETER = re.compile(r"page|p|pg|pagen?_\d|str|part", re.IGNORECASE)


def next_page_url(page: Page, *, first_url: str, number: int) -> str | None:
    """The address of page `number` of the article that begins at `first_url`, if `page` links to it.

    `rel=next` often leads to the next article: it counts only where the address is that of the
    first page with the number put to it.
    """
    if "next" not in page.markup:
        return None
    anchors = (link.get("href") for link in page.root.iterfind(".//a[@rel='next'][@href]"))
    for link in (*page.links("next"), *anchors):
        address = absolute_url(page.base_url, link)
        if address and same_site(address, first_url) and _numbered(first_url, address, number):
            return address
    return None


def _numbered(first_url: str, address: str, number: int) -> bool:
    first, other = urlsplit(first_url), urlsplit(address)
    base, path = first.path.rstrip("/"), other.path.rstrip("/")
    query = parse_qsl(other.query)
    rest = [pair for pair in query if not _PAGE_PARAMETER.fullmatch(pair[0])]
    if sorted(rest) != sorted(parse_qsl(first.query)):
        return False
    if path == base:
        return [value for name, value in query if _PAGE_PARAMETER.fullmatch(name)] == [str(number)]
    return len(rest) == len(query) and path in (
        f"{base}/{number}",
        f"{base}/page/{number}",
        f"{base}/page{number}",
    )
