"""References: addresses at which sources say that articles stand."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import datetime

from pydantic import TypeAdapter

from model.articles import ArticleRef
from storage import keys
from storage.moments import to_ms
from storage.scripts import Script
from storage.server import Server, Value

_ADD = Script("add_refs")
_REF = TypeAdapter(ArticleRef)


class Refs:
    """References by id; new ones are due to be read."""

    def __init__(self, server: Server, *, clock: Callable[[], datetime]) -> None:
        self._server = server
        self._clock = clock

    def add(self, refs: Iterable[ArticleRef]) -> tuple[str, ...]:
        """Keep references; the ids of those that are new, or were updated since, in the order given.

        They are due to be read: that is written in the same atomic step.
        """
        known = {ref.id: ref for ref in refs}
        grouped: dict[str, list[ArticleRef]] = defaultdict(list)
        for ref in known.values():
            grouped[keys.ref_partition(ref.id)].append(ref)
        kept: set[str] = set()
        for partition, members in grouped.items():
            kept.update(map(bytes.decode, self._add(partition, members)))
        return tuple(identifier for identifier in known if identifier in kept)

    def get(self, ids: Iterable[str]) -> tuple[ArticleRef, ...]:
        """The references of these ids, in their order; unknown ones are left out."""
        records = self._server.batch(
            [("HGET", keys.refs(keys.ref_partition(identifier)), identifier) for identifier in ids]
        )
        return tuple(
            _REF.validate_json(record.partition(b" ")[2]) for record in records if record is not None
        )

    def _add(self, partition: str, refs: list[ArticleRef]) -> list[bytes]:
        arguments: list[Value] = [to_ms(self._clock())]
        for ref in refs:
            updated = to_ms(ref.updated_at) if ref.updated_at else 0
            arguments += [ref.id, updated, _REF.dump_json(ref, exclude_defaults=True)]
        names = (
            keys.refs(partition),
            keys.due(partition, "read"),
            keys.tries(partition, "read"),
            keys.quarantine(partition, "read"),
        )
        kept: list[bytes] = self._server.run(_ADD, names, arguments)
        return kept
