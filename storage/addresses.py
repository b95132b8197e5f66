"""Which article stands at an address: the first that took it keeps it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from storage import keys
from storage.server import Server, Value
from storage.splitting import SplitHash


class Addresses:
    """The months of articles by the digests of their canonical addresses: the two make the id."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self.hash = SplitHash(
            server, since=4, field=bytes.fromhex, whole=keys.all_addresses, part=keys.addresses
        )

    def month(self, own: str) -> str | None:
        """The month of the article at an address; None where there is none."""
        (found,) = self.hash.get([own])
        return found.decode() if found is not None else None

    def take(self, wanted: Sequence[tuple[str, str]]) -> list[str]:
        """Give addresses to articles of these months, if they are free: the months that have them now."""
        self.hash.settle([own for own, _ in wanted])
        commands: list[tuple[Value, ...]] = []
        for own, month in wanted:
            name, field = keys.addresses(own), bytes.fromhex(own)
            commands += [("HSETNX", name, field, month), ("HGET", name, field)]
        return [month.decode() for month in self._server.batch(commands)[1::2]]

    def drop(self, owns: Sequence[str]) -> None:
        """Give addresses free."""
        self.hash.settle(owns)
        self._server.batch([("HDEL", keys.addresses(own), bytes.fromhex(own)) for own in owns])

    def left(self) -> Iterable[list[str]]:
        """Those that stand undivided, some at a time."""
        for digit in "0123456789abcdef":
            for fields in self.hash.fields_left(keys.all_addresses(digit)):
                yield [field.hex() for field in fields]
