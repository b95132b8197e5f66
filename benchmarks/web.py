"""How long readers and programs wait, beside Datasette: `make bench-web`.

The facts are those of `make bench-store`, which keeps them: in Redis, and in SQLite with an index for each
condition, which Datasette serves. Then eight clients, each a process with one connection, ask both the
same questions: facts of a region, of an edition, of a kind, the newest; and for pages what each of the two
shows for them. First each client asks as programs and readers do, a program four times a second, a reader
once; then each asks again as soon as it has its answer, which shows what one process bears. Times are those
of the client. A page is mostly asked for the first time: there are more of them than questions in the time
for which one is kept.
"""

from __future__ import annotations

import argparse
import http.client
import json
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from multiprocessing import get_context
from pathlib import Path
from random import Random
from statistics import median, quantiles
from typing import Any
from urllib.parse import quote, urlsplit

from holding import Wanted, data_set, redis_server, url_of
from rich.console import Console
from rich.progress import Progress
from rich.table import Table
from rivals import Row
from serving import free_port, running, served
from store import HOME, ONE_BY_ONE

from extractors.registries import regions
from storage.store import Store

CLIENTS = 8
SECONDS = 30.0
PER_SECOND = {"api": 4.0, "pages": 1.0}
"""How often a client asks, paced."""
PAGE = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """The blanks that one question is filled in with."""

    region: str
    rating: str
    period: str


Address = Callable[[Ask], str]
SVODKA: dict[str, tuple[Address, ...]] = {
    "api": (
        lambda a: f"/v1/facts?region={a.region}&limit={PAGE}",
        lambda a: f"/v1/facts?rating={quote(a.rating)}&period={a.period}&limit={PAGE}",
        lambda a: f"/v1/facts?kind=percentage&region={a.region}&limit={PAGE}",
        lambda _: f"/v1/facts?limit={PAGE}",
        lambda a: f"/v1/ratings/{quote(a.rating)}/history?subject={a.region}",
    ),
    "pages": (
        lambda a: f"/facts?region={a.region}",
        lambda a: f"/ratings/{quote(a.rating)}",
        lambda a: f"/regions/{a.region}",
        lambda _: "/",
    ),
}
_NEWEST = f"_sort_desc=published&_size={PAGE}"
DATASETTE: dict[str, tuple[Address, ...]] = {
    "api": (
        lambda a: f"/facts/facts.json?region={a.region}&{_NEWEST}",
        lambda a: f"/facts/facts.json?rating={quote(a.rating)}&period={a.period}&{_NEWEST}",
        lambda a: f"/facts/facts.json?kind=percentage&region={a.region}&{_NEWEST}",
        lambda _: f"/facts/facts.json?{_NEWEST}",
        lambda a: f"/facts/facts.json?rating={quote(a.rating)}&subject={a.region}&_sort=period",
    ),
    "pages": (
        lambda a: f"/facts/facts?region={a.region}&{_NEWEST}",
        lambda a: f"/facts/facts?rating={quote(a.rating)}&_sort=period",
        lambda a: f"/facts/facts?region={a.region}&_facet=kind&{_NEWEST}",
        lambda _: f"/facts/facts?{_NEWEST}",
    ),
}


def client(
    url: str, addresses: Sequence[str], seconds: float, pause_seconds: float, number: int
) -> list[float]:
    """One client: milliseconds of each of its requests. Raises RuntimeError for an answer that is no 200."""
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port or 80, timeout=120)
    random, taken = Random(number), []  # noqa: S311
    # Clients do not march in step.
    time.sleep(pause_seconds * random.random())
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        address = addresses[random.randrange(len(addresses))]
        began = time.perf_counter()
        connection.request("GET", address, headers={"accept-encoding": "gzip", "accept-language": "ru"})
        answer = connection.getresponse()
        answer.read()
        taken.append((time.perf_counter() - began) * 1e3)
        if answer.status != 200:
            raise RuntimeError(f"{url}{address}: {answer.status}")
        if pause_seconds:
            time.sleep(max(0.0, pause_seconds * (0.5 + random.random()) - taken[-1] / 1e3))
    return taken


