from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from alerts.decisions import Told, decide
from model.subscriptions import Silence

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


def test_a_new_edition_needs_no_move(make_event, make_subscription):
    event = make_event(kind="edition_appeared", previous=None)
    assert decide_on(event, make_subscription(kinds=("edition_appeared",), moved_by_at_least=5)).deliver


def test_news_older_than_the_subscription_wants_is_suppressed(make_event, make_subscription):
    event = make_event(published_at=NOW - timedelta(days=3, seconds=1))
    assert decide_on(event, make_subscription(max_age_days=3)).reason == "suppressed_old_news"
    assert decide_on(event, make_subscription()).deliver


def test_a_correction_goes_to_whoever_was_told_however_small_or_old_it_is(make_event, make_subscription):
    event = make_event(kind="fact_corrected", period="2023", published_at=NOW - timedelta(days=900))
    subscription = make_subscription(moved_by_at_least=9, max_age_days=1, regions=("RU-MOW",))
    assert decide_on(event, subscription, told=Told(of_fact=True)).reason == "changed"
    assert decide_on(event, make_subscription()).reason == "suppressed_original_not_told"


def test_a_movement_that_corrects_what_was_told_is_told_by_the_correction(make_event, make_subscription):
    decision = decide_on(make_event(), make_subscription(), told=Told(of_fact=True))
    assert (decision.deliver, decision.reason) == (False, "suppressed_already_told")


def silence(**changes):
    values = {
        "id": "s1",
        "author": "Анна",
        "comment": "пересчёт",
        "starts_at": NOW - timedelta(hours=1),
        "ends_at": NOW + timedelta(hours=1),
    }
    return Silence(**{**values, **changes})


def test_a_silence_says_who_why_and_until_when(make_event, make_subscription):
    decision = decide_on(make_event(), make_subscription(), silences=[silence()])
    assert (decision.deliver, decision.reason) == (False, "suppressed_silenced")
    assert decision.note == "Анна: пересчёт (until 2026-11-22 10:30 UTC)"


@pytest.mark.parametrize(
    "elsewhere",
    [
        {"regions": ("RU-MOW",)},
        {"ratings": ("other",)},
        {"subscriptions": ("other",)},
        {"kinds": ("new_leader",)},
        {"starts_at": NOW - timedelta(hours=2), "ends_at": NOW},
        {"starts_at": NOW + timedelta(seconds=1)},
    ],
)
def test_a_silence_of_something_else_silences_nothing(elsewhere, make_event, make_subscription):
    assert decide_on(make_event(), make_subscription(), silences=[silence(**elsewhere)]).deliver


def test_a_story_is_not_told_again_before_its_time(make_event, make_subscription):
    subscription = make_subscription(repeat_interval_hours=24)
    soon = decide_on(make_event(), subscription, told=Told(of_story_at=NOW - timedelta(hours=23)))
    later = decide_on(make_event(), subscription, told=Told(of_story_at=NOW - timedelta(hours=24)))
    assert (soon.deliver, soon.reason) == (False, "suppressed_repeat")
    assert (later.deliver, later.reason) == (True, "repeat")


def test_quiet_hours_put_off_to_their_end(make_event, make_subscription):
    decision = decide_on(make_event(), make_subscription(quiet_hours="12:00-14:15"))
    assert (decision.deliver, decision.reason) == (True, "quiet_hours")
    assert decision.due_at == datetime(2026, 11, 22, 11, 15, tzinfo=UTC)


def test_what_goes_into_one_digest_shares_a_bundle(make_event, make_subscription):
    daily = make_subscription(digest="daily", digest_at="18:00")
    one, other = (decide_on(make_event(id=name), daily) for name in "ab")
    assert (one.reason, one.due_at) == ("in_digest", datetime(2026, 11, 22, 15, 0, tzinfo=UTC))
    assert one.bundle == other.bundle is not None
    weekly = decide_on(make_event(), make_subscription(digest="weekly"))
    assert weekly.bundle != one.bundle


def test_events_of_one_group_wait_for_each_other(make_event, make_subscription):
    grouped = make_subscription(group_by=("rating",), group_wait_seconds=60)
    one, same, other = (
        decide_on(make_event(rating_id=rating), grouped, newest_period=None) for rating in ("a", "a", "b")
    )
    assert (one.reason, one.due_at) == ("in_group", NOW + timedelta(seconds=60))
    assert one.bundle == same.bundle != other.bundle


def decide_on(event, subscription, newest_period="2025", **around):
    return decide(event, subscription, newest_period=newest_period, now=NOW, **around)
