"""The ledger of ratings."""

from __future__ import annotations

from datetime import timedelta

import pytest

from storage.ratings import gaps


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


def test_as_of_a_day_the_ledger_is_what_was_known_then(newsroom, store, clock, statements):
    first_day = clock().date()
    newsroom.publish(newsroom.article(text="1"), statements.ranking(position=3))
    clock.now += timedelta(days=1)
    newsroom.publish(newsroom.article(text="2"), statements.ranking(position=2))
    newsroom.publish(newsroom.article("old"), statements.ranking(position=5, period="2024"))

    def known(day):
        return [
            (edition.period, place.position, place.previous_stored)
            for edition in store.ratings.editions("export-centres", as_of=day)
            for place in edition.places
        ]

    assert known(first_day - timedelta(days=1)) == []
    assert known(first_day) == [("2025", 3, None)]
    assert known(first_day + timedelta(days=1)) == [("2024", 5, None), ("2025", 2, 5)]
    assert known(first_day + timedelta(days=1)) == [
        (edition.period, place.position, place.previous_stored)
        for edition in store.ratings.editions("export-centres")
        for place in edition.places
    ]


def test_gaps_are_the_places_that_nobody_told(newsroom, store, statements):
    newsroom.publish(
        newsroom.article(),
        statements.ranking("RU-MOW", 1, total=8),
        statements.ranking("RU-SMO", 3, position_to=4),
        statements.ranking("RU-TVE", 1, position_to=10, basis="group"),
        statements.ranking("RU-PSK", 6),
    )
    assert gaps(store.ratings.edition("export-centres", "2025")) == (2, 5, 7, 8)


def test_gaps_end_at_the_last_place_told_where_no_total_is(newsroom, store, statements):
    newsroom.publish(newsroom.article(), statements.ranking("RU-MOW", 3))
    assert gaps(store.ratings.edition("export-centres", "2025")) == (1, 2)


def test_the_places_of_some_subjects_in_some_editions(store, editions):
    asked = {
        ("export-centres", "2025"): ["RU-SMO", "RU-XXX"],
        ("export-centres", "2024"): ["RU-TVE"],
        ("export-centres", "1999"): ["RU-SMO"],
        ("unknown", "2025"): ["RU-SMO"],
    }
    found = store.ratings.places(asked)
    assert [(place.subject_id, place.position) for place in found] == [("RU-SMO", 2), ("RU-TVE", 7)]
    assert store.ratings.places({}) == ()
