"""Whoever holds one life of Redis does not go on in the next one."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from model.articles import ArticleRef
from model.errors import StoreUnavailable
from storage.connection import connect
from storage.lifetimes import hold_one_life
from storage.store import Store
from tests.chaos.fleet import free_ports
from tests.chaos.redis_server import RedisServer

REF = ArticleRef(url="https://news.example/1", source="a")


@pytest.fixture
def server(redis_program: Path, tmp_path: Path) -> Iterator[RedisServer]:
    made = RedisServer(redis_program, tmp_path, free_ports(1)[0])
    made.start()
    yield made
    made.stop()


@pytest.mark.parametrize("holds", [True, False])
def test_work_that_began_before_a_restart_is_not_called_done_after_it(
    server: RedisServer, holds: bool
) -> None:
    with connect(server.url) as client:
        if holds:
            hold_one_life(client)
        store = Store(client, clock=lambda: datetime.now(UTC))
        store.refs.add([REF])
        server.kill()
        server.start()
        if holds:
            with pytest.raises(StoreUnavailable, match="started anew"):
                store.work.done("read", [REF.id])
        else:
            store.work.done("read", [REF.id])
    with connect(server.url) as other:
        assert Store(other, clock=lambda: datetime.now(UTC)).work.is_due("read", REF.id) == holds


def test_connections_to_the_same_life_are_made_anew(server: RedisServer) -> None:
    with connect(server.url) as client:
        hold_one_life(client)
        store = Store(client, clock=lambda: datetime.now(UTC))
        store.refs.add([REF])
        client.connection_pool.disconnect()
        assert store.refs.get([REF.id])
