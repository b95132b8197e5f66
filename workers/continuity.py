"""Noticing that the store went back in time, and making good what it lost.

A failover loses what the old master had not passed on yet; a power cut, what was not on the disk; a
restored backup, all since. Each leaves the store as it was at an earlier moment: whole, and with the
work due that was due then. Only what came from outside since is missing, and that the sources are
asked for again.
"""

from __future__ import annotations

from dataclasses import replace

import structlog

from runtime.service import Service

logger = structlog.get_logger()


class Continuity:
    """What a scheduler remembers of the store."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._seen = 0

    def stand_by(self, beats: int) -> None:
        """Remember the ticks of another, to compare with when its place is taken."""
        self._seen = max(self._seen, beats)

    def notice(self, beats: int) -> bool:
        """Compare the ticks on record with those seen before; whether the store went back.

        It is told with how much may be lost, and every source is asked for all that it has.
        """
        lost = self._seen - beats
        self._seen = beats
        if lost < 0:
            return False
        lost_seconds = round((lost + 1) * self._service.settings.tick_seconds, 1)
        logger.error(
            "store.went_back",
            lost_seconds=lost_seconds,
            advice="sources are read again; what was added by hand in that time has to be added again",
        )
        _read_all_again(self._service)
        return True


def _read_all_again(service: Service) -> None:
    """Forget the validators of every source, and look at it now."""
    for name, state in service.store.sources.states().items():
        fresh = replace(state, etag=None, last_modified=None, body_digest=None, next_at=service.clock())
        service.store.sources.save_state(name, fresh)
