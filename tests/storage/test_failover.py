"""A master that dies in the middle of writes takes nothing with it that was confirmed.

With the settings that docs/keeping.md recommends, on a real master with two replicas and three Sentinels.
"""

from __future__ import annotations

import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from redis import Redis
from redis.exceptions import RedisError

from model.errors import StoreUnavailable
from storage.connection import connect_store
from storage.facts import FactQuery
from storage.store import Store

PATIENCE_SECONDS = 90
NAME = "svodka"
BEFORE, AFTER = 12, 8
"""Articles that are confirmed before the master dies, and after."""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def wait_until(ready, what: str) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            if ready():
                return
        except RedisError:
            pass
        assert time.monotonic() < deadline, what
        time.sleep(0.1)


class Watched:
    """A master, two replicas, and three Sentinels that watch them."""

    def __init__(self, program: Path, folder: Path) -> None:
        self._program, self._folder = program, folder
        self.processes: dict[int, subprocess.Popen[bytes]] = {}
        self.servers = [free_port() for _ in range(3)]
        self.sentinels = [free_port() for _ in range(3)]
        for port in self.servers:
            replica = "" if port == self.master else f"replicaof 127.0.0.1 {self.master}"
            self._start(port, f"appendonly yes\nrepl-diskless-sync-delay 0\n{replica}\n")
        wait_until(self.is_replicating, "the replicas do not follow")
        for port in self.sentinels:
            watch = (
                f"sentinel monitor {NAME} 127.0.0.1 {self.master} 2\n"
                f"sentinel down-after-milliseconds {NAME} 1500\n"
                f"sentinel failover-timeout {NAME} 6000\n"
            )
            self._start(port, watch, "--sentinel")
        wait_until(self.is_watched, "the Sentinels do not find each other")

    @property
    def master(self) -> int:
        return self.servers[0]

    @property
    def url(self) -> str:
        hosts = ",".join(f"127.0.0.1:{port}" for port in self.sentinels)
        return f"redis+sentinel://{hosts}/{NAME}/0"

    def is_replicating(self) -> bool:
        with Redis(port=self.master) as client:
            return [one["state"] for one in replicas(client)] == ["online", "online"]

    def is_watched(self) -> bool:
        for port in self.sentinels:
            with Redis(port=port) as client:
                told = client.sentinel_master(NAME)
                if int(told["num-other-sentinels"]) != 2 or int(told["num-slaves"]) != 2:
                    return False
        return True

    def kill_master(self) -> None:
        self.processes[self.master].send_signal(signal.SIGKILL)

    def _start(self, port: int, settings: str, *more: str) -> None:
        home = self._folder / str(port)
        home.mkdir()
        config = home / "redis.conf"
        config.write_text(f'port {port}\nbind 127.0.0.1\ndir {home}\nsave ""\n{settings}')
        self.processes[port] = subprocess.Popen(
            [self._program, config, *more], cwd=home, stdout=subprocess.DEVNULL
        )

    def end(self) -> None:
        for process in self.processes.values():
            process.kill()
        for process in self.processes.values():
            process.wait(PATIENCE_SECONDS)


def replicas(client: Redis) -> list[dict[str, str]]:
    told = client.info("replication")
    return [told[f"slave{number}"] for number in range(int(told["connected_slaves"]))]


@pytest.fixture
def watched(redis_program) -> Iterator[Watched]:
    with tempfile.TemporaryDirectory(prefix="svodka-") as folder:
        watched = Watched(redis_program, Path(folder))
        try:
            yield watched
        finally:
            watched.end()


def test_a_failover_in_the_middle_of_writes_loses_nothing_that_was_confirmed(
    watched, newsroom, clock, statements
):
    client = connect_store(watched.url)
    store = Store(client, clock=lambda: datetime.now(UTC), wait_replicas=1)
    newsroom.store = store
    confirmed: list[str] = []
    deadline = datetime.now(UTC) + timedelta(seconds=PATIENCE_SECONDS)
    while len(confirmed) < BEFORE + AFTER:
        assert datetime.now(UTC) < deadline, f"{len(confirmed)} were confirmed"
        name = f"n{len(confirmed)}"
        try:
            newsroom.publish(newsroom.article(name), statements.ranking(f"RU-{name}", 1))
        except StoreUnavailable:
            time.sleep(0.2)
            continue
        confirmed.append(name)
        if len(confirmed) == BEFORE:
            watched.kill_master()
    found = {fact.key.subject for fact in store.facts.every(FactQuery())}
    assert found == {f"RU-{name}" for name in confirmed}
    assert list(store.check.findings()) == []
    client.close()
