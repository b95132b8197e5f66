"""Processes of the service on one machine: started by fork, started again when they end."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import structlog

from workers.stopping import Stop
from workers.worker import die_with_parent

logger = structlog.get_logger()

Role = Callable[[], None]

STOP_SECONDS = 13.0
"""Processes that are asked to stop and have not after this time are killed: within 15 s all are gone."""

QUICK_SECONDS = 5.0
"""A process that ends sooner after its start is started again only after a pause."""

LONGEST_PAUSE_SECONDS = 8.0
"""Longer, and an outage of Redis would be followed by one of ours."""
LOOK_SECONDS = 0.1


@dataclass(slots=True)
class _Child:
    """A running process, or one that waits for its next start."""

    name: str
    role: Role
    pid: int = 0
    started: float = 0.0
    quick_ends: int = 0
    start_after: float = 0.0


def supervise(roles: Mapping[str, Role], stop: Stop) -> None:
    """Run each role in a process of its own until `stop` is set; one that ends is started again.

    Always: a worker that loses Redis ends with status 0 too. What was loaded before is shared
    with the children. At the end every child is asked to stop, and killed if it does not.
    """
    children = [_Child(name=name, role=role) for name, role in roles.items()]
    try:
        while not stop.is_set():
            for child in children:
                if not child.pid and time.monotonic() >= child.start_after:
                    _start(child)
            _reap(children)
            stop.wait(LOOK_SECONDS)
    finally:
        _stop(children)


def _start(child: _Child) -> None:
    parent_pid = os.getpid()
    sys.stdout.flush()
    sys.stderr.flush()
    pid = os.fork()
    if pid == 0:
        _run(child, parent_pid)
    child.pid, child.started = pid, time.monotonic()
    logger.info("process.started", process=child.name, pid=pid)


def _run(child: _Child, parent_pid: int) -> None:
    """In the child: never returns."""
    status = 1
    try:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        # Ctrl-C reaches the whole group; the parent asks us to stop in its own way.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        die_with_parent(parent_pid)
        child.role()
        status = 0
    except SystemExit as end:
        status = end.code if isinstance(end.code, int) else 1
    except BaseException:
        logger.exception("process.crashed", process=child.name)
    finally:
        sys.stderr.flush()
        os._exit(status)


def _reap(children: list[_Child]) -> None:
    for child in children:
        if not child.pid:
            continue
        pid, status = os.waitpid(child.pid, os.WNOHANG)
        if pid:
            _plan_restart(child, os.waitstatus_to_exitcode(status))


def _plan_restart(child: _Child, exit_code: int) -> None:
    now = time.monotonic()
    quick = now - child.started < QUICK_SECONDS
    child.quick_ends = child.quick_ends + 1 if quick else 0
    pause = min(2.0 ** (child.quick_ends - 1), LONGEST_PAUSE_SECONDS) if quick else 0.0
    logger.warning(
        "process.ended", process=child.name, pid=child.pid, exit_code=exit_code, again_in_seconds=pause
    )
    child.pid, child.start_after = 0, now + pause


def _stop(children: list[_Child]) -> None:
    running = [child for child in children if child.pid]
    _signal(running, signal.SIGTERM)
    deadline = time.monotonic() + STOP_SECONDS
    while running and time.monotonic() < deadline:
        running = [child for child in running if not os.waitpid(child.pid, os.WNOHANG)[0]]
        time.sleep(LOOK_SECONDS / 2)
    _signal(running, signal.SIGKILL)
    for child in running:
        os.waitpid(child.pid, 0)


def _signal(children: list[_Child], number: signal.Signals) -> None:
    for child in children:
        os.kill(child.pid, number)
