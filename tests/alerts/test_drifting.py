from __future__ import annotations

from datetime import UTC, datetime

import pytest

from alerts.drifting import drifting_source
from model.sources import Source, SourceDay

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
PAPER = Source(name="paper", url="https://paper.example/feed")
USUAL = {"listed": 10, "read": 10, "extracted": 10, "telling": 4, "untimed": 1}


def drifts(source=PAPER, usual=USUAL, **recent):
    days = [SourceDay(day=f"d{number}", **usual) for number in range(28)]
    days += [SourceDay(day=f"r{number}", **{**usual, **recent}) for number in range(7)]
    return {event.rating: event for event in drifting_source(source, days, NOW)}


def test_a_source_that_stays_as_it_is_does_not_drift():
    assert drifts() == {}
    assert drifts(listed=6, read=6, extracted=6, telling=2) == {}


@pytest.mark.parametrize(
    ("what", "recent", "now", "before"),
    [
        ("yield", {"listed": 1}, 7, 70),
        ("facts", {"telling": 1}, 10, 40),
        ("titles", {"untitled": 5}, 50, 0),
        ("times", {"untimed": 6}, 60, 10),
        ("texts", {"unreadable": 10}, 50, 0),
        ("texts", {"failed": 10}, 50, 0),
    ],
)
def test_what_drifts_is_told_with_the_figures(what, recent, now, before):
    event = drifts(**recent)[what]
    assert (event.kind, event.subject, event.value, event.previous_value) == (
        "source_drifting",
        "paper",
        now,
        before,
    )
    assert event.published_at == datetime(2026, 11, 15, tzinfo=UTC)


def test_of_few_articles_nothing_is_said():
    few = {"listed": 1, "read": 1, "extracted": 1, "telling": 1}
    assert drifts(usual=few, listed=0, read=0, extracted=1, telling=0, untitled=1) == {}


@pytest.mark.parametrize("changes", [{"enabled": False}, {"kind": "manual"}])
def test_a_source_that_is_left_alone_does_not_drift(changes):
    source = Source(**{"name": "paper", "url": "https://paper.example/feed", **changes})
    assert drifts(source, listed=0) == {}


def test_too_few_days_tell_nothing():
    assert drifting_source(PAPER, [SourceDay(day="d")] * 34, NOW) == ()
