"""The log of fetches: each look at a source or a page, with what came of it and why."""

from __future__ import annotations

from collections.abc import Iterable

from pydantic import TypeAdapter

from model.sources import FetchRecord
from storage import keys
from storage.server import Server

KEPT = 10_000
_PAGE = 1_000
_RECORD = TypeAdapter(FetchRecord)


class Fetches:
    """The newest KEPT records, about."""

    def __init__(self, server: Server) -> None:
        self._server = server

    def note(self, records: Iterable[FetchRecord]) -> None:
        """Add records, the oldest first. Doing it again adds them again: it is a log, not the truth."""
        told = (_RECORD.dump_json(record, exclude_defaults=True) for record in records)
        self._server.batch([("XADD", keys.FETCHES, "MAXLEN", "~", KEPT, "*", "r", one) for one in told])

    def list(
        self, *, limit: int, source: str | None = None, outcome: str | None = None, url: str | None = None
    ) -> tuple[FetchRecord, ...]:
        """The newest records, the newest first; only of a source, an outcome, an address."""
        wanted = {"source": source, "outcome": outcome, "url": url}
        told = {name: value for name, value in wanted.items() if value is not None}
        found: list[FetchRecord] = []
        end = "+"
        while len(found) < limit:
            page = self._server.call("XREVRANGE", keys.FETCHES, end, "-", "COUNT", _PAGE)
            for number, fields in page:
                record = _RECORD.validate_json(fields[b"r"])
                if all(getattr(record, name) == value for name, value in told.items()):
                    found.append(record)
                end = f"({number.decode()}"
            if len(page) < _PAGE:
                break
        return tuple(found[:limit])
