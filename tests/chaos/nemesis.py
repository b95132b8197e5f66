"""What goes wrong: every fault, how it begins and how it ends; and the one who throws the dice."""

from __future__ import annotations

import random
import signal
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from redis import Redis
from redis.exceptions import RedisError
from rq import Queue
from rq.serializers import JSONSerializer

from runtime.queues import QUEUE_NAMES, rq_name
from tests.chaos.fleet import Fleet, children_of, send
from tests.chaos.press import Manner, Press

WORKERS = tuple(f"worker-{queue}" for queue in QUEUE_NAMES)
HORSE_PATIENCE_SECONDS = 0.5

Heal = Callable[[], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Happened:
    """A fault, at seconds from the start of the run."""

    at: float
    fault: str
    detail: str


class Nemesis:
    """Faults by name. Each begins something and returns how to end it (None: it ended at once).

    A fault that finds nothing to break (no work-horse is running) raises NothingThere.
    """

    def __init__(self, fleet: Fleet, press: Press, dice: random.Random) -> None:
        self._fleet = fleet
        self._press = press
        self._dice = dice
        self._start = time.monotonic()
        self._under_way: list[tuple[float, str, Heal]] = []
        self.torn = 0
        self.happened: list[Happened] = []
        self._detail = ""

    @property
    def counts(self) -> Counter[str]:
        return Counter(one.fault for one in self.happened)

    def strike(self) -> None:
        """One fault, by the dice; never two of the same sort at once on one victim."""
        busy = {sort for _, sort, _ in self._under_way}
        names = [name for name in FAULTS if SORTS.get(name, name) not in busy]
        (name,) = self._dice.choices(names, [FAULTS[name] for name in names])
        self.inflict(name)

    def inflict(self, name: str) -> None:
        """One named fault."""
        fault: Callable[[], tuple[float, Heal] | None] = getattr(self, name)
        self._detail = ""
        try:
            lasting = fault()
        except NothingThere:
            return
        self.happened.append(Happened(at=time.monotonic() - self._start, fault=name, detail=self._detail))
        if lasting is not None:
            seconds, heal = lasting
            self._under_way.append((time.monotonic() + seconds, SORTS.get(name, name), heal))

    def heal_due(self) -> None:
        """End the faults whose time is over, and start hosts that ended."""
        now = time.monotonic()
        due = [one for one in self._under_way if one[0] <= now]
        self._under_way = [one for one in self._under_way if one[0] > now]
        for _, _, heal in due:
            heal()
        for host in self._fleet.hosts.values():
            host.keep_up()

    def heal_all(self) -> None:
        """End every fault."""
        for _, _, heal in self._under_way:
            heal()
        self._under_way = []
        for host in self._fleet.hosts.values():
            host.put_clock_wrong(0)
            host.keep_up()

    # Processes

    def kill_horse(self) -> None:
        self._kill(self._horse())

    def kill_worker(self) -> None:
        """The parent alone: its work-horse is an orphan."""
        self._kill(self._process(*WORKERS))

    def kill_worker_with_children(self) -> None:
        pid = self._process(*WORKERS)
        for victim in (pid, *children_of(pid)):
            send(victim, signal.SIGKILL)

    def kill_scheduler(self) -> None:
        """It is the sweeper, too."""
        self._kill(self._process("schedule"))

    def kill_relay(self) -> None:
        self._kill(self._process("worker-alert"))

    def kill_web(self) -> None:
        self._kill(self._process("web"))

    def kill_host(self) -> None:
        """The supervisor, and by the death signal all that it started."""
        self._kill(self._process("supervisor"))

    def stop_horse(self) -> tuple[float, Heal]:
        return self._stop(self._horse(), self._dice.uniform(1, 5))

    def stop_worker(self) -> tuple[float, Heal]:
        return self._stop(self._process(*WORKERS), self._dice.uniform(1, 5))

    def stop_scheduler(self) -> tuple[float, Heal]:
        """Longer than its lease: another takes over, and then there are two."""
        return self._stop(self._process("schedule"), self._dice.uniform(3, 6))

    def restart_gracefully(self) -> None:
        pid = self._process(*WORKERS, "schedule", "web")
        send(pid, signal.SIGTERM)

    # Redis

    def kill_redis(self) -> tuple[float, Heal]:
        self._fleet.redis.kill()
        return self._dice.uniform(0.1, 2), self._fleet.redis.start

    def stop_redis(self) -> tuple[float, Heal]:
        return self._stop(self._fleet.redis.pid, self._dice.uniform(0.5, 4))

    def tear_redis(self) -> tuple[float, Heal]:
        """The power fails: the last writes are torn off in mid-command."""
        size = self._dice.randrange(1, 400)
        self._detail = f"{size} bytes"
        self._fleet.redis.kill()
        self._fleet.redis.tear(size)
        self.torn += 1
        return self._dice.uniform(0.1, 1), self._fleet.redis.start

    def fill_disk(self) -> tuple[float, Heal]:
        self._fleet.redis.fill_disk()
        return self._dice.uniform(1, 3), self._fleet.redis.free_disk

    def fill_memory(self) -> tuple[float, Heal]:
        self._fleet.redis.fill_memory()
        return self._dice.uniform(1, 3), self._fleet.redis.free_memory

    # The queue

    def flush_queues(self) -> None:
        for key in self._redis("scan_iter", "rq:*"):
            self._redis("delete", key)

    def forge_jobs(self) -> None:
        """Somebody writes a foreign function and an unreadable job into the queues."""
        with Redis(port=self._fleet.redis.port, socket_timeout=2) as client:
            name = rq_name(self._dice.choice(QUEUE_NAMES))
            try:
                queue = Queue(name, connection=client, serializer=JSONSerializer)
                queue.enqueue("os.abort", result_ttl=0, failure_ttl=5)
                bad = f"broken-{self._dice.randrange(10**9)}"
                client.hset(f"rq:job:{bad}", mapping={"data": "{", "created_at": "never", "origin": name})
                client.rpush(f"rq:queue:{name}", bad)
            except RedisError:
                raise NothingThere from None

    # The net

    def cut_connections(self) -> None:
        self._fleet.proxy.turn(self._host(), "cut")

    def delay_connections(self) -> tuple[float, Heal]:
        return self._line("delay", self._dice.uniform(1, 4), self._dice.uniform(0.02, 0.3))

    def black_hole(self) -> tuple[float, Heal]:
        return self._line("black_hole", self._dice.uniform(1, 5))

    def drop_replies(self) -> tuple[float, Heal]:
        return self._line("drop_replies", self._dice.uniform(0.3, 2))

    # Time

    def jump_clock(self) -> tuple[float, Heal]:
        """A host's own clock is wrong for a while, by up to an hour, either way."""
        host = self._fleet.hosts[self._host()]
        seconds = self._dice.choice([-1, 1]) * self._dice.uniform(5, 3600)
        self._detail += f" {seconds:.0f} s"
        host.put_clock_wrong(seconds)
        return self._dice.uniform(1, 5), lambda: host.put_clock_wrong(0)

    def leap_time(self) -> None:
        """All sleep, as a suspended machine does: every lease is over."""
        self._fleet.leap(self._dice.uniform(5, 60))

    # The world

    def sites_fail(self) -> tuple[float, Heal]:
        return self._manner("sites")

    def receivers_fail(self) -> tuple[float, Heal]:
        return self._manner("receivers")

    def _manner(self, of: str) -> tuple[float, Heal]:
        manner: Manner = self._dice.choice(["503", "hang_up", "slow"])  # type: ignore[assignment]
        self._detail = manner
        setattr(self._press, of, manner)
        return self._dice.uniform(0.5, 3), lambda: setattr(self._press, of, "good")

    def _line(self, mode: str, seconds: float, told: float = 0.0) -> tuple[float, Heal]:
        host = self._host()
        self._fleet.proxy.turn(host, mode, told)
        return seconds, lambda: self._fleet.proxy.turn(host, "pass")

    def _host(self) -> str:
        host = self._dice.choice(sorted(self._fleet.hosts))
        self._detail = host
        return host

    def _process(self, *roles: str) -> int:
        host, role = self._host(), self._dice.choice(roles)
        self._detail = f"{host} {role}"
        pid = self._fleet.hosts[host].pid(role)
        if pid is None:
            raise NothingThere
        return pid

    def _horse(self) -> int:
        deadline = time.monotonic() + HORSE_PATIENCE_SECONDS
        places = [(host, role) for host in self._fleet.hosts.values() for role in WORKERS]
        self._dice.shuffle(places)
        while time.monotonic() < deadline:
            for host, role in places:
                worker = host.pid(role)
                for horse in children_of(worker) if worker else ():
                    self._detail = f"{host.name} {role}"
                    return horse
        raise NothingThere

    @staticmethod
    def _kill(pid: int) -> None:
        if not send(pid, signal.SIGKILL):
            raise NothingThere

    @staticmethod
    def _stop(pid: int, seconds: float) -> tuple[float, Heal]:
        if not send(pid, signal.SIGSTOP):
            raise NothingThere
        return seconds, lambda: send(pid, signal.SIGCONT) and None

    def _redis(self, command: str, *told: Any) -> Any:
        with Redis(port=self._fleet.redis.port, socket_timeout=2) as client:
            try:
                answer = getattr(client, command)(*told)
                return list(answer) if command == "scan_iter" else answer
            except RedisError:
                raise NothingThere from None


class NothingThere(Exception):
    """The fault found nothing to break."""


FAULTS = {
    "kill_horse": 5,
    "kill_worker": 4,
    "kill_worker_with_children": 3,
    "kill_scheduler": 2,
    "kill_relay": 2,
    "kill_web": 1,
    "kill_host": 0.6,
    "stop_horse": 3,
    "stop_worker": 2,
    "stop_scheduler": 2,
    "restart_gracefully": 3,
    "kill_redis": 2,
    "stop_redis": 1.5,
    "tear_redis": 2,
    "fill_disk": 1.5,
    "fill_memory": 1.5,
    "flush_queues": 1.5,
    "forge_jobs": 2,
    "cut_connections": 4,
    "delay_connections": 1.5,
    "black_hole": 1.5,
    "drop_replies": 3,
    "jump_clock": 2,
    "leap_time": 1.5,
    "sites_fail": 2,
    "receivers_fail": 3,
}
"""Every fault, and how often it comes beside the others."""

SORTS = {
    **dict.fromkeys(("kill_redis", "stop_redis", "tear_redis", "fill_disk", "fill_memory"), "redis"),
    **dict.fromkeys(("delay_connections", "black_hole", "drop_replies"), "net"),
}
"""Faults that would get into each other's way."""
