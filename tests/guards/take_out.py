"""Takes each guard out, one at a time, in a copy of the project, and sees its test fail.

    python -m tests.guards.take_out [WORD ...]

With words, only the guards whose pitfall or promise has one of them. Ends with status 1 when a test passes
without its guard.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

import yaml

ROOT = Path(__file__).parents[2]
PATIENCE_SECONDS = 300
LEFT_BEHIND = shutil.ignore_patterns(".*", "__pycache__", "*.egg-info", "node_modules", "build")


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


def fails_without(guard: Guard, copy: Path) -> bool:
    """Whether the guard's test fails in the copy when the guard is taken out there."""
    path = copy / guard.file
    whole = path.read_text(encoding="utf-8")
    path.write_text(whole.replace(guard.cut, guard.put), encoding="utf-8")
    try:
        # -P and the folder: the copy is imported, not the project that is installed.
        done = subprocess.run(
            [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", guard.test],
            cwd=copy,
            capture_output=True,
            timeout=PATIENCE_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return True
    finally:
        path.write_text(whole, encoding="utf-8")
    return done.returncode == 1


def main(words: list[str]) -> int:
    wanted = [one for one in guards() if not words or any(word in one.pitfall for word in words)]
    held = 0
    with tempfile.TemporaryDirectory(prefix="guards-") as folder:
        copy = Path(folder) / "project"
        shutil.copytree(ROOT, copy, ignore=LEFT_BEHIND)
        for guard in wanted:
            fails = fails_without(guard, copy)
            held += fails
            word = "fails" if fails else "PASSES"
            sys.stdout.write(f"{word} without it: {guard.pitfall} ({guard.file})\n")
            sys.stdout.flush()
    sys.stdout.write(f"{held} of {len(wanted)} guards are held by a test\n")
    return 0 if held == len(wanted) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
