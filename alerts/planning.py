"""From an event to the deliveries that it makes: one a recipient, whoever of them asked how often."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from alerts.decisions import Told, decide
from alerts.messages import digest_payload, payload, sample_event
from alerts.rehearsal import UNASKED
from alerts.wording import NameOf, as_told
from model.articles import digest
from model.ledger import Event
from model.subscriptions import Channel, Decision, Delivery, Silence, Subscription


def _nothing(_subscription: Subscription, _channel: str) -> Told:
    return Told()


def _any_query(_subscription: Subscription) -> bool:
    return True


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What decisions depend on besides the event and the subscription.

    `told` gives what a recipient was told before, `answers` whether the event's fact answers a
    subscription's query, `name_of` the name behind a code.
    """

    newest_period: str | None = None
    silences: Sequence[Silence] = ()
    told: Callable[[Subscription, str], Told] = _nothing
    answers: Callable[[Subscription], bool] = _any_query
    name_of: NameOf = as_told


def plan(
    event: Event, subscriptions: Iterable[Subscription], surroundings: Surroundings, *, now: datetime
) -> tuple[Delivery, ...]:
    """The deliveries of an event, those that go out at once before those of digests.

    A recipient gets an event once. Every other decision of a subscription that asked for it is
    kept too: it is the answer to "why was I not told". A subscription that did not ask gets none.
    Planning again gives the same ids.
    """
    taken: dict[str, str] = {}
    deliveries: list[Delivery] = []
    for subscription in sorted(subscriptions, key=_order):
        for channel in subscription.all_channels:
            decision = decide(
                event,
                subscription,
                newest_period=surroundings.newest_period,
                now=now,
                silences=surroundings.silences,
                told=surroundings.told(subscription, channel),
                answers=surroundings.answers(subscription),
            )
            if decision.reason in UNASKED:
                continue
            if decision.deliver and channel in taken:
                note = f"by subscription {taken[channel]}"
                decision = Decision(deliver=False, reason="suppressed_already_told", note=note)
            if decision.deliver:
                taken[channel] = subscription.name
            deliveries.append(
                delivery_of(
                    event, subscription, decision, channel=channel, now=now, name_of=surroundings.name_of
                )
            )
    return tuple(deliveries)


def delivery_of(
    event: Event,
    subscription: Subscription,
    decision: Decision,
    *,
    channel: str,
    now: datetime,
    name_of: NameOf = as_told,
) -> Delivery:
    """The delivery that a decision asks for: due, part of a bundle, or suppressed."""
    told = decision.deliver
    return Delivery(
        id=delivery_id(event.id, channel) if told else decision_id(event.id, channel, subscription.name),
        event_id=event.id,
        subscription=subscription.name,
        channel=channel,
        status="suppressed" if not told else "bundled" if decision.bundle else "due",
        reason=decision.reason,
        payload=payload(event, subscription, name_of=name_of) if told else "",
        created_at=now,
        due_at=decision.due_at or now,
        topics=topics_of(event) if told else (),
        bundle=f"{decision.bundle}_{digest(channel)}" if decision.bundle else None,
        note=decision.note,
    )


def test_delivery(channel: Channel, *, now: datetime, name_of: NameOf = as_told) -> Delivery:
    """A message of an invented event, to try a channel out."""
    return delivery_of(
        sample_event(now),
        Subscription(name="test", channel=channel.name),
        Decision(deliver=True, reason="test"),
        channel=channel.name,
        now=now,
        name_of=name_of,
    )


def delivery_id(event_id: str, channel: str) -> str:
    """The same event for the same recipient is the same delivery, however often it is planned.

    Letters, digits and underscore only: it goes out as the id of the signed message, in which a
    full stop separates the parts.
    """
    return f"msg_{digest(f'{event_id}{chr(10)}{channel}')}"


def decision_id(event_id: str, channel: str, subscription: str) -> str:
    """The record of a decision not to tell."""
    return f"not_{digest(chr(10).join((event_id, channel, subscription)))}"


def topics_of(event: Event) -> tuple[str, ...]:
    """What is found again by: the fact, and the story."""
    about = (f"fact:{event.fact_id}",) if event.fact_id else ()
    return (*about, story_topic(event))


def story_topic(event: Event) -> str:
    """The topic of the event's story."""
    return f"story:{digest(event.story)}"


def _order(subscription: Subscription) -> tuple[bool, str]:
    return subscription.digest != "immediate" or bool(subscription.group_by), subscription.name


def message_of_bundle(bundle: str, members: Sequence[Delivery], *, now: datetime) -> Delivery:
    """The one delivery that tells all members of a bundle, in the order of the news."""
    ordered = sorted(members, key=lambda member: (member.created_at, member.id))
    first = ordered[0]
    return Delivery(
        id=f"msg_{digest(chr(10).join((bundle, *(member.id for member in ordered))))}",
        event_id="",
        subscription=first.subscription,
        channel=first.channel,
        status="due",
        reason="digest",
        payload=first.payload if len(ordered) == 1 else digest_payload(ordered, now=now),
        created_at=now,
        due_at=now,
        events=tuple(member.event_id for member in ordered),
    )
