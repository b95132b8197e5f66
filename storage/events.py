"""Events: they wait in the outbox of their book, and are relayed from there, each once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import fields
from datetime import datetime

from pydantic import TypeAdapter

from model.ledger import Event
from storage import keys
from storage.moments import to_ms
from storage.packing import pack_json, unpack_json
from storage.scripts import Script
from storage.server import Server, Value

_APPEND = Script("append_events")
_RELAYED = Script("relayed")
_RAISE = Script("raise_events")
_EVENT = TypeAdapter(Event)
_FIELDS = tuple(field.name for field in fields(Event))
UNTOLD: tuple[object, ...] = (None, "", [])
"""The defaults of an event's last fields, which are left out."""
STREAM_LENGTH = 20_000
"""Events kept for those who resume the stream: weeks of them at the pace of Russian ratings, 10 MB."""
PAGE = 1_000


class Events:
    """The outboxes of books and the stream of all events."""

    def __init__(self, server: Server, *, clock: Callable[[], datetime]) -> None:
        self._server = server
        self._clock = clock

    def pending(self, book: str) -> tuple[Event, ...]:
        """Events of a book (an item of the stage "relay") that wait, in the order of news."""
        records = self._server.call("HVALS", keys.outbox(book))
        events = [load_event(record) for record in records]
        return tuple(sorted(events, key=lambda event: (event.published_at, event.id)))

    def relayed(self, book: str, events: Iterable[Event]) -> None:
        """Note that these events of a book were acted upon.

        They go to the stream first, then out of the outbox; with an empty outbox the book's
        relay is done. A crash between the two leaves them in the outbox: the stream takes each once.
        """
        told = tuple(events)
        self.append(told)
        partition = keys.book_partition(book)
        names = (keys.outbox(book), keys.due(partition, "relay"), keys.tries(partition, "relay"))
        self._server.run(_RELAYED, names, (book, *(event.id for event in told)))

    def raise_in(self, book: str, events: Iterable[Event]) -> int:
        """Put events that no article made into the outbox of a book (its digest); how many were new.

        One that was relayed before, and is still in the stream, is left out.
        """
        fresh = [event for event in events if self._server.call("ZSCORE", keys.STREAMED, event.id) is None]
        arguments: list[Value] = [book, to_ms(self._clock())]
        for event in fresh:
            arguments += [event.id, dump_event(event)]
        if not fresh:
            return 0
        names = (keys.outbox(book), keys.due(keys.book_partition(book), "relay"))
        return int(self._server.run(_RAISE, names, arguments))

    def get(self, event_id: str) -> Event | None:
        """An event of the stream by its id; looked for from the newest back."""
        if self._server.call("ZSCORE", keys.STREAMED, event_id) is None:
            return None
        return next((event for event in self.every() if event.id == event_id), None)

    def every(self) -> Iterator[Event]:
        """All events of the stream, the newest first."""
        end = "+"
        while page := self._server.call("XREVRANGE", keys.STREAM, end, "-", "COUNT", PAGE):
            yield from (load_event(fields[b"event"]) for _, fields in page)
            end = f"({page[-1][0].decode()}"

    def append(self, events: Iterable[Event]) -> int:
        """Put events into the stream, each once; how many were new to it."""
        arguments: list[Value] = [to_ms(self._clock()), STREAM_LENGTH]
        for event in events:
            arguments += [event.id, dump_event(event)]
        return int(self._server.run(_APPEND, (keys.STREAM, keys.STREAMED), arguments))

    def stream(self, *, after: str = "0", limit: int = 100) -> tuple[tuple[str, Event], ...]:
        """Events behind a position of the stream, oldest first, each with its own position."""
        answer = self._server.call("XRANGE", keys.STREAM, f"({after}", "+", "COUNT", limit)
        return tuple((position.decode(), load_event(fields[b"event"])) for position, fields in answer)

    def last_position(self) -> str:
        """The position of the newest event; "0" while there is none."""
        answer = self._server.call("XREVRANGE", keys.STREAM, "+", "-", "COUNT", 1)
        return answer[0][0].decode() if answer else "0"

    def newest(self, *, limit: int = 100) -> tuple[Event, ...]:
        """The newest events of the stream, newest first."""
        answer = self._server.call("XREVRANGE", keys.STREAM, "+", "-", "COUNT", limit)
        return tuple(load_event(fields[b"event"]) for _, fields in answer)


def dump_event(event: Event) -> bytes:
    """An event as the outbox and the stream hold it: its values in the order of its fields.

    So a field can be added to events only behind the others, with a default.
    """
    values = list(_EVENT.dump_python(event, mode="json").values())
    while values and values[-1] in UNTOLD:
        values.pop()
    return pack_json(values)


def load_event(record: bytes) -> Event:
    """The event again."""
    return _EVENT.validate_python(dict(zip(_FIELDS, unpack_json(record), strict=False)))
