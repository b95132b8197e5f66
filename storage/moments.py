"""Moments as Redis scores and records hold them: whole milliseconds since 1970, UTC."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)
_EXACT_MS = 2**32 * 1_000
"""Up to here, in the year 2106, a float of seconds tells microseconds apart."""


def to_ms(moment: datetime) -> int:
    """Milliseconds since 1970, rounded down."""
    return (moment - EPOCH) // _MILLISECOND


def from_ms(milliseconds: int) -> datetime:
    """The moment, in UTC."""
    if 0 <= milliseconds < _EXACT_MS:
        # Half the time of the other way, and every fact that is read has some.
        return datetime.fromtimestamp(milliseconds / 1_000, UTC)
    return EPOCH + timedelta(milliseconds=milliseconds)


def month_of(moment: datetime) -> str:
    """The month partition of a moment: its month in UTC."""
    here = moment.astimezone(UTC)
    # Not strftime: every fact that is read is asked for its month, and this takes a tenth of the time.
    return f"{here.year:04}-{here.month:02}"


def end_of(day: date) -> datetime:
    """The last millisecond of a day, UTC."""
    return datetime.combine(day + timedelta(days=1), time(), UTC) - _MILLISECOND
