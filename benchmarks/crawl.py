"""From feed to stored facts, beside Scrapy, trafilatura and Natasha: `make bench-crawl`.

Twenty sites on loopback list 2,000 articles of 50 KB; no delay is asked for, at most two requests
go to a host at once. svodka runs as `svodka run` does: a worker for each stage through RQ, on a Redis
of its own. The peer runs as two processes, half of the sites each. Both have the same two processors,
one after the other, with the sites on the same two. Each begins when it has loaded everything and
stands still; the time is that from the first request that the sites see to the moment when the last
fact is stored, so that what is loaded before does not count for either. Beside it stands the processor
time of all processes of each, its Redis included, in that time: what else the machine does falls on it
less. The most requests that a host saw at once is told from the sites' log.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import yaml
from crawl_site import host_of
from redis import Redis
from redis.exceptions import RedisError
from rich.console import Console
from rich.table import Table

from runtime.embedded import server_program
from storage.facts import FactQuery
from storage.store import Store

HERE = Path(__file__).parent
PROCESSORS = "0,1"
SINGLE_THREADED = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
"""Two processes on two processors: threads of BLAS would only get in each other's way."""
PATIENCE_SECONDS = 900.0
LOOK_SECONDS = 0.5
WORKERS = 6
"""One a queue. Each says that it is there when it has loaded what its jobs need."""
STILL_SECONDS, STILL_CPU_SECONDS = 2.0, 0.1
"""svodka stands still when all that it spends in that time are the looks of its scheduler."""
STARTER = "benchmark"
"""Who holds the lease of svodka's scheduler until svodka is to begin."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """What is crawled."""

    articles: int
    hosts: int
    size_kb: int
    latency_ms: int
    places: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """What one contestant did. `most_at_once` is the most requests that any one host saw at once."""

    name: str
    seconds: float
    cpu_seconds: float
    articles: int
    facts: int
    most_at_once: int
    requests: int

    @property
    def a_second(self) -> float:
        """Articles a second."""
        return self.articles / self.seconds

    @property
    def a_cpu_second(self) -> float:
        """Articles for a second of one processor."""
        return self.articles / self.cpu_seconds


@contextmanager
def sites(task: Task, folder: Path) -> Iterator[tuple[int, Path]]:
    """The sites, while the context lasts: their port, and where their log will be."""
    log = folder / "requests.jsonl"
    given = [str(value) for value in (task.articles, task.hosts, task.size_kb, task.latency_ms)]
    process = subprocess.Popen(  # noqa: S603 - our own programs
        [*_pinned(), sys.executable, HERE / "crawl_site.py", *given, log],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        yield json.loads(_line(process))["port"], log
    finally:
        process.communicate(timeout=60)


@contextmanager
def redis_server(folder: Path) -> Iterator[str]:
    """A Redis that keeps an append-only file, as in production."""
    socket = folder / "redis.sock"
    told = f"--port 0 --unixsocket {socket} --save '' --appendonly yes --maxmemory-policy noeviction"
    process = subprocess.Popen(  # noqa: S603 - our own programs
        [*_pinned(), server_program(), *told.replace("''", "").split(), "--dir", folder],
        stdout=subprocess.DEVNULL,
    )
    try:
        with Redis.from_url(f"unix://{socket}") as client:
            _wait_until(lambda: _answers(client), "Redis does not start")
        yield f"unix://{socket}"
    finally:
        process.terminate()
        process.wait(30)


def svodka(task: Task) -> Run:
    """svodka, started as its users start it."""
    with tempfile.TemporaryDirectory(prefix="svodka-") as name:
        folder = Path(name)
        with redis_server(folder) as url, Redis.from_url(url) as client:
            with sites(task, folder) as (port, log):
                entries = [
                    {"name": f"site-{n}", "url": f"http://{host_of(n)}:{port}/rss", "look_again_days": 0}
                    for n in range(task.hosts)
                ]
                (folder / "svodka.yaml").write_text(yaml.safe_dump({"sources": entries}), encoding="utf-8")
                environment = {
                    **os.environ,
                    "SVODKA_REDIS_URL": url,
                    "SVODKA_CONFIG": str(folder / "svodka.yaml"),
                    "SVODKA_ALLOW_PRIVATE_ADDRESSES": "true",
                    "SVODKA_HOST_DELAY_SECONDS": "0",
                    "SVODKA_HOST_PLACES": str(task.places),
                    "SVODKA_WEB_PORT": "0",
                    **SINGLE_THREADED,
                    "SVODKA_LOG_LEVEL": "warning",
                }
                store = Store(client, clock=lambda: datetime.now(UTC))
                store.migrating.check()
                store.schedule.hold(STARTER, PATIENCE_SECONDS)
                service = subprocess.Popen(  # noqa: S603 - our own program
                    [*_pinned(), sys.executable, "-m", "cli", "run"], env=environment
                )
                try:
                    _wait_until(lambda: client.scard("rq:workers") >= WORKERS, "svodka does not start")
                    _wait_until(lambda: _stands_still(service.pid), "svodka does not load")
                    spent = _cpu_seconds(service.pid) + _redis_seconds(client)
                    store.schedule.release(STARTER)
                    ended = _ended_at(store, task.articles, service)
                    spent = _cpu_seconds(service.pid) + _redis_seconds(client) - spent
                finally:
                    service.terminate()
                    service.wait(60)
                facts = sum(1 for _ in store.facts.every(FactQuery()))
                articles = sum(1 for month in store.articles.months() for _ in store.articles.ids(month))
            return _told("svodka", log, ended, spent, articles, facts)


def peer(python: Path, task: Task) -> Run:
    """Scrapy, trafilatura and Natasha, in two processes."""
    with tempfile.TemporaryDirectory(prefix="svodka-") as name:
        folder = Path(name)
        with redis_server(folder) as url, Redis.from_url(url) as client:
            with sites(task, folder) as (port, log):
                feeds = [f"http://{host_of(number)}:{port}/rss" for number in range(task.hosts)]
                halves = (feeds[0::2], feeds[1::2])
                processes = [_peer_process(python, url, task.places, half) for half in halves]
                spent = sum(_cpu_seconds(process.pid) for process in processes)
                for process in processes:
                    if process.stdin is not None:
                        process.stdin.write("go\n")
                        process.stdin.flush()
                spent = sum(_spent_at_end(process) for process in processes) - spent + _redis_seconds(client)
                ended = time.monotonic()
                articles, facts = len(client.keys("article:*")), len(client.keys("fact:*"))
            return _told("Scrapy, trafilatura, Natasha", log, ended, spent, articles, facts)


def _peer_process(python: Path, url: str, places: int, feeds: Sequence[str]) -> subprocess.Popen[str]:
    process = subprocess.Popen(  # noqa: S603 - our own programs
        [*_pinned(), python, HERE / "crawl_peer.py", url, str(places), *feeds],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, **SINGLE_THREADED},
    )
    _line(process)
    return process


def _line(process: subprocess.Popen[str]) -> str:
    """What a program says first: that it is ready."""
    line = process.stdout.readline() if process.stdout is not None else ""
    if not line:
        raise SystemExit(f"{process.args} ended before it was ready")
    return line


def _ended_at(store: Store, articles: int, service: subprocess.Popen[bytes]) -> float:
    """When the last of the articles was folded."""

    def is_done() -> bool:
        if service.poll() is not None:
            raise SystemExit("svodka ended")
        folded = sum(n for (stage, word), n in store.counters.totals().items() if stage == "fold")
        if folded < articles:
            return False
        counts = store.work.counts()
        return not any(counts[stage].due + counts[stage].later for stage in ("read", "extract", "fold"))

    _wait_until(is_done, "svodka did not store everything in time")
    return time.monotonic()


def _children(pid: int) -> list[int]:
    """The processes that a process has started and that live."""
    try:
        listed = [path.read_text() for path in Path(f"/proc/{pid}/task").glob("*/children")]
    except OSError:
        return []
    return [int(child) for line in listed for child in line.split()]


def _cpu_seconds(pid: int) -> float:
    """The processor time of a process and of all that it has started, those that ended too."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    # proc(5): utime, stime, cutime and cstime are the fields 14 to 17, the third is the first here.
    own = sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK")
    return own + sum(map(_cpu_seconds, _children(pid)))


