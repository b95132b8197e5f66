"""The ledger of ratings."""

from __future__ import annotations

import pytest


@pytest.fixture
def editions(newsroom, clock, statements):
    """Two editions of a rating: Smolensk 5 -> 2, Moscow 1 -> 1, Tver only before, Pskov only after."""
    for period, places in (
        ("2024", {"RU-SMO": 5, "RU-MOW": 1, "RU-TVE": 7}),
        ("2025", {"RU-SMO": 2, "RU-MOW": 1, "RU-PSK": 9}),
    ):
        clock.pass_seconds(60)
        newsroom.publish(
            newsroom.article(period),
            *(statements.ranking(region, place, period=period, total=85) for region, place in places.items()),
        )


def test_editions_are_in_the_order_of_their_periods_with_the_best_places_first(store, editions):
    found = store.ratings.editions("export-centres")
    assert [edition.period for edition in found] == ["2024", "2025"]
    assert [place.subject_id for place in found[1].places] == ["RU-MOW", "RU-SMO", "RU-PSK"]
    assert [place.previous for place in found[1].places] == [1, 5, None]
    assert found[1].total == 85
    assert store.ratings.edition("export-centres", "2025") == found[1]


def test_a_rating_is_told_with_its_name_and_editions(store, editions):
    (rating,) = store.ratings.list()
    assert (rating.id, rating.name, rating.publisher) == (
        "export-centres",
        "Рейтинг экспортных центров",
        "РЭЦ",
    )
    assert (rating.provisional, rating.periods) == (False, ("2024", "2025"))
    assert store.ratings.get("export-centres") == rating


def test_a_rating_that_no_registry_knows_is_provisional(newsroom, store, statements):
    newsroom.publish(newsroom.article(), statements.ranking(rating_id="~new"))
    assert store.ratings.get("~new").provisional


def test_the_newest_period_is_of_the_series_asked_for(newsroom, store, statements):
    for period in ("2024", "2025", "2025-Q4"):
        newsroom.publish(newsroom.article(period), statements.ranking(period=period))
    assert store.ratings.newest_period("export-centres") == "2025-Q4"
    assert store.ratings.newest_period("export-centres", like="2024") == "2025"
    assert store.ratings.newest_period("unknown") is None


def test_the_history_of_a_subject(store, editions):
    history = store.ratings.history("export-centres", "RU-SMO")
    assert [(standing.period, standing.place.position) for standing in history] == [("2024", 5), ("2025", 2)]


def test_moves_tell_who_rose_who_fell_and_who_is_new(store, editions):
    moves = store.ratings.moves("export-centres", "2024", "2025")
    assert [(move.subject_id, move.before, move.after, move.moved) for move in moves] == [
        ("RU-MOW", 1, 1, 0),
        ("RU-SMO", 5, 2, 3),
        ("RU-PSK", None, 9, None),
        ("RU-TVE", 7, None, None),
    ]


def test_an_edition_that_nobody_tells_any_more_is_gone(newsroom, store, clock, statements):
    newsroom.publish(newsroom.article(text="1"), statements.ranking())
    clock.pass_seconds(60)
    newsroom.publish(newsroom.article(text="2"))
    assert store.ratings.editions("export-centres") == ()
    assert store.ratings.get("export-centres").periods == ()


def test_a_late_old_edition_becomes_the_record_before(newsroom, store, clock, statements):
    newsroom.publish(newsroom.article("new"), statements.ranking(position=2, previous=4))
    clock.pass_seconds(60)
    newsroom.publish(newsroom.article("old"), statements.ranking(position=5, period="2024"))
    (place,) = store.ratings.edition("export-centres", "2025").places
    assert (place.previous_told, place.previous_stored) == (4, 5)
    assert store.facts.get(place.fact_id).flags == ("previous_differs",)
