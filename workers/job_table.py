"""A job in the queue, taken for no more than the name of a stage and a list of ids."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from typing import ClassVar, cast, get_args

import structlog
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import TimeoutError as RedisTimeoutError
from rq import Queue
from rq.exceptions import NoSuchJobError, StopRequested
from rq.job import Job as RqJob
from rq.timeouts import BaseTimeoutException

from runtime.queues import ALONE, STAGES_OF_JOBS, Stage
from workers.jobs import Job

logger = structlog.get_logger()

NOT_THE_JOBS = (NoSuchJobError, RedisConnectionError, RedisTimeoutError, StopRequested, BaseTimeoutException)
"""What reading a job raises that says nothing of the job: a lost connection, and RQ's own signals."""


class UnknownJob(Exception):
    """A job in the queue names something that is not in our table of jobs."""


class TableJob(RqJob):
    """A job whose name is looked up in a table; nothing is imported for it.

    Callbacks and webhooks are never acted upon: we set none, so one that is there was written by
    somebody else.
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

    def send_webhooks(self, status: object, *, exc_string: str | None = None) -> None:
        """Send nothing."""

    def refresh(self) -> None:
        """Read the job. One that cannot be read is deleted, and counts as not there.

        RQ would end the worker, and the next one, and every one that comes across it.
        """
        try:
            super().refresh()  # type: ignore[no-untyped-call]
        except NOT_THE_JOBS:
            raise
        except Exception as error:
            logger.exception("job.unreadable", job=self.id)
            self.connection.delete(self.key)
            raise NoSuchJobError(f"job {self.id} cannot be read: {error}") from error

    @property
    def stage(self) -> Stage | None:
        """The stage whose work it is; None for a job that is none of ours."""
        try:
            name = self.func_name
        except Exception:  # noqa: BLE001 - whatever somebody wrote there
            return None
        name = STAGES_OF_JOBS.get(name or "", name)
        return cast("Stage", name) if name in get_args(Stage) else None

    @property
    def is_alone(self) -> bool:
        """Whether it is to be done by itself, as what killed its worker once is."""
        return bool(self.meta.get(ALONE))

    @property
    def items(self) -> Sequence[str]:
        """The ids that it was given; none for a job that is none of ours."""
        told = self.args[0] if self.stage and len(self.args) == 1 else ()
        return [item for item in told if isinstance(item, str)] if isinstance(told, list) else []


def waiting_jobs(queue: Queue, limit: int) -> Iterator[TableJob]:
    """Jobs that wait in a queue and can be read, those next in turn first; `limit` are looked at."""
    for identifier in queue.get_job_ids(0, limit):
        with suppress(NoSuchJobError):
            job = TableJob.fetch(identifier, connection=queue.connection, serializer=queue.serializer)
            yield cast("TableJob", job)
