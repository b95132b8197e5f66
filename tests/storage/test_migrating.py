"""Data of an older form is brought forward while it is read."""

from __future__ import annotations

import json
import threading
from dataclasses import replace
from datetime import timedelta

import pytest

from model.errors import UnusableStore
from storage import keys
from storage.facts import FactQuery
from storage.folding import fact_id, fold
from storage.indexing import Entry, Indexes
from storage.kept import to_keep
from storage.migrating import VERSION
from storage.server import Server
from storage.shelf import Shelf
from storage.store import Store
from storage.terms import PARTNERSHIP_TERM, bucket_of, figures_term
from storage.volumes import Change
from tests.storage.conftest import evidence

REPRINTED = evidence("По итогам года экспорт области вырос на 14,5 процента.", "figures/percent")
DAY = timedelta(days=1)
RATINGS = tuple(f"rating-{number}" for number in range(12))


@pytest.fixture
def schema_1(redis, newsroom, clock, statements):
    """A small store as schema 1 had it: entries of ratings tell all months, and count nothing."""
    for number, rating in enumerate(RATINGS):
        for year in (2024, 2025):
            day = clock().replace(year=year + 1, month=number + 1, day=1)
            newsroom.publish(
                newsroom.article(f"a{number}-{year}", published_at=day),
                *(statements.ranking(f"RU-{n}", n, rating_id=rating, period=str(year)) for n in (1, 2)),
            )
    for shard in keys.BOOK_SHARDS:
        for field, record in redis.hgetall(keys.ratings(shard)).items():
            told = json.loads(record)
            months = sorted({month for months in told["months"].values() for month in months})
            old = {name: told[name] for name in ("id", "name", "publisher", "periods")} | {"months": months}
            redis.hset(keys.ratings(shard), field, json.dumps(old))
    redis.set(keys.SCHEMA, 1)


@pytest.fixture
def schema_2(redis, store, newsroom, statements):
    """Reprints of a figure that tells no period, as schema 2 had them: each a fact of its article."""
    server = Server(redis)
    shelf, indexes = Shelf(server), Indexes(server)
    for name in ("a", "b", "c"):
        article = newsroom.extract(
            newsroom.article(name), statements.percentage(period=None, evidence=REPRINTED)
        )
        known = store.claims.get(article.id)
        (fact,) = (line.fact for line in fold(known.claims))
        own = fact_id(replace(fact.key, scope=f"percent:up:{article.id}:14.5"), None)
        (volume,) = shelf.read({fact.key.book: [own]})
        slot = article.month, next(indexes.numbers({article.month: 1})[article.month])
        old = replace(to_keep(fact, slot, None, None), fact=replace(fact, id=own))
        nothing = Change(
            kept=[old], removed=(), editions={}, rating=None, events=(), known=(), unindexed=frozenset()
        )
        (version,) = shelf.commit([(volume, nothing)], due_ms=0)
        indexes.write(slot[0], [Entry(number=slot[1], version=version, fact=old.fact)])
        store.claims.folded({f"{article.id}@{article.revision}": known.version})
    redis.set(keys.SCHEMA, 2)


def test_reprints_of_a_figure_meet(store, schema_2):
    assert len(store.facts.find(FactQuery()).facts) == 3
    assert store.migrating.run() == 1
    (fact,) = store.facts.find(FactQuery()).facts
    assert (len(fact.claims), fact.status) == (3, "single_source")
    assert list(store.check.findings()) == []
    assert store.migrating.run() == 0


@pytest.fixture
def schema_3(redis, newsroom, clock, statements):
    """Articles of two months, and a page that is gone, in the large hashes of schema 3."""
    for month in (1, 2):
        for number in range(10):
            day = clock().replace(month=month, day=1)
            newsroom.publish(
                newsroom.article(f"{month}/{number}", published_at=day), statements.partnership()
            )
    for key in [*redis.scan_iter("svodka:*:addresses:*"), *redis.scan_iter("svodka:*:articles:*")]:
        for field, value in redis.hgetall(key).items():
            redis.hset(key.decode().rpartition(":")[0], field, value)
        redis.delete(key)
    redis.set(keys.SCHEMA, 3)


def of_articles(store):
    """What a reader sees of every article."""
    return [
        (store.articles.by_url(f"https://news.example/{month}/{number}"), store.articles.sightings(one))
        for month in (1, 2)
        for number, one in enumerate(sorted(store.articles.ids(f"2026-0{month}")))
    ]


def test_articles_are_found_before_and_after_they_move_into_small_hashes(redis, store, schema_3, clock):
    before = of_articles(store)
    assert len(before) == 20
    assert all(found and sightings for found, sightings in before)
    assert store.migrating.run() > 0
    assert not [*redis.scan_iter("svodka:*:addresses"), *redis.scan_iter("svodka:*:articles")]
    for reader in (store, Store(redis, clock=clock)):
        assert of_articles(reader) == before
        assert reader.articles.count("2026-01") == 10
    assert store.migrating.run() == 0
    assert list(store.check.findings()) == []


