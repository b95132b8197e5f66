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
    MOMENTS, st.sampled_from(["hourly", "daily", "weekly"]), st.sampled_from(["Europe/Berlin", "Asia/Tokyo"])
)
def test_the_next_digest_is_ahead_and_not_farther_than_its_distance(now, digest, zone):
    ahead = Timetable(digest=digest, timezone=zone).next_digest(now) - now
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


@given(MOMENTS, st.sampled_from(["22:00-08:00", "12:00-14:30", "00:00-23:59"]))
def test_after_quiet_hours_it_is_not_quiet(now, hours):
    table = Timetable(quiet_hours=hours)
    until = table.quiet_until(now)
    assert until is None or (until > now and table.quiet_until(until) is None)


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
