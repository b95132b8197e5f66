"""One time for all processes on all hosts: that of the store's Redis.

Leases, turns and "which revision was seen last" are compared between hosts, whose own clocks differ
and jump. Redis is asked now and then, and the monotonic clock of this machine fills the time between.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime

from redis.exceptions import RedisError

ASKED_EVERY_SECONDS = 30.0
"""Quartz drifts by some 50 millionths: a millisecond and a half in that time."""


Timekeeper = Callable[[], tuple[int, int]]
"""Asks for the time: seconds since 1970, and microseconds on top. Raises RedisError."""


def utc_now() -> datetime:
    """The time by the clock of this machine."""
    return datetime.now(UTC)


class SharedClock:
    """The clock of Redis. While that never answered, the clock of this machine.

    A forked process goes on with what its parent knew.
    """

    def __init__(
        self,
        timekeeper: Timekeeper,
        *,
        own: Callable[[], datetime] = utc_now,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._timekeeper = timekeeper
        self._own = own
        self._monotonic = monotonic
        self._ahead: float | None = None
        self._asked_at = float("-inf")

    def __call__(self) -> datetime:
        """The time now, in UTC."""
        if self._monotonic() - self._asked_at >= ASKED_EVERY_SECONDS:
            self._ask()
        if self._ahead is None:
            return self._own()
        return datetime.fromtimestamp(self._monotonic() + self._ahead, UTC)

    def skew_seconds(self) -> float:
        """How far the clock of this machine is ahead of Redis' (negative: behind)."""
        return (self._own() - self()).total_seconds()

    def _ask(self) -> None:
        before = self._monotonic()
        try:
            seconds, microseconds = self._timekeeper()
        except RedisError:
            # Whoever needs the store now will say so; the time goes on as it was known. Where it never was,
            # each call asks again: what is written down a moment later must not have this machine's time.
            if self._ahead is not None:
                self._asked_at = before
            return
        self._asked_at = self._monotonic()
        # The answer was given somewhere on the way: half of it is the best guess.
        self._ahead = seconds + microseconds / 1_000_000 - (before + self._asked_at) / 2
