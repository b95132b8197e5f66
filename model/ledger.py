"""The ledger of a rating: rating -> edition -> subject -> place, and what changed in it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

EventKind = Literal["place_changed", "edition_appeared"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A subject's place in one edition.

    `previous_told` is as the news tells it; `previous_stored` is our own record of the edition
    before, in the same scope. `fact_id` leads to the claims behind the place.
    """

    subject_id: str
    subject: str
    region: str | None
    scope: str
    position: int | None
    position_to: int | None
    score: float | None
    previous_told: int | None
    previous_stored: int | None
    change_told: int | None
    basis: str
    status: str
    fact_id: str

    @property
    def previous(self) -> int | None:
        """The place before: our own record where we have one, else what was told."""
        return self.previous_stored if self.previous_stored is not None else self.previous_told


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """One edition of a rating, best places first; places nobody told are simply absent."""

    rating_id: str
    period: str
    places: tuple[Place, ...]
    first_published_at: datetime
    total: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rating:
    """A rating that the ledger knows. `provisional` ones wait for review."""

    id: str
    name: str
    publisher: str | None
    provisional: bool
    periods: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something that changed. `id` is made of its content, so that it happens once.

    For place_changed `previous` and `position` are the places before and now (1 is best), and
    `previous_period` is the edition compared with (None: the news told the place before). Where
    it is the event's own period, a place that was told has been corrected.
    """

    id: str
    kind: EventKind
    rating_id: str
    rating: str
    period: str
    previous_period: str | None = None
    scope: str = ""
    subject_id: str = ""
    subject: str = ""
    region: str | None = None
    previous: int | None = None
    position: int | None = None
    fact_id: str = ""
    sentence: str = ""
    url: str = ""
    title: str | None = None
    published_at: datetime
    happened_at: datetime

    @property
    def moved(self) -> int | None:
        """Places moved, + is up; None where one of the two places is not known."""
        if self.previous is None or self.position is None:
            return None
        return self.previous - self.position

    @property
    def is_correction(self) -> bool:
        """Whether it takes back what was told of the same edition, and nobody moved."""
        return self.kind == "place_changed" and self.previous_period == self.period
