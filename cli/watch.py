"""`svodka watch`: subscriptions that are made by command, and what they would tell."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any

import typer
import yaml

from cli.opening import opened
from cli.output import Format, write_rows
from model.errors import ConfigurationError
from model.ledger import FOLLOW_UPS, Event
from model.subscriptions import Subscription
from model.wire import rfc3339
from runtime.configuration import subscription_from
from runtime.service import Service

QUARTER_DAYS = 92
LIST_COLUMNS = ("name", "from", "channels", "kinds", "regions", "ratings", "digest", "language")
BACKTEST_COLUMNS = ("happened", "reason", "headline", "event")

FormatOption = Annotated[Format, typer.Option("--format", help="How to print.")]

watch = typer.Typer(no_args_is_help=True, help="Subscriptions: who is told of what.")


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.add_typer(watch, name="watch")


@watch.command()
def add(
    name: Annotated[str, typer.Argument(help="The subscription's name; one of that name is replaced.")],
    channel: Annotated[list[str], typer.Option(help="Channel of the configuration file; may be repeated.")],
    preset: Annotated[str | None, typer.Option(help="my-region, this-rating or our-competitors.")] = None,
    kind: Annotated[list[str] | None, typer.Option(help="Kind of event; may be repeated.")] = None,
    region: Annotated[list[str] | None, typer.Option(help="RU-SMO; may be repeated.")] = None,
    rating: Annotated[list[str] | None, typer.Option(help="Id of a rating; may be repeated.")] = None,
    query: Annotated[str | None, typer.Option(help="Question that the event's fact answers.")] = None,
    digest: Annotated[str | None, typer.Option(help="immediate, hourly, daily or weekly.")] = None,
    language: Annotated[str | None, typer.Option(help="ru or en.")] = None,
    template_file: Annotated[Path | None, typer.Option(help="File with a template.")] = None,
    field: Annotated[
        list[str] | None, typer.Option("--with", help="Any other field: --with into_top=10. May be repeated.")
    ] = None,
) -> None:
    """Make a subscription; it holds from now on, in all processes."""
    told = {
        "preset": preset,
        "query": query,
        "kinds": kind,
        "regions": [code.upper() for code in region] if region else None,
        "ratings": rating,
        "digest": digest,
        "language": language,
        "template": template_file.read_text(encoding="utf-8") if template_file else None,
        **dict(map(_field, field or ())),
    }
    entry = {name: value for name, value in told.items() if value is not None}
    subscription = subscription_from(
        {**entry, "name": name, "channel": channel[0], "channels": channel[1:]}, origin="svodka watch add"
    )
    with opened() as service:
        if service.configuration.subscription(name) is not None:
            raise ConfigurationError(f"subscription {name!r} is in the configuration file: change it there")
        service.configuration.check_subscription(subscription)
        service.store.subscriptions.save(subscription)
    sys.stdout.write(f"{name}: saved\n")


def _field(told: str) -> tuple[str, Any]:
    name, equals, value = told.partition("=")
    if not equals:
        raise ConfigurationError(f"--with {told}: write FIELD=VALUE")
    if ":" in value:
        # A time of day is a word: YAML would read 09:00 as a number.
        return name, value
    try:
        return name, yaml.safe_load(value)
    except yaml.YAMLError:
        return name, value


@watch.command("list")
def list_(style: FormatOption = Format.table) -> None:
    """List all subscriptions: of the configuration file, and those made by command."""
    with opened() as service:
        rows = [_row(one, "file") for one in service.configuration.subscriptions]
        rows += [_row(one, "command") for one in service.store.subscriptions.list()]
        write_rows(rows, style, columns=LIST_COLUMNS, title="Subscriptions")


def _row(subscription: Subscription, origin: str) -> dict[str, Any]:
    return {
        "name": subscription.name,
        "from": origin,
        "channels": list(subscription.all_channels),
        "kinds": list(subscription.kinds),
        "regions": list(subscription.regions),
        "ratings": list(subscription.ratings),
        "digest": subscription.digest,
        "language": subscription.language,
    }


@watch.command()
def remove(name: Annotated[str, typer.Argument(help="The subscription's name.")]) -> None:
    """Forget a subscription that was made by command."""
    with opened() as service:
        if not service.store.subscriptions.remove(name):
            _subscription(service, name)
            raise ConfigurationError(f"subscription {name!r} is in the configuration file: remove it there")
    sys.stdout.write(f"{name}: removed\n")


@watch.command()
def test(name: Annotated[str, typer.Argument(help="The subscription's name.")]) -> None:
    """Show the message that a subscription makes: of the newest event it fits, else of an invented one."""
    from alerts.messages import payload, sample_event
    from runtime.names import name_of

    with opened() as service:
        subscription = _subscription(service, name)
        event = next(_fitting(service, service.store.events.every(), subscription), None)
        message = payload(event or sample_event(service.clock()), subscription, name_of=name_of)
    sys.stdout.write(json.loads(message)["data"]["text"] + "\n")


@watch.command()
def backtest(
    name: Annotated[str, typer.Argument(help="The subscription's name.")],
    days: Annotated[int, typer.Option(min=1, help="How far to look back.")] = QUARTER_DAYS,
    style: FormatOption = Format.table,
) -> None:
    """What a subscription would have told of the events of the last quarter, and what not, and why."""
    with opened() as service:
        subscription = _subscription(service, name)
        since = service.clock() - timedelta(days=days)
        recent = [event for event in service.store.events.every() if event.happened_at >= since]
        rows = [_backtested(event, subscription) for event in _fitting(service, recent, subscription)]
        write_rows(rows, style, columns=BACKTEST_COLUMNS, title=f"{name}, last {days} days")


def _fitting(
    service: Service, events: Iterator[Event] | Sequence[Event], subscription: Subscription
) -> Iterator[Event]:
    from alerts.conditions import asks_for

    asked = (event for event in events if event.kind not in FOLLOW_UPS and asks_for(event, subscription))
    return (event for event in asked if service.alerting.answers(event)(subscription))


def _backtested(event: Event, subscription: Subscription) -> dict[str, Any]:
    """The decision as it would have been: an event was of the newest edition when it happened."""
    from alerts.decisions import decide
    from alerts.messages import headline
    from runtime.names import name_of

    decision = decide(event, subscription, newest_period=None, now=event.happened_at)
    return {
        "happened": rfc3339(event.happened_at),
        "told": decision.deliver,
        "reason": decision.reason,
        "headline": headline(event, subscription.language, name_of=name_of),
        "event": event.id,
    }


def _subscription(service: Service, name: str) -> Subscription:
    subscription = service.alerting.subscription(name)
    if subscription is None:
        raise ConfigurationError(f"no subscription {name!r}; `svodka watch list` names them")
    return subscription
