"""Periods that a rating or a figure is for, as the wire form spells them.

2025            a year
2025-H1         a half-year
2025-Q3         a quarter
2025-03         a month
2025-M01/M09    months from the first to the last, both included
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

_SPELLING = re.compile(
    r"(?P<year>\d{4})(?:-(?:H(?P<half>[12])|Q(?P<quarter>[1-4])|(?P<month>\d\d)"
    r"|M(?P<first>\d\d)/M(?P<last>\d\d)))?"
)


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Period:
    """A span of whole months. Sorts by its end, then by its start: the order of editions."""

    last_on: date
    first_on: date

    def __post_init__(self) -> None:
        if self.last_on < self.first_on:
            raise ValueError(f"period ends before it begins: {self.first_on} {self.last_on}")


@lru_cache(maxsize=4096)
def parse_period(spelling: str) -> Period:
    """The days that a spelled period covers.

    Raises ValueError for anything that is not in the module's table.
    """
    match = _SPELLING.fullmatch(spelling)
    if match is None:
        raise ValueError(f"not a period: {spelling!r}; write 2025, 2025-H1, 2025-Q3, 2025-03 or 2025-M01/M09")
    year = int(match["year"])
    first, last = _months(match)
    if not (1 <= first <= last <= 12):
        raise ValueError(f"not a period: {spelling!r}; months run from 01 to 12")
    return Period(
        first_on=date(year, first, 1),
        last_on=date(year, last, monthrange(year, last)[1]),
    )


def _months(match: re.Match[str]) -> tuple[int, int]:
    if match["half"]:
        last = int(match["half"]) * 6
        return last - 5, last
    if match["quarter"]:
        last = int(match["quarter"]) * 3
        return last - 2, last
    if match["month"]:
        return int(match["month"]), int(match["month"])
    if match["first"]:
        return int(match["first"]), int(match["last"])
    return 1, 12


@lru_cache(maxsize=4096)
def is_period(spelling: str) -> bool:
    """Whether `parse_period` would accept the spelling."""
    try:
        parse_period(spelling)
    except ValueError:
        return False
    return True


@lru_cache(maxsize=4096)
def period_after(period: str) -> str:
    """The next period of the same length: 2026 after 2025, 2026-Q1 after 2025-Q4, 2026-01 after 2025-12.

    Months from the first to the last ("2025-M01/M09") come back a year later.
    """
    return _shifted(period, 1)


@lru_cache(maxsize=4096)
def period_before(period: str) -> str:
    """The period of the same length before: 2024 before 2025, 2024-Q4 before 2025-Q1."""
    return _shifted(period, -1)


def _shifted(period: str, step: int) -> str:
    span = parse_period(period)
    months = span.last_on.month - span.first_on.month + 1
    if "/" in period or months == 12:
        return f"{int(period[:4]) + step:04}{period[4:]}"
    year, month = divmod(span.first_on.year * 12 + span.first_on.month - 1 + step * months, 12)
    if months == 1:
        return f"{year:04}-{month + 1:02}"
    letter = {3: "Q", 6: "H"}[months]
    return f"{year:04}-{letter}{month // months + 1}"
