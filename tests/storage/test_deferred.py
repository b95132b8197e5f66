"""Claims of a record come out as they went in, whenever they are asked for."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.claims import Claim, Fact
from storage.codec import claim_array
from storage.deferred import StoredClaims, taken_apart
from storage.packing import content_of, pack, pack_json, unpack
from storage.shelf import kept_from, to_keep
from tests.storage.test_codec import moments, statements, words

texts = words | st.sampled_from([']],["', ',[["', "]]]]", '\\"]],["', "]],[’", "Тула ]]]] ’7’"])
claims = st.builds(
    Claim,
    id=st.just("2026-02.0123456789abcdef.fedcba9876543210"),
    article_id=st.just("2026-02.0123456789abcdef"),
    revision=texts,
    url=texts,
    source=texts,
    title=st.none() | texts,
    signature=texts,
    published_at=moments,
    seen_at=moments,
    statement=statements,
    withdrawn_at=st.none() | moments,
)
several = st.lists(claims, min_size=1, max_size=4)


def stored(given: list[Claim]) -> StoredClaims:
    content = content_of(["2025", "single_source", 0, ["corrected"], [claim_array(one) for one in given]])
    return taken_apart(unpack(pack(content)))[1]


@given(several)
def test_they_are_taken_apart_where_they_begin_and_end(given):
    kept = stored(given)
    assert len(kept) == len(given)
    assert kept == tuple(given)
    assert tuple(given) == kept
    assert hash(kept) == hash(tuple(given))


@given(several, st.data())
def test_each_is_made_alone_and_once(given, data):
    kept, place = stored(given), data.draw(st.integers(0, len(given) - 1))
    assert kept[place] == given[place]
    assert kept[place] is kept[place]
    assert kept[place:] == tuple(given[place:])
    assert [*kept] == given


@given(several, st.data())
def test_a_fact_comes_out_of_its_record(given, data):
    given = [*{claim.url: claim for claim in given}.values()]
    shown = given[0]
    fact = Fact(
        id="0123456789abcdef.fedcba9876543210",
        key=shown.key,
        status="single_source",
        shown=shown,
        period=shown.key.period,
        claims=tuple(given),
        flags=("period_inferred",),
    )
    kept = to_keep(fact, ("2026-02", 7), None, 3)
    again = kept_from(fact.id, pack(kept.content))
    assert again == kept
    assert again.fact.shown is again.fact.claims[0]


@pytest.mark.parametrize("value", [[], ["2025", []], {"a": [["b"]]}])
def test_a_record_without_claims_is_damaged(value):
    with pytest.raises(ValueError, match="damaged"):
        taken_apart(unpack(pack_json(value)))
