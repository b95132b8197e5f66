"""A backup of a service that goes on working comes back whole."""

from __future__ import annotations

import io
import threading

import pytest

from model.errors import InvalidBackup
from storage.facts import FactQuery
from storage.store import Store


@pytest.fixture
def filled(store, newsroom, clock, statements):
    for number, period in enumerate(("2024", "2025")):
        clock.pass_seconds(60)
        newsroom.publish(
            newsroom.article(f"a{number}", published_at=clock().replace(year=2025 + number)),
            *(statements.ranking(f"RU-{n}", n + number, period=period) for n in (1, 2, 3)),
            statements.percentage(number + 1.0),
        )


def facts(store):
    return sorted(store.facts.every(FactQuery()), key=lambda fact: fact.id)


def backup(store):
    file = io.BytesIO()
    count = store.backing_up.write(file)
    return count, file.getvalue()


def test_it_comes_back_as_it_was(redis, store, filled, clock):
    before = facts(store), store.ratings.editions("export-centres")
    redis.set("svodka:{schedule}:done:x", 1, ex=100)
    redis.set("another", 1)
    there = sorted(redis.scan_iter("svodka:*"))
    count, content = backup(store)
    assert count == len(there)
    redis.flushall()
    assert store.backing_up.read(io.BytesIO(content)) == count
    assert sorted(redis.scan_iter()) == there
    assert 0 < redis.ttl("svodka:{schedule}:done:x") <= 100
    again = Store(redis, clock=clock)
    assert (facts(again), again.ratings.editions("export-centres")) == before


def test_what_was_written_meanwhile_is_whole_after_the_check(redis, store, newsroom, statements, clock):
    stop, published = threading.Event(), []

    def publish():
        while not stop.is_set():
            name = f"n{len(published)}"
            newsroom.publish(newsroom.article(name), statements.ranking(f"RU-{len(published)}", 1))
            published.append(name)

    writer = threading.Thread(target=publish)
    writer.start()
    try:
        while len(published) < 20:
            pass
        before = len(published)
        _, content = backup(store)
    finally:
        stop.set()
        writer.join()
    redis.flushall()
    again = Store(redis, clock=clock)
    again.backing_up.read(io.BytesIO(content))
    list(again.check.findings(repair=True))
    assert list(again.check.findings()) == []
    assert len(facts(again)) >= before


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (lambda content: b"nonsense", "no backup"),
        (lambda content: content[:-20], "damaged|breaks off"),
        (lambda content: content[: len(content) // 2], "damaged|breaks off"),
        (lambda content: content[:-9] + bytes(9), "damaged|breaks off"),
    ],
)
def test_a_damaged_file_is_told(redis, store, filled, spoil, told):
    _, content = backup(store)
    redis.flushall()
    with pytest.raises(InvalidBackup, match=told):
        store.backing_up.read(io.BytesIO(spoil(content)))


def test_it_is_not_mixed_into_other_data(store, filled):
    _, content = backup(store)
    with pytest.raises(InvalidBackup, match="empty one"):
        store.backing_up.read(io.BytesIO(content))
