"""The manners that hold over all workers, since they stand in Redis."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime

import pytest
from structlog.testing import capture_logs

from model.errors import FetchInterrupted, FetchRefused
from runtime.service import Service, utc_now
from runtime.settings import Settings
from tests.news_site.server import Site, serving
from workers.stages.crawling import crawl_sources

FEED = """<rss version="2.0"><channel><title>Лента</title>
<item><title>Первая новость</title><link>https://news.example/1</link></item></channel></rss>"""


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as opened:
        yield opened()


@pytest.fixture
def fetched(make_service: Callable[..., Service]) -> Callable[..., int]:
    """Fetches as one more worker, with settings of its own; gives the status."""

    def fetch(url: str, **told: object) -> int:
        service = make_service()
        service = replace(service, settings=service.settings.model_copy(update=told))
        with service.fetcher() as fetcher:
            return fetcher.fetch(url).status

    return fetch


def test_the_next_worker_keeps_the_pause_of_the_one_before(fetched: Callable[..., int], site: Site) -> None:
    url = site.page("/a", "x")
    for _ in range(2):
        with pytest.raises(FetchInterrupted, match="busy"):
            fetched(url, host_delay_seconds=40)  # more than anybody waits: who must is put off
    assert site.paths == ["/robots.txt"]


def test_all_workers_go_by_one_reading_of_robots(fetched: Callable[..., int], site: Site) -> None:
    url = site.page("/a", "x")
    assert [fetched(url), fetched(url)] == [200, 200]
    assert site.paths == ["/robots.txt", "/a", "/a"]


def test_sites_are_told_whom_to_ask(fetched: Callable[..., int], site: Site) -> None:
    fetched(site.page("/a", "x"), contact="https://watch.example/about")
    assert all("(+https://watch.example/about)" in request.headers["user-agent"] for request in site.asked)


def test_an_intranet_is_closed_unless_it_is_opened(fetched: Callable[..., int], site: Site) -> None:
    told = Settings.model_fields["allow_private_addresses"].default
    with pytest.raises(FetchRefused, match="private"):
        fetched(site.page("/a", "x"), allow_private_addresses=told)
    assert site.asked == []


def test_validators_are_kept_to_the_byte_from_one_look_to_the_next(
    make_service: Callable[..., Service], site: Site
) -> None:
    etag, modified = 'W/"\xff a"', "thu, 12-Mar-26 11:05:00 GMT"
    told = f"ETag: {etag}\r\nLast-Modified: {modified}\r\nContent-Length: {len(FEED.encode())}"
    answer = f"HTTP/1.1 200 OK\r\n{told}\r\n\r\n".encode("latin-1") + FEED.encode()
    url = site.speak("/rss", lambda connection: connection.sendall(answer))
    service = make_service(sources=[{"name": "agency", "url": url}])
    crawl_sources(service, ["agency"])
    crawl_sources(service, ["agency"])
    again = site.asked[-1].headers
    assert (again["if-none-match"], again["if-modified-since"]) == (etag, modified)


@pytest.mark.parametrize("status", [200, 404, 500])
def test_the_password_in_an_address_is_neither_logged_nor_noted(
    make_service: Callable[..., Service], site: Site, status: int
) -> None:
    site.page("/rss", FEED, status=status)
    address = f"http://reader:hush-hush@{site.host}:{site.port}/rss"
    service = make_service(sources=[{"name": "agency", "url": address}])
    with capture_logs() as logs:
        crawl_sources(service, ["agency"])
    assert "authorization" in site.asked[-1].headers
    noted = service.store.fetches.list(limit=9, source="agency")
    assert noted
    assert "hush-hush" not in f"{logs}{noted}{service.store.sources.state('agency')}"


def test_an_error_that_nobody_foresaw_stops_neither_its_source_nor_the_others(
    make_service: Callable[..., Service], site: Site
) -> None:
    faults = iter([RuntimeError("a clock that stands still")])

    def clock() -> datetime:
        fault = next(faults, None)
        if fault is not None:
            raise fault
        return utc_now()

    urls = [site.page(f"/{name}", FEED) for name in ("one", "other")]
    sources = [{"name": name, "url": url} for name, url in zip(("one", "other"), urls, strict=True)]
    service = make_service(clock=clock, sources=sources)
    crawl_sources(service, ["one", "other"])
    asked = set(site.paths) - {"/robots.txt"}
    assert len(asked) == 1
    crawl_sources(service, ["one", "other"])
    assert {"/one", "/other"} <= set(site.paths)
