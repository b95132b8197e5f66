"""The list of all ratings, for the pages that show or offer it: read once until something happens.

With two thousand ratings, reading and ordering them takes longer than the rest of a page.
"""

from __future__ import annotations

from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True, eq=False)
class RatingList:
    """All ratings, those with the newest editions first; and what is offered, by name: of many the newest.

    It stays the same one while no rating changes.
    """

    newest: tuple[RatingLine, ...]
    offered: tuple[RatingLine, ...]

    @classmethod
    def of(cls, ratings: tuple[Rating, ...], names: Names, language: Language) -> RatingList:
        """Of ratings in any order."""
        newest = newest_first(rating_lines(ratings, names, words(language)))
        return cls(newest, tuple(sorted(newest[:OFFERED], key=lambda line: line.name.casefold())))

    def name(self, rating_id: str) -> str:
        """What a rating is called; its id where there is none."""
        return next((line.name for line in self.newest if line.id == rating_id), rating_id)


class RatingLists:
    """The list in each language. What happens without an event shows `seconds` later."""

    def __init__(self, store: Store, names: Names, *, seconds: float) -> None:
        self._store = store
        self._names = names
        self._seconds = seconds
        self._state, self._until = "", 0.0
        self._ratings: tuple[Rating, ...] = ()
        self._made: dict[Language, RatingList] = {}
        self._making = Lock()

    def of(self, language: Language) -> RatingList:
        """The list as it is now."""
        with self._making:
            state = self._store.events.last_position()
            if self._state != state or self._until < monotonic():
                self._state, self._until = state, monotonic() + self._seconds
                ratings = self._store.ratings.list()
                if ratings != self._ratings:
                    self._ratings, self._made = ratings, {}
            if language not in self._made:
                self._made[language] = RatingList.of(self._ratings, self._names, language)
            return self._made[language]
