"""Connections that are kept for the next request to their site.

httpcore's own pool looks at every connection that it has, twice a request, and asks the system whether
each of them still lives: with 32 of them that was a third of what fetching cost.
"""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from threading import Lock
from types import TracebackType
from typing import Self

import httpcore

MOST_KEPT = 64
"""A batch goes to its hosts by turns: so many of them can keep their connection to their next page. Fewer,
and each page of a batch from more hosts costs a connection and its TLS anew."""

KEPT_SECONDS = 15.0
"""Servers let go of a connection after 5 seconds or more of silence; a minute is the longest in use."""


class KeptConnections:
    """Takes the place of an httpcore pool. Threads may share it; each request has a connection of its own."""

    def __init__(
        self, *, ssl_context: ssl.SSLContext, backend: httpcore.NetworkBackend, most: int = MOST_KEPT
    ) -> None:
        self._ssl_context = ssl_context
        self._backend = backend
        self._most = most
        self._lock = Lock()
        self._idle: dict[httpcore.HTTPConnection, None] = {}
        """Those that wait, the one that was used last at the end."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def handle_request(self, request: httpcore.Request) -> httpcore.Response:
        """The answer to a request, its body still to be read. Raises httpcore's errors."""
        connection = self._taken(request.url.origin)
        try:
            answer = connection.handle_request(request)
        except BaseException:
            connection.close()
            raise
        return httpcore.Response(
            status=answer.status,
            headers=answer.headers,
            content=_Body(answer, connection, self),
            extensions=answer.extensions,
        )

    def close(self) -> None:
        """Close the connections that wait."""
        with self._lock:
            idle, self._idle = list(self._idle), {}
        for connection in idle:
            connection.close()

    def give_back(self, connection: httpcore.HTTPConnection) -> None:
        """Keep a connection whose answer was read to its end; one in the middle of it is closed by now."""
        surplus = None
        with self._lock:
            if connection.is_idle():
                self._idle[connection] = None
            if len(self._idle) > self._most:
                surplus = next(iter(self._idle))
                del self._idle[surplus]
        if surplus is not None:
            surplus.close()

    def _taken(self, origin: httpcore.Origin) -> httpcore.HTTPConnection:
        """A connection that waits and lives, or a new one, not opened yet."""
        while True:
            with self._lock:
                own = [kept for kept in self._idle if kept.can_handle_request(origin)]
                if not own:
                    break
                del self._idle[own[-1]]
            if not own[-1].has_expired():
                return own[-1]
            own[-1].close()
        return httpcore.HTTPConnection(
            origin,
            ssl_context=self._ssl_context,
            keepalive_expiry=KEPT_SECONDS,
            network_backend=self._backend,
        )


class _Body:
    """The body of an answer; closed, it gives the connection back."""

    def __init__(
        self, answer: httpcore.Response, connection: httpcore.HTTPConnection, home: KeptConnections
    ) -> None:
        self._answer = answer
        self._connection = connection
        self._home = home

    def __iter__(self) -> Iterator[bytes]:
        return self._answer.iter_stream()

    def close(self) -> None:
        """Read no more. httpx closes once."""
        self._answer.close()
        self._home.give_back(self._connection)
