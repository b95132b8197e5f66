from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

from alerts.planning import Surroundings, delivery_id
from alerts.planning import plan as plan_deliveries

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)


def plan(event, subscriptions, *, now, **surroundings):
    return plan_deliveries(event, subscriptions, Surroundings(**surroundings), now=now)


def test_every_subscription_that_matches_gets_its_own_delivery(make_event, make_subscription):
    subscriptions = [
        make_subscription(name="all"),
        make_subscription(name="moscow", regions=("RU-MOW",)),
        make_subscription(name="ours", regions=("RU-SMO",), channel="night"),
    ]
    planned = plan(make_event(), subscriptions, newest_period="2025", now=NOW)
    assert [(delivery.subscription, delivery.channel, delivery.status) for delivery in planned] == [
        ("all", "desk", "due"),
        ("ours", "night", "due"),
    ]


def test_a_suppressed_delivery_is_kept_with_its_reason(make_event, make_subscription):
    (delivery,) = plan(make_event(period="2024"), [make_subscription()], newest_period="2025", now=NOW)
    assert (delivery.status, delivery.reason) == ("suppressed", "suppressed_stale_edition")


def test_planning_again_later_gives_the_same_ids(make_event, make_subscription):
    first = plan(make_event(), [make_subscription()], newest_period="2025", now=NOW)
    again = plan(make_event(), [make_subscription()], newest_period="2025", now=NOW + timedelta(hours=1))
    assert [delivery.id for delivery in first] == [delivery.id for delivery in again]


def test_the_id_of_a_delivery_tells_events_and_recipients_apart():
    ids = {delivery_id("e1", "a"), delivery_id("e1", "b"), delivery_id("e2", "a"), delivery_id("e", "1a")}
    assert len(ids) == 4


def test_the_id_of_a_delivery_has_no_full_stop_because_the_signature_separates_by_it(make_event):
    assert "." not in delivery_id("2026-02.9f86d081884c7d65", "my.subscription")


def test_the_payload_is_in_the_language_of_the_subscription(make_event, make_subscription):
    subscriptions = [
        make_subscription(name="1", channel="a"),
        make_subscription(name="2", channel="b", language="en"),
    ]
    planned = plan(make_event(), subscriptions, newest_period=None, now=NOW)
    assert [json.loads(delivery.payload)["data"]["language"] for delivery in planned] == ["ru", "en"]


def test_a_recipient_gets_an_event_once_and_the_log_says_by_which_subscription(make_event, make_subscription):
    subscriptions = [make_subscription(name="b"), make_subscription(name="a", digest="daily")]
    told, not_told = plan(make_event(), subscriptions, now=NOW)
    assert (told.subscription, told.status) == ("b", "due")
    assert (not_told.subscription, not_told.reason) == ("a", "suppressed_already_told")
    assert not_told.note == "by subscription b"


def test_a_subscription_tells_each_of_its_channels(make_event, make_subscription):
    planned = plan(make_event(), [make_subscription(channels=("night", "desk"))], now=NOW)
    assert [delivery.channel for delivery in planned] == ["desk", "night"]
    assert len({delivery.id for delivery in planned}) == 2


def test_a_bundle_is_one_recipients(make_event, make_subscription):
    subscription = make_subscription(digest="daily", channels=("night",))
    planned = plan(make_event(), [subscription], now=NOW)
    assert [delivery.status for delivery in planned] == ["bundled", "bundled"]
    assert len({delivery.bundle for delivery in planned}) == 2
