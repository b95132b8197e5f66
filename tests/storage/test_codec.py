"""What is packed comes out as it went in."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from model.articles import Article
from model.statements import Evidence, Partnership, Percentage, Ranking, Span
from storage.codec import (
    article_array,
    article_from,
    statement_array,
    statement_from,
)
from storage.moments import from_ms
from storage.packing import pack_json, unpack_json

words = st.text(max_size=30)
pack_json("")  # the dictionaries are read once, before anything is timed
maybe_words = st.none() | words
fields = st.sampled_from(["title", "text"])
places = st.none() | st.integers(1, 100)
figures = st.none() | st.floats(0, 1000, allow_nan=False)
periods = st.none() | st.sampled_from(["2025", "2025-Q1", "2025-M01/M09"])
spans = st.builds(
    lambda role, field, start, length: Span(role=role, field=field, start=start, end=start + length),
    words,
    fields,
    st.integers(0, 5000),
    st.integers(1, 50),
)
evidences = st.builds(
    lambda field, start, sentence, rule, found: Evidence(
        field=field,
        start=start,
        end=start + len(sentence),
        sentence=sentence,
        rule=rule,
        spans=tuple(found),
    ),
    fields,
    st.integers(0, 5000),
    words,
    words,
    st.lists(spans, max_size=4),
)
moments = st.integers(0, 4_000_000_000_000).map(from_ms)
statements = st.one_of(
    st.builds(
        Ranking,
        evidence=evidences,
        region=maybe_words,
        subject=words,
        subject_kind=st.sampled_from(["region", "organisation"]),
        subject_id=words,
        position=places,
        previous=places,
        change=places,
        score=figures,
        total=places,
        period=periods,
        rating=maybe_words,
        rating_id=maybe_words,
        publisher=maybe_words,
        scope=maybe_words,
        basis=st.sampled_from(["explicit", "listed", "group"]),
    ),
    st.builds(
        Percentage,
        evidence=evidences,
        value=st.floats(0, 1000),
        value_to=figures,
        unit=st.sampled_from(["percent", "points", "times"]),
        direction=st.sampled_from(["up", "down", "level"]),
        approx=st.none() | st.sampled_from(["about", "over", "under"]),
        region=maybe_words,
        metric=maybe_words,
        period=periods,
    ),
    st.builds(
        Partnership,
        evidence=evidences,
        region=words,
        country=words,
        relation=st.sampled_from(["export", "trade"]),
    ),
)
articles = st.builds(
    Article,
    id=st.just("2026-02.0000000000000000"),
    url=words,
    source=words,
    revision=words,
    title=maybe_words,
    text=st.text(max_size=200),
    published_at=st.none() | moments,
    updated_at=st.none() | moments,
    fetched_at=moments,
    authors=st.lists(words, max_size=2).map(tuple),
    tags=st.lists(words, max_size=2).map(tuple),
    signature=words,
)


@given(statements)
def test_statements(statement):
    assert statement_from(unpack_json(pack_json(statement_array(statement)))) == statement


@given(statements, articles)
def test_statements_beside_their_article(statement, article):
    array = unpack_json(pack_json(statement_array(statement, article)))
    assert statement_from(array, article) == statement


@given(articles)
def test_articles(article):
    assert article_from(article.id, unpack_json(pack_json(article_array(article)))) == article
