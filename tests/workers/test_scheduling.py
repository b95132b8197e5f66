"""Schedulers: any number may run, one ticks; an outage of Redis ends none of them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from threading import Thread
from time import sleep

import pytest
from redis import Redis

from model.errors import ConfigurationError
from runtime.service import Service, _queue_redis
from runtime.settings import Settings
from storage.connection import connect
from workers.continuity import Continuity
from workers.scheduling import crawl_due_sources, schedule, tick
from workers.stopping import Stop
from workers.worker import work


def sourced(make_service: Callable[..., Service]) -> Service:
    return make_service(sources=[{"name": "paper", "url": "http://127.0.0.1:9/feed"}])


def test_of_two_schedulers_one_ticks(make_service: Callable[..., Service], redis: Redis) -> None:
    service = sourced(make_service)
    assert tick(service, "a", Continuity(service))
    assert not tick(service, "b", Continuity(service))
    assert redis.llen("rq:queue:svodka-crawl") == 1
    assert redis.get("svodka:{schedule}:beats") == b"1"


def test_a_lagging_crawl_worker_gets_no_second_job_for_a_source(
    make_service: Callable[..., Service], redis: Redis
) -> None:
    """Its site would be asked twice, and the queue would grow by all sources a lease."""
    service = sourced(make_service)
    assert crawl_due_sources(service) == 1
    later = service.clock() + timedelta(seconds=3 * service.settings.lease_seconds)
    service.clock = lambda: later
    assert crawl_due_sources(service) == 0
    assert redis.llen("rq:queue:svodka-crawl") == 1
    redis.delete("rq:queue:svodka-crawl")
    assert crawl_due_sources(service) == 1, "a queue that was lost is made good"


def test_an_outage_of_redis_ends_no_scheduler(make_service: Callable[..., Service], tmp_path: Path) -> None:
    service = sourced(make_service)
    service.redis = connect(f"unix://{tmp_path}/nobody.sock", connect_seconds=0.05)
    service.settings = service.settings.model_copy(update={"tick_seconds": 0.05})
    stop = Stop()
    scheduler = Thread(target=schedule, args=(service, stop))
    scheduler.start()
    sleep(1)
    assert scheduler.is_alive()
    stop.set()
    scheduler.join(20)
    assert not scheduler.is_alive()


def test_dictionaries_are_loaded_before_the_fork(make_service: Callable[..., Service]) -> None:
    """Loaded in the job, they take a second or two of every one."""
    service = make_service()
    work("extract", service, burst=True)
    assert "extractor" in vars(service)


def test_a_store_on_a_cluster_needs_a_redis_for_its_queues(redis: Redis) -> None:
    """RQ does not run on a cluster."""
    assert _queue_redis(Settings(), redis) is redis
    with pytest.raises(ConfigurationError, match="SVODKA_QUEUE_REDIS_URL"):
        _queue_redis(Settings(), object())  # type: ignore[arg-type]
