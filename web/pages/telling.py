"""The log of what was told, and why: deliveries, one by one, and the answer to "why not?"."""

from __future__ import annotations

from dataclasses import dataclass
from typing import get_args

from fastapi import APIRouter, HTTPException, Request, Response

from alerts.messages import headline
from alerts.wording import plain_line
from model.subscriptions import Delivery, DeliveryStatus
from runtime.alerting import Alerting
from runtime.explanations import Explanation, explain
from web.catalogue import Words
from web.pages.rendering import Pages, view_of

DELIVERIES_A_PAGE = 50
STATUSES: tuple[DeliveryStatus, ...] = get_args(DeliveryStatus)


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryLine:
    """A delivery in words: what it is about, and why it was told or not.

    `headline` is None where the event is not kept any more; the message itself may be private.
    """

    delivery: Delivery
    headline: str | None
    reason: str
    last_error: str | None


def telling_routes(alerting: Alerting, pages: Pages) -> APIRouter:
    """The routes over the log of deliveries."""
    routes = APIRouter(include_in_schema=False)

    @routes.get("/deliveries")
    def deliveries(request: Request) -> Response:
        view = view_of(request)
        status = next((one for one in STATUSES if one == view.params.get("status")), None)
        found = alerting.store.deliveries.list(
            limit=DELIVERIES_A_PAGE + 1,
            status=status,
            subscription=view.params.get("subscription"),
            channel=view.params.get("channel"),
            after=view.params.get("after"),
        )
        shown = found[:DELIVERIES_A_PAGE]
        return pages.page(
            "deliveries.html",
            view,
            deliveries=[delivery_line(one, alerting, view.words) for one in shown],
            shown=status,
            statuses=STATUSES,
            next=shown[-1].id if len(found) > len(shown) else None,
        )

    @routes.get("/deliveries/{delivery_id}")
    def delivery(request: Request, delivery_id: str) -> Response:
        view = view_of(request)
        found = alerting.store.deliveries.get(delivery_id)
        if found is None:
            raise HTTPException(404)
        return pages.page(
            "delivery.html",
            view,
            line=delivery_line(found, alerting, view.words),
            digest=alerting.store.deliveries.digest_of(found.id),
            event=alerting.store.events.get(found.event_id),
        )

    @routes.get("/why")
    def why(request: Request) -> Response:
        view = view_of(request)
        event, recipient = view.params.get("event"), view.params.get("recipient")
        found = explain(alerting, event, recipient) if event and recipient else None
        return pages.page(
            "why.html",
            view,
            status=404 if event and recipient and found is None else 200,
            asked=bool(event and recipient),
            event=event or "",
            recipient=recipient or "",
            explanation=found,
            headline=_headline_of(found, view.words),
            lines=[delivery_line(one, alerting, view.words) for one in found.decisions] if found else [],
            recipients=_recipients(alerting),
        )

    return routes


def delivery_line(delivery: Delivery, alerting: Alerting, words: Words) -> DeliveryLine:
    """A delivery in the words of a page."""
    errors = [attempt.error for attempt in delivery.attempts if attempt.error]
    event = alerting.store.events.get(delivery.event_id)
    return DeliveryLine(
        delivery=delivery,
        headline=headline(event, words.language, name_of=alerting.name_of) if event else None,
        reason=words.or_key(f"reason_{delivery.reason}", delivery.reason),
        last_error=plain_line(errors[-1]) if errors else None,
    )


def _headline_of(found: Explanation | None, words: Words) -> str | None:
    if found is None or found.event is None:
        return None
    return headline(found.event, words.language)


def _recipients(alerting: Alerting) -> list[str]:
    configuration = alerting.configuration
    subscriptions = (*configuration.subscriptions, *alerting.store.subscriptions.list())
    return sorted({*(one.name for one in subscriptions), *(one.name for one in configuration.channels)})
