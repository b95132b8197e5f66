"""Large hashes that stand in many small ones: Redis keeps each of those in one piece of memory.

An entry takes a half to a fifth so. In earlier schemas they were undivided: while the store has such a
form, what is not yet moved is found in the large hash, and moved before it is written.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice

from storage import keys
from storage.scripts import Script
from storage.server import Server, Value

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
        asked = [self.asked(item) for item in items]
        answers = iter(self._server.batch([command for commands in asked for command in commands]))
        return [first_found([next(answers) for _ in commands]) for commands in asked]

    def asked(self, item: str) -> list[tuple[Value, ...]]:
        """The commands whose first answer is the value of an item: `first_found`."""
        # The large hash is asked first: what leaves it is in the small one by then.
        names = [self._whole(item), self._part(item)] if self.is_old() else [self._part(item)]
        return [("HGET", name, self._field(item)) for name in names]

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


def first_found(answers: Iterable[bytes | None]) -> bytes | None:
    """The first answer that there is."""
    return next((answer for answer in answers if answer is not None), None)
