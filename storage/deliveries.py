"""Messages to recipients: planned once, tried until they arrive, every try on record."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from pydantic import TypeAdapter

from model.errors import InvalidQuery
from model.subscriptions import Attempt, Channel, Delivery, DeliveryStatus
from storage import keys
from storage.channels import ended_mark
from storage.moments import to_ms
from storage.packing import pack_json, unpack_json
from storage.scripts import Script
from storage.server import Server, Value

_PLAN = Script("plan_deliveries")
_CLOSE = Script("close_bundle")
_BEGIN = Script("begin_delivery")
_HOLD = Script("hold_deliveries")
_RECORD = Script("record_delivery")
_FORGET = Script("forget_deliveries")
_DELIVERY = TypeAdapter(Delivery)

BUNDLE = "bundle_"
"""In front of a bundle's name, which is an item of the stage "deliver" as a delivery's id is."""

LATE = timedelta(seconds=5)
"""How late a turn may be used: later, a queue of them that waited would go out at once."""

PAGE = 500
FORGOTTEN_AT_ONCE = 20_000
"""A second or two of work, so that the scheduler does not lose its lease over it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """Whether a try may begin: at once (`wait_seconds` 0), later, or not (None: another is at it).

    `failures` is how often the channel failed in a row before; with `ended` its target said that it is
    gone for good, and nothing is to be tried.
    """

    wait_seconds: float | None
    failures: int
    ended: bool = False


