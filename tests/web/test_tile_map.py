"""The map of tiles: the reviewed grid, and places in five steps."""

from __future__ import annotations

import pytest

from extractors.registries.loading import shipped_registries
from web.charts.tile_map import STEPS, grid, tile_map

NAMES = {region.code: region.name_en for region in shipped_registries().regions}


def test_every_region_has_exactly_one_tile():
    assert sorted(tile.code for tile in grid()) == sorted(NAMES)


def test_no_two_tiles_share_a_cell():
    cells = {(tile.column, tile.row) for tile in grid()}
    assert len(cells) == len(NAMES) == 89


@pytest.mark.parametrize("language", ["ru", "en"])
def test_labels_are_short_and_each_is_of_one_region(language):
    labels = [tile.labels[language] for tile in grid()]
    assert len(set(labels)) == len(labels)
    assert all(2 <= len(label) <= 3 for label in labels)


@pytest.mark.parametrize(
    ("west", "east"), [("RU-KGD", "RU-PSK"), ("RU-SMO", "RU-SVE"), ("RU-SVE", "RU-IRK"), ("RU-IRK", "RU-KAM")]
)
def test_west_is_left_of_east(west, east):
    columns = {tile.code: tile.column for tile in grid()}
    assert columns[west] < columns[east]


def test_places_take_five_steps_from_the_best_on():
    places = {code: (number, str(number)) for number, code in enumerate(sorted(NAMES), 1)}
    steps = {tile.place: tile.step for tile in tile_map(places, NAMES, "en").tiles}
    assert steps["1"] == "best"
    assert steps["89"] == "last"
    assert [step for step, _ in tile_map(places, NAMES, "en").legend] == list(STEPS)


def test_the_legend_tells_the_places_of_each_step():
    drawn = tile_map({"RU-SMO": (2, "2"), "RU-TUL": (7, "5–9")}, NAMES, "en")
    assert drawn.legend == (("best", "2"), ("good", "7"))
    assert {tile.place for tile in drawn.tiles} == {"", "2", "5–9"}


def test_equal_places_have_the_same_step():
    drawn = tile_map({"RU-SMO": (2, "2"), "RU-TUL": (2, "2"), "RU-KLU": (3, "3")}, NAMES, "en")
    steps = {tile.code: tile.step for tile in drawn.tiles if tile.place}
    assert steps == {"RU-SMO": "best", "RU-TUL": "best", "RU-KLU": "good"}
