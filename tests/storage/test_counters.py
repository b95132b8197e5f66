"""Totals are shared by all workers."""

from __future__ import annotations

from datetime import UTC, datetime

from redis import Redis

from storage.store import Store


def test_totals_add_up_over_stores(redis: Redis) -> None:
    for _ in range(2):
        store = Store(redis, clock=lambda: datetime.now(UTC))
        store.counters.count("read", "new")
    store.counters.count("extract", "no_claims", 3)

    assert store.counters.totals() == {("extract", "no_claims"): 3, ("read", "new"): 2}