class Deliveries:
    """Deliveries by id."""

    def __init__(self, server: Server, *, clock: Callable[[], datetime]) -> None:
        self._server = server
        self._clock = clock

    def plan(self, deliveries: Iterable[Delivery]) -> tuple[str, ...]:
        """Keep deliveries that are not known yet; their ids.

        Those with status "due" become due work in the same atomic step, those with a bundle make
        it due with the first of them. Planning one again changes nothing, whatever has become of
        it since.
        """
        arguments: list[Value] = []
        for delivery in deliveries:
            due = to_ms(delivery.due_at) if delivery.status in ("due", "bundled") else ""
            topics = " ".join(_filed_under(delivery))
            arguments += [delivery.id, to_ms(delivery.created_at), due, delivery.bundle or "", topics]
            arguments.append(_packed(delivery))
        if not arguments:
            return ()
        names = (keys.DELIVERIES, keys.DELIVERIES_BY_TIME, keys.due("deliveries", "deliver"), keys.FILED)
        return tuple(map(bytes.decode, self._server.run(_PLAN, names, arguments)))

    def get(self, delivery_id: str) -> Delivery | None:
        """A delivery with all its tries, oldest first."""
        record = self._server.call("HGET", keys.DELIVERIES, delivery_id)
        return _unpacked(record) if record is not None else None

    def about(self, topic: str) -> tuple[Delivery, ...]:
        """What was planned on a topic ("event:ID", "fact:ID", "story:ID"), or is in a bundle, by its name."""
        members = self._server.call("ZRANGEBYLEX", keys.FILED, f"[{topic} ", f"({topic}!")
        return self._several([member.rpartition(b" ")[2] for member in members])

    def digest_of(self, delivery_id: str) -> Delivery | None:
        """The message that a bundled delivery went out in; None while its bundle waits."""
        return next(iter(self.about(f"told:{delivery_id}")), None)

    def close(self, bundle: str, message: Delivery | None, members: Sequence[Delivery]) -> bool:
        """Make one delivery of a bundle's members; False when another event joined meanwhile.

        Without members the bundle is done with no message.
        """
        names = (
            keys.DELIVERIES,
            keys.DELIVERIES_BY_TIME,
            keys.due("deliveries", "deliver"),
            keys.FILED,
            keys.tries("deliveries", "deliver"),
        )
        told: list[Value] = ["", 0, ""]
        if message is not None:
            told = [message.id, to_ms(message.created_at), _packed(message)]
        ids = (member.id for member in members)
        return bool(self._server.run(_CLOSE, names, (bundle, *told, *ids)))

    def begin(
        self, delivery_id: str, channel: Channel, *, interval_seconds: float, lease_seconds: float
    ) -> Start:
        """Ask to begin a try: one at a time for a delivery, at a channel's pace, not while it rests.

        What has to wait keeps its turn; whoever asks behind it waits longer.
        """
        milliseconds = (round(interval_seconds * 1000), round(lease_seconds * 1000))
        now, late = to_ms(self._clock()), LATE // _MILLISECOND
        arguments = (delivery_id, channel.name, now, *milliseconds, late, channel.target)
        wait, failures = self._server.run(_BEGIN, (keys.CLAIMS, keys.SLOTS, keys.PACES), arguments)
        return Start(wait_seconds=None if wait < 0 else wait / 1000, failures=failures, ended=wait == _ENDED)

    def hold(self, delivery_ids: Iterable[str], lease_seconds: float) -> int:
        """Prolong tries that are going on; with 0 seconds let them go: who made them is dead."""
        until = to_ms(self._clock() + timedelta(seconds=lease_seconds)) if lease_seconds else ""
        return int(self._server.run(_HOLD, (keys.CLAIMS,), (until, *delivery_ids)))

    def record(
        self,
        delivery_id: str,
        attempt: Attempt | None,
        *,
        status: DeliveryStatus,
        due_at: datetime | None = None,
        rest_until: datetime | None = None,
        ends: Channel | None = None,
    ) -> Delivery | None:
        """Write down a try and what is to follow; the delivery as it is now, None for an unknown one.

        `due_at` is when to try again, for status "due"; `rest_until` how long the channel is left
        alone; `ends` is the channel, where its target said that it is gone for good. A try that is on
        record already, at the same moment with the same answer, is not written a second time.
        """

        def tried(delivery: Delivery) -> Delivery:
            known = attempt is None or attempt in delivery.attempts
            attempts = delivery.attempts if known else (*delivery.attempts, attempt)
            return replace(
                delivery,
                attempts=tuple(filter(None, attempts)),
                status=status,
                due_at=due_at or delivery.due_at,
            )

        rest: Value = to_ms(rest_until) if rest_until else 0 if status == "delivered" else ""
        return self._change(delivery_id, tried, rest, ended=ended_mark(ends, self._clock()) if ends else "")

    def replay(self, delivery_id: str) -> Delivery | None:
        """Take a dead delivery out of the dead letters: it is due now, with all its tries before it.

        None for one that is unknown or not dead.
        """
        delivery = self.get(delivery_id)
        if delivery is None or delivery.status != "dead":
            return None
        now = self._clock()
        return self._change(
            delivery_id,
            lambda dead: replace(dead, status="due", due_at=now, retried_from=len(dead.attempts)),
            "",
        )

    def list(
        self,
        *,
        limit: int = 100,
        status: DeliveryStatus | None = None,
        channel: str | None = None,
        event_id: str | None = None,
        subscription: str | None = None,
        after: str | None = None,
    ) -> tuple[Delivery, ...]:
        """The newest deliveries first, of one status, channel, event or subscription, or of all.

        `after` is the last delivery of the page before. Raises InvalidQuery for one that is not there.
        """
        wanted = {"status": status, "channel": channel, "event_id": event_id, "subscription": subscription}
        asked = {name: value for name, value in wanted.items() if value is not None}
        found: list[Delivery] = []
        for page in self._pages(event_id, self._behind(after)):
            found += [one for one in page if all(getattr(one, name) == asked[name] for name in asked)]
            if len(found) >= limit:
                break
        return tuple(found[:limit])

    def _pages(self, event_id: str | None, start: int) -> Iterator[tuple[Delivery, ...]]:
        """Deliveries behind the first `start`, the newest first; those of an event are found by it."""
        if event_id is not None:
            ordered = sorted(
                self.about(f"event:{event_id}"), key=lambda one: (one.created_at, one.id), reverse=True
            )
            yield tuple(one for one in ordered if not start or self._behind(one.id) > start)
            return
        while ids := self._server.call("ZREVRANGE", keys.DELIVERIES_BY_TIME, start, start + PAGE - 1):
            yield self._several(ids)
            start += len(ids)

    def forget(self, before: datetime, *, limit: int = FORGOTTEN_AT_ONCE) -> int:
        """Forget deliveries that were planned before a moment and are done, the oldest first; how many.

        What is still due, or waits in a bundle, stays. With `limit` or more there may be others.
        """
        forgotten, kept = 0, 0
        until = f"({to_ms(before)}"
        while forgotten < limit and (
            ids := self._server.call(
                "ZRANGEBYSCORE", keys.DELIVERIES_BY_TIME, "-inf", until, "LIMIT", kept, PAGE
            )
        ):
            records = self._server.call("HMGET", keys.DELIVERIES, *ids)
            arguments: list[Value] = []
            for record in records:
                delivery = _unpacked(record) if record is not None else None
                if delivery is not None and self._is_done(delivery):
                    arguments += [delivery.id, record, " ".join(_filed_under(delivery))]
            names = (keys.DELIVERIES, keys.DELIVERIES_BY_TIME, keys.FILED)
            gone = int(self._server.run(_FORGET, names, arguments)) if arguments else 0
            forgotten += gone
            kept += len(ids) - gone
        return forgotten

    def _is_done(self, delivery: Delivery) -> bool:
        if delivery.status == "bundled":
            return self.digest_of(delivery.id) is not None
        return delivery.status != "due"

    def _behind(self, delivery_id: str | None) -> int:
        """How many deliveries are as new as this one or newer; those to come do not change the order."""
        if delivery_id is None:
            return 0
        rank = self._server.call("ZREVRANK", keys.DELIVERIES_BY_TIME, delivery_id)
        if rank is None:
            raise InvalidQuery(f"no delivery {delivery_id!r}; give the `next` of a page", part="after")
        return int(rank) + 1

    def _several(self, ids: Sequence[bytes]) -> tuple[Delivery, ...]:
        if not ids:
            return ()
        records = self._server.call("HMGET", keys.DELIVERIES, *ids)
        return tuple(_unpacked(record) for record in records if record is not None)

    def _change(
        self, delivery_id: str, change: Callable[[Delivery], Delivery], rest: Value, *, ended: str = ""
    ) -> Delivery | None:
        names = (
            keys.DELIVERIES,
            keys.due("deliveries", "deliver"),
            keys.tries("deliveries", "deliver"),
            keys.CLAIMS,
            keys.PACES,
        )
        while (record := self._server.call("HGET", keys.DELIVERIES, delivery_id)) is not None:
            after = change(_unpacked(record))
            due = to_ms(after.due_at) if after.status == "due" else ""
            arguments = (delivery_id, record, _packed(after), due, after.channel, rest, ended)
            if self._server.run(_RECORD, names, arguments):
                return after
        return None


_MILLISECOND = timedelta(milliseconds=1)
_ENDED = -2
"""The word of begin_delivery.lua for a target that is gone for good."""


def _filed_under(delivery: Delivery) -> tuple[str, ...]:
    about = (f"event:{delivery.event_id}",) if delivery.event_id else ()
    return (*about, *delivery.topics)


def _packed(delivery: Delivery) -> bytes:
    return pack_json(_DELIVERY.dump_python(delivery, mode="json", exclude_defaults=True))


def _unpacked(record: bytes) -> Delivery:
    return _DELIVERY.validate_python(unpack_json(record))
