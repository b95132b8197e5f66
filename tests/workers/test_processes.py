"""Processes are started again when they end, and none is left behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from threading import Thread

import pytest

from workers.processes import supervise
from workers.stopping import Stop

PATIENCE_SECONDS = 60.0


def wait_for(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not holds():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.05)


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


def noting_role(folder: Path) -> Callable[[], None]:
    """Notes its process id in a file of its own, then sleeps."""

    def role() -> None:
        (folder / str(os.getpid())).touch()
        time.sleep(600)

    return role


def pids(folder: Path) -> list[int]:
    return [int(path.name) for path in folder.iterdir()]


def test_a_killed_process_is_started_again_and_all_end_at_the_stop(tmp_path: Path) -> None:
    stop = Stop()

    def kill_one_then_stop() -> None:
        wait_for(lambda: len(pids(tmp_path)) == 1)
        os.kill(pids(tmp_path)[0], signal.SIGKILL)
        wait_for(lambda: len(pids(tmp_path)) == 2)
        stop.set()

    nemesis = Thread(target=kill_one_then_stop)
    nemesis.start()
    supervise({"role": noting_role(tmp_path)}, stop)
    nemesis.join()

    assert len(pids(tmp_path)) == 2
    assert not any(map(alive, pids(tmp_path)))


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the death signal is Linux's")
def test_children_do_not_outlive_a_killed_supervisor(tmp_path: Path) -> None:
    program = (
        "import os, sys, time; from pathlib import Path; "
        "from workers.processes import supervise\n"
        "from workers.stopping import Stop\n"
        "def role():\n    (Path(sys.argv[1]) / str(os.getpid())).touch(); time.sleep(600)\n"
        "supervise({'a': role, 'b': role}, Stop())\n"
    )
    supervisor = subprocess.Popen([sys.executable, "-c", program, str(tmp_path)], stderr=subprocess.DEVNULL)
    try:
        wait_for(lambda: len(pids(tmp_path)) == 2)
    finally:
        supervisor.kill()
        supervisor.wait()

    wait_for(lambda: not any(map(alive, pids(tmp_path))))


def test_a_process_that_ends_with_status_0_is_started_again(tmp_path: Path) -> None:
    """RQ's worker ends so when it has lost Redis."""
    stop = Stop()

    def role() -> None:
        (tmp_path / str(os.getpid())).touch()

    watcher = Thread(target=lambda: (wait_for(lambda: len(pids(tmp_path)) == 2), stop.set()))
    watcher.start()
    supervise({"role": role}, stop)
    watcher.join()

    assert len(pids(tmp_path)) >= 2
