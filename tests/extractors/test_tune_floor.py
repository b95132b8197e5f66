"""Extraction of the tuning set does not fall back. How good it is, `svodka eval` tells, not this.

The held-out set has no floor, and must get none: see tests/gold/README.md.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from extractors.evaluation import Evaluation, evaluated, read_gold, score_names
from extractors.pipeline import Extractor

TUNE = Path(__file__).parents[1] / "gold" / "tune.jsonl"
FLOORS = {
    "regions": 0.98,
    "countries": 0.98,
    "partners": 0.97,
    "rankings": 0.95,
    "placed": 0.955,
    "percentages": 0.98,
    "rankings.previous": 0.915,
    "rankings.change": 0.93,
    "rankings.score": 0.94,
    "rankings.total": 0.895,
    "rankings.period": 0.953,
    "rankings.basis": 0.99,
    "rankings.rating": 0.875,
    "rankings.publisher": 0.935,
    "percentages.direction": 0.96,
    "percentages.approx": 0.97,
    "percentages.region": 0.91,
    "negatives": 1.0,
}
"""F1, and for negatives the share that holds no ranking: a little under what is reached.

Partners stood at 0.98 until the set took in 285 documents more, most of them unread for partners."""


@pytest.fixture(scope="module")
def evaluation() -> Evaluation:
    gold = list(read_gold(TUNE.read_bytes().splitlines()))
    extractions = Extractor().extract_all(document.document for document in gold)
    return evaluated(zip(gold, extractions, strict=True))


def test_every_figure_has_a_floor() -> None:
    assert FLOORS.keys() == set(score_names())


def test_no_figure_is_under_its_floor(evaluation: Evaluation) -> None:
    scores = evaluation.scores

    assert {name: scores[name] for name, floor in FLOORS.items() if scores[name] < floor} == {}


def test_no_rule_fails(evaluation: Evaluation) -> None:
    assert evaluation.failures == ()