def test_articles_are_written_where_they_are_to_be_whether_they_were_moved_or_not(
    store, newsroom, schema_3, clock, statements
):
    known = store.articles.by_url("https://news.example/1/0")
    clock.pass_seconds(60)
    # With another date than before: it is the same article by its address.
    again = newsroom.publish(newsroom.article("1/0", "Иной текст.", published_at=clock()))
    assert again.id == known
    assert len(store.articles.sightings(known)) == 2
    assert store.articles.count("2026-01") == 10
    store.migrating.run()
    assert store.articles.by_url("https://news.example/1/0") == known
    assert len(store.articles.sightings(known)) == 2
    assert list(store.check.findings()) == []


def test_a_month_that_was_not_moved_can_be_pruned(redis, store, schema_3):
    assert store.pruning.prune("2026-01") == 10
    assert not list(redis.scan_iter("svodka:{2026-01}:*"))
    assert store.articles.by_url("https://news.example/1/0") is None
    assert store.articles.by_url("https://news.example/2/0") is not None
    assert list(store.check.findings()) == []


def seen(store):
    """What a reader sees of every rating."""
    return [
        (
            [fact.id for fact in store.facts.find(FactQuery(rating=rating, period="2025")).facts],
            [fact.id for fact in store.facts.find(FactQuery(rating=rating)).facts],
            store.ratings.editions(rating),
        )
        for rating in RATINGS
    ]


def test_readers_see_the_same_before_meanwhile_and_after(redis, store, schema_1, clock):
    before, wrong, looks = seen(store), [], []
    stop = threading.Event()

    def read():
        reader = Store(redis, clock=clock)
        while not stop.is_set():
            now = seen(reader)
            looks.append(1)
            if now != before:
                wrong.append(now)

    reading = threading.Thread(target=read)
    reading.start()
    try:
        while not looks:
            pass
        assert store.migrating.run() == len(RATINGS)
        count = len(looks)
        while len(looks) <= count:
            pass
    finally:
        stop.set()
        reading.join()
    assert not wrong
    assert seen(store) == before
    assert {rating.facts for rating in store.ratings.list()} == {4}
    assert store.migrating.check() == VERSION
    assert list(store.check.findings()) == []


def test_one_that_was_broken_off_goes_on(redis, store, schema_1):
    def die(what, count):
        if count == 5:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        store.migrating.run(told=die)
    assert store.migrating.check() == 1
    assert store.migrating.run() == len(RATINGS) - 5
    assert store.migrating.run() == 0


def test_an_empty_store_has_the_newest_form(store):
    assert store.migrating.check() == VERSION
    assert store.migrating.run() == 0


def test_data_of_a_later_version_is_refused(redis, store):
    redis.set(keys.SCHEMA, VERSION + 1)
    with pytest.raises(UnusableStore, match="newer svodka"):
        store.migrating.check()


def test_data_from_before_versions_were_counted_is_refused(redis, store):
    redis.zadd(keys.MONTHS, {"2026-02": 202602})
    redis.zadd(keys.all_states("2026-02"), {"0123456789abcdef": 1})
    with pytest.raises(UnusableStore, match="before its form had a version"):
        store.migrating.check()


@pytest.fixture
def schema_5(redis, newsroom, store, statements):
    """Partnerships, places and figures of three months, without the terms of their kinds."""
    for number in range(12):
        day = statements.noon - 5 * number * DAY
        newsroom.publish(
            newsroom.article(f"n{number}", published_at=day),
            statements.partnership("CN", f"RU-{number % 3}"),
            statements.partnership("BY", f"RU-{number}"),
            statements.ranking(f"RU-{number}", number + 1),
            statements.percentage(number, region=f"RU-{number}"),
        )
    for month in ("2025-12", "2026-01", "2026-02"):
        for term in (PARTNERSHIP_TERM, *(figures_term(f"RU-{number}") for number in range(12))):
            redis.hdel(keys.postings(month, bucket_of(term)), term)
    redis.set(keys.SCHEMA, 5)


def test_facts_of_a_kind_are_found_before_and_after_a_term_leads_to_them(redis, store, schema_5, clock):
    asked = [
        FactQuery(kind=kind, region=region, limit=limit)
        for kind in ("ranking", "percentage", "partnership")
        for region in (None, "RU-2")
        for limit in (1, 50)
    ]
    before = [store.facts.find(query) for query in asked]
    assert [len(page.facts) for page in before] == [1, 12, 1, 1, 1, 12, 1, 1, 1, 15, 1, 2]
    assert store.migrating.run() == 27
    for reader in (store, Store(redis, clock=clock)):
        assert [reader.facts.find(query) for query in asked] == before
    assert list(store.check.findings()) == []
    redis.set(keys.SCHEMA, 5)
    assert store.migrating.run() == 0
