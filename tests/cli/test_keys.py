"""`svodka keys`: a key is shown once, listed without its secret, and can be taken back."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from cli.main import app
from runtime.service import open_service
from runtime.settings import load_settings


@pytest.fixture
def svodka(monkeypatch, redis, redis_url):
    """Runs a command; gives what it printed."""
    monkeypatch.setenv("SVODKA_REDIS_URL", redis_url)

    def run(*arguments, status=0):
        result = CliRunner().invoke(app, ["keys", *arguments])
        assert result.exit_code == status, result.output
        return result.output

    return run


def listed(svodka):
    return [json.loads(line) for line in svodka("list", "--format", "jsonl").splitlines()]


def test_a_key_is_good_for_its_role(svodka):
    spelling = svodka("create", "newsroom", "--role", "editor").strip()
    with open_service(load_settings()) as service:
        key = service.store.api_keys.holder(spelling)
    assert (key.name, key.role) == ("newsroom", "editor")


def test_the_list_tells_no_secret(svodka):
    spelling = svodka("create", "newsroom").strip()
    (row,) = listed(svodka)
    assert (row["name"], row["role"], row["revoked_at"]) == ("newsroom", "reader", None)
    assert spelling.rpartition("_")[2] not in json.dumps(row)


def test_a_key_can_be_taken_back(svodka):
    spelling = svodka("create", "newsroom").strip()
    svodka("revoke", spelling.split("_")[1])
    assert listed(svodka)[0]["revoked_at"] is not None
    with open_service(load_settings()) as service:
        assert service.store.api_keys.holder(spelling) is None


@pytest.mark.parametrize("arguments", [("revoke", "none"), ("create", "a", "--role", "king")])
def test_what_is_not_there_is_refused(svodka, arguments):
    svodka(*arguments, status=2)
