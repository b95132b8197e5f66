"""`svodka demo`: the whole road in one command, on real workers and a real Redis."""

from __future__ import annotations

import signal
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TextColumn,
    TimeElapsedColumn,
)

if TYPE_CHECKING:
    from cli.demo.running import Demo
    from runtime.service import Service

READ_SECONDS = 45
EDIT_SECONDS = 20
ALERT_SECONDS = 15


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("demo")(demo)


def demo(
    keep: Annotated[
        bool, typer.Option("--keep", help="Leave the web page up, with ten years of news, until Ctrl-C.")
    ] = False,
) -> None:
    """News become facts, and a ranking change an alert: under a minute, nothing left behind.

    Exit status 0 only if what is shown is what the articles say.
    """
    from cli.demo.running import running
    from cli.output import console

    # Without this a termination would leave the service and the folder behind.
    signal.signal(signal.SIGTERM, lambda number, _: sys.exit(128 + number))
    screen = console()
    with tempfile.TemporaryDirectory(prefix="svodka-demo-") as folder, running(Path(folder)) as parts:
        differences = _told(screen, Path(folder), parts)
        if keep:
            _add_history(screen, Path(folder))
            _wait_for_interrupt(screen, parts, Path(folder))
    for line in differences:
        screen.print(f"[red]not as the articles say:[/red] {line}", markup=True)
    if differences:
        raise typer.Exit(1)
    screen.print("[green]Everything shown is what the articles say.[/green]")


def _told(screen: Console, folder: Path, parts: Demo) -> list[str]:
    from cli.demo.running import demo_settings
    from runtime.service import open_service
    from runtime.settings import Settings

    settings = Settings.model_validate(demo_settings(folder))
    with _progress(screen) as progress, open_service(settings) as service:
        _read_all(progress, parts, service)
        differences = _differences(parts, service, edited=False)
        _edit(progress, parts, service)
        _alert(progress, parts)
        progress.stop()
        _show(screen, parts, service)
        return [*differences, *_differences(parts, service, edited=True), *_alert_differences(parts)]


def _progress(screen: Console) -> Progress:
    return Progress(
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=screen,
    )


def _read_all(progress: Progress, parts: Demo, service: Service) -> None:
    """Wait until every article of the sites is read, extracted and folded."""
    from cli.demo.running import at_rest, wait_until

    urls = parts.site.urls.values()
    task = progress.add_task("reading the news of two sites", total=len(urls))

    def done() -> bool:
        stored = sum(service.store.articles.by_url(url) is not None for url in urls)
        progress.update(task, completed=stored)
        return stored == len(urls) and at_rest(service)

    wait_until(parts, done, seconds=READ_SECONDS, what="reading all articles")


def _edit(progress: Progress, parts: Demo, service: Service) -> None:
    """Have one article edited by its newsroom, and wait until we noticed."""
    from cli.demo.running import at_rest, wait_until

    task = progress.add_task("the newsroom edits an article", total=1)
    edited = parts.site.edit()
    url = parts.site.urls[edited.slug]

    def noticed() -> bool:
        identifier = service.store.articles.by_url(url)
        return (
            identifier is not None
            and len(service.store.articles.revisions(identifier)) > 1
            and at_rest(service)
        )

    wait_until(parts, noticed, seconds=EDIT_SECONDS, what="noticing the edit")
    progress.update(task, completed=1)


def _alert(progress: Progress, parts: Demo) -> None:
    from cli.demo.running import wait_until

    task = progress.add_task("the alert arrives", total=1)
    wait_until(parts, lambda: bool(parts.receiver.messages), seconds=ALERT_SECONDS, what="the alert")
    progress.update(task, completed=1)


def _show(screen: Console, parts: Demo, service: Service) -> None:
    from cli.demo.showing import show_alert, show_editions, show_facts
    from storage.facts import FactQuery

    show_facts(screen, service.store.facts.find(FactQuery(limit=500)).facts)
    rating_id = _export_rating(service)
    name = next(rating.name for rating in service.store.ratings.list() if rating.id == rating_id)
    before, now = service.store.ratings.editions(rating_id)[-2:]
    show_editions(screen, name, before, now)
    for message in parts.receiver.messages:
        show_alert(screen, message)


def _export_rating(service: Service) -> str:
    """The rating whose two editions the articles tell: the one with the most editions."""
    return max(service.store.ratings.list(), key=lambda rating: len(rating.periods)).id


def _differences(parts: Demo, service: Service, *, edited: bool) -> list[str]:
    from cli.demo.checking import differing_editions, differing_facts, expected, expected_facts

    lines: list[str] = []
    # Before the edit only the article that will be edited is of interest: the rest is checked after it.
    slugs = expected_facts(edited=True) if edited else expected()["facts_after_edit"]
    for slug in slugs:
        wanted = expected_facts(edited=edited)[slug]
        identifier = service.store.articles.by_url(parts.site.urls[slug])
        claims = service.store.claims.get(identifier).claims if identifier else ()
        lines += differing_facts(
            slug, wanted, (claim.statement for claim in claims if claim.withdrawn_at is None)
        )
    wanted_editions = expected()["rating"]["editions_after_edit" if edited else "editions"]
    lines += differing_editions(wanted_editions, service.store.ratings.editions(_export_rating(service)))
    return lines


def _alert_differences(parts: Demo) -> Iterable[str]:
    from cli.demo.checking import differing_events

    refused = [
        f"a message was refused: {arrival.fault}" for arrival in parts.receiver.arrivals if arrival.fault
    ]
    return [*refused, *differing_events([arrival.payload for arrival in parts.receiver.messages])]


def _add_history(screen: Console, folder: Path) -> None:
    """Years of news besides: a dozen articles make no curves."""
    from cli.demo.cases import told_cases
    from cli.demo.history import invented_articles, put
    from cli.demo.running import demo_settings
    from runtime.service import open_service
    from runtime.settings import Settings

    settings = Settings.model_validate(demo_settings(folder))
    with _progress(screen) as progress, open_service(settings) as service:
        articles = [*invented_articles(service.registries.regions), *told_cases()]
        for article in progress.track(articles, description="ten more years of invented news"):
            put(service.store, service.extractor, article)


def _wait_for_interrupt(screen: Console, parts: Demo, folder: Path) -> None:
    from cli.demo.running import demo_settings

    screen.print(f"The page is at {parts.web_url} until Ctrl-C. For commands in another terminal:")
    screen.print(f"    export SVODKA_DATA_DIR={demo_settings(folder)['data_dir']}", soft_wrap=True)
    try:
        parts.process.wait()
    except KeyboardInterrupt:
        screen.print("stopping ...")
