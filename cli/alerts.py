"""`svodka alerts`: why something was told or not, test messages, silences."""

from __future__ import annotations

import secrets
import sys
from datetime import UTC, datetime
from typing import Annotated

import typer

from cli.opening import opened
from cli.output import Format, write_rows
from model.errors import ConfigurationError, DeliveryError
from model.ledger import FOLLOW_UPS, Event
from model.subscriptions import Delivery, Silence, Subscription
from model.wire import rfc3339
from runtime.service import Service

SILENCE_COLUMNS = ("id", "author", "comment", "until", "active", "covers")

FormatOption = Annotated[Format, typer.Option("--format", help="How to print.")]

alerts = typer.Typer(no_args_is_help=True, help="Why something was told or not; test messages; silences.")


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.add_typer(alerts, name="alerts")


@alerts.command()
def why(
    event: Annotated[str, typer.Argument(help="Id of an event.")],
    recipient: Annotated[str, typer.Argument(help="Name of a subscription or of a channel.")],
) -> None:
    """Why a recipient was told of an event, or was not."""
    with opened() as service:
        for line in _reasons(service, event, recipient):
            sys.stdout.write(f"{line}\n")


def _reasons(service: Service, event_id: str, recipient: str) -> list[str]:
    subscription = service.alerting.subscription(recipient)
    if subscription is None and service.configuration.channel(recipient) is None:
        raise ConfigurationError(f"no subscription and no channel {recipient!r}")
    found = _decided(service, event_id, recipient, subscription)
    lines = [line for delivery in found for line in _told(service, delivery)]
    own = [delivery for delivery in found if recipient in (delivery.subscription, delivery.channel)]
    event = None if own else service.store.events.get(event_id)
    if event is not None and subscription is not None:
        answers = service.alerting.answers(event)(subscription)
        return [_undecided(event_id, subscription, event, answers=answers), *lines]
    if event is not None:
        return [f"{recipient}: not told; no subscription of this channel asked for it"]
    return lines or [f"{event_id}: no such event is known"]


def _decided(
    service: Service, event_id: str, recipient: str, subscription: Subscription | None
) -> list[Delivery]:
    """The records of the decisions: what was told to the recipient, and what was not."""
    from alerts.planning import decision_id, delivery_id

    channels = subscription.all_channels if subscription is not None else (recipient,)
    ids = [delivery_id(event_id, channel) for channel in channels]
    if subscription is not None:
        ids += [decision_id(event_id, channel, subscription.name) for channel in channels]
    return [found for found in map(service.store.deliveries.get, ids) if found is not None]


def _told(service: Service, delivery: Delivery) -> list[str]:
    note = f" ({delivery.note})" if delivery.note else ""
    lines = [
        f"{delivery.channel}, by subscription {delivery.subscription}: "
        f"{delivery.status}, {delivery.reason}{note}, decided {rfc3339(delivery.created_at)}"
    ]
    if delivery.status == "bundled":
        message = service.store.deliveries.digest_of(delivery.id)
        if message is None:
            return [*lines, f"  waits for {rfc3339(delivery.due_at)}"]
        lines.append(f"  went into {message.id}: {message.status}")
        delivery = message
    for attempt in delivery.attempts:
        answer = attempt.error or f"taken ({attempt.status})" if attempt.status else attempt.error or "taken"
        lines.append(f"  {rfc3339(attempt.at)} {answer}")
    return lines


def _undecided(event_id: str, subscription: Subscription, event: Event, *, answers: bool) -> str:
    from alerts.conditions import unmet

    if event.kind in FOLLOW_UPS:
        return (
            f"{subscription.name}: suppressed_original_not_told: it was never told what {event_id} takes back"
        )
    conditions = (*unmet(event, subscription), *(() if answers else ("query",)))
    if conditions:
        return f"{subscription.name}: not_matched: {', '.join(conditions)}"
    return f"{subscription.name}: not decided on; the event was relayed before the subscription was made"


@alerts.command()
def test(channel: Annotated[str, typer.Argument(help="Name of a channel.")]) -> None:
    """Send a test message to a channel and say what it answered; exit status 1 if it was not taken."""
    from alerts.messages import sample_event
    from alerts.planning import delivery_of
    from model.subscriptions import Decision
    from runtime.names import name_of

    with opened() as service:
        target = service.configuration.channel(channel)
        if target is None:
            raise ConfigurationError(f"no channel {channel!r} in the configuration")
        now = service.clock()
        delivery = delivery_of(
            sample_event(now),
            Subscription(name="test", channel=channel),
            Decision(deliver=True, reason="test"),
            channel=channel,
            now=now,
            name_of=name_of,
        )
        try:
            attempt = service.senders[target.kind].send(delivery, target)
        except DeliveryError as error:
            sys.stdout.write(f"not taken: {error}\n")
            raise typer.Exit(1) from error
    answered = f", answer {attempt.status}" if attempt.status is not None else ""
    sys.stdout.write(f"{delivery.id}: taken{answered}\n")


@alerts.command()
def silence(
    author: Annotated[str, typer.Option(help="Who says so.")],
    comment: Annotated[str, typer.Option(help="Why.")],
    until: Annotated[datetime, typer.Option(help="When it ends, UTC: 2026-02-08T09:30:00.")],
    subscription: Annotated[list[str] | None, typer.Option(help="Only this one; may be repeated.")] = None,
    region: Annotated[list[str] | None, typer.Option(help="Only this one; may be repeated.")] = None,
    rating: Annotated[list[str] | None, typer.Option(help="Only this one; may be repeated.")] = None,
) -> None:
    """Keep events from being told until a time; without conditions, all of them."""
    with opened() as service:
        try:
            made = Silence(
                id=secrets.token_hex(4),
                author=author,
                comment=comment,
                starts_at=service.clock(),
                ends_at=until if until.tzinfo else until.replace(tzinfo=UTC),
                subscriptions=tuple(subscription or ()),
                regions=tuple(code.upper() for code in region or ()),
                ratings=tuple(rating or ()),
            )
        except ValueError as error:
            raise ConfigurationError(str(error)) from error
        service.store.silences.save(made)
    sys.stdout.write(f"{made.id}: until {rfc3339(made.ends_at)}\n")


@alerts.command()
def silences(style: FormatOption = Format.table) -> None:
    """List silences, those that are over too."""
    with opened() as service:
        now = service.clock()
        rows = [
            {
                "id": one.id,
                "author": one.author,
                "comment": one.comment,
                "from": rfc3339(one.starts_at),
                "until": rfc3339(one.ends_at),
                "active": one.starts_at <= now < one.ends_at,
                "covers": [*one.subscriptions, *one.regions, *one.ratings],
            }
            for one in service.store.silences.list()
        ]
        write_rows(rows, style, columns=SILENCE_COLUMNS, title="Silences")


@alerts.command()
def unsilence(identifier: Annotated[str, typer.Argument(help="The silence's id.")]) -> None:
    """End a silence."""
    with opened() as service:
        if not service.store.silences.remove(identifier):
            raise ConfigurationError(f"no silence {identifier!r}; `svodka alerts silences` lists them")
    sys.stdout.write(f"{identifier}: ended\n")
