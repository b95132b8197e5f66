"""The sockets under the fetcher: where they may lead, and how much may come through them.

httpx measures its time-outs step by step, so one byte a second goes on for ever, and it
connects to whatever a name resolves to. Here the name is resolved once, every address is
checked, and the connection is made to the very address that was checked; each read takes
from one allowance of bytes and seconds for the whole fetch.
"""

from __future__ import annotations

import queue
import socket
import ssl
import threading
from collections.abc import Callable, Iterable
from contextvars import ContextVar
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import httpcore
import httpx

from crawler.addresses import PrivateAllowance, refuse_private
from crawler.kept import KeptConnections
from model.errors import FetchInterrupted, FetchTooLarge

Resolve = Callable[[str, int], tuple[str, ...]]
"""Gives the IP addresses of a host and port; raises OSError where there are none."""

_TRIED_ADDRESSES = 4
_CONNECT_SECONDS = 10.0


@dataclass(slots=True, kw_only=True)
class Allowance:
    """What one fetch may still use; counted down as it goes. `url` is for messages.

    `connected` tells that the fetch opened a connection and did not take a kept one.
    """

    url: str
    deadline: float
    bytes_left: int
    monotonic: Callable[[], float]
    connected: bool = False

    def seconds_left(self) -> float:
        """Seconds until the deadline. Raises FetchTooLarge when there are none."""
        left = self.deadline - self.monotonic()
        if left <= 0:
            raise FetchTooLarge("the answer took longer than the limit for the whole", url=self.url)
        return left

    def take(self, size_bytes: int) -> None:
        """Count bytes that came over the wire. Raises FetchTooLarge when they are too many."""
        self.bytes_left -= size_bytes
        if self.bytes_left < 0:
            raise FetchTooLarge("more bytes over the wire than the limit", url=self.url)


allowance: ContextVar[Allowance] = ContextVar("allowance")
"""The allowance of the fetch that is going on in this thread."""


def system_resolve(host: str, port: int) -> tuple[str, ...]:
    """The system's answer, in its order of preference, each address once."""
    answers = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return tuple(dict.fromkeys(str(answer[4][0]) for answer in answers))


def guarded_transport(*, allow: PrivateAllowance, resolve: Resolve) -> httpx.HTTPTransport:
    """An httpx transport over guarded sockets: no proxy, no netrc.

    SSL_CERT_FILE and SSL_CERT_DIR are heeded: government sites have authorities of their own.
    """
    context = ssl_context()
    transport = httpx.HTTPTransport(verify=context, trust_env=False)
    transport._pool.close()
    # httpx gives no way in for a network backend; its own transport translates the errors.
    backend = GuardedBackend(allow=allow, resolve=resolve)
    transport._pool = KeptConnections(ssl_context=context, backend=backend)  # type: ignore[assignment]
    return transport


@lru_cache(maxsize=1)
def ssl_context() -> ssl.SSLContext:
    """The authorities that are trusted, loaded once a process."""
    # Loading the authorities takes 20 ms, and a job opens a fetcher of its own.
    return httpx.create_ssl_context()


class GuardedBackend(httpcore.NetworkBackend):
    """Opens connections to checked addresses only, and meters what comes through them."""

    def __init__(self, *, allow: PrivateAllowance, resolve: Resolve) -> None:
        self._allow = allow
        self._resolve = resolve
        self._sockets = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        """Resolve, check every address, connect to the first that answers."""
        current = allowance.get()
        addresses = self._addresses(host, port, current)
        # All are checked before any is used: a name with one private address is a trap.
        for address in addresses:
            refuse_private(address, url=current.url, allow=self._allow)
        failure: Exception = httpcore.ConnectError(f"{host} has no address")
        for address in addresses[:_TRIED_ADDRESSES]:
            seconds = min(current.seconds_left(), timeout or _CONNECT_SECONDS)
            try:
                stream = self._sockets.connect_tcp(address, port, seconds, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
            else:
                current.connected = True
                return MeteredStream(stream)
        raise failure

    def _addresses(self, host: str, port: int, current: Allowance) -> tuple[str, ...]:
        # The system's resolver has no time-out of its own, so it gets a thread to hang in.
        answers: queue.SimpleQueue[tuple[str, ...] | OSError] = queue.SimpleQueue()

        def look_up() -> None:
            try:
                answers.put(self._resolve(host, port))
            except (OSError, UnicodeError) as error:
                answers.put(error if isinstance(error, OSError) else OSError(str(error)))

        threading.Thread(target=look_up, name="resolve", daemon=True).start()
        try:
            answer = answers.get(timeout=current.seconds_left())
        except queue.Empty:
            raise FetchInterrupted(f"the name {host} was not resolved in time", url=current.url) from None
        if isinstance(answer, OSError):
            raise httpcore.ConnectError(f"the name {host} was not resolved: {answer}")
        return answer


class MeteredStream(httpcore.NetworkStream):
    """A stream whose every step takes from the allowance of the fetch at hand."""

    def __init__(self, stream: httpcore.NetworkStream) -> None:
        self._stream = stream

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Read what there is; the time-out is never longer than what is left of the whole."""
        current = allowance.get()
        data = self._stream.read(max_bytes, _shorter(timeout, current))
        current.take(len(data))
        return data

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Write; the time-out is never longer than what is left of the whole."""
        self._stream.write(buffer, _shorter(timeout, allowance.get()))

    def close(self) -> None:
        """Close the connection."""
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        """The same meter over the encrypted stream."""
        seconds = _shorter(timeout, allowance.get())
        return MeteredStream(self._stream.start_tls(ssl_context, server_hostname, seconds))

    def get_extra_info(self, info: str) -> Any:
        """What the connection knows of itself."""
        return self._stream.get_extra_info(info)


def _shorter(timeout: float | None, current: Allowance) -> float:
    left = current.seconds_left()
    return left if timeout is None else min(timeout, left)
