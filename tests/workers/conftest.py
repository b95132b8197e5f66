"""A service on the test's own Redis, with a news site on loopback whose answers a test can hold."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread

import pytest
from redis import Redis

from runtime.configuration import Configuration, configuration_from
from runtime.service import Service
from runtime.settings import Settings

PAGE = """<!doctype html><html lang="ru"><head><title>{title}</title>
<script type="application/ld+json">{{"@context": "https://schema.org", "@type": "NewsArticle",
"headline": "{title}", "datePublished": "2026-02-08T12:30:00+03:00"}}</script></head>
<body><article><h1>{title}</h1><div itemprop="articleBody">{paragraphs}</div></article></body></html>"""

SECOND = (
    "Второе место в рейтинге центров поддержки экспорта за 2025 год заняла Тульская область.",
    "Первое место у Москвы.",
    "Тульские компании поставляют продукцию в Белоруссию и Китай.",
)


@dataclass
class NewsSite:
    """Pages by path. `held` pages are answered only when `release` is set."""

    address: str
    pages: dict[str, str] = field(default_factory=dict)
    held: set[str] = field(default_factory=set)
    release: Event = field(default_factory=Event)
    asked: list[str] = field(default_factory=list)

    def publish(self, path: str, title: str, paragraphs: tuple[str, ...] = SECOND) -> str:
        """Put a page up; its address."""
        body = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
        self.pages[path] = PAGE.format(title=title, paragraphs=body)
        return self.address + path


@contextmanager
def serving() -> Iterator[NewsSite]:
    site: NewsSite

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            site.asked.append(self.path)
            if self.path in site.held:
                site.release.wait(60)
            body = site.pages.get(self.path, "").encode()
            self.send_response(200 if body else 404)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    site = NewsSite(address=f"http://127.0.0.1:{server.server_address[1]}")
    Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    try:
        yield site
    finally:
        site.release.set()
        server.shutdown()
        server.server_close()


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
    def make(**content: object) -> Service:
        configuration = configuration_from(content, origin="test") if content else Configuration()
        return Service(settings=settings, configuration=configuration, redis=redis, queue_redis=redis)

    return make
