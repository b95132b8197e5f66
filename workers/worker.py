"""A worker that is safe to lose: short leases, children that die with it, and no foreign code.

Measured on RQ 3.0: a job may name any function and any callback, so whoever can write to the
queue's Redis would run what he likes; an orphaned work-horse runs on and its job runs twice;
a worker that loses Redis ends with status 0, so whatever supervises starts it again always.
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys
from collections.abc import Mapping
from typing import ClassVar

from rq import Queue, Worker
from rq.job import Job as RqJob
from rq.serializers import JSONSerializer

from runtime.queues import QueueName, rq_name
from runtime.service import Service
from workers.jobs import Job, jobs_of

WORKER_LIFE_SECONDS = 30
"""After this time without a heartbeat an idle worker counts as gone."""

MONITORING_SECONDS = 5
"""How often a worker looks at its work-horse and prolongs its heartbeat."""

_PR_SET_PDEATHSIG = 1
"""prctl(2), Linux."""


class UnknownJob(Exception):
    """A job in the queue names something that is not in our table of jobs."""


class TableJob(RqJob):
    """A job whose name is looked up in a table; nothing is imported for it.

    Callbacks are never run: we set none, so one that is there was written by somebody else.
    """

    table: ClassVar[Mapping[str, Job]] = {}

    @property
    def func(self) -> Job:
        """The job's function. Raises UnknownJob for a name that is not in the table."""
        name = self.func_name
        if self.instance or name is None or name not in self.table:
            raise UnknownJob(f"no job is named {name!r}: it is of another version, or not svodka's")
        return self.table[name]

    @property
    def success_callback(self) -> None:
        """None."""

    @property
    def failure_callback(self) -> None:
        """None."""

    @property
    def stopped_callback(self) -> None:
        """None."""


class StageWorker(Worker):
    """A forking worker for one queue."""

    def __init__(self, queue: QueueName, service: Service) -> None:
        job_class = type("StageJob", (TableJob,), {"table": jobs_of(service)})
        redis = service.queue_redis
        self.parent_pid = os.getpid()
        super().__init__(
            [Queue(rq_name(queue), connection=redis, job_class=job_class, serializer=JSONSerializer)],
            connection=redis,
            job_class=job_class,
            serializer=JSONSerializer,
            worker_ttl=WORKER_LIFE_SECONDS,
            job_monitoring_interval=MONITORING_SECONDS,
            log_job_description=False,
        )

    def main_work_horse(self, job: RqJob, queue: Queue) -> None:
        """Run the job in the child; the child dies when the worker does."""
        die_with_parent(self.parent_pid)
        super().main_work_horse(job, queue)


def die_with_parent(parent_pid: int) -> None:
    """Have the kernel kill this process when its parent, `parent_pid`, ends, however that ends.

    Linux only; elsewhere an orphan works on to the end of its job, which changes nothing twice.
    """
    if not sys.platform.startswith("linux"):
        return
    ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    # The parent may have died before the call; then nobody would ever send the signal.
    if os.getppid() != parent_pid:
        os._exit(1)


def work(queue: QueueName, service: Service, *, burst: bool = False) -> None:
    """Serve one queue until a signal asks to stop; with `burst`, until it is empty."""
    if queue == "extract":
        service.preload()
    elif queue == "alert":
        service.preload_alerts()
    StageWorker(queue, service).work(burst=burst, logging_level="WARNING")
