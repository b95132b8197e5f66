"""One host of the service under chaos: what `svodka run` runs, with a clock that can be put wrong.

    python -m tests.chaos.host FOLDER VERSION

VERSION is "this" or "next": the next version knows the job "read" by another name as well, and uses it.
Each process notes its id in FOLDER.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import cast

from rq import Queue

from cli.serving import roles_of
from runtime.clocks import SharedClock
from runtime.logs import configure_logs
from runtime.queues import QUEUE_NAMES, Dispatcher, JobName, QueueName
from runtime.service import Service, open_service
from runtime.settings import load_settings
from storage.connection import server_time
from workers.jobs import Job, jobs_of
from workers.processes import stop_event, supervise
from workers.worker import work

LEAP, SKEW = "leap", "skew"
"""Files with seconds: what all clocks leaped forward by, and what this host's own is wrong by."""


class InjectedClock:
    """The clock of the service, with leaps of time that are the same on all hosts."""

    def __init__(self, shared: SharedClock, file: Path) -> None:
        self._shared = shared
        self._file = file

    def __call__(self) -> datetime:
        return self._shared() + timedelta(seconds=seconds_in(self._file))


def seconds_in(file: Path) -> float:
    try:
        return float(file.read_text())
    except (FileNotFoundError, ValueError):
        return 0.0


class NextDispatcher(Dispatcher):
    """The dispatcher of a version to come, that has a new name for a job."""

    def _enqueue_batch(self, queue: Queue, job: JobName, batch: Sequence[str], now: datetime) -> None:
        super()._enqueue_batch(queue, cast("JobName", "reread") if job == "read" else job, batch, now)


def next_jobs(service: Service) -> Mapping[str, Job]:
    table = jobs_of(service)
    return {**table, "reread": table["read"]}


def next_roles(service: Service) -> dict[str, Callable[[], None]]:
    made = service.dispatcher
    service.dispatcher = NextDispatcher(
        redis=made.redis, batch_size=made.batch_size, job_seconds=made.job_seconds
    )

    def worker_of(queue: QueueName) -> Callable[[], None]:
        return lambda: work(queue, service, jobs=next_jobs(service))

    return {**roles_of(service), **{f"worker-{queue}": worker_of(queue) for queue in QUEUE_NAMES}}


def noted(folder: Path, name: str, role: Callable[[], None]) -> Callable[[], None]:
    def run() -> None:
        (folder / f"{name}.pid").write_text(str(os.getpid()))
        role()

    return run


def main(folder: Path, version: str) -> None:
    stop = stop_event()
    settings = load_settings()
    configure_logs(log_format="json", level="info")
    with open_service(settings) as service:
        shared = SharedClock(
            lambda: server_time(service.redis),
            own=lambda: datetime.now(UTC) + timedelta(seconds=seconds_in(folder / SKEW)),
        )
        service.clock = InjectedClock(shared, folder.parent / LEAP)
        service.preload()
        roles = next_roles(service) if version == "next" else roles_of(service)
        supervise({name: noted(folder, name, role) for name, role in roles.items()}, stop)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
