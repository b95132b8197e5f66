"""The log of fetches, and what days brought of a source."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from model.sources import FetchRecord, SourceDay


def record(clock, **given):
    told = {"stage": "read", "source": "agency", "url": "https://news.example/1", "outcome": "new", **given}
    return FetchRecord(at=clock(), **told)


def test_the_newest_come_first_and_only_what_was_asked_for(store, clock):
    first = record(clock)
    refused = record(clock, outcome="refused", reason="robots.txt forbids it", seconds=0.5)
    other = record(clock, source="paper", url="https://paper.example/1")
    for one in (first, refused, other):
        store.fetches.note([one])
    assert store.fetches.list(limit=9) == (other, refused, first)
    assert store.fetches.list(limit=1) == (other,)
    assert store.fetches.list(limit=9, source="agency", outcome="refused") == (refused,)
    assert store.fetches.list(limit=9, url="https://paper.example/1") == (other,)


def test_a_log_longer_than_a_page_is_read_to_its_end(store, clock):
    store.fetches.note([record(clock, outcome="refused")])
    store.fetches.note(
        replace(record(clock), url=f"https://news.example/{number}") for number in range(1_200)
    )
    assert len(store.fetches.list(limit=5_000)) == 1_201
    assert len(store.fetches.list(limit=5, outcome="refused")) == 1


def test_days_add_up_and_are_forgotten(store, clock, redis):
    today = clock().date()
    store.sources.count({"agency": {"read": 1, "untimed": 1, "untitled": 0}}, clock())
    store.sources.count({"agency": {"read": 2}}, clock())
    store.sources.count({"agency": {"read": 5}}, clock() - timedelta(days=2))
    days = store.sources.days("agency", today, 3)
    assert days == (
        SourceDay(day=(today - timedelta(days=2)).isoformat(), read=5),
        SourceDay(day=(today - timedelta(days=1)).isoformat()),
        SourceDay(day=today.isoformat(), read=3, untimed=1),
    )
    assert 39 * 86_400 < redis.ttl(f"svodka:{{sources}}:day:{today}:agency") <= 40 * 86_400
