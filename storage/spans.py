"""When an edition was written about, as spans of time: all that nearness to it hangs on. Pure.

Moments that are within a month of both their neighbours leave no gap between them, so that the first and
the last of such a run say of every other moment whether it is near to one of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta

NEAR = timedelta(days=31)
"""News of an edition comes within a month of each other; another month, another edition."""
_NEAR_MS = NEAR // timedelta(milliseconds=1)

Span = tuple[int, int]
"""The first and the last moment of a run (ms)."""
Spans = tuple[Span, ...]
"""Runs, the oldest first; more than two months lie between each two."""
Dates = Mapping[str, Spans]
"""When editions were written about, by period."""


def spans_of(runs: Iterable[Span]) -> Spans:
    """Runs in any order, and moments as runs of one, as spans."""
    spans: list[Span] = []
    for first, last in sorted(runs):
        if spans and first - spans[-1][1] <= 2 * _NEAR_MS:
            spans[-1] = spans[-1][0], max(spans[-1][1], last)
        else:
            spans.append((first, last))
    return tuple(spans)


def is_near(moment_ms: int, spans: Spans) -> bool:
    """Whether a moment is within a month of one of those that the spans are of."""
    return any(first - _NEAR_MS <= moment_ms <= last + _NEAR_MS for first, last in spans)


def differ_within(span: Span, spans: Spans, others: Spans) -> bool:
    """Whether some moment of a span is near to one of the two and not to the other."""
    return _reach(spans, span) != _reach(others, span)


def _reach(spans: Spans, within: Span) -> list[Span]:
    """What is near to the spans, inside another span."""
    begin, end = within
    near = [(max(begin, first - _NEAR_MS), min(end, last + _NEAR_MS)) for first, last in spans]
    return [(first, last) for first, last in near if first <= last]
