"""Facts in short lines: what is written is read, and shown again the same way."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.rules.shorthand import read_fact, shorthand
from model.claims import FactKind
from model.errors import InvalidDocument

NOTHING = {
    "position": None,
    "position_to": None,
    "previous": None,
    "change": None,
    "score": None,
    "total": None,
}


@pytest.mark.parametrize(
    ("line", "values"),
    [
        ("RU-TUL 4", {"region": "RU-TUL", "position": 4, "basis": "explicit"}),
        ("RU-TUL 4 explicit from 7", {"region": "RU-TUL", "position": 4, "previous": 7, "basis": "explicit"}),
        ("RU-TUL 1..10 group", {"region": "RU-TUL", "position": 1, "position_to": 10, "basis": "group"}),
        ("UA-43 - change +3", {"region": "UA-43", "change": 3, "basis": "explicit"}),
        ("RU-OMS 2 listed score 67.1", {"region": "RU-OMS", "position": 2, "basis": "listed", "score": 67.1}),
        ("RU-OMS 5 change 0 total 85", {"region": "RU-OMS", "position": 5, "change": 0, "total": 85}),
    ],
)
def test_a_ranking_is_read(line: str, values: dict[str, Any]) -> None:
    assert read_fact(line, "ranking").values == {**NOTHING, "basis": "explicit", **values}


def test_what_only_some_lines_tell_is_compared_only_there() -> None:
    fact = read_fact(
        "- «Центр «Мой бизнес»» 1 period 2025-Q1 rating «Нацрейтинг» publisher «АСИ» scope CFO", "ranking"
    )

    told = {"subject": "Центр «Мой бизнес»", "period": "2025-Q1", "rating": "Нацрейтинг", "publisher": "АСИ"}
    assert {name: fact.values[name] for name in (*told, "scope")} == {**told, "scope": "CFO"}
    assert "period" not in read_fact("RU-TUL 4", "ranking").values


@pytest.mark.parametrize(
    ("line", "values"),
    [
        ("14.5 percent up", {"value": 14.5, "unit": "percent", "direction": "up"}),
        (
            "5..7 points level RU-SMO",
            {"value": 5, "value_to": 7, "unit": "points", "direction": "level", "region": "RU-SMO"},
        ),
        ("2 times down over", {"value": 2, "unit": "times", "direction": "down", "approx": "over"}),
    ],
)
def test_a_percentage_is_read(line: str, values: dict[str, Any]) -> None:
    nothing = {"value_to": None, "approx": None, "region": None}
    assert read_fact(line, "percentage").values == {**nothing, **values}


def test_a_partnership_is_read() -> None:
    assert read_fact("RU-SMO BY export", "partnership").values == {
        "region": "RU-SMO",
        "country": "BY",
        "relation": "export",
    }
    assert "relation" not in read_fact("RU BY", "partnership").values


@pytest.mark.parametrize(
    ("line", "kind", "told"),
    [
        ("", "ranking", "a region's code"),
        ("Тула 4", "ranking", "a region's code"),
        ("RU-TUL four", "ranking", "a place"),
        ("RU-TUL 4 form 7", "ranking", "'form'"),
        ("RU-TUL 4 from", "ranking", "nothing stands behind 'from'"),
        ("RU-TUL 4 from seven", "ranking", "a number"),
        ("14,5 percent up", "percentage", "a figure"),
        ("14.5 per cent up", "percentage", "'per'"),
        ("RU-SMO Belarus", "partnership", "a country's code"),
        ("RU-SMO BY exports", "partnership", "'exports'"),
    ],
)
def test_a_line_that_is_no_fact_tells_which_piece_is_wrong(line: str, kind: FactKind, told: str) -> None:
    with pytest.raises(InvalidDocument, match=told):
        read_fact(line, kind)


places = st.one_of(
    st.none().map(lambda _: (None, None)),
    st.integers(1, 99).map(lambda place: (place, None)),
    st.tuples(st.integers(1, 50), st.integers(50, 99)),
)


@given(
    place=places,
    previous=st.none() | st.integers(1, 99),
    change=st.none() | st.integers(-50, 50),
    score=st.none() | st.integers(1, 999).map(lambda tenths: tenths / 10),
    basis=st.sampled_from(["explicit", "listed", "group"]),
)
def test_a_fact_that_is_shown_reads_as_itself(
    place: tuple[int | None, int | None],
    previous: int | None,
    change: int | None,
    score: float | None,
    basis: str,
) -> None:
    wire = {
        "kind": "ranking",
        "region": "RU-TUL",
        "position": place[0],
        "position_to": place[1],
        "previous": previous,
        "change": change,
        "score": score,
        "total": None,
        "basis": basis,
    }

    assert read_fact(shorthand(wire), "ranking").matches(wire)
