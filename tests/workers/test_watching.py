"""What did not come becomes an event, once, and is told."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from redis import Redis

from model.sources import SourceState
from model.statements import Evidence, Partnership
from runtime.service import Service
from storage.store import Store
from tests.storage.conftest import Clock, Newsroom, ranking
from workers.stages.relaying import relay_events
from workers.watching import watch, watch_partners

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)


def test_a_silent_source_is_told_once(make_service: Callable[..., Service]) -> None:
    service = make_service(
        sources=[{"name": "paper", "url": "https://paper.example/feed"}],
        channels=[{"name": "desk", "kind": "file", "url": "-"}],
        subscriptions=[{"name": "health", "channel": "desk", "kinds": ["source_silent"]}],
    )
    service.store.sources.save_state("paper", SourceState(succeeded_at=NOW - timedelta(days=400)))
    assert watch(service) == 1
    assert watch(service) == 0
    relay_events(service, service.store.work.overdue("relay", datetime.now(UTC), 10, 60))
    assert watch(service) == 0
    (delivery,) = service.store.deliveries.list()
    assert (delivery.subscription, delivery.status) == ("health", "due")


def partnership(country: str) -> Partnership:
    sentence = f"Регион торгует с {country}."
    evidence = Evidence(field="text", start=0, end=len(sentence), sentence=sentence, rule="partners/told")
    return Partnership(evidence=evidence, region="RU-SMO", country=country, relation="export")


def test_a_partner_that_is_named_no_more_is_told_once(
    make_service: Callable[..., Service], redis: Redis
) -> None:
    clock = Clock(NOW)
    service = replace(
        make_service(
            channels=[{"name": "desk", "kind": "file", "url": "-"}],
            subscriptions=[{"name": "partners", "channel": "desk", "kinds": ["partner_vanished"]}],
        ),
        clock=clock,
    )
    service.store = Store(redis, clock=clock)
    newsroom = Newsroom(service.store, clock)
    for number in range(4):
        newsroom.publish(newsroom.article(f"a/{number}", published_at=clock()), partnership("DE"))
        clock.pass_seconds(30 * 86_400)
    for number in range(7):
        newsroom.publish(newsroom.article(f"b/{number}", published_at=clock()), partnership("CN"))
        clock.pass_seconds(30 * 86_400)
    relay_events(service, service.store.work.overdue("relay", clock(), 64, 0))
    assert watch_partners(service) == 1
    assert watch_partners(service) == 0
    relay_events(service, service.store.work.overdue("relay", clock(), 64, 0))
    (delivery,) = service.store.deliveries.list()
    assert json.loads(delivery.payload)["data"]["headline"] == (
        "Смоленская область: страну-партнёра больше не называют — Германия"
    )


def test_a_source_that_drifts_is_told_once_until_it_is_well_again(
    make_service: Callable[..., Service],
) -> None:
    clock = Clock(NOW)
    service = replace(
        make_service(sources=[{"name": "paper", "url": "https://paper.example/feed"}]), clock=clock
    )
    for back in range(1, 36):
        telling = 0 if back <= 7 else 4
        counts = {"listed": 10, "read": 10, "extracted": 10, "telling": telling}
        service.store.sources.count({"paper": counts}, NOW - timedelta(days=back))
    assert [watch(service), watch(service)] == [1, 0]
    clock.pass_seconds(86_400)
    assert watch(service) == 0
    for back in range(7):
        service.store.sources.count({"paper": {"telling": 9}}, NOW - timedelta(days=back))
    assert watch(service) == 0
    assert service.store.standing.of("sources") == frozenset()


def test_an_edition_that_somebody_expects_by_a_day_is_missed_on_that_day(
    make_service: Callable[..., Service], redis: Redis
) -> None:
    clock = Clock(datetime(2026, 2, 8, 12, 0, tzinfo=UTC))
    made = make_service(
        channels=[{"name": "desk", "kind": "file", "url": "-"}],
        subscriptions=[
            {
                "name": "by-march",
                "channel": "desk",
                "kinds": ["edition_missing"],
                "ratings": ["rec-export-centres"],
                "expected_by": ["03-01"],
            }
        ],
    )
    service = replace(made, clock=clock)
    service.store = Store(redis, clock=clock)
    newsroom = Newsroom(service.store, clock)
    newsroom.publish(newsroom.article("a/1", "Текст."), ranking(rating_id="rec-export-centres"))
    clock.now = datetime(2027, 2, 28, 20, 0, tzinfo=UTC)
    assert watch(service) == 0
    clock.now = datetime(2027, 3, 1, 0, 0, tzinfo=UTC)
    assert [watch(service), watch(service)] == [1, 0]
    article = newsroom.article("a/2", published_at=clock())
    newsroom.publish(article, ranking(period="2026", rating_id="rec-export-centres"))
    assert watch(service) == 0
