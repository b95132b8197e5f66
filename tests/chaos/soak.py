"""An hour, or as long as is asked, of steady load on `svodka run`; what grows is told.

    python -m tests.chaos.soak [--minutes N] [--warm-up N] [--every SECONDS] [--out FILE]

News come at a steady pace, some are edited, messages go out. The memory of every process, its open
files, the queues and what RQ keeps are looked at every half minute; the median slope of each after the
warm-up is told. Ends with status 1 when a process grows by more than a megabyte an hour, or anything else
grows at all. What Redis holds grows with the news: it is told, and judged by nobody.
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from statistics import median

import httpx
from redis import Redis

from runtime.queues import QUEUE_NAMES, rq_name
from runtime.settings import PREFIX
from tests.chaos.fleet import children_of, configuration, free_ports
from tests.chaos.press import Press, press_room
from tests.chaos.redis_server import RedisServer
from tests.chaos.run import redis_program, say
from tests.chaos.world import Act, Story, make_world

MOST_MEGABYTES_AN_HOUR = 1.0
NEWS_EVERY_SECONDS = 4.0
SAMPLES_APART_SECONDS = 30.0
FIRST_YEAR = 1990
ROLES = (*(f"worker-{queue}" for queue in QUEUE_NAMES), "schedule", "web")


@dataclass(slots=True)
class Series:
    """What was seen of one thing: seconds since the start, and how much there was."""

    name: str
    unit: str
    most_an_hour: float | None
    seen: list[tuple[float, float]] = field(default_factory=list)

    def slope_an_hour(self, after: float) -> float:
        """The median slope between any two samples after the warm-up (Theil and Sen).

        What grows, grows between most of them. A single step, as of the hourly look at all ratings, which
        takes room once and keeps it, tilts a line of least squares, and not this.
        """
        points = [(at, value) for at, value in self.seen if at >= after]
        slopes = [
            (later - value) / (then - at) for (at, value), (then, later) in itertools.combinations(points, 2)
        ]
        return median(slopes) * 3600 if slopes else 0.0


class Soak:
    """The service under a steady load, and what is seen of it."""

    def __init__(self, folder: Path, press: Press) -> None:
        data = folder / "redis"
        data.mkdir()
        redis_port, self.web_port = free_ports(2)
        self.redis = RedisServer(redis_program(), data, redis_port)
        self.redis.start()
        self.client = Redis(port=redis_port)
        (folder / "svodka.yaml").write_text(json.dumps(configuration(press, ["RU-TUL"])))
        settings = {
            "redis_url": self.redis.url,
            "config": folder / "svodka.yaml",
            "allow_private_addresses": True,
            "host_delay_seconds": 0,
            "web_port": self.web_port,
        }
        inherited = {key: value for key, value in os.environ.items() if not key.startswith(PREFIX)}
        told = {f"{PREFIX}{key.upper()}": str(value) for key, value in settings.items()}
        self.log = folder / "log"
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "cli", "run"], env={**inherited, **told}, stdout=log, stderr=log
            )
        self.series: dict[str, Series] = {}

    def look(self, at: float) -> None:
        """One sample of everything."""
        pids = {"supervisor": self.process.pid, "redis": self.redis.pid, **self._roles()}
        for name, pid in pids.items():
            limit = None if name == "redis" else MOST_MEGABYTES_AN_HOUR
            self._saw(f"memory {name}", "MB", limit, at, resident_megabytes(pid))
            self._saw(f"files {name}", "", 1.0, at, float(len(os.listdir(f"/proc/{pid}/fd"))))
        for queue in QUEUE_NAMES:
            length = float(self.client.llen(f"rq:queue:{rq_name(queue)}"))
            self._saw(f"queue {queue}", "jobs", 1.0, at, length)
        registries = sum(1 for _ in self.client.scan_iter("rq:*", count=1000))
        self._saw("keys of RQ", "", 10.0, at, float(registries))
        self._saw("keys in all", "", None, at, float(self.client.dbsize()))

    def _saw(self, name: str, unit: str, limit: float | None, at: float, value: float) -> None:
        self.series.setdefault(name, Series(name, unit, limit)).seen.append((at, value))

    def _roles(self) -> dict[str, int]:
        """By the order in which the supervisor starts them."""
        return dict(zip(ROLES, sorted(children_of(self.process.pid)), strict=False))

    def read(self) -> None:
        """What a reader of the pages and the API does meanwhile."""
        for path in ("/", "/v1/facts?limit=20", "/v1/ratings", "/metrics"):
            with suppress(httpx.HTTPError):
                httpx.get(f"http://127.0.0.1:{self.web_port}{path}", timeout=5, trust_env=False)

    def stop(self) -> None:
        self.process.terminate()
        try:
            self.process.wait(60)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.client.close()
        self.redis.stop()


def resident_megabytes(pid: int) -> float:
    """Memory of its own: anonymous pages that are in memory."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("RssAnon:"):
            return int(line.split()[1]) / 1024
    return 0.0


