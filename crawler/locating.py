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
from crawler.pages import Element, Page, one_line, text_inside
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


def located_text(page: Page, known: str, *, outside: Element | None = None) -> str | None:
    """The known text as it stands on the page, with its lines; None where it does not.

    With `outside`, an element that holds a flat copy of the text is passed over.
    """
    words = one_line(known)
    if len(words) < _LEAST_CHARACTERS:
        return None
    text = _text_of(_piece_by_words(page, words, outside))
    if text is not None and _solid(text) == _solid(words):
        return text
    letters = _letters(known)
    if len(letters) < _LEAST_CHARACTERS:
        return None
    if text is None:
        text = _text_of(_piece_by_letters(page, letters, outside))
    return text if text is not None and _holds(_letters(text), letters) else None


def _holds(found: str, letters: str) -> bool:
    """Whether what was found begins and ends with what is known, and is about as long."""
    both = letters[:_ANCHOR_CHARACTERS] in found and letters[-_ANCHOR_CHARACTERS:] in found
    return both and _LEAST_SHARE <= len(found) / len(letters) <= _MOST_SHARE


def _text_of(piece: Element | None) -> str | None:
    try:
        return None if piece is None else element_text(piece)
    except UnreadablePage:
        return None


def _piece_by_words(page: Page, known: str, outside: Element | None) -> Element | None:
    """The quick way, for a text that begins and ends with a paragraph each."""
    head, tail = known[:_ANCHOR_CHARACTERS], known[-_ANCHOR_CHARACTERS:]
    first: list[Element] = []
    last: list[Element] = []
    for paragraph in page.root.iter("p"):
        words = text_inside(paragraph)
        if head in words and not _within(paragraph, outside):
            first.append(paragraph)
        if tail in words and not _within(paragraph, outside):
            last.append(paragraph)
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


def _solid(text: str) -> str:
    """The text without its spaces: where these are alike, letters need not be compared."""
    return "".join(text.split())
