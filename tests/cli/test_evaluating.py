"""`svodka eval` on a set of two documents, with the extractor that ships."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from cli.main import app

NOTHING: dict[str, list[str]] = {"countries": [], "partners": [], "rankings": [], "percentages": []}
MENTION = {
    "published": None,
    "title": None,
    "text": "В Орловской области прошёл дождь.",
    "regions": ["RU-ORL"],
}
RIGHT = {"id": "g1", "kind": "negative", **MENTION, **NOTHING}
WRONG = {"id": "g2", "kind": "negative", **MENTION, **NOTHING, "regions": ["RU-ORL", "RU-TUL"]}


@pytest.fixture
def gold(tmp_path: Path) -> str:
    path = tmp_path / "gold.jsonl"
    path.write_text(f"{json.dumps(RIGHT)}\n\n{json.dumps(WRONG)}\n")
    return str(path)


def evaluate(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["eval", *arguments])


def test_rows_tell_figures_and_errors(gold: str) -> None:
    result = evaluate(gold, "--format", "jsonl", "--errors", "5")
    rows = [json.loads(line) for line in result.stdout.splitlines()]

    assert result.exit_code == 0
    assert rows[0] == {
        "table": "task",
        "name": "regions",
        "expected": 3,
        "found": 2,
        "right": 2,
        "precision": 1.0,
        "recall": 0.6667,
        "f1": 0.8,
    }
    assert rows[-1]["table"] == "error"
    assert (rows[-1]["document"], rows[-1]["outcome"], rows[-1]["wanted"]) == ("g2", "missed", "RU-TUL")


def test_json_and_csv_hold_the_same_figures(gold: str) -> None:
    from_json = json.loads(evaluate(gold, "--format", "json").stdout)
    from_csv = list(csv.DictReader(io.StringIO(evaluate(gold, "--format", "csv").stdout)))

    assert [row["name"] for row in from_json] == [row["name"] for row in from_csv]
    assert float(from_csv[0]["f1"]) == from_json[0]["f1"]


def test_the_table_names_the_documents(gold: str) -> None:
    told = evaluate(gold, "--task", "regions", "--errors", "1").stdout

    assert "2 documents, 2 of them negatives: no ranking found in them" in told
    assert "missed g2 regions: expected RU-TUL" in told
    assert "countries" not in told


@pytest.mark.parametrize(("floor", "status"), [("0.8", 0), ("0.81", 1)])
def test_a_floor_that_is_not_reached_is_a_failure(gold: str, floor: str, status: int) -> None:
    result = evaluate(gold, "--at-least", f"regions={floor},negatives=1")

    assert result.exit_code == status
    assert ("regions is 0.8000, the floor is 0.81" in result.stderr) is bool(status)


@pytest.mark.parametrize("floors", ["region=0.9", "regions", "regions=high", ""])
def test_a_floor_that_names_nothing_is_a_wrong_option(gold: str, floors: str) -> None:
    assert evaluate(gold, "--at-least", floors).exit_code == 2


def test_a_file_that_is_not_annotated_is_told(tmp_path: Path) -> None:
    path = tmp_path / "no.jsonl"
    path.write_text('{"id": "a", "text": "b"}\n')

    assert "no.jsonl: line 1: no key 'title'" in str(evaluate(str(path)).exception)
    assert "cannot read" in str(evaluate(str(tmp_path / "none.jsonl")).exception)
