"""Moments come out as they went in."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from storage.moments import EPOCH, from_ms


@given(st.integers(-(10**12), 253_000_000_000_000))
def test_moments_are_exact_however_they_are_read(milliseconds):
    assert from_ms(milliseconds) == EPOCH + timedelta(milliseconds=milliseconds)
