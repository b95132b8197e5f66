"""A service on the test's own Redis, with a news site on loopback whose answers a test can hold."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
from redis import Redis

from model.articles import Article, article_id, revision_of
from runtime.configuration import Configuration, configuration_from
from runtime.service import Service, utc_now
from runtime.settings import Settings
from tests.news_site.newsroom import NewsSite, serving

PUBLISHED = datetime(2026, 2, 8, 9, 0, tzinfo=UTC)


@pytest.fixture
def news_site() -> Iterator[NewsSite]:
    with serving() as site:
        yield site


@pytest.fixture
def settings() -> Settings:
    return Settings.model_validate(
        {"allow_private_addresses": True, "host_delay_seconds": 0, "lease_seconds": 2, "batch_size": 5}
    )


@pytest.fixture
def make_service(redis: Redis, settings: Settings) -> Callable[..., Service]:
    def make(clock: Callable[[], datetime] = utc_now, **content: object) -> Service:
        configuration = configuration_from(content, origin="test") if content else Configuration()
        return Service(
            settings=settings, configuration=configuration, redis=redis, queue_redis=redis, clock=clock
        )

    return make


def article_named(name: str, text: str, minutes: int = 0) -> Article:
    """An article of that text, fetched so many minutes after it was published."""
    url = f"https://news.example/{name}"
    return Article(
        id=article_id(url, PUBLISHED),
        url=url,
        source="news",
        revision=revision_of(None, text),
        title=None,
        text=text,
        published_at=PUBLISHED,
        fetched_at=PUBLISHED + timedelta(minutes=minutes),
    )
