"""A conflict, a correction, a withdrawal and a late old edition: each shown by one command of the manual."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path

import pytest

from cli.demo.cases import LATE_ON, RATING_ID, told_cases
from cli.demo.history import put
from extractors.pipeline import Extractor
from storage.store import Store
from tests.cli.test_commands import store, svodka

__all__ = ["store"]
MANUAL = Path(__file__).parents[2] / "docs" / "questions.md"


@pytest.fixture
def cases(redis):
    extractor = Extractor()
    now = LATE_ON
    for article in told_cases():
        put(Store(redis, clock=lambda: now), extractor, article)


@pytest.fixture
def commands() -> list[list[str]]:
    """The four commands as the manual has them."""
    told = MANUAL.read_text(encoding="utf-8").partition("## What is in doubt")[2]
    return [shlex.split(line)[1:] for line in re.findall(r"^    (svodka .*)$", told, re.MULTILINE)]


def test_each_is_shown_by_one_command_of_the_manual(cases, commands, store):
    conflict, correction, withdrawal, late = commands
    shown = json.loads(svodka(*conflict, environment=store).stdout)
    assert [fact["region"] for fact in shown] == ["RU-SMO"]
    sentences = [claim["sentence"] for claim in shown[0]["claims"]]
    assert ["4-е" in sentences[0], "6-е" in sentences[1]] == [True, True]
    for command, region, place in ((correction, "RU-BRY", "12"), (withdrawal, "RU-KLU", "9")):
        (row,) = json.loads(svodka(*command, "--format", "json", environment=store).stdout)
        assert (row["region"], str(row["position"])) == (region, place)
        assert region in svodka(*command, environment=store).stdout
    assert [one["place"] for one in history(late, store)] == ["8", "5"]
    assert [one["place"] for one in history([*late, "--as-of", "2026-02-15"], store)] == ["5"]


def test_the_late_edition_is_no_movement(redis, cases):
    kept = Store(redis, clock=lambda: LATE_ON)
    told = [event for event in kept.events.every() if event.subject_id == "RU-TUL"]
    assert [event.kind for event in told if event.kind == "place_changed"] == []
    (place,) = [one for one in kept.ratings.history(RATING_ID, "RU-TUL") if one.period == "2025"]
    assert place.place.previous_stored == 8


def history(command, environment):
    return json.loads(svodka(*command, "--format", "json", environment=environment).stdout)
