"""An agency's site: articles that it publishes, edits and takes down, and the feed that lists them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread

PAGE = """<!doctype html><html lang="ru"><head><title>{title}</title>
<script type="application/ld+json">{{"@context": "https://schema.org", "@type": "NewsArticle",
"headline": "{title}", "datePublished": "{published}"}}</script></head>
<body><div class="clock">{clock}</div>
<article><h1>{title}</h1><div itemprop="articleBody">{paragraphs}</div></article>
<aside class="banner">{banner}</aside></body></html>"""

SECOND = (
    "Второе место в рейтинге центров поддержки экспорта за 2025 год заняла Тульская область.",
    "Первое место у Москвы.",
    "Тульские компании поставляют продукцию в Белоруссию и Китай.",
)
FEBRUARY = datetime(2026, 2, 8, 9, 30, tzinfo=UTC)


@dataclass
class NewsSite:
    """Pages by path. `held` pages are answered only when `release` is set.

    What is `published` is listed in the feed at /rss. Of `etags` a page with validators is told
    by its body; `statuses` has paths that answer otherwise than 200.
    """

    address: str
    pages: dict[str, str] = field(default_factory=dict)
    listed: dict[str, tuple[str, datetime]] = field(default_factory=dict)
    held: set[str] = field(default_factory=set)
    validated: set[str] = field(default_factory=set)
    statuses: dict[str, int] = field(default_factory=dict)
    release: Event = field(default_factory=Event)
    asked: list[str] = field(default_factory=list)
    answered: list[tuple[str, int]] = field(default_factory=list)

    def publish(
        self,
        path: str,
        title: str,
        paragraphs: tuple[str, ...] = SECOND,
        *,
        at: datetime = FEBRUARY,
        clock: str = "12:30",
        banner: str = "",
    ) -> str:
        """Put a page up; its address. The clock and the banner are what changes by itself."""
        body = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
        self.pages[path] = PAGE.format(
            title=title, paragraphs=body, published=at.isoformat(), clock=clock, banner=banner
        )
        self.listed.setdefault(path, (title, at))
        return self.address + path

    def feed(self) -> str:
        """The address of the feed, with everything that was published by now."""
        items = "".join(
            f"<item><title>{title}</title><link>{self.address}{path}</link>"
            f"<pubDate>{format_datetime(at)}</pubDate></item>"
            for path, (title, at) in self.listed.items()
        )
        self.pages["/rss"] = f'<?xml version="1.0"?><rss version="2.0"><channel>{items}</channel></rss>'
        return self.address + "/rss"

    def take_down(self, path: str, status: int = 404) -> None:
        """Answer so from now on, as if the page was deleted."""
        self.statuses[path] = status

    def answer(self, path: str, condition: str | None) -> tuple[int, str | None, bytes]:
        """Status, ETag and body."""
        self.asked.append(path)
        if path in self.held:
            self.release.wait(60)
        body = self.pages.get(path, "").encode()
        status = self.statuses.get(path, 200 if body else 404)
        etag = f'"{hashlib.sha256(body).hexdigest()[:16]}"' if path in self.validated else None
        if status == 200 and etag is not None and condition == etag:
            status = 304
        self.answered.append((path, status))
        return status, etag, body if status == 200 else b""


@contextmanager
def serving() -> Iterator[NewsSite]:
    """A site that is up while the context lasts."""
    site: NewsSite

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, etag, body = site.answer(self.path, self.headers.get("If-None-Match"))
            self.send_response(status)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            if etag is not None:
                self.send_header("ETag", etag)
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
