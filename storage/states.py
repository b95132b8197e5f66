"""What is known of each article beside what it says: its date, and when each revision was seen."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from storage import keys
from storage.server import Server
from storage.splitting import SplitHash


class States:
    """States (binary, as `storage.articles` packs them) of articles by id."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self.hash = SplitHash(server, since=5, field=keys.article_field, whole=_whole, part=keys.state)

    def get(self, article_ids: Sequence[str]) -> list[bytes | None]:
        """The states of articles, in order; None for an unknown one."""
        return self.hash.get(article_ids)

    def every(self, month: str) -> Iterator[tuple[str, bytes]]:
        """Articles (ids) of a month with their states, in no order."""
        for name in self._names(month):
            for field, state in self._server.scan_hash(name):
                yield f"{month}.{field.hex()}", state

    def count(self, month: str) -> int:
        """How many articles a month has."""
        return sum(self._server.batch([("HLEN", name) for name in self._names(month)]))

    def left(self, months: Iterable[str]) -> Iterator[list[str]]:
        """Articles (ids) whose states stand undivided, some at a time."""
        for month in months:
            for fields in self.hash.fields_left(keys.all_states(month)):
                yield [f"{month}.{field.hex()}" for field in fields]

    def _names(self, month: str) -> list[str]:
        older = [keys.all_states(month)] if self.hash.is_old() else []
        return [*older, *keys.states(month)]


def _whole(article_id: str) -> str:
    return keys.all_states(keys.month_partition(article_id))
