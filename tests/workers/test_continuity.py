"""A store that went back in time is noticed, told, and filled again from its sources."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
import structlog
from redis import Redis

from model.sources import SourceState
from runtime.service import Service
from storage import keys
from workers.continuity import Continuity
from workers.scheduling import tick


@pytest.fixture
def service(make_service: Callable[..., Service]) -> Service:
    made = make_service(sources=[{"name": "paper", "url": "http://127.0.0.1:9/feed"}])
    later = datetime.now(UTC) + timedelta(hours=1)
    made.store.sources.save_state("paper", SourceState(etag='"1"', next_at=later))
    return made


def ticked(service: Service, holder: str, continuity: Continuity) -> list[str]:
    with structlog.testing.capture_logs() as logs:
        tick(service, holder, continuity)
    return [line["event"] for line in logs if line["event"].startswith("store.")]


def test_ticks_that_are_all_on_record_are_nothing_to_tell(service: Service) -> None:
    continuity = Continuity(service)
    for _ in range(3):
        assert ticked(service, "a", continuity) == []
    assert service.store.sources.state("paper").etag == '"1"'


def test_lost_ticks_are_told_and_sources_are_read_again(service: Service, redis: Redis) -> None:
    continuity = Continuity(service)
    for _ in range(5):
        ticked(service, "a", continuity)
    redis.set(keys.BEATS, 2)
    assert ticked(service, "a", continuity) == ["store.went_back"]
    assert service.store.sources.state("paper").etag is None
    assert redis.llen("rq:queue:svodka-crawl") == 1
    assert ticked(service, "a", continuity) == []


def test_who_stood_by_notices_it_too(service: Service, redis: Redis) -> None:
    first, second = Continuity(service), Continuity(service)
    for _ in range(5):
        ticked(service, "a", first)
    assert ticked(service, "b", second) == []
    redis.delete(keys.BEATS, keys.SCHEDULE)
    assert ticked(service, "b", second) == ["store.went_back"]


def test_a_new_scheduler_has_nothing_to_compare_with(service: Service) -> None:
    ticked(service, "a", Continuity(service))
    service.store.schedule.release("a")
    assert ticked(service, "b", Continuity(service)) == []
