"""Two news sites on loopback for `svodka demo`: an agency, and a regional paper that reprints it.

They answer as real ones do: robots.txt, RSS, validators and conditional requests. Every request
is logged, so that the demo can tell how the reader behaved.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread
from typing import Self

from cli.demo.articles import SiteName, Story, edited, load_stories
from cli.demo.pages import article_page, feed, front_page

ROBOTS = b"User-agent: *\nDisallow: /search\n"
PHOTO = (
    b'<svg xmlns="http://www.w3.org/2000/svg" width="640" height="360"><rect width="640" height="360"/></svg>'
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A request that a site answered. `conditional` tells that it carried a validator."""

    site: SiteName
    path: str
    status: int
    conditional: bool
    user_agent: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Page:
    body: bytes
    content_type: str
    modified_at: datetime | None = None

    @property
    def headers(self) -> dict[str, str]:
        headers = {
            "Content-Type": self.content_type,
            "ETag": self.etag,
            "Cache-Control": "no-cache",
        }
        if self.modified_at is not None:
            headers["Last-Modified"] = format_datetime(self.modified_at.astimezone(UTC), usegmt=True)
        return headers

    @property
    def etag(self) -> str:
        return f'"{hashlib.sha256(self.body).hexdigest()[:16]}"'


class DemoSite:
    """Both sites, up while the context lasts. Ports are free ones that the system gives."""

    def __init__(self) -> None:
        self._stories = {story.slug: story for story in load_stories()}
        self._requests: list[Request] = []
        self._lock = Lock()
        self._servers: dict[SiteName, ThreadingHTTPServer] = {}
        self._threads: list[Thread] = []

    def __enter__(self) -> Self:
        for name in ("agency", "observer"):
            server = _listening(name, self)
            self._servers[name] = server
            # The short poll keeps leaving quick: shutdown waits for it.
            thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
            thread.start()
            self._threads.append(thread)
        return self

    def __exit__(self, *_: object) -> None:
        for server in self._servers.values():
            server.shutdown()
            server.server_close()
        for thread in self._threads:
            thread.join()
        self._servers.clear()
        self._threads.clear()

    @property
    def feed_urls(self) -> dict[SiteName, str]:
        """The address of each site's feed."""
        return {name: f"{self._origin(name)}/rss.xml" for name in self._servers}

    @property
    def urls(self) -> dict[str, str]:
        """The address of each news item, by its slug."""
        return {story.slug: self._origin(story.site) + story.path for story in self._stories.values()}

    @property
    def stories(self) -> tuple[Story, ...]:
        """The items as they stand now, newest first."""
        with self._lock:
            return tuple(self._stories.values())

    @property
    def requests(self) -> tuple[Request, ...]:
        """What was asked so far, oldest first."""
        with self._lock:
            return tuple(self._requests)

    def edit(self) -> Story:
        """Publish the edit: one place in one text changes. Gives the item as it is now.

        Raises ValueError when it is published already.
        """
        with self._lock:
            story = next((story for story in self._stories.values() if story.edit is not None), None)
            if story is None:
                raise ValueError("the edit is published already")
            self._stories[story.slug] = edited(story)
            return self._stories[story.slug]

    def _origin(self, name: SiteName) -> str:
        address = self._servers[name].server_address
        return f"http://{address[0]!s}:{address[1]}"

    def _page(self, name: SiteName, path: str) -> _Page | None:
        if path == "/robots.txt":
            return _Page(body=ROBOTS, content_type="text/plain")
        if path == "/photo.svg":
            return _Page(body=PHOTO, content_type="image/svg+xml")
        stories = {story.slug: story for story in self.stories}
        own = [story for story in stories.values() if story.site == name]
        if path in ("/", "/rss.xml"):
            return _overview(path, own, self._origin(name))
        story = next((story for story in own if story.path == path), None)
        if story is None:
            return None
        return _Page(
            body=article_page(story, self._origin(name), stories),
            content_type="text/html",
            modified_at=story.updated_at,
        )

    def _note(self, request: Request) -> None:
        with self._lock:
            self._requests.append(request)


def _overview(path: str, stories: Sequence[Story], origin: str) -> _Page:
    modified_at = max(story.updated_at for story in stories)
    if path == "/":
        return _Page(body=front_page(stories, origin), content_type="text/html", modified_at=modified_at)
    return _Page(body=feed(stories, origin), content_type="application/rss+xml", modified_at=modified_at)


def _listening(name: SiteName, site: DemoSite) -> ThreadingHTTPServer:
    """A server of the named site on an address of its own where the system has one for it."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            path = self.path.partition("?")[0]
            page = site._page(name, path)
            status = _status(page, self.headers.get("If-None-Match"), self.headers.get("If-Modified-Since"))
            site._note(
                Request(
                    site=name,
                    path=path,
                    status=status,
                    conditional="If-None-Match" in self.headers or "If-Modified-Since" in self.headers,
                    user_agent=self.headers.get("User-Agent", ""),
                )
            )
            self._answer(status, page)

        def _answer(self, status: HTTPStatus, page: _Page | None) -> None:
            body = page.body if page is not None and status == HTTPStatus.OK else b""
            self.send_response(status)
            for header, value in (page.headers if page is not None else {}).items():
                self.send_header(header, value)
            if status != HTTPStatus.NOT_MODIFIED:
                self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 (the signature is http.server's)
            """Requests are in the site's own log; nothing goes to the terminal."""

    server = _server("127.0.0.1" if name == "agency" else "127.0.0.2", Handler)
    server.daemon_threads = True
    return server


def _server(address: str, handler: type[BaseHTTPRequestHandler]) -> ThreadingHTTPServer:
    try:
        return ThreadingHTTPServer((address, 0), handler)
    except OSError:
        # Not every system answers on the whole of 127.0.0.0/8 (macOS does not).
        return ThreadingHTTPServer(("127.0.0.1", 0), handler)


def _status(page: _Page | None, if_none_match: str | None, if_modified_since: str | None) -> HTTPStatus:
    """RFC 9110, 13.2.2: the entity tag decides where both validators are sent."""
    if page is None:
        return HTTPStatus.NOT_FOUND
    if if_none_match is not None:
        return HTTPStatus.NOT_MODIFIED if page.etag in if_none_match else HTTPStatus.OK
    if if_modified_since is not None and page.modified_at is not None:
        fresh = page.modified_at <= _moment(if_modified_since)
        return HTTPStatus.NOT_MODIFIED if fresh else HTTPStatus.OK
    return HTTPStatus.OK


def _moment(http_date: str) -> datetime:
    try:
        moment = parsedate_to_datetime(http_date)
    except ValueError:
        return datetime.min.replace(tzinfo=UTC)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
