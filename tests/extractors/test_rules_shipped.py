"""The shipped rules: their examples pass, their lint finds no error, and all of them are told."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from extractors.pipeline import Extractor
from extractors.rules.catalogue import BUILT_IN, SIGNALS, kind_of
from extractors.rules.layout import shipped_layout
from extractors.rules.linting import LEAST_EXAMPLES, lint
from extractors.rules.sets import examples_with, rules_with
from extractors.rules.trials import Trial, trials

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def tried() -> list[Trial]:
    return list(trials(examples_with(None), Extractor(), worded=frozenset(rules_with(None))))


def test_every_example_passes_or_is_a_known_failure(tried: list[Trial]) -> None:
    failed = [f"{t.example.file.name}:{t.example.line}: {t.reason}" for t in tried if t.outcome == "failed"]
    assert failed == []


def test_every_rule_has_its_examples() -> None:
    counts = Counter((each.rule, each.reads) for each in examples_with(None))
    rules = {*rules_with(None), *BUILT_IN}
    assert {rule for rule, _ in counts} == rules
    assert min(counts.values()) >= LEAST_EXAMPLES


def test_the_lint_finds_no_error() -> None:
    found = lint(shipped_layout())
    assert [f"{each.file.name}:{each.line}: {each.wrong}" for each in found if each.severity == "error"] == []


def test_every_rule_that_makes_a_fact_is_listed(tried: list[Trial]) -> None:
    made = {line.rpartition("[")[2].rstrip("]") for trial in tried for line in trial.found}
    assert made <= {*rules_with(None), *BUILT_IN}


def test_every_signal_is_told_with_its_meaning() -> None:
    told = (ROOT / "docs" / "rules.md").read_text(encoding="utf-8")
    assert dict(re.findall(r"^\| `([a-z]+)` \| (.+) \|$", told, re.MULTILINE)) == SIGNALS
    assert {one.rule.signal for one in rules_with(None).values()} == set(SIGNALS)


def test_a_rules_kind_is_the_beginning_of_its_id() -> None:
    assert kind_of("ranking/closes") == "ranking"
    assert kind_of("percentage/points") == "percentage"
    assert kind_of("closes") is kind_of("other/closes") is kind_of("ranking/Closes") is None
