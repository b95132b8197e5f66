"""What one look at a source found, whatever the way in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from model.articles import ArticleRef


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """References in the source's order, each address once, and how often it asks to be polled.

    `hub` is the WebSub hub that pushes what is new under `topic`, where the source names one.
    """

    refs: tuple[ArticleRef, ...]
    poll_seconds: int | None = None
    hub: str | None = None
    topic: str | None = None


def distinct(refs: Iterable[ArticleRef | None]) -> tuple[ArticleRef, ...]:
    """Each address once, as the first entry that names it; what is None is left out."""
    by_url: dict[str, ArticleRef] = {}
    for ref in refs:
        if ref is not None:
            by_url.setdefault(ref.url, ref)
    return tuple(by_url.values())
