"""Work-horses that are killed, orphaned, stuck, out of time or asked to stop: nothing waits long."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from multiprocessing.process import BaseProcess

import pytest
from rq import Queue
from rq.serializers import JSONSerializer

from runtime.queues import rq_name
from runtime.service import Service
from tests.chaos.fleet import children_of, is_alive
from tests.workers.conftest import NewsSite
from tests.workers.test_road import add, start_worker, wait_for
from workers.jobs import jobs_of
from workers.outcomes import each_item
from workers.worker import work

LEASE_SECONDS = 600
"""Far longer than a test: what comes back sooner was given back."""


@pytest.fixture
def service(make_service: Callable[..., Service]) -> Service:
    made = make_service()
    made.settings = made.settings.model_copy(update={"lease_seconds": LEASE_SECONDS})
    return made


@pytest.fixture
def reading(service: Service, news_site: NewsSite) -> Iterator[BaseProcess]:
    """A worker whose horse is in the middle of the first of two pages."""
    news_site.held.update({"/1", "/2"})
    urls = [news_site.publish(path, "Рейтинг центров поддержки экспорта") for path in ("/1", "/2")]
    for url in urls:
        add(service, url)
    worker = start_worker("read", service)
    wait_for(lambda: "/1" in news_site.asked)
    yield worker
    news_site.release.set()
    worker.kill()
    worker.join()


def due_now(service: Service) -> tuple[str, ...]:
    return service.store.work.overdue("read", datetime.now(UTC), 10, LEASE_SECONDS)


def test_a_killed_horse_gives_its_item_back_at_once(service: Service, reading: BaseProcess) -> None:
    (horse,) = children_of(reading.pid or 0)
    os.kill(horse, signal.SIGKILL)
    given: list[str] = []
    wait_for(lambda: bool(given.extend(due_now(service)) or given))
    assert service.store.work.tries("read", given[0]) == 1


def test_a_killed_worker_takes_its_horse_along(reading: BaseProcess) -> None:
    """An orphan would run on, and its job would run twice at once."""
    (horse,) = children_of(reading.pid or 0)
    os.kill(reading.pid or 0, signal.SIGKILL)
    reading.join()
    # Left to itself it would wait longer for its page.
    deadline = time.monotonic() + 8
    while is_alive(horse):
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_a_worker_that_is_asked_to_stop_ends_the_item_in_hand(
    service: Service, news_site: NewsSite, reading: BaseProcess
) -> None:
    reading.terminate()
    time.sleep(0.5)
    news_site.release.set()
    reading.join(20)
    assert reading.exitcode == 0
    assert news_site.asked.count("/1") == 1
    assert sum(service.store.articles.by_url(f"{news_site.address}/{n}") is not None for n in (1, 2)) >= 1


def test_a_horse_that_does_not_stop_is_killed_in_time(service: Service, reading: BaseProcess) -> None:
    start = time.monotonic()
    reading.terminate()
    reading.join(30)
    assert not reading.is_alive()
    assert time.monotonic() - start < 20
    assert len(due_now(service)) >= 1


def test_what_was_not_begun_is_given_back_on_a_stop(service: Service, news_site: NewsSite) -> None:
    for path in ("/1", "/2"):
        add(service, news_site.publish(path, "Рейтинг"))
    due = tuple(service.store.work.every("read"))
    done: list[str] = []

    def first_then_stop(item: str) -> str:
        done.append(item)
        service.store.work.done("read", [item])
        service.stopping.set()
        return "done"

    each_item("read", due, first_then_stop, service)

    assert len(done) == 1
    assert due_now(service) == tuple(item for item in due if item not in done)
    assert service.store.work.tries("read", due_now(service)[0] if due_now(service) else due[1]) == 0


def test_a_job_out_of_time_ends_whatever_guards_its_parts(service: Service) -> None:
    queue = Queue(rq_name("fold"), connection=service.redis, serializer=JSONSerializer)
    job = queue.enqueue("fold", [], job_timeout=1)

    def guarded(_: object) -> None:
        for _part in range(8):
            try:
                time.sleep(1)
            except Exception:  # noqa: BLE001 - what the test is about
                continue

    start = time.monotonic()
    work("fold", service, burst=True, jobs={**jobs_of(service), "fold": guarded})
    assert job.get_status() == "failed"
    assert time.monotonic() - start < 7


def test_a_lease_is_prolonged_for_as_long_as_its_item_takes(
    make_service: Callable[..., Service], news_site: NewsSite
) -> None:
    service = make_service()
    add(service, news_site.publish("/1", "Рейтинг"))
    (ref,) = service.store.work.every("read")
    given: list[str] = []

    def slow(item: str) -> str:
        deadline = time.monotonic() + 2.5 * service.settings.lease_seconds
        while time.monotonic() < deadline:
            given.extend(due_now(service))
            time.sleep(0.2)
        return "slow"

    each_item("read", (ref,), slow, service)
    assert given == []
