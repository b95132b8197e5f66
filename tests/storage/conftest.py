"""Articles and claims as the tests of storage need them, and a clock that stands where it is put."""

from __future__ import annotations

import os
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from redis import Redis
from redis.cluster import RedisCluster

from model.articles import Article, article_id, digest, revision_of
from model.claims import Claim, claim_id, claims_of
from model.statements import Evidence, Partnership, Percentage, Ranking, Relation, Statement
from storage.connection import connect_cluster
from storage.store import Store

MASTERS = 3
SLOTS = 16_384
PATIENCE_SECONDS = 30
NOON = datetime(2026, 2, 8, 12, 0, tzinfo=UTC)


def free_port() -> int:
    """A port whose neighbour for a cluster's own talk, 10000 above, exists too."""
    while True:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port: int = probe.getsockname()[1]
        if port < 55_000:
            return port


def wait_until(ready: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not ready():
        assert time.monotonic() < deadline, "the cluster does not come up"
        time.sleep(0.05)


def is_up(node: Redis) -> bool:
    try:
        return bool(node.ping())
    except ConnectionError:
        return False


@pytest.fixture(scope="session")
def cluster_url(redis_program: Path) -> Iterator[str]:
    """A cluster of three masters: real servers on loopback."""
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
            yield f"redis+cluster://127.0.0.1:{ports[0]}"
        finally:
            for server in servers:
                server.terminate()
            for server in servers:
                server.wait(PATIENCE_SECONDS)


def form_cluster(nodes: list[Redis]) -> None:
    for index, node in enumerate(nodes):
        wait_until(lambda node=node: is_up(node))  # type: ignore[misc]
        share = range(index * SLOTS // MASTERS, (index + 1) * SLOTS // MASTERS)
        node.execute_command("CLUSTER ADDSLOTS", *share)
    for node in nodes[1:]:
        nodes[0].execute_command("CLUSTER MEET", "127.0.0.1", node.connection_pool.connection_kwargs["port"])
    for node in nodes:
        wait_until(lambda node=node: node.cluster("info")["cluster_state"] == "ok")  # type: ignore[misc]
        wait_until(lambda node=node: node.cluster("info")["cluster_known_nodes"] == str(MASTERS))  # type: ignore[misc]
        node.close()


@pytest.fixture
def cluster(cluster_url: str) -> Iterator[RedisCluster]:
    """A client to an empty cluster."""
    with connect_cluster(cluster_url) as client:
        client.flushall(target_nodes=RedisCluster.ALL_NODES)
        yield client


if "TEST_CLUSTER" in os.environ:

    @pytest.fixture(scope="session")
    def redis_url(cluster_url: str) -> str:
        return cluster_url

    @pytest.fixture
    def redis(cluster: RedisCluster) -> RedisCluster:
        """In the place of the single server: `make test-store-cluster`."""
        return cluster


@dataclass
class Clock:
    now: datetime = NOON

    def __call__(self) -> datetime:
        return self.now

    def pass_seconds(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def store(redis: Redis, clock: Clock) -> Store:
    return Store(redis, clock=clock, host_clock=clock)


def evidence(
    sentence: str = "Регион занял место.", rule: str = "rankings/ordinal", start: int = 0
) -> Evidence:
    return Evidence(field="text", start=start, end=start + len(sentence), sentence=sentence, rule=rule)


def ranking(subject: str = "RU-SMO", position: int | None = 2, **told: Any) -> Ranking:
    values: dict[str, Any] = {
        "evidence": evidence(f"{subject} занимает место {position}."),
        "region": subject,
        "subject": f"Регион {subject}",
        "subject_kind": "region",
        "subject_id": subject,
        "position": position,
        "period": "2025",
        "rating": "Рейтинг экспортных центров",
        "rating_id": "export-centres",
        "publisher": "РЭЦ",
        "basis": "explicit",
    }
    return Ranking(**(values | told))


def percentage(figure: float = 14.5, **told: Any) -> Percentage:
    values: dict[str, Any] = {
        "evidence": evidence(f"Экспорт вырос на {figure} %.", "figures/percent"),
        "value": figure,
        "unit": "percent",
        "direction": "up",
        "region": "RU-SMO",
        "metric": "экспорт",
        "period": "2025",
    }
    return Percentage(**(values | told))


def partnership(country: str = "BY", region: str = "RU-SMO", relation: Relation = "trade") -> Partnership:
    return Partnership(
        evidence=evidence("Область торгует.", "partners/list"),
        region=region,
        country=country,
        relation=relation,
    )


@dataclass
class Newsroom:
    """Takes articles with what they say the whole way into facts."""

    store: Store
    clock: Clock
    articles: dict[str, Article] = field(default_factory=dict)

    def article(
        self,
        name: str = "a",
        text: str = "Текст.",
        *,
        published_at: datetime = NOON,
        fetched_at: datetime | None = None,
        signature: str | None = None,
    ) -> Article:
        url = f"https://news.example/{name}"
        return Article(
            id=article_id(url, published_at),
            url=url,
            source=name.partition("/")[0],
            revision=revision_of(name, text),
            title=name,
            text=text,
            published_at=published_at,
            fetched_at=fetched_at or self.clock(),
            signature=signature or digest(f"{name}\n{text}"),
        )

    def extract(self, article: Article, *statements: Statement) -> Article:
        saved = self.store.articles.save(article)
        kept = self.store.articles.get(saved.article_id, article.revision)
        assert kept is not None
        self.store.claims.save(kept, claims_of(kept, statements))
        return kept

    def publish(self, article: Article, *statements: Statement) -> Article:
        kept = self.extract(article, *statements)
        self.store.books.fold(f"{kept.id}@{kept.revision}")
        return kept


@pytest.fixture
def newsroom(store: Store, clock: Clock) -> Newsroom:
    return Newsroom(store, clock)


def claim(statement: Statement, name: str = "a", **told: Any) -> Claim:
    """A claim of the article `name`, whose text is its own unless a signature is told."""
    identifier = f"2026-02.{digest(name)}"
    values: dict[str, Any] = {
        "id": claim_id(identifier, statement),
        "article_id": identifier,
        "revision": digest(name),
        "url": f"https://news.example/{name}",
        "source": "news",
        "title": None,
        "signature": digest(name),
        "published_at": NOON,
        "seen_at": NOON,
        "statement": statement,
    }
    return Claim(**(values | told))


class Statements:
    """Statements with what matters to a test told by it, and claims of them."""

    noon = NOON
    claim = staticmethod(claim)
    evidence = staticmethod(evidence)

    ranking = staticmethod(ranking)
    percentage = staticmethod(percentage)
    partnership = staticmethod(partnership)


@pytest.fixture
def statements() -> type[Statements]:
    return Statements