def publish(press: Press, seed: int, acts: list[Act], dice: random.Random) -> None:
    """One more story, or the edit of one."""
    if not acts:
        world = make_world(seed, seconds=60, ratings=3)
        acts += [Act(at=0, story=story) for story in world.baseline]
        acts += world.acts
        acts[:] = [replace(act, by_hand=False, story=_of_another_year(act.story, seed)) for act in acts]
    press.publish(acts.pop(0))
    # A feed has its newest entries only, as real ones do.
    if len(press.in_feeds) > 60:
        for path in sorted(press.in_feeds, key=lambda path: dice.random())[:10]:
            press.in_feeds.discard(path)


def _of_another_year(story: Story, seed: int) -> Story:
    """Each seed tells later editions: did all tell the same, a fact would have more claims every hour."""
    rating, period, region = story.key
    year = FIRST_YEAR + 2 * seed + int(period) % 2
    return replace(story, key=(rating, str(year), region), slug=f"{seed}-{story.slug}")


def told(series: Series, after: float) -> str:
    values = [value for at, value in series.seen if at >= after]
    if not values:
        return f"{series.name:24} not seen after the warm-up"
    slope = series.slope_an_hour(after)
    judged = "" if series.most_an_hour is None else (" ok" if slope <= series.most_an_hour else " GROWS")
    return (
        f"{series.name:24} {values[0]:9.1f} -> {values[-1]:9.1f} {series.unit:4}"
        f" {slope:+8.2f} an hour{judged}"
    )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--minutes", type=float, default=60.0)
    parser.add_argument("--warm-up", type=float, default=10.0)
    parser.add_argument("--every", type=float, default=NEWS_EVERY_SECONDS)
    parser.add_argument("--out", type=Path)
    asked = parser.parse_args()
    after = asked.warm_up * 60
    dice = random.Random(1)
    with tempfile.TemporaryDirectory(prefix="soak-") as folder, press_room(1) as press:
        soak = Soak(Path(folder), press)
        try:
            soaked(soak, press, asked, dice)
        finally:
            # First of all: whatever happens at the end, what was seen is told.
            lines = [told(one, after) for one in soak.series.values()]
            for line in lines:
                say(line)
            if asked.out is not None:
                asked.out.write_text(json.dumps({name: one.seen for name, one in soak.series.items()}))
            soak.stop()
        items = sum(press.asked.values())
    say(f"{asked.minutes:g} minutes, {items} requests answered, {len(press.arrivals)} messages received")
    return 1 if any(line.endswith("GROWS") for line in lines) else 0


def soaked(soak: Soak, press: Press, asked: argparse.Namespace, dice: random.Random) -> None:
    start = time.monotonic()
    acts: list[Act] = []
    news_at = sample_at = 0.0
    seed = 0
    while (at := time.monotonic() - start) < asked.minutes * 60:
        if soak.process.poll() is not None:
            raise SystemExit(f"the service ended: {soak.log.read_text()[-2000:]}")
        if at >= news_at:
            seed += not acts
            publish(press, seed, acts, dice)
            soak.read()
            news_at += asked.every
        if at >= sample_at and len(soak._roles()) == len(ROLES):
            soak.look(at)
            sample_at = at + SAMPLES_APART_SECONDS
        time.sleep(0.2)


if __name__ == "__main__":
    # Without this a termination would leave the service behind.
    signal.signal(signal.SIGTERM, lambda number, _: sys.exit(128 + number))
    sys.exit(main())
