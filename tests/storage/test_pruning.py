"""Old months go as a whole; what later news tell too stays."""

from __future__ import annotations

import pytest

from storage.facts import FactQuery


@pytest.fixture
def filled(newsroom, clock, statements):
    day = clock().replace(year=2024, month=3)
    newsroom.publish(
        newsroom.article("old", published_at=day),
        statements.ranking("RU-1", 1, period="2023"),
        statements.ranking("RU-2", 2, period="2023"),
        statements.percentage(5),
        statements.partnership(),
    )
    clock.pass_seconds(60)
    newsroom.publish(newsroom.article("new"), statements.ranking("RU-1", 1, period="2023"))


def test_months_before_one_are_listed_with_their_articles(store, filled):
    assert [(one.month, one.articles) for one in store.pruning.months("2026-02")] == [("2024-03", 1)]
    assert [one.month for one in store.pruning.months("2026-03")] == ["2024-03", "2026-02"]


def test_only_what_later_news_tell_stays(redis, store, filled):
    assert store.pruning.prune("2024-03") == 1
    (fact,) = store.facts.find(FactQuery()).facts
    assert [claim.source for claim in fact.claims] == ["new"]
    assert [place.subject_id for place in store.ratings.editions("export-centres")[0].places] == ["RU-1"]
    assert store.articles.months() == ("2026-02",)
    assert not list(redis.scan_iter("svodka:{2024-03}:*"))
    assert store.articles.by_url("https://news.example/old") is None
    assert list(store.check.findings()) == []


def test_nothing_is_told_of_what_goes(store, filled):
    before = [store.events.pending(book) for book in store.work.every("relay")]
    store.pruning.prune("2024-03")
    assert [store.events.pending(book) for book in store.work.every("relay")] == before


def test_the_same_again_does_nothing(store, filled):
    store.pruning.prune("2024-03")
    assert store.pruning.prune("2024-03") == 0


def test_an_article_that_was_pruned_can_come_again(store, newsroom, filled, clock, statements):
    store.pruning.prune("2024-03")
    newsroom.publish(
        newsroom.article("old", published_at=clock().replace(year=2024, month=3)),
        statements.ranking("RU-2", 2, period="2023"),
    )
    assert len(store.facts.find(FactQuery()).facts) == 2
