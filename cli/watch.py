"""`svodka watch`: subscriptions that are made by command, and what they would tell."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated, Any

import typer
import yaml

from alerts.presets import NEEDS, PRESETS
from cli.opening import opened
from cli.output import Format, write_rows
from model.errors import ConfigurationError
from model.subscriptions import Subscription
from model.wire import rfc3339
from runtime.service import Service
from runtime.watches import QUARTER_DAYS

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
    fields = {**entry, "name": name, "channel": channel[0], "channels": channel[1:]}
    with opened() as service:
        subscription = service.watches.parse(fields, origin="svodka watch add")
        if service.watches.is_of_file(name):
            raise ConfigurationError(f"subscription {name!r} is in the configuration file: change it there")
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
        rows = [_row(one.subscription, one.origin) for one in service.watches.list()]
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
def presets(style: FormatOption = Format.table) -> None:
    """List the presets: what each needs, and the fields that it fills in."""
    rows = [
        {
            "name": name,
            "needs": NEEDS[name],
            "fields": ", ".join(f"{k}={_shown(v)}" for k, v in fields.items()),
        }
        for name, fields in PRESETS.items()
    ]
    write_rows(rows, style, columns=("name", "needs", "fields"), title="Presets")


def _shown(value: Any) -> str:
    return "+".join(map(str, value)) if isinstance(value, tuple) else str(value)


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
    with opened() as service:
        message = service.watches.message(_subscription(service, name))
    sys.stdout.write(json.loads(message)["data"]["text"] + "\n")


@watch.command()
def backtest(
    name: Annotated[str, typer.Argument(help="The subscription's name.")],
    days: Annotated[int, typer.Option(min=1, help="How far to look back.")] = QUARTER_DAYS,
    style: FormatOption = Format.table,
) -> None:
    """What a subscription would have told of the events of the last quarter, and what not, and why."""
    with opened() as service:
        found = service.watches.backtest(_subscription(service, name), days=days)
    rows = [
        {
            "happened": rfc3339(one.event.happened_at),
            "told": one.decision.deliver,
            "reason": one.decision.reason,
            "headline": one.headline,
            "event": one.event.id,
        }
        for one in found
    ]
    write_rows(rows, style, columns=BACKTEST_COLUMNS, title=f"{name}, last {days} days")


def _subscription(service: Service, name: str) -> Subscription:
    subscription = service.alerting.subscription(name)
    if subscription is None:
        raise ConfigurationError(f"no subscription {name!r}; `svodka watch list` names them")
    return subscription
