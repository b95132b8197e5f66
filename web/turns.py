"""Answers are made one after the other.

Python makes one at a time: of those that are begun together each comes as late as the last one would. So
who asks waits for a turn. It is short: what takes longer goes on beside the others, and holds none up.
"""

from __future__ import annotations

import asyncio

from starlette.types import ASGIApp, Message, Receive, Scope, Send

TURN_SECONDS = 0.1
_PROGRAMS = ("/v1/", "/feeds/")
_WITHOUT = ("/static/", "/manual/", "/livez", "/readyz", "/metrics")
"""What takes no time, or tells how it stands."""


class Turns:
    """ASGI middleware. Programs wait for the turns of programs, readers for those of pages.

    A turn ends when the answer begins, or when its time is over. Only who asks waits: who sends something
    may take its time for that.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._of_programs, self._of_pages = asyncio.Semaphore(), asyncio.Semaphore()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on when it is the request's turn."""
        if scope["type"] != "http" or scope["method"] != "GET" or scope["path"].startswith(_WITHOUT):
            await self._app(scope, receive, send)
            return
        turn = _Turn(self._of_programs if scope["path"].startswith(_PROGRAMS) else self._of_pages)

        async def send_on(message: Message) -> None:
            turn.end()
            await send(message)

        await turn.begin()
        try:
            await self._app(scope, receive, send_on)
        finally:
            turn.end()


class _Turn:
    """A turn of one request, ended once."""

    def __init__(self, turns: asyncio.Semaphore) -> None:
        self._turns = turns
        self._limit: asyncio.TimerHandle | None = None

    async def begin(self) -> None:
        await self._turns.acquire()
        self._limit = asyncio.get_running_loop().call_later(TURN_SECONDS, self.end)

    def end(self) -> None:
        if self._limit is not None:
            self._limit.cancel()
            self._limit = None
            self._turns.release()
