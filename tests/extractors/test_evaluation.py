"""Judgements of extractions, and the figures that are counted from them."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from extractors.evaluation import Evaluation, GoldDocument, evaluated, read_gold
from model.errors import InvalidDocument
from model.statements import (
    Document,
    Evidence,
    Extraction,
    Mention,
    Partnership,
    Percentage,
    Ranking,
    Statement,
)

TEXT = "Орловская область заняла пятое место. Экспорт в Сербию вырос на 12%."
EVIDENCE = Evidence(field="text", start=0, end=37, sentence=TEXT[:37], rule="ranking/place")
GOLD_RANKING = {
    "subject": "RU-ORL",
    "label": "Орловская область",
    "position": 5,
    "position_to": None,
    "previous": 7,
    "change": None,
    "score": None,
    "total": 85,
    "period": "2024",
    "rating": "рейтинг дорог",
    "publisher": None,
    "basis": "explicit",
}
RANKING = Ranking(
    evidence=EVIDENCE,
    region="RU-ORL",
    subject="Орловская область",
    subject_kind="region",
    subject_id="RU-ORL",
    position=5,
    basis="explicit",
)
PERCENTAGE = Percentage(evidence=EVIDENCE, value=12, unit="percent", direction="up", region="RU-ORL")
PARTNERSHIP = Partnership(evidence=EVIDENCE, region="RU-ORL", country="RS", relation="export")


def gold_row(**changed: Any) -> dict[str, Any]:
    row = {
        "id": "g1",
        "kind": "ranking",
        "published": "2025-02-03",
        "title": None,
        "text": TEXT,
        "regions": ["RU-ORL"],
        "countries": ["RS"],
        "partners": [{"region": "RU-ORL", "country": "RS"}],
        "rankings": [],
        "percentages": [],
    }
    return {**row, **changed}


def gold(**changed: Any) -> GoldDocument:
    (document,) = read_gold([json.dumps(gold_row(**changed))])
    return document


def evaluation(
    document: GoldDocument, *statements: Statement, mentions: tuple[Mention, ...] = ()
) -> Evaluation:
    extraction = Extraction(document_id=document.document.id, mentions=mentions, statements=statements)
    return evaluated([(document, extraction)], names={"RS": "Сербия"})


def counts(result: Evaluation, name: str) -> tuple[int, int, int]:
    """Expected, found, right."""
    figures = {figure.name: figure for figure in (*result.tasks, *result.attributes, *result.bases)}
    figure = figures[name]
    return figure.expected, figure.found, figure.right


def test_gold_keeps_the_text_to_extract_from() -> None:
    assert gold(title="Т").document == Document(id="g1", title="Т", text=TEXT, published_on="2025-02-03")


@pytest.mark.parametrize(
    ("line", "told"),
    [("{}", "line 2: no key 'id'"), ("[]", "line 2: not an annotated document"), ("{", "line 2: not an")],
)
def test_a_line_that_is_not_annotated_is_told(line: str, told: str) -> None:
    with pytest.raises(InvalidDocument, match=told):
        list(read_gold(["\n", line]))


def test_codes_count_once_however_often_they_are_named() -> None:
    named = Mention(kind="region", code="RU-ORL", text="Орловская", field="text", start=0, end=9)
    again = replace(named, start=20, end=29)

    assert counts(evaluation(gold(), mentions=(named, again)), "regions") == (1, 1, 1)


def test_russia_is_no_foreign_country() -> None:
    russia = Mention(kind="country", code="RU", text="Россия", field="text", start=0, end=6)

    assert counts(evaluation(gold(), mentions=(russia,)), "countries") == (1, 0, 0)


def test_partners_are_pairs() -> None:
    other = replace(PARTNERSHIP, country="TR")

    assert counts(evaluation(gold(), PARTNERSHIP, other), "partners") == (1, 2, 1)


def test_a_ranking_is_right_by_region_and_place() -> None:
    result = evaluation(gold(rankings=[GOLD_RANKING]), RANKING, replace(RANKING, position=6))

    assert counts(result, "rankings") == (1, 2, 1)
    assert counts(result, "placed") == (1, 2, 1)


def test_without_a_region_the_label_tells_the_subject() -> None:
    document = gold(rankings=[{**GOLD_RANKING, "subject": None, "label": "Орловский технопарк"}])
    found = replace(RANKING, region=None, subject="технопарк Орла")

    assert counts(evaluation(document, found), "rankings") == (1, 1, 1)
    assert counts(evaluation(document, replace(found, region="RU-ORL")), "rankings") == (1, 1, 0)


def test_a_group_has_no_place_of_its_own() -> None:
    group = {**GOLD_RANKING, "position": 1, "position_to": 10, "basis": "group"}
    result = evaluation(gold(rankings=[group]), replace(RANKING, position=1, position_to=10, basis="group"))

    assert counts(result, "rankings") == (1, 1, 1)
    assert counts(result, "placed") == (0, 0, 0)


def test_attributes_are_judged_where_a_side_tells_them() -> None:
    found = replace(RANKING, previous=7, total=84, change=2)
    result = evaluation(gold(rankings=[GOLD_RANKING]), found)

    assert counts(result, "rankings.previous") == (1, 1, 1)
    assert counts(result, "rankings.total") == (1, 1, 0)
    assert counts(result, "rankings.change") == (0, 1, 0)
    assert counts(result, "rankings.period") == (1, 0, 0)
    assert "rankings.score" not in result.scores


def test_a_wrong_basis_is_an_error_of_the_attribute_alone() -> None:
    result = evaluation(gold(rankings=[GOLD_RANKING]), replace(RANKING, basis="listed"))

    assert counts(result, "explicit") == (1, 1, 1)
    assert counts(result, "listed") == (0, 0, 0)
    assert counts(result, "rankings.basis") == (1, 1, 0)


def test_the_pair_that_agrees_in_more_is_matched() -> None:
    previous_wrong = replace(RANKING, previous=9)
    previous_right = replace(RANKING, previous=7)
    result = evaluation(gold(rankings=[GOLD_RANKING]), previous_wrong, previous_right)

    assert counts(result, "rankings.previous") == (1, 1, 1)


def test_percentages_are_a_multiset() -> None:
    row = {
        "value": 12,
        "value_to": None,
        "unit": "percent",
        "direction": "up",
        "approx": None,
        "region": None,
    }
    result = evaluation(gold(percentages=[row, row]), PERCENTAGE)

    assert counts(result, "percentages") == (2, 1, 1)
    assert counts(result, "percentages.region") == (0, 1, 0)


def test_rules_are_told_by_what_they_have_wrong() -> None:
    other = replace(RANKING, position=9, evidence=replace(EVIDENCE, rule="ranking/other"))
    trade = replace(PARTNERSHIP, evidence=replace(EVIDENCE, rule="partnership/trade"))
    result = evaluation(gold(rankings=[GOLD_RANKING]), RANKING, other, trade)

    assert [(figure.rule, figure.facts, figure.right) for figure in result.rules] == [
        ("ranking/other", 1, 0),
        ("partnership/trade", 1, 1),
        ("ranking/place", 1, 1),
    ]


def test_a_ranking_in_a_negative_spoils_it() -> None:
    result = evaluation(gold(kind="negative"), RANKING, replace(RANKING, position=2))

    assert [error.found for error in result.in_negatives] == [
        "RU-ORL Орловская область 5 explicit",
        "RU-ORL Орловская область 2 explicit",
    ]
    assert result.scores["negatives"] == 0


def test_an_error_tells_where_it_stands() -> None:
    result = evaluation(gold(rankings=[GOLD_RANKING]), replace(RANKING, position=6))
    told = {(error.task, error.outcome): error for error in result.errors}

    assert told["rankings", "extra"].rule == "ranking/place"
    assert told["rankings", "extra"].sentence == TEXT[:37]
    assert told["rankings", "missed"].expected == "RU-ORL Орловская область 5 explicit"
    assert told["rankings", "missed"].sentence == "Орловская область заняла пятое место."
    assert told["countries", "missed"].sentence == "Экспорт в Сербию вырос на 12%."


def test_rules_that_failed_are_kept_with_their_document() -> None:
    result = evaluated([(gold(), Extraction(document_id="g1", failures=("ranking/broken",)))])

    assert result.failures == ("g1: ranking/broken",)


def test_nothing_expected_and_nothing_found_is_all_right() -> None:
    assert set(evaluated([]).scores.values()) == {1.0}
