"""Any other page, by trafilatura's judgement of where the article is."""

from __future__ import annotations

import copy

import trafilatura
from lxml import etree  # type: ignore[import-untyped]

from crawler.blocks import LIMIT_PIECE_BYTES
from crawler.pages import Page

_LIMIT_ELEMENTS = 20_000


def trafilatura_text(page: Page) -> str | None:
    """The main text, or None. A page too big for it in reasonable time gets None at once."""
    elements = sum(1 for _ in page.root.iter())
    if elements > _LIMIT_ELEMENTS or len(page.markup) > 4 * LIMIT_PIECE_BYTES:
        return None
    try:
        text = trafilatura.extract(
            copy.deepcopy(page.root),
            include_comments=False,
            include_tables=True,
            fast=True,
            favor_precision=False,
        )
    except (ValueError, TypeError, AttributeError, IndexError, RecursionError, etree.LxmlError):
        # It is made for ordinary pages; on hostile ones its tree surgery can trip.
        return None
    return _with_paragraphs(text) if text else None


def _with_paragraphs(text: str) -> str:
    """Its lines as ours: rows and items close together, paragraphs set apart."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    whole = ""
    was_row = False
    for line in lines:
        is_row = line.startswith(("- ", "| ")) or " | " in line
        whole += ("" if not whole else "\n" if was_row and is_row else "\n\n") + _bare(line)
        was_row = is_row
    return whole


def _bare(line: str) -> str:
    return line.removeprefix("- ").removeprefix("| ").removesuffix(" |").strip()
