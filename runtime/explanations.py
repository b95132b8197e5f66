"""Why a recipient was told of an event, or was not: answered from the log of decisions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from alerts.conditions import unmet
from alerts.planning import decision_id, delivery_id
from model.ledger import FOLLOW_UPS, Event
from model.subscriptions import Delivery, Subscription
from runtime.alerting import Alerting

Undecided = Literal["unknown_event", "nobody_asked", "original_not_told", "not_matched", "made_later"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """What is on record of an event and a recipient.

    `decisions` are those that were made for it, the recipient's own first; `messages` leads from one that
    went into a digest to that. Where no decision is the recipient's own, `undecided` says why:

    - unknown_event: there is no such event any more, or never was;
    - nobody_asked: no subscription of this channel asked for it;
    - original_not_told: it takes back what this subscription never told;
    - not_matched: the subscription does not ask for it, for the conditions in `unmet`;
    - made_later: the event was relayed before the subscription was made, or is only just being relayed.
    """

    recipient: str
    event: Event | None
    decisions: tuple[Delivery, ...]
    messages: Mapping[str, Delivery] = field(default_factory=dict)
    undecided: Undecided | None = None
    unmet: tuple[str, ...] = ()

    @property
    def conditions(self) -> str:
        """The unmet conditions in one line."""
        return ", ".join(self.unmet)


def explain(alerting: Alerting, event_id: str, recipient: str) -> Explanation | None:
    """Why `recipient` (a subscription or a channel) was told, or not; None for a recipient that is none."""
    subscription = alerting.subscription(recipient)
    if subscription is None and alerting.configuration.channel(recipient) is None:
        return None
    event = alerting.store.events.get(event_id)
    decisions = _decisions(alerting, event_id, recipient, subscription)
    messages = {
        one.id: message
        for one in decisions
        if one.status == "bundled" and (message := alerting.store.deliveries.digest_of(one.id)) is not None
    }
    own = any(recipient in (one.subscription, one.channel) for one in decisions)
    reason, conditions = (None, ()) if own else _undecided(alerting, event, subscription)
    return Explanation(
        recipient=recipient,
        event=event,
        decisions=decisions,
        messages=messages,
        undecided=reason,
        unmet=conditions,
    )


def _decisions(
    alerting: Alerting, event_id: str, recipient: str, subscription: Subscription | None
) -> tuple[Delivery, ...]:
    """The records: what was told to the recipient, and what was decided not to be."""
    deliveries = alerting.store.deliveries
    if subscription is None:
        # Of a channel, whoever asked: decisions not to tell are found by the event.
        return deliveries.list(event_id=event_id, channel=recipient)
    ids = [delivery_id(event_id, channel) for channel in subscription.all_channels]
    ids += [decision_id(event_id, channel, subscription.name) for channel in subscription.all_channels]
    found = [one for one in map(deliveries.get, ids) if one is not None]
    return tuple(sorted(found, key=lambda one: one.subscription != recipient))


def _undecided(
    alerting: Alerting, event: Event | None, subscription: Subscription | None
) -> tuple[Undecided, tuple[str, ...]]:
    if event is None:
        return "unknown_event", ()
    if subscription is None:
        return "nobody_asked", ()
    if event.kind in FOLLOW_UPS:
        return "original_not_told", ()
    answered = alerting.answers(event)(subscription)
    conditions = (*unmet(event, subscription), *(() if answered else ("query",)))
    return ("not_matched", conditions) if conditions else ("made_later", ())
