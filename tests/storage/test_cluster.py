"""The store runs unchanged on a Redis Cluster: three masters, real servers on loopback."""

from __future__ import annotations

import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from redis import Redis
from redis.cluster import RedisCluster

from model.articles import ArticleRef
from storage import keys
from storage.asking import parse_question
from storage.connection import check_server, connect_cluster
from storage.facts import FactQuery
from storage.store import Store

MASTERS = 3
SLOTS = 16_384
PATIENCE_SECONDS = 30


def free_port() -> int:
    """A port whose neighbour for the cluster's own talk, 10000 above, exists too."""
    while True:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port: int = probe.getsockname()[1]
        if port < 55_000:
            return port


def wait_until(ready) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not ready():
        assert time.monotonic() < deadline, "the cluster does not come up"
        time.sleep(0.05)


def is_up(node: Redis) -> bool:
    try:
        return bool(node.ping())
    except ConnectionError:
        return False


@pytest.fixture(scope="module")
def cluster_url(redis_program) -> Iterator[str]:
    with tempfile.TemporaryDirectory(prefix="svodka-") as folder:
        ports = [free_port() for _ in range(MASTERS)]
        servers = []
        for port in ports:
            home = Path(folder) / str(port)
            home.mkdir()
            told = ["--port", str(port), "--bind", "127.0.0.1", "--cluster-enabled", "yes", "--save", ""]
            servers.append(subprocess.Popen([redis_program, *told], cwd=home, stdout=subprocess.DEVNULL))
        try:
            form_cluster([Redis(port=port) for port in ports])
            yield f"redis://127.0.0.1:{ports[0]}"
        finally:
            for server in servers:
                server.terminate()
            for server in servers:
                server.wait(PATIENCE_SECONDS)


def form_cluster(nodes: list[Redis]) -> None:
    for index, node in enumerate(nodes):
        wait_until(lambda node=node: is_up(node))
        share = range(index * SLOTS // MASTERS, (index + 1) * SLOTS // MASTERS)
        node.execute_command("CLUSTER ADDSLOTS", *share)
    for node in nodes[1:]:
        nodes[0].execute_command("CLUSTER MEET", "127.0.0.1", node.connection_pool.connection_kwargs["port"])
    for node in nodes:
        wait_until(lambda node=node: node.cluster("info")["cluster_state"] == "ok")
        wait_until(lambda node=node: node.cluster("info")["cluster_known_nodes"] == str(MASTERS))
        node.close()


@pytest.fixture
def redis(cluster_url: str) -> Iterator[RedisCluster]:
    """In the place of the single server: what follows is on the cluster."""
    with connect_cluster(cluster_url) as client:
        client.flushall(target_nodes=RedisCluster.ALL_NODES)
        yield client


def test_every_node_is_checked(redis):
    check_server(redis)


def test_the_whole_way_of_an_article(redis, store: Store, newsroom, clock, statements):
    store.refs.add(ArticleRef(url=f"https://news.example/{n}", source="a") for n in range(30))
    assert len(store.work.overdue("read", clock(), 100, 60)) == 30
    for number, period in enumerate(("2023", "2024", "2025")):
        clock.pass_seconds(60)
        day = clock().replace(year=2024 + number)
        newsroom.publish(
            newsroom.article(f"a{number}", published_at=day),
            statements.ranking(position=9 - number, period=period),
            statements.percentage(number),
            *(statements.partnership(country) for country in ("BY", "CN", "KZ")),
        )
    assert store.work.counts()["fold"].due == 0
    assert len(store.facts.find(FactQuery()).facts) == 7
    narrow = FactQuery(region="RU-SMO", kind="ranking", rating="export-centres")
    assert len(store.facts.find(narrow).facts) == 3
    assert len(list(store.facts.every(FactQuery(date_to=date(2024, 12, 31))))) == 5
    editions = store.ratings.editions("export-centres")
    assert [edition.places[0].previous_stored for edition in editions] == [None, 9, 8]
    for book in store.work.overdue("relay", clock(), 10, 60):
        store.events.relayed(book, store.events.pending(book))
    assert len(store.events.newest()) >= 2
    assert store.work.overdue("relay", clock(), 10, 0) == ()


def test_the_data_is_spread_over_the_masters(redis, newsroom, clock, statements):
    for number in range(12):
        day = clock().replace(year=2025, month=number + 1, day=1)
        newsroom.publish(
            newsroom.article(f"a{number}", published_at=day),
            statements.ranking(rating_id=f"rating-{number}"),
        )
    sizes = redis.dbsize(target_nodes=RedisCluster.PRIMARIES)
    assert sizes > 0
    for node in redis.get_primaries():
        assert node.redis_connection.dbsize() > 10


def test_questions_are_answered_and_counted(redis, store: Store, newsroom, clock, statements):
    for number in range(6):
        day = clock().replace(year=2025, month=number + 1, day=1)
        newsroom.publish(
            newsroom.article(f"a{number}", published_at=day),
            *(statements.ranking(f"RU-{n}", n, rating_id=f"rating-{number % 2}") for n in range(1, 9)),
        )
    asked = parse_question("rating:rating-1 position:1..3 -status:withdrawn")
    assert sorted({fact.key.subject for fact in store.facts.find(asked).facts}) == ["RU-1", "RU-2", "RU-3"]
    assert store.facts.counts(FactQuery(), "rating") == [("rating-0", 8), ("rating-1", 8)]
    assert [fact.statement.position for fact in store.facts.best(FactQuery(), 3)] == [1, 1, 2]


def test_damage_is_found_and_repaired(redis, store: Store, newsroom, statements):
    newsroom.publish(newsroom.article(), statements.ranking(), statements.percentage())
    assert list(store.check.findings()) == []
    redis.delete(keys.book(keys.book_digest("export-centres")))
    assert {finding.repaired for finding in store.check.findings(repair=True)} == {True}
    assert list(store.check.findings()) == []
    assert len(store.facts.find(FactQuery()).facts) == 2
