"""What goes out comes in again as it was; what is no export is told."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from model.articles import Look
from model.errors import InvalidImport
from model.sources import Push
from model.subscriptions import SavedQuery
from storage.facts import FactQuery
from storage.store import Store


@pytest.fixture
def filled(store, newsroom, clock, statements):
    """Two editions, a correction, a reprint, a decision, a saved query and an article not extracted."""
    for number, period in enumerate(("2024", "2025")):
        clock.pass_seconds(60)
        newsroom.publish(
            newsroom.article(f"a{number}", published_at=clock().replace(year=2025 + number)),
            *(statements.ranking(f"RU-{n}", n + number, period=period) for n in (1, 2, 3)),
            statements.percentage(number + 1),
            statements.partnership(),
        )
    newsroom.publish(newsroom.article("b", "1"), statements.ranking("RU-9", 9, rating_id="~1"))
    clock.pass_seconds(60)
    newsroom.publish(newsroom.article("b", "2"), statements.ranking("RU-9", 8, rating_id="~1"))
    store.articles.save(newsroom.article("c"))
    store.reviewing.merge("~1", "export-centres")
    saved = SavedQuery(name="Смоленск", question="region:RU-1 kind:ranking", created_at=clock())
    store.saved_queries.save(saved)
    for book in store.work.overdue("relay", clock(), 10, 60):
        store.events.relayed(book, store.events.pending(book))


def picture(store: Store):
    return (
        sorted(store.facts.every(FactQuery()), key=lambda fact: fact.id),
        store.ratings.list(),
        store.ratings.editions("export-centres"),
        [
            (one, store.articles.get(one), store.articles.sightings(one))
            for month in store.articles.months()
            for one in store.articles.ids(month)
        ],
        store.reviewing.decisions(),
        store.saved_queries.list(),
        sorted(store.events.every(), key=lambda event: event.id),
        list(store.work.every("extract")),
    )


def through_json(records):
    return [json.loads(json.dumps(record, ensure_ascii=False)) for record in records]


def test_everything_comes_in_again(redis, store, filled, clock):
    before, records = picture(store), through_json(store.exporting.records())
    redis.flushall()
    counts = Store(redis, clock=clock).exporting.load(records)
    again = Store(redis, clock=clock)
    assert picture(again) == before
    assert counts["article"] == 4
    assert list(again.check.findings()) == []


def test_doing_it_again_changes_nothing(redis, store, filled, clock):
    before, records = picture(store), through_json(store.exporting.records())
    store.exporting.load(records)
    assert picture(Store(redis, clock=clock)) == before
    assert through_json(store.exporting.records()) == records


def test_what_is_brought_in_is_no_news(redis, store, filled, clock):
    records = through_json(store.exporting.records())
    redis.flushall()
    again = Store(redis, clock=clock)
    again.exporting.load(records)
    assert again.work.counts()["relay"].due == 0
    assert again.work.counts()["fold"].due == again.work.counts()["fold"].later == 0


def test_an_import_that_was_broken_off_can_be_done_again(redis, store, filled, clock):
    before, records = picture(store), through_json(store.exporting.records())
    redis.flushall()
    again = Store(redis, clock=clock)
    with pytest.raises(InvalidImport, match="breaks off"):
        again.exporting.load(records[:-3])
    again.exporting.load(records)
    assert picture(Store(redis, clock=clock)) == before


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (lambda records: [{"record": "other"}, *records[1:]], "line 1"),
        (lambda records: records[:-1], "breaks off"),
        (lambda records: [*records[:-2], records[-1]], "should have"),
        (lambda records: [records[0], {"record": "row", "key": "a", "member": "", "value": ""}], "line 2"),
        (lambda records: [records[0], {"record": "what"}], "line 2: an unknown record 'what'"),
        (lambda records: [records[0], {"record": "article", "id": "x"}], "line 2"),
        (lambda records: [], "breaks off"),
    ],
)
def test_what_is_no_export_is_told(redis, store, filled, clock, spoil, told):
    records = through_json(store.exporting.records())
    redis.flushall()
    with pytest.raises(InvalidImport, match=told):
        Store(redis, clock=clock).exporting.load(spoil(records))


@pytest.fixture
def watched(store, newsroom, clock):
    """A page that is gone and looked at again, a subscription at a hub and a key of the web service."""
    gone = newsroom.article("gone")
    store.articles.save(gone)
    store.articles.note_gone(gone.id, clock())
    look = Look(url=gone.url, dated_at=gone.published_at, etag='"1"', misses=2)
    store.looks.plan("0123456789abcdef", look, clock() + timedelta(hours=6))
    hub = Push(
        source="ria",
        hub="https://hub.example/",
        topic="https://news.example/rss",
        token="hidden-part",
        secret="hidden-key",
        asked_at=clock(),
    )
    store.pushes.save(hub)
    store.api_keys.create("program", "reader")
    return gone, look, hub


def test_pages_that_are_gone_and_looked_at_again_come_along(redis, store, watched, clock):
    gone, look, _ = watched
    records = through_json(store.exporting.records())
    redis.flushall()
    again = Store(redis, clock=clock)
    again.exporting.load(records)
    assert again.articles.gone_at(gone.id) == clock()
    assert again.looks.get("0123456789abcdef") == look
    clock.pass_seconds(6 * 3600)
    assert again.work.overdue("look", clock(), 10, 60) == ("0123456789abcdef",)
    assert again.pushes.get("ria") is None
    assert "hidden" not in json.dumps(records)


def test_secrets_come_along_where_they_are_asked_for(redis, store, watched, clock):
    made = store.api_keys.list()
    records = through_json(store.exporting.records(secrets=True))
    redis.flushall()
    again = Store(redis, clock=clock)
    again.exporting.load(records)
    assert again.pushes.by_token("hidden-part") == watched[2]
    assert again.api_keys.list() == made


def test_states_of_sources_and_references_come_along(redis, store, clock):
    redis.hset("svodka:{sources}:states", "ria", '{"seen": 1}')
    records = through_json(store.exporting.records())
    redis.flushall()
    store.exporting.load(records)
    assert redis.hget("svodka:{sources}:states", "ria") == b'{"seen": 1}'
