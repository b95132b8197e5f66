"""Our annotated documents have the form that docs/annotation.md describes.

Faults are told by document id alone: the texts of the held-out set are not to be read by whoever
works on the rules, and a failing test would show them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from extractors.evaluation import read_gold
from extractors.evaluation.matching import stems
from extractors.normalising import normalise
from extractors.registries import countries, regions
from model.periods import is_period

GOLD = Path(__file__).parents[1] / "gold"
SETS = ("tune", "heldout")
KEYS = set("id kind published title text regions countries partners rankings percentages".split())
RANKING_KEYS = set(
    "subject label position position_to previous change score total period rating publisher basis".split()
)
PERCENTAGE_KEYS = set("value value_to unit direction approx region".split())
REGIONS = {region.code for region in regions()}
COUNTRIES = {country.code for country in countries()} - {"RU"}


class Row(dict[str, Any]):
    """An object of a row. Its text is not shown, not even in the traceback of a failing test."""

    def __repr__(self) -> str:
        return f"<{self.get('id', 'row')}>"


@pytest.fixture(scope="module", params=SETS)
def rows(request: pytest.FixtureRequest) -> list[Row]:
    path = GOLD / f"{request.param}.jsonl"
    if not path.is_file():
        pytest.skip(f"{path.name} is not there")
    return [json.loads(line, object_hook=Row) for line in path.read_text(encoding="utf-8").splitlines()]


def faults(rows: list[Row], check: Callable[[Row], Iterator[str]]) -> list[str]:
    return [f"{row['id']}: {fault}" for row in rows for fault in check(row)]


def test_ids_and_texts_are_there_once(rows: list[Row]) -> None:
    ids = [row["id"] for row in rows]
    distinct_texts = len({row["text"] for row in rows})

    assert len(set(ids)) == len(ids)
    assert distinct_texts == len(rows)
    assert all(re.fullmatch(r"[a-z]\d{3}", identifier) for identifier in ids)


def test_the_reader_takes_every_row(rows: list[Row]) -> None:
    assert [gold.document.id for gold in read_gold(map(json.dumps, rows))] == [row["id"] for row in rows]


def test_documents_have_their_keys(rows: list[Row]) -> None:
    assert faults(rows, document_faults) == []


def document_faults(row: Row) -> Iterator[str]:
    if row.keys() - {"doubt"} != KEYS:
        yield "keys"
    if row["kind"] not in {"ranking", "export", "negative"}:
        yield "kind"
    if not row["text"].strip() or row["title"] == "":
        yield "an empty text or title"
    if row["published"] is not None and date.fromisoformat(row["published"]).isoformat() != row["published"]:
        yield "published"
    if row["kind"] == "negative" and row["rankings"]:
        yield "a negative with rankings"


def test_codes_are_of_the_registries_and_told_once(rows: list[Row]) -> None:
    assert faults(rows, code_faults) == []


def code_faults(row: Row) -> Iterator[str]:
    pairs = [(pair["region"], pair["country"]) for pair in row["partners"]]
    for name, told in (("regions", row["regions"]), ("countries", row["countries"]), ("partners", pairs)):
        if len(set(told)) != len(told):
            yield f"{name} told twice"
    yield from (f"region {code}" for code in row["regions"] if code not in REGIONS)
    yield from (f"country {code}" for code in row["countries"] if code not in COUNTRIES)
    for region, country in pairs:
        if region not in {"RU", *row["regions"]} or country not in row["countries"]:
            yield f"partners {region} {country} are not both mentioned"
    for item in (*row["rankings"], *row["percentages"]):
        code = item.get("subject", item.get("region"))
        if code is not None and code not in row["regions"]:
            yield f"{code} has a fact and is not mentioned"


def test_rankings_have_the_form(rows: list[Row]) -> None:
    assert faults(rows, ranking_faults) == []


def ranking_faults(row: Row) -> Iterator[str]:
    told = set()
    for number, ranking in enumerate(row["rankings"]):
        yield from (f"ranking {number}: {fault}" for fault in one_ranking_faults(ranking))
        said = tuple(
            ranking[name] for name in ("subject", "label", "position", "position_to", "period", "rating")
        )
        if said in told:
            yield f"ranking {number}: told twice"
        told.add(said)


def one_ranking_faults(ranking: Row) -> Iterator[str]:
    if ranking.keys() != RANKING_KEYS:
        yield "keys"
    if ranking["basis"] not in {"explicit", "listed", "group"}:
        yield "basis"
    if ranking["period"] is not None and not is_period(ranking["period"]):
        yield "period"
    for name in ("position", "position_to", "previous", "total"):
        if ranking[name] is not None and (type(ranking[name]) is not int or ranking[name] < 1):
            yield name
    if ranking["position_to"] is not None and ranking["position_to"] < (ranking["position"] or 0):
        yield "a range that runs down"
    if any(ranking[name] == "" for name in ("label", "rating", "publisher")):
        yield "an empty name"


def test_labels_stand_in_the_text(rows: list[Row]) -> None:
    assert faults(rows, label_faults) == []


def label_faults(row: Row) -> Iterator[str]:
    """Labels are put into the nominative, and words that a list leaves out are added: half must stand."""
    there = beginnings(f"{row['title'] or ''}\n{row['text']}")
    for number, ranking in enumerate(row["rankings"]):
        label = beginnings(ranking["label"])
        standing = [word for word in label if any(other.startswith(word) for other in there)]
        if ranking["subject"] is None and len(standing) * 2 < len(label):
            yield f"ranking {number}: label"


def beginnings(text: str) -> set[str]:
    """Stems short enough for Чечня and Чечню, Тыва and Тыве to share theirs, Омск to begin Омска's."""
    return {stem[: min(4, max(3, len(stem) - 1))] for stem in stems(normalise(text).text)}


def test_percentages_have_the_form(rows: list[Row]) -> None:
    assert faults(rows, percentage_faults) == []


def percentage_faults(row: Row) -> Iterator[str]:
    for number, figure in enumerate(row["percentages"]):
        well_formed = (
            figure.keys() == PERCENTAGE_KEYS
            and figure["unit"] in {"percent", "points", "times"}
            and figure["direction"] in {"up", "down", "level"}
            and figure["approx"] in {"about", "over", "under", None}
            and isinstance(figure["value"], int | float)
            and (figure["value_to"] is None or figure["value_to"] > figure["value"])
        )
        if not well_formed:
            yield f"percentage {number}"
