from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.timetables import Timetable

START = datetime(2024, 1, 1, tzinfo=UTC)
ZONES = ["Europe/Berlin", "Asia/Tokyo"]
MOMENTS = st.integers(0, 4 * 365 * 86_400).map(lambda seconds: START + timedelta(seconds=seconds))

CHANGES = st.builds(
    lambda day, minutes: datetime(2026, *day, tzinfo=UTC) + timedelta(minutes=minutes),
    st.sampled_from([(3, 28), (3, 29), (10, 24), (10, 25), (11, 1), (3, 8), (4, 4), (4, 5), (10, 3)]),
    st.integers(0, 2 * 1440),
)
"""Days on which clocks change in one zone or another."""


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)


@pytest.mark.parametrize(
    ("told", "now", "due_at"),
    [
        ({"digest": "hourly", "at": "00:15"}, utc(2026, 2, 8, 12, 15), utc(2026, 2, 8, 13, 15)),
        ({"digest": "hourly", "at": "00:15"}, utc(2026, 2, 8, 12, 14), utc(2026, 2, 8, 12, 15)),
        ({"digest": "daily", "at": "09:00"}, utc(2026, 2, 8, 5, 59), utc(2026, 2, 8, 6, 0)),
        ({"digest": "daily", "at": "09:00"}, utc(2026, 2, 8, 6, 0), utc(2026, 2, 9, 6, 0)),
        ({"digest": "weekly", "at": "09:00", "on": "mon"}, utc(2026, 2, 8, 12), utc(2026, 2, 9, 6)),
        ({"digest": "weekly", "at": "09:00", "on": "mon"}, utc(2026, 2, 9, 6), utc(2026, 2, 16, 6)),
    ],
)
def test_a_digest_goes_out_at_its_time_in_its_zone(told, now, due_at):
    assert Timetable(**told).next_digest(now) == due_at


def test_a_daily_digest_keeps_its_hour_when_the_clocks_change():
    berlin = Timetable(digest="daily", at="09:00", timezone="Europe/Berlin")
    moment = utc(2026, 3, 27, 12)
    hours = []
    for _ in range(4):
        moment = berlin.next_digest(moment)
        hours.append(moment.astimezone(ZoneInfo("Europe/Berlin")).hour)
    assert hours == [9, 9, 9, 9]


@given(
    st.one_of(MOMENTS, CHANGES),
    st.sampled_from(["hourly", "daily", "weekly"]),
    st.sampled_from(["Europe/Berlin", "America/Havana", "Australia/Lord_Howe", "Asia/Tokyo"]),
    st.sampled_from(["09:00", "00:00", "02:30"]),
)
def test_the_next_digest_is_ahead_and_not_farther_than_its_distance(now, digest, zone, at):
    ahead = Timetable(digest=digest, timezone=zone, at=at).next_digest(now) - now
    longest = {"hourly": timedelta(hours=1), "daily": timedelta(hours=25), "weekly": timedelta(hours=169)}
    assert timedelta() < ahead <= longest[digest]


@pytest.mark.parametrize(
    ("hours", "now", "until"),
    [
        ("22:00-08:00", utc(2026, 2, 8, 20, 0), utc(2026, 2, 9, 5, 0)),
        ("22:00-08:00", utc(2026, 2, 9, 4, 59), utc(2026, 2, 9, 5, 0)),
        ("22:00-08:00", utc(2026, 2, 9, 5, 0), None),
        ("12:00-14:00", utc(2026, 2, 8, 10, 0), utc(2026, 2, 8, 11, 0)),
        (None, utc(2026, 2, 8, 10, 0), None),
    ],
)
def test_quiet_hours_end(hours, now, until):
    assert Timetable(quiet_hours=hours).quiet_until(now) == until


CHANGING = ["Europe/Berlin", "America/Havana", "Australia/Lord_Howe", "Africa/Casablanca", "Europe/Moscow"]
QUIET = ["22:00-08:00", "12:00-14:30", "00:00-23:59", "22:00-02:30", "02:15-02:45", "23:30-00:30"]


@given(st.one_of(MOMENTS, CHANGES), st.sampled_from(QUIET), st.sampled_from(CHANGING))
def test_after_quiet_hours_it_is_not_quiet(now, hours, zone):
    table = Timetable(quiet_hours=hours, timezone=zone)
    until = table.quiet_until(now)
    assert until is None or (now < until <= now + timedelta(days=2) and table.quiet_until(until) is None)


@pytest.mark.parametrize(
    ("hours", "now", "until"),
    [
        # Clocks are put forward from 02:00 to 03:00 at 01:00 UTC.
        ("22:00-08:00", utc(2026, 3, 28, 22, 0), utc(2026, 3, 29, 6, 0)),
        ("22:00-02:30", utc(2026, 3, 29, 0, 30), utc(2026, 3, 29, 1, 30)),
        # They are put back from 03:00 to 02:00 at 01:00 UTC.
        ("22:00-08:00", utc(2026, 10, 24, 22, 0), utc(2026, 10, 25, 7, 0)),
        ("22:00-02:30", utc(2026, 10, 25, 0, 15), utc(2026, 10, 25, 0, 30)),
        ("22:00-02:30", utc(2026, 10, 25, 1, 15), utc(2026, 10, 25, 1, 30)),
    ],
)
def test_quiet_hours_end_on_the_night_on_which_the_clocks_change(hours, now, until):
    assert Timetable(quiet_hours=hours, timezone="Europe/Berlin").quiet_until(now) == until


@pytest.mark.parametrize(("day", "month"), [(28, 3), (24, 10)])
def test_a_digest_at_an_hour_that_is_passed_over_or_comes_twice_goes_out_once_a_day(day, month):
    berlin = Timetable(digest="daily", at="02:30", timezone="Europe/Berlin")
    moments = [utc(2026, month, day, 12)]
    for _ in range(3):
        moments.append(berlin.next_digest(moments[-1]))
    days = [moment.astimezone(ZoneInfo("Europe/Berlin")).date() for moment in moments[1:]]
    assert len(set(days)) == 3


@pytest.mark.parametrize(
    "told",
    [
        {"at": "9"},
        {"at": "24:00"},
        {"timezone": "Moscow"},
        {"quiet_hours": "22-8"},
        {"quiet_hours": "08:00-08:00"},
    ],
)
def test_what_is_no_time_is_refused(told):
    with pytest.raises(ValueError, match=r"time|zone|hours"):
        Timetable(**told)
