"""What is too old is forgotten, with all that it is filed under; what is still to be done is not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from redis import Redis

from alerts.planning import test_delivery as sample_delivery
from model.subscriptions import Channel, Delivery, Silence
from runtime.service import Service
from storage.store import Store
from tests.storage.conftest import Clock
from workers.tidying import tidy

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)


def planned(number: int, at: datetime, **changes: object) -> Delivery:
    made = sample_delivery(Channel(name="desk"), now=at + timedelta(milliseconds=number))
    return replace(made, topics=(f"fact:f{number}", *made.topics), **changes)


def test_old_deliveries_are_forgotten_and_what_is_due_is_not(
    make_service: Callable[..., Service], redis: Redis
) -> None:
    clock = Clock(NOW)
    service = replace(make_service(), clock=clock)
    service.store = Store(redis, clock=clock)
    log = service.store.deliveries
    old = NOW - timedelta(days=service.settings.delivery_log_days, seconds=1)
    told, due, waiting = (planned(number, old) for number in range(3))
    waiting = replace(waiting, status="bundled", bundle="bundle_x")
    fresh = planned(3, NOW)
    log.plan([told, due, waiting, fresh])
    for one in (told, fresh):
        log.record(one.id, None, status="delivered")
    assert (tidy(service), tidy(service)) == (1, 0)
    assert {one.id for one in log.list()} == {due.id, waiting.id, fresh.id}
    assert log.about("fact:f0") == ()
    assert log.about(f"event:{told.event_id}") == ()
    assert redis.zlexcount("svodka:{deliveries}:filed", f"[fact:f0 {told.id}", f"[fact:f0 {told.id}") == 0
    assert log.about("fact:f3") != ()


def test_a_digest_that_went_out_is_forgotten_with_its_members(
    make_service: Callable[..., Service], redis: Redis
) -> None:
    from alerts.planning import message_of_bundle

    clock = Clock(NOW - timedelta(days=401))
    service = replace(make_service(), clock=clock)
    service.store = Store(redis, clock=clock)
    log = service.store.deliveries
    member = planned(0, clock(), status="bundled", bundle="bundle_x")
    log.plan([member])
    message = message_of_bundle("bundle_x", [member], now=clock())
    assert log.close("bundle_x", message, [member])
    log.record(message.id, None, status="delivered")
    clock.now = NOW
    assert tidy(service) == 2
    assert log.list() == ()
    assert redis.zcard("svodka:{deliveries}:filed") == 0


def test_a_silence_that_is_long_over_is_forgotten(make_service: Callable[..., Service]) -> None:
    service = replace(make_service(), clock=lambda: NOW)
    for name, ended in (("old", 500), ("new", 5)):
        ends_at = NOW - timedelta(days=ended)
        service.store.silences.save(
            Silence(id=name, author="a", comment="c", starts_at=ends_at - timedelta(days=1), ends_at=ends_at)
        )
    tidy(service)
    assert [one.id for one in service.store.silences.list()] == ["new"]
