"""A news site on loopback that speaks HTTP byte by byte, so that it can be as bad as any.

A site is one address of 127.0.0.0/8 with pages by path; it logs who asked for what, and when.
"""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

Speak = Callable[[socket.socket], None]


@dataclass
class Request:
    """What a client asked: its path, its headers by lower-case name, and what it posted."""

    path: str
    headers: dict[str, str]
    at: float
    body: bytes = b""


@dataclass
class Site:
    """One host: pages by path, and a log of what was asked."""

    host: str
    pages: dict[str, bytes | Speak] = field(default_factory=dict)
    asked: list[Request] = field(default_factory=list)
    port: int = 0

    @property
    def origin(self) -> str:
        return f"http://{self.host}:{self.port}"

    @property
    def paths(self) -> list[str]:
        return [request.path for request in self.asked]

    def page(
        self,
        path: str,
        body: bytes | str = b"",
        *,
        status: int = 200,
        headers: dict[str, str] | None = None,
        content_type: str = "text/html; charset=utf-8",
    ) -> str:
        """Serve a page; gives its address."""
        content = body.encode() if isinstance(body, str) else body
        told = {"Content-Type": content_type, "Content-Length": str(len(content)), **(headers or {})}
        head = "".join(f"{name}: {value}\r\n" for name, value in told.items())
        self.pages[path] = f"HTTP/1.1 {status} Told\r\n{head}\r\n".encode() + content
        return self.origin + path

    def redirect(
        self, path: str, location: str, *, status: int = 302, headers: dict[str, str] | None = None
    ) -> str:
        """Serve a redirect; gives its address."""
        return self.page(path, status=status, headers={"Location": location, **(headers or {})})

    def speak(self, path: str, speak: Speak) -> str:
        """Let a function write to the socket whatever it likes; gives the address."""
        self.pages[path] = speak
        return self.origin + path

    def answer(self, connection: socket.socket) -> None:
        """Answer one request and hang up."""
        head = b""
        while b"\r\n\r\n" not in head:
            piece = connection.recv(65_536)
            if not piece:
                return
            head += piece
        head, _, body = head.partition(b"\r\n\r\n")
        line, *rest = head.decode("latin-1").split("\r\n")
        headers = {name.lower(): value.strip() for name, _, value in (entry.partition(":") for entry in rest)}
        while len(body) < int(headers.get("content-length", 0)):
            body += connection.recv(65_536)
        path = line.split(" ")[1]
        self.asked.append(Request(path=path, headers=headers, at=time.monotonic(), body=body))
        said = self.pages.get(path, b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")
        if isinstance(said, bytes):
            connection.sendall(said)
        else:
            said(connection)


@contextmanager
def serving() -> Iterator[Callable[..., Site]]:
    """Gives what opens sites on addresses of loopback; they close at the end."""
    listeners: list[socket.socket] = []

    def opened(host: str = "127.0.0.1") -> Site:
        listener = socket.create_server((host, 0))
        listeners.append(listener)
        site = Site(host=host, port=listener.getsockname()[1])
        threading.Thread(target=_serve, args=(listener, site), daemon=True).start()
        return site

    try:
        yield opened
    finally:
        for listener in listeners:
            with suppress(OSError):
                listener.shutdown(socket.SHUT_RDWR)
            listener.close()


def _serve(listener: socket.socket, site: Site) -> None:
    while True:
        try:
            connection, _ = listener.accept()
        except OSError:
            return
        threading.Thread(target=_answer, args=(connection, site), daemon=True).start()


def _answer(connection: socket.socket, site: Site) -> None:
    # A client that has had enough hangs up: that is what most of these tests are for.
    with suppress(OSError), connection:
        site.answer(connection)
