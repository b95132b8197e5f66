from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from alerts.backoff import JITTER, SCHEDULE, next_try

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
TRIES = st.integers(1, len(SCHEDULE))
RANDOM = st.floats(0, 1, exclude_max=True)


def test_the_waits_add_up_to_about_three_days():
    assert timedelta(days=3) <= sum(SCHEDULE, timedelta()) <= timedelta(days=3.5)


def test_after_the_last_wait_the_delivery_is_given_up():
    assert next_try(len(SCHEDULE) + 1, NOW, lambda: 0.5) is None


@given(TRIES, RANDOM)
def test_a_wait_is_lengthened_by_the_jitter_and_never_shortened(attempts, random):
    later = next_try(attempts, NOW, lambda: random)
    assert later is not None
    assert SCHEDULE[attempts - 1] <= later - NOW <= SCHEDULE[attempts - 1] * (1 + JITTER)


@given(TRIES, RANDOM, st.floats(0, 86_400))
def test_a_target_that_asks_for_a_wait_gets_at_least_that(attempts, random, asked):
    later = next_try(attempts, NOW, lambda: random, retry_after_seconds=asked)
    assert later is not None
    assert later - NOW >= timedelta(seconds=asked)


def test_a_target_that_asks_for_a_year_is_tried_after_a_day():
    later = next_try(1, NOW, lambda: 0.0, retry_after_seconds=365 * 86_400)
    assert later == NOW + timedelta(days=1)
