"""From the claims of a book to its facts: editions, places before, flags."""

from __future__ import annotations

from datetime import timedelta

import pytest

from storage.folding import edition_after, edition_before, fold, newest_editions, series_of

DAY = timedelta(days=1)


def periods(lines):
    return [line.fact.period for line in lines]


def test_a_claim_without_a_period_joins_the_edition_written_about_within_a_month(statements):
    told = statements.claim(statements.ranking(), "a")
    untold = statements.claim(
        statements.ranking("RU-MOW", period=None), "b", published_at=statements.noon + 31 * DAY
    )
    lines = fold([untold, told])
    assert periods(lines) == ["2025", "2025"]
    assert [line.fact.flags for line in lines] == [("period_inferred",), ()]


def test_a_claim_without_a_period_and_far_from_any_edition_is_of_its_month(statements):
    told = statements.claim(statements.ranking(), "a")
    untold = statements.claim(statements.ranking(period=None), "b", published_at=statements.noon + 32 * DAY)
    assert periods(fold([told, untold])) == ["2025", "~2026-03"]


def test_a_claim_near_two_editions_is_of_its_month(statements):
    claims = [
        statements.claim(statements.ranking(period=period), name)
        for name, period in (("a", "2024"), ("b", "2025"), ("c", None))
    ]
    assert periods(fold(claims)) == ["2024", "2025", "~2026-02"]


def test_a_withdrawn_claim_draws_nothing_into_its_edition(statements):
    wrong = statements.claim(statements.ranking(), "a", withdrawn_at=statements.noon + DAY)
    untold = statements.claim(statements.ranking(period=None), "b")
    assert periods(fold([wrong, untold])) == ["2025", "~2026-02"]


def test_the_place_before_is_our_own_record_of_the_edition_before(statements):
    lines = fold(
        [
            statements.claim(statements.ranking(position=place, period=period), period)
            for period, place in (("2022", 9), ("2024", 5), ("2025", 2))
        ]
    )
    assert [line.previous_stored for line in lines] == [None, 9, 5]


def test_a_place_before_that_our_record_contradicts_is_flagged(statements):
    lines = fold(
        [
            statements.claim(statements.ranking(position=5, period="2024"), "a"),
            statements.claim(statements.ranking(position=2, previous=4), "b"),
        ]
    )
    assert [line.fact.flags for line in lines] == [(), ("previous_differs",)]


def test_a_told_movement_that_our_record_contradicts_is_flagged(statements):
    lines = fold(
        [
            statements.claim(statements.ranking(position=5, period="2024"), "a"),
            statements.claim(statements.ranking(position=2, change=1), "b"),
        ]
    )
    assert "previous_differs" in lines[-1].fact.flags


def test_ratings_without_a_name_are_not_merged(statements):
    unnamed = statements.ranking(rating=None, rating_id=None)
    lines = [fold([statements.claim(unnamed, name)]) for name in "ab"]
    assert lines[0][0].fact.key.book != lines[1][0].fact.key.book


def test_scopes_are_places_of_their_own(statements):
    lines = fold(
        [
            statements.claim(statements.ranking(position=2), "a"),
            statements.claim(statements.ranking(position=1, scope="ЦФО"), "b"),
        ]
    )
    assert [(line.fact.key.scope, line.fact.status) for line in lines] == [
        ("", "single_source"),
        ("ЦФО", "single_source"),
    ]


def test_figures_are_facts_of_what_they_measure(statements):
    lines = fold(
        [
            statements.claim(statements.percentage(14.5), "a"),
            statements.claim(statements.percentage(15), "b"),
            statements.claim(statements.percentage(7, metric="импорт"), "c"),
        ]
    )
    assert sorted(line.fact.status for line in lines) == ["conflicting", "single_source"]


@pytest.mark.parametrize(
    ("period", "series"),
    [
        ("2025", "year"),
        ("2025-H1", "half"),
        ("2025-Q3", "quarter"),
        ("2025-03", "month"),
        ("2025-M01/M09", "months"),
        ("~2025-03", "inferred"),
    ],
)
def test_an_edition_belongs_to_a_series(period, series):
    assert series_of(period) == series


def test_the_edition_before_is_of_the_same_series():
    periods = ["2024", "2024-Q4", "2025", "2025-Q1", "2025-H1", "~2025-03"]
    assert edition_before("2025", periods) == "2024"
    assert edition_before("2025-Q1", periods) == "2024-Q4"
    assert edition_before("2025-H1", periods) is None
    assert edition_before("~2025-04", periods) is None


def test_the_edition_after_is_the_one_that_is_compared_with_it():
    periods = ["2023", "2024", "2024-Q4", "2026", "2027"]
    assert edition_after("2024", periods) == "2026"
    assert edition_after("2024-Q4", periods) is None
    assert edition_after("~2024-04", ["~2024-05"]) is None


def test_each_series_has_a_newest_edition():
    assert newest_editions(["2024", "2025", "2026-Q1", "2025-Q4", "~2026-03"]) == {
        "2025",
        "2026-Q1",
        "~2026-03",
    }
