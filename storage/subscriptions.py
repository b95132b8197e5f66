"""Subscriptions that were made by command, found by what an event is about."""

from __future__ import annotations

from collections.abc import Iterable

from pydantic import TypeAdapter

from model.subscriptions import Subscription
from storage import keys
from storage.scripts import Script
from storage.server import Server, Value

_SAVE = Script("save_subscription")
_SUBSCRIPTION = TypeAdapter(Subscription)


class Subscriptions:
    """Subscriptions by name.

    An event's terms lead to those that can ask for it: the cost is theirs, not that of all.
    """

    def __init__(self, server: Server) -> None:
        self._server = server

    def save(self, subscription: Subscription) -> bool:
        """Keep a subscription; one of the same name is replaced. Whether there was one."""
        return self._write(subscription.name, subscription)

    def create(self, subscription: Subscription) -> bool:
        """Keep a new subscription; False, and nothing is changed, where there is one of that name."""
        record = _SUBSCRIPTION.dump_json(subscription, exclude_defaults=True)
        arguments: list[Value] = [subscription.name, b"", record, 0, *subscription.terms]
        return bool(self._server.run(_SAVE, (keys.SUBSCRIPTIONS, keys.SUBSCRIPTION_TERMS), arguments))

    def remove(self, name: str) -> bool:
        """Forget a subscription; whether there was one."""
        return self._write(name, None)

    def get(self, name: str) -> Subscription | None:
        """The subscription of that name."""
        record = self._server.call("HGET", keys.SUBSCRIPTIONS, name)
        return _SUBSCRIPTION.validate_json(record) if record is not None else None

    def list(self) -> tuple[Subscription, ...]:
        """All of them, by name."""
        records = self._server.call("HVALS", keys.SUBSCRIPTIONS)
        return tuple(sorted(map(_SUBSCRIPTION.validate_json, records), key=lambda one: one.name))

    def find(self, terms: Iterable[str]) -> tuple[Subscription, ...]:
        """Those that are filed under one of the terms, by name."""
        commands = [("ZRANGEBYLEX", keys.SUBSCRIPTION_TERMS, f"[{term}\n", f"({term}\v") for term in terms]
        members = [member for answer in self._server.batch(commands) for member in answer]
        names = sorted({member.rpartition(b"\n")[2] for member in members})
        if not names:
            return ()
        records = self._server.call("HMGET", keys.SUBSCRIPTIONS, *names)
        return tuple(_SUBSCRIPTION.validate_json(record) for record in records if record is not None)

    def _write(self, name: str, subscription: Subscription | None) -> bool:
        """Whether there was one of that name before."""
        record = _SUBSCRIPTION.dump_json(subscription, exclude_defaults=True) if subscription else b""
        come = subscription.terms if subscription else ()
        while True:
            old = self._server.call("HGET", keys.SUBSCRIPTIONS, name)
            gone = _SUBSCRIPTION.validate_json(old).terms if old is not None else ()
            arguments: list[Value] = [name, old or b"", record, len(gone), *gone, *come]
            if self._server.run(_SAVE, (keys.SUBSCRIPTIONS, keys.SUBSCRIPTION_TERMS), arguments):
                return old is not None
