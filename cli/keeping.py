"""`svodka export`, `import`, `backup`, `restore`, `prune` and `migrate`: the data in and out."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from enum import StrEnum
from io import TextIOWrapper
from pathlib import Path
from typing import IO, Annotated, Any

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

from cli.asking import CSV_COLUMNS
from cli.files import replaced
from cli.opening import opened
from cli.output import Format, json_line, write_rows
from model.errors import InvalidImport, InvalidQuery, SvodkaError
from model.wire import fact_wire
from runtime.parquet import write_parquet
from runtime.service import Service
from storage.asking import parse_question

PLACE_COLUMNS = (
    "rating name period scope subject_id subject region position position_to previous_told previous_stored"
    " change_told score basis status fact_id"
).split()
BOM = "\ufeff"


class What(StrEnum):
    """What is exported."""

    everything = "everything"
    facts = "facts"
    places = "places"


class ExportFormat(StrEnum):
    """How it is written."""

    jsonl = "jsonl"
    csv = "csv"
    parquet = "parquet"


FileArgument = Annotated[Path, typer.Argument(help="The file; '-' is standard output or input.")]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("export")(export)
    app.command("import")(import_)
    app.command("backup")(backup)
    app.command("restore")(restore)
    app.command("prune")(prune)
    app.command("migrate")(migrate)


def export(
    file: FileArgument,
    question: Annotated[
        list[str] | None, typer.Argument(help="Of facts: only those that answer this.", show_default=False)
    ] = None,
    what: Annotated[
        What, typer.Option(help="everything (to import again), facts, or places of ratings.")
    ] = What.everything,
    style: Annotated[
        ExportFormat, typer.Option("--format", help="jsonl; for facts and places also csv and parquet.")
    ] = ExportFormat.jsonl,
    bom: Annotated[
        bool, typer.Option("--bom", help="Begin CSV with a byte order mark, as Excel wants it.")
    ] = False,
    secrets: Annotated[
        bool,
        typer.Option("--secrets", help="Of everything: also keys of the web service and what hubs post to."),
    ] = False,
) -> None:
    """Write what is stored into a file: all of it, to be imported again, or facts or places as tables."""
    if what is What.everything and (style is not ExportFormat.jsonl or question):
        raise InvalidQuery("everything is written as JSON lines, and whole; see --what", part=what.value)
    if bom and style is not ExportFormat.csv:
        raise InvalidQuery("--bom is for --format csv", part="--bom")
    if secrets and what is not What.everything:
        raise InvalidQuery("--secrets is for --what everything", part="--secrets")
    with opened() as service, _progress("exporting") as told, _out(file) as out:
        rows = _counted(_rows(service, what, " ".join(question or ()), secrets), told)
        if style is ExportFormat.parquet:
            write_parquet(rows, PLACE_COLUMNS if what is What.places else CSV_COLUMNS, out)
        else:
            _write_text(rows, what, style, out, bom=bom)


def _rows(service: Service, what: What, question: str, secrets: bool) -> Iterator[dict[str, Any]]:
    match what:
        case What.everything:
            yield from service.store.exporting.records(secrets=secrets)
        case What.facts:
            yield from map(fact_wire, service.store.facts.every(parse_question(question)))
        case What.places:
            yield from _places(service, parse_question(question).rating)


def _places(service: Service, wanted: str | None) -> Iterator[dict[str, Any]]:
    for rating in service.store.ratings.list():
        if wanted in (None, rating.id):
            for edition in service.store.ratings.editions(rating.id):
                for place in edition.places:
                    yield {
                        "rating": rating.id,
                        "name": rating.name,
                        "period": edition.period,
                        **{name: getattr(place, name) for name in PLACE_COLUMNS[3:]},
                    }


def _write_text(
    rows: Iterable[dict[str, Any]], what: What, style: ExportFormat, out: IO[bytes], *, bom: bool
) -> None:
    # Lines as they are, on every system: the file is for other programs.
    if style is ExportFormat.jsonl:
        for row in rows:
            out.write(json_line(row).encode())
        return
    if bom:
        out.write(BOM.encode())
    columns = PLACE_COLUMNS if what is What.places else CSV_COLUMNS
    text = TextIOWrapper(out, encoding="utf-8", newline="")
    write_rows(rows, Format.csv, columns=columns, title="", stream=text)
    text.detach()


def import_(file: FileArgument) -> None:
    """Bring in what `svodka export` wrote; what is there already stays. Nothing of it is told to anybody."""
    with opened() as service, _progress("importing articles") as told:
        stream = sys.stdin.buffer if str(file) == "-" else file.open("rb")
        with stream:
            counts = service.store.exporting.load(_records(stream), told=told)
    sys.stdout.write(", ".join(f"{count} {kind}s" for kind, count in sorted(counts.items())) + "\n")


def _records(stream: IO[bytes]) -> Iterator[dict[str, Any]]:
    for line, text in enumerate(stream, 1):
        try:
            record = json.loads(text)
        except ValueError as error:
            raise InvalidImport(f"line {line}: not JSON: {error}", line=line) from error
        if not isinstance(record, dict):
            raise InvalidImport(f"line {line}: no record of an export", line=line)
        yield record


def backup(file: FileArgument) -> None:
    """Write all keys into one file while the service runs. `svodka restore` brings them back."""
    with opened() as service, _progress("keys") as told, _out(file) as out:
        count = service.store.backing_up.write(out, told=told)
    sys.stderr.write(f"{count} keys\n")


def restore(
    file: FileArgument,
    check: Annotated[
        bool, typer.Option(help="Make anew what was being written when the backup was made.")
    ] = True,
) -> None:
    """Bring a backup back into an empty Redis; then `svodka fsck --repair` is done."""
    with opened(empty=True) as service, _progress("keys") as told:
        stream = sys.stdin.buffer if str(file) == "-" else file.open("rb")
        with stream:
            count = service.store.backing_up.read(stream, told=told)
        service.store.migrating.check()
        repaired = sum(1 for _ in service.store.check.findings(repair=True)) if check else 0
    sys.stdout.write(f"{count} keys; {repaired} things that were under way made anew\n")


def prune(
    before: Annotated[str, typer.Option(help="Months before this one go: 2024-01.")],
    yes: Annotated[bool, typer.Option("--yes", help="Do it; without, only tell what would go.")] = False,
) -> None:
    """Drop old months: their articles, claims, and facts and places that no later article tells."""
    try:
        month = f"{date.fromisoformat(f'{before}-01'):%Y-%m}"
    except ValueError as error:
        raise InvalidQuery(f"{before!r} is no month; write 2024-01", part=before) from error
    with opened() as service:
        months = service.store.pruning.months(month)
        for one in months:
            sys.stdout.write(f"{one.month}: {one.articles} articles\n")
            if yes:
                with _progress(f"pruning {one.month}") as told:
                    service.store.pruning.prune(one.month, told=told)
    if not months:
        sys.stdout.write(f"nothing is older than {month}\n")
    elif not yes:
        sys.stdout.write("nothing was dropped: say --yes\n")


def migrate() -> None:
    """Bring the data to the form of this version; readers go on reading meanwhile."""
    with opened() as service, _progress("migrating") as told:
        count = service.store.migrating.run(told=lambda _, done: told(done))
        version = service.store.migrating.check()
    sys.stdout.write(f"{count} things changed; the data has form {version}\n")


@contextmanager
def _out(file: Path) -> Iterator[IO[bytes]]:
    """The file, in place only when it is whole; or standard output."""
    if str(file) == "-":
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    try:
        with replaced(file) as out:
            yield out
    except OSError as error:
        raise SvodkaError(f"{file} cannot be written: {error.strerror or error}; it is as it was") from error


@contextmanager
def _progress(what: str) -> Iterator[Callable[[int], None]]:
    """A line on standard error that counts."""
    columns = (SpinnerColumn(), TextColumn(what), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task(what, total=None)
        yield lambda count: progress.update(task, completed=count)


def _counted(rows: Iterable[dict[str, Any]], told: Callable[[int], None]) -> Iterator[dict[str, Any]]:
    for count, row in enumerate(rows, 1):
        if count % 100 == 0:
            told(count)
        yield row
