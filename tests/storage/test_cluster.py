"""The store runs unchanged on a Redis Cluster: three masters, real servers on loopback."""

from __future__ import annotations

from datetime import date

import pytest
from redis.cluster import RedisCluster

from model.articles import ArticleRef
from storage import keys
from storage.asking import parse_question
from storage.connection import check_server
from storage.facts import FactQuery
from storage.store import Store


@pytest.fixture
def redis(cluster: RedisCluster) -> RedisCluster:
    """In the place of the single server: what follows is on the cluster."""
    return cluster


def test_every_node_is_checked(redis):
    check_server(redis)


def test_the_whole_way_of_an_article(redis, store: Store, newsroom, clock, statements):
    store.refs.add(ArticleRef(url=f"https://news.example/{n}", source="a") for n in range(30))
    assert len(store.work.overdue("read", clock(), 100, 60)) == 30
    for number, period in enumerate(("2023", "2024", "2025")):
        clock.pass_seconds(60)
        day = clock().replace(year=2024 + number)
        newsroom.publish(
            newsroom.article(f"a{number}", published_at=day),
            statements.ranking(position=9 - number, period=period),
            statements.percentage(number),
            *(statements.partnership(country) for country in ("BY", "CN", "KZ")),
        )
    assert store.work.counts()["fold"].due == 0
    assert len(store.facts.find(FactQuery()).facts) == 7
    narrow = FactQuery(region="RU-SMO", kind="ranking", rating="export-centres")
    assert len(store.facts.find(narrow).facts) == 3
    assert len(list(store.facts.every(FactQuery(date_to=date(2024, 12, 31))))) == 5
    editions = store.ratings.editions("export-centres")
    assert [edition.places[0].previous_stored for edition in editions] == [None, 9, 8]
    for book in store.work.overdue("relay", clock(), 10, 60):
        store.events.relayed(book, store.events.pending(book))
    assert len(store.events.newest()) >= 2
    assert store.work.overdue("relay", clock(), 10, 0) == ()


def test_the_data_is_spread_over_the_masters(redis, newsroom, clock, statements):
    for number in range(12):
        day = clock().replace(year=2025, month=number + 1, day=1)
        newsroom.publish(
            newsroom.article(f"a{number}", published_at=day),
            statements.ranking(rating_id=f"rating-{number}"),
        )
    sizes = redis.dbsize(target_nodes=RedisCluster.PRIMARIES)
    assert sizes > 0
    for node in redis.get_primaries():
        assert node.redis_connection.dbsize() > 10


def test_questions_are_answered_and_counted(redis, store: Store, newsroom, clock, statements):
    for number in range(6):
        day = clock().replace(year=2025, month=number + 1, day=1)
        newsroom.publish(
            newsroom.article(f"a{number}", published_at=day),
            *(statements.ranking(f"RU-{n}", n, rating_id=f"rating-{number % 2}") for n in range(1, 9)),
        )
    asked = parse_question("rating:rating-1 position:1..3 -status:withdrawn")
    assert sorted({fact.key.subject for fact in store.facts.find(asked).facts}) == ["RU-1", "RU-2", "RU-3"]
    assert store.facts.counts(FactQuery(), "rating") == [("rating-0", 8), ("rating-1", 8)]
    assert [fact.statement.position for fact in store.facts.best(FactQuery(), 3)] == [1, 1, 2]


def test_damage_is_found_and_repaired(redis, store: Store, newsroom, statements):
    newsroom.publish(newsroom.article(), statements.ranking(), statements.percentage())
    assert list(store.check.findings()) == []
    redis.delete(keys.book(keys.book_digest("export-centres")))
    assert {finding.repaired for finding in store.check.findings(repair=True)} == {True}
    assert list(store.check.findings()) == []
    assert len(store.facts.find(FactQuery()).facts) == 2
