"""Those who use the service while it breaks: a reader of its API, and one who adds articles by hand."""

from __future__ import annotations

import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime

import httpx
from redis import Redis
from redis.exceptions import RedisError

from model.articles import ArticleRef
from model.errors import SvodkaError
from storage.store import Store
from tests.chaos.world import RATINGS, Key

PAUSE_SECONDS = 0.4


@dataclass
class Reader:
    """Asks a host's page for facts over and over; its log is what it was told."""

    port: int
    told: dict[Key, Counter[int]] = field(default_factory=dict)
    failures: int = 0
    answers: int = 0
    wrong: list[str] = field(default_factory=list)

    def read(self, stop: threading.Event) -> None:
        ratings = sorted(RATINGS)
        turn = 0
        while not stop.wait(PAUSE_SECONDS):
            turn += 1
            self._ask(ratings[turn % len(ratings)])

    def _ask(self, rating: str) -> None:
        url = f"http://127.0.0.1:{self.port}/v1/facts"
        try:
            answer = httpx.get(url, params={"rating": rating, "limit": 100}, timeout=5, trust_env=False)
        except httpx.HTTPError:
            self.failures += 1
            return
        if answer.status_code in (429, 503):
            self.failures += 1
            return
        if answer.status_code != 200:
            self.wrong.append(f"the API answered {answer.status_code}: {answer.text[:200]}")
            return
        self.answers += 1
        for fact in answer.json()["facts"]:
            if fact["status"] == "withdrawn":
                continue
            key = (fact["rating_id"], fact["period"], fact["region"])
            self.told.setdefault(key, Counter())[fact["position"]] += 1


@dataclass
class Adder:
    """Gives addresses to the service by hand, and says what was acknowledged.

    It goes to Redis directly, as `svodka add` on a host with a good line does. What is not acknowledged
    it gives again; after the power failed it gives all again that it does not see yet.
    """

    port: int
    wanted: list[str] = field(default_factory=list)
    acknowledged: Counter[str] = field(default_factory=Counter)

    def add(self, url: str) -> None:
        self.wanted.append(url)

    def work(self, stop: threading.Event) -> None:
        while not stop.wait(PAUSE_SECONDS):
            for url in tuple(self.wanted):
                if not self.acknowledged[url]:
                    self._give(url)

    def give_again(self) -> None:
        """The power failed: what was acknowledged in the last second may be gone."""
        self.acknowledged.clear()

    def _give(self, url: str) -> None:
        with Redis(port=self.port, socket_timeout=2) as client:
            store = Store(client, clock=lambda: datetime.now(UTC))
            try:
                if store.articles.by_url(url) is None:
                    store.refs.add([ArticleRef(url=url, source="manual", updated_at=datetime.now(UTC))])
            except (SvodkaError, RedisError):
                time.sleep(0.1)
                return
        self.acknowledged[url] += 1
