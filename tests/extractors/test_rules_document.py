"""docs/rules.md shows rules, examples, words and entries that work, and facts that can be written."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from extractors.pipeline import Extractor
from extractors.rules.layout import layout_of
from extractors.rules.linting import lint
from extractors.rules.sets import examples_with, rules_with
from extractors.rules.shorthand import read_fact
from extractors.rules.trials import trials
from model.claims import FactKind

DOCUMENT = (Path(__file__).parents[2] / "docs" / "rules.md").read_text(encoding="utf-8")
FILES = ("rankings/own.yaml", "rankings/examples/own.yaml", "figures/words.yaml", "registries/ratings.yaml")
KINDS: dict[str, tuple[FactKind, str]] = {
    "ranking": ("ranking", ""),
    "more of a ranking": ("ranking", "RU-TUL 4 "),
    "its subject": ("ranking", ""),
    "percentage": ("percentage", ""),
    "more of a percentage": ("percentage", "5 percent up "),
    "partnership": ("partnership", ""),
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    blocks = re.findall(r"```yaml\n(.*?)```", DOCUMENT, re.DOTALL)
    for name, block in zip(FILES, blocks, strict=True):
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(block, encoding="utf-8")
    return tmp_path


def test_what_is_shown_has_no_faults_but_its_shortness(folder: Path) -> None:
    assert [
        problem.wrong for problem in lint(layout_of(folder)) if "fewer than 10" not in problem.wrong
    ] == []


def test_the_examples_that_are_shown_pass(folder: Path) -> None:
    examples = examples_with(folder, ["ranking/gets-the-better"])
    tried = list(trials(examples, Extractor(folder), worded=frozenset(rules_with(folder))))

    assert len(tried) == 4
    assert [trial.reason for trial in tried] == [None] * 4


def test_facts_that_are_shown_can_be_read() -> None:
    rows = re.findall(r"^\| ([a-z ]+) \| (`.*`.*) \|$", DOCUMENT, re.MULTILINE)
    told = {name: re.findall(r"`([^`]+)`", cell) for name, cell in rows if name in KINDS}

    assert set(told) == set(KINDS)
    for name, shown in told.items():
        kind, before = KINDS[name]
        for piece in shown:
            read_fact(before + piece if piece != "-" else "- 4", kind)
