"""What one text says: mentions, rankings, percentages and partnerships, each with its evidence.

The wire form of these types (`model.wire`) is a contract. Offsets are half-open, in code
points of the field as it was given, whatever normalising happened on the way.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from model.periods import is_period

Field = Literal["title", "text"]
MentionKind = Literal["region", "country"]
Basis = Literal["explicit", "listed", "group"]
SubjectKind = Literal["region", "organisation", "city", "person", "other"]
Unit = Literal["percent", "points", "times"]
Direction = Literal["up", "down", "level"]
Approximation = Literal["about", "over", "under"]
Relation = Literal["export", "import", "trade", "cooperation"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A text to extract from. `id` is the caller's own; `published_on` is an ISO day, if known."""

    id: str
    text: str
    title: str | None = None
    published_on: str | None = None

    def field(self, name: Field) -> str:
        """The given text of a field; the empty string for a title that is absent."""
        return self.text if name == "text" else self.title or ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A piece of a field, with the part it plays ("subject", "position", "rating", ...)."""

    role: str
    field: Field
    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end:
            raise ValueError(f"empty or negative span {self.start}:{self.end}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """The sentence that holds a statement, where it stands, and what in the text made it.

    `sentence` equals `field[start:end]`. `spans` may lie in other sentences, even in the other
    field: a subject that a pronoun stands for, a rating named in the title.
    `rule` is `kind/slug`.
    """

    field: Field
    start: int
    end: int
    sentence: str
    rule: str
    spans: Sequence[Span] = ()

    def __post_init__(self) -> None:
        if len(self.sentence) != self.end - self.start:
            raise ValueError("the sentence is not the slice that the offsets name")


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """A region or country that is named. `code` is ISO 3166-2 or ISO 3166-1 alpha-2."""

    kind: MentionKind
    code: str
    text: str
    field: Field
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranking:
    """Some subject holds a place, or moved, in some rating.

    `position` 1 is best. `change` counts places, + is up. `previous` and `change` are as told,
    never computed. `scope` is the subset in which the place counts (a federal district's code,
    or words of the text), None for the whole. `rating_id` and `subject_id` are what the
    registries know the two as: the identity that storage keys facts by.
    """

    evidence: Evidence
    region: str | None
    subject: str
    subject_kind: SubjectKind
    subject_id: str
    position: int | None = None
    position_to: int | None = None
    previous: int | None = None
    change: int | None = None
    score: float | None = None
    total: int | None = None
    period: str | None = None
    rating: str | None = None
    rating_id: str | None = None
    publisher: str | None = None
    scope: str | None = None
    basis: Basis

    def __post_init__(self) -> None:
        _check_place(self.position, self.position_to)
        _check_period(self.period)


@dataclass(frozen=True, slots=True, kw_only=True)
class Percentage:
    """A percentage, a number of percentage points, or a multiple (вдвое is 2 times)."""

    evidence: Evidence
    value: float
    value_to: float | None = None
    unit: Unit
    direction: Direction
    approx: Approximation | None = None
    region: str | None = None
    metric: str | None = None
    period: str | None = None

    def __post_init__(self) -> None:
        _check_period(self.period)


@dataclass(frozen=True, slots=True, kw_only=True)
class Partnership:
    """A region (RU: Russia as a whole) trades or cooperates with a country."""

    evidence: Evidence
    region: str
    country: str
    relation: Relation


Statement = Ranking | Percentage | Partnership


@dataclass(frozen=True, slots=True, kw_only=True)
class Extraction:
    """All that one document says, in the order of the text.

    `failures` names rules that failed on this text; the others went on.
    """

    document_id: str
    mentions: tuple[Mention, ...] = ()
    statements: tuple[Statement, ...] = ()
    failures: tuple[str, ...] = ()


def _check_place(position: int | None, position_to: int | None) -> None:
    if position is not None and position < 1:
        raise ValueError(f"a place is 1 or more, not {position}")
    if position_to is not None and (position is None or position_to < position):
        raise ValueError(f"a range of places runs upwards, not {position}..{position_to}")


def _check_period(period: str | None) -> None:
    if period is not None and not is_period(period):
        raise ValueError(f"not a period: {period!r}")
