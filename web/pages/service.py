"""How the service itself is doing: its sources, the work that waits."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from fastapi import APIRouter, Request, Response

from model.sources import Source
from storage.store import Store
from storage.work import STAGES
from web.health import source_lines
from web.pages.rendering import Pages, view_of

QUARANTINED_SHOWN = 20


def service_routes(
    store: Store,
    sources: Sequence[Source],
    pages: Pages,
    clock: Callable[[], datetime],
    *,
    with_queue: bool,
) -> APIRouter:
    """The routes over a store; `sources` are the configured ones.

    `with_queue` says whether there is a page of RQ's queues to lead to.
    """
    routes = APIRouter(include_in_schema=False)

    @routes.get("/service")
    def service(request: Request) -> Response:
        counts = store.work.counts()
        quarantined = [one for stage in STAGES for one in store.work.quarantine(stage)]
        return pages.page(
            "service.html",
            view_of(request),
            sources=source_lines(sources, store.sources.states(), clock()),
            counts=counts,
            with_queue=with_queue,
            totals=_ended(store),
            quarantined=quarantined[:QUARANTINED_SHOWN],
            quarantined_more=len(quarantined) - QUARANTINED_SHOWN,
        )

    return routes


def _ended(store: Store) -> dict[str, list[tuple[str, int]]]:
    """What became of the items of each stage, the commonest outcome first."""
    ended: dict[str, list[tuple[str, int]]] = {}
    for (stage, outcome), total in sorted(store.counters.totals().items(), key=lambda pair: -pair[1]):
        ended.setdefault(stage, []).append((outcome, total))
    return ended
