"""`svodka backtest`: what a changed rule set would do to the articles that are stored."""

from __future__ import annotations

import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from cli.opening import opened
from cli.output import console, json_line
from extractors.rules.comparing import Change, changes
from extractors.rules.shorthand import shorthand
from model.articles import Article
from model.errors import InvalidQuery
from storage.store import Store

if TYPE_CHECKING:
    from extractors.pipeline import Extractor

KINDS = ("added", "removed", "changed")
SIGNS = {"added": ("+", "green"), "removed": ("-", "red"), "changed": ("~", "yellow")}


class Style(StrEnum):
    """How a backtest is printed: each of them as it goes, holding no more than one article."""

    table = "table"
    json = "json"
    jsonl = "jsonl"


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("backtest")(backtest)


def backtest(
    rules: Annotated[Path, typer.Option("--rules", help="Folder of the changed rules.", show_default=False)],
    since: Annotated[str | None, typer.Option("--from", help="Published on this day or later.")] = None,
    until: Annotated[str | None, typer.Option("--to", help="Published on this day or earlier.")] = None,
    limit: Annotated[int | None, typer.Option(min=1, help="The most articles, newest month first.")] = None,
    show: Annotated[int, typer.Option(min=0, help="The most sentences shown of a rule and change.")] = 10,
    style: Annotated[Style, typer.Option("--format", help="How to print.")] = Style.table,
) -> None:
    """Read stored articles by the present rules and by changed ones, and show what differs.

    Nothing that is stored changes. The present rules are those of SVODKA_RULES_DIR, or the
    shipped ones.
    """
    from extractors.pipeline import Extractor

    days = _day("--from", since), _day("--to", until)
    changed = Extractor(rules)
    with opened() as service:
        present = Extractor(service.settings.rules_dir)
        articles = islice(_articles(service.store, *days), limit)
        tally = Tally(show=show)
        _write(tally.rows(_compared(_with_progress(articles, limit), present, changed)), tally, style)


def _day(option: str, told: str | None) -> date | None:
    try:
        return date.fromisoformat(told) if told else None
    except ValueError as error:
        raise InvalidQuery(f"{option} {told}: not a day; write 2026-02-08", part=told or "") from error


def _articles(store: Store, since: date | None, until: date | None) -> Iterator[Article]:
    """The stored articles of some days, the newest month first, one at a time."""
    first, last = since or date.min, until or date.max
    for month in store.articles.months():
        if not f"{first:%Y-%m}" <= month <= f"{last:%Y-%m}":
            continue
        for identifier in store.articles.ids(month):
            article = store.articles.get(identifier)
            if article is not None and first <= article.dated_at.date() <= last:
                yield article


def _compared(
    articles: Iterable[Article], present: Extractor, changed: Extractor
) -> Iterator[tuple[Article, Change]]:
    from workers.stages.extracting import document_of

    for article in articles:
        document = document_of(article)
        before, after = present.extract(document), changed.extract(document)
        yield from ((article, change) for change in changes(before.statements, after.statements))


@dataclass(slots=True)
class Tally:
    """Counts changes by rule as they stream by, and lets the first of each through to be shown."""

    show: int
    counts: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))

    def rows(self, found: Iterable[tuple[Article, Change]]) -> Iterator[dict[str, Any]]:
        """The changes to show as rows."""
        for article, change in found:
            mine = self.counts[change.shown["rule"]]
            mine[change.kind] += 1
            if mine[change.kind] <= self.show:
                yield _row(article, change)

    def sums(self) -> Iterator[dict[str, Any]]:
        """A row a rule, the most changed first."""
        for rule, counts in sorted(self.counts.items(), key=lambda entry: (-entry[1].total(), entry[0])):
            yield {"table": "rule", "rule": rule, **{kind: counts[kind] for kind in KINDS}}


def _row(article: Article, change: Change) -> dict[str, Any]:
    names = change.attributes
    return {
        "table": "change",
        "change": change.kind,
        "rule": change.shown["rule"],
        "before": shorthand(change.before, names) if change.before else None,
        "after": shorthand(change.after, names) if change.after else None,
        "attributes": list(names),
        "sentence": change.shown["sentence"],
        "article": article.id,
        "url": article.url,
    }


def _write(rows: Iterator[dict[str, Any]], tally: Tally, style: Style) -> None:
    match style:
        case Style.jsonl:
            for row in rows:
                sys.stdout.write(json_line(row))
            sys.stdout.writelines(map(json_line, tally.sums()))
        case Style.json:
            _write_array(rows, tally)
        case Style.table:
            screen = console()
            for row in rows:
                screen.print(_lines(row), soft_wrap=True)
            screen.print(_table(tally))


def _write_array(rows: Iterator[dict[str, Any]], tally: Tally) -> None:
    """One JSON array, written as it goes."""
    sign = "["
    for part in (rows, tally.sums()):
        for row in part:
            sys.stdout.write(f"{sign}\n  {json_line(row).rstrip()}")
            sign = ","
    sys.stdout.write("\n]\n" if sign == "," else "[]\n")


def _lines(row: dict[str, Any]) -> Text:
    sign, style = SIGNS[row["change"]]
    facts = " -> ".join(filter(None, (row["before"], row["after"])))
    differing = f"  ({', '.join(row['attributes'])})" if row["attributes"] else ""
    return Text.assemble(
        (f"{sign} {facts}{differing}", style),
        (f"  [{row['rule']}]", "dim"),
        f"\n  {_printable(row['sentence'])}",
        (f"\n  {row['url']}\n", "dim"),
    )


def _printable(text: str) -> str:
    """News may hold control characters; a terminal would obey them."""
    return "".join(character if character.isprintable() else " " for character in text)


def _table(tally: Tally) -> Table | Text:
    if not tally.counts:
        return Text("nothing changes")
    table = Table(title="Changes by rule", title_justify="left")
    table.add_column("rule", overflow="fold")
    for kind in KINDS:
        table.add_column(kind, justify="right")
    for row in tally.sums():
        table.add_row(row["rule"], *(str(row[kind]) for kind in KINDS))
    return table


def _with_progress(articles: Iterable[Article], limit: int | None) -> Iterator[Article]:
    """The same articles; on a terminal their number is shown as they are read."""
    told = "{task.completed} articles" + (f" of at most {limit}" if limit else "")
    columns = (SpinnerColumn(), TextColumn(told), TextColumn("{task.description}"), TimeElapsedColumn())
    screen = Console(stderr=True)
    with Progress(*columns, console=screen, transient=True, disable=not sys.stderr.isatty()) as progress:
        task = progress.add_task("", total=limit)
        for article in articles:
            yield article
            progress.update(task, advance=1, description=f"{article.dated_at:%Y-%m}")
