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

LIMIT_PIECE_BYTES = 1_000_000
"""BeautifulSoup needs a second for this; the text of a long read has some 100 KB of markup."""
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
    r"|мы в (?:telegram|max|вконтакте)",
    re.IGNORECASE,
)
_LONGEST_ASIDE = 300
"""A paragraph that begins like an invitation to read on, but is longer, is the text itself."""
BLOCKS = frozenset(
    "address article blockquote body center dd details div dl dt fieldset h1 h2 h3 h4 h5 h6 header hr html li"
    " main menu ol p pre section summary table tbody td tfoot th thead tr ul".split()
)
_HEADINGS = frozenset("h2 h3 h4 h5 h6".split())


_INVITING = _HEADINGS | frozenset("p div strong b span li ul".split())


def element_text(element: Element) -> str:
    """The article text in an element of the page. The element stays as it is."""
    markup = etree.tostring(element, encoding="unicode", method="html", with_tail=False)
    return markup_text(markup)


def markup_text(markup: str) -> str:
    """The article text in a piece of HTML. Raises UnreadablePage for a piece too big to handle."""
    if len(markup) > LIMIT_PIECE_BYTES:
        raise UnreadablePage(f"a piece of {len(markup)} characters; {LIMIT_PIECE_BYTES} is the limit")
    soup = BeautifulSoup(markup, "lxml")
    _drop_surroundings(soup)
    return joined(_lines(soup))


def joined(lines: Iterator[tuple[str, bool]]) -> str:
    """Lines as text: those of one list or table close together, paragraphs set apart."""
    text = ""
    was_row = False
    for line, is_row in lines:
        separator = "" if not text else "\n" if was_row and is_row else "\n\n"
        text += f"{separator}{line}"
        was_row = is_row
    return text


def _drop_surroundings(soup: BeautifulSoup) -> None:
    for tag in soup.find_all(_NEVER_TEXT):
        tag.decompose()
    whole = len(soup.get_text())
    for tag in soup.find_all(True):
        if tag.decomposed:
            continue
        # A class can lie ("article__author-column"): what holds the bulk of the text stays.
        if _is_aside(tag) and len(tag.get_text()) * 2 < whole:
            tag.decompose()
        elif tag.name in _INVITING and _invites_elsewhere(tag):
            _drop_invitation(tag)


def _is_aside(tag: Tag) -> bool:
    if tag.name in ("html", "body"):
        return False
    if tag.has_attr("hidden") or tag.get("aria-hidden") == "true":
        return True
    marks = (
        " ".join((*tag.get_attribute_list("class"), *tag.get_attribute_list("id")[:1])) if tag.attrs else ""
    )
    return bool(marks) and ASIDE_MARKS.search(marks) is not None


def _invites_elsewhere(tag: Tag) -> bool:
    text = tag.get_text(" ", strip=True)
    return len(text) <= _LONGEST_ASIDE and _ASIDE_WORDS.match(text) is not None


def _drop_invitation(tag: Tag) -> None:
    if tag.name in _HEADINGS or tag.get_text(strip=True).endswith(":"):
        following = tag.find_next_sibling()
        if following is not None and following.name in ("ul", "ol", "div") and _all_links(following):
            following.decompose()
    tag.decompose()


def _all_links(tag: Tag) -> bool:
    linked = sum(len(link.get_text(strip=True)) for link in tag.find_all("a"))
    return linked * 10 >= 9 * len(tag.get_text("", strip=True))


def _lines(tag: Tag) -> Iterator[tuple[str, bool]]:
    """The lines of a block, each with whether it is an item of a list or a row of a table."""
    inline: list[str] = []
    for child in tag.children:
        if isinstance(child, Tag) and (child.name in BLOCKS or child.find(_BLOCKS_LIST) is not None):
            yield from _flushed(inline)
            yield from _block(child)
        elif isinstance(child, Tag):
            inline.append(_inline(child))
        elif type(child) is NavigableString:
            inline.append(_SPACE.sub(" ", child))
    yield from _flushed(inline)


_BLOCKS_LIST = sorted(BLOCKS)
_SPACE = re.compile(r"\s+")


def _inline(tag: Tag) -> str:
    if tag.name == "br":
        return "\n"
    for line_break in tag.find_all("br"):
        line_break.replace_with("\x00")
    return _SPACE.sub(" ", tag.get_text()).replace("\x00", "\n")


def _flushed(inline: list[str]) -> Iterator[tuple[str, bool]]:
    for line in "".join(inline).split("\n"):
        if stripped := one_line(line):
            yield stripped, False
    inline.clear()


def _block(tag: Tag) -> Iterator[tuple[str, bool]]:
    match tag.name:
        case "ol" | "ul" | "menu":
            yield from _items(tag)
        case "table":
            yield from _rows(tag)
        case _:
            yield from _lines(tag)


def _items(tag: Tag) -> Iterator[tuple[str, bool]]:
    number = _start(tag)
    for child in tag.find_all(True, recursive=False):
        lines = [line for line, _ in _lines(child)]
        if not lines:
            continue
        # The number of an ordered list is often the place in the ranking.
        bare = tag.name != "ol" or re.match(r"\d", lines[0])
        yield (lines[0] if bare else f"{number}. {lines[0]}"), True
        for line in lines[1:]:
            yield line, True
        number += 1


def _start(tag: Tag) -> int:
    told = str(tag.get("start", "1"))
    return int(told) if told.isdecimal() and len(told) < 7 else 1


def _rows(tag: Tag) -> Iterator[tuple[str, bool]]:
    caption = tag.find("caption")
    if isinstance(caption, Tag):
        yield from _lines(caption)
        caption.decompose()
    for row in tag.find_all("tr"):
        if row.find_parent("table") is not tag:
            continue
        cells = row.find_all(["td", "th"], recursive=False)
        if len(cells) == 1:
            # A table of one column is only layout.
            yield from _lines(cells[0])
            continue
        texts = [" ".join(line for line, _ in _lines(cell)) for cell in cells]
        if any(texts):
            yield CELL_SEPARATOR.join(texts), True