def _stands_still(pid: int) -> bool:
    before = _cpu_seconds(pid)
    time.sleep(STILL_SECONDS)
    return _cpu_seconds(pid) - before < STILL_CPU_SECONDS


def _redis_seconds(client: Redis) -> float:
    told: dict[str, Any] = client.info("cpu")
    return float(told["used_cpu_user"]) + float(told["used_cpu_sys"])


def _spent_at_end(process: subprocess.Popen[str]) -> float:
    """The processor time of a process when it has ended."""
    _, _, usage = os.wait4(process.pid, 0)
    process.returncode = 0
    return usage.ru_utime + usage.ru_stime


def _told(name: str, log: Path, ended: float, spent: float, articles: int, facts: int) -> Run:
    requests = [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()]
    return Run(
        name=name,
        seconds=ended - min(request["came"] for request in requests),
        cpu_seconds=spent,
        articles=articles,
        facts=facts,
        most_at_once=most_at_once(requests),
        requests=len(requests),
    )


def most_at_once(requests: Sequence[dict[str, Any]]) -> int:
    """The most requests that any one host had to answer at the same time."""
    changes: dict[str, list[tuple[float, int]]] = defaultdict(list)
    for request in requests:
        changes[request["host"]] += [(request["came"], 1), (request["answered"], -1)]
    most = 0
    for moments in changes.values():
        under_way = 0
        for _, change in sorted(moments):
            under_way += change
            most = max(most, under_way)
    return most


