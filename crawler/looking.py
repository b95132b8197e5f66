"""When a page is looked at again: soon at first, then ever more seldom.

Most corrections come within hours of publication. An article that tells no facts is looked at for
a day only, since a correction seldom puts a ranking where there was none.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from random import random

from model.errors import FetchFailed, SvodkaError, UnreadablePage
from model.sources import Source

LOOK_AGES = tuple(timedelta(seconds=seconds) for seconds in (1_800, 7_200, 21_600, 86_400, 259_200, 604_800))
"""How old an article is when it is looked at: half an hour, 2 and 6 hours, 1, 3 and 7 days."""

MUTE_AGE = timedelta(days=1)
CONFIRMED_AFTER = timedelta(hours=1)
"""A page that is gone is asked for once more: sites lose pages for a moment when they are mended."""

GONE_STATUSES = frozenset({404, 410})
_DEFAULT_DAYS = 7
_JITTER = 0.1


def next_look_at(
    dated_at: datetime,
    now: datetime,
    source: Source | None,
    *,
    telling: bool,
    random: Callable[[], float] = random,
) -> datetime | None:
    """When the page of an article is looked at next; None where it is not looked at any more.

    `dated_at` is when it was published; `telling` whether it tells facts, or may.
    """
    days = source.look_again_days if source is not None else _DEFAULT_DAYS
    last_age = min(timedelta(days=days), LOOK_AGES[-1] if telling else MUTE_AGE)
    age = now - dated_at
    due_age = next((each for each in LOOK_AGES if each > age), None)
    if due_age is None or due_age > last_age:
        return None
    return dated_at + due_age * (1 + _JITTER * random())


def says_gone(error: SvodkaError, source: Source | None) -> bool:
    """Whether what went wrong means that the page is not there any more."""
    if isinstance(error, FetchFailed):
        return error.status in GONE_STATUSES
    # A post that was deleted leaves a page without words.
    return isinstance(error, UnreadablePage) and source is not None and source.kind == "telegram"
