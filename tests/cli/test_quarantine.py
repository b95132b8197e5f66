"""`svodka quarantine`: what was set aside is told with its reason, tried again, or given up."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime

import pytest
from redis import Redis

from model.articles import ArticleRef
from storage.store import Store
from tests.cli.test_commands import svodka


@pytest.fixture
def environment(redis_url: str) -> Mapping[str, str]:
    return {"SVODKA_REDIS_URL": redis_url}


@pytest.fixture
def item(redis: Redis) -> str:
    """A reference whose work died five times."""
    store = Store(redis, clock=lambda: datetime.now(UTC))
    (ref,) = store.refs.add([ArticleRef(url="https://news.example/poison", source="paper")])
    for _ in range(6):
        store.work.begin("read", store.work.overdue("read", datetime.now(UTC), 10, 0), 0)
        store.work.note_fault("read", [ref], "its process ended: signal 9")
    return ref


def test_what_was_set_aside_is_listed_and_shown(environment, item):
    listed = svodka("quarantine", "list", "--format", "json", environment=environment)
    (row,) = json.loads(listed.stdout)
    assert (row["stage"], row["item"], row["about"]) == ("read", item, "https://news.example/poison")
    shown = svodka("quarantine", "show", "read", item, environment=environment)
    assert json.loads(shown.stdout)["fault"] == "its process ended: signal 9"


def test_it_can_be_tried_again(redis: Redis, environment, item):
    told = svodka("quarantine", "retry", "read", item, environment=environment)
    assert (told.stdout, told.returncode) == ("1 to be tried again\n", 0)
    store = Store(redis, clock=lambda: datetime.now(UTC))
    assert store.work.overdue("read", datetime.now(UTC), 10, 60) == (item,)


def test_it_can_be_given_up(redis: Redis, environment, item):
    told = svodka("quarantine", "drop", "read", "--all", environment=environment)
    assert (told.stdout, told.returncode) == ("1 dropped\n", 0)
    again = svodka("quarantine", "drop", "read", item, environment=environment)
    assert (again.stdout, again.returncode) == ("0 dropped\n1 not in quarantine\n", 1)


@pytest.mark.parametrize(
    "arguments", [("show", "read", "nothing"), ("retry", "reading", "x"), ("drop", "read")]
)
def test_what_cannot_be_meant_is_told_in_one_line(environment, redis, arguments):
    told = svodka("quarantine", *arguments, environment=environment)
    assert told.returncode in (1, 2)
    assert told.stderr
    assert "Traceback" not in told.stderr
