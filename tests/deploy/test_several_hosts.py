"""Workers on several hosts against one Redis: each host is a network namespace with an address of its own."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from redis import Redis

from tests.conftest import wait_for
from tests.news_site.newsroom import FEBRUARY, PAGE, SECOND

NETWORK = "10.213.77"
HERE = f"{NETWORK}.1"


def can_make_namespaces() -> bool:
    """Root with iproute2, and a kernel that lets it."""
    if os.geteuid() != 0 or shutil.which("ip") is None:
        return False
    made = subprocess.run(["ip", "netns", "add", "svodka-probe"], capture_output=True, check=False)
    subprocess.run(["ip", "netns", "del", "svodka-probe"], capture_output=True, check=False)
    return made.returncode == 0


pytestmark = [
    pytest.mark.skipif("FAULTS" not in os.environ, reason="takes half a minute: make test-faults"),
    pytest.mark.skipif(
        "FAULTS" not in os.environ or not can_make_namespaces(), reason="needs root and network namespaces"
    ),
]


def ip(*words: str) -> None:
    subprocess.run(["ip", *words], check=True, capture_output=True)


@dataclass
class Host:
    """A namespace, and how a command is run in it."""

    name: str
    environment: dict[str, str]

    def svodka(self, *words: str) -> str:
        command = ["ip", "netns", "exec", self.name, sys.executable, "-m", "cli", *words]
        told = subprocess.run(command, env=self.environment, capture_output=True, text=True, timeout=200)
        assert told.returncode == 0, told.stderr
        return told.stdout


@pytest.fixture
def bridge() -> Iterator[str]:
    name = f"svo{os.getpid() % 100_000}"
    ip("link", "add", name, "type", "bridge")
    try:
        ip("addr", "add", f"{HERE}/24", "dev", name)
        ip("link", "set", name, "up")
        yield name
    finally:
        ip("link", "del", name)


@pytest.fixture
def site(bridge: str) -> Iterator[str]:
    body = PAGE.format(
        title="Рейтинг",
        paragraphs="".join(f"<p>{line}</p>" for line in SECOND),
        published=FEBRUARY.isoformat(),
        clock="",
        banner="",
    ).encode()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            found = self.path == "/1"
            self.send_response(200 if found else 404)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(body) if found else 0))
            self.end_headers()
            self.wfile.write(body if found else b"")

        def log_message(self, *_: object) -> None:
            return

    server = ThreadingHTTPServer((HERE, 0), Handler)
    Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    yield f"http://{HERE}:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


@pytest.fixture
def hosts(bridge: str, redis_program: Path, tmp_path: Path) -> Iterator[list[Host]]:
    options = [
        "--port",
        "7931",
        "--bind",
        HERE,
        "--save",
        "",
        "--appendonly",
        "yes",
        "--protected-mode",
        "no",
    ]
    server = subprocess.Popen([redis_program, *options], cwd=tmp_path, stdout=subprocess.DEVNULL)
    with ExitStack() as stack:
        stack.callback(server.wait)
        stack.callback(server.terminate)
        with Redis(host=HERE, port=7931) as client:
            wait_for(client)
        found = []
        for number in (2, 3):
            name, end = f"{bridge}-{number}", f"{bridge[:10]}v{number}"
            ip("netns", "add", name)
            stack.callback(ip, "netns", "del", name)
            ip("link", "add", end, "type", "veth", "peer", "name", "eth0", "netns", name)
            ip("link", "set", end, "master", bridge, "up")
            ip("-n", name, "addr", "add", f"{NETWORK}.{number}/24", "dev", "eth0")
            ip("-n", name, "link", "set", "eth0", "up")
            environment = {key: value for key, value in os.environ.items() if not key.startswith("SVODKA_")}
            told = {"SVODKA_REDIS_URL": f"redis://{HERE}:7931/0", "SVODKA_ALLOW_PRIVATE_ADDRESSES": "true"}
            found.append(Host(name, environment | told))
        yield found


def test_an_article_goes_its_way_over_two_hosts(hosts: list[Host], site: str) -> None:
    first, second = hosts
    first.svodka("add", f"{site}/1")
    second.svodka("worker", "read", "--burst")
    first.svodka("worker", "extract", "--burst")
    second.svodka("worker", "fold", "--burst")
    facts = json.loads(first.svodka("facts", "--region", "RU-TUL", "--kind", "ranking", "--format", "json"))
    assert [fact["position"] for fact in facts] == [2]
    addresses = {client["addr"].partition(":")[0] for client in _clients()}
    assert HERE in addresses


def _clients() -> list[dict[str, str]]:
    with Redis(host=HERE, port=7931) as client:
        return client.client_list()
