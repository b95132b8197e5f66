"""The outside world: news sites with their feeds, and receivers of messages; both keep a log."""

from __future__ import annotations

import hashlib
import json
import random
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar, Literal

from tests.chaos.world import Act, Story

Manner = Literal["good", "503", "hang_up", "slow"]

PAGE = """<!doctype html><html lang="ru"><head><title>{title}</title>
<script type="application/ld+json">{{"@context": "https://schema.org", "@type": "NewsArticle",
"headline": "{title}", "datePublished": "{published}", "dateModified": "{updated}"}}</script></head>
<body><article><h1>{title}</h1><div itemprop="articleBody"><p>{sentence}</p>
<p>Подробности в редакции сайта {site}.</p></div></article></body></html>"""


@dataclass(slots=True, kw_only=True)
class Arrival:
    """A message that a receiver got; `taken` tells that it answered so."""

    channel: str
    id: str
    taken: bool
    body: Any


@dataclass(slots=True)
class Press:
    """What stands on the sites now, what was asked of them, and what receivers got."""

    address: str = ""
    stories: dict[str, Story] = field(default_factory=dict)
    in_feeds: set[str] = field(default_factory=set)
    sites: Manner = "good"
    receivers: Manner = "good"
    asked: Counter[str] = field(default_factory=Counter)
    arrivals: list[Arrival] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def publish(self, act: Act) -> str:
        """Put a story up, or its edit; its address."""
        with self.lock:
            self.stories[act.story.path] = act.story
            if not act.by_hand:
                self.in_feeds.add(act.story.path)
        return self.address + act.story.path

    def feed_url(self, site: str) -> str:
        return f"{self.address}/{site}/feed.xml"

    def page(self, path: str) -> bytes | None:
        with self.lock:
            if path.endswith("/feed.xml"):
                return self._feed(path.split("/")[1])
            story = self.stories.get(path)
        if story is None:
            return None
        return PAGE.format(
            title=story.title,
            published=story.published_at.isoformat(),
            updated=story.updated_at.isoformat(),
            sentence=story.sentence,
            site=story.site,
        ).encode()

    def _feed(self, site: str) -> bytes:
        own = [self.stories[path] for path in sorted(self.in_feeds) if self.stories[path].site == site]
        entries = "".join(
            f"<entry><id>{self.address}{one.path}</id><title>{one.title}</title>"
            f'<link href="{self.address}{one.path}"/><published>{one.published_at.isoformat()}</published>'
            f"<updated>{one.updated_at.isoformat()}</updated></entry>"
            for one in sorted(own, key=lambda one: one.updated_at, reverse=True)
        )
        return (
            f'<?xml version="1.0" encoding="utf-8"?><feed xmlns="http://www.w3.org/2005/Atom">'
            f"<id>{site}</id><title>{site}</title><updated>2026-01-01T00:00:00Z</updated>{entries}</feed>"
        ).encode()


@contextmanager
def press_room(seed: int) -> Iterator[Press]:
    """The press on a port of its own, up while the context lasts."""
    press = Press()
    server = ThreadingHTTPServer(
        ("127.0.0.1", 0), type("Handler", (_Handler,), {"press": press, "dice": random.Random(seed)})
    )
    server.daemon_threads = True
    server.handle_error = lambda *_: None  # type: ignore[method-assign]
    press.address = f"http://127.0.0.1:{server.server_address[1]}"
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    try:
        yield press
    finally:
        server.shutdown()
        server.server_close()


class _Handler(BaseHTTPRequestHandler):
    press: ClassVar[Press]
    dice: ClassVar[random.Random]

    def do_GET(self) -> None:
        self.press.asked[self.path] += 1
        time.sleep(self.dice.uniform(0, 0.1))
        if self._misbehaved(self.press.sites):
            return
        body = self.press.page(self.path)
        if body is None:
            self._answer(404, b"")
            return
        etag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
        if self.headers["If-None-Match"] == etag:
            self._answer(304, b"", etag)
        else:
            self._answer(200, body, etag)

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        manner = self.press.receivers
        # A message whose answer is lost was taken all the same.
        taken = manner in ("good", "slow") or (manner == "hang_up" and self.dice.random() < 0.5)
        arrival = Arrival(channel=self.path.strip("/"), id=self.headers["webhook-id"], taken=taken, body=body)
        with self.press.lock:
            self.press.arrivals.append(arrival)
        if not self._misbehaved(manner):
            self._answer(204, b"")

    def _misbehaved(self, manner: Manner) -> bool:
        if manner == "slow":
            time.sleep(1.5)
        if manner == "503":
            self._answer(503, b"")
        if manner == "hang_up":
            self.close_connection = True
            self.connection.close()
        return manner in ("503", "hang_up")

    def _answer(self, status: int, body: bytes, etag: str | None = None) -> None:
        kind = "application/atom+xml" if self.path.endswith(".xml") else "text/html; charset=utf-8"
        self.send_response(status)
        self.send_header("Content-Type", kind)
        if status not in (204, 304):
            self.send_header("Content-Length", str(len(body)))
        if etag is not None:
            self.send_header("ETag", etag)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        return
