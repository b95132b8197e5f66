"""How long until all is well again after one kill, and after being asked to stop.

In the storm one fault follows upon another, and nobody could say what took how long. So when it is over,
the hosts are restarted, one after the other and gracefully, with the settings that svodka comes with; then
one process is killed in the middle of its work, and what counts is the time until every process is back,
the pages answer, and the news that was under way is known and told.
"""

from __future__ import annotations

import random
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from typing import NoReturn

import httpx

from model.errors import SvodkaError
from runtime.queues import QUEUE_NAMES
from storage.store import Store
from tests.chaos.checker import is_settled, is_there
from tests.chaos.fleet import Fleet, Host, children_of, send
from tests.chaos.press import Press
from tests.chaos.world import SITES, World

RECOVERY_SECONDS = 20.0
"""After a kill all has to be well within this time."""

GONE_SECONDS = 15.0
"""A host that is asked to stop has to be gone within this time."""

PATIENCE_SECONDS = 90.0
REDIS_DOWN_SECONDS = 1.0
LOOK_SECONDS = 0.05
LEAP_SECONDS = 600.0
WORKERS = tuple(f"worker-{queue}" for queue in QUEUE_NAMES)
ROLES = (*WORKERS, "schedule", "web")
BUSY = ("worker-read", "worker-extract", "worker-fold")
"""Those whose work takes long enough to be met in the middle."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recovery:
    """A kill, and the seconds until all was well; PATIENCE_SECONDS where it never was."""

    killed: str
    seconds: float


@dataclass
class Drills:
    """Kills in calm weather, on a fleet that the storm has left whole."""

    fleet: Fleet
    store: Store
    press: Press
    world: World
    dice: random.Random
    recoveries: list[Recovery] = field(default_factory=list)
    stops: list[float] = field(default_factory=list)
    _killed_at: float = 0.0

    def hold(self, count: int) -> None:
        """That many kills, each of another kind; one an edition that no one has told yet."""
        if not count:
            return
        self._restart()
        kinds = self.dice.sample(sorted(KILLS), min(count, len(KILLS), len(self.world.untold)))
        for kind in kinds:
            self._wait(self._is_well)
            for act in self.world.tell_another():
                self.press.publish(act)
            KILLS[kind](self)
            self._wait(self._is_well)
            self.recoveries.append(Recovery(killed=kind, seconds=time.monotonic() - self._killed_at))

    def too_late(self) -> Iterator[str]:
        """What took longer than it may."""
        for one in self.recoveries:
            if one.seconds > RECOVERY_SECONDS:
                yield f"{one.seconds:.1f} s after the kill of {one.killed}"
        for seconds in self.stops:
            if seconds > GONE_SECONDS:
                yield f"{seconds:.1f} s until a host was gone that had been asked to stop"

    def _restart(self) -> None:
        for host in self._hosts():
            self.stops.append(host.stop())
            host.as_shipped()
            host.start()
            self._wait(lambda host=host: all(map(host.pid, ROLES)))  # type: ignore[misc]
        # Sources that failed in the storm are not looked at for a while.
        before = dict(self.press.asked)
        feeds = [f"/{site}/feed.xml" for site in SITES]
        while not all(self.press.asked[feed] > before.get(feed, 0) for feed in feeds):
            self.fleet.leap(LEAP_SECONDS)
            time.sleep(2)

    def _is_well(self) -> bool:
        for host in self._hosts():
            host.keep_up()
            if not all(map(host.pid, ROLES)) or not _answers(host):
                return False
        with suppress(SvodkaError):
            return is_there(self.store, self.world, self.press) and is_settled(self.store)
        return False

    def _wait(self, holds: Callable[[], bool]) -> None:
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not holds() and time.monotonic() < deadline:
            time.sleep(LOOK_SECONDS)

    def _busy(self, *roles: str) -> tuple[Host, int]:
        """A worker of one of the roles with work in hand."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < deadline:
            for host in self._hosts():
                for role in roles:
                    pid = host.pid(role)
                    if pid is not None and children_of(pid):
                        return host, pid
            time.sleep(LOOK_SECONDS / 10)
        raise TimeoutError(f"none of {', '.join(roles)} had anything to do")

    def _kill(self, *pids: int) -> None:
        self._killed_at = time.monotonic()
        for pid in pids:
            send(pid, signal.SIGKILL)

    def kill_horse(self) -> None:
        self._kill(*children_of(self._busy(*BUSY)[1]))

    def kill_worker(self) -> None:
        """The parent alone: its work-horse is an orphan."""
        self._kill(self._busy(*BUSY)[1])

    def kill_worker_with_children(self) -> None:
        _, worker = self._busy(*BUSY)
        self._kill(worker, *children_of(worker))

    def kill_relay(self) -> None:
        self._kill(self._busy("worker-alert")[1])

    def kill_schedulers(self) -> None:
        """Both: one of them has the lease, and it has to run out."""
        self._kill(*(host.pid("schedule") or self._none("scheduler") for host in self._hosts()))

    def kill_web(self) -> None:
        self._kill(self.dice.choice(self._hosts()).pid("web") or self._none("page"))

    def kill_host(self) -> None:
        """The supervisor, and by the death signal all that it started."""
        self._kill(self._busy(*BUSY)[0].pid("supervisor") or self._none("supervisor"))

    def kill_redis(self) -> None:
        self._busy(*BUSY)
        self._killed_at = time.monotonic()
        self.fleet.redis.kill()
        time.sleep(REDIS_DOWN_SECONDS)
        self.fleet.redis.start()

    def _hosts(self) -> list[Host]:
        return list(self.fleet.hosts.values())

    @staticmethod
    def _none(of: str) -> NoReturn:
        raise RuntimeError(f"there is no {of} to kill, though all was well")


KILLS: dict[str, Callable[[Drills], None]] = {
    "a work-horse": Drills.kill_horse,
    "a worker, its work-horse left": Drills.kill_worker,
    "a worker and its work-horse": Drills.kill_worker_with_children,
    "the relay": Drills.kill_relay,
    "the schedulers": Drills.kill_schedulers,
    "a web page": Drills.kill_web,
    "a host": Drills.kill_host,
    "Redis": Drills.kill_redis,
}


def _answers(host: Host) -> bool:
    with suppress(httpx.HTTPError):
        url = f"http://127.0.0.1:{host.web_port}/readyz"
        return httpx.get(url, timeout=5, trust_env=False).status_code == 200
    return False
