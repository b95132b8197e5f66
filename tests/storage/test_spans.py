"""Spans say of every moment what the moments say that they are of."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from storage.spans import NEAR, change_between, is_near, spans_of

NEAR_MS = NEAR // type(NEAR)(milliseconds=1)
# Some are as far from each other as decides.
MOMENTS = st.lists(
    st.builds(lambda months, rest: months * NEAR_MS + rest, st.integers(0, 12), st.integers(-1, 1)),
    max_size=6,
)


def spans(moments):
    return spans_of((moment, moment) for moment in moments)


@given(MOMENTS, MOMENTS)
def test_near_to_spans_is_near_to_one_of_the_moments(moments, asked):
    for moment in asked:
        assert is_near(moment, spans(moments)) == any(abs(moment - one) <= NEAR_MS for one in moments)


@given(MOMENTS, MOMENTS)
def test_spans_of_spans_and_more_are_those_of_all(moments, more):
    together = spans_of([*spans(moments), *((one, one) for one in more)])
    assert together == spans([*moments, *more])


@given(MOMENTS, MOMENTS, MOMENTS)
def test_what_is_near_to_one_of_two_alone_is_within_their_change(moments, others, asked):
    change = change_between(spans(moments), spans(others))
    for moment in asked:
        if is_near(moment, spans(moments)) != is_near(moment, spans(others)):
            assert change is not None
            assert change[0] <= moment <= change[1]


@given(MOMENTS)
def test_nothing_changes_between_the_same(moments):
    assert change_between(spans(moments), spans(reversed(moments))) is None
