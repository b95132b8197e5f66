"""How fast facts are kept and found, and what one costs: `make bench-store`.

The same facts stand in `storage`, in Redis hashes that a scan goes over and in SQLite
(`benchmarks/holding.py` puts them there, `benchmarks/rivals.py` are the other two), and the same
questions are put to all three. Times are those of the caller, decoding included; of a fact that is
found the claims behind the one that is shown are decoded when they are asked for, so what it takes to
write all of them out, as the API does, is told beside it.
"""

from __future__ import annotations

import argparse
import gc
import json
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from random import Random
from statistics import median, quantiles
from typing import Any

from holding import FIRST_YEAR, Wanted, data_set, now, redis_server
from invented_news import InventedNews
from rich.console import Console
from rich.progress import Progress
from rich.table import Table
from rivals import Row, Scan, Sqlite

from model.wire import fact_wire
from storage.asking import parse_question
from storage.questions import FACTS_A_PAGE, FactQuery
from storage.store import Store

HOME = Path(__file__).parent.parent / "build" / "bench-store"
TIMES, SECONDS = 1_000, 3.0
"""A question is asked so often, or so long, whichever is over first."""
SLOW_MS = 1_000
"""What takes so long is not asked again."""
ONE_BY_ONE = 5_000

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


def timed(ask: Callable[[Any], Any], asked: Iterator[Any], seconds: float = SECONDS) -> Row:
    """Milliseconds of one answer: median, 99th percentile, how often it was asked for.

    What is asked is made beforehand.
    """
    taken: list[float] = []
    questions = list(islice(asked, TIMES))
    end = time.perf_counter() + seconds
    for question in questions:
        began = time.perf_counter()
        ask(question)
        taken.append((time.perf_counter() - began) * 1e3)
        if time.perf_counter() > end or taken[0] > SLOW_MS:
            break
    ordered = [*taken, *taken] if len(taken) == 1 else taken
    p99 = quantiles(ordered, n=100, method="inclusive")[98]
    return {"p50": median(taken), "p99": p99, "times": len(taken)}


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
                "rare": self._news.rare_word(random),
            }
            yield parse_question(form.format(**blanks), limit=FACTS_A_PAGE)

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
        for rival, find in (
            ("svodka", store.facts.find),
            ("written", lambda query: [fact_wire(fact) for fact in store.facts.find(query).facts]),
            ("sqlite", sqlite.find),
            ("scan", scan.find),
        ):
            results[name][rival] = timed(find, asker.questions(form))
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
            results[name][rival] = timed(ask, asker.ledger())
        progress.advance(task)
    return results


def agree(asker: Asker, store: Store, scan: Scan, sqlite: Sqlite) -> None:
    """Make sure that all three give the same facts, so that like is measured with like.

    But for words: we find them in every form, SQLite in one, and the scan inside others too.
    """
    queries = [next(asker.questions(form)) for form in QUESTIONS.values()]
    ours = [[fact.id for fact in store.facts.find(query).facts] for query in queries]
    rivals = {sqlite.name: [sqlite.find(query) for query in queries], scan.name: scan.find_all(queries)}
    for name, answers in rivals.items():
        for query, mine, rows in zip(queries, ours, answers, strict=True):
            theirs = {row["id"] for row in rows}
            if theirs != set(mine) and query.text is None:
                raise RuntimeError(f"{name} answers {query} otherwise: {mine} and {theirs}")


def measured(arguments: argparse.Namespace, screen: Console) -> Row:
    """Everything, in one run."""
    wanted = Wanted(facts=arguments.facts, seed=arguments.seed, one_by_one=arguments.one_by_one)
    news = wanted.news(0)
    with ExitStack() as stack:
        progress = stack.enter_context(Progress(console=screen, transient=True))
        kept = data_set(HOME, wanted, progress)
        report: Row = json.loads((kept / "report.json").read_text(encoding="utf-8"))
        if arguments.build:
            return report
        ours = stack.enter_context(redis_server(kept / "svodka", append=False))
        store = Store(ours, clock=now)
        scan = Scan(stack.enter_context(redis_server(kept / "scan", append=False)))
        sqlite = Sqlite(kept / "facts.sqlite")
        asker = Asker(news, store, arguments.seed)
        agree(asker, store, scan, sqlite)
        # As services do when they have loaded what they need.
        gc.collect()
        gc.freeze()
        report["questions"] = compared(asker, store, scan, sqlite, progress)
        return report


def shown(screen: Console, report: Row) -> None:
    """The report for people."""
    facts, spent = report["facts"], report["memory"]
    screen.print(
        f"{facts:,} facts of {report['claims']:,} claims in {report['articles']:,} revisions, written in"
        f" {report['seconds']:.0f} s: one by one {report['facts_per_second']:,.0f} facts a"
        f" second ({report['articles_per_second']:,.0f} articles, {report['one_by_one']:,} facts), loaded by"
        f" two processes {report['loaded_per_second'] or 0:,.0f} a second; finished facts into SQLite"
        f" {report['SQLite_per_second']:,.0f} a second, into hashes {report['Redis scan_per_second']:,.0f}"
    )
    screen.print(
        f"a fact takes {spent['bytes_per_fact']:,.0f} bytes of Redis, bodies apart (of that the stream of"
        f" events {spent['of_that_stream']:,.0f}); bodies take {spent['bodies_of_text']:.0%} of their text;"
        f" SQLite's file {report['sqlite_bytes_per_fact']:,.0f} bytes a fact, without bodies"
    )
    table = Table(title=f"Milliseconds a question, pages of {FACTS_A_PAGE}", title_justify="left")
    table.add_column("question")
    for name in ("svodka p50", "p99", "written p50", "p99", "SQLite p50", "p99", "scan p50", "p99"):
        table.add_column(name, justify="right")
    for name, sides in report.get("questions", {}).items():
        told = [sides.get(side) for side in ("svodka", "written", "sqlite", "scan")]
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
    parser.add_argument("--build", action="store_true", help="make the facts and ask nothing")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the report there as well")
    arguments = parser.parse_args()
    screen = Console(highlight=False, width=None if sys.stdout.isatty() else 120)
    report = measured(arguments, screen)
    shown(screen, report)
    if arguments.json:
        arguments.json.write_text(json.dumps(report, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
