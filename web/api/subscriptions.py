"""/v1/subscriptions: who is told of what; made, changed, tried out and taken back."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, HTTPException, Path, Query
from fastapi.responses import Response
from pydantic import TypeAdapter

from alerts.presets import NEEDS, PRESETS
from model.errors import ConfigurationError, InvalidQuery
from model.subscriptions import Subscription
from model.wire import rfc3339
from runtime.watches import QUARTER_DAYS, Rehearsed, Watch, Watches
from web.api.alert_documents import (
    BacktestDocument,
    MessageDocument,
    PresetsDocument,
    SubscriptionDocument,
    SubscriptionInput,
    SubscriptionsDocument,
)
from web.api.answers import JsonAnswer
from web.api.writing import CONFLICT, WRITING

_SUBSCRIPTION = TypeAdapter(Subscription)
Name = Annotated[str, Path(max_length=200, description="The subscription's name.")]
Days = Annotated[int, Query(ge=1, le=3660, description="How far to look back.")]


def subscription_routes(watches: Watches) -> APIRouter:
    """The routes over the subscriptions of the file and of storage."""
    routes = APIRouter(prefix="/v1", tags=["alerts"])
    _reading(routes, watches)
    _writing(routes, watches)
    _trying(routes, watches)
    return routes


def _reading(routes: APIRouter, watches: Watches) -> None:
    @routes.get("/subscriptions", response_model=SubscriptionsDocument, summary="Subscriptions")
    def subscriptions() -> JsonAnswer:
        """All of them: those of the configuration file, then the others by name."""
        return JsonAnswer({"subscriptions": [watch_wire(watch) for watch in watches.list()]})

    @routes.get("/subscriptions/{name}", response_model=SubscriptionDocument, summary="A subscription")
    def subscription(name: Name) -> JsonAnswer:
        """The subscription of that name."""
        return JsonAnswer(watch_wire(_found(watches, name)))

    @routes.get("/presets", response_model=PresetsDocument, summary="Presets of subscriptions")
    def presets() -> JsonAnswer:
        """What most people want: a preset fills in the fields that a subscription leaves out."""
        told = [
            {"name": name, "needs": NEEDS[name], "fields": dict(fields)} for name, fields in PRESETS.items()
        ]
        return JsonAnswer({"presets": told})


def _writing(routes: APIRouter, watches: Watches) -> None:
    stored = watches.alerting.store.subscriptions

    @routes.post(
        "/subscriptions",
        response_model=SubscriptionDocument,
        status_code=201,
        responses={**WRITING, **CONFLICT},
        summary="Make a subscription",
    )
    def make_subscription(told: SubscriptionInput) -> JsonAnswer:  # type: ignore[valid-type]
        """It holds from now on, in all processes. 409 where the name is taken."""
        subscription = _parsed(watches, told)
        if not watches.create(subscription):
            raise HTTPException(409, f"There is a subscription {subscription.name!r}; PUT changes it.")
        made = watch_wire(Watch(subscription=subscription, origin="stored"))
        return JsonAnswer(made, status_code=201)

    @routes.put(
        "/subscriptions/{name}",
        response_model=SubscriptionDocument,
        responses={
            **WRITING,
            **CONFLICT,
            201: {"model": SubscriptionDocument, "description": "There was none of that name before"},
        },
        summary="Make or replace a subscription",
    )
    def put_subscription(name: Name, told: SubscriptionInput) -> JsonAnswer:  # type: ignore[valid-type]
        """The whole of it is replaced. 409 for one of the configuration file: it is changed there."""
        subscription = _parsed(watches, told)
        if subscription.name != name:
            told_twice = f"The subscription is called {subscription.name!r} in the body."
            raise InvalidQuery(told_twice, part="name")
        _refuse_the_files(watches, name)
        known = stored.save(subscription)
        answer = watch_wire(Watch(subscription=subscription, origin="stored"))
        return JsonAnswer(answer, status_code=200 if known else 201)

    @routes.delete(
        "/subscriptions/{name}",
        status_code=204,
        responses={**WRITING, **CONFLICT},
        summary="Take a subscription back",
    )
    def delete_subscription(name: Name) -> Response:
        """What it told stays in the log; messages on their way still go out."""
        _refuse_the_files(watches, name)
        if not stored.remove(name):
            raise HTTPException(404, f"There is no subscription {name!r}.")
        return Response(status_code=204)


def _trying(routes: APIRouter, watches: Watches) -> None:
    @routes.get(
        "/subscriptions/{name}/message", response_model=MessageDocument, summary="What its messages look like"
    )
    def message(name: Name) -> JsonAnswer:
        """Of the newest event that it fits, else of an invented one."""
        return JsonAnswer(json.loads(watches.message(_found(watches, name).subscription)))

    @routes.get(
        "/subscriptions/{name}/backtest",
        response_model=BacktestDocument,
        summary="What it would have told",
    )
    def backtest(name: Name, days: Days = QUARTER_DAYS) -> JsonAnswer:
        """Of the events of the last days: what it would have told, what not, and why."""
        found = watches.backtest(_found(watches, name).subscription, days=days)
        return JsonAnswer(_backtest_wire(found, days))

    @routes.post(
        "/backtest",
        response_model=BacktestDocument,
        responses=WRITING,
        summary="What a subscription to be made would have told",
    )
    def backtest_of(told: SubscriptionInput, days: Days = QUARTER_DAYS) -> JsonAnswer:  # type: ignore[valid-type]
        """The same for one that is not saved; nothing is changed."""
        return JsonAnswer(_backtest_wire(watches.backtest(_parsed(watches, told), days=days), days))


def watch_wire(watch: Watch) -> dict[str, Any]:
    """A subscription with all its fields, and where it is from."""
    return {
        "origin": watch.origin,
        "subscription": _SUBSCRIPTION.dump_python(watch.subscription, mode="json"),
    }


def _backtest_wire(found: tuple[Rehearsed, ...], days: int) -> dict[str, Any]:
    told = sum(one.decision.deliver for one in found)
    return {
        "days": days,
        "told": told,
        "kept_back": len(found) - told,
        "events": [_rehearsed_wire(one) for one in found],
    }


def _rehearsed_wire(one: Rehearsed) -> dict[str, Any]:
    due_at = one.decision.due_at
    return {
        "event_id": one.event.id,
        "kind": one.event.kind,
        "happened_at": rfc3339(one.event.happened_at),
        "headline": one.headline,
        "told": one.decision.deliver,
        "reason": one.decision.reason,
        "due_at": rfc3339(due_at) if due_at else None,
        "note": one.decision.note,
    }


def _found(watches: Watches, name: str) -> Watch:
    watch = watches.get(name)
    if watch is None:
        raise HTTPException(404, f"There is no subscription {name!r}.")
    return watch


def _parsed(watches: Watches, told: Any) -> Subscription:
    entry: Mapping[str, Any] = told.model_dump(exclude_unset=True)
    try:
        return watches.parse(entry, origin="body")
    except ConfigurationError as error:
        raise InvalidQuery(str(error), part="body") from error


def _refuse_the_files(watches: Watches, name: str) -> None:
    if watches.is_of_file(name):
        raise HTTPException(409, f"The subscription {name!r} is in the configuration file: change it there.")
