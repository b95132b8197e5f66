"""`svodka rules`, `svodka explain` and `svodka backtest` as a person runs them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import islice, repeat
from pathlib import Path
from typing import Any

import pytest
from redis import Redis
from typer.testing import CliRunner, Result

from cli.backtesting import Tally
from cli.main import app
from crawler.signatures import signature
from extractors.rules.comparing import Change
from model.articles import Article, article_id, revision_of
from model.errors import ConfigurationError, InvalidQuery
from storage.store import Store

RULE = """\
rules:
  - id: ranking/gets-the-better
    signal: lead
    phrases: |
      {одержать|взять} верх
      верх {одержать|взять}
"""
EXAMPLES = """\
ranking/gets-the-better:
  reads: |
    В рейтинге сельского туризма верх одержала Вологодская область.
      RU-VLG 1
  leaves: |
    Верх взяла усталость, и хор из Вологодской области ушёл со сцены.
"""
PLACE = {
    "kind": "ranking",
    "region": "RU-PSK",
    "position": 1,
    "position_to": None,
    "basis": "explicit",
    "sentence": "",
}
BETTER = "В рейтинге льноводства верх взяла Псковская область."
FOURTH = "Тульская область заняла четвёртое место в рейтинге льноводства."


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "rankings" / "examples").mkdir(parents=True)
    (tmp_path / "rankings" / "own.yaml").write_text(RULE, encoding="utf-8")
    (tmp_path / "rankings" / "examples" / "own.yaml").write_text(EXAMPLES, encoding="utf-8")
    return tmp_path


@pytest.fixture(autouse=True)
def settings(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.delenv("SVODKA_RULES_DIR", raising=False)
    yield


def svodka(*arguments: str | Path) -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def rows(done: Result) -> list[dict[str, Any]]:
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_rules_are_listed_with_their_examples(folder: Path) -> None:
    listed = {
        row["rule"]: row for row in rows(svodka("rules", "list", "--rules", folder, "--format", "jsonl"))
    }

    assert listed["ranking/gets-the-better"] == {
        "rule": "ranking/gets-the-better",
        "signal": "lead",
        "meaning": "the first",
        "phrases": 2,
        "file": "own.yaml:2",
        "reads": 1,
        "leaves": 1,
    }
    assert listed["ranking/place"]["reads"] >= 10
    assert listed["percentage/points"]["leaves"] >= 10


def test_lint_ends_with_status_1_on_errors_alone(folder: Path) -> None:
    too_few = svodka("rules", "lint", folder)
    (folder / "rankings" / "own.yaml").unlink()
    (folder / "rankings" / "examples" / "own.yaml").unlink()
    (folder / "figures").mkdir()
    (folder / "figures" / "words.yaml").write_text("up: [воспрянули]", encoding="utf-8")
    warned = svodka("rules", "lint", folder)

    assert too_few.exit_code == 1
    assert "own.yaml:2: error: ranking/gets-the-better: 1 sentences that it must read" in too_few.stdout
    assert warned.exit_code == 0
    assert "0 errors, 1 warnings" in warned.stdout


def test_the_shipped_rules_have_no_errors() -> None:
    assert svodka("rules", "lint").exit_code == 0


def test_examples_of_one_rule_are_tried(folder: Path) -> None:
    done = svodka("rules", "test", folder, "--rule", "ranking/gets-the-better")

    assert done.exit_code == 0
    assert "2 of 2 pass, 0 fail, 0 are known to fail" in done.stdout


def test_an_example_that_fails_is_shown_with_what_was_found(folder: Path) -> None:
    examples = folder / "rankings" / "examples" / "own.yaml"
    examples.write_text(EXAMPLES.replace("RU-VLG 1", "RU-VLG 2"), encoding="utf-8")

    done = svodka("rules", "test", folder, "--rule", "ranking/gets-the-better")

    assert done.exit_code == 1
    assert "must read, own.yaml:3: 1 not found, 1 not expected" in done.stdout
    assert "expected RU-VLG 2 explicit" in done.stdout
    assert "found    RU-VLG 1 explicit  [ranking/gets-the-better]" in done.stdout


def test_a_known_failure_is_shown_and_does_not_fail(folder: Path) -> None:
    known = EXAMPLES.replace("      RU-VLG 1\n", "      RU-VLG 2\n      known_failure: why not\n")
    (folder / "rankings" / "examples" / "own.yaml").write_text(known, encoding="utf-8")

    done = svodka("rules", "test", folder, "--rule", "ranking/gets-the-better")

    assert done.exit_code == 0
    assert "known: why not" in done.stdout
    assert "1 of 2 pass, 0 fail, 1 are known to fail" in done.stdout


def test_trials_for_programs(folder: Path) -> None:
    tried = rows(svodka("rules", "test", folder, "--rule", "ranking/gets-the-better", "--format", "jsonl"))

    assert [(row["side"], row["outcome"], row["expected"]) for row in tried] == [
        ("reads", "passed", ["RU-VLG 1 explicit"]),
        ("leaves", "passed", []),
    ]


def test_a_rule_or_a_folder_that_is_not_there(tmp_path: Path) -> None:
    assert isinstance(svodka("rules", "test", "--rule", "ranking/none-such").exception, InvalidQuery)
    assert isinstance(svodka("rules", "lint", tmp_path / "nowhere").exception, ConfigurationError)
    assert isinstance(svodka("extract", "--rules", tmp_path / "nowhere").exception, ConfigurationError)


def test_the_folder_of_the_settings_is_used(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SVODKA_RULES_DIR", str(folder))

    assert "ranking/gets-the-better (own.yaml:2): the first" in svodka("explain", "--text", BETTER).stdout


def test_explain_tells_rule_subject_rating_and_period() -> None:
    text = f"Рейтинг льноводства составили по итогам 2025 года. {FOURTH}"

    told = " ".join(svodka("explain", "--text", text, "--title", "Итоги").stdout.split())

    assert "> Тульская область заняла четвёртое место в рейтинге льноводства." in told
    assert "subject RU-TUL Тульская область: named by «Тульская область» in the sentence" in told
    assert "rating рейтинг льноводства: named by «рейтинге льноводства» in the sentence" in told
    assert "period 2025: named by «2025 года» a sentence before" in told
    assert "rule ranking/place: a place told by number or ordinal; words of ranking/place-noun" in told


def test_explain_of_a_text_without_facts() -> None:
    assert svodka("explain", "--text", "Ничего.").stdout.strip() == "no facts"


def article(name: str, text: str, day: int) -> Article:
    url, at = f"https://news.example/{name}", datetime(2026, 2, day, 9, tzinfo=UTC)
    return Article(
        id=article_id(url, at),
        url=url,
        source="agency",
        revision=revision_of(None, text),
        title=None,
        text=text,
        published_at=at,
        fetched_at=at,
        signature=signature(text),
    )


@pytest.fixture
def stored(redis: Redis, redis_url: str, monkeypatch: pytest.MonkeyPatch) -> Redis:
    monkeypatch.setenv("SVODKA_REDIS_URL", redis_url)
    store = Store(redis, clock=lambda: datetime(2026, 2, 20, tzinfo=UTC))
    for number, text in enumerate((BETTER, FOURTH, f"{BETTER} {FOURTH}"), 1):
        store.articles.save(article(f"a{number}", text, number))
    store.migrating.check()  # whoever opens a new store first counts its form
    return redis


def test_a_backtest_shows_what_rules_would_change(stored: Redis, folder: Path) -> None:
    found = rows(svodka("backtest", "--rules", folder, "--format", "jsonl"))

    changes = [row for row in found if row["table"] == "change"]
    assert [(row["change"], row["after"], row["url"]) for row in changes] == [
        ("added", "RU-PSK 1 explicit", "https://news.example/a1"),
        ("added", "RU-PSK 1 explicit", "https://news.example/a3"),
    ]
    assert {row["sentence"] for row in changes} == {BETTER}
    assert found[-1] == {
        "table": "rule", "rule": "ranking/gets-the-better", "added": 2, "removed": 0, "changed": 0,
    }  # fmt: skip


def test_a_backtest_changes_nothing_that_is_stored(stored: Redis, folder: Path) -> None:
    def content() -> dict[bytes, bytes]:
        return {key: stored.dump(key) for key in sorted(stored.keys())}  # type: ignore[misc]

    before = content()
    svodka("backtest", "--rules", folder)
    assert content() == before


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (("--from", "2026-02-02"), 1),
        (("--to", "2026-02-01"), 1),
        (("--from", "2026-02-02", "--to", "2026-02-02"), 0),
        (("--from", "2026-03-01"), 0),
        (("--limit", "1"), 1),
        (("--show", "0"), 0),
    ],
)
def test_a_backtest_of_some_articles(
    stored: Redis, folder: Path, options: tuple[str, ...], expected: int
) -> None:
    found = json.loads(svodka("backtest", "--rules", folder, "--format", "json", *options).stdout)

    assert sum(row["table"] == "change" for row in found) == expected


def test_a_backtest_in_a_table(stored: Redis, folder: Path) -> None:
    done = svodka("backtest", "--rules", folder)

    assert "+ RU-PSK 1 explicit  [ranking/gets-the-better]" in done.stdout
    assert "Changes by rule" in done.stdout
    assert "nothing changes" in svodka("backtest", "--rules", folder, "--from", "2026-03-01").stdout


def test_a_day_that_is_none(stored: Redis, folder: Path) -> None:
    assert isinstance(svodka("backtest", "--rules", folder, "--from", "yesterday").exception, InvalidQuery)


def test_check_config_tells_rules_that_cannot_be_used(
    stored: Redis, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SVODKA_RULES_DIR", str(folder))
    good = svodka("check-config")
    (folder / "rankings" / "own.yaml").write_text("rules: [", encoding="utf-8")
    bad = svodka("check-config")

    assert f"rules: {folder}" in good.stdout
    assert isinstance(bad.exception, ConfigurationError)


def test_regions_of_the_installation_are_listed(folder: Path) -> None:
    (folder / "registries").mkdir()
    (folder / "registries" / "regions.yaml").write_text(
        "regions:\n- {code: RU-QQ, oktmo: '99000000', name: Новая область, name_en: New, district: CFO,"
        " capital: Новый}\n",
        encoding="utf-8",
    )

    listed = {
        row["code"]: row["name"] for row in rows(svodka("regions", "--rules", folder, "--format", "jsonl"))
    }

    assert listed["RU-QQ"] == "Новая область"
    assert len(listed) > 80


def test_changes_are_shown_as_they_are_found() -> None:
    change = Change(kind="added", before=None, after={**PLACE, "rule": "ranking/own"})
    endless = repeat((article("a", BETTER, 1), change))

    shown = list(islice(Tally(show=2).rows(endless), 2))

    assert [row["after"] for row in shown] == ["RU-PSK 1 explicit"] * 2
