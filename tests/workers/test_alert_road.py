"""From what articles say to who is told: once, the right people, and not what is no news."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from model.statements import Statement
from runtime.service import Service
from storage.store import Store
from tests.storage.conftest import Clock, Newsroom, ranking
from workers.stages.delivering import deliver_messages
from workers.stages.relaying import relay_events

NOON = datetime(2026, 2, 8, 12, 0, tzinfo=UTC)


class Desk:
    """A newsroom and the channels that tell of it, at a clock that stands where it is put."""

    def __init__(self, service: Service, clock: Clock, folder: Path) -> None:
        self.service = service
        self.clock = clock
        self.newsroom = Newsroom(service.store, clock)
        self._folder = folder
        self._read: dict[str, int] = {}

    def publish(self, name: str, *said: Statement, text: str = "Текст.", **more: Any) -> None:
        """An article an hour later, and everything that it makes due."""
        self.clock.pass_seconds(3600)
        self.newsroom.publish(self.newsroom.article(name, text, **more), *said)
        self.work()

    def work(self) -> None:
        """Do what is due; what one stage hands to the next is due when its lease is over."""
        work = self.service.store.work
        for _ in range(4):
            relay_events(self.service, work.overdue("relay", self.clock(), 64, 0))
            deliver_messages(self.service, work.overdue("deliver", self.clock(), 64, 0))
            self.clock.pass_seconds(self.service.settings.lease_seconds)

    def told(self, channel: str) -> list[dict[str, Any]]:
        """What a channel got since it was last asked."""
        path = self._folder / f"{channel}.jsonl"
        lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
        start = self._read.get(channel, 0)
        self._read[channel] = len(lines)
        return [json.loads(line) for line in lines[start:]]

    def kinds(self, channel: str) -> list[str]:
        return [message["data"].get("kind", message["type"]) for message in self.told(channel)]


@pytest.fixture
def desk_of(make_service: Callable[..., Service], tmp_path: Path) -> Callable[..., Desk]:
    def make(*subscriptions: dict[str, Any]) -> Desk:
        clock = Clock(NOON)
        channels = {
            channel for one in subscriptions for channel in (one["channel"], *one.get("channels", ()))
        }
        made = make_service(
            channels=[
                {"name": name, "kind": "file", "url": str(tmp_path / f"{name}.jsonl")} for name in channels
            ],
            subscriptions=list(subscriptions),
        )
        service = replace(made, clock=clock)
        service.store = Store(made.redis, clock=clock, host_clock=clock)
        return Desk(service, clock, tmp_path)

    return make


@pytest.fixture
def desk(desk_of: Callable[..., Desk]) -> Desk:
    """Two readers: of every move, and of moves by three places or more; the move 5 -> 4 was told."""
    made = desk_of(
        {"name": "every", "channel": "anna"},
        {"name": "big", "channel": "boris", "moved_by_at_least": 3},
        {"name": "moscow", "channel": "vera", "regions": ["RU-MOW"]},
    )
    made.publish("old", ranking(position=5, period="2024"))
    made.publish("a/1", ranking(position=4))
    assert made.kinds("anna") == ["place_changed"]
    return made


def test_the_same_article_again_tells_nobody(desk: Desk) -> None:
    desk.publish("a/1", ranking(position=4))
    assert desk.told("anna") == []


def test_a_reprint_tells_nobody(desk: Desk) -> None:
    desk.publish("b/1", ranking(position=4))
    assert desk.told("anna") == []


def test_an_edit_that_changes_no_fact_tells_nobody(desk: Desk) -> None:
    desk.publish("a/1", ranking(position=4), text="Текст с запятой, исправленной.")
    assert desk.told("anna") == []


def test_an_old_edition_that_arrives_late_tells_nobody(desk: Desk) -> None:
    desk.publish("late", ranking(position=1, period="2023"))
    desk.publish("later", ranking("RU-TUL", position=9, period="2024", previous=3))
    assert desk.told("anna") == []


def test_a_correction_goes_to_whoever_was_told_and_to_nobody_else(desk: Desk) -> None:
    desk.publish("a/1", ranking(position=3), text="Исправлено.")
    (message,) = desk.told("anna")
    assert (message["type"], message["data"]["previous"], message["data"]["position"]) == (
        "ranking.fact_corrected",
        4,
        3,
    )
    assert desk.told("boris") == []
    assert desk.told("vera") == []


def test_who_was_not_told_hears_of_the_corrected_move_as_news(desk: Desk) -> None:
    desk.publish("a/1", ranking(position=1), text="Исправлено.")
    assert desk.kinds("anna") == ["fact_corrected"]
    assert desk.kinds("boris") == ["place_changed"]


def test_a_recipient_of_two_subscriptions_hears_a_correction_once(desk_of: Callable[..., Desk]) -> None:
    desk = desk_of(
        {"name": "every", "channel": "anna"},
        {"name": "big", "channel": "anna", "moved_by_at_least": 3},
    )
    desk.publish("a", ranking(position=4, previous=5))
    desk.publish("a", ranking(position=1, previous=5), text="Исправлено.")
    assert desk.kinds("anna") == ["place_changed", "fact_corrected"]


def test_a_correction_of_a_correction_goes_the_same_way(desk: Desk) -> None:
    desk.publish("a/1", ranking(position=3), text="Исправлено.")
    desk.publish("a/1", ranking(position=4), text="И обратно.")
    assert desk.kinds("anna") == ["fact_corrected", "fact_corrected"]


def test_what_is_withdrawn_is_told_to_whoever_was_told(desk: Desk) -> None:
    desk.publish("a/1", text="Без места.")
    assert desk.kinds("anna") == ["fact_withdrawn"]
    assert desk.told("boris") == []


def test_working_everything_off_again_tells_nobody(desk: Desk) -> None:
    for event in desk.service.store.events.every():
        desk.service.store.deliveries.plan(desk.service.alerting.plan(event))
    desk.work()
    assert desk.told("anna") == []


def test_a_digest_tells_all_of_a_day_once_and_nothing_that_was_told_at_once(
    desk_of: Callable[..., Desk],
) -> None:
    desk = desk_of(
        {"name": "all", "channel": "anna", "digest": "daily", "digest_at": "09:00", "timezone": "UTC"},
        {"name": "moscow", "channel": "anna", "regions": ["RU-MOW"]},
    )
    desk.publish("a", ranking("RU-SMO", position=2, previous=5), ranking("RU-MOW", position=3, previous=9))
    desk.publish("b", ranking("RU-TUL", position=4, previous=7))
    assert [message["data"]["region"] for message in desk.told("anna")] == ["RU-MOW"]
    desk.clock.now = datetime(2026, 2, 9, 9, 0, tzinfo=UTC)
    desk.work()
    (digest,) = desk.told("anna")
    assert digest["type"] == "digest"
    assert [item["region"] for item in digest["data"]["items"]] == ["RU-SMO", "RU-TUL"]
    desk.clock.pass_seconds(86_400)
    desk.work()
    assert desk.told("anna") == []


def test_a_correction_of_what_a_digest_told_is_told(desk_of: Callable[..., Desk]) -> None:
    desk = desk_of({"name": "all", "channel": "anna", "digest": "hourly", "digest_at": "00:00"})
    desk.publish("a", ranking(position=2, previous=5))
    desk.clock.pass_seconds(3600)
    desk.work()
    desk.publish("a", ranking(position=3, previous=5), text="Исправлено.")
    desk.clock.pass_seconds(3600)
    desk.work()
    assert desk.kinds("anna") == ["place_changed", "fact_corrected"]


def test_events_of_one_group_are_one_message(desk_of: Callable[..., Desk]) -> None:
    desk = desk_of(
        {"name": "all", "channel": "anna", "group_by": ["rating"], "group_wait_seconds": 600},
    )
    desk.publish("a", *(ranking(region, position=2, previous=5) for region in ("RU-SMO", "RU-TUL")))
    desk.clock.pass_seconds(600)
    desk.work()
    (message,) = desk.told("anna")
    assert len(message["data"]["items"]) == 2
    desk.publish("b", ranking("RU-MOW", position=1, previous=3))
    desk.clock.pass_seconds(600)
    desk.work()
    assert desk.kinds("anna") == ["place_changed"]


def test_quiet_hours_are_kept_and_what_they_held_back_is_told(desk_of: Callable[..., Desk]) -> None:
    desk = desk_of(
        {"name": "all", "channel": "anna", "quiet_hours": "12:00-18:00", "timezone": "UTC"},
    )
    desk.publish("a", ranking(position=2, previous=5))
    assert desk.told("anna") == []
    desk.clock.now = NOON + timedelta(hours=6)
    desk.work()
    assert desk.kinds("anna") == ["place_changed"]


def test_a_query_is_answered_by_the_fact_of_the_event(desk_of: Callable[..., Desk]) -> None:
    desk = desk_of(
        {"name": "top", "channel": "anna", "query": "region:RU-SMO position:1..3"},
        {"name": "words", "channel": "boris", "query": "RU-TUL занимает"},
    )
    desk.publish("a", ranking("RU-SMO", position=2, previous=5), ranking("RU-TUL", position=1, previous=4))
    desk.publish("b", ranking("RU-SMO", position=4, previous=5, rating_id="other"))
    assert [(m["data"]["region"], m["data"]["position"]) for m in desk.told("anna")] == [("RU-SMO", 2)]
    assert [message["data"]["region"] for message in desk.told("boris")] == ["RU-TUL"]
