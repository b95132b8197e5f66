from __future__ import annotations

import pytest

from alerts.conditions import asks_for, unmet


@pytest.mark.parametrize(
    ("previous", "position", "into", "out"),
    [
        (11, 10, True, False),
        (10, 9, False, False),
        (10, 11, False, True),
        (12, 11, False, False),
        (None, 3, False, False),
    ],
)
def test_a_top_is_entered_and_left_over_its_edge(
    previous, position, into, out, make_event, make_subscription
):
    event = make_event(previous=previous, position=position)
    assert asks_for(event, make_subscription(into_top=10)) is into
    assert asks_for(event, make_subscription(out_of_top=10)) is out


def test_overtaking_is_asked_for_by_region(make_event, make_subscription):
    event = make_event(overtook=("RU-MOW", "RU-TUL"), overtaken_by=("RU-KLU",))
    assert asks_for(event, make_subscription(overtook=("RU-TUL",)))
    assert not asks_for(event, make_subscription(overtook=("RU-KLU",)))
    assert asks_for(event, make_subscription(overtaken_by=("RU-KLU",)))


@pytest.mark.parametrize(
    ("record", "wanted", "fits"),
    [
        ("best", "best", True),
        ("worst", "best", False),
        ("worst", "any", True),
        (None, "any", False),
        (None, None, True),
    ],
)
def test_records(record, wanted, fits, make_event, make_subscription):
    assert asks_for(make_event(record=record), make_subscription(record=wanted)) is fits


@pytest.mark.parametrize(
    ("before", "value", "fits"),
    [(None, 10, True), (None, 9.9, False), (9, 12, True), (11, 12, False)],
)
def test_a_bound_is_crossed_once(before, value, fits, make_event, make_subscription):
    event = make_event(kind="figure_told", value=value, previous_value=before, rating="Экспорт")
    subscription = make_subscription(kinds=("figure_told",), figure_at_least=10, metrics=("экспорт",))
    assert asks_for(event, subscription) is fits


def test_a_bound_below_is_crossed_downwards(make_event, make_subscription):
    subscription = make_subscription(kinds=("figure_told",), figure_at_most=5)
    assert asks_for(make_event(kind="figure_told", value=5), subscription)
    assert not asks_for(make_event(kind="figure_told", value=4, previous_value=5), subscription)


def test_partners_are_asked_for_by_country(make_event, make_subscription):
    event = make_event(kind="partner_appeared", country="CN")
    assert asks_for(event, make_subscription(kinds=("partner_appeared",), countries=("CN", "IN")))
    assert not asks_for(event, make_subscription(kinds=("partner_appeared",), countries=("IN",)))


def test_what_is_not_met_is_named(make_event, make_subscription):
    subscription = make_subscription(regions=("RU-MOW",), into_top=1)
    assert unmet(make_event(), subscription) == ("regions", "into_top")
