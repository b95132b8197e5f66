"""`svodka deliveries`: the log of what was told, and dead letters."""

from __future__ import annotations

import json
import sys
from typing import Annotated, Any

import typer

from cli.opening import opened
from cli.output import Format, write_rows
from model.errors import InvalidQuery
from model.subscriptions import Delivery, DeliveryStatus
from model.wire import rfc3339

COLUMNS = ("id", "created", "channel", "subscription", "status", "reason", "tries", "answer", "headline")

FormatOption = Annotated[Format, typer.Option("--format", help="How to print.")]

deliveries = typer.Typer(no_args_is_help=True, help="The log of what was told; dead letters.")


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.add_typer(deliveries, name="deliveries")


@deliveries.command("list")
def list_(
    status: Annotated[DeliveryStatus | None, typer.Option(help="What became of it.")] = None,
    channel: Annotated[str | None, typer.Option(help="Only to this channel.")] = None,
    subscription: Annotated[str | None, typer.Option(help="Only by this subscription.")] = None,
    event: Annotated[str | None, typer.Option(help="Only of this event.")] = None,
    limit: Annotated[int, typer.Option(min=1, help="The most that are printed.")] = 100,
    style: FormatOption = Format.table,
) -> None:
    """The newest decisions and messages first."""
    with opened() as service:
        found = service.store.deliveries.list(
            limit=limit, status=status, channel=channel, subscription=subscription, event_id=event
        )
    write_rows(map(_row, found), style, columns=COLUMNS, title="Deliveries")


def _row(delivery: Delivery) -> dict[str, Any]:
    last = delivery.attempts[-1] if delivery.attempts else None
    data = json.loads(delivery.payload)["data"] if delivery.payload else {}
    return {
        "id": delivery.id,
        "event": delivery.event_id or list(delivery.events),
        "created": rfc3339(delivery.created_at),
        "due": rfc3339(delivery.due_at),
        "channel": delivery.channel,
        "subscription": delivery.subscription,
        "status": delivery.status,
        "reason": delivery.reason,
        "note": delivery.note,
        "tries": len(delivery.attempts),
        "answer": (last.error or last.status) if last is not None else None,
        "headline": data.get("headline"),
    }


@deliveries.command()
def show(identifier: Annotated[str, typer.Argument(help="Id of a delivery.")]) -> None:
    """One delivery as JSON: the message, and every try with its answer."""
    with opened() as service:
        delivery = service.store.deliveries.get(identifier)
    if delivery is None:
        raise InvalidQuery(
            f"no delivery {identifier!r}; `svodka deliveries list` names them", part=identifier
        )
    attempts = [
        {"at": rfc3339(one.at), "status": one.status, "error": one.error} for one in delivery.attempts
    ]
    message = json.loads(delivery.payload) if delivery.payload else None
    shown = {**_row(delivery), "attempts": attempts, "message": message}
    sys.stdout.write(json.dumps(shown, ensure_ascii=False, indent=2) + "\n")


@deliveries.command()
def replay(
    identifiers: Annotated[list[str] | None, typer.Argument(help="Ids of dead deliveries.")] = None,
    all_dead: Annotated[bool, typer.Option("--all", help="All that are dead.")] = False,
    channel: Annotated[str | None, typer.Option(help="With --all: only to this channel.")] = None,
) -> None:
    """Try dead letters again, from the beginning of their three days."""
    if bool(identifiers) == all_dead:
        raise typer.BadParameter("name deliveries, or say --all")
    with opened() as service:
        store = service.store.deliveries
        dead = store.list(status="dead", channel=channel, limit=sys.maxsize) if all_dead else ()
        wanted = identifiers or [delivery.id for delivery in dead]
        replayed = [identifier for identifier in wanted if store.replay(identifier) is not None]
        service.hand_over("deliver", replayed)
    for identifier in sorted(set(wanted) - set(replayed)):
        sys.stdout.write(f"{identifier}: not a dead delivery\n")
    sys.stdout.write(f"{len(replayed)} to be tried again\n")
    if len(replayed) < len(wanted):
        raise typer.Exit(1)
