"""Damage of every kind is found, told as what it is, and repaired."""

from __future__ import annotations

from dataclasses import replace

import pytest

from storage import keys
from storage.indexing import ENTRY
from storage.questions import FactQuery

BOOK = keys.book_digest("export-centres")


@pytest.fixture
def filled(newsroom, clock, statements):
    """Two editions, a figure, a partner, and an article that was corrected."""
    for number, period in enumerate(("2023", "2024", "2025")):
        clock.pass_seconds(60)
        newsroom.publish(
            newsroom.article(f"a{number}", published_at=clock().replace(year=2024 + number)),
            *(statements.ranking(f"RU-{n}", n + number, period=period) for n in (1, 2, 3)),
            statements.percentage(number + 1),
            statements.partnership(),
        )
    newsroom.publish(newsroom.article("b", "1"), statements.ranking("RU-9", 9))
    clock.pass_seconds(60)
    newsroom.publish(newsroom.article("b", "2"), statements.ranking("RU-9", 8))


def picture(store):
    facts = sorted(store.facts.every(FactQuery()), key=lambda fact: fact.id)
    return facts, store.ratings.editions("export-centres")


def first_fact(store):
    return store.facts.find(FactQuery(rating="export-centres", region="RU-1")).facts[0]


def entry_key(redis):
    return next(key for key in redis.scan_iter("svodka:*:facts") if redis.hlen(key))


def lost_entry(redis, store):
    redis.delete(entry_key(redis))


def lost_term(redis, store):
    key = next(key for key in redis.scan_iter("svodka:*:terms:*") if redis.hexists(key, "r:RU-2"))
    redis.hdel(key, "r:RU-2")


def strange_entry(redis, store):
    """A second entry of a fact, under a number that no fact has."""
    key = entry_key(redis)
    block = redis.hget(key, "0")
    redis.hset(key, "0", block + block[: ENTRY.size])


def lost_book(redis, store):
    redis.delete(keys.book(BOOK))


def lost_fact(redis, store):
    redis.hdel(keys.book(BOOK), bytes.fromhex(first_fact(store).id.partition(".")[2]))


def broken_fact(redis, store):
    redis.hset(keys.book(BOOK), bytes.fromhex(first_fact(store).id.partition(".")[2]), b"\x01nonsense")


def lost_edition(redis, store):
    redis.hdel(keys.ledger(BOOK), "2024")


def strange_edition(redis, store):
    redis.hset(keys.ledger(BOOK), "1999", redis.hget(keys.ledger(BOOK), "2024"))


def undue_relay(redis, store):
    redis.delete(keys.due(keys.book_partition(BOOK), "relay"))


def work_on_nothing(redis, store):
    store.work.put("fold", "2026-02.0000000000000000", store.work._clock())


@pytest.mark.parametrize(
    ("damage", "kinds"),
    [
        (lost_entry, {"fact_without_index"}),
        (lost_term, {"term_disagrees"}),
        (strange_entry, {"index_without_fact"}),
        (lost_book, {"index_without_fact", "claim_without_fact", "edition_disagrees"}),
        (lost_fact, {"index_without_fact", "claim_without_fact", "edition_disagrees", "fact_disagrees"}),
        (
            broken_fact,
            {
                "unreadable_fact",
                "index_without_fact",
                "claim_without_fact",
                "edition_disagrees",
                "fact_disagrees",
            },
        ),
        (lost_edition, {"edition_disagrees"}),
        (strange_edition, {"edition_disagrees"}),
        (undue_relay, {"undone_work"}),
        (work_on_nothing, {"work_without_item"}),
    ],
)
def test_damage_is_found_and_repaired(redis, store, filled, damage, kinds):
    before = picture(store)
    damage(redis, store)
    found = list(store.check.findings())
    assert {finding.kind for finding in found} <= kinds
    assert found
    assert not any(finding.repaired for finding in found)
    assert all(finding.repaired for finding in store.check.findings(repair=True))
    assert list(store.check.findings()) == []
    assert picture(store) == before


def test_nothing_is_wrong_with_what_was_written(store, filled):
    assert list(store.check.findings()) == []


def test_an_article_that_was_never_extracted_is_found_and_made_due(redis, store, newsroom, clock):
    article = newsroom.article()
    store.articles.save(article)
    assert list(store.check.findings()) == []  # it is due
    store.work.done("extract", store.work.every("extract"))
    assert [finding.kind for finding in store.check.findings(repair=True)] == ["undone_work"]
    assert list(store.work.every("extract")) == [f"{article.id}@{article.revision}"]


def test_claims_that_are_still_to_be_folded_are_no_finding(store, newsroom, statements):
    newsroom.extract(newsroom.article(), statements.ranking())
    assert list(store.check.findings()) == []


def test_a_claim_that_no_article_makes_any_more_leaves_its_fact(redis, store, newsroom, statements):
    article = newsroom.publish(newsroom.article("a"), statements.ranking(), statements.percentage())
    newsroom.publish(newsroom.article("b"), statements.ranking())
    # As a crash of another kind would leave it: nothing tells that the book is to be asked.
    redis.hdel(keys.claims(article.month), keys.article_field(article.id))
    newsroom.publish(replace(article, title=article.title), statements.percentage())
    found = list(store.check.findings(repair=True))
    assert [finding.kind for finding in found] == ["fact_without_claim"]
    (fact,) = store.facts.find(FactQuery(kind="ranking")).facts
    assert [claim.source for claim in fact.claims] == ["b"]
    assert list(store.check.findings()) == []
