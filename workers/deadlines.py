"""The time limit of a job, which nothing in the job can swallow.

RQ raises an Exception, and whatever guards a part of the work by `except Exception` takes it for a fault
of that part and goes on: a limit of 2 seconds ran 12.
"""

from __future__ import annotations

from typing import Any

from rq.timeouts import JobTimeoutException, UnixSignalDeathPenalty


class JobOutOfTime(BaseException):
    """A job took longer than its limit."""


class Deadline(UnixSignalDeathPenalty):
    """RQ's alarm, with an exception of ours for jobs; RQ's own others stay what they are."""

    def __init__(self, timeout: int, exception: type[BaseException], **more: Any) -> None:
        ours = JobOutOfTime if issubclass(exception, JobTimeoutException) else exception
        super().__init__(timeout, ours, **more)  # type: ignore[no-untyped-call]
