"""From an event to the deliveries that it makes: one a subscription that asked for it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from alerts.decisions import decide
from alerts.messages import ScopeName, as_told, payload
from model.articles import digest
from model.ledger import Event
from model.subscriptions import Decision, Delivery, Subscription


def plan(
    event: Event,
    subscriptions: Iterable[Subscription],
    *,
    newest_period: str | None,
    now: datetime,
    scope_name: ScopeName = as_told,
) -> tuple[Delivery, ...]:
    """The deliveries of an event, in the order of the subscriptions.

    One that is suppressed is planned too, as such: it is the answer to "why was I not told". A
    subscription that did not ask for the event gets none. Planning again gives the same ids.
    """
    decided = (
        (subscription, decide(event, subscription, newest_period=newest_period, now=now))
        for subscription in subscriptions
    )
    return tuple(
        delivery_of(event, subscription, decision, now=now, scope_name=scope_name)
        for subscription, decision in decided
        if decision.reason != "not_matched"
    )


def delivery_of(
    event: Event,
    subscription: Subscription,
    decision: Decision,
    *,
    now: datetime,
    scope_name: ScopeName = as_told,
) -> Delivery:
    """The delivery that a decision asks for: due at once, or suppressed."""
    return Delivery(
        id=delivery_id(event.id, subscription.name),
        event_id=event.id,
        subscription=subscription.name,
        channel=subscription.channel,
        status="due" if decision.deliver else "suppressed",
        reason=decision.reason,
        payload=payload(event, subscription, scope_name=scope_name),
        created_at=now,
        due_at=now,
    )


def delivery_id(event_id: str, subscription: str) -> str:
    """The same event for the same subscription is the same delivery, however often it is planned.

    Letters, digits and underscore only: it goes out as the id of the signed message, in which a
    full stop separates the parts.
    """
    content = f"{event_id}\n{subscription}"
    return f"msg_{digest(content)}"
