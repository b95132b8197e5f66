"""Two editions of a rating side by side, and who moved between them."""

from __future__ import annotations

from dataclasses import dataclass
from heapq import nlargest, nsmallest
from itertools import groupby, islice

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


@dataclass(frozen=True, slots=True)
class _Step:
    """A place, the one before it as far as known, whether only the news tells that, and what lies between."""

    place: Place
    previous: int | None
    told: bool
    change: int | None


def comparison(newest: Edition, before: Edition | None, names: Names, words: Words) -> Comparison:
    """The newest edition beside the one before, or beside the places before that the news told."""
    steps, gone = _steps(newest, before)
    lines = [(step.change or 0, _line(step, names, words)) for step in steps]
    gone_lines = [_gone_line(place, names, words) for place in gone]
    return Comparison(
        newest=newest,
        before=before,
        tables=_tables([*(line for _, line in lines), *gone_lines]),
        risen=tuple(line for change, line in sorted(lines, key=lambda one: -one[0]) if change > 0),
        fallen=tuple(line for change, line in sorted(lines, key=lambda one: one[0]) if change < 0),
    )


def highlights(
    newest: Edition, before: Edition | None, names: Names, words: Words, *, leaders: int, moves: int
) -> tuple[tuple[Line, ...], tuple[Line, ...]]:
    """The first of a comparison: who leads its first table, who rose and who fell most."""
    steps, gone = _steps(newest, before)
    places = [*(step.place for step in steps), *gone]
    first = min((_scope(place, names, words) for place in places), default="")
    leading = (
        step
        for step in steps
        if step.place.position is not None and _scope(step.place, names, words) == first
    )
    moved_most = [
        *nlargest(moves, (step for step in steps if (step.change or 0) > 0), key=_change),
        *nsmallest(moves, (step for step in steps if (step.change or 0) < 0), key=_change),
    ]
    return (
        tuple(_line(step, names, words) for step in islice(leading, leaders)),
        tuple(_line(step, names, words) for step in moved_most),
    )


def _change(step: _Step) -> int:
    return step.change or 0


def _steps(newest: Edition, before: Edition | None) -> tuple[list[_Step], list[Place]]:
    """The places of the newest edition; and those of the one before that it does not tell."""
    earlier = {_who(place): place for place in before.places} if before else {}
    steps: list[_Step] = []
    for place in newest.places:
        previous, told = place_before(place, earlier.pop(_who(place), None))
        change = previous - place.position if previous and place.position else None
        steps.append(_Step(place, previous, told, change))
    return steps, [*earlier.values()]


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


def _line(step: _Step, names: Names, words: Words) -> Line:
    place, change = step.place, step.change
    subject, foreign = subject_name(place, names, words)
    return Line(
        subject_id=place.subject_id,
        subject=subject,
        foreign=foreign,
        scope=_scope(place, names, words),
        region=_region(place, names, words),
        badge=range_badge(place.position, place.position_to, place.basis, words),
        before=None if step.previous is None else str(step.previous),
        before_told=step.told,
        move=None if change is None else moved(change, step.previous, place.position, words),
        score=place.score,
        status=place.status,
        fact_id=place.fact_id,
    )


def _gone_line(place: Place, names: Names, words: Words) -> Line:
    subject, foreign = subject_name(place, names, words)
    return Line(
        subject_id=place.subject_id,
        subject=subject,
        foreign=foreign,
        scope=_scope(place, names, words),
        region=_region(place, names, words),
        badge=None,
        before=range_badge(place.position, place.position_to, place.basis, words).figure,
        before_told=False,
        move=None,
        score=None,
        status=place.status,
        fact_id=place.fact_id,
    )


def _scope(place: Place, names: Names, words: Words) -> str:
    return names.name(place.scope, words.language) if place.scope else ""


def _region(place: Place, names: Names, words: Words) -> Region | None:
    if place.region is None:
        return None
    return Region(code=place.region, name=names.name(place.region, words.language))


def _tables(lines: list[Line]) -> tuple[tuple[str, tuple[Line, ...]], ...]:
    """By scope, the whole rating first; in each the order of the lines is kept."""
    ordered = sorted(lines, key=lambda line: line.scope)
    return tuple((scope, tuple(group)) for scope, group in groupby(ordered, key=lambda line: line.scope))
