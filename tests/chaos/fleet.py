"""The parts of a run: Redis, the proxy before it, and two hosts of the service; started, found, ended."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from runtime.settings import PREFIX
from tests.chaos.host import LEAP, SKEW
from tests.chaos.press import Press
from tests.chaos.redis_server import RedisServer
from tests.chaos.world import SITES

HOSTS = {"a": "this", "b": "next"}
HASTE = {"lease_seconds": 3, "tick_seconds": 0.3, "batch_size": 5}
"""In the storm leases end soon and batches are small, so that more happens at once."""

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8GKYo="
CHANNELS = ("every", "some", "twice")
STOP_SECONDS = 30.0


def free_ports(count: int) -> list[int]:
    probes = [socket.socket() for _ in range(count)]
    try:
        for probe in probes:
            probe.bind(("127.0.0.1", 0))
        return [probe.getsockname()[1] for probe in probes]
    finally:
        for probe in probes:
            probe.close()


def configuration(press: Press, some_regions: Iterable[str]) -> dict[str, object]:
    """Three receivers: of all moves, of those of some regions, and of those by two subscriptions."""
    return {
        "sources": [{"name": site, "url": press.feed_url(site), "interval_seconds": 1} for site in SITES],
        "channels": [
            {
                "name": name,
                "url": f"{press.address}/{name}",
                "secrets": [SECRET],
                "allow_private_addresses": True,
            }
            for name in CHANNELS
        ],
        "subscriptions": [
            {"name": "every", "channel": "every", "kinds": ["place_changed"]},
            {"name": "some", "channel": "some", "kinds": ["place_changed"], "regions": list(some_regions)},
            {"name": "twice-1", "channel": "twice", "kinds": ["place_changed"]},
            {"name": "twice-2", "channel": "twice", "kinds": ["place_changed"], "moved_by_at_least": 3},
        ],
    }


class Proxy:
    """The proxy before Redis, with a port for each host."""

    def __init__(self, target: int, ports: dict[str, int]) -> None:
        self.ports = ports
        told = [str(port) for port in (target, *ports.values())]
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.chaos.proxy", *told],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self._process.stdout is not None
        assert self._process.stdout.readline() == "ready\n"

    def turn(self, host: str, mode: str, seconds: float = 0.0) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(f"{self.ports[host]} {mode} {seconds}\n")
        self._process.stdin.flush()

    def stop(self) -> None:
        self._process.kill()
        self._process.wait()


class Nursery:
    """The process that hosts are forked from; for any number of runs."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.chaos.host"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def start(self, folder: Path, version: str, environment: dict[str, str]) -> int:
        """Start a host; the id of its process."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        order = {"folder": str(folder), "version": version, "environment": environment}
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()
        return int(self._process.stdout.readline())

    def stop(self) -> None:
        self._process.kill()
        self._process.wait()


class Host:
    """A host: a supervisor and its processes, each known by its role."""

    def __init__(self, name: str, folder: Path, settings: dict[str, object], nursery: Nursery) -> None:
        self.name = name
        self._version = HOSTS[name]
        self._nursery = nursery
        self.folder = folder / name
        self.folder.mkdir()
        self.web_port = int(str(settings["web_port"]))
        inherited = {key: value for key, value in os.environ.items() if not key.startswith(PREFIX)}
        self._environment = {
            **inherited,
            **{f"{PREFIX}{key.upper()}": str(value) for key, value in settings.items()},
        }
        self._pid = 0

    def start(self) -> None:
        self._pid = self._nursery.start(self.folder, self._version, self._environment)

    def as_shipped(self) -> None:
        """From its next start on it has the settings and the version that others have, too.

        A job of the next version that this one takes off the queue is done when its lease is over.
        """
        self._version = "this"
        for name in HASTE:
            self._environment.pop(f"{PREFIX}{name.upper()}", None)

    def keep_up(self) -> None:
        """Start it again when it has ended, as whatever supervises containers would."""
        if not is_alive(self._pid):
            self.start()

    def pid(self, role: str) -> int | None:
        """The process of a role ("supervisor" is the host's own) if it lives."""
        if role == "supervisor":
            return self._pid if is_alive(self._pid) else None
        try:
            pid = int((self.folder / f"{role}.pid").read_text())
        except (OSError, ValueError):
            return None
        return pid if is_alive(pid) and self._is_ours(pid) else None

    def _is_ours(self, pid: int) -> bool:
        """A number may belong to somebody else by now."""
        return parent_of(pid) == self.pid("supervisor")

    def put_clock_wrong(self, seconds: float) -> None:
        (self.folder / SKEW).write_text(str(seconds))

    def lines(self) -> list[dict[str, object]]:
        """The log so far; lines that were cut off by a kill are left out."""
        told = []
        for line in (self.folder / "log").read_text(encoding="utf-8", errors="replace").splitlines():
            with suppress(ValueError):
                told.append(json.loads(line))
        return [line for line in told if isinstance(line, dict)]

    def ask_to_stop(self) -> None:
        if is_alive(self._pid):
            send(self._pid, signal.SIGTERM)

    def stop(self) -> float:
        """Stop gracefully; the seconds that it took."""
        start = time.monotonic()
        self.ask_to_stop()
        while is_alive(self._pid):
            if time.monotonic() - start > STOP_SECONDS:
                send(self._pid, signal.SIGKILL)
            time.sleep(0.1)
        return time.monotonic() - start


class Fleet:
    """All of it, in a folder."""

    def __init__(
        self, folder: Path, program: Path, press: Press, some_regions: Iterable[str], nursery: Nursery
    ) -> None:
        redis_port, *ports = free_ports(1 + 2 * len(HOSTS))
        data = folder / "redis"
        data.mkdir()
        self.folder = folder
        self.redis = RedisServer(program, data, redis_port)
        self.redis.start()
        self.proxy = Proxy(redis_port, dict(zip(HOSTS, ports, strict=False)))
        file = folder / "svodka.yaml"
        file.write_text(json.dumps(configuration(press, some_regions)))
        self.hosts = {
            name: Host(
                name,
                folder,
                {
                    "redis_url": f"redis://127.0.0.1:{self.proxy.ports[name]}/0",
                    "config": file,
                    "allow_private_addresses": True,
                    "host_delay_seconds": 0,
                    **HASTE,
                    "web_port": web_port,
                },
                nursery,
            )
            for name, web_port in zip(HOSTS, ports[len(HOSTS) :], strict=True)
        }
        for host in self.hosts.values():
            host.start()

    def leap(self, seconds: float) -> float:
        """Let time leap forward for everybody; how far it has leaped by now."""
        file = self.folder / LEAP
        leaped = (float(file.read_text()) if file.exists() else 0.0) + seconds
        file.write_text(str(leaped))
        return leaped

    def stop(self) -> None:
        for host in self.hosts.values():
            host.ask_to_stop()
        for host in self.hosts.values():
            host.stop()
        self.proxy.stop()
        self.redis.stop()


def is_alive(pid: int) -> bool:
    """Whether there is such a process, and it has not ended."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


def parent_of(pid: int) -> int | None:
    try:
        return int(Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[1])
    except OSError:
        return None


def children_of(pid: int) -> list[int]:
    try:
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []


def send(pid: int, number: signal.Signals) -> bool:
    """Whether the process was there."""
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        return False
    return True
