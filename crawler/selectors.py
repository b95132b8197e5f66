"""A source's CSS selectors on a page.

The plain ones (names, classes, ids, attributes, descendants, children) become XPath and run in
C; for any other, BeautifulSoup gets the page's body and does the selecting.
"""

from __future__ import annotations

import re
from functools import lru_cache

from bs4 import BeautifulSoup, Tag
from lxml import etree  # type: ignore[import-untyped]
from soupsieve import SelectorSyntaxError

from crawler.blocks import element_text, markup_text
from crawler.pages import Page, text_inside
from model.errors import ConfigurationError, UnreadablePage

_NAME = r"[A-Za-z_][\w-]*"
_COMPOUND = re.compile(
    rf"(?P<tag>\*|{_NAME})?"
    rf"(?P<marks>(?:[.#]-?{_NAME}|\[{_NAME}(?:[~^$*]?=(?:\"[^\"\]]*\"|'[^'\]]*'|[\w-]+))?\])*)"
)
_MARK = re.compile(
    rf"[.](?P<css_class>-?{_NAME})|#(?P<id>-?{_NAME})"
    rf"|\[(?P<name>{_NAME})(?:(?P<how>[~^$*]?)=(?:\"(?P<double>[^\"\]]*)\"|'(?P<single>[^'\]]*)'|(?P<bare>[\w-]+)))?\]"
)
LIMIT_SOUP_CHARACTERS = 2_000_000
LIMIT_SOUP_TAGS = 40_000


def selected_text(page: Page, selector: str) -> str | None:
    """The article text of what the selector finds, all of it in document order, or None."""
    path = _path(selector)
    if path is not None:
        texts = [element_text(element) for element in _outermost(path(page.root))]
    else:
        texts = [markup_text(str(tag)) for tag in _found(page, selector)]
    return "\n\n".join(filter(None, texts)) or None


def selected_words(page: Page, selector: str) -> str | None:
    """The first found element on one line: its machine-readable value, if it has one, or its text."""
    path = _path(selector)
    if path is not None:
        found = path(page.root)
        if not found:
            return None
        told = found[0].get("datetime") or found[0].get("content") or text_inside(found[0])
    else:
        tags = _found(page, selector)
        if not tags:
            return None
        told = tags[0].get("datetime") or tags[0].get("content") or tags[0].get_text(" ", strip=True)
    return " ".join(str(told).split()) or None


def selected_links(page: Page, selector: str) -> list[tuple[str, str]]:
    """The links that the selector finds, or that stand in what it finds: address and words."""
    path = _path(selector)
    if path is not None:
        found = [link for element in path(page.root) for link in element.iter("a") if link.get("href")]
        links = [(link.get("href"), text_inside(link)) for link in found]
    else:
        tags = [link for tag in _found(page, selector) for link in (tag, *tag.find_all("a"))]
        links = [(str(tag["href"]), tag.get_text(" ", strip=True)) for tag in tags if tag.get("href")]
    return list(dict.fromkeys(links))


def check_selector(selector: str) -> None:
    """Raise ConfigurationError for a selector that cannot be used."""
    try:
        BeautifulSoup("", "lxml").select(selector)
    except (SelectorSyntaxError, ValueError) as error:
        message = str(error).splitlines()[0]
        raise ConfigurationError(f"not a CSS selector: {selector!r}: {message}") from None


def _found(page: Page, selector: str) -> list[Tag]:
    """What any other selector finds, by BeautifulSoup on the whole page."""
    check_selector(selector)
    if len(page.markup) > LIMIT_SOUP_CHARACTERS or page.markup.count("<") > LIMIT_SOUP_TAGS:
        raise UnreadablePage(f"{page.url} is too big for {selector!r}, which is more than a plain selector")
    # By way of lxml's own tree, which is never deeper than 255.
    markup = etree.tostring(page.root, encoding="unicode", method="html")
    return list(BeautifulSoup(markup, "lxml").select(selector))


def _outermost(elements: list[etree._Element]) -> list[etree._Element]:
    """The elements that stand in none of the others, so that no text comes twice."""
    chosen = set(elements)
    return [element for element in elements if not any(above in chosen for above in element.iterancestors())]


@lru_cache(maxsize=512)
def _path(selector: str) -> etree.XPath | None:
    branches = [_branch(part.strip()) for part in selector.split(",")]
    if None in branches:
        return None
    return etree.XPath(" | ".join(filter(None, branches)))


def _branch(selector: str) -> str | None:
    """One selector without commas as XPath; None where it is not plain."""
    path, axis = "", "//"
    for word in re.sub(r"\s*>\s*", " > ", selector).split():
        if word == ">":
            axis = "/"
            continue
        step = _step(word)
        if step is None:
            return None
        path += axis + step
        axis = "//"
    return path or None


def _step(compound: str) -> str | None:
    match = _COMPOUND.fullmatch(compound)
    if match is None:
        return None
    predicates = [_predicate(mark) for mark in _MARK.finditer(match["marks"])]
    return (match["tag"] or "*").lower() + "".join(f"[{predicate}]" for predicate in predicates)


def _predicate(mark: re.Match[str]) -> str:
    if mark["css_class"]:
        return _has_word("class", mark["css_class"])
    if mark["id"]:
        return f"@id={_quoted(mark['id'])}"
    name = mark["name"].lower()
    value = next((mark[key] for key in ("double", "single", "bare") if mark[key] is not None), None)
    if value is None:
        return f"@{name}"
    quoted = _quoted(value)
    match mark["how"]:
        case "~":
            return _has_word(name, value)
        case "^":
            return f"starts-with(@{name}, {quoted})"
        case "$":
            return f"substring(@{name}, string-length(@{name}) - {len(value) - 1})={quoted}"
        case "*":
            return f"contains(@{name}, {quoted})"
        case _:
            return f"@{name}={quoted}"


def _has_word(attribute: str, word: str) -> str:
    return f"contains(concat(' ', normalize-space(@{attribute}), ' '), {_quoted(f' {word} ')})"


def _quoted(value: str) -> str:
    return f"'{value}'" if "'" not in value else f'"{value}"'
