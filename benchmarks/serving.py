"""The web service as a process of its own, for those who measure it from outside."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import httpx

START_SECONDS = 240
STOP_SECONDS = 15


def free_port() -> int:
    """A port of loopback that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def served(redis_url: str, folder: Path) -> Iterator[str]:
    """`svodka serve` over a Redis; `folder` has its log and, where there is one, its svodka.yaml."""
    port = free_port()
    told = {
        "SVODKA_REDIS_URL": redis_url,
        "SVODKA_WEB_PORT": str(port),
        "SVODKA_LOG_FORMAT": "json",
        "SVODKA_LOG_LEVEL": "warning",
        "SVODKA_WEB_REQUESTS_PER_MINUTE": "1000000",
    }
    if (folder / "svodka.yaml").exists():
        told["SVODKA_CONFIG"] = str(folder / "svodka.yaml")
    command = [sys.executable, "-m", "cli", "serve"]
    with running(command, f"http://127.0.0.1:{port}", "/livez", folder / "serve.log", told) as url:
        yield url


@contextmanager
def running(
    command: Sequence[str | Path], url: str, path: str, log: Path, told: Mapping[str, str]
) -> Iterator[str]:
    """A server that answers at a path, ended with the block. Raises RuntimeError where it does not start."""
    with log.open("wb") as stream:
        environment = {**os.environ, **told}
        process = subprocess.Popen(command, env=environment, stdout=stream, stderr=stream)  # noqa: S603
    try:
        deadline = time.monotonic() + START_SECONDS
        while not _answers(f"{url}{path}"):
            if process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"{command[0]} does not start: {log.read_text(errors='replace')[-2000:]}")
            time.sleep(0.1)
        yield url
    finally:
        process.terminate()
        process.wait(STOP_SECONDS)


def _answers(url: str) -> bool:
    try:
        return httpx.get(url, timeout=2).is_success
    except httpx.HTTPError:
        return False
