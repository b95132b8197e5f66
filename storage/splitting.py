"""Large hashes that stand in many small ones: Redis keeps each of those in one piece of memory.

An entry takes a half to a fifth so. In earlier schemas they were undivided: while the store has such a
form, what is not yet moved is found in the large hash, and moved before it is written.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import islice

from storage import keys
from storage.scripts import Script
from storage.server import Server

_MOVE = Script("move_field")
_AT_ONCE = 500


class SplitHash:
    """One such hash, undivided before the schema `since`.

    Of an item its field is made, and the names of the large and the small hash.
    """

    def __init__(
        self,
        server: Server,
        *,
        since: int,
        field: Callable[[str], bytes],
        whole: Callable[[str], str],
        part: Callable[[str], str],
    ) -> None:
        self._server = server
        self._since = since
        self._field = field
        self._whole = whole
        self._part = part
        self._version = 0

    def get(self, items: Sequence[str]) -> list[bytes | None]:
        """The values of items, in order; None where there is none."""
        # The large hash is asked first: what leaves it is in the small one by then.
        places = (self._whole, self._part) if self.is_old() else (self._part,)
        answers = self._server.batch(
            [("HGET", place(item), self._field(item)) for place in places for item in items]
        )
        first, last = answers[: len(items)], answers[-len(items) :]
        return [now if older is None else older for older, now in zip(first, last, strict=True)]

    def settle(self, items: Sequence[str]) -> None:
        """See that items are where they are to be, before a step writes there."""
        if self.is_old():
            self.move(items)

    def move(self, items: Sequence[str]) -> None:
        """Bring items from the large hash into the small ones."""
        steps = [([self._whole(item), self._part(item)], [self._field(item)]) for item in items]
        self._server.run_each(_MOVE, steps)

    def fields_left(self, whole: str) -> Iterator[list[bytes]]:
        """What a large hash still has, some at a time."""
        held = self._server.scan_hash(whole)
        while some := [field for field, _ in islice(held, _AT_ONCE)]:
            yield some

    def is_old(self) -> bool:
        """Whether anything may stand undivided; once nothing does, nothing ever will."""
        if self._version < self._since:
            told = self._server.call("GET", keys.SCHEMA)
            if told is None:
                return False
            self._version = int(told)
        return self._version < self._since
