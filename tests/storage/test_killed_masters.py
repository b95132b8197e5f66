"""Masters that are killed in mid-load: Sentinels name another, a cluster puts a replica in its place."""

from __future__ import annotations

import os
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest
from redis import Redis
from redis.cluster import RedisCluster
from redis.exceptions import RedisError

from model.articles import ArticleRef
from model.errors import StoreUnavailable, UnusableStore
from storage.connection import connect, connect_cluster, connect_store
from storage.facts import FactQuery
from storage.store import Store
from tests.storage.conftest import SLOTS, free_port

PATIENCE_SECONDS = 150.0

long = pytest.mark.skipif("FAULTS" not in os.environ, reason="takes half a minute: make test-faults")
DOWN_AFTER_MS = 1_000


def now() -> datetime:
    return datetime.now(UTC)


def wait_until(holds) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        with suppress(RedisError, StoreUnavailable, KeyError):
            if holds():
                return
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.1)


@dataclass
class Servers:
    """Real servers in a folder; all gone at the end."""

    program: Path
    folder: Path
    running: dict[int, subprocess.Popen[bytes]] = field(default_factory=dict)
    told: dict[int, list[str]] = field(default_factory=dict)

    def start(self, port: int, *options: str) -> int:
        home = self.folder / str(port)
        home.mkdir()
        self.told[port] = ["--port", str(port), "--bind", "127.0.0.1", "--save", "", *options]
        self.running[port] = server = self._started(self.told[port])
        with Redis(port=port) as client:
            wait_until(lambda: server.poll() is not None or client.ping())
        assert server.poll() is None, (home / "log").read_text()
        return port

    def sentinel(self, port: int, master: int) -> int:
        home = self.folder / str(port)
        home.mkdir()
        (home / "sentinel.conf").write_text(
            f"port {port}\nbind 127.0.0.1\nsentinel monitor svodka 127.0.0.1 {master} 2\n"
            f"sentinel down-after-milliseconds svodka {DOWN_AFTER_MS}\n"
            "sentinel failover-timeout svodka 5000\n"
        )
        self.running[port] = subprocess.Popen(
            [self.program, "sentinel.conf", "--sentinel"], cwd=home, stdout=subprocess.DEVNULL
        )
        return port

    def kill(self, port: int) -> None:
        self.running[port].kill()
        self.running[port].wait()

    def start_again(self, port: int) -> None:
        """As whatever supervises a server does when it has died."""
        self.running[port] = self._started(self.told[port])

    def _started(self, told: Sequence[str]) -> subprocess.Popen[bytes]:
        home = self.folder / told[1]
        with (home / "log").open("ab") as log:
            return subprocess.Popen([self.program, *told], cwd=home, stdout=log, stderr=log)


@pytest.fixture
def servers(redis_program: Path) -> Iterator[Servers]:
    with tempfile.TemporaryDirectory(prefix="svodka-") as folder:
        found = Servers(redis_program, Path(folder))
        yield found
        for process in found.running.values():
            process.kill()
        for process in found.running.values():
            process.wait()


def refs(start: int, count: int) -> list[ArticleRef]:
    return [ArticleRef(url=f"https://news.example/{n}", source="a") for n in range(start, start + count)]


def load_through(store: Store, kill) -> tuple[int, int]:
    """Give references, kill in the middle; how many were acknowledged, and how many are there."""
    acknowledged: list[str] = []
    killed = False
    deadline = time.monotonic() + PATIENCE_SECONDS
    number = 0
    after = 0
    while after < 20:
        assert time.monotonic() < deadline, "the store does not come back"
        if number == 60 and not killed:
            kill()
            killed = True
        try:
            added = store.refs.add(refs(number, 1))
        except StoreUnavailable:
            # A job that meets this ends, and is done again: so do we.
            time.sleep(0.2)
            continue
        acknowledged += added
        number += 1
        after += killed
    there = sum(bool(store.refs.get([identifier])) for identifier in acknowledged)
    return len(acknowledged), there


def watched(servers: Servers) -> tuple[int, int, str]:
    """A master, its replica, and the address of three Sentinels that know both and each other."""
    master = servers.start(free_port())
    replica = servers.start(free_port(), "--replicaof", "127.0.0.1", str(master))
    with Redis(port=master) as client:
        wait_until(lambda: client.info("replication")["connected_slaves"] == 1)
    sentinels = [servers.sentinel(free_port(), master) for _ in range(3)]
    for port in sentinels:
        with Redis(port=port) as client:
            wait_until(lambda client=client: int(client.sentinel_master("svodka")["num-slaves"]) == 1)
            wait_until(
                lambda client=client: int(client.sentinel_master("svodka")["num-other-sentinels"]) == 2
            )
    hosts = ",".join(f"127.0.0.1:{port}" for port in sentinels)
    return master, replica, f"redis+sentinel://{hosts}/svodka/0"


