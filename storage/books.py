"""Books: claims become facts, the ledger and events, in one atomic step a book."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from storage.claims import Claims
from storage.results import Folded
from storage.server import Server


class Books:
    """The facts of each book."""

    def __init__(self, server: Server, claims: Claims, *, clock: Callable[[], datetime]) -> None:
        self._server = server
        self._claims = claims
        self._clock = clock

    def fold(self, item: str) -> Folded:
        """Bring the claims of an article into their books ("ID" or "ID@REVISION", an item of "fold").

        Each book is changed in one atomic step with its ledger and its events; then the months'
        indexes follow, and at last the folding is done. Doing it again, or after a crash
        between any two steps, changes nothing in the end.
        """
        raise NotImplementedError
