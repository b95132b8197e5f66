"""What the selectors in a source's entry find."""

from __future__ import annotations

from collections.abc import Mapping

from crawler.pages import Page, Parts
from crawler.selectors import selected_text, selected_words


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
