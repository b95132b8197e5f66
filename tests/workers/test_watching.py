"""What did not come becomes an event, once, and is told."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from model.sources import SourceState
from runtime.service import Service
from workers.stages.relaying import relay_events
from workers.watching import watch

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)


def test_a_silent_source_is_told_once(make_service: Callable[..., Service]) -> None:
    service = make_service(
        sources=[{"name": "paper", "url": "https://paper.example/feed"}],
        channels=[{"name": "desk", "kind": "file", "url": "-"}],
        subscriptions=[{"name": "health", "channel": "desk", "kinds": ["source_silent"]}],
    )
    service.store.sources.save_state("paper", SourceState(succeeded_at=NOW - timedelta(days=400)))
    assert watch(service) == 1
    assert watch(service) == 0
    relay_events(service, service.store.work.overdue("relay", datetime.now(UTC), 10, 60))
    assert watch(service) == 0
    (delivery,) = service.store.deliveries.list()
    assert (delivery.subscription, delivery.status) == ("health", "due")
