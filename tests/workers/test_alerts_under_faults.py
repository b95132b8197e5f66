"""Events to subscriptions while receivers answer anything but 204, and while workers are killed.

The laws: every delivery to a receiver that can take it arrives; without kills nobody who said 2xx gets
the same id twice; the log accounts for every event and every subscription. With kills, workers that relay,
that deliver and that try again die at random.

FAULT_EVENTS and FAULT_RECEIVERS make it larger, as `make soak-alerts` does: 1000 and 2 are a thousand
events to a hundred subscriptions.
"""

from __future__ import annotations

import multiprocessing
import os
import random
import signal
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from alerts.backoff import SCHEDULE
from alerts.channels import senders
from alerts.planning import test_delivery as sample_delivery
from alerts.posting import Poster, PostLimits
from model.ledger import Event
from model.subscriptions import Channel, Delivery
from runtime.queues import QueueName
from runtime.service import Service
from storage.keys import book_digest
from workers.stages.delivering import deliver_messages
from workers.stages.relaying import relay_events
from workers.sweeping import sweep
from workers.worker import work

EVENTS, BOOKS = int(os.environ.get("FAULT_EVENTS", "40")), 5
REGIONS = ("RU-SMO", "RU-MOW", "RU-TUL", "RU-KLU", "RU-BRY", "RU-TVE", "RU-IVA")
BEHAVIOURS = ("good", "500", "429", "slow", "redirect", "hang_up", "gone")
RECEIVERS = tuple(
    f"{behaviour}-{number}"
    for behaviour in BEHAVIOURS
    for number in range(int(os.environ.get("FAULT_RECEIVERS", "1")))
)
MENDED_AFTER = 15 + EVENTS // 10
"""Rounds of sweeping after which receivers take what comes."""
PATIENCE_SECONDS = 90.0 + 4 * EVENTS
NOW = datetime.now(UTC)


@dataclass
class Receivers:
    """One server; each path is a receiver with a behaviour of its own, which ends when `mended`."""

    port: int = 0
    mended: bool = False
    taken: Counter[tuple[str, str]] = field(default_factory=Counter)
    tried: Counter[str] = field(default_factory=Counter)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def url(self, receiver: str) -> str:
        return f"http://127.0.0.1:{self.port}/{receiver}"

    def misbehaves(self, receiver: str) -> bool:
        """Two of three times, while not mended; what is gone stays so."""
        behaviour = behaviour_of(receiver)
        with self.lock:
            self.tried[receiver] += 1
            return behaviour == "gone" or (
                behaviour != "good" and not self.mended and self.tried[receiver] % 3 != 0
            )


def behaviour_of(receiver: str) -> str:
    return receiver.partition("-")[0]


@pytest.fixture
def receivers() -> Iterator[Receivers]:
    state = Receivers()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            receiver = self.path.strip("/")
            if state.misbehaves(receiver):
                self._fault(behaviour_of(receiver))
                return
            with state.lock:
                state.taken[receiver, self.headers["webhook-id"]] += 1
            self.send_response(204)
            self.end_headers()

        def _fault(self, behaviour: str) -> None:
            if behaviour == "hang_up":
                self.close_connection = True
                self.connection.close()
                return
            if behaviour == "slow":
                time.sleep(4)
            status = {"500": 500, "429": 429, "redirect": 302, "gone": 410}.get(behaviour, 503)
            self.send_response(status)
            if behaviour == "429":
                self.send_header("Retry-After", "1")
            if behaviour == "redirect":
                self.send_header("Location", state.url("good-0"))
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    server.handle_error = lambda *_: None  # type: ignore[method-assign] (a hung-up connection is meant)
    state.port = server.server_address[1]
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    yield state
    server.shutdown()
    server.server_close()


