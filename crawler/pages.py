"""A page as the readers see it: parsed once, in C.

lxml parses some four hundred pages of 170 KB a second, BeautifulSoup fifteen. So readers find
their piece with XPath, and only that piece becomes a Python tree.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, TypeAlias

from lxml import etree  # type: ignore[import-untyped]

from crawler.addresses import absolute_url
from crawler.charsets import decoded
from crawler.descriptions import described_values
from model.errors import UnreadablePage

LIMIT_TAGS = 100_000
"""A long news page has some 5,000; libxml2 and everything after it is linear in this."""

Element: TypeAlias = Any
"""An element of lxml, which brings no types."""


@dataclass(frozen=True, kw_only=True)
class Page:
    """One HTML page and the canonical address that it came from."""

    url: str
    markup: str
    root: Element = field(repr=False)

    @cached_property
    def metas(self) -> dict[str, tuple[str, ...]]:
        """What the page's meta elements say, by lower-case name, in document order."""
        said: dict[str, list[str]] = {}
        for meta in self.root.iter("meta"):
            name = meta.get("property") or meta.get("name") or meta.get("itemprop") or ""
            content = meta.get("content")
            if name and content and content.strip():
                said.setdefault(name.strip().lower(), []).append(content.strip())
        return {name: tuple(contents) for name, contents in said.items()}

    def meta(self, *names: str) -> str | None:
        """The first of the named metas that the page has."""
        return next((self.metas[name][0] for name in names if name in self.metas), None)

    @cached_property
    def descriptions(self) -> tuple[Any, ...]:
        """The values in the page's JSON-LD scripts, read once for all who ask."""
        return described_values(self.root)

    @cached_property
    def base_url(self) -> str:
        """What the page's links stand relative to."""
        base = self.root.find(".//base[@href]")
        return (absolute_url(self.url, base.get("href")) if base is not None else None) or self.url

    def links(self, relation: str) -> tuple[str, ...]:
        """The addresses of `<link rel=...>`, in document order, as written."""
        return tuple(
            link.get("href", "")
            for link in self.root.iter("link")
            if relation in (link.get("rel") or "").lower().split()
        )

    @cached_property
    def language(self) -> str | None:
        """The language that the page declares, or Russian where its letters are Cyrillic."""
        declared = (self.root.get("lang") or self.root.get("xml:lang") or "").strip().lower()[:2]
        return declared if declared.isalpha() and len(declared) == 2 else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """What one reader found of an article beside its text; times are the words of the page."""

    title: str | None = None
    lead: str | None = None
    published: str | None = None
    updated: str | None = None
    agency: str | None = None
    authors: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()


def page_of(body: bytes, *, url: str, content_type: str = "") -> Page:
    """Parse the bytes of a page. Raises UnreadablePage where there is no markup in them."""
    markup = decoded(body, content_type)
    tags = markup.count("<")
    if tags > LIMIT_TAGS:
        raise UnreadablePage(f"{url} has {tags} tags; {LIMIT_TAGS} is the limit")
    # Not lxml.html: its elements are looked up in Python, one by one.
    parser = etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    try:
        root = etree.fromstring(markup.encode("utf-8", "replace"), parser=parser)
    except (etree.LxmlError, ValueError) as error:
        raise UnreadablePage(f"{url} is no HTML page: {error}") from None
    if root is None:
        raise UnreadablePage(f"{url} is no HTML page: there is nothing in it")
    return Page(url=url, markup=markup, root=root)


def text_inside(element: Element) -> str:
    """The words of an element on one line."""
    return one_line("".join(element.itertext()))


def one_line(text: str) -> str:
    """The text with each run of white space as one space."""
    return " ".join(text.split())