def _pinned() -> list[str]:
    return ["taskset", "-c", PROCESSORS]


def _answers(client: Redis) -> bool:
    try:
        return bool(client.ping())
    except RedisError:
        return False


def _wait_until(holds: Any, complaint: str) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not holds():
        if time.monotonic() > deadline:
            raise SystemExit(complaint)
        time.sleep(LOOK_SECONDS)


def shown(screen: Console, task: Task, runs: Sequence[Run]) -> None:
    """The report for people."""
    title = (
        f"{task.articles} articles of {task.size_kb} KB on {task.hosts} hosts that answer after"
        f" {task.latency_ms} ms; two processors for all"
    )
    table = Table(title=title, title_justify="left")
    for column in (
        "pipeline",
        "articles",
        "facts",
        "seconds",
        "a second",
        "processor seconds",
        "a processor second",
        "most at once on a host",
    ):
        table.add_column(column, justify="left" if column == "pipeline" else "right")
    for run in runs:
        table.add_row(
            run.name,
            str(run.articles),
            str(run.facts),
            f"{run.seconds:.1f}",
            f"{run.a_second:.1f}",
            f"{run.cpu_seconds:.1f}",
            f"{run.a_cpu_second:.1f}",
            f"{run.most_at_once} (allowed {task.places})",
        )
    screen.print(table)
    if len(runs) == 2:
        first, second = runs
        screen.print(
            f"svodka: {first.a_second / second.a_second:.1f} times the articles a second,"
            f" {first.a_cpu_second / second.a_cpu_second:.1f} times those a processor second"
        )


def main() -> None:
    """Measure, show, and write the report where one is asked for."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--peer", type=Path, help="the Python that has Scrapy, trafilatura and Natasha")
    parser.add_argument("--articles", type=int, default=2_000)
    parser.add_argument("--peer-articles", type=int, help="fewer for the peer, whose pace is steady")
    parser.add_argument("--hosts", type=int, default=20)
    parser.add_argument("--kb", type=int, default=50, help="size of a page")
    parser.add_argument("--latency-ms", type=int, default=20, help="how long a site thinks")
    parser.add_argument("--places", type=int, default=2, help="requests at once to a host")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the report there as well")
    given = parser.parse_args()
    task = Task(
        articles=given.articles,
        hosts=given.hosts,
        size_kb=given.kb,
        latency_ms=given.latency_ms,
        places=given.places,
    )
    screen = Console(highlight=False, width=None if sys.stdout.isatty() else 120)
    runs = [svodka(task)]
    if given.peer:
        runs.append(peer(given.peer, replace(task, articles=given.peer_articles or task.articles)))
    shown(screen, task, runs)
    if given.json:
        told = [
            {
                "name": run.name,
                "seconds": run.seconds,
                "cpu_seconds": run.cpu_seconds,
                "articles": run.articles,
                "facts": run.facts,
                "articles_a_second": run.a_second,
                "most_at_once": run.most_at_once,
                "requests": run.requests,
            }
            for run in runs
        ]
        given.json.write_text(json.dumps(told, indent=2) + "\n", encoding="utf-8")
    too_many = [run for run in runs[:1] if run.most_at_once > task.places]
    lost = [run for run in runs[:1] if run.articles != task.articles]
    if too_many or lost:
        raise SystemExit("svodka kept no limit" if too_many else "svodka lost articles")


if __name__ == "__main__":
    main()
