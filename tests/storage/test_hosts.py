"""Manners towards hosts hold over all workers."""

from __future__ import annotations

import secrets
from concurrent.futures import ThreadPoolExecutor

import pytest
from redis import Redis

from storage.store import Store


def turn(hosts, host, delay_seconds, *, limit_seconds=10_000.0):
    """The wait for the next turn of a host that has places enough."""
    given = {"places": 10_000, "hold_seconds": 600.0, "limit_seconds": limit_seconds}
    return hosts.enter(host, secrets.token_hex(4), delay_seconds=delay_seconds, **given)


def entered(hosts, host, place, *, places, hold_seconds=60.0):
    """Whether a place was free."""
    given = {"delay_seconds": 0.0, "limit_seconds": 10_000.0}
    return hosts.enter(host, place, places=places, hold_seconds=hold_seconds, **given) is not None


def test_slots_of_a_host_are_the_delay_apart(store, clock):
    assert [turn(store.hosts, "a.example", 1.5) for _ in range(3)] == [0, 1.5, 3]
    assert turn(store.hosts, "b.example", 1.5) == 0
    clock.pass_seconds(10)
    assert turn(store.hosts, "a.example", 1.5) == 0


def test_a_longer_delay_holds_for_who_comes_next(store):
    turn(store.hosts, "a.example", 30)
    assert turn(store.hosts, "a.example", 1) == 30


def test_a_slot_further_off_than_the_limit_is_left_to_others(store):
    turn(store.hosts, "a.example", 40)
    assert [turn(store.hosts, "a.example", 40, limit_seconds=30) for _ in range(3)] == [40, 40, 40]
    assert turn(store.hosts, "a.example", 40, limit_seconds=40) == 40
    assert turn(store.hosts, "a.example", 40) == 80


def test_many_at_once_get_slots_of_their_own(redis_url, redis, clock):
    store = Store(redis, clock=clock, host_clock=clock)
    with ThreadPoolExecutor(8) as pool:
        waits = list(pool.map(lambda _: turn(store.hosts, "a.example", 1), range(40)))
    assert sorted(waits) == [float(number) for number in range(40)]


def test_without_a_clock_the_clock_of_redis_counts(redis, clock):
    hosts = Store(redis, clock=clock).hosts
    assert turn(hosts, "a.example", 5) == 0
    assert turn(hosts, "a.example", 5) == pytest.approx(5, abs=0.5)


def test_a_turn_is_forgotten_when_it_says_nothing_any_more(redis: Redis, clock):
    turn(Store(redis, clock=clock, host_clock=clock).hosts, "a.example", 2)
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
    taken = [entered(store.hosts, "a.example", name, places=2, hold_seconds=60) for name in "abc"]
    assert taken == [True, True, False]
    assert entered(store.hosts, "b.example", "c", places=2, hold_seconds=60)
    store.hosts.leave("a.example", "a")
    assert entered(store.hosts, "a.example", "c", places=2, hold_seconds=60)


def test_the_place_of_who_was_killed_is_free_again(store, clock):
    assert entered(store.hosts, "a.example", "killed", places=1, hold_seconds=60)
    clock.pass_seconds(59)
    assert not entered(store.hosts, "a.example", "next", places=1, hold_seconds=60)
    clock.pass_seconds(2)
    assert entered(store.hosts, "a.example", "next", places=1, hold_seconds=60)


def test_a_place_that_is_prolonged_is_held(store, clock):
    assert entered(store.hosts, "a.example", "alive", places=1, hold_seconds=10)
    for _ in range(3):
        clock.pass_seconds(9)
        store.hosts.prolong("a.example", "alive", hold_seconds=10)
        assert not entered(store.hosts, "a.example", "next", places=1, hold_seconds=10)


def test_a_place_that_was_given_up_is_not_prolonged(store, clock):
    assert entered(store.hosts, "a.example", "left", places=1, hold_seconds=10)
    store.hosts.leave("a.example", "left")
    store.hosts.prolong("a.example", "left", hold_seconds=10)
    assert entered(store.hosts, "a.example", "next", places=1, hold_seconds=10)


def test_no_more_than_the_places_are_taken_by_many_at_once(redis, clock):
    hosts = Store(redis, clock=clock).hosts
    with ThreadPoolExecutor(8) as pool:
        taken = list(
            pool.map(lambda n: entered(hosts, "a.example", str(n), places=3, hold_seconds=60), range(40))
        )
    assert sum(taken) == 3


def test_a_host_at_rest_gets_its_turn_afterwards(store, clock):
    store.hosts.rest("a.example", 120)
    store.hosts.rest("a.example", 5)
    assert turn(store.hosts, "a.example", 1, limit_seconds=30) == 120
    clock.pass_seconds(121)
    assert turn(store.hosts, "a.example", 1) == 0
