"""Manners towards hosts hold over all workers."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from redis import Redis

from storage.store import Store


def test_slots_of_a_host_are_the_delay_apart(store, clock):
    assert [store.hosts.reserve("a.example", 1.5) for _ in range(3)] == [0, 1.5, 3]
    assert store.hosts.reserve("b.example", 1.5) == 0
    clock.pass_seconds(10)
    assert store.hosts.reserve("a.example", 1.5) == 0


def test_a_longer_delay_holds_for_who_comes_next(store):
    store.hosts.reserve("a.example", 30)
    assert store.hosts.reserve("a.example", 1) == 30


def test_a_slot_further_off_than_the_limit_is_left_to_others(store):
    store.hosts.reserve("a.example", 40)
    assert [store.hosts.reserve("a.example", 40, limit_seconds=30) for _ in range(3)] == [40, 40, 40]
    assert store.hosts.reserve("a.example", 40, limit_seconds=40) == 40
    assert store.hosts.reserve("a.example", 40) == 80


def test_many_at_once_get_slots_of_their_own(redis_url, redis, clock):
    store = Store(redis, clock=clock, host_clock=clock)
    with ThreadPoolExecutor(8) as pool:
        waits = list(pool.map(lambda _: store.hosts.reserve("a.example", 1), range(40)))
    assert sorted(waits) == [float(number) for number in range(40)]


def test_without_a_clock_the_clock_of_redis_counts(redis, clock):
    hosts = Store(redis, clock=clock).hosts
    assert hosts.reserve("a.example", 5) == 0
    assert hosts.reserve("a.example", 5) == pytest.approx(5, abs=0.5)


def test_a_turn_is_forgotten_when_it_says_nothing_any_more(redis: Redis, clock):
    Store(redis, clock=clock, host_clock=clock).hosts.reserve("a.example", 2)
    assert 60_000 < redis.pttl("svodka:{host:a.example}:turn") <= 62_000


def test_robots_are_kept_for_their_time(redis: Redis, store):
    assert store.hosts.robots("https://a.example:443") is None
    store.hosts.keep_robots("https://a.example:443", "User-agent: *\nDisallow:", 3600)
    assert store.hosts.robots("https://a.example:443") == "User-agent: *\nDisallow:"
    assert 0 < redis.ttl("svodka:{host:https://a.example:443}:robots") <= 3600


def test_robots_are_kept_for_a_day_at_the_most(redis: Redis, store):
    store.hosts.keep_robots("https://a.example:443", "", 10**6)
    assert redis.ttl("svodka:{host:https://a.example:443}:robots") <= 86_400


def test_a_host_has_so_many_places(store):
    taken = [store.hosts.enter("a.example", name, places=2, hold_seconds=60) for name in "abc"]
    assert taken == [True, True, False]
    assert store.hosts.enter("b.example", "c", places=2, hold_seconds=60)
    store.hosts.leave("a.example", "a")
    assert store.hosts.enter("a.example", "c", places=2, hold_seconds=60)


def test_the_place_of_who_was_killed_is_free_again(store, clock):
    assert store.hosts.enter("a.example", "killed", places=1, hold_seconds=60)
    clock.pass_seconds(59)
    assert not store.hosts.enter("a.example", "next", places=1, hold_seconds=60)
    clock.pass_seconds(2)
    assert store.hosts.enter("a.example", "next", places=1, hold_seconds=60)


def test_no_more_than_the_places_are_taken_by_many_at_once(redis, clock):
    hosts = Store(redis, clock=clock).hosts
    with ThreadPoolExecutor(8) as pool:
        taken = list(
            pool.map(lambda n: hosts.enter("a.example", str(n), places=3, hold_seconds=60), range(40))
        )
    assert sum(taken) == 3


def test_a_host_at_rest_gets_its_turn_afterwards(store, clock):
    store.hosts.rest("a.example", 120)
    store.hosts.rest("a.example", 5)
    assert store.hosts.reserve("a.example", 1, limit_seconds=30) == 120
    clock.pass_seconds(121)
    assert store.hosts.reserve("a.example", 1) == 0
