"""When to try a delivery again.

The schedule is the one that Standard Webhooks 1.0 gives as its example, some 76 hours in all:
https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

SCHEDULE = (
    timedelta(seconds=5),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=5),
    timedelta(hours=10),
    timedelta(hours=14),
    timedelta(hours=20),
    timedelta(hours=24),
)
"""The wait after the first, second, ... failed try. When it is used up the delivery is dead."""

JITTER = 0.2
"""A wait is lengthened by up to this part of it, so that what failed together is not retried together.

Never shortened: a target that asks for a wait gets at least that.
"""

LONGEST_ASKED = timedelta(hours=24)
"""A target that asks for more is tried after this: a mistyped header must not lose an alert."""


def next_try(
    attempts: int,
    now: datetime,
    random: Callable[[], float],
    *,
    retry_after_seconds: float | None = None,
) -> datetime | None:
    """When to try again after `attempts` failed ones (1 or more); None when it is time to give up.

    `random` gives numbers from 0 to below 1. `retry_after_seconds` is what the target asked for:
    the wait is at least that, up to a day.
    """
    if attempts > len(SCHEDULE):
        return None
    asked = timedelta(seconds=retry_after_seconds or 0)
    wait = max(SCHEDULE[attempts - 1], min(asked, LONGEST_ASKED))
    return now + wait * (1 + JITTER * random())


FIRST_REST_SECONDS = 1.0
LONGEST_REST_SECONDS = 300.0
"""How long a channel is left alone after a failure in a row: doubled each time, up to five minutes.

One message that a target cannot bear holds up the others for a second, a target that is gone costs
one try every five minutes, whatever waits for it.
"""


def rest_seconds(failures: int, retry_after_seconds: float | None) -> float:
    """How long a channel rests that failed `failures` times in a row before this once."""
    if retry_after_seconds is not None:
        return min(retry_after_seconds, LONGEST_ASKED.total_seconds())
    return min(FIRST_REST_SECONDS * 2.0 ** min(failures, 20), LONGEST_REST_SECONDS)
