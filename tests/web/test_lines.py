"""Places over editions as lines."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from web.charts.lines import Series, bump_chart, small_chart


def series(identifier, *places):
    return Series(id=identifier, name=f"Region {identifier}", places=places)


def test_a_better_place_is_higher():
    chart = bump_chart([series("a", 1, 3), series("b", 2, 1)], 2, ["a"])
    (track,) = [track for track in chart.tracks if track.id == "a"]
    assert track.dots[0].y < track.dots[1].y
    assert track.dots[0].x < track.dots[1].x


def test_a_line_over_an_edition_without_a_place_is_a_gap():
    chart = bump_chart([series("a", 1, None, 3, 4)], 4, ["a"])
    assert [piece.gap for piece in chart.tracks[0].segments] == [True, False]


def test_chosen_lines_are_in_colour_on_top_of_the_others():
    chart = bump_chart([series("a", 1, 2), series("b", 2, 1)], 2, ["a"])
    assert [(track.id, bool(track.colour)) for track in chart.tracks] == [("b", False), ("a", True)]


def test_labels_do_not_cover_each_other():
    chart = bump_chart([series(str(n), 30, 30) for n in range(6)], 2, [str(n) for n in range(6)])
    heights = sorted(track.label_y for track in chart.tracks)
    assert all(later - earlier >= 20 for earlier, later in pairwise(heights))


def test_a_label_tells_the_place_only_where_the_newest_edition_does():
    chart = bump_chart([series("a", 1, 2), series("b", 3, None)], 2, ["a", "b"])
    assert {track.id: track.label for track in chart.tracks} == {"a": "2 Region a", "b": "Region b"}


def test_numbers_that_would_cover_another_are_left_out():
    chart = bump_chart([series("a", 1, 1), series("b", 2, 2), series("z", 89, 89)], 2, ["a", "b"])
    numbered = {track.id: [dot.numbered for dot in track.dots] for track in chart.tracks}
    assert numbered["a"] == [True, True]
    assert numbered["b"] == [False, False]


def test_a_place_of_any_depth_takes_no_more_room():
    chart = bump_chart([series("a", 1, 10**12)], 2, ["a"])
    assert chart.height < 800
    assert len(chart.ticks) <= 10


@given(st.lists(st.one_of(st.none(), st.integers(1, 500)), min_size=1, max_size=40))
def test_every_told_place_is_inside_the_chart(places):
    chart = bump_chart([series("a", *places)], len(places), ["a"])
    for dot in chart.tracks[0].dots:
        assert 0 < dot.x < chart.width
        assert 0 < dot.y < chart.height


@given(st.lists(st.integers(1, 10**9), min_size=1, max_size=30))
def test_a_small_chart_keeps_its_size(places):
    chart = small_chart(places)
    assert all(0 <= dot.y <= chart.height for dot in chart.tracks[0].dots)


def test_a_line_is_one_path_and_its_gaps_another():
    (track,) = small_chart([3, 2, None, 1]).tracks
    assert (track.line.count("M"), track.line.count("L")) == (1, 1)
    assert (track.gaps.count("M"), track.gaps.count("L")) == (1, 1)
    assert track.gaps.startswith(track.line[track.line.index("L") :].replace("L", "M"))
