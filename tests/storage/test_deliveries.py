"""The log of deliveries: planned once, begun by one at a time, at a channel's pace."""

from __future__ import annotations

from datetime import timedelta

import pytest

from model.subscriptions import Attempt, Channel, Delivery


@pytest.fixture
def planned(store, clock):
    def plan(name="a", **told):
        values = {
            "id": f"msg_{name}",
            "event_id": f"event-{name}",
            "subscription": "ours",
            "channel": "desk",
            "status": "due",
            "reason": "new",
            "payload": "{}",
            "created_at": clock(),
            "due_at": clock(),
        }
        delivery = Delivery(**{**values, **told})
        store.deliveries.plan([delivery])
        return delivery

    return plan


def begin(store, delivery, *, interval_seconds=0.0, lease_seconds=60):
    started = store.deliveries.begin(
        delivery.id,
        Channel(name=delivery.channel),
        interval_seconds=interval_seconds,
        lease_seconds=lease_seconds,
    )
    return started.wait_seconds


def test_one_at_a_time_tries_a_delivery(store, clock, planned):
    delivery = planned()
    assert begin(store, delivery) == 0
    assert begin(store, delivery) is None
    clock.pass_seconds(60)
    assert begin(store, delivery) == 0


def test_a_channel_gets_messages_at_its_pace_in_turn(store, clock, planned):
    deliveries = [planned(name) for name in "abc"]
    assert [begin(store, one, interval_seconds=3) for one in deliveries] == [0, 3, 6]
    clock.pass_seconds(3)
    assert begin(store, deliveries[2], interval_seconds=3) == 3
    assert begin(store, deliveries[1], interval_seconds=3) == 0


def test_turns_that_were_missed_are_not_used_at_once(store, clock, planned):
    deliveries = [planned(name) for name in "abc"]
    for one in deliveries:
        begin(store, one, interval_seconds=3)
    clock.pass_seconds(600)
    assert [begin(store, one, interval_seconds=3) for one in deliveries[1:]] == [0, 3]


def test_a_channel_that_failed_rests_and_others_do_not(store, clock, planned):
    failed, waiting, other = planned("a"), planned("b"), planned("c", channel="night")
    begin(store, failed)
    later = clock() + timedelta(seconds=30)
    attempt = Attempt(at=clock(), status=429)
    store.deliveries.record(failed.id, attempt, status="due", due_at=later, rest_until=later)
    assert begin(store, waiting) == 30
    assert begin(store, other) == 0
    clock.pass_seconds(30)
    start = store.deliveries.begin(waiting.id, Channel(name="desk"), interval_seconds=0, lease_seconds=60)
    assert (start.wait_seconds, start.failures) == (0, 1)
    store.deliveries.record(waiting.id, Attempt(at=clock(), status=204), status="delivered")
    again = store.deliveries.begin(failed.id, Channel(name="desk"), interval_seconds=0, lease_seconds=60)
    assert again.failures == 0


def test_planning_again_changes_nothing(store, planned):
    delivery = planned()
    store.deliveries.record(delivery.id, Attempt(at=delivery.created_at, status=204), status="delivered")
    assert store.deliveries.plan([delivery]) == ()
    assert store.deliveries.get(delivery.id).status == "delivered"


def test_what_was_told_on_a_topic_is_found(store, planned):
    planned("a", topics=("fact:1", "story:x"))
    planned("b", topics=("fact:12", "story:x"))
    assert [one.id for one in store.deliveries.about("fact:1")] == ["msg_a"]
    assert {one.id for one in store.deliveries.about("story:x")} == {"msg_a", "msg_b"}


def test_a_bundle_becomes_due_with_its_first_member(store, clock, planned):
    soon, late = clock() + timedelta(seconds=10), clock() + timedelta(seconds=20)
    planned("a", status="bundled", bundle="bundle_1", due_at=soon)
    planned("b", status="bundled", bundle="bundle_1", due_at=late)
    clock.pass_seconds(10)
    assert store.work.overdue("deliver", clock(), 10, 60) == ("bundle_1",)
    assert {one.id for one in store.deliveries.about("bundle_1")} == {"msg_a", "msg_b"}


def test_an_event_that_joins_while_a_bundle_is_closed_is_not_lost(store, clock, planned):
    first = planned("a", status="bundled", bundle="bundle_1")
    message = planned("unused")
    planned("b", status="bundled", bundle="bundle_1")
    assert not store.deliveries.close("bundle_1", message, [first])
    members = store.deliveries.about("bundle_1")
    assert store.deliveries.close("bundle_1", message, members)
    assert store.deliveries.about("bundle_1") == ()
    assert store.deliveries.digest_of("msg_b").id == message.id


def test_only_what_is_dead_is_tried_again(store, clock, planned):
    delivery = planned()
    assert store.deliveries.replay(delivery.id) is None
    store.deliveries.record(delivery.id, Attempt(at=clock(), status=410), status="dead")
    assert store.work.overdue("deliver", clock(), 10, 60) == ()
    replayed = store.deliveries.replay(delivery.id)
    assert (replayed.status, replayed.retried_from) == ("due", 1)
    assert store.work.overdue("deliver", clock(), 10, 60) == (delivery.id,)
