"""Places over editions as lines: the bump chart of a rating, and the small ones of a region.

The best place is on top. A line is broken into segments: a dashed one crosses editions in which
nobody told the subject's place.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

COLOURS = ("a", "b", "c", "d", "e", "f")
"""Colours of chosen lines; the stylesheet has one of each. More lines cannot be told apart."""
_LABEL_HEIGHT = 20
_NUMBER_HEIGHT = 13
_PIXELS_A_PLACE = 22.0
_TALLEST = 620.0
_COLUMN = 120
_NARROWEST = 74
_WIDEST_PLOT = 900
_LEFT = 34
_TOP = 22
_BOTTOM = 48
_LABEL_CHARACTERS = 30
_TICKS = 9


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """What is drawn: a name, and the place in each edition, None where nobody told it."""

    id: str
    name: str
    places: tuple[int | None, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Dot:
    """A told place. `numbered` says that its number has room, and does not cover another."""

    x: float
    y: float
    place: int
    column: int
    numbered: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """A straight piece of a line. `gap` says that it crosses editions without a place."""

    start: Dot
    end: Dot
    gap: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Track:
    """One line. Without `colour` it is background, and has no label."""

    id: str
    name: str
    label: str
    colour: str
    segments: tuple[Segment, ...]
    dots: tuple[Dot, ...]
    label_y: float

    @property
    def line(self) -> str:
        """Where it runs between editions with places, as the data of one SVG path; empty for nowhere."""
        return _path(one for one in self.segments if not one.gap)

    @property
    def gaps(self) -> str:
        """The same of what crosses editions without a place."""
        return _path(one for one in self.segments if one.gap)


@dataclass(frozen=True, slots=True, kw_only=True)
class LineChart:
    """The chart: columns by their middles, ticks as (place, y), background tracks first.

    `roomy` says that there is room for a number in each dot.
    """

    width: float
    height: float
    plot_right: float
    columns: tuple[float, ...]
    ticks: tuple[tuple[int, float], ...]
    tracks: tuple[Track, ...]
    roomy: bool


def bump_chart(series: Sequence[Series], columns: int, chosen: Sequence[str]) -> LineChart:
    """All series over the editions, the chosen ones in colour and with their names."""
    deepest = _deepest(series)
    step = min(_PIXELS_A_PLACE, _TALLEST / deepest)
    width = max(_NARROWEST, min(_COLUMN, _WIDEST_PLOT / max(columns, 1)))
    xs = tuple(_LEFT + width * (column + 0.5) for column in range(columns))
    order = {identifier: at for at, identifier in enumerate(chosen[: len(COLOURS)])}

    def height_of(place: int) -> float:
        return _TOP + step * (place - 0.5)

    tracks = [_track(one, xs, height_of, COLOURS[order[one.id]] if one.id in order else "") for one in series]
    coloured = _spread(_readable([track for track in tracks if track.colour]))
    right = _LEFT + width * columns
    return LineChart(
        width=right + 9.5 * _LABEL_CHARACTERS,
        height=max(height_of(deepest) + step / 2, *(track.label_y + 8 for track in coloured), 0) + _BOTTOM,
        plot_right=right,
        columns=xs,
        ticks=tuple((place, height_of(place)) for place in _ticks(deepest)),
        tracks=(*(track for track in tracks if not track.colour), *coloured),
        roomy=step >= _PIXELS_A_PLACE,
    )


def small_chart(places: Sequence[int | None], *, width: float = 260, height: float = 84) -> LineChart:
    """One series in little room: the scale runs from the best to the worst of its own places."""
    told = [place for place in places if place is not None]
    best, worst = min(told), max(told)
    step = (height - 44) / max(worst - best, 1)
    middle = (height - 44) / 2 if worst == best else 0
    xs = tuple(26 + (width - 52) * (at + 0.5) / len(places) for at in range(len(places)))
    series = Series(id="", name="", places=tuple(places))
    track = _track(series, xs, lambda place: 24 + middle + step * (place - best), COLOURS[0])
    return LineChart(
        width=width,
        height=height,
        plot_right=width,
        columns=xs,
        ticks=(),
        tracks=(track,),
        roomy=False,
    )


def _track(series: Series, xs: Sequence[float], height_of: Callable[[int], float], colour: str) -> Track:
    dots = tuple(
        Dot(x=xs[column], y=height_of(place), place=place, column=column)
        for column, place in enumerate(series.places)
        if place is not None
    )
    label = series.name
    if len(label) > _LABEL_CHARACTERS:
        label = f"{label[: _LABEL_CHARACTERS - 1].rstrip()}…"
    if dots and dots[-1].column == len(xs) - 1:
        label = f"{dots[-1].place} {label}"
    return Track(
        id=series.id,
        name=series.name,
        label=label,
        colour=colour,
        segments=tuple(
            Segment(start=one, end=other, gap=other.column > one.column + 1) for one, other in pairwise(dots)
        ),
        dots=dots,
        label_y=dots[-1].y if dots else 0.0,
    )


def _path(segments: Iterable[Segment]) -> str:
    """One path for all: an element for each piece would be most of the page."""
    commands, end = [], None
    for segment in segments:
        if segment.start != end:
            commands.append(f"M{segment.start.x:.1f} {segment.start.y:.1f}")
        commands.append(f"L{segment.end.x:.1f} {segment.end.y:.1f}")
        end = segment.end
    return "".join(commands)


def _readable(tracks: Sequence[Track]) -> list[Track]:
    """The tracks, with numbers left out where one would cover the number of a track before it."""
    taken: dict[int, list[float]] = defaultdict(list)
    readable = []
    for track in tracks:
        dots = []
        for dot in track.dots:
            free = all(abs(dot.y - y) >= _NUMBER_HEIGHT for y in taken[dot.column])
            if free:
                taken[dot.column].append(dot.y)
            dots.append(replace(dot, numbered=free))
        readable.append(replace(track, dots=tuple(dots)))
    return readable


def _spread(tracks: Sequence[Track]) -> list[Track]:
    """The tracks with their labels pushed down until none covers another."""
    free, spread = 0.0, []
    for track in sorted(tracks, key=lambda track: track.label_y):
        y = max(track.label_y, free)
        free = y + _LABEL_HEIGHT
        spread.append(replace(track, label_y=y))
    return spread


def _deepest(series: Sequence[Series]) -> int:
    return max((place for one in series for place in one.places if place is not None), default=1)


def _ticks(deepest: int) -> list[int]:
    """1, and round places below it, at most nine in all."""
    step = next(step for step in (1, 2, 5, 10, 20, 50, 100, 1000, deepest) if deepest / step <= _TICKS)
    return sorted({1, *range(step, deepest + 1, step)})
