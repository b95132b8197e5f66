"""Where on the page a text stands that is known from elsewhere.

JSON-LD and feeds give the words of an article without its lines; the page has both. The
piece is the nearest element that holds the beginning and the end of the known text.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from itertools import accumulate

from lxml import etree  # type: ignore[import-untyped]

from crawler.blocks import element_text
from crawler.pages import Element, Page, one_line
from model.errors import UnreadablePage

_ANCHOR_CHARACTERS = 30
_LEAST_CHARACTERS = 80
_LEAST_SHARE, _MOST_SHARE = 0.75, 1.6
_TRIED_BEGINNINGS = 8
_NOT_LETTERS = re.compile(r"[\W_]+")
_MARK = "\x1f"  # decoding leaves no such character in a page
_NOT_LETTERS_NOR_MARKS = re.compile(rf"[^\w{_MARK}]+|_")
_SHOWN = etree.XPath(
    "//body//text()[normalize-space() and not(parent::script or parent::style or parent::noscript"
    " or parent::template or parent::textarea or parent::title)]"
)
_HOLDING = etree.XPath("//body//text()[contains(., $words)]/parent::*[not(self::script)]")


def located_text(page: Page, known: str, *, outside: Element | None = None) -> str | None:
    """The known text as it stands on the page, with its lines; None where it does not.

    With `outside`, an element that holds a flat copy of the text is passed over.
    """
    letters = _letters(known)
    if len(letters) < _LEAST_CHARACTERS:
        return None
    piece = _piece_by_words(page, one_line(known), outside)
    if piece is None:
        piece = _piece_by_letters(page, letters, outside)
    if piece is None:
        return None
    try:
        text = element_text(piece)
    except UnreadablePage:
        return None
    found = _letters(text)
    holds_both = letters[:_ANCHOR_CHARACTERS] in found and letters[-_ANCHOR_CHARACTERS:] in found
    return text if holds_both and _LEAST_SHARE <= len(found) / len(letters) <= _MOST_SHARE else None


def _piece_by_words(page: Page, known: str, outside: Element | None) -> Element | None:
    """The quick way, all in C, for a text that begins and ends within one paragraph as told."""
    first, last = (
        [holder for holder in _HOLDING(page.root, words=words) if not _within(holder, outside)]
        for words in (known[:_ANCHOR_CHARACTERS], known[-_ANCHOR_CHARACTERS:])
    )
    # More than one: the beginning stands in a lead or a teaser too.
    return _around(first[0], last[0]) if len(first) == len(last) == 1 else None


def _piece_by_letters(page: Page, letters: str, outside: Element | None) -> Element | None:
    nodes = _SHOWN(page.root)
    if outside is not None:
        nodes = [node for node in nodes if not _within(_owner(node), outside)]
    # One pass over all of them: a page has thousands, and most are a word or two.
    words = _NOT_LETTERS_NOR_MARKS.sub("", _MARK.join(nodes)).lower().split(_MARK)
    starts = [0, *accumulate(map(len, words))]
    span = _span("".join(words), letters)
    if span is None:
        return None
    first, last = (_owner(nodes[bisect_right(starts, at) - 1]) for at in span)
    return _around(first, last)


def _within(element: Element, outer: Element | None) -> bool:
    return outer is not None and (element is outer or outer in element.iterancestors())


def _around(first: Element, last: Element) -> Element | None:
    """The nearest element that holds both."""
    above = {first, *first.iterancestors()}
    return next((element for element in (last, *last.iterancestors()) if element in above), None)


def _span(shown: str, letters: str) -> tuple[int, int] | None:
    """Where the first and the last letter stand: the shortest span that is long enough."""
    head, tail = letters[:_ANCHOR_CHARACTERS], letters[-_ANCHOR_CHARACTERS:]
    spans: list[tuple[int, int]] = []
    at = -1
    for _ in range(_TRIED_BEGINNINGS):
        at = shown.find(head, at + 1)
        if at < 0:
            break
        end = shown.find(tail, at + int(_LEAST_SHARE * len(letters)) - _ANCHOR_CHARACTERS)
        if end >= 0:
            spans.append((at, end + len(tail) - 1))
    return min(spans, key=lambda span: span[1] - span[0]) if spans else None


def _owner(node: etree._ElementUnicodeResult) -> Element:
    """The element that a text node stands in."""
    parent = node.getparent()
    return parent.getparent() if node.is_tail else parent


def _letters(text: str) -> str:
    return _NOT_LETTERS.sub("", text).lower()
