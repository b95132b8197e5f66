"""/v1/deliveries, /v1/decisions and /v1/channels: what was told, why or why not, and by which way."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, HTTPException, Path, Query

from model.subscriptions import Channel, Delivery, DeliveryStatus
from model.wire import rfc3339
from runtime.alerting import Alerting
from runtime.explanations import Explanation, explain
from storage.channels import ChannelState
from web.api.alert_documents import (
    ChannelDocument,
    ChannelsDocument,
    DecisionsDocument,
    DeliveriesDocument,
    DeliveryDocument,
    WholeDeliveryDocument,
)
from web.api.answers import JsonAnswer
from web.api.events import event_wire
from web.api.writing import CONFLICT, WRITING

Identifier = Annotated[str, Path(max_length=80, description="The delivery's id.")]
ChannelName = Annotated[str, Path(max_length=200, description="The channel's name.")]
Text = Annotated[str | None, Query(max_length=200)]


def delivery_routes(alerting: Alerting) -> APIRouter:
    """The routes over the log of deliveries and the configured channels."""
    routes = APIRouter(prefix="/v1", tags=["alerts"])
    _reading(routes, alerting)
    _replaying(routes, alerting)
    _channels(routes, alerting)
    return routes


def _reading(routes: APIRouter, alerting: Alerting) -> None:
    log = alerting.store.deliveries

    @routes.get("/deliveries", response_model=DeliveriesDocument, summary="Deliveries, newest first")
    def deliveries(
        status: Annotated[DeliveryStatus | None, Query(description="Only those of this status.")] = None,
        channel: Text = None,
        subscription: Text = None,
        event: Text = None,
        limit: Annotated[int, Query(ge=1, le=500, description="So many at the most.")] = 50,
        after: Annotated[str | None, Query(max_length=80, description="`next` of the page before.")] = None,
    ) -> JsonAnswer:
        """Messages to recipients with every try, and what was kept back, with the reason."""
        found = log.list(
            limit=limit + 1,
            status=status,
            channel=channel,
            subscription=subscription,
            event_id=event,
            after=after,
        )
        page = found[:limit]
        more = page[-1].id if len(found) > limit else None
        return JsonAnswer({"deliveries": [delivery_wire(one) for one in page], "next": more})

    @routes.get("/deliveries/{delivery_id}", response_model=WholeDeliveryDocument, summary="A delivery")
    def delivery(delivery_id: Identifier) -> JsonAnswer:
        """With its message, and the digest that it went out in."""
        found = _known(alerting, delivery_id)
        return JsonAnswer(whole_delivery_wire(found, log.digest_of(found.id)))

    @routes.get("/decisions", response_model=DecisionsDocument, summary="Why a recipient was told, or not")
    def decisions(
        event: Annotated[str, Query(max_length=80, description="Id of an event.")],
        recipient: Annotated[str, Query(max_length=200, description="A subscription or a channel.")],
    ) -> JsonAnswer:
        """What was decided on an event for a recipient, with the reason; or why nothing was."""
        found = explain(alerting, event, recipient)
        if found is None:
            raise HTTPException(404, f"There is no subscription and no channel {recipient!r}.")
        return JsonAnswer(explanation_wire(found))


def _replaying(routes: APIRouter, alerting: Alerting) -> None:
    @routes.post(
        "/deliveries/{delivery_id}/replay",
        response_model=DeliveryDocument,
        status_code=202,
        responses={**WRITING, **CONFLICT},
        summary="Try a dead letter again",
    )
    def replay(delivery_id: Identifier) -> JsonAnswer:
        """It is due at once, with its tries from the beginning. 409 for one that is not dead."""
        _known(alerting, delivery_id)
        replayed = alerting.store.deliveries.replay(delivery_id)
        if replayed is None:
            raise HTTPException(409, f"The delivery {delivery_id} is no dead letter.")
        return JsonAnswer(delivery_wire(replayed), status_code=202)


def _channels(routes: APIRouter, alerting: Alerting) -> None:
    states = alerting.store.channels

    @routes.get("/channels", response_model=ChannelsDocument, summary="Channels and how they do")
    def channels() -> JsonAnswer:
        """Those of the configuration file, without addresses and secrets."""
        configured = alerting.configuration.channels
        found = zip(configured, states.states(configured), strict=True)
        return JsonAnswer({"channels": [channel_wire(*one) for one in found]})

    @routes.post(
        "/channels/{name}/test",
        response_model=DeliveryDocument,
        status_code=202,
        responses=WRITING,
        summary="Send a test message",
    )
    def send_test(name: ChannelName) -> JsonAnswer:
        """The delivery of an invented event; ask for it again to see what the receiver answered."""
        return JsonAnswer(delivery_wire(alerting.plan_test(_channel(alerting, name))), status_code=202)

    @routes.post(
        "/channels/{name}/resume",
        response_model=ChannelDocument,
        responses=WRITING,
        summary="Let a channel be tried again",
    )
    def resume(name: ChannelName) -> JsonAnswer:
        """One whose receiver said that it is gone (410), or that rests. Its dead letters stay dead."""
        channel = _channel(alerting, name)
        states.resume(channel)
        return JsonAnswer(channel_wire(channel, *states.states([channel])))


def delivery_wire(delivery: Delivery) -> dict[str, Any]:
    """Without the message."""
    data = json.loads(delivery.payload)["data"] if delivery.payload else {}
    return {
        "id": delivery.id,
        "event_id": delivery.event_id,
        "events": list(delivery.events),
        "subscription": delivery.subscription,
        "channel": delivery.channel,
        "status": delivery.status,
        "reason": delivery.reason,
        "note": delivery.note,
        "headline": data.get("headline"),
        "created_at": rfc3339(delivery.created_at),
        "due_at": rfc3339(delivery.due_at),
        "attempts": [
            {"at": rfc3339(attempt.at), "status": attempt.status, "error": attempt.error}
            for attempt in delivery.attempts
        ],
    }


def whole_delivery_wire(delivery: Delivery, digest: Delivery | None) -> dict[str, Any]:
    """With the message, and the digest that it went out in."""
    return {
        **delivery_wire(delivery),
        "message": json.loads(delivery.payload) if delivery.payload else None,
        "digest": delivery_wire(digest) if digest is not None else None,
    }


def explanation_wire(found: Explanation) -> dict[str, Any]:
    """What is on record of an event and a recipient."""
    messages: Mapping[str, Delivery] = found.messages
    return {
        "recipient": found.recipient,
        "event": event_wire(found.event) if found.event is not None else None,
        "decisions": [whole_delivery_wire(one, messages.get(one.id)) for one in found.decisions],
        "undecided": found.undecided,
        "unmet": list(found.unmet),
    }


def channel_wire(channel: Channel, state: ChannelState) -> dict[str, Any]:
    """A channel and how it does."""
    return {
        "name": channel.name,
        "kind": channel.kind,
        "state": state.word,
        "failures": state.failures,
        "rests_until": rfc3339(state.rests_until) if state.rests_until else None,
        "ended_at": rfc3339(state.ended_at) if state.ended_at else None,
    }


def _known(alerting: Alerting, delivery_id: str) -> Delivery:
    found = alerting.store.deliveries.get(delivery_id)
    if found is None:
        raise HTTPException(404, f"There is no delivery {delivery_id!r}.")
    return found


def _channel(alerting: Alerting, name: str) -> Channel:
    channel = alerting.configuration.channel(name)
    if channel is None:
        raise HTTPException(404, f"There is no channel {name!r}.")
    return channel
