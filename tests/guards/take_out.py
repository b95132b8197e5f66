"""Takes each guard out, one at a time, in a copy of the project, and sees its test fail.

    python -m tests.guards.take_out [WORD ...]

With words, only the guards whose pitfall or promise has one of them. Ends with status 1 when a test passes
without its guard.
"""

from __future__ import annotations

import os
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib import import_module
from importlib.util import cache_from_source
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[2]
PATIENCE_SECONDS = 300
KILLED = -signal.SIGKILL
LEFT_BEHIND = shutil.ignore_patterns(".*", "__pycache__", "*.egg-info", "node_modules", "build")
READY = (
    "hypothesis",
    "xdist",
    "httpx",
    "lxml.etree",
    "bs4",
    "feedparser",
    "trafilatura",
    "redis",
    "rq",
    "structlog",
)
"""What most tests import: once here, and not by each of some hundreds of runs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Guard:
    """A guard: its text in a file, what is left without it, and the test that fails then.

    `pitfall` is what it guards from, or the promise that it keeps.
    """

    pitfall: str
    file: str
    cut: str
    put: str
    test: str


def guards() -> list[Guard]:
    """The guards of all tables beside this file."""
    tables = sorted(Path(__file__).parent.glob("*.yaml"))
    return [Guard(**entry) for table in tables for entry in yaml.safe_load(table.read_text(encoding="utf-8"))]


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """A test that runs in a copy, there without its guard, and until when it may."""

    guard: Guard
    copy: Path
    deadline: float


def trials(wanted: Iterable[Guard], copies: Iterable[Path]) -> Iterator[tuple[Guard, bool]]:
    """Each guard, as its trial ends, and whether its test failed without it. In each copy one at a time."""
    waiting, free = list(wanted)[::-1], list(copies)
    running: dict[int, Trial] = {}
    while waiting or running:
        while waiting and free:
            guard, copy = waiting.pop(), free.pop()
            _write(copy / guard.file, _whole(guard).replace(guard.cut, guard.put))
            deadline = time.monotonic() + PATIENCE_SECONDS
            running[_begun([guard.test], copy)] = Trial(guard=guard, copy=copy, deadline=deadline)
        time.sleep(0.02)
        for pid, trial in list(running.items()):
            status = _status(pid, trial.deadline)
            if status is not None:
                del running[pid]
                _write(trial.copy / trial.guard.file, _whole(trial.guard))
                free.append(trial.copy)
                yield trial.guard, status in (pytest.ExitCode.TESTS_FAILED, KILLED)


def _whole(guard: Guard) -> str:
    return (ROOT / guard.file).read_text(encoding="utf-8")


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")
    # Python tells versions of a file apart by its size and the second in which it was written.
    Path(cache_from_source(str(path))).unlink(missing_ok=True)


def _begun(tests: list[str], copy: Path) -> int:
    """The process that runs the tests in the copy."""
    pid = os.fork()
    if pid == 0:
        _run(tests, copy)
    return pid


def _status(pid: int, deadline: float) -> int | None:
    """How the process ended, KILLED where it had to be ended; None while it goes on."""
    ended, status = os.waitpid(pid, os.WNOHANG)
    if ended:
        return os.waitstatus_to_exitcode(status)
    if time.monotonic() < deadline:
        return None
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
    return KILLED


def _run(tests: list[str], copy: Path) -> None:
    """Run the tests, in a process that ends with it."""
    silence = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silence, 1)
    os.dup2(silence, 2)
    os.chdir(copy)
    # The copy is to be imported, not the project that stands here or is installed.
    sys.path[:] = [str(copy), *(place for place in sys.path if Path(place).resolve() != ROOT)]
    for name in [name for name in sys.modules if name.partition(".")[0] == "tests"]:
        del sys.modules[name]
    os._exit(pytest.main(["-q", "-x", "-p", "no:cacheprovider", *tests]))


def main(words: list[str]) -> int:
    for name in READY:
        import_module(name)
    wanted = [one for one in guards() if not words or any(word in one.pitfall for word in words)]
    held = 0
    with tempfile.TemporaryDirectory(prefix="guards-") as folder:
        copies = [Path(folder) / str(number) / "project" for number in range(os.cpu_count() or 1)]
        for copy in copies:
            shutil.copytree(ROOT, copy, ignore=LEFT_BEHIND)
        # Where a test fails anyway, its failing proves nothing.
        whole = _begun(list(dict.fromkeys(one.test for one in wanted)), copies[0])
        if os.waitstatus_to_exitcode(os.waitpid(whole, 0)[1]):
            sys.stdout.write("the tests do not pass with all guards in place\n")
            return 1
        for guard, fails in trials(wanted, copies):
            held += fails
            word = "fails" if fails else "PASSES"
            sys.stdout.write(f"{word} without it: {guard.pitfall} ({guard.file})\n")
            sys.stdout.flush()
    sys.stdout.write(f"{held} of {len(wanted)} guards are held by a test\n")
    return 0 if held == len(wanted) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
