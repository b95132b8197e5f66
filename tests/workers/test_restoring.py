"""The restore drill of docs/operation.md: no fact is lost, and no old alert is sent again."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from redis import Redis

from runtime.service import Service
from storage.facts import FactQuery
from storage.store import Store
from tests.chaos.fleet import free_ports
from tests.chaos.redis_server import RedisServer
from tests.storage.conftest import Clock, ranking
from tests.workers.test_alert_road import NOON, Desk


@pytest.fixture
def server(tmp_path: Path, redis_program: Path) -> Iterator[RedisServer]:
    data = tmp_path / "data"
    data.mkdir()
    (port,) = free_ports(1)
    found = RedisServer(redis_program, data, port)
    found.start()
    yield found
    found.stop()


@pytest.fixture
def redis(server: RedisServer) -> Iterator[Redis]:
    """In the place of the tests' own server: one whose files can be lost."""
    with Redis(port=server.port) as client:
        yield client


@pytest.fixture
def desk(make_service: Callable[..., Service], tmp_path: Path) -> Desk:
    clock = Clock(NOON)
    made = make_service(
        channels=[{"name": "anna", "kind": "file", "url": str(tmp_path / "anna.jsonl")}],
        subscriptions=[{"name": "every", "channel": "anna", "kinds": ["place_changed"]}],
    )
    service = replace(made, clock=clock)
    service.store = Store(made.redis, clock=clock, host_clock=clock)
    return Desk(service, clock, tmp_path)


def restore(server: RedisServer, copy: Path) -> None:
    """As the runbook says: the snapshot alone, first without the append-only file, then with it."""
    data = copy.parent / "data"
    for path in data.iterdir():
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    shutil.copy(copy, data / "dump.rdb")
    server.start(append_only=False)
    with Redis(port=server.port) as client:
        client.config_set("appendonly", "yes")
        # Before it is written a restart would find an empty file, and nothing.
        while any(
            client.info("persistence")[f"aof_rewrite_{state}"] for state in ("in_progress", "scheduled")
        ):
            time.sleep(0.1)
    server.kill()
    server.start()


def test_all_is_lost_and_comes_back_from_the_copy_and_the_sources(
    desk: Desk, server: RedisServer, redis: Redis, tmp_path: Path
) -> None:
    desk.publish("old", *(ranking(f"RU-{n}", n, period="2024") for n in range(1, 6)))
    desk.publish("new", *(ranking(f"RU-{n}", n + 1) for n in range(1, 6)))
    assert len(desk.told("anna")) == 5
    redis.save()
    shutil.copy(tmp_path / "data" / "dump.rdb", tmp_path / "copy.rdb")
    desk.publish("later", ranking("RU-9", 9))
    before = {fact.id: fact.statement for fact in desk.service.store.facts.every(FactQuery())}

    server.kill()
    restore(server, tmp_path / "copy.rdb")

    assert list(desk.service.store.check.findings()) == []
    kept = {fact.id for fact in desk.service.store.facts.every(FactQuery())}
    assert len(kept) == 10
    desk.publish("new", *(ranking(f"RU-{n}", n + 1) for n in range(1, 6)))
    desk.publish("later", ranking("RU-9", 9))
    after = {fact.id: fact.statement for fact in desk.service.store.facts.every(FactQuery())}
    assert after.keys() == before.keys()
    assert desk.told("anna") == []