@long
def test_a_failover_of_sentinels_goes_on_and_what_it_lost_can_be_given_again(servers: Servers) -> None:
    master, replica, url = watched(servers)
    with connect(url, connect_seconds=1, answer_seconds=2) as client:
        store = Store(client, clock=now)
        acknowledged, there = load_through(store, lambda: servers.kill(master))
        # Sentinel may lose what was not copied yet; giving it again, as the crawl does, makes it good.
        assert acknowledged - there <= 60
        store.refs.add(refs(0, acknowledged))
        assert len(store.refs.get([ref.id for ref in refs(0, acknowledged)])) == acknowledged
    with Redis(port=replica) as survivor:
        assert survivor.info("replication")["role"] == "master"


CLUSTER = (
    "--cluster-enabled",
    "yes",
    "--cluster-node-timeout",
    "2000",
    "--cluster-replica-validity-factor",
    "0",
)
RECOMMENDED = ("--appendonly", "yes", "--min-replicas-to-write", "1", "--min-replicas-max-lag", "10")
"""What docs/keeping.md recommends where a master may die."""


def replicated_cluster(servers: Servers, *options: str) -> list[int]:
    """The ports of three masters, then of a replica of each."""
    ports = [servers.start(free_port(), *CLUSTER, *options) for _ in range(6)]
    nodes = [Redis(port=port) for port in ports]
    for index, node in enumerate(nodes):
        if index < 3:
            share = range(index * SLOTS // 3, (index + 1) * SLOTS // 3)
            node.execute_command("CLUSTER ADDSLOTS", *share)
    for port in ports[1:]:
        nodes[0].execute_command("CLUSTER MEET", "127.0.0.1", port)
    for node in nodes:
        wait_until(lambda node=node: node.cluster("info")["cluster_known_nodes"] == "6")
    for master, replica in zip(nodes[:3], nodes[3:], strict=True):
        identifier = master.execute_command("CLUSTER MYID").decode()
        wait_until(lambda replica=replica, one=identifier: replica.execute_command("CLUSTER REPLICATE", one))
    for node in nodes:
        wait_until(lambda node=node: node.cluster("info")["cluster_state"] == "ok")
    for replica in nodes[3:]:
        wait_until(lambda replica=replica: replica.info("replication")["master_link_status"] == "up")
    for node in nodes:
        node.close()
    return ports


@long
def test_a_cluster_goes_on_when_a_master_is_killed(servers: Servers) -> None:
    ports = replicated_cluster(servers)
    with connect_cluster(
        f"redis+cluster://127.0.0.1:{ports[0]}", connect_seconds=1, answer_seconds=2
    ) as client:
        assert isinstance(client, RedisCluster)
        store = Store(client, clock=now)
        acknowledged, there = load_through(store, lambda: servers.kill(ports[1]))
        assert acknowledged >= 80
        assert acknowledged - there <= 60
        store.refs.add(refs(0, acknowledged))
        assert len(store.work.overdue("read", now(), 1_000, 60)) == acknowledged


@long
def test_a_master_of_a_cluster_that_is_killed_in_mid_writing_takes_nothing_that_was_confirmed(
    servers: Servers, newsroom, statements
) -> None:
    """Whole articles, of months and ratings on all masters, with the settings that the manual recommends."""
    ports = replicated_cluster(servers, *RECOMMENDED)
    confirmed: list[str] = []
    deadline = time.monotonic() + PATIENCE_SECONDS
    with connect_cluster(
        f"redis+cluster://127.0.0.1:{ports[0]}", connect_seconds=1, answer_seconds=2
    ) as client:
        newsroom.store = store = Store(client, clock=now, wait_replicas=1)
        number, killed_at = 0, None
        while len(confirmed) < 60:
            assert time.monotonic() < deadline, f"{len(confirmed)} were confirmed"
            name = f"n{number}"
            article = newsroom.article(name, published_at=datetime(2026, 1 + number % 6, 1, tzinfo=UTC))
            try:
                newsroom.publish(
                    article, statements.ranking(f"RU-{name}", 1, rating_id=f"rating-{number % 5}")
                )
            except StoreUnavailable:
                # A job that meets this ends, and is done again: so do we.
                time.sleep(0.2)
                if killed_at is not None and time.monotonic() > killed_at + 1:
                    servers.start_again(ports[1])
                    killed_at = None
                continue
            confirmed.append(name)
            number += 1
            if number == 30:
                servers.kill(ports[1])
                killed_at = time.monotonic()
        found = {fact.key.subject for fact in store.facts.every(FactQuery())}
        assert found == {f"RU-{name}" for name in confirmed}
        assert list(store.check.findings()) == []


@pytest.mark.parametrize(
    "url", ["redis+sentinel://127.0.0.1:26379", "redis+sentinel://127.0.0.1:port/svodka", "redus://x"]
)
def test_an_address_that_is_none_is_told(url: str) -> None:
    with pytest.raises(UnusableStore, match="not a Redis address"):
        connect_store(url)
