"""A hub on loopback, asked by the crawler as a feed names it."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from datetime import timedelta
from urllib.parse import parse_qs

import pytest

from model.sources import Push, Source
from runtime.service import Service
from runtime.settings import Settings
from tests.news_site.server import Site, serving
from workers.stages.crawling import crawl_sources

FEED = """<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"><channel><title>Лента</title>
<atom:link rel="hub" href="{hub}"/><atom:link rel="self" href="{topic}"/>
<item><title>Первая новость</title><link>{topic}/1</link></item></channel></rss>"""


@pytest.fixture
def sites():
    with ExitStack() as stack:
        opened = stack.enter_context(serving())
        yield opened("127.0.0.1"), opened("127.0.0.2")


@pytest.fixture
def settings() -> Settings:
    return Settings.model_validate(
        {
            "allow_private_addresses": True,
            "host_delay_seconds": 0,
            "public_url": "https://svodka.example/news/",
        }
    )


def service_for(make_service: Callable[..., Service], feed: Site, hub: Site, **given: object) -> Service:
    topic = feed.origin + "/rss"
    feed.page("/rss", FEED.format(hub=hub.origin + "/hub", topic=topic))
    return make_service(sources=[{"name": "agency", "url": topic}], **given)


def asked_of(hub: Site) -> list[dict[str, list[str]]]:
    return [parse_qs(request.body.decode()) for request in hub.asked if request.path == "/hub"]


def test_the_hub_of_a_feed_is_asked_once(make_service, sites):
    feed, hub = sites
    hub.page("/hub", status=202)
    service = service_for(make_service, feed, hub)
    for _ in range(2):
        crawl_sources(service, ["agency"])

    (form,) = asked_of(hub)
    push = service.store.pushes.get("agency")
    assert form["hub.callback"] == [f"https://svodka.example/news/push/{push.token}"]
    assert (form["hub.mode"], form["hub.topic"]) == (["subscribe"], [feed.origin + "/rss"])
    assert form["hub.secret"] == [push.secret]
    assert push.status == "asked"


def test_a_hub_that_fails_leaves_the_crawl_alone(make_service, sites):
    feed, hub = sites
    hub.page("/hub", status=500)
    service = service_for(make_service, feed, hub)
    crawl_sources(service, ["agency"])

    assert "500" in service.store.pushes.get("agency").reason
    assert service.store.sources.state("agency").items_found == 1


def test_nobody_is_asked_where_the_world_cannot_reach_us(make_service, sites, settings):
    feed, hub = sites
    service = service_for(make_service, feed, hub)
    service.settings = settings.model_copy(update={"public_url": None})
    crawl_sources(service, ["agency"])
    assert service.store.pushes.get("agency") is None
    assert hub.asked == []


def test_a_feed_whose_hub_posts_is_polled_more_seldom(make_service, sites):
    feed, hub = sites
    hub.page("/hub", status=202)
    service = service_for(make_service, feed, hub)
    now = service.clock()
    service.store.pushes.save(
        Push(
            source="agency",
            hub=hub.origin + "/hub",
            topic=feed.origin + "/rss",
            token="t",
            secret="s",
            status="verified",
            asked_at=now,
            lease_until=now + timedelta(days=6),
            pushed_at=now,
        )
    )
    crawl_sources(service, ["agency"])
    next_at = service.store.sources.state("agency").next_at
    assert Source(name="a", url=feed.origin).interval_seconds == 300
    assert next_at - now >= timedelta(seconds=1_800)
    assert asked_of(hub) == []
