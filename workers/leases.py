"""Leases of a job's items, prolonged for as long as the process that works on them lives.

By a thread beside the work: a page may take a minute, while a killed process is to be replaced
within seconds. A process that hangs so that no thread of it runs loses its leases too, and what
it held is given to another.
"""

from __future__ import annotations

from collections.abc import Sequence
from threading import Event, Lock, Thread
from types import TracebackType
from typing import Self

import structlog

from model.errors import StoreUnavailable, UnusableStore
from runtime.queues import Stage
from runtime.service import Service

logger = structlog.get_logger()

PROLONGED_A_LEASE = 3
"""How often in the time of a lease it is prolonged: two may fail."""


class Leases:
    """The leases of a batch while the context lasts."""

    def __init__(self, service: Service, stage: Stage, items: Sequence[str]) -> None:
        self._service = service
        self._stage = stage
        self._left = dict.fromkeys(items)
        self._lock = Lock()
        self._seconds = service.settings.held_seconds
        self._ended = Event()
        self._thread = Thread(target=self._prolong, name="leases", daemon=True)

    def __enter__(self) -> Self:
        # They may have waited in the queue for longer than their leases last.
        self._service.store.work.lease(self._stage, self._items(), self._seconds)
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ended.set()
        self._thread.join()

    def begin(self, item: str) -> bool:
        """Begin work on an item of the batch; whether it is still due."""
        return bool(self._service.store.work.begin(self._stage, [item], self._seconds))

    def begin_fresh(self, items: Sequence[str]) -> tuple[str, ...]:
        """Begin work on those of some items that are due and never were begun; which these are."""
        return self._service.store.work.begin_fresh(self._stage, items, self._seconds)

    def end(self, item: str) -> None:
        """Work on the item has ended: its lease is not prolonged any more."""
        with self._lock:
            self._left.pop(item, None)

    def give_back(self, item: str) -> None:
        """Make an item due at once that was not begun."""
        self.end(item)
        self._service.store.work.postpone(self._stage, item, self._service.clock())

    def _items(self) -> tuple[str, ...]:
        with self._lock:
            return tuple(self._left)

    def _prolong(self) -> None:
        while not self._ended.wait(self._seconds / PROLONGED_A_LEASE):
            try:
                left = self._items()
                self._service.store.work.lease(self._stage, left, self._seconds)
                if self._stage == "deliver":
                    self._service.store.deliveries.hold(left[:1], self._seconds)
            except (StoreUnavailable, UnusableStore) as error:
                # The work itself will meet it and say so; here there is the next time.
                logger.warning("leases.interrupted", stage=self._stage, error=str(error))
