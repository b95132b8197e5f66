"""Manners towards hosts, kept in Redis so that they hold over all workers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from storage import keys
from storage.moments import to_ms
from storage.scripts import Script
from storage.server import Server

_ENTER = Script("enter_host")
_PROLONG = Script("prolong_place")
_REST = Script("rest_host")
IDLE_MS = 60_000
"""How long a host's turn is remembered after it has passed: it says nothing any more."""
LONGEST_ROBOTS_SECONDS = 86_400
"""RFC 9309, 2.4: a robots.txt should not be used for more than 24 hours."""


class Hosts:
    """The gate and the robots.txt shelf that the fetcher asks for.

    Without a clock the gate goes by the clock of Redis, the only one that all workers share.
    """

    def __init__(self, server: Server, *, clock: Callable[[], datetime] | None = None) -> None:
        self._server = server
        self._clock = clock

    def enter(
        self,
        host: str,
        place: str,
        *,
        places: int,
        hold_seconds: float,
        delay_seconds: float,
        limit_seconds: float,
    ) -> float | None:
        """Take one of the host's places, under a name of the caller's, with the host's next turn.

        Gives the seconds to wait for the turn, `delay_seconds` before the one after it; None where
        no place is free. Over `limit_seconds` neither is taken: it is left for who can wait. A
        place is free again when it is left, or when it was not prolonged for `hold_seconds`: its holder
        may have been killed.
        """
        arguments = (
            place,
            places,
            round(hold_seconds * 1000),
            round(delay_seconds * 1000),
            round(limit_seconds * 1000),
            self._now(),
            IDLE_MS,
        )
        wait_ms = int(self._server.run(_ENTER, [keys.places(host), keys.turn(host)], arguments))
        return None if wait_ms < 0 else wait_ms / 1000

    def prolong(self, host: str, place: str, *, hold_seconds: float) -> None:
        """Hold a place, if it is still held, for so long from now on."""
        self._server.run(_PROLONG, [keys.places(host)], (place, round(hold_seconds * 1000), self._now()))

    def leave(self, host: str, place: str) -> None:
        """Give a place up."""
        self._server.call("ZREM", keys.places(host), place)

    def rest(self, host: str, seconds: float) -> None:
        """Let no request to the host go out for so many seconds; a longer rest that is on stays."""
        self._server.run(_REST, [keys.turn(host)], (round(seconds * 1000), self._now(), IDLE_MS))

    def _now(self) -> int | str:
        """Milliseconds since 1970; empty for the clock of Redis."""
        return to_ms(self._clock()) if self._clock else ""

    def robots(self, origin: str) -> str | None:
        """The robots.txt kept for `https://host:port`; None when there is none or it is too old."""
        body = self._server.call("GET", keys.robots(origin))
        return body.decode() if body is not None else None

    def keep_robots(self, origin: str, body: str, ttl_seconds: int) -> None:
        """Keep a robots.txt for so many seconds, a day at the most."""
        life = max(1, min(ttl_seconds, LONGEST_ROBOTS_SECONDS))
        self._server.call("SET", keys.robots(origin), body, "EX", life)
