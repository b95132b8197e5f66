"""The list of all ratings, for the pages that show or offer it: read once until something happens.

With two thousand ratings, reading and ordering them takes longer than the rest of a page.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Lock
from time import monotonic

from alerts.wording import Language
from model.ledger import Rating
from storage.store import Store
from web.catalogue import words
from web.names import Names
from web.pages.ratings import RatingLine, newest_first, rating_lines

OFFERED = 300
"""Ratings that a select offers; whoever looks for another types its name or comes from its page."""


@dataclass(slots=True)
class _Known:
    """What was read: at what the store was, until when it holds, and the lines by language."""

    state: str
    until: float
    ratings: tuple[Rating, ...]
    newest: dict[Language, tuple[RatingLine, ...]] = field(default_factory=dict)
    offered: dict[Language, tuple[RatingLine, ...]] = field(default_factory=dict)


class RatingLists:
    """Lines of all ratings. What happens without an event shows `seconds` later."""

    def __init__(self, store: Store, names: Names, *, seconds: float) -> None:
        self._store = store
        self._names = names
        self._seconds = seconds
        self._known = _Known(state="", until=0.0, ratings=())
        self._reading = Lock()

    def newest(self, language: Language) -> tuple[RatingLine, ...]:
        """Those with the newest editions first."""
        return self._newest(self._current(), language)

    def name(self, rating_id: str, language: Language) -> str:
        """What a rating is called; its id where there is none."""
        return next((line.name for line in self.newest(language) if line.id == rating_id), rating_id)

    def offered(self, language: Language) -> tuple[RatingLine, ...]:
        """By name; of many only those with the newest editions."""
        known = self._current()
        return _once(
            known.offered,
            language,
            lambda: tuple(
                sorted(self._newest(known, language)[:OFFERED], key=lambda line: line.name.casefold())
            ),
        )

    def _newest(self, known: _Known, language: Language) -> tuple[RatingLine, ...]:
        return _once(
            known.newest,
            language,
            lambda: newest_first(rating_lines(known.ratings, self._names, words(language))),
        )

    def _current(self) -> _Known:
        with self._reading:
            state = self._store.events.last_position()
            if self._known.state != state or self._known.until < monotonic():
                self._known = _Known(
                    state=state, until=monotonic() + self._seconds, ratings=self._store.ratings.list()
                )
            return self._known


def _once(
    made: dict[Language, tuple[RatingLine, ...]],
    language: Language,
    make: Callable[[], tuple[RatingLine, ...]],
) -> tuple[RatingLine, ...]:
    if language not in made:
        made[language] = make()
    return made[language]
