"""Looks at pages that are still to come."""

from __future__ import annotations

from datetime import timedelta

from model.articles import ArticleRef, Look

REF = ArticleRef(url="https://news.example/a", source="a").id
HOUR = timedelta(hours=1)


def test_a_planned_look_is_due_in_its_time(store, clock):
    look = Look(url="https://news.example/a", dated_at=clock(), etag='W/"x"', misses=1)
    store.looks.plan(REF, look, clock() + HOUR)
    assert store.looks.get(REF) == look
    assert store.work.overdue("look", clock(), 9, 60) == ()
    clock.pass_seconds(3_601)
    assert store.work.overdue("look", clock(), 9, 60) == (REF,)


def test_a_plan_takes_the_place_of_the_one_before(store, clock):
    store.looks.plan(REF, Look(url="https://news.example/a", dated_at=clock()), clock())
    assert store.work.begin("look", [REF], 60) == (REF,)
    store.looks.plan(REF, Look(url="https://news.example/a", dated_at=clock(), misses=1), clock() + HOUR)
    assert store.work.overdue("look", clock() + HOUR * 0.9, 9, 60) == ()
    assert store.work.overdue("look", clock() + HOUR, 9, 60) == (REF,)
    assert store.work.tries("look", REF) == 0


def test_nothing_is_left_of_looks_that_ended(store, clock, redis):
    store.looks.plan(REF, Look(url="https://news.example/a", dated_at=clock()), clock())
    for _ in range(2):
        store.looks.end(REF)
        assert store.looks.get(REF) is None
        assert not store.work.is_due("look", REF)
    assert redis.keys("*look*") == []


def test_an_article_whose_page_is_gone_says_since_when(store, newsroom, clock):
    article = newsroom.article()
    assert not store.articles.note_gone(article.id, clock())
    newsroom.publish(article)
    assert store.articles.note_gone(article.id, clock())
    since = clock()
    clock.pass_seconds(60)
    assert not store.articles.note_gone(article.id, clock())
    assert store.articles.gone_at(article.id) == since
    store.articles.save(article)
    assert store.articles.gone_at(article.id) is None


def test_fsck_finds_a_look_at_nothing(store, clock):
    store.work.put("look", REF, clock())
    assert [(found.kind, found.where) for found in store.check.findings(repair=True)] == [
        ("work_without_item", REF)
    ]
    assert list(store.check.findings()) == []
