"""The form of what is stored, as one who works with it has to know it: a version that only grows."""

from __future__ import annotations

from storage import keys
from storage.server import Server

LED_BY_KIND = 6
"""The version from which on terms lead to all partnerships and to all figures of a region."""
BITMAPS = 7
"""The version from which on everybody who reads postings knows those that are bitmaps."""


class Form:
    """What the data can be relied on for; it is asked until it is so, for it stays so."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._known = 0

    def has(self, version: int) -> bool:
        """Whether the data has the form of this version, or of a later one."""
        if self._known < version:
            told = self._server.call("GET", keys.SCHEMA)
            self._known = int(told) if told is not None else version
        return self._known >= version
