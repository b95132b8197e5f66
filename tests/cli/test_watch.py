"""The commands that subscribe, try out, explain and replay, on a real Redis."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest
import yaml
from typer.testing import CliRunner

from cli.main import app
from model.errors import ConfigurationError, InvalidQuery
from model.ledger import Event
from model.subscriptions import Attempt
from runtime.service import open_service
from runtime.settings import load_settings
from workers.stages.delivering import deliver_messages
from workers.stages.relaying import relay_events

SECRET = "whsec_" + "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8GKYo="


@pytest.fixture
def svodka(tmp_path, monkeypatch, redis, redis_url):
    """Runs a command; gives what it printed."""
    content = {
        "channels": [
            {"name": "log", "kind": "file", "url": str(tmp_path / "log.jsonl")},
            {"name": "gone", "kind": "file", "url": str(tmp_path / "no" / "such" / "folder")},
        ],
        "subscriptions": [{"name": "of-file", "channel": "log", "regions": ["RU-MOW"]}],
    }
    (tmp_path / "svodka.yaml").write_text(yaml.safe_dump(content))
    monkeypatch.setenv("SVODKA_REDIS_URL", redis_url)
    monkeypatch.setenv("SVODKA_CONFIG", str(tmp_path / "svodka.yaml"))
    runner = CliRunner()

    def run(*arguments, status=0):
        result = runner.invoke(app, [*map(str, arguments)])
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        assert result.exit_code == status, result.output
        return result.output

    return run


@pytest.fixture
def service(svodka):
    with open_service(load_settings()) as opened:
        yield opened


def happen(service, **told):
    """An event on its whole way, but for the queue."""
    now = datetime.now(UTC)
    values = {
        "id": "e1",
        "kind": "place_changed",
        "rating_id": "export",
        "rating": "Рейтинг",
        "period": "2025",
        "previous_period": "2024",
        "subject_id": "RU-TUL",
        "subject": "Тульская область",
        "region": "RU-TUL",
        "previous": 7,
        "position": 4,
        "fact_id": "f1",
        "sentence": "Тула четвёртая.",
        "url": "https://news.example/1",
        "published_at": now,
        "happened_at": now,
    }
    service.store.events.raise_in("00", [Event(**{**values, **told})])
    relay_events(service, service.store.work.overdue("relay", now + timedelta(seconds=1), 10, 60))
    deliver_messages(service, service.store.work.overdue("deliver", now + timedelta(minutes=5), 100, 60))


def test_a_subscription_made_by_command_is_told_at_once(svodka, service, tmp_path):
    svodka("watch", "add", "tula", "--channel", "log", "--preset", "my-region", "--region", "ru-tul")
    happen(service)
    (line,) = (tmp_path / "log.jsonl").read_text().splitlines()
    assert json.loads(line)["data"]["subscription"] == "tula"


def test_subscriptions_are_listed_with_where_they_are_from(svodka):
    svodka("watch", "add", "tula", "--channel", "log", "--with", "quiet_hours=22:00-08:00")
    rows = json.loads(svodka("watch", "list", "--format", "json"))
    assert [(row["name"], row["from"]) for row in rows] == [("of-file", "file"), ("tula", "stored")]


def test_a_removed_subscription_is_told_no_more(svodka, service, tmp_path):
    svodka("watch", "add", "tula", "--channel", "log", "--region", "RU-TUL")
    svodka("watch", "remove", "tula")
    happen(service)
    assert not (tmp_path / "log.jsonl").exists()


@pytest.mark.parametrize(
    ("options", "complaint"),
    [
        (("--channel", "nowhere"), "nowhere"),
        (("--channel", "log", "--with", "into_topp=10"), "into_topp"),
        (("--channel", "log", "--kind", "fact_corrected"), "without being asked"),
        (("--channel", "log", "--preset", "my-region"), "needs regions"),
        (("--channel", "log", "--with", "digest_at=25:00"), "time of day"),
        (("--channel", "log", "--query", "as-of:2026-01-01"), "as-of"),
        (("--channel", "log", "--with", "template={{ subject * 9 }}"), "Mul"),
    ],
)
def test_a_subscription_that_cannot_be_is_refused_with_the_reason(svodka, options, complaint):
    with pytest.raises(ConfigurationError, match=complaint):
        svodka("watch", "add", "tula", *options)


def test_a_query_that_cannot_be_asked_is_refused_with_the_place(svodka):
    with pytest.raises(InvalidQuery, match="colour"):
        svodka("watch", "add", "tula", "--channel", "log", "--query", "colour:red")


def test_a_subscription_of_the_file_is_not_changed_by_command(svodka):
    with pytest.raises(ConfigurationError, match="configuration file"):
        svodka("watch", "add", "of-file", "--channel", "log")
    with pytest.raises(ConfigurationError, match="configuration file"):
        svodka("watch", "remove", "of-file")


def test_the_message_of_a_subscription_is_shown(svodka, service):
    svodka("watch", "add", "tula", "--channel", "log", "--with", "template={{ subject }}!")
    assert svodka("watch", "test", "tula") == "Тульская область!\n"
    happen(service, subject="Тула")
    assert svodka("watch", "test", "tula") == "Тула!\n"


def test_a_backtest_tells_what_would_have_gone_out(svodka, service):
    happen(service)
    happen(service, id="e2", position=6)
    happen(service, id="e3", region="RU-MOW")
    svodka("watch", "add", "tula", "--channel", "log", "--region", "RU-TUL", "--with", "moved_by_at_least=2")
    rows = json.loads(svodka("watch", "backtest", "tula", "--format", "json"))
    assert {row["event"]: row["reason"] for row in rows} == {"e1": "new", "e2": "suppressed_small_move"}


def test_why_answers_for_what_was_told_and_for_what_was_not(svodka, service):
    svodka("watch", "add", "tula", "--channel", "log", "--region", "RU-TUL")
    svodka("watch", "add", "big", "--channel", "gone", "--with", "moved_by_at_least=5")
    happen(service)
    assert "delivered, new" in svodka("alerts", "why", "e1", "tula")
    assert "delivered, new" in svodka("alerts", "why", "e1", "log")
    assert "suppressed, suppressed_small_move" in svodka("alerts", "why", "e1", "big")
    not_asked, told_by_another, _ = svodka("alerts", "why", "e1", "of-file").splitlines()
    assert not_asked == "of-file: not_matched: regions"
    assert told_by_another.startswith("log, by subscription tula: delivered")
    assert "no such event" in svodka("alerts", "why", "e9", "tula")


def test_why_names_the_one_who_silenced(svodka, service):
    svodka("watch", "add", "tula", "--channel", "log", "--region", "RU-TUL")
    until = (datetime.now(UTC) + timedelta(hours=1)).isoformat(timespec="seconds").removesuffix("+00:00")
    told = svodka("alerts", "silence", "--author", "Анна", "--comment", "пересчёт", "--until", until)
    happen(service)
    assert "suppressed_silenced (Анна: пересчёт" in svodka("alerts", "why", "e1", "tula")
    svodka("alerts", "unsilence", told.partition(":")[0])
    assert json.loads(svodka("alerts", "silences", "--format", "json")) == []


def test_a_test_message_tells_the_truth(svodka, tmp_path):
    assert ": taken" in svodka("alerts", "test", "log")
    assert "not taken" in svodka("alerts", "test", "gone", status=1)


def test_dead_letters_are_listed_shown_and_tried_again(svodka, service):
    svodka("watch", "add", "tula", "--channel", "gone", "--region", "RU-TUL")
    happen(service)
    (row,) = json.loads(svodka("deliveries", "list", "--format", "json"))
    assert (row["status"], row["tries"]) == ("due", 1)
    service.store.deliveries.record(row["id"], Attempt(at=datetime.now(UTC), error="over"), status="dead")
    assert svodka("deliveries", "replay", "--all") == "1 to be tried again\n"
    shown = json.loads(svodka("deliveries", "show", row["id"]))
    assert (shown["status"], len(shown["attempts"])) == ("due", 2)
    svodka("deliveries", "replay", row["id"], status=1)
