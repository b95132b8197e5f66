"""Stand-ins on loopback that speak the documented calls of chat services, and judge what they get.

Telegram: https://core.telegram.org/bots/api#sendmessage and #making-requests
VK Teams: https://teams.vk.com/botapi/#/messages/get_messages_sendText
MAX:      https://dev.max.ru/docs-api/methods/POST/messages
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from html.parser import HTMLParser
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

TOKEN = "110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw"

Answer = tuple[int, dict[str, Any] | bytes]


class _Entities(HTMLParser):
    """Reads the markup that the services allow; anything else is an error of theirs."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.plain = ""
        self.bold = ""
        self._open: list[str] = []

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if tag != "b":
            raise ValueError(f"Unsupported start tag {tag!r}")
        self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self._open or self._open.pop() != tag:
            raise ValueError(f"Unexpected end tag {tag!r}")

    def handle_data(self, data: str) -> None:
        self.plain += data
        self.bold += data if self._open else ""


def read_markup(text: str) -> _Entities:
    parser = _Entities()
    parser.feed(text)
    parser.close()
    return parser


@dataclass
class StandIn:
    """One service: `texts` are what its users see; `faults` are answered before anything is taken."""

    url: str = ""
    texts: list[str] = field(default_factory=list)
    bold: list[str] = field(default_factory=list)
    seen: list[dict[str, Any]] = field(default_factory=list)
    faults: list[tuple[int, dict[str, Any] | bytes, dict[str, str]]] = field(default_factory=list)

    def answer(self, method: str, path: str, headers: dict[str, str], body: bytes) -> Answer:
        raise NotImplementedError

    def take(self, text: str, limit: int) -> str | None:
        """What is wrong with a text in HTML, or None when the users see it now."""
        try:
            read = read_markup(text)
        except ValueError as error:
            return f"Bad Request: can't parse entities: {error}"
        if not read.plain:
            return "Bad Request: message text is empty"
        if len(read.plain.encode("utf-16-le")) // 2 > limit:
            return "Bad Request: message is too long"
        self.texts.append(read.plain)
        self.bold.append(read.bold)
        return None


class TelegramStandIn(StandIn):
    def answer(self, method: str, path: str, headers: dict[str, str], body: bytes) -> Answer:
        if path != f"/bot{TOKEN}/sendMessage" or method != "POST":
            return 404, {"ok": False, "error_code": 404, "description": "Not Found"}
        told = json.loads(body)
        self.seen.append(told)
        if told["chat_id"] != "-1001234567890":
            return 400, {"ok": False, "error_code": 400, "description": "Bad Request: chat not found"}
        wrong = self.take(told["text"], 4096) if told["parse_mode"] == "HTML" else "no mode"
        if wrong:
            return 400, {"ok": False, "error_code": 400, "description": wrong}
        return 200, {"ok": True, "result": {"message_id": len(self.texts), "text": self.texts[-1]}}


class VkTeamsStandIn(StandIn):
    def answer(self, method: str, path: str, headers: dict[str, str], body: bytes) -> Answer:
        parts = urlsplit(path)
        told = {name: values[0] for name, values in parse_qs(parts.query).items()}
        self.seen.append(told)
        if len(path) > 8_000:
            return 414, b"Request-URI Too Large"
        if method != "GET" or parts.path != "/bot/v1/messages/sendText":
            return 404, b""
        if told.get("token") != TOKEN:
            return 200, {"ok": False, "description": "Invalid token"}
        wrong = self.take(told["text"], 4096) if told.get("parseMode") == "HTML" else "no mode"
        return 200, {"ok": False, "description": wrong} if wrong else {"ok": True, "msgId": "57883"}


class MaxStandIn(StandIn):
    def answer(self, method: str, path: str, headers: dict[str, str], body: bytes) -> Answer:
        parts = urlsplit(path)
        query = parse_qs(parts.query)
        self.seen.append({**{name: values[0] for name, values in query.items()}, **json.loads(body)})
        if headers.get("authorization") != TOKEN or "access_token" in query:
            return 401, {"code": "verify.token", "message": "Invalid access_token"}
        if method != "POST" or parts.path != "/messages" or not ({"chat_id", "user_id"} & set(query)):
            return 404, {"code": "not.found", "message": "Not found"}
        told = json.loads(body)
        wrong = self.take(told["text"], 4000) if told.get("format") == "html" else "no format"
        if wrong:
            return 400, {"code": "proto.payload", "message": wrong}
        return 200, {"message": {"body": {"mid": "mid.1", "text": told["text"]}}}


class HookStandIn(StandIn):
    """An incoming webhook: whatever text comes is shown."""

    def answer(self, method: str, path: str, headers: dict[str, str], body: bytes) -> Answer:
        if path != "/services/T0/B0/secret":
            return 404, b"no_service"
        told = json.loads(body)
        self.seen.append(told)
        self.texts.append(told["text"])
        return 200, b"ok"


@contextmanager
def serving(state: StandIn) -> Iterator[StandIn]:
    """Serves a stand-in on loopback."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            headers = {name.lower(): value for name, value in self.headers.items()}
            told: dict[str, str] = {}
            if state.faults:
                status, content, told = state.faults.pop(0)
            else:
                status, content = state.answer(self.command, self.path, headers, body)
            raw = content if isinstance(content, bytes) else json.dumps(content).encode()
            self.send_response(status)
            for name, value in {"Content-Length": str(len(raw)), **told}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(raw)

        def do_POST(self) -> None:
            self.do_GET()

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    state.url = f"http://127.0.0.1:{server.server_address[1]}"
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    try:
        yield state
    finally:
        server.shutdown()
        server.server_close()
