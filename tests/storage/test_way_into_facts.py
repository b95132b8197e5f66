"""The way of an article through storage: refs, articles, claims, books, facts, events."""

from __future__ import annotations

from datetime import date, timedelta

from model.articles import ArticleRef
from storage.facts import FactQuery


def make(newsroom, name="a", **more):
    return newsroom.article(name, **more)


def test_an_article_becomes_facts_that_are_found(newsroom, store, statements):
    newsroom.publish(
        make(newsroom), statements.ranking(), statements.percentage(), statements.partnership("CN")
    )
    page = store.facts.find(FactQuery())
    assert {fact.key.kind for fact in page.facts} == {"ranking", "percentage", "partnership"}
    assert [fact.statement.position for fact in store.facts.find(FactQuery(kind="ranking")).facts] == [2]
    assert [fact.key.rating for fact in store.facts.find(FactQuery(country="CN")).facts] == ["CN"]
    assert store.facts.find(FactQuery(country="CN", kind="ranking")).facts == ()
    assert store.facts.get(page.facts[0].id) == page.facts[0]
    assert len(store.facts.find(FactQuery(date_from=date(2026, 2, 8), date_to=date(2026, 2, 8))).facts) == 3
    assert store.facts.find(FactQuery(date_from=date(2026, 2, 9))).facts == ()


def test_each_stage_is_due_until_it_is_done(newsroom, store, clock, statements):
    article = make(newsroom)
    ref = ArticleRef(url=article.url, source="a")
    assert store.refs.add([ref]) == (ref.id,)
    assert store.refs.add([ref]) == ()
    assert store.work.overdue("read", clock(), 10, 60) == (ref.id,)
    assert store.work.overdue("read", clock(), 10, 60) == ()
    saved = store.articles.save(article, ref.id)
    assert not store.work.is_due("read", ref.id)
    assert store.work.overdue("extract", clock(), 10, 60) == (saved.item,)
    newsroom.extract(article, statements.ranking())
    assert not store.work.is_due("extract", saved.item)
    assert store.work.overdue("fold", clock(), 10, 60) == (saved.item,)
    store.books.fold(saved.item)
    assert not store.work.is_due("fold", saved.item)


def test_a_move_between_editions_is_an_event(newsroom, store, clock, statements):
    newsroom.publish(make(newsroom, "old"), statements.ranking(position=5, period="2024"))
    clock.pass_seconds(60)
    newsroom.publish(
        make(newsroom, "new", published_at=clock() + timedelta(days=1)), statements.ranking(position=2)
    )
    (book,) = store.work.overdue("relay", clock(), 10, 60)
    events = store.events.pending(book)
    moved = [event for event in events if event.kind == "place_changed"]
    assert [(event.previous, event.position, event.previous_period) for event in moved] == [(5, 2, "2024")]
    store.events.relayed(book, events)
    assert store.events.pending(book) == ()
    assert not store.work.is_due("relay", book)
    assert {event.id for event in store.events.newest()} == {event.id for event in events}
    assert [rating.periods for rating in store.ratings.list()] == [("2024", "2025")]
    assert store.ratings.editions("export-centres")[-1].places[0].previous == 5
    assert [move.moved for move in store.ratings.moves("export-centres", "2024", "2025")] == [3]
