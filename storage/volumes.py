"""Books as they were read, in whole or by edition, and what is to become of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from model.ledger import Event
from storage.contents import Contents, contents_of
from storage.kept import Kept
from storage.ledger import facts_in

Page = Mapping[str, Kept]
"""The facts of an edition by their own digests."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Volume:
    """A book as it was read: all of it, the facts asked for, or of one that was opened the editions `read`.

    `unindexed` are facts (by digest) and slots whose index entries are still to be written or
    removed; `known` are the editions that it had. One that was opened has its contents, and `pages`: the
    facts that are at hand by edition, whether they were asked for or not.
    """

    name: str
    version: int
    known: tuple[str, ...]
    unindexed: frozenset[tuple[str, str, int]]
    facts: Mapping[str, Kept]
    contents: Contents | None = None
    read: frozenset[str] = frozenset()
    pages: Mapping[str, Page] = field(default_factory=dict)

    @property
    def size(self) -> int:
        """How many facts are at hand."""
        return sum(map(len, self.pages.values())) if self.contents is not None else len(self.facts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What is to become of a book."""

    kept: Sequence[Kept]
    removed: Sequence[str]
    editions: Mapping[str, bytes]
    rating: Mapping[str, Any] | None
    events: Sequence[Event]
    known: tuple[str, ...]
    unindexed: frozenset[tuple[str, str, int]]
    contents: Contents | None = None


def pages_of(facts: Mapping[str, Kept]) -> dict[str, Page]:
    """Facts by edition."""
    pages: dict[str, dict[str, Kept]] = defaultdict(dict)
    for own, kept in facts.items():
        pages[kept.fact.period or ""][own] = kept
    return dict(pages)


def opened(volume: Volume) -> Volume:
    """A book that was read as a whole, with its contents."""
    contents = contents_of((kept.fact, kept.slot[0]) for kept in volume.facts.values())
    return replace(volume, contents=contents, pages=pages_of(volume.facts), facts={})


def turned(volume: Volume, periods: frozenset[str], pages: Mapping[str, Page]) -> Volume:
    """An opened book of which editions were asked for that are at hand by now."""
    facts = dict(volume.facts)
    for period in periods:
        facts |= pages[period]
    return replace(volume, facts=facts, read=volume.read | periods, pages=pages)


def owns_of(volume: Volume, periods: Sequence[str], records: Sequence[bytes | None]) -> list[str]:
    """The facts (own digests) of editions: those in the ledger, and those that are not said any more."""
    chapters = (volume.contents or Contents()).chapters
    withdrawn = [own for period in periods for own in chapters[period].withdrawn]
    return [*(own for record in records if record is not None for own in facts_in(record)), *withdrawn]


def is_complete(volume: Volume, periods: Iterable[str], pages: Mapping[str, Page]) -> bool:
    """Whether editions have as many facts as the contents tell: otherwise the store is damaged."""
    chapters = (volume.contents or Contents()).chapters
    wanted = {period: chapters[period].live + len(chapters[period].withdrawn) for period in periods}
    return wanted == {period: len(page) for period, page in pages.items()}
