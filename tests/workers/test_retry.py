"""What is done with an item whose work ended in an error."""

from __future__ import annotations

from model.errors import FetchFailed, FetchInterrupted, StoreUnavailable
from workers.retry import (
    FIRST_PAUSE_SECONDS,
    GIVE_UP_AFTER_TRIES,
    LONGEST_ASKED_SECONDS,
    LONGEST_PAUSE_SECONDS,
    retry_for,
)


def interrupted(retry_after_seconds: float | None = None) -> FetchInterrupted:
    return FetchInterrupted("503", url="https://x.example/", retry_after_seconds=retry_after_seconds)


def test_what_will_not_pass_is_dropped_at_once() -> None:
    assert retry_for(FetchFailed("gone", url="https://x.example/", status=410), tries=1).action == "drop"


def test_what_may_pass_is_tried_again_with_doubling_pauses() -> None:
    pauses = [retry_for(StoreUnavailable("no answer"), tries=tries).pause_seconds for tries in (1, 2, 3)]

    assert pauses == [FIRST_PAUSE_SECONDS, 2 * FIRST_PAUSE_SECONDS, 4 * FIRST_PAUSE_SECONDS]


def test_a_pause_has_an_upper_bound() -> None:
    assert retry_for(interrupted(), tries=GIVE_UP_AFTER_TRIES - 1).pause_seconds <= LONGEST_PAUSE_SECONDS


def test_it_is_given_up_at_last() -> None:
    assert retry_for(interrupted(), tries=GIVE_UP_AFTER_TRIES).action == "drop"


def test_a_server_that_asks_for_time_gets_it_within_bounds() -> None:
    assert retry_for(interrupted(300), tries=1).pause_seconds == 300
    assert retry_for(interrupted(7_200), tries=1).pause_seconds == 7_200
    assert retry_for(interrupted(10**9), tries=1).pause_seconds == LONGEST_ASKED_SECONDS
