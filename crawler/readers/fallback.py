"""Any other page, by trafilatura's judgement of where the article is."""

from __future__ import annotations

import trafilatura
from lxml import etree  # type: ignore[import-untyped]

from crawler.pages import Page

_LIMIT_TAGS = 40_000
_LIMIT_CHARACTERS = 4_000_000
"""It reads a dozen pages of 170 KB a second; what is far bigger would hold a worker for minutes."""


def trafilatura_text(page: Page) -> str | None:
    """The main text, or None. A page too big for it in reasonable time gets None at once."""
    if page.markup.count("<") > _LIMIT_TAGS or len(page.markup) > _LIMIT_CHARACTERS:
        return None
    try:
        text = trafilatura.extract(page.markup, include_comments=False, include_tables=True, fast=True)
    except (ValueError, TypeError, AttributeError, IndexError, RecursionError, etree.LxmlError):
        # It is made for ordinary pages; on hostile ones its tree surgery can trip.
        return None
    return _with_paragraphs(text) if text else None


def _with_paragraphs(text: str) -> str:
    """Its lines as ours: rows and items close together, paragraphs set apart."""
    whole = ""
    was_row = False
    for line in filter(None, map(str.strip, text.splitlines())):
        if not line.strip("|-: "):
            continue  # what sets the head of a table off in Markdown
        is_row = line.startswith(("- ", "| ")) or " | " in line
        separator = "" if not whole else "\n" if was_row and is_row else "\n\n"
        whole += separator + line.removeprefix("- ").removeprefix("| ").removesuffix(" |").strip()
        was_row = is_row
    return whole
