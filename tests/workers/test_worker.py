"""A worker runs what is in its table, and nothing else that somebody wrote into the queue."""

from __future__ import annotations

import json
import pickle
import zlib
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from redis import Redis
from rq import Queue
from rq.job import Callback, Job
from rq.registry import ScheduledJobRegistry, StartedJobRegistry
from rq.serializers import JSONSerializer
from rq.webhook import Webhook

from model.articles import ArticleRef
from runtime.queues import QUEUE_NAMES, rq_name
from runtime.service import JOB_SECONDS, Service
from tests.workers.conftest import NewsSite
from workers.jobs import jobs_of
from workers.sweeping import sweep
from workers.worker import StageWorker, work


@pytest.fixture
def service(make_service: Callable[..., Service]) -> Service:
    return make_service()


def queue_of(service: Service, name: str = "fold") -> Queue:
    return Queue(rq_name(name), connection=service.redis, serializer=JSONSerializer)


def test_a_job_that_names_a_foreign_function_is_refused(service: Service, tmp_path: Path) -> None:
    target = tmp_path / "written"
    job = queue_of(service).enqueue("pathlib.Path.touch", str(target))

    work("fold", service, burst=True)

    assert not target.exists()
    assert job.get_status() == "failed"


class Touching:
    """Whoever unpickles it makes a file."""

    def __init__(self, target: Path) -> None:
        self.target = target

    def __reduce__(self) -> tuple[object, ...]:
        return Path.touch, (self.target,)


def test_a_pickle_in_a_job_is_not_loaded(service: Service, redis: Redis, tmp_path: Path) -> None:
    """Unpickling runs code before anybody asks which job it is."""
    target = tmp_path / "written"
    job = queue_of(service).enqueue("fold", [])
    redis.hset(job.key, "data", zlib.compress(pickle.dumps(("fold", None, (Touching(target),), {}))))

    work("fold", service, burst=True)

    assert not target.exists()


def test_jobs_are_written_as_json_a_batch_a_job(service: Service, redis: Redis) -> None:
    """RQ pickles unless it is told otherwise, and takes some 60 commands a job."""
    items = [f"{number:016x}" for number in range(25)]
    dispatcher = replace(service.dispatcher, batch_size=10)
    assert dispatcher.enqueue("read", items, now=datetime(2026, 2, 8, tzinfo=UTC)) == 3
    told = [
        json.loads(zlib.decompress(redis.hget(job.key, "data"))) for job in queue_of(service, "read").jobs
    ]
    assert [name for name, *_ in told] == ["read"] * 3
    assert [args for _, _, args, _ in told] == [[items[:10]], [items[10:20]], [items[20:]]]


@pytest.mark.parametrize(("job", "most"), [("read", 5), ("extract", 20), ("fold", 40), ("deliver", 5)])
def test_a_job_takes_as_much_as_its_process_is_worth(service: Service, job: str, most: int) -> None:
    """A book is read and written once a job, however many articles speak of it."""
    assert replace(service.dispatcher, batch_size=5).most_items(job) == most


def test_callbacks_are_not_run(service: Service) -> None:
    job = queue_of(service).enqueue("fold", [], on_success=Callback("os.abort"), result_ttl=60)

    work("fold", service, burst=True)

    assert job.get_status() == "finished"


@pytest.mark.parametrize("name", ["fold", "os.abort"])
def test_webhooks_of_a_job_are_not_sent(service: Service, news_site: NewsSite, name: str) -> None:
    hooks = [
        Webhook(url=f"{news_site.address}/{state}", job_status=state) for state in ("finished", "failed")
    ]
    queue_of(service).enqueue(name, [], webhooks=hooks, result_ttl=60)

    work("fold", service, burst=True)

    assert news_site.asked == []


@pytest.mark.parametrize(
    "broken",
    [
        {"data": "{", "created_at": "never", "origin": "svodka-fold"},
        {"data": '["fold", null, [[]], {}]', "created_at": "2026-02-08T12:00:00Z", "timeout": "soon"},
        {"nothing": "of it"},
        "not a hash",
    ],
    ids=["created_at", "timeout", "no data", "no hash"],
)
def test_a_job_that_cannot_be_read_stops_no_worker(service: Service, redis: Redis, broken) -> None:
    """Nor the next one, which finds it where the first one took it."""
    for queue in ("queue", "queue:intermediate"):
        key = "rq:job:broken-" + queue
        redis.set(key, broken) if isinstance(broken, str) else redis.hset(key, mapping=broken)
    redis.rpush("rq:queue:svodka-fold", "broken-queue")
    redis.rpush("rq:queue:svodka-fold:intermediate", "broken-queue:intermediate")

    for _ in range(2):
        job = queue_of(service).enqueue("fold", [], result_ttl=60)
        work("fold", service, burst=True)
        assert job.get_status() == "finished"


