"""The piece of a page that holds an article, as text.

Paragraphs are set apart by an empty line; items of lists and rows of tables are lines of
their own, since rankings live there. What surrounds an article on a page is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from bs4 import BeautifulSoup, Tag
from bs4.element import NavigableString
from lxml import etree  # type: ignore[import-untyped]

from crawler.pages import Element, one_line
from model.errors import UnreadablePage

LIMIT_PIECE_CHARACTERS = 1_000_000
LIMIT_PIECE_TAGS = 20_000
"""BeautifulSoup needs a second for these; a long read has some 100 KB of markup and 1,000 tags."""
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

Line = tuple[str, bool]
"""A line, and whether it is an item of a list or a row of a table."""


def element_text(element: Element) -> str:
    """The article text in an element of the page. The element stays as it is.

    Raises UnreadablePage for a piece too big to handle.
    """
    markup = etree.tostring(element, encoding="unicode", method="html", with_tail=False)
    _refuse_too_big(markup)
    soup = BeautifulSoup(markup, "lxml")
    _drop_surroundings(soup)
    return "".join(_spaced(_Lines(soup).of(soup)))


def markup_text(markup: str) -> str:
    """The article text in a piece of HTML. Raises UnreadablePage for a piece too big to handle."""
    _refuse_too_big(markup)
    # By way of lxml, which builds no tree deeper than 255; BeautifulSoup builds any.
    root = etree.fromstring(f"<div>{markup}</div>".encode("utf-8", "replace"), _PARSER)
    return "" if root is None else element_text(root)


def _refuse_too_big(markup: str) -> None:
    tags = markup.count("<")
    if len(markup) > LIMIT_PIECE_CHARACTERS or tags > LIMIT_PIECE_TAGS:
        raise UnreadablePage(
            f"a piece of {len(markup)} characters and {tags} tags;"
            f" {LIMIT_PIECE_CHARACTERS} and {LIMIT_PIECE_TAGS} are the limits"
        )


def _spaced(lines: Iterator[Line]) -> Iterator[str]:
    """Lines of one list or table close together, paragraphs set apart."""
    was_row: bool | None = None
    for line, is_row in lines:
        if was_row is not None:
            yield "\n" if was_row and is_row else "\n\n"
        yield line
        was_row = is_row


def _drop_surroundings(soup: BeautifulSoup) -> None:
    for tag in soup.find_all(_NEVER_TEXT):
        tag.decompose()
    whole = len(soup.get_text())
    waiting = [soup.contents]
    while waiting:
        for tag in [child for child in waiting.pop() if isinstance(child, Tag)]:
            if tag.parent is None:
                continue  # it went with the invitation before it
            # A class can lie ("article__author-column"): what holds the bulk of the text stays.
            if _is_aside(tag) and len(tag.get_text()) * 2 < whole:
                tag.decompose()
            elif tag.name in _INVITING and _invites_elsewhere(tag):
                _drop_invitation(tag)
            elif tag.name in _TEASING and _is_teaser(tag):
                tag.decompose()
            else:
                waiting.append(tag.contents)


def _is_aside(tag: Tag) -> bool:
    if not tag.attrs or tag.name in ("html", "body"):
        return False
    if "hidden" in tag.attrs or tag.attrs.get("aria-hidden") == "true":
        return True
    if tag.attrs.get("data-type") in _ASIDE_TYPES:
        return True
    marks = " ".join((*tag.get_attribute_list("class"), *tag.get_attribute_list("id")))
    return ASIDE_MARKS.search(marks) is not None


def _invites_elsewhere(tag: Tag) -> bool:
    words = _first_words(tag)
    return words is not None and _ASIDE_WORDS.match(words) is not None


def _first_words(tag: Tag) -> str | None:
    """The words of a short block; None for a longer one, without reading on."""
    pieces: list[str] = []
    size = 0
    for number, node in enumerate(tag.descendants):
        if isinstance(node, NavigableString):
            pieces.append(node)
            size += len(node.strip())
        if size > _LONGEST_ASIDE or number > _LONGEST_ASIDE:
            return None
    return one_line(" ".join(pieces))


def _is_teaser(tag: Tag) -> bool:
    """Whether a block is nothing but one link with a headline: the way to another article."""
    links = tag.find_all("a", limit=2)
    if len(links) != 1 or str(links[0].get("href", "#")).startswith("#"):
        return False
    words = _first_words(tag)
    if words is None or not len(words) >= _SHORTEST_TEASER:
        return False
    # Items and cells are full of links to regions and companies.
    return words == one_line(links[0].get_text(" ")) and tag.find_parent(["li", "td", "th"]) is None


def _drop_invitation(tag: Tag) -> None:
    if tag.name in _HEADINGS or tag.get_text(strip=True).endswith(":"):
        following = tag.find_next_sibling()
        if following is not None and following.name in ("ul", "ol", "div") and _all_links(following):
            following.decompose()
    tag.decompose()


def _all_links(tag: Tag) -> bool:
    linked = sum(len(link.get_text(strip=True)) for link in tag.find_all("a"))
    return linked * 10 >= 9 * len(tag.get_text("", strip=True))


class _Lines:
    """Walks a piece and gives its lines, in document order."""

    def __init__(self, soup: BeautifulSoup) -> None:
        self._holders = _holders(soup)

    def of(self, tag: Tag, depth: int = 0) -> Iterator[Line]:
        """The lines of a block."""
        if depth > _DEEPEST:
            yield from _broken(_inline(tag))
            return
        inline: list[str] = []
        for child in tag.children:
            if isinstance(child, Tag):
                if child.name in BLOCKS or id(child) in self._holders:
                    yield from _broken("".join(inline))
                    inline.clear()
                    yield from self._block(child, depth + 1)
                else:
                    inline.append(_inline(child))
            elif type(child) is NavigableString:
                inline.append(_SPACE.sub(" ", child))
        yield from _broken("".join(inline))

    def _block(self, tag: Tag, depth: int) -> Iterator[Line]:
        match tag.name:
            case "ol" | "ul" | "menu":
                return self._items(tag, depth)
            case "table":
                return self._rows(tag, depth)
            case _:
                return self.of(tag, depth)

    def _items(self, tag: Tag, depth: int) -> Iterator[Line]:
        number = _start(tag)
        for child in tag.find_all(True, recursive=False):
            lines = [line for line, _ in self.of(child, depth + 1)]
            if not lines:
                continue
            # The number of an ordered list is often the place in the ranking.
            bare = tag.name != "ol" or re.match(r"\d", lines[0])
            yield (lines[0] if bare else f"{number}. {lines[0]}"), True
            yield from ((line, True) for line in lines[1:])
            number += 1

    def _rows(self, tag: Tag, depth: int) -> Iterator[Line]:
        for part in tag.find_all(True, recursive=False):
            if part.name == "tr":
                yield from self._row(part, depth + 1)
            elif part.name in ("thead", "tbody", "tfoot"):
                yield from self._rows(part, depth + 1)
            else:
                yield from self.of(part, depth + 1)

    def _row(self, row: Tag, depth: int) -> Iterator[Line]:
        cells = row.find_all(["td", "th"], recursive=False)
        if len(cells) == 1:
            # A table of one column is only layout.
            yield from self.of(cells[0], depth + 1)
            return
        texts = [" ".join(line for line, _ in self.of(cell, depth + 1)) for cell in cells]
        if any(texts):
            yield CELL_SEPARATOR.join(texts), True


def _holders(soup: BeautifulSoup) -> set[int]:
    """The tags that hold a block somewhere inside, by id: known for all of them after one pass."""
    holders: set[int] = set()
    for block in soup.find_all(_BLOCK_NAMES):
        above = block.parent
        while above is not None and id(above) not in holders:
            holders.add(id(above))
            above = above.parent
    return holders


_BLOCK_NAMES = sorted(BLOCKS)
_SPACE = re.compile(r"\s+")


def _inline(tag: Tag) -> str:
    if tag.name == "br":
        return "\n"
    for line_break in tag.find_all("br"):
        line_break.replace_with("\x00")
    return _SPACE.sub(" ", tag.get_text()).replace("\x00", "\n")


def _broken(inline: str) -> Iterator[Line]:
    for line in map(one_line, inline.split("\n")):
        if line and not (len(line) <= _LONGEST_SERVICE and _ASIDE_WORDS.match(line)):
            yield line, False


def _start(tag: Tag) -> int:
    told = str(tag.get("start", "1"))
    return int(told) if told.isdecimal() and len(told) < 7 else 1
