"""The places at hosts that a fetcher holds: short-lived, and prolonged for as long as it lives.

A killed process gives nothing back. Were its places held for the longest time that a fetch may take,
two deaths would keep everybody from a host for more than a minute.
"""

from __future__ import annotations

from threading import Event, Lock, Thread

from crawler.politeness import HostGate
from model.errors import StoreUnavailable

HOLD_SECONDS = 9.0
"""A place whose holder says nothing for so long is free."""

PROLONGED_A_HOLD = 3
"""How often in that time it is prolonged: two may fail."""


class HeldPlaces:
    """Places held by this process. Threads may share it."""

    def __init__(self, gate: HostGate, hold_seconds: float = HOLD_SECONDS) -> None:
        self.hold_seconds = hold_seconds
        self._gate = gate
        self._held: set[tuple[str, str]] = set()
        self._lock = Lock()
        self._closed = Event()
        self._thread: Thread | None = None

    def add(self, host: str, place: str) -> None:
        """Prolong the place from now on."""
        with self._lock:
            self._held.add((host, place))
            if self._thread is None:
                self._thread = Thread(target=self._prolong, name="places", daemon=True)
                self._thread.start()

    def drop(self, host: str, place: str) -> None:
        """Prolong it no more."""
        with self._lock:
            self._held.discard((host, place))

    def close(self) -> None:
        """Prolong nothing any more."""
        self._closed.set()

    def _prolong(self) -> None:
        while not self._closed.wait(self.hold_seconds / PROLONGED_A_HOLD):
            with self._lock:
                held = tuple(self._held)
            for host, place in held:
                try:
                    self._gate.prolong(host, place, hold_seconds=self.hold_seconds)
                except StoreUnavailable:
                    # Who fetches will meet it and say so; here there is the next time.
                    break
