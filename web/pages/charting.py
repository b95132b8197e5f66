"""The charts of a rating: places over editions as lines, one edition as a map of tiles."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from alerts.wording import INFERRED
from model.ledger import Edition, Place
from storage.folding import series_of
from web.catalogue import Words
from web.charts.lines import COLOURS, LineChart, Series, bump_chart
from web.charts.tile_map import TileMap, tile_map
from web.names import Names
from web.pages.phrases import range_badge
from web.pages.subjects import subject_name

EDITIONS_DRAWN = 16
LEADERS_DRAWN = 5
FEWEST_EDITIONS = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A subject's row in the table beside the chart: its places, "—" where nobody told one."""

    id: str
    name: str
    foreign: bool
    places: tuple[str, ...]
    colour: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacesOverTime:
    """The lines of one scope of a rating, and the same in numbers.

    `choices` are subjects that can be put on the chart, by id and name.
    """

    chart: LineChart
    periods: tuple[tuple[str, str], ...]
    rows: tuple[Standing, ...]
    chosen: tuple[tuple[str, str], ...]
    choices: tuple[tuple[str, str], ...]


def scope_of(editions: Sequence[Edition], asked: str | None) -> str:
    """The scope asked for if there is such a one, else the whole rating, else the one told of most."""
    told = [place.scope for edition in editions for place in edition.places]
    if asked is not None and asked in told:
        return asked
    return "" if "" in told or not told else max(sorted(set(told)), key=told.count)


def comparable_editions(editions: Sequence[Edition], like: Edition) -> tuple[Edition, ...]:
    """The newest editions that can stand on one axis: years with years, quarters with quarters."""
    alike = [edition for edition in editions if series_of(edition.period) == series_of(like.period)]
    return tuple(alike[-EDITIONS_DRAWN:])


def places_over_time(
    editions: Sequence[Edition], scope: str, asked: Sequence[str], names: Names, words: Words
) -> PlacesOverTime | None:
    """Lines of all subjects; None where there are not two editions to compare."""
    if len(editions) < FEWEST_EDITIONS or editions[-1].period.startswith(INFERRED):
        # Which edition an inferred one is we do not know, so no line leads from one to the next.
        return None
    tables = [_by_subject(edition, scope) for edition in editions]
    subjects = _subjects(tables)
    if not subjects:
        return None
    named = {identifier: subject_name(place, names, words)[0] for identifier, place in subjects.items()}
    series = [
        Series(id=identifier, name=named[identifier], places=tuple(_exact(t.get(identifier)) for t in tables))
        for identifier in subjects
    ]
    chosen = _chosen(series, asked)
    chart = bump_chart(series, len(editions), chosen)
    colours = {track.id: track.colour for track in chart.tracks}
    return PlacesOverTime(
        chart=chart,
        periods=tuple(period_lines(edition.period, words) for edition in editions),
        rows=tuple(
            Standing(
                id=identifier,
                name=named[identifier],
                foreign=identifier not in names.regions,
                places=tuple(_figure(table.get(identifier), words) for table in tables),
                colour=colours[identifier],
            )
            for identifier in subjects
        ),
        chosen=tuple((identifier, named[identifier]) for identifier in chosen),
        choices=tuple(sorted(((i, n) for i, n in named.items() if i not in chosen), key=lambda one: one[1])),
    )


def edition_map(edition: Edition, scope: str, names: Names, words: Words) -> TileMap | None:
    """One edition on the map: the best place of each region; None where no region has one."""
    places: dict[str, tuple[int, str]] = {}
    for place in edition.places:
        if place.scope == scope and place.position is not None and place.region in names.regions:
            figure = range_badge(place.position, place.position_to, place.basis, words).figure
            places.setdefault(place.region or "", (place.position, figure))
    if not places:
        return None
    return tile_map(places, region_names(names, words), words.language)


def region_names(names: Names, words: Words) -> Mapping[str, str]:
    """All regions by code, in the language of the page."""
    return {code: names.name(code, words.language) for code in names.regions}


def period_lines(period: str, words: Words) -> tuple[str, str]:
    """A period for an axis, on two lines: ("I квартал", "2026"), ("2025", "")."""
    year = period.lstrip("~")[:4]
    before, _, _ = words.period(period).partition(year)
    return (before.strip(), year) if before.strip() else (year, "")


def _by_subject(edition: Edition, scope: str) -> dict[str, Place]:
    return {place.subject_id: place for place in edition.places if place.scope == scope}


def _subjects(tables: Sequence[Mapping[str, Place]]) -> dict[str, Place]:
    """The newest exact place of each subject that has one; best in the newest edition first."""
    newest: dict[str, Place] = {}
    for table in reversed(tables):
        for identifier, place in table.items():
            if _exact(place) is not None:
                newest.setdefault(identifier, place)
    return newest


def _exact(place: Place | None) -> int | None:
    return place.position if place is not None and place.position_to is None else None


def _figure(place: Place | None, words: Words) -> str:
    return range_badge(place.position, place.position_to, place.basis, words).figure if place else "—"


def _chosen(series: Sequence[Series], asked: Sequence[str]) -> list[str]:
    """What was asked for, else the leaders and whoever moved most in the newest edition."""
    known = {one.id for one in series}
    told = [identifier for identifier in dict.fromkeys(asked) if identifier in known]
    if told:
        return told[: len(COLOURS)]
    leaders = [one.id for one in series if one.places[-1] is not None][:LEADERS_DRAWN]
    movers = sorted((one for one in series if one.id not in leaders), key=_step, reverse=True)
    return [*leaders, *(one.id for one in movers if _step(one))][: len(COLOURS)]


def _step(series: Series) -> int:
    now, before = series.places[-1], series.places[-2]
    return abs(now - before) if now is not None and before is not None else 0
