"""What should have come and did not: an edition that is overdue, a source that is silent. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from itertools import pairwise
from statistics import median

from model.articles import digest
from model.ledger import Edition, Event
from model.periods import Period, is_period, parse_period
from model.sources import Source, SourceState

LEAST_EDITIONS = 3
"""Two distances between editions, so that one of them is not taken for the rule."""

SLACK = 0.5
"""An edition is missing when it is later than usual by this part of the usual distance."""

SILENT_AFTER = timedelta(days=1)
SILENT_INTERVALS = 20
"""A source is silent when it could not be read for a day and for so many of its intervals."""


def missing_edition(name: str, editions: Sequence[Edition], now: datetime) -> Event | None:
    """The event of the next edition of a series, where it is overdue.

    `editions` are those of one rating and one series (years, quarters, ...), the newest last. They
    tell their distance themselves: the usual one between the first news of each.
    """
    told = [edition for edition in editions if is_period(edition.period)]
    if len(told) < LEAST_EDITIONS:
        return None
    moments = [edition.first_published_at for edition in told]
    distances = [(after - before).total_seconds() for before, after in pairwise(moments)]
    if min(distances) <= 0:
        return None
    expected_at = moments[-1] + timedelta(seconds=median(distances) * (1 + SLACK))
    if now < expected_at:
        return None
    rating_id, period = told[-1].rating_id, period_after(told[-1].period)
    return Event(
        id=digest(f"edition_missing\n{rating_id}\n{period}"),
        kind="edition_missing",
        rating_id=rating_id,
        rating=name,
        period=period,
        previous_period=told[-1].period,
        published_at=expected_at,
        happened_at=now,
    )


def silent_source(source: Source, state: SourceState, now: datetime) -> Event | None:
    """The event of a source that could not be read for long; one a silence."""
    last = state.succeeded_at
    patience = max(SILENT_AFTER, timedelta(seconds=source.interval_seconds * SILENT_INTERVALS))
    if not source.enabled or source.kind == "manual" or last is None or now - last < patience:
        return None
    return Event(
        id=digest(f"source_silent\n{source.name}\n{last.isoformat()}"),
        kind="source_silent",
        rating_id="",
        rating="",
        period="",
        subject_id=source.name,
        subject=source.name,
        sentence=state.last_error or "",
        published_at=last,
        happened_at=now,
    )


def period_after(period: str) -> str:
    """The next period of the same length: 2026 after 2025, 2026-Q1 after 2025-Q4, 2026-01 after 2025-12.

    Months from the first to the last ("2025-M01/M09") come back a year later.
    """
    span = parse_period(period)
    months = _months(span)
    if "/" in period or months == 12:
        return f"{int(period[:4]) + 1}{period[4:]}"
    first = date(span.last_on.year + span.last_on.month // 12, span.last_on.month % 12 + 1, 1)
    if months == 1:
        return f"{first:%Y-%m}"
    letter = {3: "Q", 6: "H"}[months]
    return f"{first.year}-{letter}{(first.month - 1) // months + 1}"


def _months(span: Period) -> int:
    years = span.last_on.year - span.first_on.year
    return years * 12 + span.last_on.month - span.first_on.month + 1
