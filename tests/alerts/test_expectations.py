from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from alerts.expectations import Mention, missing_edition, silent_source, vanished_partners
from model.ledger import Edition
from model.periods import period_after, period_before
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
    assert period_before(after) == period


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


def mentions(country, *days):
    return [
        Mention(
            region="RU-SMO",
            country=country,
            published_at=FIRST + timedelta(days=day),
            sentence=f"{country} {day}",
            url=f"https://x.example/{country}/{day}",
        )
        for day in days
    ]


def test_a_partner_has_vanished_after_half_a_year_of_other_partners():
    told = [*mentions("DE", 0, 20, 40), *mentions("CN", 60, 90, 120, 150, 180)]
    assert vanished_partners(told, FIRST + timedelta(days=219)) == ()
    (event,) = vanished_partners(told, FIRST + timedelta(days=220))
    assert (event.kind, event.region, event.country, event.sentence) == (
        "partner_vanished",
        "RU-SMO",
        "DE",
        "DE 40",
    )
    assert event.id == vanished_partners(told[::-1], FIRST + timedelta(days=300))[0].id


@pytest.mark.parametrize(
    "told",
    [
        [*mentions("DE", 0, 40), *mentions("CN", 60, 90, 120, 150, 180)],
        [*mentions("DE", 0, 20, 40), *mentions("CN", 60, 90)],
        [*mentions("DE", 0, 150, 300), *mentions("CN", 310, 320, 330, 340, 350)],
    ],
    ids=["seldom named", "no other news", "named once in five months"],
)
def test_a_partner_has_not_vanished(told):
    assert vanished_partners(told, FIRST + timedelta(days=500)) == ()
