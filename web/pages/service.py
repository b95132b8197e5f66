"""How the service itself is doing: its sources, the work that waits, the messages that went out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import get_args

from fastapi import APIRouter, Request, Response

from alerts.wording import plain_line
from model.sources import Source
from model.subscriptions import Delivery, DeliveryStatus
from storage.store import Store
from storage.work import STAGES
from web.catalogue import Words
from web.health import source_lines
from web.pages.rendering import Pages, view_of

DELIVERIES_SHOWN = 50
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

    @routes.get("/deliveries")
    def deliveries(request: Request) -> Response:
        view = view_of(request)
        asked = view.params.get("status")
        status = next((one for one in STATUSES if one == asked), None)
        found = store.deliveries.list(limit=DELIVERIES_SHOWN, status=status)
        return pages.page(
            "deliveries.html",
            view,
            deliveries=[_delivery_line(one, view.words) for one in found],
            shown=status,
            statuses=STATUSES,
        )

    return routes


STATUSES: tuple[DeliveryStatus, ...] = get_args(DeliveryStatus)


def _ended(store: Store) -> dict[str, list[tuple[str, int]]]:
    """What became of the items of each stage, the commonest outcome first."""
    ended: dict[str, list[tuple[str, int]]] = {}
    for (stage, outcome), total in sorted(store.counters.totals().items(), key=lambda pair: -pair[1]):
        ended.setdefault(stage, []).append((outcome, total))
    return ended


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryLine:
    """A delivery with its reason in words. The message itself is not shown: it may be private."""

    delivery: Delivery
    reason: str
    last_error: str | None


def _delivery_line(delivery: Delivery, words: Words) -> DeliveryLine:
    errors = [attempt.error for attempt in delivery.attempts if attempt.error]
    return DeliveryLine(
        delivery=delivery,
        reason=words.or_key(f"reason_{delivery.reason}", delivery.reason),
        last_error=plain_line(errors[-1]) if errors else None,
    )
