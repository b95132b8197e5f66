"""Conditions that were told and still hold, so that they are told once however long they last."""

from __future__ import annotations

from collections.abc import Collection

from storage import keys
from storage.server import Server


class Standing:
    """What each look at the service found, by the look's name: "sources", "editions", "partners"."""

    def __init__(self, server: Server) -> None:
        self._server = server

    def of(self, look: str) -> frozenset[str]:
        """The conditions that the look before found."""
        found = self._server.call("SMEMBERS", keys.standing(look))
        return frozenset(member.decode() for member in found)

    def settle(self, look: str, conditions: Collection[str]) -> None:
        """Keep the conditions that hold now; the others are over, and are told when they begin again."""
        before = self.of(look)
        key = keys.standing(look)
        if over := before - set(conditions):
            self._server.call("SREM", key, *over)
        if come := set(conditions) - before:
            self._server.call("SADD", key, *come)
