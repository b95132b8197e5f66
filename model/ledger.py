"""The ledger of a rating: rating -> edition -> subject -> place, and what changed in it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

EventKind = Literal[
    "place_changed",
    "edition_appeared",
    "new_leader",
    "sources_disagree",
    "fact_corrected",
    "fact_withdrawn",
    "partner_appeared",
    "partner_vanished",
    "figure_told",
    "edition_missing",
    "source_silent",
    "source_drifting",
]
Record = Literal["best", "worst"]

FOLLOW_UPS: tuple[EventKind, ...] = ("fact_corrected", "fact_withdrawn")
"""Events that take back what was told: for whoever was told it, and for nobody else."""


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
    """A rating that the ledger knows. `provisional` ones wait for review. `facts` are not withdrawn."""

    id: str
    name: str
    publisher: str | None
    provisional: bool
    periods: tuple[str, ...]
    facts: int = 0


DecisionKind = Literal["merge", "split", "alias", "keep"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What somebody decided about a rating, and when.

    merge: `rating` is `into`. split: those who call `rating` by `name` mean another, `into`. alias: a
    rating that the registry does not know and that is called `name` is `into`. keep: `rating` is one of
    its own, and waits for review no longer. One that was undone stays, with when that was.
    """

    id: str
    kind: DecisionKind
    rating: str
    name: str | None = None
    into: str
    decided_at: datetime
    undone_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Witness:
    """Another article on the same fact: what it tells ("3", "14.5"), and whether that agrees."""

    source: str
    url: str
    told: str
    agrees: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something that changed. `id` is made of its content, so that it happens once.

    For place_changed `previous` and `position` are the places before and now (1 is best), and
    `previous_period` is the edition compared with (None: the news told the place before); `record`
    says that no place in our history was better or worse, `overtook` and `overtaken_by` are the
    regions that changed sides with the subject. For fact_corrected `previous` is the place that was
    told wrong. For new_leader `former` is the name of the leader before.

    A figure has `value`, `unit`, `direction` and its metric as `rating`, and `previous_value` with
    `previous_direction` where it is known for the period before, `previous_period`; in a correction they
    are what was told wrong. A partner has `country`. `rating_id` is empty for both. edition_missing has
    the period that is waited for, source_silent and source_drifting the source's name as `subject`, the
    latter what drifts as `rating` and the shares (percent) now and before as values; `published_at` is
    since when, for partner_vanished when it was last told.
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
    record: Record | None = None
    overtook: tuple[str, ...] = ()
    overtaken_by: tuple[str, ...] = ()
    former: str = ""
    country: str = ""
    value: float | None = None
    previous_value: float | None = None
    unit: str = ""
    direction: str = ""
    witnesses: tuple[Witness, ...] = ()
    previous_direction: str = ""

    @property
    def figure(self) -> float | None:
        """The value as a number that can be compared: a fall is below zero, to a third is a third."""
        return _signed(self.value, self.unit, self.direction)

    @property
    def previous_figure(self) -> float | None:
        """The value before, in the same way."""
        return _signed(self.previous_value, self.unit, self.previous_direction)

    @property
    def moved(self) -> int | None:
        """Places moved, + is up; None where one of the two places is not known."""
        if self.previous is None or self.position is None:
            return None
        return self.previous - self.position

    @property
    def is_correction(self) -> bool:
        """Whether it corrects a place that was told: nobody moved."""
        return self.kind == "fact_corrected" and self.position is not None

    @property
    def story(self) -> str:
        """What it is about, whatever was told of it: two events of one story may repeat each other."""
        return "\n".join(
            (self.kind, self.rating_id or self.rating, self.scope, self.subject_id, self.country)
        )


def _signed(value: float | None, unit: str, direction: str) -> float | None:
    if value is None or direction != "down":
        return value
    return 1 / value if unit == "times" and value else -value
