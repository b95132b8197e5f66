from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from alerts.decisions import decide

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"regions": ("RU-SMO",)},
        {"regions": ("RU-MOW", "RU-SMO"), "ratings": ("export-centres",)},
        {"moved_by_at_least": 3},
        {"max_age_days": 1},
    ],
)
def test_what_was_asked_for_is_told_as_new(asked, make_event, make_subscription):
    decision = decide_on(make_event(), make_subscription(**asked))
    assert (decision.deliver, decision.reason) == (True, "new")


@pytest.mark.parametrize(
    "asked",
    [
        {"regions": ("RU-MOW",)},
        {"ratings": ("investment-climate",)},
        {"kinds": ("edition_appeared",)},
        {"regions": ("RU-SMO",), "ratings": ("investment-climate",)},
    ],
)
def test_what_was_not_asked_for_is_not_matched(asked, make_event, make_subscription):
    decision = decide_on(make_event(), make_subscription(**asked))
    assert (decision.deliver, decision.reason) == (False, "not_matched")


def test_an_event_of_no_region_does_not_match_a_wish_for_regions(make_event, make_subscription):
    decision = decide_on(make_event(region=None), make_subscription(regions=("RU-SMO",)))
    assert decision.reason == "not_matched"


@pytest.mark.parametrize("period", ["2024", "2024-Q4", "2025-M01/M09"])
def test_an_old_edition_that_arrives_late_is_suppressed(period, make_event, make_subscription):
    decision = decide_on(make_event(period=period), make_subscription(), newest_period="2025")
    assert (decision.deliver, decision.reason) == (False, "suppressed_stale_edition")


@pytest.mark.parametrize(
    ("period", "newest"),
    [("2025", "2025"), ("2026", "2025"), ("2025", "~2026-02"), ("~2026-02", "2025"), ("2025", None)],
)
def test_an_edition_that_is_not_known_to_be_older_is_told(period, newest, make_event, make_subscription):
    decision = decide_on(make_event(period=period), make_subscription(), newest_period=newest)
    assert decision.deliver


def test_inferred_editions_are_ordered_among_themselves(make_event, make_subscription):
    decision = decide_on(make_event(period="~2026-02"), make_subscription(), newest_period="~2026-03")
    assert decision.reason == "suppressed_stale_edition"


def test_a_move_smaller_than_asked_for_is_suppressed(make_event, make_subscription):
    decision = decide_on(make_event(), make_subscription(moved_by_at_least=4))
    assert (decision.deliver, decision.reason) == (False, "suppressed_small_move")


def test_a_move_down_counts_as_much_as_one_up(make_event, make_subscription):
    decision = decide_on(make_event(previous=2, position=5), make_subscription(moved_by_at_least=3))
    assert decision.deliver


def test_a_place_that_did_not_move_is_no_alert(make_event, make_subscription):
    assert decide_on(make_event(previous=2), make_subscription()).reason == "suppressed_small_move"


def test_a_correction_is_told_however_small_it_is(make_event, make_subscription):
    event = make_event(previous=2, position=3, previous_period="2025")
    assert decide_on(event, make_subscription(moved_by_at_least=5)).deliver


def test_a_new_edition_needs_no_move(make_event, make_subscription):
    event = make_event(kind="edition_appeared", previous=None)
    assert decide_on(event, make_subscription(kinds=("edition_appeared",), moved_by_at_least=5)).deliver


def test_news_older_than_the_subscription_wants_is_suppressed(make_event, make_subscription):
    event = make_event(published_at=NOW - timedelta(days=3, seconds=1))
    assert decide_on(event, make_subscription(max_age_days=3)).reason == "suppressed_old_news"
    assert decide_on(event, make_subscription()).deliver


def decide_on(event, subscription, newest_period="2025"):
    return decide(event, subscription, newest_period=newest_period, now=NOW)
