"""What to do with an item whose work ended in an error: the one place that asks `transient`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from model.errors import FetchInterrupted, SvodkaError

FIRST_PAUSE_SECONDS = 30
LONGEST_PAUSE_SECONDS = 3_600
LONGEST_ASKED_SECONDS = 86_400
"""What a server asks us to wait is kept, for a day at the most."""
GIVE_UP_AFTER_TRIES = 8
"""With the pauses doubling from half a minute, the eighth try comes about an hour after the first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Retry:
    """The answer: drop the item for good, or try it again after a pause."""

    action: Literal["drop", "again"]
    pause_seconds: float = 0.0


def retry_for(error: SvodkaError, *, tries: int) -> Retry:
    """What to do after `tries` tries (1 or more) of which the last ended in `error`."""
    if not error.transient or tries >= GIVE_UP_AFTER_TRIES:
        return Retry(action="drop")
    pause = min(FIRST_PAUSE_SECONDS * 2 ** (tries - 1), LONGEST_PAUSE_SECONDS)
    if isinstance(error, FetchInterrupted) and error.retry_after_seconds is not None:
        pause = max(pause, min(error.retry_after_seconds, LONGEST_ASKED_SECONDS))
    return Retry(action="again", pause_seconds=pause)
