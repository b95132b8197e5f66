"""What people decide about ratings moves their history, and comes back when it is undone."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from model.errors import InvalidDecision
from model.ledger import Decision
from storage import keys
from storage.facts import FactQuery

ONE, OTHER = "~1111111111111111", "export-centres"
NOON = datetime(2026, 2, 8, 12, tzinfo=UTC)
DECISION = Decision(id="0", kind="merge", rating=ONE, into=OTHER, decided_at=NOON)


@pytest.fixture
def two(newsroom, clock, statements):
    """A rating of the registry with two editions, and the newest of them under a name it does not know."""
    for number, period in enumerate(("2023", "2024")):
        clock.pass_seconds(60)
        newsroom.publish(
            newsroom.article(f"a{number}", published_at=clock().replace(year=2024 + number)),
            *(statements.ranking(f"RU-{n}", n + number, period=period) for n in (1, 2, 3)),
        )
    clock.pass_seconds(60)
    newsroom.publish(
        newsroom.article("b"),
        *(statements.ranking(f"RU-{n}", n + 4, rating_id=ONE, rating="Рейтинг центров") for n in (1, 2)),
        statements.ranking("RU-9", 9, rating_id=ONE, rating="Индекс моногородов"),
    )


def places(store, rating=OTHER):
    return {
        (edition.period, place.subject_id): (place.position, place.previous_stored)
        for edition in store.ratings.editions(rating)
        for place in edition.places
    }


def picture(store):
    facts = sorted(store.facts.every(FactQuery()), key=lambda fact: fact.id)
    return facts, store.ratings.list(), [store.ratings.editions(one.id) for one in store.ratings.list()]


def test_what_no_registry_knows_waits_with_what_it_may_be(store, two):
    (pending,) = store.reviewing.queue()
    assert pending.rating.id == ONE
    assert pending.names == ("Рейтинг центров", "Индекс моногородов")
    assert len(pending.articles) == 1
    assert [one.rating.id for one in pending.suggestions] == [OTHER]


def test_a_merge_brings_the_history_along(store, two):
    store.reviewing.merge(ONE, OTHER)
    assert [rating.id for rating in store.ratings.list()] == [OTHER]
    assert places(store)["2025", "RU-1"] == (5, 2)
    assert store.ratings.editions(ONE) == ()
    assert len(store.facts.find(FactQuery(rating=OTHER)).facts) == 9
    assert store.reviewing.queue() == ()
    assert list(store.check.findings()) == []


def test_a_merge_is_no_news(store, two):
    books = [keys.book_digest(rating) for rating in (ONE, OTHER)]
    before = [store.events.pending(book) for book in books]
    store.reviewing.merge(ONE, OTHER)
    assert [store.events.pending(book) for book in books] == before


def test_what_a_crash_left_of_a_decision_is_done_by_the_workers(store, two):
    store.decisions.put(DECISION)
    assert places(store, ONE)
    assert store.reviewing.finish() == 1
    for item in list(store.work.every("fold")):
        store.books.fold(item)
    assert not places(store, ONE)
    assert store.reviewing.finish() == 0


def test_what_is_undone_is_as_it_was(store, two):
    before = picture(store)
    decision = store.reviewing.merge(ONE, OTHER)
    assert picture(store) != before
    undone = store.reviewing.undo(decision.id)
    assert undone.undone_at is not None
    facts, ratings, editions = picture(store)
    assert ([fact.id for fact in facts], ratings, editions) == (
        [fact.id for fact in before[0]],
        *before[1:],
    )
    assert list(store.check.findings()) == []
    assert [one.id for one in store.reviewing.decisions()] == [decision.id]


def test_news_that_come_after_a_merge_follow_it(store, two, newsroom, statements):
    store.reviewing.merge(ONE, OTHER)
    newsroom.publish(newsroom.article("c"), statements.ranking("RU-5", 5, rating_id=ONE))
    assert places(store)["2025", "RU-5"] == (5, None)


def test_a_name_can_be_split_off_and_brought_back(store, two):
    decision = store.reviewing.split(ONE, "индекс моногородов")
    assert places(store, decision.into) == {("2025", "RU-9"): (9, None)}
    assert ("2025", "RU-9") not in places(store, ONE)
    store.reviewing.undo(decision.id)
    assert ("2025", "RU-9") in places(store, ONE)


def test_a_name_can_stand_for_a_rating(store, two, newsroom, statements):
    store.reviewing.alias("Рейтинг центров", OTHER)
    assert places(store)["2025", "RU-2"] == (6, 3)
    assert ("2025", "RU-9") in places(store, ONE)
    later = statements.ranking("RU-7", 7, rating_id="~2222222222222222", rating="рейтинг центров")
    newsroom.publish(newsroom.article("c"), later)
    assert places(store)["2025", "RU-7"] == (7, None)


def test_one_that_is_kept_waits_no_longer(store, two):
    store.reviewing.keep(ONE)
    assert store.reviewing.queue() == ()


def test_the_same_again_decides_nothing_new(store, two):
    first = store.reviewing.keep(ONE)
    assert store.reviewing.keep(ONE) == first
    assert store.reviewing.decisions() == (first,)


@pytest.mark.parametrize(
    ("decide", "told"),
    [
        (lambda review: review.merge("nothing", OTHER), "no rating 'nothing'"),
        (lambda review: review.merge(ONE, "nothing"), "no rating 'nothing'"),
        (lambda review: review.merge(ONE, ONE), "already"),
        (lambda review: review.split(ONE, "Иной"), "Рейтинг центров"),
        (lambda review: review.undo("00000000"), "not known"),
    ],
)
def test_what_cannot_be_decided_is_refused(store, two, decide, told):
    with pytest.raises(InvalidDecision, match=told):
        decide(store.reviewing)
    assert store.reviewing.decisions() == ()


def test_a_circle_is_refused(store, two):
    store.reviewing.merge(ONE, OTHER)
    with pytest.raises(InvalidDecision, match="undo that first"):
        store.reviewing.merge(OTHER, ONE)
