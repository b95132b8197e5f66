"""All hosts go by one clock, however wrong their own are."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from redis import Redis
from redis.exceptions import ConnectionError as RedisConnectionError

from runtime.clocks import ASKED_EVERY_SECONDS, SharedClock
from storage.connection import server_time

NOON = datetime(2026, 2, 8, 12, 0, tzinfo=UTC)


class Machine:
    """A machine with a wrong clock, and a Redis that tells the right time."""

    def __init__(self) -> None:
        self.passed = 1_000.0
        self.wrong = timedelta(hours=1)
        self.answers = True
        self.asked = 0

    def time(self) -> tuple[int, int]:
        self.asked += 1
        if not self.answers:
            raise RedisConnectionError("no")
        now = self.right().timestamp()
        return int(now), round(now % 1 * 1_000_000)

    def right(self) -> datetime:
        return NOON + timedelta(seconds=self.passed)

    def own(self) -> datetime:
        return self.right() + self.wrong

    def clock(self) -> SharedClock:
        return SharedClock(self.time, own=self.own, monotonic=lambda: self.passed)


def test_the_time_is_that_of_redis_whatever_the_own_clock_says():
    machine = Machine()
    clock = machine.clock()
    assert clock() == machine.right()
    machine.wrong = timedelta(days=-1)
    machine.passed += 7.5
    assert clock() == machine.right()


def test_redis_is_asked_now_and_then_only():
    machine = Machine()
    clock = machine.clock()
    for _ in range(100):
        clock()
        machine.passed += ASKED_EVERY_SECONDS / 50
    assert machine.asked == 2


def test_an_outage_leaves_the_time_going_on():
    machine = Machine()
    clock = machine.clock()
    clock()
    machine.answers = False
    machine.passed += 2 * ASKED_EVERY_SECONDS
    assert clock() == machine.right()


def test_without_any_answer_the_own_clock_counts():
    machine = Machine()
    machine.answers = False
    assert machine.clock()() == machine.own()


def test_the_skew_of_the_own_clock_is_told():
    assert Machine().clock().skew_seconds() == 3600


def test_a_real_redis_tells_the_time(redis: Redis):
    assert abs(SharedClock(lambda: server_time(redis)).skew_seconds()) < 5


def test_redis_is_asked_again_at_once_when_it_never_answered():
    """What is written down in the first half minute after an outage had the machine's own time."""
    machine = Machine()
    clock = machine.clock()
    machine.answers = False
    clock()
    machine.answers = True
    machine.passed += 0.1
    assert clock() == machine.right()
