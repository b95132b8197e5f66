"""The embedded Redis: shared by processes that live, ended with the last, whatever ends them."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from redis import Redis

from model.errors import UnusableStore
from runtime import embedded_keeper
from runtime.embedded import Household, embedded_redis, server_program, stop_embedded

PATIENCE_SECONDS = 20
USER = """
import sys
from pathlib import Path
from redis import Redis
from runtime.embedded import embedded_redis
with embedded_redis(Path(sys.argv[1])) as url:
    redis = Redis.from_url(url)
    redis.incr("users")
    print(redis.info("server")["run_id"], flush=True)
    sys.stdin.readline()
"""


@pytest.fixture
def folder() -> Iterator[Path]:
    # Not tmp_path, which is too deep for a socket; the path with a deep folder has its own test.
    with tempfile.TemporaryDirectory(prefix="svodka-") as name:
        yield Path(name) / 'data "of" мы'
        stop_embedded(Path(name) / 'data "of" мы')


class User:
    """Another process that uses the embedded server until it is told, or killed."""

    def __init__(self, folder: Path) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", USER, folder], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def run_id(self) -> str:
        assert self.process.stdout is not None
        return self.process.stdout.readline().strip()

    def leave(self) -> None:
        self.process.communicate("\n", PATIENCE_SECONDS)

    def kill(self) -> None:
        self.process.kill()
        self.process.communicate()


@contextmanager
def users(folder: Path, count: int) -> Iterator[list[User]]:
    started = [User(folder) for _ in range(count)]
    try:
        yield started
    finally:
        for user in started:
            user.kill()


def socket_of(folder: Path) -> Path:
    return Household(folder / "redis").socket


def wait_until_gone(folder: Path) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while embedded_keeper.listens(socket_of(folder)):
        assert time.monotonic() < deadline, "the server is still there"
        time.sleep(0.02)


def keeper_pid(folder: Path) -> int:
    return int((folder / "redis" / "keeper.lock").read_text())


def test_data_is_kept_from_one_run_to_the_next(folder):
    for expected in (1, 2):
        with embedded_redis(folder) as url, Redis.from_url(url) as redis:
            assert redis.incr("runs") == expected


def test_it_is_append_only_evicts_nothing_and_has_no_port(folder):
    with embedded_redis(folder) as url, Redis.from_url(url) as redis:
        told = {name: redis.config_get(name)[name] for name in ("appendonly", "maxmemory-policy", "port")}
        assert told == {"appendonly": "yes", "maxmemory-policy": "noeviction", "port": "0"}
        assert (folder / "redis").stat().st_mode & 0o777 == 0o700
        assert socket_of(folder).stat().st_mode & 0o777 == 0o700


def test_it_keeps_snapshots_beside_the_append_only_file(folder):
    """That file has no checksum, and repairing it drops all behind the damage."""
    with embedded_redis(folder) as url, Redis.from_url(url) as redis:
        assert redis.config_get("save")["save"] != ""


def test_the_last_user_ends_it(folder):
    with embedded_redis(folder):
        assert embedded_keeper.answers(socket_of(folder))
    assert not embedded_keeper.listens(socket_of(folder))


def test_processes_that_start_at_once_share_one_server(folder):
    with users(folder, 4) as started:
        assert len({user.run_id() for user in started}) == 1
        with embedded_redis(folder) as url, Redis.from_url(url) as redis:
            assert redis.get("users") == b"4"
            for user in started:
                user.leave()
            assert redis.ping()
    assert not embedded_keeper.listens(socket_of(folder))


def test_it_ends_after_users_that_were_killed(folder):
    with users(folder, 2) as started:
        for user in started:
            assert user.run_id()
        for user in started:
            user.kill()
        wait_until_gone(folder)


def test_what_was_written_before_a_kill_of_the_server_is_there_again(folder):
    with users(folder, 1) as (user,):
        user.run_id()
        with Redis(unix_socket_path=str(socket_of(folder))) as redis:
            os.kill(redis.info("server")["process_id"], signal.SIGKILL)
        wait_until_gone(folder)
        with embedded_redis(folder) as url, Redis.from_url(url) as redis:
            assert redis.get("users") == b"1"


def test_a_server_that_lost_its_keeper_is_kept_on_and_ended(folder):
    with users(folder, 1) as (user,):
        run_id = user.run_id()
        os.kill(keeper_pid(folder), signal.SIGKILL)
        with embedded_redis(folder) as url, Redis.from_url(url) as redis:
            assert redis.info("server")["run_id"] == run_id
            user.leave()
    assert not embedded_keeper.listens(socket_of(folder))


def test_the_last_user_ends_a_server_without_a_keeper(folder):
    with embedded_redis(folder):
        os.kill(keeper_pid(folder), signal.SIGKILL)
    wait_until_gone(folder)


def test_it_lingers_when_asked_to_and_can_be_stopped(folder):
    with embedded_redis(folder, linger_seconds=600) as url, Redis.from_url(url) as redis:
        run_id = redis.info("server")["run_id"]
    with embedded_redis(folder, linger_seconds=600) as url, Redis.from_url(url) as redis:
        assert redis.info("server")["run_id"] == run_id
    assert stop_embedded(folder)
    wait_until_gone(folder)
    assert not stop_embedded(folder)


def test_a_lingering_server_ends_when_nobody_comes(folder):
    with embedded_redis(folder, linger_seconds=0.2):
        pass
    wait_until_gone(folder)


def test_a_folder_too_deep_for_a_socket_gets_one_elsewhere(folder):
    deep = folder / ("d" * 100)
    with embedded_redis(deep) as url, Redis.from_url(url) as redis:
        assert redis.ping()
        assert len(str(socket_of(deep))) < 100
    assert not embedded_keeper.listens(socket_of(deep))


def test_a_folder_that_cannot_be_used_is_told_in_one_line(folder):
    folder.parent.joinpath("file").write_text("")
    with (
        pytest.raises(UnusableStore, match="SVODKA_DATA_DIR") as caught,
        embedded_redis(folder.parent / "file"),
    ):
        pass
    assert "\n" not in str(caught.value)


def test_a_damaged_file_is_told_in_one_line(folder):
    with embedded_redis(folder):
        pass
    # Redis 7 keeps its file in parts; those that hold data at the start are the ones that it reads.
    parts = [part for part in (folder / "redis").rglob("*.aof*") if part.suffix != ".manifest"]
    assert parts
    for part in parts:
        part.write_bytes(b"not a log of commands\r\n")
    with pytest.raises(UnusableStore, match="did not start") as caught, embedded_redis(folder):
        pass
    assert "\n" not in str(caught.value)


def test_a_server_that_is_too_old_is_passed_over(folder, monkeypatch):
    folder.mkdir()
    old = folder / "redis-server"
    old.write_text("#!/bin/sh\necho 'Redis server v=5.0.7 sha=00000000:0'\n")
    old.chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}:/usr/bin:/bin")
    assert server_program() != old
