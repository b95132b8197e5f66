"""The wire form of moments: UTC, to the second, whatever the zone and the year."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.wire import rfc3339

zones = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))


@given(st.datetimes(datetime(1, 1, 3), datetime(9999, 12, 29), timezones=zones))  # noqa: DTZ001
def test_a_moment_is_the_same_in_every_zone(moment):
    here = moment.astimezone(UTC).replace(microsecond=0, tzinfo=None)
    assert rfc3339(moment) == f"{here.isoformat()}Z"


@pytest.mark.parametrize(
    ("moment", "told"),
    [
        (datetime(2026, 2, 8, 9, 30, tzinfo=UTC), "2026-02-08T09:30:00Z"),
        (datetime(2026, 2, 8, 9, 30, 0, 999_999, tzinfo=UTC), "2026-02-08T09:30:00Z"),
        (datetime(2026, 1, 1, 1, tzinfo=timezone(timedelta(hours=3))), "2025-12-31T22:00:00Z"),
        (datetime(7, 1, 1, tzinfo=UTC), "0007-01-01T00:00:00Z"),
    ],
)
def test_moments(moment, told):
    assert rfc3339(moment) == told
