"""Deliveries and events: planned once, told once."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from model.ledger import Event
from model.subscriptions import Attempt, Delivery


@pytest.fixture
def delivery(clock):
    return Delivery(
        id="msg_1",
        event_id="e1",
        subscription="all",
        channel="hook",
        status="due",
        reason="new",
        payload='{"type": "place_changed"}',
        created_at=clock(),
        due_at=clock(),
    )


def event(name, clock):
    return Event(
        id=name,
        kind="edition_appeared",
        rating_id="r",
        rating="Рейтинг",
        period="2025",
        published_at=clock(),
        happened_at=clock(),
    )


def overdue(store, clock):
    return store.work.overdue("deliver", clock(), 10, 60)


def test_a_planned_delivery_is_due(store, clock, delivery):
    assert store.deliveries.plan([delivery]) == ("msg_1",)
    assert store.deliveries.get("msg_1") == delivery
    assert overdue(store, clock) == ("msg_1",)


def test_planning_again_changes_nothing(store, clock, delivery):
    store.deliveries.plan([delivery])
    store.deliveries.record("msg_1", Attempt(at=clock(), status=200), status="delivered")
    assert store.deliveries.plan([delivery]) == ()
    assert store.deliveries.get("msg_1").status == "delivered"
    assert overdue(store, clock) == ()


def test_a_failed_try_is_due_again_when_it_is_put_off_to(store, clock, delivery):
    store.deliveries.plan([delivery])
    later = clock() + timedelta(seconds=30)
    attempt = Attempt(at=clock(), status=503, error="busy")
    after = store.deliveries.record("msg_1", attempt, status="due", due_at=later)
    assert (after.attempts, after.due_at) == ((attempt,), later)
    assert overdue(store, clock) == ()
    clock.pass_seconds(30)
    assert overdue(store, clock) == ("msg_1",)


def test_a_try_is_recorded_once(store, clock, delivery):
    store.deliveries.plan([delivery])
    attempt = Attempt(at=clock(), status=200)
    for _ in range(2):
        store.deliveries.record("msg_1", attempt, status="delivered")
    assert store.deliveries.get("msg_1").attempts == (attempt,)


def test_an_unknown_delivery_is_none(store, clock):
    assert store.deliveries.get("msg_9") is None
    assert store.deliveries.record("msg_9", Attempt(at=clock()), status="dead") is None


def test_the_newest_deliveries_are_listed_first_by_status(store, clock, delivery):
    for number in range(5):
        clock.pass_seconds(1)
        status = "suppressed" if number % 2 else "due"
        one = replace(delivery, id=f"msg_{number}", created_at=clock(), status=status)
        store.deliveries.plan([one])
    assert [one.id for one in store.deliveries.list(limit=2)] == ["msg_4", "msg_3"]
    assert [one.id for one in store.deliveries.list(status="suppressed")] == ["msg_3", "msg_1"]


def test_an_event_goes_into_the_stream_once(store, clock):
    events = [event("a", clock), event("b", clock)]
    assert store.events.append(events) == 2
    assert store.events.append(reversed(events)) == 0
    assert [one.id for _, one in store.events.stream()] == ["a", "b"]


def test_the_stream_goes_on_where_it_was_left(store, clock):
    store.events.append(event(name, clock) for name in "abc")
    (position, _), *_ = store.events.stream(limit=1)
    assert [one.id for _, one in store.events.stream(after=position)] == ["b", "c"]
    assert [one.id for one in store.events.newest(limit=2)] == ["c", "b"]
