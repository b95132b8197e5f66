"""`svodka alerts`: why something was told or not, test messages, silences."""

from __future__ import annotations

import secrets
import sys
from collections.abc import Collection, Mapping
from datetime import UTC, datetime
from typing import Annotated, get_args

import typer

from cli.opening import opened
from cli.output import Format, write_rows
from model.errors import ConfigurationError, DeliveryError
from model.ledger import EventKind
from model.subscriptions import Delivery, Silence
from model.wire import rfc3339
from runtime.configuration import with_secrets
from runtime.service import Service

CHANNEL_COLUMNS = ("name", "kind", "state", "failures", "rests_until", "ended_at")
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
    from runtime.explanations import explain

    found = explain(service.alerting, event_id, recipient)
    if found is None:
        raise ConfigurationError(f"no subscription and no channel {recipient!r}")
    undecided = [_UNDECIDED[found.undecided].format(found=found)] if found.undecided else []
    return [*undecided, *(line for one in found.decisions for line in _told(one, found.messages))]


_UNDECIDED: dict[str, str] = {
    "unknown_event": "no such event is known",
    "nobody_asked": "{found.recipient}: not told; no subscription of this channel asked for it",
    "original_not_told": "{found.recipient}: suppressed_original_not_told: it takes back what was never told",
    "not_matched": "{found.recipient}: not_matched: {found.conditions}",
    "made_later": "{found.recipient}: not decided on; the event was relayed before the subscription was made",
}


def _told(delivery: Delivery, messages: Mapping[str, Delivery]) -> list[str]:
    note = f" ({delivery.note})" if delivery.note else ""
    lines = [
        f"{delivery.channel}, by subscription {delivery.subscription}: "
        f"{delivery.status}, {delivery.reason}{note}, decided {rfc3339(delivery.created_at)}"
    ]
    if delivery.status == "bundled":
        message = messages.get(delivery.id)
        if message is None:
            return [*lines, f"  waits for {rfc3339(delivery.due_at)}"]
        lines.append(f"  went into {message.id}: {message.status}")
        delivery = message
    for attempt in delivery.attempts:
        answer = attempt.error or f"taken ({attempt.status})" if attempt.status else attempt.error or "taken"
        lines.append(f"  {rfc3339(attempt.at)} {answer}")
    return lines


@alerts.command()
def test(channel: Annotated[str, typer.Argument(help="Name of a channel.")]) -> None:
    """Send a test message to a channel and say what it answered; exit status 1 if it was not taken."""
    from alerts.planning import test_delivery
    from runtime.names import name_of

    with opened() as service:
        target = service.configuration.channel(channel)
        if target is None:
            raise ConfigurationError(f"no channel {channel!r} in the configuration")
        delivery = test_delivery(target, now=service.clock(), name_of=name_of)
        try:
            attempt = service.senders[target.kind].send(delivery, with_secrets(target))
        except DeliveryError as error:
            sys.stdout.write(f"not taken: {error}\n")
            raise typer.Exit(1) from error
    answered = f", answer {attempt.status}" if attempt.status is not None else ""
    sys.stdout.write(f"{delivery.id}: taken{answered}\n")


@alerts.command()
def channels(style: FormatOption = Format.table) -> None:
    """List the channels: whether they work, rest after failed tries, or ended (410)."""
    with opened() as service:
        configured = service.configuration.channels
        states = service.store.channels.states(configured)
    rows = [
        {
            "name": one.name,
            "kind": one.kind,
            "state": state.word,
            "failures": state.failures,
            "rests_until": rfc3339(state.rests_until) if state.rests_until else None,
            "ended_at": rfc3339(state.ended_at) if state.ended_at else None,
        }
        for one, state in zip(configured, states, strict=True)
    ]
    write_rows(rows, style, columns=CHANNEL_COLUMNS, title="Channels")


@alerts.command()
def resume(channel: Annotated[str, typer.Argument(help="Name of a channel.")]) -> None:
    """Let a channel that ended (410), or rests, be tried again at once."""
    with opened() as service:
        target = service.configuration.channel(channel)
        if target is None:
            raise ConfigurationError(f"no channel {channel!r} in the configuration")
        resumed = service.store.channels.resume(target)
    sys.stdout.write(f"{channel}: {'is tried again' if resumed else 'was not at rest'}\n")


@alerts.command()
def silence(
    author: Annotated[str, typer.Option(help="Who says so.")],
    comment: Annotated[str, typer.Option(help="Why.")],
    until: Annotated[datetime, typer.Option(help="When it ends, UTC: 2026-02-08T09:30:00.")],
    subscription: Annotated[list[str] | None, typer.Option(help="Only this one; may be repeated.")] = None,
    region: Annotated[list[str] | None, typer.Option(help="Only this one; may be repeated.")] = None,
    rating: Annotated[list[str] | None, typer.Option(help="Only this one; may be repeated.")] = None,
    kind: Annotated[list[str] | None, typer.Option(help="Only this kind of event; may be repeated.")] = None,
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
                kinds=_kinds(kind or ()),
            )
        except ValueError as error:
            raise ConfigurationError(str(error)) from error
        service.store.silences.save(made)
    sys.stdout.write(f"{made.id}: until {rfc3339(made.ends_at)}\n")


def _kinds(told: Collection[str]) -> tuple[EventKind, ...]:
    for word in told:
        if word not in get_args(EventKind):
            raise ConfigurationError(f"no kind of event {word!r}; there are {', '.join(get_args(EventKind))}")
    return tuple(kind for kind in get_args(EventKind) if kind in told)


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
                "active": one.holds(now),
                "covers": [*one.subscriptions, *one.regions, *one.ratings, *one.kinds],
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
