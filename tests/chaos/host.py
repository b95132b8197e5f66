"""One host of the service under chaos: what `svodka run` runs, with a clock that can be put wrong.

    python -m tests.chaos.host

Hosts start and are killed all the time, so they are forked from a process that has loaded everything.
Each line on standard input is an order for one, as JSON: its folder, its environment and its version,
"this" or "next" (the next version knows the job "read" by another name as well, and uses it). The answer
is the id of its process. Each process of a host notes its own in the folder.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, cast

from rq import Queue

from alerts.posting import tls_context
from cli.serving import roles_of
from extractors.pipeline import Extractor
from runtime.clocks import SharedClock
from runtime.logs import configure_logs
from runtime.queues import QUEUE_NAMES, Dispatcher, JobName, QueueName
from runtime.service import Service, open_service
from runtime.settings import load_settings
from storage.connection import server_time
from workers.jobs import Job, jobs_of
from workers.processes import supervise
from workers.stopping import stop_on_signal
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

    def _enqueue_batch(
        self, queue: Queue, job: JobName, batch: Sequence[str], now: datetime, meta: dict[str, bool]
    ) -> None:
        super()._enqueue_batch(queue, cast("JobName", "reread") if job == "read" else job, batch, now, meta)


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


def host(folder: Path, version: str, extractor: Extractor) -> None:
    configure_logs(log_format="json", level="info")
    with open_service(load_settings()) as service:
        shared = SharedClock(
            lambda: server_time(service.redis),
            own=lambda: datetime.now(UTC) + timedelta(seconds=seconds_in(folder / SKEW)),
        )
        service.clock = InjectedClock(shared, folder.parent / LEAP)
        service.extractor = extractor
        service.preload()
        roles = next_roles(service) if version == "next" else roles_of(service)
        supervise({name: noted(folder, name, role) for name, role in roles.items()}, stop_on_signal())


def start(order: dict[str, Any], extractor: Extractor) -> int:
    """Fork a host; the id of its process."""
    folder = Path(order["folder"])
    pid = os.fork()
    if pid:
        return pid
    status = 1
    try:
        os.setsid()
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        log = os.open(folder / "log", os.O_WRONLY | os.O_APPEND | os.O_CREAT)
        for stream in (1, 2):
            os.dup2(log, stream)
        os.environ.clear()
        os.environ.update(order["environment"])
        host(folder, order["version"], extractor)
        status = 0
    except BaseException as error:  # noqa: BLE001 - whatever it is, it is told, and the child ends
        sys.stderr.write(json.dumps({"event": "host.ended", "error": repr(error)}) + "\n")
        sys.stderr.flush()
    finally:
        os._exit(status)


def main() -> None:
    # Hosts that end are nobody's to wait for.
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    extractor = Extractor(None)
    tls_context("")
    for line in sys.stdin:
        sys.stdout.write(f"{start(json.loads(line), extractor)}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
