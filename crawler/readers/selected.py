"""What the selectors in a source's entry find."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from crawler.pages import Page, Parts
from crawler.selectors import selected_text, selected_words
from model.sources import Source


def fitted(source: Source | None, page: Page, now: datetime) -> Source | None:
    """The source with the selectors of the layout that the page has.

    Those that hold today are tried first, then the ones before them, the newest first.
    """
    if source is None or not source.layouts:
        return source
    by_day = sorted(source.layouts, key=lambda layout: layout.until)
    holding = [layout.selectors for layout in by_day if layout.until >= now.date()]
    earlier = [layout.selectors for layout in reversed(by_day) if layout.until < now.date()]
    for selectors in (*holding, source.selectors, *earlier):
        if selected_body(page, selectors):
            # What is no part of a page ("links") is the same in every layout.
            return replace(source, selectors={**source.selectors, **selectors})
    return source


def selected_body(page: Page, selectors: Mapping[str, str]) -> str | None:
    """The text that the selector "text" finds, if there is one."""
    return selected_text(page, selectors["text"]) if "text" in selectors else None


def selected_parts(page: Page, selectors: Mapping[str, str]) -> Parts | None:
    """The parts that have a selector: "title", "lead", "published", "updated", "authors", "tags"."""
    if not selectors:
        return None
    words = {part: selected_words(page, selector) for part, selector in selectors.items() if part != "text"}
    return Parts(
        title=words.get("title"),
        lead=words.get("lead"),
        published=words.get("published"),
        updated=words.get("updated"),
        authors=_listed(words.get("authors")),
        tags=_listed(words.get("tags")),
    )


def _listed(words: str | None) -> tuple[str, ...]:
    return tuple(filter(None, (word.strip() for word in (words or "").split(","))))
