"""RQ as it stands: what waits in each queue, what failed lately, and which workers are alive.

The work itself is not RQ's to lose (storage keeps what is due); this page says how it is being done.
Everything here is read without RQ's clean-up, which would enqueue jobs a second time.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from fastapi import APIRouter, Request, Response
from redis import Redis
from rq import Queue, Worker
from rq.exceptions import NoSuchJobError
from rq.job import Job
from rq.registry import FailedJobRegistry, StartedJobRegistry
from rq.serializers import JSONSerializer
from rq.worker import BaseWorker

from alerts.wording import plain_line
from runtime.queues import QUEUE_NAMES, rq_name
from web.pages.rendering import Pages, view_of

FAILURES_SHOWN = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueLine:
    """A queue: jobs that wait, that run, and that failed and are kept for reading."""

    name: str
    waiting: int
    started: int
    failed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkerLine:
    """A worker and when it was last heard of."""

    name: str
    queues: str
    state: str
    job: str | None
    done: int
    failed: int
    heard_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """A job that failed: its last line of error."""

    id: str
    queue: str
    error: str
    ended_at: datetime | None


def queue_routes(redis: Redis, pages: Pages) -> APIRouter:
    """The route over the Redis of the queues."""
    routes = APIRouter(include_in_schema=False)

    @routes.get("/queue")
    def queue(request: Request) -> Response:
        queues = {
            name: Queue(rq_name(name), connection=redis, serializer=JSONSerializer) for name in QUEUE_NAMES
        }
        return pages.page(
            "queue.html",
            view_of(request),
            queues=[_queue_line(name, one) for name, one in queues.items()],
            workers=_workers(redis),
            failures=_failures(queues.items()),
        )

    return routes


def _queue_line(name: str, queue: Queue) -> QueueLine:
    return QueueLine(
        name=name,
        waiting=queue.count,
        started=StartedJobRegistry(queue=queue).get_job_count(cleanup=False),
        failed=FailedJobRegistry(queue=queue).get_job_count(cleanup=False),
    )


def _workers(redis: Redis) -> list[WorkerLine]:
    found = Worker.all(connection=redis, serializer=JSONSerializer)
    return sorted((_worker_line(worker) for worker in found), key=lambda line: (line.queues, line.name))


def _worker_line(worker: BaseWorker) -> WorkerLine:
    return WorkerLine(
        name=worker.name,
        queues=", ".join(name.removeprefix("svodka-") for name in worker.queue_names()),
        state=worker.get_state(),
        job=worker.get_current_job_id(),
        done=worker.successful_job_count,
        failed=worker.failed_job_count,
        heard_at=_utc(worker.last_heartbeat),
    )


def _failures(queues: Iterable[tuple[str, Queue]]) -> list[Failure]:
    found = [failure for name, queue in queues for failure in _failures_of(name, queue)]
    oldest = datetime.min.replace(tzinfo=UTC)
    return sorted(found, key=lambda one: one.ended_at or oldest, reverse=True)[:FAILURES_SHOWN]


def _failures_of(name: str, queue: Queue) -> Iterable[Failure]:
    registry = FailedJobRegistry(queue=queue)
    for job_id in registry.get_job_ids(0, FAILURES_SHOWN - 1, desc=True, cleanup=False):
        try:
            job = Job.fetch(job_id, connection=queue.connection, serializer=JSONSerializer)
        except NoSuchJobError:
            continue
        told = (job.exc_info or "").strip().splitlines() if hasattr(job, "exc_info") else []
        error = plain_line(told[-1]) if told else ""
        yield Failure(id=job_id, queue=name, error=error, ended_at=_utc(job.ended_at))


def _utc(moment: datetime | None) -> datetime | None:
    return moment.replace(tzinfo=UTC) if moment is not None and moment.tzinfo is None else moment
