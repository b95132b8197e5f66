"""When an edition was written about, as spans of time: all that nearness to it hangs on. Pure.

Moments that are within a month of both their neighbours leave no gap between them, so that the first and
the last of such a run say of every other moment whether it is near to one of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta
from itertools import zip_longest

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


def change_between(spans: Spans, others: Spans) -> Span | None:
    """From when to when moments may be near to one of the two and not to the other."""
    one, other = _bounds(spans), _bounds(others)
    if one == other:
        return None
    begins = next(pair for pair in zip_longest(one, other) if pair[0] != pair[1])
    ends = next(pair for pair in zip_longest(one[::-1], other[::-1]) if pair[0] != pair[1])
    return (
        min(bound for bound in begins if bound is not None),
        max(bound for bound in ends if bound is not None),
    )


def _bounds(spans: Spans) -> list[int]:
    """Where what is near to spans begins, ends, begins, and so on."""
    return [bound for first, last in spans for bound in (first - _NEAR_MS, last + _NEAR_MS)]
