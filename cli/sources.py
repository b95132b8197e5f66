"""`svodka sources`: what is read, how it fares, and what a new source would give."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import MISSING, asdict, fields
from datetime import datetime
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Any

import typer
import yaml

from cli.opening import opened
from cli.output import Format, write_rows
from cli.trialreport import print_trial
from crawler.addresses import shown_url
from model.errors import ConfigurationError, SvodkaError
from model.sources import Source, SourceDay, SourceState
from model.wire import rfc3339
from runtime.clocks import utc_now
from runtime.configuration import load_configuration
from runtime.service import trial_fetcher
from runtime.settings import load_settings

COLUMNS = (
    "name",
    "kind",
    "url",
    "last_good",
    "next",
    "found",
    "new",
    "read",
    "claims",
    "robots",
    "last_error",
)
LOG_COLUMNS = ("at", "stage", "source", "outcome", "reason", "url", "seconds")
WEEK_DAYS = 7

commands = typer.Typer(help="The sources and their health; try one out; ready entries; OPML in and out.")


def register(app: typer.Typer) -> None:
    """Add the commands."""
    commands.callback(invoke_without_command=True)(list_sources)
    commands.command("log")(log)
    commands.command("test")(test)
    commands.command("ready")(ready)
    commands.command("export")(export)
    commands.command("import")(import_)
    app.add_typer(commands, name="sources")


def list_sources(
    context: typer.Context,
    style: Annotated[Format, typer.Option("--format", help="How to print.")] = Format.table,
) -> None:
    """List the configured sources with their health."""
    if context.invoked_subcommand is not None:
        return
    with opened() as service:
        states = service.store.sources.states()
        today = service.clock().date()
        rows = [
            _health(
                source,
                states.get(source.name, SourceState()),
                service.store.sources.days(source.name, today, WEEK_DAYS),
            )
            for source in service.configuration.sources
        ]
        write_rows(rows, style, columns=COLUMNS, title="Sources; new, read and claims of the last week")


def _health(source: Source, state: SourceState, week: Sequence[SourceDay]) -> dict[str, Any]:
    """A source as a row; what the days brought is summed up, and given day by day to programs."""
    return {
        "name": source.name,
        "kind": source.kind,
        "url": shown_url(source.url),
        "interval_seconds": source.interval_seconds,
        "last_good": _moment(state.succeeded_at),
        "next": _moment(state.next_at),
        "found": state.items_found,
        "new_at": _moment(state.new_at),
        "new": sum(day.listed for day in week),
        "read": sum(day.read for day in week),
        "claims": sum(day.claims for day in week),
        "robots": state.robots,
        "error_weight": state.error_weight,
        "last_error": state.last_error,
        "days": [asdict(day) for day in week],
    }


def _moment(moment: datetime | None) -> str | None:
    return rfc3339(moment) if moment else None


def log(
    source: Annotated[str | None, typer.Option("--source", help="Only of this source.")] = None,
    outcome: Annotated[str | None, typer.Option("--outcome", help="Only with this outcome.")] = None,
    url: Annotated[str | None, typer.Option("--url", help="Only of this address.")] = None,
    limit: Annotated[int, typer.Option("--limit", min=1, max=10_000, help="So many at the most.")] = 50,
    style: Annotated[Format, typer.Option("--format", help="How to print.")] = Format.table,
) -> None:
    """The log of fetches, the newest first: what came of each, and why nothing was taken."""
    with opened() as service:
        found = service.store.fetches.list(limit=limit, source=source, outcome=outcome, url=url)
    rows = [{**asdict(record), "at": rfc3339(record.at)} for record in found]
    write_rows(rows, style, columns=LOG_COLUMNS, title="Fetches")


def test(
    url: Annotated[str, typer.Argument(help="A site, feed, channel or article; or a source by name.")],
) -> None:
    """Show what would be found at an address and read, before anything is stored.

    Tells robots.txt's word, the kind of source, the feeds that a page names, the first items,
    and one article with where its time was read from. Needs no Redis. Ends with 1 where no
    article could be read.
    """
    from crawler.trying import tried

    settings = load_settings()
    entry = load_configuration(settings.config).source(url)
    address = entry.url if entry else url if "://" in url else f"https://{url}"
    with trial_fetcher(settings) as fetcher:
        trial = tried(address, entry=entry, fetcher=fetcher, now=utc_now())
    print_trial(trial)
    if trial.article is None:
        raise SvodkaError(f"no article could be read from {trial.url}")


def ready() -> None:
    """Print ready entries of big Russian sources, to paste into the configuration; not checked live."""
    sys.stdout.write(files("crawler").joinpath("ready.yaml").read_text(encoding="utf-8"))


def export() -> None:
    """Write the configured sources as OPML to standard output."""
    from crawler.opml import opml_of

    sources = load_configuration(load_settings().config).sources
    sys.stdout.buffer.write(opml_of(sources, title="svodka"))


def import_(path: Annotated[Path, typer.Argument(help="OPML file.")]) -> None:
    """Print the sources of an OPML file as entries to paste into the configuration."""
    from crawler.opml import sources_of

    try:
        document = path.read_bytes()
    except OSError as error:
        raise ConfigurationError(f"cannot read {path}: {error.strerror}") from error
    entries = [entry_of(source) for source in sources_of(document)]
    sys.stdout.write(yaml.safe_dump({"sources": entries}, allow_unicode=True, sort_keys=False))


def entry_of(source: Source) -> dict[str, Any]:
    """The source as the configuration file has it, without what goes without saying."""
    told = asdict(source)
    defaults = {
        field.name: field.default_factory() if field.default_factory is not MISSING else field.default
        for field in fields(source)
    }
    return {name: value for name, value in told.items() if value != defaults[name]}
