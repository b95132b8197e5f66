"""`svodka quarantine`: items whose work died too often, and what is to become of them."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from typing import Annotated, Any, get_args

import typer

from cli.opening import opened
from cli.output import Format, write_rows
from model.errors import InvalidQuery
from model.wire import rfc3339
from runtime.queues import Stage
from runtime.service import Service
from storage.work import Quarantined

COLUMNS = ("stage", "item", "since", "fault", "about")

StageArgument = Annotated[str, typer.Argument(help=f"Stage: {', '.join(get_args(Stage))}.")]
ItemsArgument = Annotated[list[str] | None, typer.Argument(help="Items, as `list` shows them.")]
AllOption = Annotated[bool, typer.Option("--all", help="All of the stage.")]

quarantine = typer.Typer(no_args_is_help=True, help="Items whose work died too often: look, retry, drop.")


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.add_typer(quarantine, name="quarantine")


@quarantine.command("list")
def list_(
    stage: Annotated[str | None, typer.Option(help="Only of this stage.")] = None,
    style: Annotated[Format, typer.Option("--format", help="How to print.")] = Format.table,
) -> None:
    """What was set aside, the newest first."""
    stages = (_stage(stage),) if stage is not None else get_args(Stage)
    with opened() as service:
        rows = [_row(service, one) for name in stages for one in service.store.work.quarantine(name)]
    write_rows(rows, style, columns=COLUMNS, title="Quarantine")


@quarantine.command()
def show(
    stage: StageArgument, item: Annotated[str, typer.Argument(help="Item, as `list` shows it.")]
) -> None:
    """One item as JSON: what it is, since when it is set aside, and why its work did not end."""
    with opened() as service:
        found = [one for one in service.store.work.quarantine(_stage(stage)) if one.item == item]
        if not found:
            raise InvalidQuery(
                f"{item!r} of stage {stage} is not in quarantine; `svodka quarantine list` tells what is",
                part=item,
            )
        shown = _row(service, found[0])
    sys.stdout.write(json.dumps(shown, ensure_ascii=False, indent=2) + "\n")


@quarantine.command()
def retry(stage: StageArgument, items: ItemsArgument = None, every: AllOption = False) -> None:
    """Give items another chance: they are due at once, with all their tries before them."""
    with opened() as service:
        wanted = _wanted(service, _stage(stage), items, every)
        readmitted = service.store.work.readmit(_stage(stage), wanted)
    _tell(readmitted, len(wanted), "to be tried again")


@quarantine.command()
def drop(stage: StageArgument, items: ItemsArgument = None, every: AllOption = False) -> None:
    """Give items up for good. What is stored stays: only this piece of work is not done."""
    with opened() as service:
        wanted = _wanted(service, _stage(stage), items, every)
        dropped = service.store.work.drop(_stage(stage), wanted)
    _tell(dropped, len(wanted), "dropped")


def _stage(name: str) -> Stage:
    for stage in get_args(Stage):
        if stage == name:
            return stage  # type: ignore[no-any-return]
    raise typer.BadParameter(f"no stage {name!r}; there are {', '.join(get_args(Stage))}")


def _wanted(service: Service, stage: Stage, items: Iterable[str] | None, every: bool) -> list[str]:
    if bool(items) == every:
        raise typer.BadParameter("name items, or say --all")
    return list(items) if items else [one.item for one in service.store.work.quarantine(stage)]


def _tell(done: int, asked: int, what: str) -> None:
    sys.stdout.write(f"{done} {what}\n")
    if done < asked:
        sys.stdout.write(f"{asked - done} not in quarantine\n")
        raise typer.Exit(1)


def _row(service: Service, one: Quarantined) -> dict[str, Any]:
    return {
        "stage": one.stage,
        "item": one.item,
        "since": rfc3339(one.at),
        "fault": one.fault or "not known",
        "about": _about(service, one),
    }


def _about(service: Service, one: Quarantined) -> str | None:
    """What a person knows the item by: an address, a rating, a message."""
    store = service.store
    match one.stage:
        case "read":
            return next((ref.url for ref in store.refs.get([one.item])), None)
        case "extract" | "fold":
            article = store.articles.get(one.item.partition("@")[0])
            return article.url if article is not None else None
        case "deliver":
            delivery = store.deliveries.get(one.item)
            return f"{delivery.subscription} to {delivery.channel}" if delivery is not None else None
        case "relay":
            events = store.events.pending(one.item)
            return events[0].rating if events else None
        case _:
            return one.item
