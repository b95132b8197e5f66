"""`svodka backfill`: what a source published in days that are past."""

from __future__ import annotations

import sys
from datetime import datetime
from typing import Annotated

import typer
from rich.progress import Progress, SpinnerColumn, TextColumn

from cli.opening import opened
from cli.output import console
from model.errors import ConfigurationError, SvodkaError


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("backfill")(backfill)


def backfill(
    name: Annotated[str, typer.Argument(help="The source, as the configuration names it.")],
    first_on: Annotated[datetime, typer.Option("--from", formats=["%Y-%m-%d"], help="The first day.")],
    last_on: Annotated[datetime, typer.Option("--to", formats=["%Y-%m-%d"], help="The last day.")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only tell what would be read.")] = False,
) -> None:
    """Put what a source published in a range of days on the way, by its archive or its sitemaps.

    Asks for the lists one after the other, as politely as ever; the articles are read by the workers.
    Known articles are left alone, so that it can be done again after an interruption. Ends with 1
    where a list could not be had.
    """
    from crawler.backfilling import Days
    from crawler.backfilling import backfill as steps_of

    days = Days(first_on=first_on.date(), last_on=last_on.date())
    listed = fresh = failed = 0
    with opened() as service:
        source = service.configuration.source(name)
        if source is None:
            raise ConfigurationError(f"there is no source {name!r}; `svodka sources` lists them")
        columns = (SpinnerColumn(), TextColumn("{task.description}"))
        with service.fetcher() as fetcher, Progress(*columns, console=console(), transient=True) as progress:
            task = progress.add_task(f"{name}: looking for lists")
            for step in steps_of(source, fetcher, days, service.clock()):
                progress.update(task, description=f"{step.url}: {len(step.refs)}")
                listed += len(step.refs)
                if step.problem is not None:
                    failed += 1
                    sys.stderr.write(f"{step.url}: {step.problem}\n")
                elif dry_run:
                    sys.stdout.writelines(f"{ref.url}\n" for ref in step.refs)
                else:
                    fresh += len(service.store.refs.add(step.refs))
    if not dry_run:
        sys.stdout.write(f"{listed} articles listed, {fresh} of them new: they are read by the workers\n")
    if failed:
        raise SvodkaError(f"{failed} lists could not be had; the same command asks for them again")
