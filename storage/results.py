"""What storing a thing came to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

SavedOutcome = Literal["new", "changed", "unchanged"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Saved:
    """What became of an article that was read.

    `article_id` is the id that it is kept under: an address keeps the id that it was given
    first, whatever date an edit puts on it. `item` is the work that is due on it, "ID@REVISION"
    for the stage "extract"; None where nothing changed.
    """

    outcome: SavedOutcome
    article_id: str
    item: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Folded:
    """What became of an article's claims: the facts that changed, and the books whose events wait.

    `books_with_events` are items of the stage "relay", `articles_with_events` the articles (ids) that are
    in such a book and were folded with it.
    """

    changed: tuple[str, ...] = ()
    books_with_events: tuple[str, ...] = ()
    articles_with_events: frozenset[str] = frozenset()
