"""The piece of a page that holds an article, as text.

Paragraphs are set apart by an empty line; items of lists and rows of tables are lines of
their own, since rankings live there. What surrounds an article on a page is left out.

All of it is done on a copy of the piece in lxml's own tree: to make a soup of a piece of ten
paragraphs takes longer than to parse its whole page.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from copy import deepcopy
from itertools import islice

from lxml import etree  # type: ignore[import-untyped]

from crawler.pages import Element, one_line
from model.errors import UnreadablePage

LIMIT_PIECE_CHARACTERS = 1_000_000
LIMIT_PIECE_TAGS = 20_000
"""These take some tenths of a second; a long read has some 100 KB of markup and 1,000 tags."""
CELL_SEPARATOR = " | "

_NEVER_TEXT = (
    "script style noscript template iframe object embed form button select textarea input svg canvas video"
    " audio picture img figure figcaption aside nav footer dialog map"
).split()
ASIDE_MARKS = re.compile(
    r"(?:^|[\s_-])(?:read-?(?:also|more|next)|also|related|recommend\w*|similar|see-?also|more-?news|other-?news"
    r"|subscri\w+|newsletter|share|sharing|social\w*|likes?|comments?|comment-?(?:list|form|block)|author(?:s|-?box|-?info)?|byline|bio"
    r"|caption|credits?|copyright|photo-?(?:author|desc\w*)|gallery|banner\w*|advert\w*|adv|ads?|promo\w*|teaser\w*"
    r"|tags?|breadcrumb\w*|rating-?stars|print|hidden|sr-only|visually-?hidden|telegram-?link|inject\w*|incut-?link"
    r"|article-?tags|donat\w+|widget\w*|toc|paywall)(?:$|[\s_-])",
    re.IGNORECASE,
)
"""Classes and ids of what surrounds an article."""

_ASIDE_WORDS = re.compile(
    r"(?:читайте|читать|смотрите|см\.)\s+(?:также|ещ[её]|далее|по теме)\b"
    r"|(?:материалы|новости|ещ[её]|ранее)\s+по\s+теме"
    r"|по теме:|подпи(?:сывайтесь|шитесь|саться|шись)\b|присоединяйтесь к\b|следите за (?:нашими )?новостями"
    r"|самые (?:важные|интересные|оперативные) новости|поделиться\b|реклама\b|на правах рекламы"
    r"|фото:|фотография:|видео:|иллюстрация:|наш (?:телеграм|telegram)|узнавайте новости первыми"
    r"|комментари(?:и|ев)\b\W*\d*$|нашли ошибку|выделите (?:фрагмент|текст|е[её])"
    r"|(?:возврат|назад|вернуться) к списку|дата (?:изменения|создания|публикации):|версия для печати"
    r"|(?:количество |число )?просмотр(?:ов|ы):|распечатать$|мы в (?:telegram|max|вконтакте)",
    re.IGNORECASE,
)
_LONGEST_SERVICE = 120
_ASIDE_TYPES = frozenset("article banner media photo photolenta video audio infographics".split())
"""Values of data-type by which the big sites of Rossiya Segodnya mark what is no text."""

_LONGEST_ASIDE = 300
"""A paragraph that begins like an invitation to read on, but is longer, is the text itself."""
BLOCKS = frozenset(
    "address article blockquote body center dd details div dl dt fieldset h1 h2 h3 h4 h5 h6 header hr html li"
    " main menu ol p pre section summary table tbody td tfoot th thead tr ul".split()
)
_HEADINGS = frozenset("h2 h3 h4 h5 h6".split())


_INVITING = _HEADINGS | frozenset("p div strong b span li ul".split())
_PARSER = etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
_TEASING = _HEADINGS | frozenset("p div section article".split())
_SHORTEST_TEASER = 25
_DEEPEST = 40
"""Deeper than this, lines are no longer told apart; real articles stand some ten deep."""

_LINE_BREAK = "\u2028"
"""LINE SEPARATOR: what `<br>` means, in a character that a text may have as well."""
_STRING = etree.XPath("string()", smart_strings=False)
_LENGTH = etree.XPath("string-length()")
_TAGS = etree.XPath("count(descendant-or-self::*)")

Line = tuple[str, bool]
"""A line, and whether it is an item of a list or a row of a table."""


def element_text(element: Element) -> str:
    """The article text in an element of the page. The element stays as it is.

    Raises UnreadablePage for a piece too big to handle.
    """
    tags, characters = int(_TAGS(element)), int(_LENGTH(element))
    if tags > LIMIT_PIECE_TAGS or characters > LIMIT_PIECE_CHARACTERS:
        raise UnreadablePage(
            f"a piece of {characters} characters and {tags} tags;"
            f" {LIMIT_PIECE_CHARACTERS} and {LIMIT_PIECE_TAGS} are the limits"
        )
    piece = _held_copy(element)
    _drop_surroundings(piece)
    return "".join(_spaced(_Lines(piece).of(piece)))


def markup_text(markup: str) -> str:
    """The article text in a piece of HTML. Raises UnreadablePage for a piece too big to handle."""
    if len(markup) > LIMIT_PIECE_CHARACTERS:
        raise UnreadablePage(
            f"a piece of {len(markup)} characters of markup; {LIMIT_PIECE_CHARACTERS} is the limit"
        )
    root = etree.fromstring(f"<div>{markup}</div>".encode("utf-8", "replace"), _PARSER)
    return "" if root is None else element_text(root)


def _held_copy(element: Element) -> Element:
    """A copy of the element inside one of ours, without what is never text, its line breaks spelled out."""
    holder = etree.Element("body")
    holder.append(deepcopy(element))
    holder[0].tail = None
    etree.strip_elements(holder, *_NEVER_TEXT, with_tail=False)
    for line_break in holder.iter("br"):
        line_break.tail = _LINE_BREAK + (line_break.tail or "")
    return holder


def _spaced(lines: Iterator[Line]) -> Iterator[str]:
    """Lines of one list or table close together, paragraphs set apart."""
    was_row: bool | None = None
    for line, is_row in lines:
        if was_row is not None:
            yield "\n" if was_row and is_row else "\n\n"
        yield line
        was_row = is_row


def _drop_surroundings(piece: Element) -> None:
    whole = _LENGTH(piece)
    waiting = [piece]
    while waiting:
        for element in list(waiting.pop()):
            if element.getparent() is None:
                continue  # it went with the invitation before it
            # A class can lie ("article__author-column"): what holds the bulk of the text stays.
            if _is_aside(element) and _LENGTH(element) * 2 < whole:
                _drop(element)
            elif element.tag in _INVITING and _invites_elsewhere(element):
                _drop_invitation(element)
            elif element.tag in _TEASING and _is_teaser(element):
                _drop(element)
            elif len(element):
                waiting.append(element)


def _drop(element: Element) -> None:
    """Take an element out. What stands behind it stays."""
    parent, before = element.getparent(), element.getprevious()
    if element.tail and before is not None:
        before.tail = (before.tail or "") + element.tail
    elif element.tail:
        parent.text = (parent.text or "") + element.tail
    parent.remove(element)


def _is_aside(element: Element) -> bool:
    if not element.keys() or element.tag in ("html", "body"):
        return False
    if element.get("hidden") is not None or element.get("aria-hidden") == "true":
        return True
    if element.get("data-type") in _ASIDE_TYPES:
        return True
    return ASIDE_MARKS.search(f"{element.get('class', '')} {element.get('id', '')}") is not None


def _invites_elsewhere(element: Element) -> bool:
    words = _first_words(element)
    return words is not None and _ASIDE_WORDS.match(words) is not None


def _first_words(element: Element) -> str | None:
    """The words of a short block; None for a longer one, without reading on."""
    pieces: list[str] = []
    size = 0
    for piece in element.itertext():
        pieces.append(piece)
        size += len(piece.strip())
        if size > _LONGEST_ASIDE or len(pieces) > _LONGEST_ASIDE:
            return None
    return one_line(" ".join(pieces))


def _is_teaser(element: Element) -> bool:
    """Whether a block is nothing but one link with a headline: the way to another article."""
    links = list(islice(element.iter("a"), 2))
    if len(links) != 1 or links[0].get("href", "#").startswith("#"):
        return False
    words = _first_words(element)
    if words is None or len(words) < _SHORTEST_TEASER:
        return False
    # Items and cells are full of links to regions and companies.
    alone = words == one_line(" ".join(links[0].itertext()))
    return alone and next(element.iterancestors("li", "td", "th"), None) is None


def _drop_invitation(element: Element) -> None:
    if element.tag in _HEADINGS or _STRING(element).rstrip().endswith(":"):
        following = element.getnext()
        if following is not None and following.tag in ("ul", "ol", "div") and _all_links(following):
            _drop(following)
    _drop(element)


def _all_links(element: Element) -> bool:
    linked = sum(_solid_length(link) for link in element.iter("a"))
    return linked * 10 >= 9 * _solid_length(element)


def _solid_length(element: Element) -> int:
    """The characters inside an element, without the space around each piece of text."""
    return sum(len(piece.strip()) for piece in element.itertext())


class _Lines:
    """Walks a piece and gives its lines, in document order."""

    def __init__(self, piece: Element) -> None:
        self._holders = _holders(piece)

    def of(self, element: Element, depth: int = 0) -> Iterator[Line]:
        """The lines of a block."""
        if depth > _DEEPEST or element not in self._holders:
            yield from _broken(_STRING(element))
            return
        inline = [element.text or ""]
        for child in element:
            if child.tag in BLOCKS or child in self._holders:
                yield from _broken("".join(inline))
                inline.clear()
                yield from self._block(child, depth + 1)
            else:
                inline.append(_STRING(child))
            inline.append(child.tail or "")
        yield from _broken("".join(inline))

    def _block(self, element: Element, depth: int) -> Iterator[Line]:
        match element.tag:
            case "ol" | "ul" | "menu":
                return self._items(element, depth)
            case "table":
                return self._rows(element, depth)
            case _:
                return self.of(element, depth)

    def _items(self, element: Element, depth: int) -> Iterator[Line]:
        number = _start(element)
        for child in element:
            lines = [line for line, _ in self.of(child, depth + 1)]
            if not lines:
                continue
            # The number of an ordered list is often the place in the ranking.
            bare = element.tag != "ol" or re.match(r"\d", lines[0])
            yield (lines[0] if bare else f"{number}. {lines[0]}"), True
            yield from ((line, True) for line in lines[1:])
            number += 1

    def _rows(self, element: Element, depth: int) -> Iterator[Line]:
        for part in element:
            if part.tag == "tr":
                yield from self._row(part, depth + 1)
            elif part.tag in ("thead", "tbody", "tfoot"):
                yield from self._rows(part, depth + 1)
            else:
                yield from self.of(part, depth + 1)

    def _row(self, row: Element, depth: int) -> Iterator[Line]:
        cells = list(row.iterchildren("td", "th"))
        if len(cells) == 1:
            # A table of one column is only layout.
            yield from self.of(cells[0], depth + 1)
            return
        texts = [" ".join(line for line, _ in self.of(cell, depth + 1)) for cell in cells]
        if any(texts):
            yield CELL_SEPARATOR.join(texts), True


def _holders(piece: Element) -> set[Element]:
    """The elements that hold a block somewhere inside: known for all of them after one pass."""
    holders: set[Element] = set()
    for block in piece.iter(*BLOCKS):
        above = block.getparent()
        while above is not None and above not in holders:
            holders.add(above)
            above = above.getparent()
    return holders


def _broken(inline: str) -> Iterator[Line]:
    for line in map(one_line, inline.split(_LINE_BREAK)):
        if line and not (len(line) <= _LONGEST_SERVICE and _ASIDE_WORDS.match(line)):
            yield line, False


def _start(element: Element) -> int:
    told = element.get("start", "1")
    return int(told) if told.isdecimal() and len(told) < 7 else 1
