"""Periods as the wire form spells them, and the order of editions."""

from __future__ import annotations

from datetime import date

import pytest

from model.periods import is_period, parse_period


@pytest.mark.parametrize(
    ("spelling", "first", "last"),
    [
        ("2025", date(2025, 1, 1), date(2025, 12, 31)),
        ("2025-H1", date(2025, 1, 1), date(2025, 6, 30)),
        ("2025-H2", date(2025, 7, 1), date(2025, 12, 31)),
        ("2025-Q1", date(2025, 1, 1), date(2025, 3, 31)),
        ("2025-Q4", date(2025, 10, 1), date(2025, 12, 31)),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        ("2025-M01/M09", date(2025, 1, 1), date(2025, 9, 30)),
    ],
)
def test_a_period_covers_its_days(spelling: str, first: date, last: date) -> None:
    period = parse_period(spelling)

    assert (period.first_on, period.last_on) == (first, last)


@pytest.mark.parametrize(
    "spelling", ["", "25", "2025-13", "2025-00", "2025-Q5", "2025-H3", "2025-M09/M01", " 2025"]
)
def test_anything_else_is_no_period(spelling: str) -> None:
    assert not is_period(spelling)
    with pytest.raises(ValueError, match="not a period"):
        parse_period(spelling)


def test_editions_sort_by_the_end_of_their_period() -> None:
    spellings = ["2025", "2024", "2025-Q1", "2025-M01/M09", "2024-H2"]

    assert sorted(spellings, key=parse_period) == ["2024", "2024-H2", "2025-Q1", "2025-M01/M09", "2025"]
