"""What a page says of itself by schema.org: JSON-LD, and microdata.

The article's node in JSON-LD stands at the top, in a list, under @graph or under mainEntity.
"""

from __future__ import annotations

import html
import re
from typing import Any

from crawler.blocks import element_text, markup_text
from crawler.charsets import printable
from crawler.locating import located_text
from crawler.pages import Element, Page, Parts, one_line, text_inside

_ARTICLE_TYPES = frozenset(
    "Article NewsArticle ReportageNewsArticle AnalysisNewsArticle BackgroundNewsArticle OpinionNewsArticle"
    " ReviewNewsArticle BlogPosting LiveBlogPosting SocialMediaPosting Report PressRelease".split()
)
_LIMIT_NODES = 2_000
_MARKUP = re.compile(r"</?(?:p|br|div|li|ul|ol|h\d|table|strong|b|em|a)\b[^<>]*>", re.IGNORECASE)


def json_ld_parts(page: Page) -> Parts | None:
    """The article that the page's JSON-LD describes best, or None."""
    node = _article_node(page)
    if node is None:
        return None
    return Parts(
        title=_words(node.get("headline")) or _words(node.get("name")),
        published=_string(node.get("datePublished")) or _string(node.get("dateCreated")),
        updated=_string(node.get("dateModified")),
        agency=_name(node.get("sourceOrganization")) or _name(node.get("provider")),
        authors=_names(node.get("author")),
        tags=_keywords(node.get("keywords")),
    )


def json_ld_text(page: Page) -> str | None:
    """The article's text by the page's JSON-LD, with its lines as they stand on the page."""
    node = _article_node(page)
    body = _string(node.get("articleBody")) if node is not None else None
    if body is None:
        return None
    unescaped = html.unescape(body)
    plain = markup_text(unescaped) if _MARKUP.search(unescaped) else _paragraphs(unescaped)
    # Most sites flatten the text for JSON-LD: lists and tables are whole only on the page.
    return located_text(page, plain) or plain or None


def microdata_parts(page: Page) -> Parts | None:
    """The article that the page marks with itemprop, or None."""
    if "itemprop" not in page.markup:
        return None
    scope = _article_scope(page)
    marked = _marked(page.root if scope is None else scope)
    return Parts(
        title=_property(marked, "headline") or (None if scope is None else _property(marked, "name")),
        published=_property(marked, "datePublished"),
        updated=_property(marked, "dateModified"),
        authors=() if scope is None else tuple(filter(None, [_property(marked, "author")])),
    )


def microdata_text(page: Page) -> str | None:
    """The text that the page marks as the body of its article."""
    if "articleBody" not in page.markup:
        return None
    scope = _article_scope(page)
    bodies = _marked(page.root if scope is None else scope).get("articleBody", [])
    texts = list(filter(None, map(element_text, bodies)))
    if len(texts) == 1 and "\n" not in texts[0]:
        # Some sites mark a hidden copy that has lost its lines.
        return located_text(page, texts[0], outside=bodies[0]) or texts[0]
    return "\n\n".join(texts) or None


def _article_scope(page: Page) -> Element | None:
    return next(
        (
            scope
            for scope in page.root.iterfind(".//*[@itemscope][@itemtype]")
            if _last_word(scope.get("itemtype")) in _ARTICLE_TYPES
        ),
        None,
    )


def _marked(scope: Element) -> dict[str, list[Element]]:
    """The elements with itemprop by each of its names, in document order."""
    marked: dict[str, list[Element]] = {}
    for element in scope.iterfind(".//*[@itemprop]"):
        for name in element.get("itemprop").split():
            marked.setdefault(name, []).append(element)
    return marked


def _article_node(page: Page) -> dict[str, Any] | None:
    nodes = (node for value in page.descriptions for node in _walked(value))
    articles = [node for node in nodes if _types(node) & _ARTICLE_TYPES]
    return max(articles, key=_fullness, default=None)


def _walked(value: Any) -> list[dict[str, Any]]:
    """The nodes in a value, through lists and the properties that wrap a page's article."""
    found: list[dict[str, Any]] = []
    waiting = [value]
    while waiting and len(found) < _LIMIT_NODES:
        node = waiting.pop(0)
        if isinstance(node, list):
            waiting.extend(node[:_LIMIT_NODES])
        elif isinstance(node, dict):
            found.append(node)
            waiting.extend(node[key] for key in ("@graph", "mainEntity", "mainEntityOfPage") if key in node)
    return found


def _types(node: dict[str, Any]) -> set[str]:
    types = node.get("@type")
    listed = types if isinstance(types, list) else [types]
    return {_last_word(kind) for kind in listed if isinstance(kind, str)}


def _last_word(kind: str | None) -> str:
    return re.split(r"[/:#]", (kind or "").strip())[-1]


def _fullness(node: dict[str, Any]) -> tuple[int, int]:
    body = node.get("articleBody")
    told = sum(bool(node.get(key)) for key in ("headline", "datePublished", "author"))
    return (len(body) if isinstance(body, str) else 0), told


def _paragraphs(text: str) -> str:
    return "\n\n".join(filter(None, map(one_line, text.splitlines())))


def _property(marked: dict[str, list[Element]], name: str) -> str | None:
    for element in marked.get(name, ()):
        told = element.get("content") or element.get("datetime") or text_inside(element)
        if told.strip():
            return str(one_line(told))
    return None


def _string(value: Any) -> str | None:
    if isinstance(value, list) and value:
        value = value[0]
    return printable(value).strip() or None if isinstance(value, str) else None


def _words(value: Any) -> str | None:
    text = _string(value)
    return one_line(html.unescape(text)) if text else None


def _name(value: Any) -> str | None:
    return _words(value.get("name")) if isinstance(value, dict) else _words(value)


def _names(value: Any) -> tuple[str, ...]:
    listed = value if isinstance(value, list) else [value]
    return tuple(dict.fromkeys(name for name in map(_name, listed[:20]) if name))


def _keywords(value: Any) -> tuple[str, ...]:
    listed = value if isinstance(value, list) else str(value or "").split(",")
    return tuple(dict.fromkeys(filter(None, map(_words, listed[:50]))))
