"""A webhook receiver on loopback that believes nobody: it checks each signature itself.

Written from the specification Standard Webhooks 1.0.0 alone, and shares no code with the sender:
the signature is HMAC-SHA256 over "id.timestamp.body", base64, behind "v1,"; a message may carry
several, apart by spaces; the secret is base64 behind "whsec_".
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Condition, Thread
from typing import Any, Self

TOLERANCE_SECONDS = 300
"""How far a message's timestamp may be from our clock; the specification's libraries take five minutes."""
MAX_BODY_BYTES = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """A message as it arrived. `fault` says why it was refused, None when it was taken.

    `repeated` tells that a message of this id had been taken before: a receiver acts on the
    first alone.
    """

    id: str
    body: str
    fault: str | None
    repeated: bool
    signature: str

    @property
    def payload(self) -> Any:
        """The body as JSON."""
        return json.loads(self.body)


class Receiver:
    """A receiver, up while the context lasts. It keeps all that arrived."""

    def __init__(self, *, clock: Callable[[], float] = time.time) -> None:
        self.secret = "whsec_" + base64.b64encode(secrets.token_bytes(32)).decode()
        self._clock = clock
        self._arrivals: list[Arrival] = []
        self._arrived = Condition()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._server.daemon_threads = True
        self._thread = Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    @property
    def url(self) -> str:
        """The address to send to."""
        return f"http://127.0.0.1:{self._server.server_address[1]}/alerts"

    @property
    def arrivals(self) -> tuple[Arrival, ...]:
        """All that arrived so far, refused messages and repeats too, oldest first."""
        with self._arrived:
            return tuple(self._arrivals)

    @property
    def messages(self) -> tuple[Arrival, ...]:
        """What a receiver acts on: signed well, each id once."""
        return tuple(arrival for arrival in self.arrivals if arrival.fault is None and not arrival.repeated)

    def wait_for(self, count: int, *, seconds: float) -> bool:
        """Wait until that many messages are there; False when the time is up before."""
        with self._arrived:
            return self._arrived.wait_for(lambda: len(self.messages) >= count, timeout=seconds)

    def take(self, identifier: str, timestamp: str, signature: str, body: bytes) -> Arrival:
        """Check a message and keep it."""
        fault = _fault(self.secret, identifier, timestamp, signature, body, now=self._clock())
        with self._arrived:
            repeated = fault is None and any(
                arrival.id == identifier and arrival.fault is None for arrival in self._arrivals
            )
            arrival = Arrival(
                id=identifier,
                body=body.decode(errors="replace"),
                fault=fault,
                repeated=repeated,
                signature=signature,
            )
            self._arrivals.append(arrival)
            self._arrived.notify_all()
        return arrival


def _fault(
    secret: str, identifier: str, timestamp: str, signature: str, body: bytes, *, now: float
) -> str | None:
    if not (identifier and timestamp and signature):
        return "no webhook-id, webhook-timestamp or webhook-signature"
    if not timestamp.isdecimal() or abs(int(timestamp) - now) > TOLERANCE_SECONDS:
        return "the timestamp is not of now"
    key = base64.b64decode(secret.removeprefix("whsec_"))
    signed = f"{identifier}.{timestamp}.".encode() + body
    right = "v1," + base64.b64encode(hmac.digest(key, signed, hashlib.sha256)).decode()
    if not any(hmac.compare_digest(right.encode(), given.encode()) for given in signature.split()):
        return "no signature fits"
    return None


def _handler(receiver: Receiver) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            length = self.headers.get("Content-Length", "")
            if not length.isdecimal() or int(length) > MAX_BODY_BYTES:
                self.close_connection = True
                self._answer(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
                return
            arrival = receiver.take(
                self.headers.get("webhook-id", ""),
                self.headers.get("webhook-timestamp", ""),
                self.headers.get("webhook-signature", ""),
                self.rfile.read(int(length)),
            )
            self._answer(HTTPStatus.NO_CONTENT if arrival.fault is None else HTTPStatus.UNAUTHORIZED)

        def _answer(self, status: HTTPStatus) -> None:
            self.send_response(status)
            if status != HTTPStatus.NO_CONTENT:
                self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 (the signature is http.server's)
            """What arrives is kept in the receiver; nothing goes to the terminal."""

    return Handler
