"""Sites on loopback, and fetchers that may go there."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from crawler.fetching import Fetcher, FetchLimits
from crawler.politeness import HostsInProcess
from model.sources import Source
from tests.news_site.server import Site, serving

NOW = datetime(2026, 3, 12, 15, 0, tzinfo=UTC)


@pytest.fixture
def open_site() -> Iterator[Callable[..., Site]]:
    """Opens sites on addresses of loopback; they close with the test."""
    with serving() as opened:
        yield opened


@pytest.fixture
def site(open_site: Callable[..., Site]) -> Site:
    return open_site()


class Naps:
    """A sleep that takes no time and keeps what it was asked for."""

    def __init__(self) -> None:
        self.seconds: list[float] = []

    def __call__(self, seconds: float) -> None:
        self.seconds.append(seconds)


@pytest.fixture
def naps() -> Naps:
    return Naps()


@pytest.fixture
def open_fetcher(naps: Naps) -> Iterator[Callable[..., Fetcher]]:
    """Opens fetchers with short limits that may go to loopback; any argument can be given."""
    opened: list[Fetcher] = []

    def fetcher(**given: Any) -> Fetcher:
        hosts = HostsInProcess()
        settings: dict[str, Any] = {
            "user_agent": "svodka/0.1 (+https://example.org/contact)",
            "gate": hosts,
            "robots": hosts,
            "limits": FetchLimits(total_seconds=3.0, step_seconds=1.0),
            "allow_private_addresses": True,
            "host_delay_seconds": 0.0,
            "clock": lambda: NOW,
            "sleep": naps,
            **given,
        }
        opened.append(Fetcher(**settings))
        return opened[-1]

    yield fetcher
    for one in opened:
        one.close()


@pytest.fixture
def fetcher(open_fetcher: Callable[..., Fetcher]) -> Fetcher:
    return open_fetcher()


@pytest.fixture
def agency() -> Source:
    return Source(name="agency", url="http://127.0.0.1/rss")


@pytest.fixture
def now() -> datetime:
    return NOW
