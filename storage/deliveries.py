"""Messages to recipients: planned once, tried until they arrive, every try on record."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime

from pydantic import TypeAdapter

from model.subscriptions import Attempt, Delivery, DeliveryStatus
from storage import keys
from storage.codec import pack, unpack
from storage.moments import to_ms
from storage.scripts import Script
from storage.server import Server, Value

_PLAN = Script("plan_deliveries")
_RECORD = Script("record_delivery")
_DELIVERY = TypeAdapter(Delivery)


class Deliveries:
    """Deliveries by id."""

    def __init__(self, server: Server, *, clock: Callable[[], datetime]) -> None:
        self._server = server
        self._clock = clock

    def plan(self, deliveries: Iterable[Delivery]) -> tuple[str, ...]:
        """Keep deliveries that are not known yet; their ids.

        Those with status "due" become due work in the same atomic step. Planning one again
        changes nothing, whatever has become of it since.
        """
        arguments: list[Value] = []
        for delivery in deliveries:
            due = to_ms(delivery.due_at) if delivery.status == "due" else ""
            arguments += [delivery.id, to_ms(delivery.created_at), due, _packed(delivery)]
        if not arguments:
            return ()
        names = (keys.DELIVERIES, keys.DELIVERIES_BY_TIME, keys.due("deliveries", "deliver"))
        return tuple(map(bytes.decode, self._server.run(_PLAN, names, arguments)))

    def get(self, delivery_id: str) -> Delivery | None:
        """A delivery with all its tries, oldest first."""
        record = self._server.call("HGET", keys.DELIVERIES, delivery_id)
        return _unpacked(record) if record is not None else None

    def record(
        self,
        delivery_id: str,
        attempt: Attempt,
        *,
        status: DeliveryStatus,
        due_at: datetime | None = None,
    ) -> Delivery | None:
        """Write down a try and what is to follow; the delivery as it is now, None for an unknown one.

        `due_at` is when to try again, for status "due". A try that is on record already, at the
        same moment with the same answer, is not written a second time.
        """
        while (record := self._server.call("HGET", keys.DELIVERIES, delivery_id)) is not None:
            delivery = _unpacked(record)
            tried = delivery.attempts if attempt in delivery.attempts else (*delivery.attempts, attempt)
            after = replace(delivery, attempts=tried, status=status, due_at=due_at or delivery.due_at)
            due = to_ms(after.due_at) if status == "due" else ""
            names = (
                keys.DELIVERIES,
                keys.due("deliveries", "deliver"),
                keys.tries("deliveries", "deliver"),
            )
            if self._server.run(_RECORD, names, (delivery_id, record, _packed(after), due)):
                return after
        return None

    def list(self, *, limit: int = 100, status: DeliveryStatus | None = None) -> tuple[Delivery, ...]:
        """The newest deliveries first, of one status or of all."""
        found: list[Delivery] = []
        start = 0
        while len(found) < limit:
            ids = self._server.call("ZREVRANGE", keys.DELIVERIES_BY_TIME, start, start + limit - 1)
            if not ids:
                break
            start += len(ids)
            records = self._server.call("HMGET", keys.DELIVERIES, *ids)
            page = [_unpacked(record) for record in records if record is not None]
            found += [delivery for delivery in page if status in (None, delivery.status)]
        return tuple(found[:limit])


def _packed(delivery: Delivery) -> bytes:
    return pack(_DELIVERY.dump_json(delivery, exclude_defaults=True))


def _unpacked(record: bytes) -> Delivery:
    return _DELIVERY.validate_json(unpack(record))
