"""What every answer carries, whichever route made it: safety headers, ETag, HEAD."""

from __future__ import annotations

import hashlib

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

POLICY = "; ".join(
    (
        "default-src 'none'",
        "style-src 'self'",
        "script-src 'self'",
        "connect-src 'self'",
        "img-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
"""The pages need a stylesheet, an icon and a small script of ours; nothing else may load or run."""

SAFETY = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
}


STREAMED = ("text/event-stream", "text/csv", "application/jsonl")
"""Types of answers that are sent while they are made."""


class SafetyHeaders:
    """ASGI middleware: the safety headers on every answer, errors and files included."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on, with headers."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in SAFETY.items():
                    headers.setdefault(name, value)
            await send(message)

        await self._app(scope, receive, with_headers)


class Conditional:
    """ASGI middleware: HEAD wherever there is GET, an ETag on what is found, and 304.

    Streams (STREAMED) go through as they come: they have no end to wait for, or a far one.

    The tag is a digest of the content, so it is the same over processes and restarts. It is weak:
    what a proxy compresses on the way is the same content still.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on as GET, hold the whole answer, then send it or 304."""
        if scope["type"] != "http" or scope["method"] not in ("GET", "HEAD"):
            await self._app(scope, receive, send)
            return
        with_body = scope["method"] == "GET"
        held = _Held(send, with_body=with_body)
        # In place: what routing writes into the scope is read by those outside.
        scope["method"] = "GET"
        await self._app(scope, receive, held)
        await held.release(Headers(scope=scope))


class _Held:
    """An answer that is kept until its content is known; a stream is sent on at once."""

    def __init__(self, send: Send, *, with_body: bool) -> None:
        self._send = send
        self._with_body = with_body
        self._start: Message = {}
        self._body = bytearray()
        self._streamed = False

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self._start = message
            self._streamed = Headers(raw=message["headers"]).get("content-type", "").startswith(STREAMED)
            if self._streamed:
                await self._send(message)
                # Who asked with HEAD has all there is; the server then ends the stream behind us.
                if not self._with_body:
                    await self._send({"type": "http.response.body", "body": b""})
        elif self._streamed:
            if self._with_body:
                await self._send(message)
        else:
            self._body += message.get("body", b"")

    async def release(self, request: Headers) -> None:
        if self._streamed:
            return
        send = self._send
        headers = MutableHeaders(scope=self._start)
        body = bytes(self._body)
        if self._start["status"] == 200:
            tag = headers.setdefault("etag", f'W/"{hashlib.sha256(body).hexdigest()[:32]}"')
            headers.setdefault("cache-control", "no-cache")
            if _matches(request.get("if-none-match", ""), tag):
                await self._release_not_modified(send, headers)
                return
        await send(self._start)
        await send({"type": "http.response.body", "body": body if self._with_body else b""})

    async def _release_not_modified(self, send: Send, headers: MutableHeaders) -> None:
        for name in ("content-length", "content-type"):
            del headers[name]
        self._start["status"] = 304
        await send(self._start)
        await send({"type": "http.response.body", "body": b""})


def _matches(if_none_match: str, tag: str) -> bool:
    """RFC 9110, 13.1.2: any of the listed tags by weak comparison, or *."""
    told = [part.strip().removeprefix("W/") for part in if_none_match.split(",")]
    return "*" in told or tag.removeprefix("W/") in told
