from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from alerts.expectations import missing_edition, period_after, silent_source
from model.ledger import Edition
from model.sources import Source, SourceState

FIRST = datetime(2023, 2, 1, tzinfo=UTC)
YEAR = timedelta(days=365)


def editions(*moments):
    return [
        Edition(rating_id="export", period=str(2022 + number), places=(), first_published_at=moment)
        for number, moment in enumerate(moments)
    ]


def test_an_edition_is_missing_when_half_the_usual_distance_more_has_passed():
    told = editions(FIRST, FIRST + YEAR, FIRST + 2 * YEAR)
    expected_at = FIRST + 3.5 * YEAR
    assert missing_edition("Рейтинг", told, expected_at - timedelta(seconds=1)) is None
    event = missing_edition("Рейтинг", told, expected_at)
    assert (event.kind, event.period, event.published_at) == ("edition_missing", "2025", expected_at)


def test_it_is_one_event_however_long_it_stays_away():
    told = editions(FIRST, FIRST + YEAR, FIRST + 2 * YEAR)
    ids = {missing_edition("Рейтинг", told, FIRST + years * YEAR).id for years in (4, 5, 6)}
    assert len(ids) == 1


def test_two_editions_tell_no_rule():
    assert missing_edition("Рейтинг", editions(FIRST, FIRST + YEAR), FIRST + 9 * YEAR) is None


def test_an_archive_read_in_any_order_tells_no_rule():
    told = editions(FIRST, FIRST, FIRST + YEAR)
    assert missing_edition("Рейтинг", told, FIRST + 9 * YEAR) is None


@pytest.mark.parametrize(
    ("period", "after"),
    [
        ("2025", "2026"),
        ("2025-H1", "2025-H2"),
        ("2025-H2", "2026-H1"),
        ("2025-Q3", "2025-Q4"),
        ("2025-Q4", "2026-Q1"),
        ("2025-03", "2025-04"),
        ("2025-12", "2026-01"),
        ("2025-M01/M09", "2026-M01/M09"),
    ],
)
def test_the_next_period_has_the_same_length(period, after):
    assert period_after(period) == after


def test_a_source_is_silent_after_a_day_and_twenty_intervals():
    source = Source(name="paper", url="https://paper.example/feed", interval_seconds=2 * 3600)
    state = SourceState(succeeded_at=FIRST, last_error="no answer")
    assert silent_source(source, state, FIRST + timedelta(hours=39)) is None
    event = silent_source(source, state, FIRST + timedelta(hours=40))
    assert (event.kind, event.subject, event.published_at) == ("source_silent", "paper", FIRST)
    assert silent_source(source, state, FIRST + timedelta(hours=90)).id == event.id


def test_a_source_that_was_never_read_or_is_left_alone_is_not_silent():
    source = Source(name="paper", url="https://paper.example/feed", enabled=False)
    assert silent_source(source, SourceState(succeeded_at=FIRST), FIRST + YEAR) is None
    assert silent_source(Source(name="p", url="https://p.example"), SourceState(), FIRST + YEAR) is None