@pytest.fixture
def service(make_service: Callable[..., Service], receivers: Receivers) -> Service:
    made = make_service(
        channels=[
            {
                "name": receiver,
                "url": receivers.url(receiver),
                "secrets": ["whsec_" + "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8GKYo="],
                "allow_private_addresses": True,
            }
            for receiver in RECEIVERS
        ],
        subscriptions=[
            *(
                {"name": f"{receiver}-{region}", "channel": receiver, "regions": [region]}
                for receiver in RECEIVERS
                for region in REGIONS
            ),
            # To recipients that others tell of each event already: nobody is told twice.
            *({"name": f"{receiver}-all", "channel": receiver} for receiver in ("good-0", "500-0")),
        ],
    )
    # A process that stands still for longer than the lease counts as dead, and its try is made again: on a
    # busy machine that is no matter of two seconds.
    patient = replace(made, settings=made.settings.model_copy(update={"lease_seconds": 10}))
    poster = Poster(is_public=lambda _: False, clock=made.clock, limits=PostLimits(whole_seconds=2.5))
    patient.senders = senders(poster, clock=made.clock)
    return patient


def event(number: int) -> Event:
    return Event(
        id=f"{number:016x}",
        kind="place_changed",
        rating_id=f"rating-{number % BOOKS}",
        rating="Рейтинг",
        period="2025",
        subject_id=f"s{number}",
        subject="Регион",
        region=REGIONS[number % len(REGIONS)],
        previous=5,
        position=2,
        published_at=NOW,
        happened_at=NOW,
    )


def happen(service: Service) -> None:
    for number in range(EVENTS):
        book = book_digest(f"rating-{number % BOOKS}")
        service.store.events.raise_in(book, [event(number)])


WORKERS: tuple[QueueName, ...] = ("alert", "alert", "retry")


def start_worker(service: Service, queue: QueueName = "alert") -> multiprocessing.process.BaseProcess:
    process = multiprocessing.get_context("fork").Process(target=work, args=(queue, service))
    process.start()
    return process


def hurry(service: Service, *, after_kills: bool) -> None:
    """Bring tries that are put off for minutes or hours forward: three days in a minute.

    A try that was killed is claimed for a minute, which passes too.
    """
    if after_kills:
        service.redis.delete("svodka:{deliveries}:claims")
    due = "svodka:{deliveries}:due:deliver"
    soon = int((time.time() + 0.5) * 1000)
    for item, _ in service.redis.zrangebyscore(due, soon + 3_000, "+inf", withscores=True):
        service.redis.zadd(due, {item: soon}, xx=True)
    service.redis.hdel("svodka:{deliveries}:paces", *[f"rest:{name}" for name in RECEIVERS])


