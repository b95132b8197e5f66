"""The way of an item through real RQ workers on a real Redis."""

from __future__ import annotations

import multiprocessing
import os
import signal
import time
from collections.abc import Callable
from datetime import UTC, datetime

from model.articles import ArticleRef
from model.claims import Fact
from model.statements import Ranking
from runtime.queues import QUEUE_NAMES, QueueName
from runtime.service import Service
from storage.facts import FactQuery
from tests.news_site.newsroom import NewsSite
from workers.sweeping import sweep
from workers.worker import work

PATIENCE_SECONDS = 30.0


def add(service: Service, url: str) -> None:
    ref = ArticleRef(url=url, source="manual", updated_at=datetime.now(UTC))
    service.store.refs.add([ref])
    service.hand_over("read", [ref.id])


def work_off(service: Service) -> None:
    """Every queue once, in the order of the road."""
    for queue in QUEUE_NAMES:
        work(queue, service, burst=True)


def tula(service: Service) -> list[Fact]:
    return list(service.store.facts.every(FactQuery(kind="ranking", region="RU-TUL")))


def test_an_address_becomes_facts(make_service: Callable[..., Service], news_site: NewsSite) -> None:
    service = make_service()
    add(service, news_site.publish("/1", "Рейтинг центров поддержки экспорта"))

    work_off(service)

    (fact,) = tula(service)
    assert isinstance(fact.statement, Ranking)
    assert (fact.statement.position, fact.statement.period) == (2, "2025")
    assert fact.shown.url == f"{news_site.address}/1"
    assert service.store.facts.find(FactQuery(kind="partnership", country="CN")).facts


def test_the_same_address_again_changes_nothing(
    make_service: Callable[..., Service], news_site: NewsSite
) -> None:
    service = make_service()
    url = news_site.publish("/1", "Рейтинг центров поддержки экспорта")
    for _ in range(2):
        add(service, url)
        work_off(service)

    (fact,) = tula(service)
    assert len(fact.claims) == 1
    assert news_site.asked.count("/1") == 2


def test_an_edit_corrects_the_fact(make_service: Callable[..., Service], news_site: NewsSite) -> None:
    service = make_service()
    url = news_site.publish("/1", "Рейтинг центров поддержки экспорта")
    add(service, url)
    work_off(service)
    news_site.publish(
        "/1",
        "Рейтинг центров поддержки экспорта",
        ("Третье место в рейтинге центров поддержки экспорта за 2025 год заняла Тульская область.",),
    )
    add(service, url)
    work_off(service)

    (fact,) = tula(service)
    assert isinstance(fact.statement, Ranking)
    assert fact.statement.position == 3
    assert fact.status == "corrected"


def test_a_page_that_is_gone_is_an_outcome_not_a_loop(
    make_service: Callable[..., Service], news_site: NewsSite
) -> None:
    service = make_service()
    add(service, f"{news_site.address}/gone")

    work_off(service)

    assert not any(count.due or count.later for count in service.store.work.counts().values())


def test_a_worker_killed_in_the_middle_loses_and_doubles_nothing(
    make_service: Callable[..., Service], news_site: NewsSite
) -> None:
    service = make_service()
    news_site.held.add("/1")
    add(service, news_site.publish("/1", "Рейтинг центров поддержки экспорта"))
    worker = start_worker("read", service)
    wait_for(lambda: "/1" in news_site.asked)

    os.kill(worker.pid or 0, signal.SIGKILL)
    worker.join()
    news_site.held.clear()
    news_site.release.set()
    wait_for(lambda: sweep(service) > 0)
    work_off(service)

    (fact,) = tula(service)
    assert len(fact.claims) == 1
    assert not any(count.due or count.later for count in service.store.work.counts().values())


def test_a_flushed_queue_loses_nothing(make_service: Callable[..., Service], news_site: NewsSite) -> None:
    service = make_service()
    add(service, news_site.publish("/1", "Рейтинг центров поддержки экспорта"))
    for key in service.redis.keys("rq:*"):
        service.redis.delete(key)

    wait_for(lambda: sweep(service) > 0)
    work_off(service)

    assert len(tula(service)) == 1


def start_worker(queue: QueueName, service: Service) -> multiprocessing.process.BaseProcess:
    process = multiprocessing.get_context("fork").Process(target=work, args=(queue, service))
    process.start()
    return process


def wait_for(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not holds():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.05)
