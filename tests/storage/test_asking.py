"""Questions as people type them."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.errors import InvalidQuery
from storage.asking import parse_question, typed
from storage.questions import FactQuery


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("", {}),
        ("region:RU-SMO", {"region": "RU-SMO"}),
        ("region:ru-smo", {"region": "RU-SMO"}),
        ("as-of:2026-03-01", {"as_of": date(2026, 3, 1)}),
        ("as-of:2026-02", {"as_of": date(2026, 2, 28)}),
        ("kind:ranking country:BY", {"kind": "ranking", "country": "BY"}),
        ('publisher:"РИА Рейтинг"', {"publisher": "РИА Рейтинг"}),
        ("period:2025-M01/M09", {"period": "2025-M01/M09"}),
        ("status:conflicting", {"status": "conflicting"}),
        ("-status:withdrawn -status:corrected", {"without": ("withdrawn", "corrected")}),
        ("position:2", {"position_from": 2, "position_to": 2}),
        ("position:1..10", {"position_from": 1, "position_to": 10}),
        ("position:..10", {"position_to": 10}),
        ("position:5..", {"position_from": 5}),
        ("position<=10", {"position_to": 10}),
        ("position<10", {"position_to": 9}),
        ("position>10", {"position_from": 11}),
        ("value>=5.5", {"value_from": 5.5}),
        ("date:2025-03-08", {"date_from": date(2025, 3, 8), "date_to": date(2025, 3, 8)}),
        ("date:2024-02", {"date_from": date(2024, 2, 1), "date_to": date(2024, 2, 29)}),
        ("date:2025", {"date_from": date(2025, 1, 1), "date_to": date(2025, 12, 31)}),
        ("date:2025-01/2025-06", {"date_from": date(2025, 1, 1), "date_to": date(2025, 6, 30)}),
        ("date:2025/", {"date_from": date(2025, 1, 1)}),
        ("date:/2025", {"date_to": date(2025, 12, 31)}),
        ("source:ria экспорт вырос", {"source": "ria", "text": "экспорт вырос"}),
        ('"второе место"', {"phrases": ("второе место",)}),
    ],
)
def test_a_question_is_a_query(question, told):
    assert parse_question(question) == FactQuery(**told)


def test_what_is_not_typed_is_given_beside_it():
    assert parse_question("kind:ranking", limit=5) == FactQuery(kind="ranking", limit=5)


@pytest.mark.parametrize(
    ("question", "part", "at"),
    [
        ("kind:place", "kind:place", 1),
        ("region:RU-SMO colour:red", "colour:red", 15),
        ("region:", "region:", 1),
        ("region>5", "region>5", 1),
        ("-region:RU-SMO", "-region:RU-SMO", 1),
        ("kind:ranking  kind:percentage", "kind:percentage", 15),
        ("position:second", "position:second", 1),
        ("position:1.5", "position:1.5", 1),
        ("position<1..5", "position<1..5", 1),
        ("date:tomorrow", "date:tomorrow", 1),
        ("date:2025-13", "date:2025-13", 1),
        ('экспорт "второе место', '"второе место', 9),
    ],
)
def test_an_error_points_at_the_part_and_its_first_character(question, part, at):
    with pytest.raises(InvalidQuery, match=f"at character {at},") as caught:
        parse_question(question)
    assert caught.value.part == part
    assert (caught.value.question, caught.value.at) == (question, at)


def test_what_is_told_beside_the_question_is_not_told_in_it():
    with pytest.raises(InvalidQuery, match="region is told twice"):
        parse_question("kind:ranking region:RU-SMO", region="RU-TA")


@pytest.mark.parametrize("value", ["RU-SMO", "РИА Рейтинг", "a:b"])
def test_a_condition_is_typed_so_that_it_is_read_again(value):
    assert parse_question(typed("publisher", value)).publisher == value


def test_a_value_with_a_quote_cannot_be_typed():
    with pytest.raises(InvalidQuery, match="quotes"):
        typed("publisher", 'a"b')


@given(st.text(max_size=60))
def test_any_text_is_a_query_or_an_error_that_tells(question):
    try:
        parse_question(question)
    except InvalidQuery as error:
        assert error.part in question


@pytest.mark.parametrize(
    ("question", "count"),
    [
        ("position:1..2", 2),
        ("position>2", 1),
        ("value>10", 1),
        ("value<10", 0),
        ("value:14.5", 1),
        ("position:1.. value:1..", 0),
        ("position:1.. kind:percentage", 0),
        ("region:RU-3 position:1..2", 0),
        ("region:RU-3 position:3", 1),
        ("source:b", 1),
        ("ЗАНИМАЕТ", 3),
        ('"нет такого"', 0),
        ("-status:single_source", 0),
        ("-status:withdrawn kind:ranking", 3),
    ],
)
def test_conditions_without_an_index_are_kept_too(newsroom, store, statements, question, count):
    newsroom.publish(
        newsroom.article("a"),
        *(statements.ranking(f"RU-{place}", place) for place in (1, 2)),
        statements.percentage(14.5),
    )
    newsroom.publish(newsroom.article("b"), statements.ranking("RU-3", 3))
    assert len(store.facts.find(parse_question(question)).facts) == count
