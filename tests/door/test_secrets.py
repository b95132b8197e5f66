"""A secret that is given to svodka comes out nowhere: not in Redis, logs, errors, pages or listings."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from redis import Redis

from tests.chaos.fleet import free_ports
from tests.chaos.redis_server import RedisServer
from tests.workers.conftest import NewsSite, serving

pytestmark = pytest.mark.skipif("FAULTS" not in os.environ, reason="takes half a minute: make test-faults")

MARKER = "MARKERmarkerMARKERmarkerMARKERma"
"""Valid base64, so that it can be a webhook's secret as well."""
COMMANDS = (
    ("check-config",),
    ("add", "{site}/1"),
    ("worker", "read", "--burst"),
    ("worker", "extract", "--burst"),
    ("worker", "fold", "--burst"),
    ("worker", "alert", "--burst"),
    ("facts", "--format", "json"),
    ("sources", "--format", "json"),
    ("sources", "log", "--format", "json"),
    ("deliveries", "list", "--format", "json"),
    ("quarantine", "list", "--format", "json"),
    ("fsck", "--format", "json"),
)


@pytest.fixture(scope="module")
def said(redis_program: Path) -> str:
    """Everything that a run with secrets printed, logged and stored."""
    with tempfile.TemporaryDirectory(prefix="svodka-") as name, serving() as site:
        folder = Path(name)
        (folder / "data").mkdir()
        server = RedisServer(redis_program, folder / "data", free_ports(1)[0])
        server.start()
        try:
            with Redis(port=server.port) as client:
                client.acl_setuser(
                    "work", enabled=True, passwords=[f"+{MARKER}"], keys=["*"], categories=["+@all"]
                )
            return "\n".join([*_run(folder, server.port, site), _stored(server.port)])
        finally:
            server.stop()


def _run(folder: Path, port: int, site: NewsSite) -> list[str]:
    site.publish("/1", "Рейтинг центров поддержки экспорта")
    (folder / "url").write_text(f"redis://work:{MARKER}@127.0.0.1:{port}/0")
    (folder / "hook").write_text(f"whsec_{MARKER}")
    (folder / "svodka.yaml").write_text(json.dumps(_configuration(folder, site)))
    environment = {name: value for name, value in os.environ.items() if not name.startswith("SVODKA_")} | {
        "SVODKA_REDIS_URL_FILE": str(folder / "url"),
        "SVODKA_CONFIG": str(folder / "svodka.yaml"),
        "SVODKA_ALLOW_PRIVATE_ADDRESSES": "true",
        "SVODKA_LOG_LEVEL": "debug",
    }
    told = []
    for command in COMMANDS:
        words = [word.format(site=site.address) for word in command]
        done = subprocess.run(
            [sys.executable, "-m", "cli", *words],
            env=environment,
            capture_output=True,
            text=True,
            timeout=200,
        )
        assert done.returncode == 0, (words, done.stderr)
        told.append(f"$ {' '.join(words)}\n{done.stdout}{done.stderr}")
    # And a wrong password, which is a secret too.
    (folder / "url").write_text(f"redis://work:wrong-{MARKER}@127.0.0.1:{port}/0")
    done = subprocess.run(
        [sys.executable, "-m", "cli", "facts"], env=environment, capture_output=True, text=True, timeout=200
    )
    assert done.returncode == 2
    return [*told, done.stderr]


def _configuration(folder: Path, site: NewsSite) -> dict[str, object]:
    return {
        "sources": [{"name": "paper", "url": f"{site.address.replace('//', f'//user:{MARKER}@')}/feed"}],
        "channels": [
            {
                "name": "desk",
                "url": f"{site.address}/hook",
                "secret_files": [str(folder / "hook")],
                "allow_private_addresses": True,
            }
        ],
        "subscriptions": [{"name": "all", "channel": "desk"}],
    }


def _stored(port: int) -> str:
    with Redis(port=port) as client:
        return "\n".join(f"{key!r} {client.dump(key)!r}" for key in client.scan_iter())


def test_the_run_did_something(said: str) -> None:
    assert "all can be used" in said
    assert "RU-TUL" in said


def test_no_secret_is_in_anything_that_was_said_or_stored(said: str) -> None:
    assert MARKER not in said
