"""From a stored fact to the webhook that arrives: `make bench-alert`.

A Redis of its own, the real worker of the queue "alert", a receiver on loopback. Each sample folds an
article that moves a region to another place; the time runs from when the fact and its event are
stored, in one atomic step, until the receiver has read the message. Every event is asked for by one
subscription, however many others there are: those name one region and one rating each, as people do.

Matching is told apart: finding the subscriptions that an event may concern, beside asking each of them.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import queue
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import product
from pathlib import Path
from statistics import median, quantiles
from typing import Any

from redis import Redis
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from alerts.conditions import asks_for
from extractors.registries import regions
from model.articles import Article, article_id, digest
from model.claims import claims_of
from model.ledger import Event
from model.statements import Evidence, Ranking
from model.subscriptions import Subscription
from runtime.configuration import configuration_from
from runtime.embedded import embedded_redis
from runtime.logs import configure_logs
from runtime.service import Service
from runtime.settings import Settings
from storage.connection import connect
from workers.worker import work

SIZES = (1, 100, 10_000)
WARM_UP = 10
PATIENCE_SECONDS = 20
RATINGS = 125
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8GKYo="  # noqa: S105 (signs for a receiver of our own)
BOUND_SECONDS = 1.0
"""What p99 may be at 10,000 subscriptions, the most that are tried."""


@contextmanager
def receiving() -> Iterator[tuple[str, queue.Queue[tuple[str, float]]]]:
    """A receiver; its queue has the event of each message and when it was read."""
    arrived: queue.Queue[tuple[str, float]] = queue.Queue()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            arrived.put((json.loads(body)["data"]["event_id"], time.monotonic()))
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/", arrived
    finally:
        server.shutdown()
        server.server_close()


@contextmanager
def serving(url: str) -> Iterator[Service]:
    """A service on an empty Redis of its own, with its worker."""
    with tempfile.TemporaryDirectory(prefix="svodka-bench-") as folder:
        settings = Settings.model_validate({"data_dir": Path(folder), "allow_private_addresses": True})
        channel = {"name": "desk", "url": url, "secrets": [SECRET], "allow_private_addresses": True}
        configuration = configuration_from({"channels": [channel]}, origin="bench")

        def service(redis: Redis) -> Service:
            return Service(settings=settings, configuration=configuration, redis=redis, queue_redis=redis)

        with embedded_redis(settings.data_dir) as address:
            process = multiprocessing.get_context("fork").Process(
                target=lambda: work("alert", service(connect(address)))
            )
            process.start()
            try:
                yield service(connect(address))
            finally:
                process.terminate()
                process.join()


def subscribe(service: Service, count: int) -> tuple[Subscription, ...]:
    """So many subscriptions, of which one asks for the events of this benchmark."""
    pairs = product((region.code for region in regions()), range(RATINGS))
    others = [
        Subscription(name=f"s{number}", channel="desk", regions=(region,), ratings=(f"rating-{rating}",))
        for number, (region, rating) in zip(range(count - 1), pairs, strict=False)
    ]
    subscriptions = (*others, Subscription(name="ours", channel="desk", kinds=("place_changed",)))
    for subscription in subscriptions:
        service.store.subscriptions.save(subscription)
    return subscriptions


def store_fact(service: Service, number: int) -> tuple[str, str]:
    """Store an article that moves a region, fold it; the event and the book that waits to be relayed."""
    now = datetime.now(UTC)
    code = regions()[number % len(regions())].code
    sentence = f"Регион поднялся с пятого на второе место в рейтинге {number}."
    url = f"https://bench.example/{digest(f'{now.isoformat()}{number}')}"
    article = Article(
        id=article_id(url, now), url=url, source="bench", revision=digest(sentence), title=sentence,
        text=sentence, published_at=now, fetched_at=now, signature=digest(url),
    )  # fmt: skip
    statement = Ranking(
        evidence=Evidence(field="text", start=0, end=len(sentence), sentence=sentence, rule="rankings/bench"),
        region=code, subject=code, subject_kind="region", subject_id=code, position=2, previous=5,
        period="2025", rating="Рейтинг", rating_id=f"bench-{digest(url)}", basis="explicit",
    )  # fmt: skip
    service.store.articles.save(article)
    service.store.claims.save(article, claims_of(article, (statement,)))
    folded = service.store.books.fold(f"{article.id}@{article.revision}")
    (book,) = folded.books_with_events
    moved = next(event for event in service.store.events.pending(book) if event.kind == "place_changed")
    return moved.id, book


def sample(service: Service, arrived: queue.Queue[tuple[str, float]], number: int) -> float:
    """Seconds from the stored fact to the arrived webhook."""
    event, book = store_fact(service, number)
    start = time.monotonic()
    service.hand_over("relay", [book])
    while True:
        identifier, moment = arrived.get(timeout=PATIENCE_SECONDS)
        if identifier == event:
            return moment - start


def matching_seconds(service: Service, event: Event, subscriptions: tuple[Subscription, ...]) -> list[float]:
    """Seconds to find the subscriptions of an event: by the index, and by asking each."""
    return [
        timed(lambda: service.alerting.concerned(event)),
        timed(lambda: [one for one in subscriptions if asks_for(event, one)]),
    ]


def timed(act: Callable[[], Any], times: int = 50) -> float:
    """The median of several runs."""
    found = []
    for _ in range(times):
        start = time.perf_counter()
        act()
        found.append(time.perf_counter() - start)
    return median(found)


def measure(count: int, samples: int, progress: Progress) -> dict[str, float]:
    """The figures at one number of subscriptions."""
    task = progress.add_task(f"{count:,} subscriptions", total=samples + WARM_UP)
    with receiving() as (url, arrived), serving(url) as service:
        subscriptions = subscribe(service, count)
        seconds = []
        for number in range(samples + WARM_UP):
            seconds.append(sample(service, arrived, number))
            progress.advance(task)
        event = next(one for one in service.store.events.every() if one.kind == "place_changed")
        indexed, asked = matching_seconds(service, event, subscriptions)
    cuts = quantiles(seconds[WARM_UP:], n=100, method="inclusive")
    return {
        "p50": cuts[49], "p99": cuts[98], "most": max(seconds[WARM_UP:]), "index": indexed, "each": asked,
    }  # fmt: skip


def main() -> None:
    """Measure at every size and print a table; status 1 when p99 at the largest is over the bound."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--samples", type=int, default=200)
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    options = parser.parse_args()
    configure_logs(log_format="console", level="error")
    console = Console()
    table = Table(title=f"From the stored fact to the arrived webhook, ms, {options.samples} samples")
    for name in ("subscriptions", "p50", "p99", "most", "matching by index", "matching by asking each"):
        table.add_column(name, justify="right")
    started = datetime.now(UTC)
    found = {}
    with Progress(console=console) as progress:
        for count in options.sizes:
            found[count] = measure(count, options.samples, progress)
            row = (f"{seconds * 1000:.2f}" for seconds in found[count].values())
            table.add_row(f"{count:,}", *row)
    console.print(table)
    console.print(f"in {(datetime.now(UTC) - started) // timedelta(seconds=1)} s")
    raise SystemExit(found[max(found)]["p99"] > BOUND_SECONDS)


if __name__ == "__main__":
    main()
