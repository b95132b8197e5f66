"""The keeper of the embedded Redis: starts it, waits until nobody uses it, and ends it.

Runs as a process of its own, as a file: standard library only, so that it starts at once and
stays small. `runtime/embedded.py` tells how it and the users share locks.
"""

from __future__ import annotations

import fcntl
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

LOG = "redis.log"
ANSWER_SECONDS = 5.0
SAVE_SECONDS = 60.0
"""How long the server may take to write its snapshot at the end; the append-only file has it all anyway."""
POLL_SECONDS = 0.05
CONFIGURATION = """\
# Written anew at every start.
port 0
unixsocket {socket}
unixsocketperm 700
dir {folder}
daemonize no
protected-mode yes
appendonly yes
appendfsync everysec
maxmemory-policy noeviction
# Snapshots too: the append-only file has no checksum.
save 3600 1
save 300 1000
"""


def main(folder: Path, path: Path, program: Path, linger_seconds: float) -> int:
    """Keep the server until nobody uses it. Returns 0, or 1 where it did not start or ended by itself."""
    mine = os.open(folder / "keeper.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(mine, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return 0
    os.truncate(mine, 0)
    os.write(mine, f"{os.getpid()}\n".encode())
    # A server that lost its keeper is kept on, else one is started.
    server = None if listens(path) else _start(folder, path, program)
    signal.signal(signal.SIGTERM, lambda *_: shut_down(path))
    ended = threading.Event()
    threading.Thread(target=_end_unused, args=(folder, path, linger_seconds, ended), daemon=True).start()
    while server.poll() is None if server is not None else listens(path):
        time.sleep(POLL_SECONDS)
    return 0 if ended.is_set() else 1


def answers(path: Path) -> bool:
    """Whether a server has its data loaded and answers at the socket."""
    try:
        return ask(path, b"PING\r\n").startswith(b"+PONG")
    except OSError:
        return False


def listens(path: Path) -> bool:
    """Whether there is a server at the socket, if only one that is still loading its data."""
    try:
        with socket.socket(socket.AF_UNIX) as connection:
            connection.connect(str(path))
    except OSError:
        return False
    return True


def shut_down(path: Path) -> None:
    """End the server at the socket, with a snapshot where that works."""
    for command in (b"SHUTDOWN\r\n", b"SHUTDOWN NOSAVE\r\n"):
        try:
            refusal = ask(path, command, SAVE_SECONDS)
        except OSError:
            return
        if not refusal:
            return


def ask(path: Path, command: bytes, seconds: float = ANSWER_SECONDS) -> bytes:
    """The beginning of the server's answer; empty where it ends the connection. Raises OSError."""
    with socket.socket(socket.AF_UNIX) as connection:
        connection.settimeout(seconds)
        connection.connect(str(path))
        connection.sendall(command)
        return connection.recv(64)


def _start(folder: Path, path: Path, program: Path) -> subprocess.Popen[bytes]:
    configuration = folder / "redis.conf"
    text = CONFIGURATION.format(socket=_quoted(path), folder=_quoted(folder))
    configuration.write_text(text, encoding="utf-8")
    return subprocess.Popen(  # noqa: S603 - the program that the user's PATH names
        [program, configuration], stdin=subprocess.DEVNULL, cwd=folder
    )


def _end_unused(folder: Path, path: Path, linger_seconds: float, ended: threading.Event) -> None:
    """Wait until nobody uses the server, and end it; who comes meanwhile waits for the lock."""
    users = os.open(folder / "users.lock", os.O_RDWR | os.O_CREAT, 0o600)
    while not ended.is_set():
        fcntl.flock(users, fcntl.LOCK_EX)
        if linger_seconds and _came_back(users, linger_seconds):
            continue
        shut_down(path)
        if not listens(path):
            ended.set()
            return
        # It would not end: whoever comes can use it, rather than wait for ever.
        fcntl.flock(users, fcntl.LOCK_UN)
        time.sleep(ANSWER_SECONDS)


def _came_back(users: int, linger_seconds: float) -> bool:
    """Let others in for so long; False, with the lock held again, where nobody came."""
    until = time.monotonic() + linger_seconds
    while time.monotonic() < until:
        fcntl.flock(users, fcntl.LOCK_UN)
        time.sleep(POLL_SECONDS)
        try:
            fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


def _quoted(path: Path) -> str:
    """A path as the configuration file of Redis takes it."""
    text = str(path).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{text}"'


if __name__ == "__main__":
    given = sys.argv[1:]
    sys.exit(main(Path(given[0]), Path(given[1]), Path(given[2]), float(given[3])))
