"""Handing work to RQ: which stage runs on which queue, and how a batch of ids becomes a job."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from redis import Redis
from rq import Queue
from rq.exceptions import DuplicateJobError
from rq.serializers import JSONSerializer

from model.articles import digest

Stage = Literal["crawl", "read", "look", "extract", "fold", "relay", "deliver"]
JobName = Literal["crawl", "read", "look", "extract", "fold", "relay", "deliver", "deliver_again"]
QueueName = Literal["crawl", "read", "extract", "fold", "alert", "retry"]

QUEUE_OF: dict[Stage, QueueName] = {
    "crawl": "crawl",
    "read": "read",
    "look": "read",
    "extract": "extract",
    "fold": "fold",
    "relay": "alert",
    "deliver": "alert",
}
"""Which queue carries a stage's jobs. A worker serves one queue: with two, RQ takes jobs off by
BLPOP, and a worker killed between taking and starting loses the job."""

RETRIES: QueueName = "retry"
"""Where deliveries to channels that failed last are tried, by jobs of a name of their own, so that a target
which does not answer takes no time of those that do."""

STAGES_OF_JOBS: dict[str, Stage] = {"deliver_again": "deliver"}
"""The stage whose work a job does, where it is not called by it."""

QUEUE_NAMES: tuple[QueueName, ...] = (*dict.fromkeys(QUEUE_OF.values()), RETRIES)
DELIVERIES_A_JOB = 20
"""A target that does not answer holds up no more messages than these."""
BATCHES_A_JOB: dict[str, int] = {"extract": 4, "fold": 8}
"""How many batches of a usual size one job takes. Its process costs as much as some ten articles do, and
folding reads and writes a book once a job, however many of its articles speak of it."""
ALONE = "alone"
"""In the meta of a job that no other's items are to be put to: its own died with their worker before."""
FAILURE_LIFE_SECONDS = 86_400
"""How long RQ keeps the traceback of a job that failed: for reading, nothing depends on it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dispatcher:
    """Turns due items into jobs. `batch_size` items a job, of some stages a few times as many; `job_seconds`
    is its time limit."""

    redis: Redis
    batch_size: int
    job_seconds: int

    def queue(self, name: QueueName) -> Queue:
        """A queue as RQ has it."""
        return Queue(rq_name(name), connection=self.redis, serializer=JSONSerializer)

    def waiting(self, queue: QueueName) -> int:
        """Jobs that wait in a queue; each has one item or more."""
        return int(self.queue(queue).count)

    def is_served(self, queue: QueueName) -> bool:
        """Whether a worker says that it serves a queue."""
        return bool(self.redis.scard(f"rq:workers:{rq_name(queue)}"))

    def most_items(self, job: str) -> int:
        """How many items a job of that name takes at the most."""
        if job.startswith("deliver"):
            return min(self.batch_size, DELIVERIES_A_JOB)
        return self.batch_size * BATCHES_A_JOB.get(job, 1)

    def enqueue(self, job: JobName, items: Sequence[str], *, now: datetime, alone: bool = False) -> int:
        """Enqueue items in batches for jobs of that name; the number of jobs.

        A worker may do the work of several such jobs at once, unless they are to be done `alone`.
        The job's id is made of the name, the items and the moment, so that a command which
        redis-py repeats after a lost reply does not make a second job.
        """
        queue = self.queue(RETRIES if job == "deliver_again" else QUEUE_OF[job])
        jobs = 0
        for batch in _batches(items, self.most_items(job)):
            self._enqueue_batch(queue, job, batch, now, {ALONE: True} if alone else {})
            jobs += 1
        return jobs

    def _enqueue_batch(
        self, queue: Queue, job: JobName, batch: Sequence[str], now: datetime, meta: dict[str, bool]
    ) -> None:
        identity = digest("\n".join((job, now.isoformat(), *batch)))
        try:
            queue.enqueue_call(
                job,
                args=(list(batch),),
                timeout=self.job_seconds,
                result_ttl=0,
                failure_ttl=FAILURE_LIFE_SECONDS,
                job_id=f"{job}-{identity}",
                description=f"{job} {len(batch)}",
                meta=meta,
                unique=True,
            )
        except DuplicateJobError:
            return


def rq_name(queue: QueueName) -> str:
    """The name by which RQ knows a queue."""
    return f"svodka-{queue}"


def _batches(items: Sequence[str], size: int) -> Iterator[Sequence[str]]:
    for start in range(0, len(items), size):
        yield items[start : start + size]
