"""Commands as a person or a program runs them: what they print, and how they end."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import pytest
from redis import Redis

from model.articles import Article, article_id, revision_of
from model.claims import claims_of
from model.statements import Evidence, Ranking
from storage.store import Store

SENTENCE = "Тульская область заняла четвёртое место в рейтинге центров поддержки экспорта за 2025 год."


def svodka(
    *arguments: str, stdin: str = "", environment: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("SVODKA_")}
    return subprocess.run(
        [sys.executable, "-m", "cli", *arguments],
        input=stdin,
        capture_output=True,
        text=True,
        timeout=120,
        env={**inherited, **(environment or {})},
        check=False,
    )


@pytest.fixture
def store(redis: Redis, redis_url: str) -> Mapping[str, str]:
    return {"SVODKA_REDIS_URL": redis_url}


def seeded(redis: Redis) -> None:
    """Three places of one edition, published on 8 February 2026."""
    at = datetime(2026, 2, 8, 12, tzinfo=UTC)
    kept = Store(redis, clock=lambda: at)
    url, text = "https://news.example/1", "Список регионов."
    article = Article(
        id=article_id(url, at),
        url=url,
        source="news",
        revision=revision_of(None, text),
        title=None,
        text=text,
        published_at=at,
        fetched_at=at,
    )
    statements = tuple(
        Ranking(
            evidence=Evidence(field="text", start=0, end=len(text), sentence=text, rule="ranking/listed"),
            region=region,
            subject=region,
            subject_kind="region",
            subject_id=region,
            position=place,
            period="2025",
            rating="Экспорт",
            rating_id="export",
            basis="listed",
        )
        for region, place in (("RU-TA", 5), ("RU-SMO", 2), ("RU-MOW", 1))
    )
    item = kept.articles.save(article).item
    assert item is not None
    kept.claims.save(article, claims_of(article, statements))
    kept.books.fold(item)


def test_extract_prints_a_line_a_document_in_input_order() -> None:
    lines = [json.dumps({"id": name, "text": SENTENCE}) for name in ("b", "a", "c")]

    done = svodka("extract", "--jsonl", stdin="\n".join(lines))

    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert [row["id"] for row in rows] == ["b", "a", "c"]
    assert done.returncode == 0


def test_evidence_slices_the_given_text() -> None:
    text = f"  Вступление.\n{SENTENCE}  "

    row = json.loads(svodka("extract", "--jsonl", stdin=json.dumps({"id": "a", "text": text})).stdout)

    (fact,) = row["facts"]
    assert text[fact["start"] : fact["end"]] == fact["sentence"] == SENTENCE
    assert all(text[m["start"] : m["end"]] == m["text"] for m in row["mentions"])


def test_a_line_that_is_no_document_is_told_and_the_rest_goes_on() -> None:
    done = svodka("extract", "--jsonl", stdin='{"id": "a"}\n' + json.dumps({"id": "b", "text": SENTENCE}))

    bad, good = map(json.loads, done.stdout.splitlines())
    assert (bad["id"], "text is missing" in bad["error"]) == ("a", True)
    assert good["facts"]
    assert done.returncode == 1


def test_a_stream_takes_no_more_memory_the_longer_it_is() -> None:
    program = (
        "import resource, sys\n"
        "from cli.main import app\n"
        "app(['extract', '--jsonl'], standalone_mode=False)\n"
        "sys.stderr.write(str(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss))\n"
    )

    def peak_kib(lines: int) -> int:
        text = "\n".join(json.dumps({"id": str(number), "text": "Слова."}) for number in range(lines))
        done = subprocess.run(
            [sys.executable, "-c", program],
            input=text,
            capture_output=True,
            text=True,
            check=True,
            timeout=300,
        )
        assert done.stdout.count("\n") == lines
        return int(done.stderr)

    assert peak_kib(40_000) - peak_kib(400) < 8_000


def test_a_table_is_for_people() -> None:
    done = svodka("extract", "-", stdin=SENTENCE)

    assert "Тульская" in done.stdout
    assert "4 explicit" in done.stdout


def test_a_file_that_cannot_be_read_is_named_once_and_the_rest_is_done(tmp_path: Path) -> None:
    (tmp_path / "empty.txt").write_text("Погода не изменится.", encoding="utf-8")
    missing, empty = str(tmp_path / "none.txt"), str(tmp_path / "empty.txt")

    done = svodka("extract", missing, empty)

    assert done.stderr.splitlines() == [f"svodka: {missing}: cannot read it: No such file or directory"]
    assert (done.stdout.splitlines(), done.returncode) == ([f"{empty}: names nothing; facts: none"], 1)


def test_the_version_is_told() -> None:
    done = svodka("--version")
    assert (done.stdout, done.returncode) == (f"svodka {version('svodka')}\n", 0)


def test_explain_names_the_rule() -> None:
    done = svodka("explain", "--text", SENTENCE)

    assert "rule      ranking/" in done.stdout


def test_no_facts_is_an_answer(store: Mapping[str, str]) -> None:
    done = svodka("facts", "--region", "RU-SMO", environment=store)

    assert (done.stdout, done.returncode) == ("Facts: none\n", 0)


def test_csv_has_a_head_and_no_formulas(store: Mapping[str, str]) -> None:
    done = svodka("facts", "--format", "csv", environment=store)

    (head,) = csv.reader(io.StringIO(done.stdout))
    assert {"region", "position", "sentence"} <= set(head)


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("ratings", "no-such-rating"), "no such edition"),
        (("ratings", "--as-of", "2026-03-01"), "name one"),
    ],
)
def test_a_question_that_cannot_be_asked_is_told(
    store: Mapping[str, str], arguments: tuple[str, ...], told: str
) -> None:
    done = svodka(*arguments, environment=store)

    assert told in done.stderr
    assert (len(done.stderr.splitlines()), done.returncode) == (1, 1)


@pytest.mark.parametrize(
    ("arguments", "question", "pointer"),
    [
        (("kind:ranking colour:red",), "kind:ranking colour:red", "             ^^^^^^^^^^"),
        (("kind:ranking", "экспорт", "place:1"), "kind:ranking экспорт place:1", " " * 21 + "^^^^^^^"),
        (("--from", "8 февраля"), 'date:"8 февраля/"', "^^^^^^^^^^^^^^^^^"),
        (("kind:ranking", "--kind", "ranking"), "kind:ranking kind:ranking", " " * 13 + "^" * 12),
    ],
)
def test_an_error_in_a_question_is_pointed_at(
    arguments: tuple[str, ...], question: str, pointer: str
) -> None:
    done = svodka("facts", *arguments)

    _, shown, below = done.stderr.splitlines()
    assert (shown, below, done.returncode) == (f"    {question}", f"    {pointer}", 1)


def test_options_are_conditions_of_the_question(redis: Redis, store: Mapping[str, str]) -> None:
    seeded(redis)

    typed = svodka("facts", "region:RU-SMO kind:ranking position<=3", "--format", "jsonl", environment=store)
    told = svodka("facts", "position<=3", "--region", "ru-smo", "--format", "jsonl", environment=store)

    assert typed.stdout == told.stdout
    assert [json.loads(line)["position"] for line in typed.stdout.splitlines()] == [2]


def test_the_best_places_come_first(redis: Redis, store: Mapping[str, str]) -> None:
    seeded(redis)

    done = svodka("facts", "--sort", "place", "--limit", "2", "--format", "jsonl", environment=store)

    assert [json.loads(line)["position"] for line in done.stdout.splitlines()] == [1, 2]


def test_facts_are_counted(redis: Redis, store: Mapping[str, str]) -> None:
    seeded(redis)

    done = svodka("facts", "--count-by", "region", "--format", "csv", environment=store)

    assert done.stdout.splitlines() == ["region,facts", "RU-MOW,1", "RU-SMO,1", "RU-TA,1"]


def test_what_was_not_yet_known_is_left_out(redis: Redis, store: Mapping[str, str]) -> None:
    seeded(redis)

    before = svodka("facts", "--as-of", "2026-02-07", environment=store)
    after = svodka("ratings", "export", "--as-of", "2026-02-08", "--format", "jsonl", environment=store)
    early = svodka("ratings", "export", "--as-of", "2026-02-07", environment=store)

    assert before.stdout == "Facts: none\n"
    assert [json.loads(line)["place"] for line in after.stdout.splitlines()] == ["1", "2", "5"]
    assert "no such edition" in early.stderr


def test_damage_is_told_by_the_exit_status_until_it_is_repaired(
    redis: Redis, store: Mapping[str, str]
) -> None:
    seeded(redis)
    whole = svodka("fsck", environment=store)
    lost = next(key for key in redis.scan_iter("svodka:*:terms:*") if redis.hexists(key, "r:RU-SMO"))
    redis.hdel(lost, "r:RU-SMO")

    found = svodka("fsck", "--format", "jsonl", environment=store)
    repaired = svodka("fsck", "--repair", environment=store)
    after = svodka("fsck", environment=store)

    assert json.loads(found.stdout)["kind"] == "term_disagrees"
    assert "term_disagrees" in repaired.stdout
    assert after.stdout == whole.stdout == "Found: none\n"
    assert [one.returncode for one in (whole, found, repaired, after)] == [0, 1, 0, 0]


@pytest.mark.parametrize(
    ("environment", "told"),
    [
        ({"SVODKA_REDIS_URL": "redis://127.0.0.1:1"}, "Redis does not answer"),
        ({"SVODKA_REDIS_URL": "smoke://signal"}, "not a Redis address"),
        ({"SVODKA_CONFIG": "/nowhere.yaml"}, "/nowhere.yaml"),
        ({"SVODKA_BATCH_SIZE": "many"}, "SVODKA_BATCH_SIZE"),
    ],
)
def test_what_cannot_be_used_is_one_line_and_status_2(
    tmp_path: Path, environment: Mapping[str, str], told: str
) -> None:
    done = svodka("facts", environment={"SVODKA_DATA_DIR": str(tmp_path), **environment})

    assert told in done.stderr
    assert (len(done.stderr.splitlines()), done.returncode) == (1, 2)


def test_a_redis_that_throws_data_away_is_refused(redis: Redis, store: Mapping[str, str]) -> None:
    redis.config_set("maxmemory-policy", "allkeys-lru")
    try:
        done = svodka("check-config", environment=store)
    finally:
        redis.config_set("maxmemory-policy", "noeviction")

    assert "allkeys-lru" in done.stderr
    assert done.returncode == 2


def test_a_redis_that_loses_data_in_a_crash_is_warned_of(store: Mapping[str, str]) -> None:
    checked = svodka("check-config", environment=store)
    worked = svodka("worker", "alert", "--burst", environment={**store, "SVODKA_LOG_FORMAT": "json"})

    assert "keeps no append-only file" in checked.stdout
    warned = [line for line in worked.stderr.splitlines() if "redis.not_append_only" in line]
    assert len(warned) == 1
    assert (checked.returncode, worked.returncode) == (0, 0)
