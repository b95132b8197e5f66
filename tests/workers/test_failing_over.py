"""Sentinels name another master while the whole service works: what is lost is told, and made good."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from redis import Redis

from runtime.settings import PREFIX
from storage.connection import connect
from storage.store import Store
from tests.chaos.checker import findings, is_settled, is_there
from tests.chaos.fleet import configuration, free_ports
from tests.chaos.press import Press, press_room
from tests.chaos.world import Act, World, make_world
from tests.storage.test_killed_masters import Servers, long, now, servers, wait_until, watched

__all__ = ["servers"]  # a fixture

NEWS_EVERY_SECONDS = 0.25
IN_FLIGHT_SECONDS = 1.0
"""A message that was under way when the master died has arrived by then."""


def publish(press: Press, acts: Sequence[Act]) -> None:
    for act in acts:
        press.publish(act)
        time.sleep(NEWS_EVERY_SECONDS)


def is_known(store: Store, world: World, press: Press) -> bool:
    return is_there(store, world, press) and is_settled(store)


@contextmanager
def running(url: str, press: Press, folder: Path) -> Iterator[Path]:
    """The whole service; the file with its log."""
    (folder / "svodka.yaml").write_text(json.dumps(configuration(press, ["RU-TUL"])))
    settings = {
        "redis_url": url,
        "config": folder / "svodka.yaml",
        "allow_private_addresses": True,
        "host_delay_seconds": 0,
        "log_format": "json",
        "web_port": free_ports(1)[0],
    }
    inherited = {key: value for key, value in os.environ.items() if not key.startswith(PREFIX)}
    told = {f"{PREFIX}{key.upper()}": str(value) for key, value in settings.items()}
    log = folder / "log"
    with log.open("wb") as file:
        service = subprocess.Popen(
            [sys.executable, "-m", "cli", "run"], env={**inherited, **told}, stdout=file, stderr=file
        )
    try:
        yield log
    finally:
        service.terminate()
        service.wait(60)


@long
def test_a_failover_under_load_is_told_and_made_good(servers: Servers, tmp_path: Path) -> None:
    master, replica, url = watched(servers)
    world = make_world(8, seconds=20, ratings=3)
    acts = [replace(act, by_hand=False) for act in world.acts]
    third = len(acts) // 3
    with press_room(8) as press, running(url, press, tmp_path) as log:
        with connect(url, connect_seconds=1, answer_seconds=2) as client:
            store = Store(client, clock=now)
            publish(press, [Act(at=0, story=story) for story in world.baseline])
            wait_until(lambda: is_known(store, World(baseline=world.baseline), press))
            publish(press, acts[:third])
            # What the master acknowledges from here on dies with it: nothing is under way to the replica.
            servers.running[replica].send_signal(signal.SIGSTOP)
            with Redis(port=master) as dying:
                dying.execute_command("CLIENT", "KILL", "TYPE", "replica")
            told_before = len(press.arrivals)
            publish(press, acts[third : 2 * third])
            wait_until(lambda: store.articles.by_url(press.address + acts[third].story.path) is not None)
            servers.kill(master)
            # Whom the dying master's workers told, they noted there: no record of it is left, so all of it
            # has to be told once more by those who go on.
            time.sleep(IN_FLIGHT_SECONDS)
            del press.arrivals[told_before:]
            servers.running[replica].send_signal(signal.SIGCONT)
            publish(press, acts[2 * third :])
            wait_until(lambda: is_known(store, world, press))
            assert findings(store, world, press, []) == {}
        lines = [json.loads(line) for line in log.read_text().splitlines() if line.startswith("{")]
    (told,) = [line for line in lines if line["event"] == "store.went_back"]
    assert told["lost_seconds"] >= 2
