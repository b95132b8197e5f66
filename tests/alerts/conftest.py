from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from model.ledger import Event
from model.subscriptions import Channel, Delivery, Subscription

SECRET = "whsec_" + "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8GKYo="
NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)


@dataclass
class Receiver:
    """A webhook receiver on loopback; `answer` writes the raw answer of each request."""

    port: int = 0
    answer: Callable[[BaseHTTPRequestHandler], None] | None = None
    requests: list[tuple[dict[str, str], bytes]] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/hook?for=us"

    def answers(self, status: int, body: bytes = b"", **headers: str) -> None:
        def reply(handler: BaseHTTPRequestHandler) -> None:
            handler.send_response(status)
            for name, value in headers.items():
                handler.send_header(name.replace("_", "-"), value)
            handler.send_header("Content-Length", str(len(body)))
            handler.end_headers()
            handler.wfile.write(body)

        self.answer = reply


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    state = Receiver()
    state.answers(204)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            state.requests.append(({name.lower(): value for name, value in self.headers.items()}, body))
            assert state.answer is not None
            state.answer(self)

        def log_message(self, *arguments: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    server.block_on_close = False
    state.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    yield state
    server.shutdown()
    server.server_close()


@pytest.fixture
def channel(receiver: Receiver) -> Channel:
    return Channel(name="desk", url=receiver.url, secrets=(SECRET,), allow_private_addresses=True)


@pytest.fixture
def make_event() -> Callable[..., Event]:
    def make(**changes: Any) -> Event:
        values: dict[str, Any] = {
            "id": "e1",
            "kind": "place_changed",
            "rating_id": "export-centres",
            "rating": "Рейтинг центров поддержки экспорта",
            "period": "2025",
            "previous_period": "2024",
            "subject_id": "RU-SMO",
            "subject": "Центр поддержки экспорта Смоленской области",
            "region": "RU-SMO",
            "previous": 5,
            "position": 2,
            "fact_id": "f1",
            "sentence": "Вторую строчку занял Центр поддержки экспорта Смоленской области.",
            "url": "https://news.example/2026/02/08/export",
            "title": "Смоленский центр стал вторым",
            "published_at": datetime(2026, 11, 22, 8, 0, tzinfo=UTC),
            "happened_at": datetime(2026, 11, 22, 9, 0, tzinfo=UTC),
        }
        return Event(**{**values, **changes})

    return make


@pytest.fixture
def make_subscription() -> Callable[..., Subscription]:
    def make(**changes: Any) -> Subscription:
        return Subscription(**{"name": "smolensk", "channel": "desk", **changes})

    return make


@pytest.fixture
def delivery() -> Delivery:
    return Delivery(
        id="msg_0011223344556677",
        event_id="e1",
        subscription="smolensk",
        channel="desk",
        status="due",
        reason="new",
        payload='{"type":"ranking.place_changed","data":{"subject":"Смоленская область"}}',
        created_at=NOW,
        due_at=NOW,
    )
