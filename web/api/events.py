"""/v1/events: what changed, as pages, or live as server-sent events that can be resumed."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncIterator
from typing import Annotated, Any

from fastapi import APIRouter, Header, Query
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import Response, StreamingResponse
from pydantic import Field, TypeAdapter

from model.errors import InvalidQuery
from model.ledger import Event
from storage.store import Store
from web.api.answers import JsonAnswer
from web.api.documents import EventsDocument

LIVE = "text/event-stream"
NEWEST = "newest"
LOOK_SECONDS = 1.0
"""How often a live stream looks for events: a rating is announced at most a few times a day."""
KEEP_ALIVE_LOOKS = 15
"""A comment so often keeps proxies from closing a connection on which nothing happens."""
LONGEST_LOOKS = 900
"""A stream ends after a quarter of an hour; the client resumes, maybe at another process."""
RETRY_MS = 3_000
EVENTS_A_LOOK = 100
_POSITION = re.compile(r"[0-9]{1,16}(-[0-9]{1,16})?")
Position = Annotated[
    str, Field(max_length=40, json_schema_extra={"pattern": f"^({NEWEST}|{_POSITION.pattern})?$"})
]
_EVENT = TypeAdapter(Event)
_LIVE: dict[int | str, dict[str, Any]] = {200: {"content": {LIVE: {"schema": {"type": "string"}}}}}


def event_routes(store: Store) -> APIRouter:
    """The route over a store."""
    routes = APIRouter(prefix="/v1/events", tags=["events"])

    @routes.get("", response_model=EventsDocument, responses=_LIVE, summary="What changed")
    async def events(
        after: Annotated[
            Position, Query(description="`next` of the page before; newest: only what is to come.")
        ] = "",
        limit: Annotated[int, Query(ge=1, le=500, description="Events a page.")] = 100,
        accept: Annotated[str, Header()] = "",
        last_event_id: Annotated[Position, Header(description="Where a live stream is to go on.")] = "",
    ) -> Response:
        """Oldest first. With Accept: text/event-stream they come live, each with its position as id."""
        start = await _start(store, last_event_id or after or "0")
        if LIVE in accept:
            headers = {"cache-control": "no-store", "x-accel-buffering": "no"}
            return StreamingResponse(_live(store, start), media_type=LIVE, headers=headers)
        found = await run_in_threadpool(lambda: store.events.stream(after=start, limit=limit))
        entries = [{"position": position, "event": event_wire(event)} for position, event in found]
        return JsonAnswer({"events": entries, "next": found[-1][0] if found else start})

    return routes


def event_wire(event: Event) -> dict[str, Any]:
    """An event as the API spells it."""
    wire: dict[str, Any] = _EVENT.dump_python(event, mode="json")
    return wire


async def _start(store: Store, asked: str) -> str:
    if asked == NEWEST:
        return await run_in_threadpool(store.events.last_position)
    if _POSITION.fullmatch(asked) is None:
        raise InvalidQuery(
            f"not a position of the stream: {asked!r}; give the `next` of a page", part="after"
        )
    return asked


async def _live(store: Store, position: str) -> AsyncIterator[str]:
    """Events as they come. Asked for again with the last id, nothing is lost and nothing comes twice."""
    yield f"retry: {RETRY_MS}\n\n"
    for look in range(LONGEST_LOOKS):
        after = position
        found = await run_in_threadpool(lambda: store.events.stream(after=after, limit=EVENTS_A_LOOK))  # noqa: B023
        for position, event in found:
            yield _message(position, event)
        if not found:
            if look % KEEP_ALIVE_LOOKS == 0:
                yield ": nothing new\n\n"
            await asyncio.sleep(LOOK_SECONDS)


def _message(position: str, event: Event) -> str:
    data = json.dumps(event_wire(event), ensure_ascii=False)
    return f"id: {position}\nevent: change\ndata: {data}\n\n"
