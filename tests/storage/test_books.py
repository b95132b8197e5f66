"""A large rating is folded by its contents: what they are worth, and when they are not believed."""

from __future__ import annotations

from datetime import timedelta

import pytest

from storage import keys
from storage.facts import FactQuery
from storage.store import Store

RATING = "export-centres"
CONTENTS = keys.contents(keys.book_digest(RATING))
LEDGER = keys.ledger(keys.book_digest(RATING))
YEARS = range(2015, 2026)


@pytest.fixture
def another(redis, clock):
    """Opens a store that keeps the contents of every rating, as another process that has nothing at hand."""
    return lambda: Store(redis, clock=clock, host_clock=clock, contents_from=0)


@pytest.fixture
def by_contents(another):
    return another()


@pytest.fixture
def publish(newsroom, clock, statements):
    """Has an article taken into facts by a store."""

    def publish(store, name, place, period, subject="RU-SMO"):
        newsroom.store = store
        clock.pass_seconds(60)
        told = statements.ranking(subject, place, period=period)
        newsroom.publish(newsroom.article(name, f"{name} {place}"), told)

    return publish


def what_is_known(store):
    facts = {
        (fact.period, fact.key.subject): (fact.statement.position, fact.status, fact.flags)
        for fact in store.facts.every(FactQuery())
    }
    return facts, store.ratings.list(), store.ratings.editions(RATING)


def test_a_small_rating_has_no_contents(redis, store, publish):
    publish(store, "a", 2, "2025")
    assert redis.get(CONTENTS) is None


def test_a_rating_that_got_large_has_contents(redis, clock, publish):
    store = Store(redis, clock=clock, host_clock=clock, contents_from=2)
    publish(store, "a", 2, "2024")
    assert redis.get(CONTENTS) is None
    publish(store, "b", 2, "2025")
    assert redis.get(CONTENTS) is not None


def test_contents_of_another_version_are_not_believed(redis, by_contents, another, publish):
    """An earlier svodka, which knows of none, may have folded since."""
    publish(by_contents, "a", 5, "2024")
    old = redis.get(CONTENTS)
    publish(by_contents, "b", 3, "2025")
    redis.set(CONTENTS, old)
    publish(another(), "c", 4, "2024", "RU-MOW")
    facts, (rating,), editions = what_is_known(by_contents)
    assert (rating.periods, rating.facts, len(facts)) == (("2024", "2025"), 3, 3)
    assert [len(edition.places) for edition in editions] == [2, 1]


def test_contents_that_lead_to_other_facts_than_there_are_are_not_believed(
    redis, by_contents, another, publish
):
    publish(by_contents, "a", 5, "2024")
    publish(by_contents, "b", 3, "2025")
    redis.hdel(LEDGER, "2024")
    publish(another(), "c", 4, "2024", "RU-MOW")
    facts, (rating,), editions = what_is_known(by_contents)
    assert (rating.periods, rating.facts, len(facts)) == (("2024", "2025"), 3, 3)
    assert [len(edition.places) for edition in editions] == [2, 1]


def test_a_place_is_a_record_of_all_editions_though_few_are_read(by_contents, clock, publish):
    for year in YEARS[:-1]:
        publish(by_contents, f"n{year}", 20 + year % 3, str(year))
    publish(by_contents, "best", 2, "2025")
    (event,) = (
        one
        for one in by_contents.events.pending(keys.book_digest(RATING))
        if one.period == "2025" and one.kind == "place_changed"
    )
    assert (event.record, event.previous_period) == ("best", "2024")


def test_a_place_that_was_held_long_ago_is_no_record(by_contents, publish):
    for year in YEARS[:-1]:
        publish(by_contents, f"n{year}", 2 if year == YEARS[0] else 20, str(year))
    publish(by_contents, "again", 2, "2025")
    events = by_contents.events.pending(keys.book_digest(RATING))
    assert [one.record for one in events if one.period == "2025" and one.kind == "place_changed"] == [None]


def test_a_claim_that_was_dated_otherwise_leaves_the_edition_of_that_date(
    by_contents, newsroom, clock, statements
):
    """Which edition it is in hangs on when it was published, and a later revision told another day."""
    newsroom.store = by_contents
    untold = statements.ranking(period=None)
    article = newsroom.article("a", "Первый текст.")
    newsroom.publish(article, untold)
    clock.pass_seconds(60)
    later = newsroom.article("a", "Второй текст.", published_at=article.published_at + timedelta(days=62))
    newsroom.publish(later, untold)
    facts, _, editions = what_is_known(by_contents)
    assert [period for period, _ in facts] == ["~2026-04"]
    assert [edition.period for edition in editions] == ["~2026-04"]


def test_what_better_rules_no_longer_find_leaves_whatever_edition_it_was_in(
    by_contents, newsroom, statements
):
    newsroom.store = by_contents
    newsroom.publish(newsroom.article("told"), statements.ranking("RU-MOW"))
    article = newsroom.article("a")
    newsroom.publish(article, statements.ranking(period=None))
    newsroom.publish(article, statements.ranking("RU-TVE", 7, period="2025"))
    facts, (rating,), _ = what_is_known(by_contents)
    assert sorted(facts) == [("2025", "RU-MOW"), ("2025", "RU-TVE")]
    assert rating.facts == 2
