"""The data goes out into files and comes in again, as commands do it."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, datetime

import pytest
from pyarrow import parquet

from storage.facts import FactQuery
from storage.store import Store
from tests.cli.test_commands import seeded, store, svodka

__all__ = ["store"]


def facts(redis):
    now = datetime(2026, 2, 8, tzinfo=UTC)
    return sorted(fact.id for fact in Store(redis, clock=lambda: now).facts.every(FactQuery()))


def test_an_export_is_imported_again(redis, store, tmp_path):
    seeded(redis)
    before, file = facts(redis), tmp_path / "all.jsonl"
    assert svodka("export", str(file), environment=store).returncode == 0
    redis.flushall()
    done = svodka("import", str(file), environment=store)
    assert (done.returncode, "1 articles" in done.stdout) == (0, True)
    assert facts(redis) == before
    broken = tmp_path / "broken.jsonl"
    broken.write_bytes(file.read_bytes()[:-80])
    done = svodka("import", str(broken), environment=store)
    assert done.returncode == 1
    assert "line" in done.stderr


def test_facts_and_places_are_exported_as_tables(redis, store, tmp_path):
    seeded(redis)
    file = tmp_path / "facts.csv"
    done = svodka(
        "export", str(file), "region:RU-SMO", "--what", "facts", "--format", "csv", "--bom", environment=store
    )
    assert done.returncode == 0, done.stderr
    assert file.read_bytes().startswith(b"\xef\xbb\xbfid,kind")
    (row,) = csv.DictReader(io.StringIO(file.read_text("utf-8-sig")))
    assert (row["region"], row["position"]) == ("RU-SMO", "2")
    done = svodka("export", "-", "--what", "places", environment=store)
    assert [json.loads(line)["position"] for line in done.stdout.splitlines()] == [1, 2, 5]
    file = tmp_path / "facts.parquet"
    done = svodka("export", str(file), "--what", "facts", "--format", "parquet", environment=store)
    assert done.returncode == 0, done.stderr
    assert sorted(parquet.read_table(file).column("position").to_pylist()) == [1, 2, 5]


def test_what_makes_no_sense_is_refused_and_leaves_no_file(redis, store, tmp_path):
    file = tmp_path / "all.csv"
    done = svodka("export", str(file), "--format", "csv", environment=store)
    assert done.returncode == 1
    assert "JSON lines" in done.stderr
    done = svodka("export", str(tmp_path / "nowhere" / "all.jsonl"), environment=store)
    assert done.returncode == 1
    assert "cannot be written" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_backup_is_restored_into_an_empty_redis(redis, store, tmp_path):
    seeded(redis)
    before, file = facts(redis), tmp_path / "svodka.backup"
    assert svodka("backup", str(file), environment=store).returncode == 0
    done = svodka("restore", str(file), environment=store)
    assert (done.returncode, "empty one" in done.stderr) == (1, True)
    redis.flushall()
    done = svodka("restore", str(file), environment=store)
    assert done.returncode == 0, done.stderr
    assert "0 things" in done.stdout
    assert facts(redis) == before


def test_pruning_tells_before_it_does(redis, store):
    seeded(redis)
    done = svodka("prune", "--before", "2026-03", environment=store)
    assert done.stdout == "2026-02: 1 articles\nnothing was dropped: say --yes\n"
    assert len(facts(redis)) == 3
    assert svodka("prune", "--before", "2026-03", "--yes", environment=store).returncode == 0
    assert facts(redis) == []
    assert svodka("prune", "--before", "spring", environment=store).returncode == 1


@pytest.mark.parametrize("suffix", [".md", ".xlsx"])
def test_a_dossier_is_written(redis, store, tmp_path, suffix):
    seeded(redis)
    file = tmp_path / f"dossier{suffix}"
    done = svodka("dossier", "RU-SMO", "-o", str(file), environment=store)
    assert done.returncode == 0, done.stderr
    assert file.stat().st_size > 200
    done = svodka("dossier", "export", environment=store)
    assert "| 2 | RU-SMO |  |  |  | один источник | 1 |" in done.stdout
    assert "Никем не названы места: 3, 4" in done.stdout
    assert svodka("dossier", "nothing", environment=store).returncode == 1


def test_ratings_are_reviewed_merged_and_brought_back(redis, store):
    seeded(redis)
    done = svodka("ratings", "merge", "export", "rec-export-centres", environment=store)
    assert done.returncode == 0, done.stderr
    decision = done.stdout.partition(":")[0]
    listed = json.loads(svodka("ratings", "--format", "json", environment=store).stdout)
    assert [one["id"] for one in listed] == ["rec-export-centres"]
    assert svodka("ratings", "undo", decision, environment=store).returncode == 0
    listed = json.loads(svodka("ratings", "show", "--format", "json", environment=store).stdout)
    assert [one["id"] for one in listed] == ["export"]
    gaps = svodka("ratings", "gaps", "export", "--format", "json", environment=store)
    assert json.loads(gaps.stdout) == [{"period": "2025", "scope": "", "missing": "3-4"}]
    history = svodka("ratings", "history", "export", "RU-SMO", "--format", "json", environment=store)
    assert [one["place"] for one in json.loads(history.stdout)] == ["2"]
    assert svodka("ratings", "movers", "export", environment=store).returncode == 1
    assert svodka("ratings", "review", environment=store).returncode == 0
