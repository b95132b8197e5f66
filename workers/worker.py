"""A worker that is safe to lose: short leases, children that die with it, and no foreign code.

Measured on RQ 3.0: a job may name any function, any callback and any webhook, so whoever can write
to the queue's Redis would run what he likes; a job hash that cannot be read ends every worker that
comes across it; an orphaned work-horse runs on and its job runs twice; a worker that loses Redis ends
with status 0, so whatever supervises starts it again always.
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import structlog
from rq import Queue, Worker
from rq.job import Job as RqJob
from rq.serializers import JSONSerializer

from model.errors import StoreUnavailable, UnusableStore
from runtime.queues import RETRIES, QueueName, rq_name
from runtime.service import JOB_SECONDS, Service
from storage.lifetimes import hold_one_life
from workers.deadlines import Deadline
from workers.job_table import TableJob, waiting_jobs
from workers.jobs import Job, jobs_of

logger = structlog.get_logger()

WORKER_LIFE_SECONDS = 20
"""After this time without a heartbeat an idle worker counts as gone. RQ waits for a job up to 15
seconds less, and for an answer 10 seconds longer than that."""

MONITORING_SECONDS = 2
"""How often a worker looks at its work-horse."""

STOP_SECONDS = 8.0
"""How long a work-horse may go on with the item in hand when its worker is asked to stop; then it is
killed, and the item is due again."""

TAKEN_ALONG = 20
"""So many jobs that wait are looked at, whether what they are for can be done with the one in hand."""

RECONNECT_SECONDS = 2.0
"""The longest pause before another try to reach Redis; RQ's own grows to a minute."""

_PR_SET_PDEATHSIG = 1
"""prctl(2), Linux."""


class StageWorker(Worker):
    """A forking worker for one queue."""

    max_connection_wait_time = RECONNECT_SECONDS
    death_penalty_class = Deadline

    def __init__(self, queue: QueueName, service: Service, table: Mapping[str, Job]) -> None:
        job_class = type("StageJob", (TableJob,), {"table": table})
        redis = service.queue_redis
        self.parent_pid = os.getpid()
        self.service = service
        super().__init__(
            [Queue(rq_name(queue), connection=redis, job_class=job_class, serializer=JSONSerializer)],
            connection=redis,
            job_class=job_class,
            serializer=JSONSerializer,
            worker_ttl=WORKER_LIFE_SECONDS,
            job_monitoring_interval=MONITORING_SECONDS,
            log_job_description=False,
        )

    def subscribe(self) -> None:
        """Listen to no commands: whoever can publish could have work killed."""

    def unsubscribe(self) -> None:
        """Nothing was subscribed to."""

    def execute_job(self, job: RqJob, queue: Queue) -> None:
        """Run the job within our own limit of time, whatever the queue says of it."""
        if isinstance(job, TableJob):
            self._take_along(job, queue)
        job.timeout = min(job.timeout or JOB_SECONDS, JOB_SECONDS) if (job.timeout or 0) > 0 else JOB_SECONDS
        super().execute_job(job, queue)

    def _take_along(self, job: TableJob, queue: Queue) -> None:
        """Add the items of jobs of its name that wait, up to a full batch, and take those off the queue.

        A process of its own costs a job as much as some ten items do. Were we to die meanwhile, what
        was taken along is due again with the job's own, when the leases end.
        """
        items = list(job.items)
        if not items or job.is_alone:
            return
        room = self.service.dispatcher.most_items(job.func_name or "") - len(items)
        for other in waiting_jobs(queue, TAKEN_ALONG) if room > 0 else ():
            alike = other.stage == job.stage and other.func_name == job.func_name and not other.is_alone
            if alike and 0 < len(other.items) <= room and self.connection.lrem(queue.key, 1, other.id):
                self.connection.delete(other.key)
                items += other.items
                room -= len(other.items)
        job.args = (list(dict.fromkeys(items)),)

    def main_work_horse(self, job: RqJob, queue: Queue) -> None:
        """Run the job in the child; the child dies when the worker does, and stops when it is asked to."""
        signal.signal(signal.SIGUSR1, lambda *_: self.service.stopping.set())
        die_with_parent(self.parent_pid)
        hold_one_life(self.service.redis)
        super().main_work_horse(job, queue)

    def handle_warm_shutdown_request(self) -> None:
        """Pass the wish to stop on to the work-horse, which ends the item in hand and begins no other."""
        super().handle_warm_shutdown_request()  # type: ignore[no-untyped-call]
        if self.horse_pid:
            _tell(self.horse_pid, signal.SIGUSR1)

    def maintain_heartbeats(self, job: RqJob, execution: Any) -> None:
        """Prolong the heartbeat; kill a work-horse that was asked to stop and does not."""
        asked_at = self._shutdown_requested_date
        if asked_at is not None and (datetime.now(UTC) - asked_at).total_seconds() > STOP_SECONDS:
            logger.warning("worker.horse_killed", job=job.id, after_seconds=STOP_SECONDS)
            self.kill_horse()
            return
        super().maintain_heartbeats(job, execution)

    def handle_work_horse_killed(self, job: RqJob, retpid: int, ret_val: int, rusage: Any) -> None:
        """Give the item in hand back at once, with a note of what happened to its process."""
        super().handle_work_horse_killed(job, retpid, ret_val, rusage)  # type: ignore[no-untyped-call]
        if not isinstance(job, TableJob) or job.stage is None:
            return
        work = self.service.store.work
        try:
            died = work.give_back(job.stage, job.items)
            work.note_fault(job.stage, died, f"its process ended: {_ending(ret_val)}")
            if job.stage == "deliver":
                self.service.store.deliveries.hold(died, 0)
        except (StoreUnavailable, UnusableStore) as error:
            # Its lease ends by itself.
            logger.warning("worker.not_given_back", job=job.id, error=str(error))


def _ending(status: int | None) -> str:
    if status is None:
        return "how, is not known"
    if os.WIFSIGNALED(status):
        return f"signal {os.WTERMSIG(status)}"
    return f"exit status {os.waitstatus_to_exitcode(status)}"


def _tell(pid: int, number: signal.Signals) -> None:
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        return


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


def work(
    queue: QueueName, service: Service, *, burst: bool = False, jobs: Mapping[str, Job] | None = None
) -> None:
    """Serve one queue until a signal asks to stop; with `burst`, until it is empty.

    `jobs` is the table of jobs, if it is another than this version's.
    """
    if queue == "extract":
        service.preload()
    elif queue in ("crawl", "read"):
        service.preload_fetching()
    elif queue in ("alert", RETRIES):
        service.preload_alerts()
    StageWorker(queue, service, jobs or jobs_of(service)).work(burst=burst, logging_level="WARNING")
