"""A real Redis whose machine can fail: killed, stopped, its disk or memory full, its last writes torn off."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import time
from pathlib import Path

from redis import Redis
from redis.exceptions import RedisError

START_SECONDS = 30.0
LITTLE_BYTES = 4_096


class RedisServer:
    """A server on a port, append-only, with its data in a folder."""

    def __init__(self, program: Path, folder: Path, port: int) -> None:
        self._program = program
        self._folder = folder
        self.port = port
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    @property
    def _file(self) -> Path:
        """The append-only file: of Redis 6.2 one, of 7 the incremental one of a folder."""
        parts = sorted(self._folder.glob("appendonlydir/*.incr.aof"))
        return parts[-1] if parts else self._folder / "appendonly.aof"

    def start(self, *, append_only: bool = True) -> None:
        options = {
            "port": self.port,
            "bind": "127.0.0.1",
            "dir": self._folder,
            "appendonly": "yes" if append_only else "no",
            "appendfsync": "everysec",
            "save": "",
            "maxmemory-policy": "noeviction",
            "auto-aof-rewrite-percentage": 0,
        }
        told = [str(part) for name, value in options.items() for part in (f"--{name}", value)]
        with (self._folder / "redis.log").open("ab") as log:
            self._process = subprocess.Popen(
                # A write beyond the limit of a file's size is an error then, as on a full disk, and no death.
                ["/bin/sh", "-c", 'trap "" XFSZ; exec "$@"', "redis", str(self._program), *told],
                stdout=log,
                stderr=log,
            )
        deadline = time.monotonic() + START_SECONDS
        with Redis(port=self.port, socket_timeout=5) as client:
            while True:
                try:
                    client.ping()
                    return
                except RedisError:
                    assert time.monotonic() < deadline, "Redis does not start"
                    time.sleep(0.02)

    def kill(self) -> None:
        assert self._process is not None
        self._process.kill()
        self._process.wait()

    def stop(self) -> None:
        if self._process is not None and self._process.poll() is None:
            os.kill(self._process.pid, signal.SIGCONT)
            self._process.kill()
            self._process.wait()

    def tear(self, size_bytes: int) -> None:
        """Tear the last bytes off the append-only file of a server that is down, as a power cut may."""
        size = self._file.stat().st_size
        os.truncate(self._file, max(0, size - size_bytes))

    def fill_disk(self) -> None:
        limit = self._file.stat().st_size + LITTLE_BYTES
        resource.prlimit(self.pid, resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY))

    def free_disk(self) -> None:
        resource.prlimit(self.pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))

    def fill_memory(self) -> None:
        with Redis(port=self.port, socket_timeout=5) as client:
            client.config_set("maxmemory", client.info("memory")["used_memory"] + LITTLE_BYTES)

    def free_memory(self) -> None:
        with Redis(port=self.port, socket_timeout=5) as client:
            client.config_set("maxmemory", 0)
