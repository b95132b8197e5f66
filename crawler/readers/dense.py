"""A page that says nothing of itself: the element in which the running text stands.

Paragraphs speak for the element around them, half as loud for the next one out. The winner is
believed only if it holds most of the running text of the page.
"""

from __future__ import annotations

from lxml import etree  # type: ignore[import-untyped]

from crawler.blocks import ASIDE_MARKS, BLOCKS, element_text
from crawler.pages import Element, Page

_LEAST_PARAGRAPH = 40
_LEAST_SHARE = 0.6
_LEAST_CHARACTERS = 140
_ASIDE_TAGS = frozenset("aside nav footer form figure header dialog".split())
_PARAGRAPHS = frozenset("p li blockquote dd pre h2 h3 h4".split())
_LISTS = frozenset("ul ol dl menu".split())
_RUNNING = etree.XPath(
    "//body//text()[string-length(normalize-space()) > 15 and not(ancestor::a or parent::script"
    " or parent::style or parent::noscript or parent::template or parent::textarea or parent::option"
    " or parent::button)]"
)


def dense_text(page: Page) -> str | None:
    """The running text of the page, or None where it stands in no one place."""
    paragraphs = _paragraphs(page)
    scores: dict[Element, float] = {}
    inside: dict[Element, int] = {}
    for paragraph, characters in paragraphs.items():
        home = _home(paragraph)
        if home is None:
            continue
        outer = home.getparent()
        scores[home] = scores.get(home, 0.0) + characters
        if outer is not None:
            scores[outer] = scores.get(outer, 0.0) + characters / 2
        for above in (paragraph, *paragraph.iterancestors()):
            inside[above] = inside.get(above, 0) + characters
    if not scores:
        return None
    best = max(scores, key=lambda element: scores[element])
    share = inside.get(best, 0) / sum(paragraphs.values())
    if share < _LEAST_SHARE or inside.get(best, 0) < _LEAST_CHARACTERS or best.tag in ("body", "html"):
        return None
    return element_text(best)


def _paragraphs(page: Page) -> dict[Element, int]:
    """The blocks that hold running text themselves, with its length, in document order."""
    lengths: dict[Element, int] = {}
    set_apart: dict[Element, bool] = {}
    for node in _RUNNING(page.root):
        parent = node.getparent()
        block = parent.getparent() if node.is_tail else parent
        while block is not None and block.tag not in BLOCKS:
            block = block.getparent()
        if block is not None and not _set_apart(block, set_apart):
            lengths[block] = lengths.get(block, 0) + len(node.strip())
    return {block: length for block, length in lengths.items() if length >= _LEAST_PARAGRAPH}


def _set_apart(element: Element, known: dict[Element, bool]) -> bool:
    """Whether the element stands in what surrounds articles: an aside, comments, a footer."""
    path = []
    apart = False
    for above in (element, *element.iterancestors()):
        if above in known:
            apart = known[above]
            break
        path.append(above)
    for above in reversed(path):
        apart = apart or above.tag in _ASIDE_TAGS or _marked(above)
        known[above] = apart
    return apart


def _marked(element: Element) -> bool:
    if element.tag in ("html", "body"):
        return False
    marks = f"{element.get('class', '')} {element.get('id', '')}"
    return ASIDE_MARKS.search(marks) is not None


def _home(paragraph: Element) -> Element | None:
    """The element that a paragraph speaks for: the one around it, or itself if it is no paragraph."""
    if paragraph.tag not in _PARAGRAPHS:
        return paragraph
    home = paragraph.getparent()
    while home is not None and home.tag in _LISTS:
        home = home.getparent()
    return home
