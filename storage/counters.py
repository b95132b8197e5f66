"""Totals that all workers add to. A forked work-horse takes counters of its own to the grave."""

from __future__ import annotations

from collections.abc import Mapping

from storage import keys
from storage.server import Server


class Counters:
    """How many items of each stage ended how, and how often a rule failed."""

    def __init__(self, server: Server) -> None:
        self._server = server

    def count(self, stage: str, outcome: str, times: int = 1) -> None:
        """Add to a total. Doing it again counts again: totals are for watching, not for truth."""
        self.count_all(stage, {outcome: times})

    def count_all(self, stage: str, outcomes: Mapping[str, int]) -> None:
        """Add to the totals of a stage, several at once."""
        self._server.batch(
            [("HINCRBY", keys.COUNTERS, f"{stage} {outcome}", times) for outcome, times in outcomes.items()]
        )

    def totals(self) -> dict[tuple[str, str], int]:
        """The totals by stage and outcome, in their order."""
        found = self._server.call("HGETALL", keys.COUNTERS)
        parts = {tuple(name.decode().split(" ", 1)): int(total) for name, total in found.items()}
        return {(stage, outcome): total for (stage, outcome), total in sorted(parts.items())}
