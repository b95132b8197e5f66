"""Pages of news, rendered once for all who ask within seconds of each other.

A page is made of hundreds of facts, and is the same for every reader. It is kept until the next event
in the store, at the longest some seconds: what changes without an event (a second source for a known
place) shows that much later. Only the pages below are kept; none of them knows who asks, and none has a
form that changes something.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from time import monotonic
from typing import Any

from fastapi.concurrency import run_in_threadpool
from starlette.datastructures import Headers, QueryParams
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from model.errors import StoreUnavailable, UnusableStore
from web.catalogue import chosen_language

ROOTS = ("/facts", "/ratings", "/regions", "/articles")
LIMIT_BYTES = 32 * 2**20
"""Of all kept pages together: some five hundred."""
_Key = tuple[str, bytes, str]


@dataclass(slots=True)
class _Entry:
    """A page, or the wait for it. `state` is what the store was at when it was begun.

    `routed` is what routing wrote into the scope: those outside read it.
    """

    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    state: str = ""
    until: float = 0.0
    messages: tuple[Message, ...] = ()
    routed: Mapping[str, Any] = field(default_factory=dict)

    @property
    def size_bytes(self) -> int:
        return sum(len(message.get("body", b"")) for message in self.messages)

    def forget(self) -> None:
        """Keep the page no longer."""
        self.until, self.messages = 0.0, ()


class KeptPages:
    """ASGI middleware. `state` tells by its value whether anything happened; `seconds` is the longest."""

    def __init__(self, app: ASGIApp, *, state: Callable[[], str], seconds: float) -> None:
        self._app = app
        self._state = state
        self._seconds = seconds
        self._entries: OrderedDict[_Key, _Entry] = OrderedDict()
        self._held_bytes = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the kept page, or pass on and keep what comes."""
        if not self._seconds or not _is_kept(scope):
            await self._app(scope, receive, send)
            return
        try:
            key, state = _key(scope), await run_in_threadpool(self._state)
        except (StoreUnavailable, UnusableStore):
            # Inside there is an answer for it.
            await self._app(scope, receive, send)
            return
        entry = self._entries.setdefault(key, _Entry())
        # Whoever asks for the same meanwhile waits: to render it twice at once takes twice as long.
        async with entry.lock:
            if entry.state != state or entry.until < monotonic():
                try:
                    messages = await self._rendered(entry, state, scope, receive)
                finally:
                    self._put(key, entry)
            else:
                messages = entry.messages
                scope.update(entry.routed)
        for message in messages:
            # Those outside change headers in place.
            await send({**message, "headers": list(message["headers"])} if "headers" in message else message)

    async def _rendered(
        self, entry: _Entry, state: str, scope: Scope, receive: Receive
    ) -> tuple[Message, ...]:
        held: list[Message] = []

        async def hold(message: Message) -> None:
            held.append(message)

        self._held_bytes -= entry.size_bytes
        entry.forget()
        before = set(scope)
        await self._app(scope, receive, hold)
        if held[0]["status"] == 200:
            entry.state, entry.until = state, monotonic() + self._seconds
            entry.messages = tuple(held)
            entry.routed = {name: scope[name] for name in scope if name not in before}
            self._held_bytes += entry.size_bytes
        return tuple(held)

    def _put(self, key: _Key, entry: _Entry) -> None:
        """Into the order of use, and the pages that were used longest ago out; one without content too."""
        self._entries.pop(key, None)
        if entry.messages:
            self._entries[key] = entry
        while self._held_bytes > LIMIT_BYTES and len(self._entries) > 1:
            _, oldest = self._entries.popitem(last=False)
            self._held_bytes -= oldest.size_bytes
            oldest.forget()


def _is_kept(scope: Scope) -> bool:
    if scope["type"] != "http" or scope["method"] != "GET":
        return False
    path = scope["path"]
    under = any(path == root or path.startswith(f"{root}/") for root in ROOTS)
    return path == "/" or (under and "/dossier." not in path)


def _key(scope: Scope) -> _Key:
    asked = QueryParams(scope["query_string"]).get("lang")
    language = chosen_language(asked, Headers(scope=scope).get("accept-language", ""))
    return scope["path"], scope["query_string"], language
