"""Claims of a record come out as they went in, whenever they are asked for."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.articles import digest
from model.claims import Claim, Fact
from model.statements import Evidence, Partnership
from storage.codec import claim_array
from storage.deferred import (
    MANY,
    PARTED,
    SHOWN,
    Source,
    StoredClaims,
    make,
    packed,
    source_of,
    taken_apart,
)
from storage.kept import kept_from, to_keep
from storage.packing import PACKINGS, content_of, pack_json, unpack
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
several = st.lists(claims, min_size=1, max_size=4) | st.lists(claims, min_size=MANY, max_size=MANY + 2)


def stored(given: list[Claim]) -> StoredClaims:
    shown = len(given) // 2
    content = content_of(["2025", "single_source", shown, ["corrected"], [claim_array(one) for one in given]])
    source = source_of(packed(content))
    assert source.whole() == content
    return taken_apart(source)[1]


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
        status="single_source",
        shown=shown,
        period=shown.key.period,
        claims=tuple(given),
        flags=("period_inferred",),
    )
    kept = to_keep(fact, ("2026-02", 7), None, 3)
    again = kept_from(fact.id, packed(kept.content))
    assert again == kept
    assert again.content == kept.content
    assert again.fact.shown is again.fact.claims[0]


@pytest.mark.parametrize("value", [[], ["2025", []], {"a": [["b"]]}])
def test_a_record_without_claims_is_damaged(value):
    with pytest.raises(ValueError, match="damaged"):
        taken_apart(Source(unpack(pack_json(value))))


def test_the_claims_of_a_fact_that_many_tell_are_packed_apart_from_the_one_that_is_shown():
    few, many = ([_claim(number) for number in range(count)] for count in (MANY - 1, MANY))
    assert _record(few)[0] in PACKINGS
    assert _record(many)[0] == PARTED
    assert PARTED not in PACKINGS
    source = source_of(_record(many))
    assert source.number == len(many)
    head, kept = taken_apart(source)
    make([(kept, head[SHOWN])])
    assert kept[head[SHOWN]] == many[head[SHOWN]]
    assert kept._others is not None
    assert [*kept] == many


def test_threads_that_ask_at_once_find_all_claims():
    many = [_claim(number) for number in range(200)]
    for _ in range(20):
        kept = stored(many)
        with ThreadPoolExecutor(8) as pool:
            assert all(found == many for found in pool.map(lambda _, kept=kept: [*kept], range(8)))


@pytest.mark.parametrize("length", [0, 1, 5, 9, 40])
def test_a_record_that_ends_too_early_is_damaged(length):
    record = _record([_claim(number) for number in range(MANY)])
    with pytest.raises(ValueError, match=r"damaged|packing"):
        taken_apart(source_of(record[:length]))


def _record(given: list[Claim]) -> bytes:
    return packed(content_of(["2025", "corroborated", 3, [], [claim_array(one) for one in given]]))


def _claim(number: int) -> Claim:
    at = datetime(2026, 2, 8, 9, number % 60, tzinfo=UTC)
    url = f"https://news-{number}.example/rating"
    sentence = f"Курская область заняла {number + 1}-е место."
    return Claim(
        id=f"2026-02.{digest(url)}.fedcba9876543210",
        article_id=f"2026-02.{digest(url)}",
        revision="0123456789abcdef",
        url=url,
        source=f"source-{number}",
        title=None,
        signature="0123456789abcdef",
        published_at=at,
        seen_at=at,
        statement=Partnership(
            evidence=Evidence(
                field="text",
                start=0,
                end=len(sentence),
                sentence=sentence,
                rule="partnership/trade",
                spans=(),
            ),
            region="RU-KRS",
            country="CN",
            relation="export",
        ),
    )
