"""What is worth an event when an article has come in."""

from __future__ import annotations

from datetime import timedelta

import pytest

HOUR = 3600


@pytest.fixture
def news(newsroom, store, clock, statements):
    """Publishes an article an hour after the one before; gives the events that it made."""

    def publish(name, *told, text="Текст.", **more):
        clock.pass_seconds(HOUR)
        newsroom.publish(newsroom.article(name, text, **more), *told)
        events = [
            event
            for book in store.work.overdue("relay", clock(), 10, 0)
            for event in store.events.pending(book)
        ]
        for book in store.work.overdue("relay", clock() + timedelta(seconds=1), 10, 0):
            store.events.relayed(book, store.events.pending(book))
        return [
            (event.kind, event.period)
            if event.kind == "edition_appeared"
            else (event.previous, event.position, event.previous_period)
            for event in sorted(events, key=lambda event: (event.kind, event.subject_id))
            if event.kind in ("edition_appeared", "place_changed", "fact_corrected")
        ]

    return publish


def test_a_place_other_than_in_the_edition_before_is_told(news, statements):
    assert news("a", statements.ranking(position=5, period="2024")) == [("edition_appeared", "2024")]
    assert news("b", statements.ranking(position=2)) == [("edition_appeared", "2025"), (5, 2, "2024")]


def test_the_same_place_is_not_told(news, statements):
    news("a", statements.ranking(position=2, period="2024"))
    assert news("b", statements.ranking(position=2)) == [("edition_appeared", "2025")]


def test_a_told_place_before_counts_where_none_is_stored(news, statements):
    assert (5, 2, None) in news("a", statements.ranking(position=2, previous=5))


def test_a_told_movement_counts_where_no_place_before_is_stored(news, statements):
    assert (5, 2, None) in news("a", statements.ranking(position=2, change=3))


def test_our_record_counts_before_what_is_told(news, statements):
    news("a", statements.ranking(position=4, period="2024"))
    assert (4, 2, "2024") in news("b", statements.ranking(position=2, previous=5))


def test_an_old_edition_that_comes_late_is_not_told(news, statements):
    news("b", statements.ranking(position=2))
    assert news("a", statements.ranking(position=5, period="2024")) == []


def test_a_report_of_the_same_place_is_not_told_again(news, statements):
    news("a", statements.ranking(position=2, previous=5))
    assert news("b", statements.ranking(position=2, previous=5)) == []


def test_a_corrected_place_is_told_again(news, statements):
    news("old", statements.ranking(position=5, period="2024"))
    news("new", statements.ranking(position=2), text="второе")
    assert news("new", statements.ranking(position=3), text="третье") == [(2, 3, "2025"), (5, 3, "2024")]


def test_a_correction_that_takes_the_movement_back_is_told(news, statements):
    news("old", statements.ranking(position=5, period="2024"))
    news("new", statements.ranking(position=2), text="второе")
    assert news("new", statements.ranking(position=5), text="пятое") == [(2, 5, "2025")]


def test_a_conflict_with_what_was_told_is_not_told(news, statements):
    news("a", statements.ranking(position=2, previous=5))
    assert news("b", statements.ranking(position=3, previous=5)) == []


def test_a_group_is_no_place_to_move_to(news, statements):
    told = statements.ranking(position=1, position_to=10, previous=15, basis="group")
    assert news("a", told) == [("edition_appeared", "2025")]


def test_a_rating_without_a_name_tells_nothing(news, statements):
    assert news("a", statements.ranking(rating=None, rating_id=None, previous=5)) == []


def test_an_edition_without_a_period_tells_movements_but_does_not_appear(news, statements):
    assert news("a", statements.ranking(position=2, previous=5, period=None)) == [(5, 2, None)]


def test_a_movement_is_not_told_again_when_its_edition_becomes_known(news, statements):
    news("a", statements.ranking(position=2, previous=5, period=None))
    assert news("b", statements.ranking("RU-MOW", position=1)) == [("edition_appeared", "2025")]
