"""/push/TOKEN: where WebSub hubs ask whether it was us who subscribed, and post what is new.

The token is known to the hub alone; what is posted counts only with its signature. References
from it are due to be read like any other: the scheduler gives them out.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

import structlog
from fastapi import APIRouter, HTTPException, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import PlainTextResponse

from crawler.feeds import feed_of
from crawler.websub import is_genuine, verified
from model.errors import UnreadableFeed
from model.sources import FetchRecord, Push, Source
from storage.store import Store

LIMIT_BODY_BYTES = 5 * 1024 * 1024
"""The biggest feeds have some 2 MB, and a hub posts only what is new."""
LIMIT_BODY_SECONDS = 30.0
LIMIT_CHALLENGE_CHARACTERS = 2_000

log = structlog.get_logger()


def push_routes(store: Store, sources: Sequence[Source], clock: Callable[[], datetime]) -> APIRouter:
    """The routes over a store; what is posted for a source that is not configured any more is gone."""
    routes = APIRouter(prefix="/push", include_in_schema=False)
    configured = {source.name: source for source in sources if source.enabled}

    @routes.get("/{token}")
    def confirm(token: str, request: Request) -> Response:
        """The hub asks whether we meant it (section 5.3), or tells that it will not (5.2)."""
        asked = request.query_params
        push = _known(store, token)
        if asked.get("hub.mode") == "denied":
            reason = asked.get("hub.reason", "")[:500] or None
            store.pushes.save(replace(push, status="denied", lease_until=None, reason=reason))
            log.warning("push.denied", source=push.source, reason=reason)
            return Response(status_code=204)
        challenge = asked.get("hub.challenge", "")
        confirmed = verified(push, asked.get("hub.topic", ""), asked.get("hub.lease_seconds"), clock())
        wanted = push.source in configured and asked.get("hub.mode") == "subscribe"
        if not wanted or confirmed is None or not 0 < len(challenge) <= LIMIT_CHALLENGE_CHARACTERS:
            raise HTTPException(404, "Nobody here asked for this.")
        store.pushes.save(confirmed)
        log.info("push.verified", source=push.source, lease_until=confirmed.lease_until)
        return PlainTextResponse(challenge, headers={"Cache-Control": "no-store"})

    @routes.post("/{token}")
    async def receive(token: str, request: Request) -> Response:
        """The hub posts a feed with what is new (section 7)."""
        push = await run_in_threadpool(_known, store, token)
        source = configured.get(push.source)
        if source is None:
            raise HTTPException(410, "This source is not read any more.")
        body = await _body_of(request)
        signature = request.headers.get("x-hub-signature", "")
        if not is_genuine(push, signature, body):
            # Section 7.1.2: the answer is the same, so that nobody can try signatures out.
            log.warning("push.unsigned", source=push.source)
            return Response(status_code=202)
        content_type = request.headers.get("content-type", "")
        await run_in_threadpool(_take, store, source, push, body, content_type, clock)
        return Response(status_code=202)

    return routes


def _known(store: Store, token: str) -> Push:
    push = store.pushes.by_token(token)
    if push is None:
        raise HTTPException(404, "There is no such address.")
    return push


async def _body_of(request: Request) -> bytes:
    body = bytearray()
    try:
        async with asyncio.timeout(LIMIT_BODY_SECONDS):
            async for piece in request.stream():
                body += piece
                if len(body) > LIMIT_BODY_BYTES:
                    raise HTTPException(413, f"A post of more than {LIMIT_BODY_BYTES} bytes.")
    except TimeoutError:
        raise HTTPException(408, f"A post that takes longer than {LIMIT_BODY_SECONDS:.0f} s.") from None
    return bytes(body)


def _take(
    store: Store, source: Source, push: Push, body: bytes, content_type: str, clock: Callable[[], datetime]
) -> None:
    """Keep the references of a post; one that is no feed is noted, and nothing else."""
    now = clock()
    try:
        found = feed_of(body, url=push.topic, content_type=content_type, source=source, now=now)
    except UnreadableFeed as error:
        outcome, reason = "unreadable", str(error)
    else:
        fresh = store.refs.add(found.refs)
        outcome, reason = "found", f"{len(found.refs)} posted, {len(fresh)} new or changed"
        store.sources.count({source.name: {"listed": len(fresh)}}, now)
        store.pushes.save(replace(push, pushed_at=now))
    store.fetches.note(
        [
            FetchRecord(
                at=now, stage="push", source=source.name, url=push.topic, outcome=outcome, reason=reason
            )
        ]
    )
    log.info("push.received", source=source.name, outcome=outcome, reason=reason)
