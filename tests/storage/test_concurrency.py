"""Many workers at once on the same book come to what one worker comes to."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from model.claims import claims_of
from storage.connection import connect_store
from storage.facts import FactQuery
from storage.server import Server
from storage.shelf import Shelf
from storage.store import Store
from storage.volumes import Change

WORKERS = 8
ARTICLES = 40


def facts_of(store):
    return {
        (fact.id, fact.status, fact.statement, tuple(claim.id for claim in fact.claims))
        for fact in store.facts.every(FactQuery())
    }


@pytest.mark.parametrize("contents_from", [0, 1_000])
def test_workers_on_one_rating_lose_nothing_and_double_nothing(
    redis_url, redis, newsroom, clock, statements, contents_from
):
    articles = []
    for number in range(ARTICLES):
        told = [
            statements.ranking(f"RU-{number % 5}", number % 7 + 1, period="2025" if number % 3 else None),
            statements.percentage(number % 4, region="RU-SMO"),
        ]
        articles.append((newsroom.extract(newsroom.article(f"n{number}"), *told), told))

    def work(mine):
        with connect_store(redis_url) as client:
            store = Store(client, clock=clock, contents_from=contents_from)
            for article, _ in mine:
                store.books.fold(article.id)

    # Every article is folded by two workers, at different times.
    shares = [articles[start::WORKERS] for start in range(WORKERS)]
    shares += [list(reversed(share)) for share in shares]
    with ThreadPoolExecutor(WORKERS) as pool:
        list(pool.map(work, shares))
    together = facts_of(newsroom.store)
    ledger = newsroom.store.ratings.editions("export-centres")
    waiting = newsroom.store.work.overdue("relay", clock(), 1000, 0)
    told_of = [event.id for book in waiting for event in newsroom.store.events.pending(book)]

    redis.flushall()
    alone = Store(redis, clock=clock)
    for article, told in articles:
        alone.articles.save(article)
        alone.claims.save(article, claims_of(article, told))
    for article, _ in articles:
        alone.books.fold(article.id)
    assert facts_of(alone) == together
    assert alone.ratings.editions("export-centres") == ledger
    assert len(told_of) == len(set(told_of)) > 0


def test_what_another_changed_meanwhile_is_not_taken_for_indexed(redis, store, newsroom, statements):
    """The other has committed and died; its facts are in no index, and the book says so."""
    article = newsroom.extract(newsroom.article("a"), statements.ranking("RU-SMO", 2))
    store.books.fold(article.id)
    (fact,) = store.facts.every(FactQuery())
    shelf = Shelf(Server(redis))
    (seen,) = shelf.read({fact.key.book: None})
    left = Change(
        kept=(),
        removed=(),
        editions={},
        rating=None,
        events=(),
        known=seen.known,
        unindexed=frozenset({("other", "2026-02", 7)}),
    )
    assert shelf.commit([(seen, left)], due_ms=0) == [seen.version + 1]

    shelf.indexed([seen])

    (there,) = shelf.read({fact.key.book: ()})
    assert there.unindexed == left.unindexed


def test_workers_on_one_article_keep_every_revision(redis_url, redis, newsroom, store, clock, statements):
    revisions = []
    for number in range(20):
        clock.pass_seconds(1)
        article = newsroom.article(text=f"Текст {number}.")
        store.articles.save(article)
        revisions.append((article, [statements.ranking(position=number + 1)]))

    def work(one):
        article, told = one
        with connect_store(redis_url) as client:
            mine = Store(client, clock=clock)
            mine.claims.save(article, claims_of(article, told))
            mine.books.fold(f"{article.id}@{article.revision}")

    with ThreadPoolExecutor(WORKERS) as pool:
        list(pool.map(work, revisions))
    (fact,) = store.facts.find(FactQuery()).facts
    assert (fact.status, fact.statement.position, len(fact.claims)) == ("corrected", 20, 20)
    assert store.work.overdue("fold", clock(), 10, 0) == ()