def settle(service: Service, receivers: Receivers, workers: list[Any], *, kill: random.Random | None) -> None:
    """Sweep until nothing is left to do; with `kill`, kill a worker now and then and start another."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    rounds = 0
    while any(count.due or count.later for count in service.store.work.counts().values()):
        assert time.monotonic() < deadline, service.store.work.counts()
        rounds += 1
        receivers.mended = rounds > MENDED_AFTER
        sweep(service)
        if rounds % 3 == 0:
            hurry(service, after_kills=kill is not None)
        if kill is not None and rounds < MENDED_AFTER and rounds % 2:
            victim = kill.randrange(len(workers))
            os.kill(workers[victim].pid, signal.SIGKILL)
            workers[victim].join()
            workers[victim] = start_worker(service, WORKERS[victim])
        time.sleep(0.4)


def check_the_log(service: Service, receivers: Receivers) -> None:
    every = service.store.deliveries.list(limit=1_000_000)
    told_already = [one.reason for one in every if one.status == "suppressed"]
    assert told_already == ["suppressed_already_told"] * (2 * EVENTS)
    deliveries = [one for one in every if one.status != "suppressed"]
    assert len(deliveries) == EVENTS * len(RECEIVERS)
    wanted = {(event(number).id, name) for number in range(EVENTS) for name in RECEIVERS}
    assert {(delivery.event_id, delivery.channel) for delivery in deliveries} == wanted
    for delivery in deliveries:
        arrived = (delivery.channel, delivery.id) in receivers.taken
        last = delivery.attempts[-1]
        if behaviour_of(delivery.channel) == "gone":
            # Once it said so, it is not asked again: what waits for it is given up untried.
            assert (delivery.status, arrived) == ("dead", False)
            assert last.status in (410, None)
        else:
            assert (delivery.status, last.status, arrived) == ("delivered", 204, True)
    assert {behaviour_of(receiver) for receiver, _ in receivers.taken} == set(BEHAVIOURS) - {"gone"}


def check_that_nobody_was_told_twice(service: Service, receivers: Receivers) -> None:
    """A message is sent again only where no answer was heard: on a busy machine one may come too late."""
    twice = {identifier: count for (_, identifier), count in receivers.taken.items() if count > 1}
    for identifier, count in twice.items():
        delivery = service.store.deliveries.get(identifier)
        assert delivery is not None
        unheard = [attempt for attempt in delivery.attempts if attempt.status is None]
        assert count - 1 <= len(unheard), delivery


@pytest.mark.parametrize("kills", [False, True], ids=["no kills", "kills"])
def test_every_delivery_is_accounted_for(service: Service, receivers: Receivers, kills: bool) -> None:
    happen(service)
    workers = [start_worker(service, queue) for queue in WORKERS]
    try:
        settle(service, receivers, workers, kill=random.Random(1) if kills else None)
    finally:
        for worker in workers:
            os.kill(worker.pid or 0, signal.SIGKILL)
            worker.join()
    check_the_log(service, receivers)
    if not kills:
        check_that_nobody_was_told_twice(service, receivers)


def test_a_target_that_does_not_answer_holds_up_no_other(service: Service, receivers: Receivers) -> None:
    """Once it has failed, what is for it is tried by workers of their own, however much that is."""
    slow, good = (service.configuration.channel(name) for name in ("slow-0", "good-0"))
    assert slow is not None and good is not None
    workers = [start_worker(service), start_worker(service, "retry")]
    try:
        tell(service, [delivery_to(slow, 0)])
        until(lambda: receivers.tried["slow-0"] > 0 and service.store.channels.states([slow])[0].failures > 0)
        until(lambda: service.dispatcher.is_served("retry"))
        # A hundred tries that each take their whole time are more than four minutes of work.
        service.redis.hdel("svodka:{deliveries}:paces", "rest:slow-0")
        tell(service, [delivery_to(slow, number) for number in range(1, 101)])
        tell(service, [delivery_to(good, 0)])
        until(lambda: ("good-0", delivery_to(good, 0).id) in receivers.taken, seconds=30)
    finally:
        for worker in workers:
            os.kill(worker.pid or 0, signal.SIGKILL)
            worker.join()


def tell(service: Service, deliveries: Sequence[Delivery]) -> None:
    service.store.deliveries.plan(deliveries)
    service.hand_over("deliver", [delivery.id for delivery in deliveries])


def until(happened: Callable[[], bool], *, seconds: float = PATIENCE_SECONDS) -> None:
    deadline = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def delivery_to(channel: Channel, number: int) -> Delivery:
    return sample_delivery(channel, now=NOW + timedelta(milliseconds=number))


def test_where_nobody_serves_the_second_queue_the_first_does_its_work(
    service: Service, receivers: Receivers
) -> None:
    channel = service.configuration.channel("500-0")
    assert channel is not None
    first, second = delivery_to(channel, 1), delivery_to(channel, 2)
    service.store.deliveries.plan([first, second])
    deliver_messages(service, [first.id])
    service.redis.hdel("svodka:{deliveries}:paces", "rest:500-0")
    deliver_messages(service, [second.id])
    assert receivers.tried["500-0"] == 2


def test_after_three_days_a_delivery_is_dead_and_comes_back_by_hand(
    make_service: Callable[..., Service], receivers: Receivers
) -> None:
    now = datetime.now(UTC)
    made = make_service(
        channels=[{"name": "file", "kind": "file", "url": "/no/such/folder/log"}],
        subscriptions=[{"name": "all", "channel": "file"}],
    )
    service = replace(made, clock=lambda: now)
    service.store.events.raise_in(book_digest("rating-0"), [event(0)])
    relay_events(service, service.store.work.overdue("relay", now, 10, 60))
    for _ in range(len(SCHEDULE) + 1):
        now += timedelta(days=2)
        deliver_messages(service, service.store.work.overdue("deliver", now, 10, 60))
    (delivery,) = service.store.deliveries.list()
    assert (delivery.status, len(delivery.attempts)) == ("dead", len(SCHEDULE) + 1)
    service.store.deliveries.replay(delivery.id)
    deliver_messages(service, service.store.work.overdue("deliver", now, 10, 60))
    (delivery,) = service.store.deliveries.list()
    assert delivery.status == "due"
