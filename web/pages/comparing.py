"""Two editions of a rating side by side, and who moved between them."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

from model.ledger import Edition, Place
from web.catalogue import Words
from web.names import Names
from web.pages.cards import Place as Region
from web.pages.phrases import Badge, Move, moved, range_badge
from web.pages.subjects import subject_name

_Who = tuple[str, str]
"""A subject in a scope."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One subject in both editions. Without `badge` the newer edition tells no place for it.

    `before_told` says that the place before is only what the news told, not our own record.
    """

    subject_id: str
    subject: str
    foreign: bool
    scope: str
    region: Region | None
    badge: Badge | None
    before: str | None
    before_told: bool
    move: Move | None
    score: float | None
    status: str
    fact_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """An edition beside the one before it.

    `tables` are the lines by scope, the whole rating first. `risen` and `fallen` begin with the
    largest move. `compared` says whether there is anything to compare with at all.
    """

    newest: Edition
    before: Edition | None
    tables: tuple[tuple[str, tuple[Line, ...]], ...]
    risen: tuple[Line, ...]
    fallen: tuple[Line, ...]

    @property
    def compared(self) -> bool:
        """Whether any place before is known."""
        return any(line.move for _, lines in self.tables for line in lines)

    @property
    def scored(self) -> bool:
        """Whether any score is known."""
        return any(line.score is not None for _, lines in self.tables for line in lines)


def comparison(newest: Edition, before: Edition | None, names: Names, words: Words) -> Comparison:
    """The newest edition beside the one before, or beside the places before that the news told."""
    earlier = {_who(place): place for place in before.places} if before else {}
    steps: list[tuple[int, Line]] = []
    for place in newest.places:
        previous, told = place_before(place, earlier.pop(_who(place), None))
        change = previous - place.position if previous and place.position else None
        steps.append((change or 0, _line(place, previous, told, change, names, words)))
    # What is left in `earlier` stood in the edition before and is not told in the newest one.
    gone = [_gone_line(place, names, words) for place in earlier.values()]
    return Comparison(
        newest=newest,
        before=before,
        tables=_tables([*(line for _, line in steps), *gone]),
        risen=tuple(line for change, line in sorted(steps, key=lambda step: -step[0]) if change > 0),
        fallen=tuple(line for change, line in sorted(steps, key=lambda step: step[0]) if change < 0),
    )


def _who(place: Place) -> _Who:
    return (place.subject_id, place.scope)


def place_before(place: Place, earlier: Place | None) -> tuple[int | None, bool]:
    """The place before that of an edition, and whether only the news tells it.

    `earlier` is the subject's place in our record of the edition before.
    """
    if earlier is not None and earlier.position is not None and earlier.position_to is None:
        return earlier.position, False
    if place.previous_stored is not None:
        return place.previous_stored, False
    return place.previous_told, place.previous_told is not None


def _line(
    place: Place, previous: int | None, told: bool, change: int | None, names: Names, words: Words
) -> Line:
    return Line(
        subject_id=place.subject_id,
        subject=subject_name(place, names, words)[0],
        foreign=subject_name(place, names, words)[1],
        scope=names.name(place.scope, words.language) if place.scope else "",
        region=_region(place, names, words),
        badge=range_badge(place.position, place.position_to, place.basis, words),
        before=None if previous is None else str(previous),
        before_told=told,
        move=None if change is None else moved(change, previous, place.position, words),
        score=place.score,
        status=place.status,
        fact_id=place.fact_id,
    )


def _gone_line(place: Place, names: Names, words: Words) -> Line:
    badge = range_badge(place.position, place.position_to, place.basis, words)
    return Line(
        subject_id=place.subject_id,
        subject=subject_name(place, names, words)[0],
        foreign=subject_name(place, names, words)[1],
        scope=names.name(place.scope, words.language) if place.scope else "",
        region=_region(place, names, words),
        badge=None,
        before=badge.figure,
        before_told=False,
        move=None,
        score=None,
        status=place.status,
        fact_id=place.fact_id,
    )


def _region(place: Place, names: Names, words: Words) -> Region | None:
    if place.region is None:
        return None
    return Region(code=place.region, name=names.name(place.region, words.language))


def _tables(lines: list[Line]) -> tuple[tuple[str, tuple[Line, ...]], ...]:
    """By scope, the whole rating first; in each the order of the lines is kept."""
    ordered = sorted(lines, key=lambda line: line.scope)
    return tuple((scope, tuple(group)) for scope, group in groupby(ordered, key=lambda line: line.scope))
