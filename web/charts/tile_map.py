"""A map of Russia in equal tiles: the reviewed grid, and places shown on it in five steps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from alerts.wording import Language

STEPS = ("best", "good", "middle", "lower", "last")
"""Fifths of the places that are told, from the best on: five shades can be told apart."""
TILE = 46
GAP = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class GridTile:
    """A region's tile: its column and row, counted from 0, and its label in each language."""

    code: str
    column: int
    row: int
    labels: Mapping[Language, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class MapTile:
    """A tile as it is drawn. `place` is what stands under the label; `step` is "" where none is told."""

    code: str
    x: int
    y: int
    label: str
    name: str
    place: str
    step: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TileMap:
    """The map. `legend` names the places of each step that is used: ("best", "1–9")."""

    width: int
    height: int
    tiles: tuple[MapTile, ...]
    legend: tuple[tuple[str, str], ...]


@cache
def grid() -> tuple[GridTile, ...]:
    """The reviewed grid, row by row."""
    content = yaml.safe_load((Path(__file__).parent / "tile_map.yaml").read_text(encoding="utf-8"))
    return tuple(
        GridTile(
            code=content["codes"].get(label, f"RU-{label}"),
            column=column,
            row=row,
            labels={"ru": content["russian"][label], "en": label},
        )
        for row, line in enumerate(content["grid"].splitlines())
        for column, label in enumerate(line.split())
        if label != "."
    )


def tile_map(places: Mapping[str, tuple[int, str]], names: Mapping[str, str], language: Language) -> TileMap:
    """Regions by their places: a number to sort by, and the place as it is written ("5–7").

    `names` are all regions by code; one without a place is drawn empty.
    """
    steps = _steps(sorted({number for number, _ in places.values()}))
    tiles = tuple(
        MapTile(
            code=tile.code,
            x=tile.column * (TILE + GAP),
            y=tile.row * (TILE + GAP),
            label=tile.labels[language],
            name=names[tile.code],
            place=places[tile.code][1] if tile.code in places else "",
            step=steps[places[tile.code][0]] if tile.code in places else "",
        )
        for tile in grid()
    )
    return TileMap(
        width=max(tile.x for tile in tiles) + TILE,
        height=max(tile.y for tile in tiles) + TILE,
        tiles=tiles,
        legend=_legend(steps),
    )


def _steps(numbers: list[int]) -> dict[int, str]:
    """Each place's step; few places take the steps from the best on."""
    size = max(len(numbers) / len(STEPS), 1)
    return {number: STEPS[int(at / size)] for at, number in enumerate(numbers)}


def _legend(steps: Mapping[int, str]) -> tuple[tuple[str, str], ...]:
    spans = ((step, [number for number, own in steps.items() if own == step]) for step in STEPS)
    return tuple((step, _span(numbers[0], numbers[-1])) for step, numbers in spans if numbers)


def _span(first: int, last: int) -> str:
    return str(first) if first == last else f"{first}–{last}"