def measured(url: str, addresses: Sequence[str], arguments: argparse.Namespace, per_second: float) -> Row:
    """All clients at once: their times, and how many requests that were a second."""
    pause = 1 / per_second if per_second else 0.0
    with get_context("spawn").Pool(arguments.clients) as pool:
        asked = [(url, addresses, 1.0, 0.0, number) for number in range(arguments.clients)]
        pool.starmap(client, asked)
        asked = [(url, addresses, arguments.seconds, pause, number) for number in range(arguments.clients)]
        taken = [one for times in pool.starmap(client, asked) for one in times]
    return {
        "p50": median(taken),
        "p99": quantiles(taken, n=100, method="inclusive")[98],
        "per_second": len(taken) / arguments.seconds,
    }


def blanks(store: Store, codes: Sequence[str], seed: int) -> list[Ask]:
    """Regions and ratings that are asked for."""
    random = Random(seed)  # noqa: S311
    rated = [rating for rating in store.ratings.list() if len(rating.periods) > 1]
    chosen = (random.choice(rated) for _ in range(100))
    return [
        Ask(region=random.choice(codes), rating=one.id, period=random.choice(one.periods)) for one in chosen
    ]


def filled(addresses: Sequence[Address], asks: Sequence[Ask]) -> list[str]:
    """Every question with every blank."""
    return [address(ask) for address in addresses for ask in asks]


def report(arguments: argparse.Namespace, screen: Console) -> Row:
    """Fill both, serve both, ask both."""
    codes = [region.code for region in regions() if region.code != "RU"]
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="svodka-bench-")))
        with Progress(console=screen, transient=True) as progress:
            wanted = Wanted(facts=arguments.facts, seed=arguments.seed, one_by_one=ONE_BY_ONE)
            kept = data_set(HOME, wanted, progress)
        redis = stack.enter_context(redis_server(kept / "svodka", append=False))
        store = Store(redis, clock=lambda: datetime.now(UTC))
        asks = blanks(store, codes, arguments.seed)
        url = stack.enter_context(served(url_of(redis), folder))
        port = free_port()
        command = [arguments.datasette, "serve", "--immutable", kept / "facts.sqlite", "--port", str(port)]
        # With a million facts it gives some answers up after its second.
        command += ["--setting", "sql_time_limit_ms", "100000"]
        rival = stack.enter_context(
            running(command, f"http://127.0.0.1:{port}", "/-/versions.json", folder / "datasette.log", {})
        )
        sides = (("svodka", url, SVODKA), ("Datasette", rival, DATASETTE))
        results = {
            f"{kind}, {name}": {
                side: measured(where, filled(addresses[kind], asks), arguments, per_second)
                for side, where, addresses in sides
            }
            for kind, pace in PER_SECOND.items()
            for name, per_second in (("paced", pace), ("flat out", 0.0))
        }
        facts = json.loads((kept / "report.json").read_text(encoding="utf-8"))["facts"]
        return {"facts": facts, "results": results}


def shown(screen: Console, found: Row, arguments: argparse.Namespace) -> None:
    """The report for people."""
    screen.print(
        f"{found['facts']:,} facts, {arguments.clients} clients, one process each; paced: every client asks"
        f" {PER_SECOND['api']:g} times a second, for pages {PER_SECOND['pages']:g}; flat out: again at once"
    )
    table = Table(title="Milliseconds an answer", title_justify="left")
    table.add_column("what")
    for name in ("svodka p50", "p99", "a second", "Datasette p50", "p99", "a second"):
        table.add_column(name, justify="right")
    for name, sides in found["results"].items():
        cells = [f"{sides[side][key]:,.1f}" for side in ("svodka", "Datasette") for key in _KEYS]
        table.add_row(name, *cells)
    screen.print(table)


_KEYS = ("p50", "p99", "per_second")


def main() -> None:
    """Measure, show, and write the report where one is asked for."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--datasette", type=Path, required=True, help="the program")
    parser.add_argument("--facts", type=int, default=100_000)
    parser.add_argument("--clients", type=int, default=CLIENTS)
    parser.add_argument("--seconds", type=float, default=SECONDS, help="of each measurement")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the report there as well")
    arguments: Any = parser.parse_args()
    screen = Console(highlight=False, width=None if sys.stdout.isatty() else 120)
    found = report(arguments, screen)
    shown(screen, found, arguments)
    if arguments.json:
        arguments.json.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
