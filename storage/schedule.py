"""The lease of the scheduler: one works, the others stand by."""

from __future__ import annotations

from storage import keys
from storage.scripts import Script
from storage.server import Server

_HOLD = Script("hold")
_RELEASE = Script("release")


class Schedule:
    """Who ticks."""

    def __init__(self, server: Server) -> None:
        self._server = server

    def hold(self, holder: str, lease_seconds: float) -> bool:
        """Take or prolong the lease; whether `holder` has it now."""
        return bool(self._server.run(_HOLD, [keys.SCHEDULE], (holder, round(lease_seconds * 1000))))

    def release(self, holder: str) -> None:
        """Give the lease up, if `holder` has it."""
        self._server.run(_RELEASE, [keys.SCHEDULE], [holder])

    def beat(self) -> int:
        """Count one tick of the scheduler that holds the lease; how many there were."""
        return int(self._server.call("INCR", keys.BEATS))

    def beats(self) -> int:
        """How many ticks there were."""
        return int(self._server.call("GET", keys.BEATS) or 0)

    def is_time(self, task: str, every_seconds: int) -> bool:
        """Whether a task is to be done now that is done so often: only the first who asks is told yes."""
        return self._server.call("SET", keys.done_lately(task), "1", "NX", "EX", every_seconds) is not None