def test_a_job_has_our_limit_of_time_whatever_it_says(service: Service) -> None:
    worker = StageWorker("fold", service, jobs_of(service))
    for told in (-1, 10**6, 7):
        job = queue_of(service).enqueue("fold", [], job_timeout=told)
        worker.fork_work_horse = lambda *_: None  # type: ignore[method-assign]
        worker.monitor_work_horse = lambda *_: None  # type: ignore[method-assign]
        fetched = worker.job_class.fetch(job.id, connection=service.redis, serializer=JSONSerializer)
        worker.execute_job(fetched, queue_of(service))
        assert fetched.timeout == min(told, JOB_SECONDS) if told > 0 else JOB_SECONDS


@pytest.mark.parametrize("name", QUEUE_NAMES)
def test_a_worker_serves_one_queue(service: Service, name) -> None:
    """With two, RQ takes jobs off by BLPOP, and one taken by a worker that dies is gone."""
    assert len(StageWorker(name, service, jobs_of(service)).queues) == 1


def test_a_worker_listens_to_no_commands(service: Service, redis: Redis) -> None:
    worker = StageWorker("fold", service, jobs_of(service))
    worker.bootstrap()
    assert redis.pubsub_channels() == []
    worker.register_death()


def test_work_is_enqueued_once_however_often_the_reply_is_lost(service: Service) -> None:
    now = service.clock()
    for _ in range(3):
        service.dispatcher.enqueue("fold", ["2026-02.00aa00aa00aa00aa"], now=now)
    assert queue_of(service).count == 1


def test_a_retry_of_ours_is_no_retry_of_rq(service: Service) -> None:
    """RQ's own with an interval can lose the job in a crash."""
    service.dispatcher.enqueue("fold", ["2026-02.00aa00aa00aa00aa"], now=service.clock())
    (identifier,) = queue_of(service).get_job_ids()
    job = Job.fetch(identifier, connection=service.redis, serializer=JSONSerializer)
    assert (job.retries_left, job.retry_intervals) == (None, None)
    scheduled = ScheduledJobRegistry(rq_name("fold"), connection=service.redis, serializer=JSONSerializer)
    assert scheduled.get_job_ids(cleanup=False) == []


def test_reading_the_state_of_the_queues_enqueues_nothing(service: Service, redis: Redis) -> None:
    """RQ's registries clean up when they are counted: two who look enqueue a job twice."""
    service.dispatcher.enqueue("fold", ["2026-02.00aa00aa00aa00aa"], now=service.clock())
    queue = queue_of(service)
    (identifier,) = queue.get_job_ids()
    redis.delete("rq:queue:svodka-fold")
    abandoned = StartedJobRegistry(rq_name("fold"), connection=redis, serializer=JSONSerializer)
    redis.zadd(abandoned.key, {f"{identifier}:0": 1})
    for _ in range(2):
        assert service.dispatcher.waiting("fold") == 0
        service.store.work.counts()
        sweep(service)
    assert redis.llen("rq:queue:svodka-fold") == 0
    assert redis.zcard(abandoned.key) == 1


def test_jobs_that_wait_are_done_with_the_one_in_hand(service: Service, redis: Redis) -> None:
    """A process of its own costs a job as much as ten items; what is to be done alone stays so."""
    service.dispatcher = replace(service.dispatcher, batch_size=6)
    for items in (["a", "b"], ["c", "b"], ["d", "e", "f"], ["g"]):
        service.dispatcher.enqueue("read", items, now=service.clock())
    service.dispatcher.enqueue("read", ["poison"], now=service.clock(), alone=True)
    service.dispatcher.enqueue("read", ["last"], now=service.clock())

    def tell(items: Sequence[str]) -> None:
        redis.rpush("done", " ".join(items))

    work("read", service, burst=True, jobs={"read": tell})

    assert redis.lrange("done", 0, -1) == [b"a b c g last", b"d e f", b"poison"]
    assert list(redis.scan_iter("rq:job:*")) == []


def test_a_sweep_makes_no_second_job_for_what_waits(service: Service, redis: Redis) -> None:
    """Work that comes in faster than it is done waits for longer than a lease lasts."""
    now = service.clock()
    refs = [
        ArticleRef(url=f"https://news.example/{n}", source="a", updated_at=service.clock()) for n in "123"
    ]
    items = [*service.store.refs.add(refs)]
    service.dispatcher.enqueue("read", items[:2], now=now)
    later = now + timedelta(seconds=3 * service.settings.lease_seconds)
    service.clock = lambda: later
    assert sweep(service) == 1
    assert [job.args for job in queue_of(service, "read").jobs] == [[items[:2]], [items[2:]]]
    redis.delete("rq:queue:svodka-read")
    later += timedelta(seconds=3 * service.settings.lease_seconds)
    assert sweep(service) == 3, "a queue that was lost is made good"
