"""A source that is no longer what it was: fewer articles, or less that can be read from them. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, time, timedelta

from model.articles import digest
from model.ledger import Event
from model.sources import Source, SourceDay

RECENT_DAYS = 7
USUAL_DAYS = 28
"""The last week beside the four before it: every weekday counts the same in both."""

LEAST_ARTICLES = 10
"""Of the last week, for a share to mean anything; of the weeks before twice as many."""

RISEN_BY, RISEN_TO = 25.0, 30.0
"""A share of bad articles has risen when it is higher by so many points and no less than so many."""

FALLEN_TO_PART = 1 / 3
LEAST_EXPECTED = 10
"""What should have been ten and is three or less is no accident in a hundred (Poisson)."""


def drifting_source(source: Source, days: Sequence[SourceDay], now: datetime) -> tuple[Event, ...]:
    """An event for each thing of a source that has drifted.

    `days` are the RECENT_DAYS + USUAL_DAYS days before today, the oldest first.
    """
    if not source.enabled or source.kind == "manual" or len(days) < RECENT_DAYS + USUAL_DAYS:
        return ()
    usual, recent = _summed(days[:-RECENT_DAYS]), _summed(days[-RECENT_DAYS:])
    began = datetime.combine(now.astimezone(UTC).date() - timedelta(days=RECENT_DAYS), time(), UTC)
    return tuple(
        Event(
            id=digest(f"source_drifting\n{source.name}\n{what}\n{now.date().isoformat()}"),
            kind="source_drifting",
            rating_id="",
            rating=what,
            period="",
            subject_id=source.name,
            subject=source.name,
            value=round(value, 1),
            previous_value=round(before, 1),
            unit=unit,
            published_at=began,
            happened_at=now,
        )
        for what, value, before, unit in _drifts(usual, recent)
    )


def _drifts(usual: SourceDay, recent: SourceDay) -> Iterator[tuple[str, float, float, str]]:
    """What drifted: its word, the value now and before, and the unit."""
    expected = usual.listed * RECENT_DAYS / USUAL_DAYS
    if _has_fallen(recent.listed, expected):
        yield "yield", recent.listed, expected, ""
    for what, (now, before) in _risen(usual, recent):
        yield what, now, before, "percent"
    if usual.extracted and recent.extracted:
        share = usual.telling / usual.extracted
        if _has_fallen(recent.telling, share * recent.extracted):
            yield "facts", 100 * recent.telling / recent.extracted, 100 * share, "percent"


def _risen(usual: SourceDay, recent: SourceDay) -> Iterator[tuple[str, tuple[float, float]]]:
    """The shares of bad articles that have risen: the word, and the shares now and before."""
    for what, share in _SHARES.items():
        (bad, whole), (usually_bad, usually) = share(recent), share(usual)
        if whole < LEAST_ARTICLES or usually < 2 * LEAST_ARTICLES:
            continue
        now, before = 100 * bad / whole, 100 * usually_bad / usually
        if now >= RISEN_TO and now - before >= RISEN_BY:
            yield what, (now, before)


def _texts(days: SourceDay) -> tuple[int, int]:
    bad = days.unreadable + days.failed
    return bad, days.read + bad


_SHARES: dict[str, Callable[[SourceDay], tuple[int, int]]] = {
    "texts": _texts,
    "titles": lambda days: (days.untitled, days.read),
    "times": lambda days: (days.untimed, days.read),
}
"""Bad articles and all of them, by what is bad about them."""


def _has_fallen(count: int, expected: float) -> bool:
    return expected >= LEAST_EXPECTED and count <= expected * FALLEN_TO_PART


def _summed(days: Sequence[SourceDay]) -> SourceDay:
    names = ("listed", "read", "failed", "unreadable", "untitled", "untimed", "extracted", "telling")
    return SourceDay(day=days[0].day, **{name: sum(getattr(day, name) for day in days) for name in names})
