"""When somebody may be told: digests at a time of day, and hours in which to be left in peace."""

from __future__ import annotations

import re
from calendar import isleap
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal, get_args
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

Digest = Literal["immediate", "hourly", "daily", "weekly"]
Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]

_QUIET = re.compile(r"(\d\d:\d\d)-(\d\d:\d\d)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Timetable:
    """Digest and quiet hours, in the zone `timezone`.

    `at` is the time of a daily or weekly digest, its minutes those of an hourly one; `on` the day
    of a weekly one. Raises ValueError for what is no time, no zone, or no span of hours.
    """

    digest: Digest = "immediate"
    at: str = "09:00"
    on: Weekday = "mon"
    timezone: str = "Europe/Moscow"
    quiet_hours: str | None = None

    def __post_init__(self) -> None:
        _time(self.at)
        try:
            ZoneInfo(self.timezone)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            raise ValueError(f"{self.timezone!r} is no time zone; write one such as Europe/Moscow") from None
        if self.quiet_hours is not None:
            self._quiet()

    def next_digest(self, now: datetime) -> datetime:
        """The first moment (UTC) after `now` at which the digest goes out."""
        zone, at = ZoneInfo(self.timezone), _time(self.at)
        local = now.astimezone(zone)
        if self.digest == "hourly":
            start = local.replace(minute=at.minute, second=0, microsecond=0)
            return _first_after(now, start, timedelta(hours=1))
        days = 7 if self.digest == "weekly" else 1
        behind = (local.weekday() - get_args(Weekday).index(self.on)) % 7 if self.digest == "weekly" else 0
        day = local.date() - timedelta(days=behind)
        moment = datetime.combine(day, at, zone).astimezone(UTC)
        # By days of the calendar, not by hours: a day may have 23 or 25 of them.
        while moment <= now:
            day += timedelta(days=days)
            moment = datetime.combine(day, at, zone).astimezone(UTC)
        return moment

    def quiet_until(self, now: datetime) -> datetime | None:
        """When the quiet hours that `now` is in are over (UTC); None outside of them."""
        if self.quiet_hours is None:
            return None
        start, end = self._quiet()
        zone = ZoneInfo(self.timezone)
        local = now.astimezone(zone)
        if not _within(local.time(), start, end):
            return None
        day = local.date() + timedelta(days=1 if local.time() >= end else 0)
        # When the clocks change a time of day may come twice, or be passed over.
        ends = sorted(datetime.combine(day, end, zone).replace(fold=fold).astimezone(UTC) for fold in (0, 1))
        return next(
            moment
            for moment in (*ends, ends[-1] + timedelta(days=1))
            if moment > now and not _within(moment.astimezone(zone).time(), start, end)
        )

    def _quiet(self) -> tuple[time, time]:
        match = _QUIET.fullmatch(self.quiet_hours or "")
        if match is None or match[1] == match[2]:
            raise ValueError(f"quiet hours are written 22:00-08:00, not {self.quiet_hours!r}")
        return _time(match[1]), _time(match[2])


def check_day(told: str) -> None:
    """Raises ValueError for what is no day of the year, written 03-01."""
    _day(told, LEAP_YEAR)


def last_two(days: Collection[str], timezone: str, now: datetime) -> tuple[datetime, datetime]:
    """The last two moments (UTC) at which one of these days of the year began, the later one last.

    29 February is the first of March in most years.
    """
    zone = ZoneInfo(timezone)
    year = now.astimezone(zone).year
    begun = sorted(
        moment
        for past in (year - 2, year - 1, year)
        for day in days
        if (moment := datetime.combine(_day(day, past), time(), zone).astimezone(UTC)) <= now
    )
    return begun[-2], begun[-1]


LEAP_YEAR = 2000


def _day(told: str, year: int) -> date:
    try:
        if told == "02-29" and not isleap(year):
            return date(year, 3, 1)
        return date.fromisoformat(f"{year:04}-{told}")
    except ValueError:
        raise ValueError(f"{told!r} is no day of the year; write one such as 03-01") from None


def _time(told: str) -> time:
    try:
        return datetime.strptime(told, "%H:%M").time()  # noqa: DTZ007 (a time of day, of any day)
    except ValueError:
        raise ValueError(f"{told!r} is no time of day; write one such as 09:00") from None


def _within(moment: time, start: time, end: time) -> bool:
    if start < end:
        return start <= moment < end
    return moment >= start or moment < end


def _first_after(now: datetime, start: datetime, step: timedelta) -> datetime:
    moment = start.astimezone(UTC)
    while moment <= now:
        moment += step
    return moment
