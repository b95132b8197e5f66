"""Writing rows for people and for programs: table, JSON, JSON lines, CSV."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from typing import Any, TextIO

from rich.console import Console
from rich.table import Table
from rich.text import Text

Row = Mapping[str, Any]

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
"""A CSV cell that begins so is run as a formula by spreadsheets (OWASP, CSV Injection)."""


class Format(StrEnum):
    """How rows are written."""

    table = "table"
    json = "json"
    jsonl = "jsonl"
    csv = "csv"


def console() -> Console:
    """Standard output for people. A pipe gets lines of any length, not eighty columns."""
    return Console(soft_wrap=False, width=None if sys.stdout.isatty() else 160, highlight=False)


def write_rows(
    rows: Iterable[Row], style: Format, *, columns: Sequence[str], title: str, stream: TextIO | None = None
) -> None:
    """Write rows in a style. `columns` choose and order what the table and the CSV show."""
    stream = stream or sys.stdout
    match style:
        case Format.jsonl:
            for row in rows:
                stream.write(json_line(row))
        case Format.json:
            stream.write(json.dumps(list(rows), ensure_ascii=False, indent=2) + "\n")
        case Format.csv:
            _write_csv(rows, columns, stream)
        case Format.table:
            table = _table(rows, columns, title)
            console().print(table if table.row_count else Text(f"{title}: none"))


def json_line(row: Row) -> str:
    """A row as one line of JSON, with its line end."""
    return json.dumps(row, ensure_ascii=False) + "\n"


def _write_csv(rows: Iterable[Row], columns: Sequence[str], stream: TextIO) -> None:
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow([_csv_cell(row.get(column)) for column in columns])


def _csv_cell(value: Any) -> Any:
    if isinstance(value, str) and value.startswith(FORMULA_STARTS):
        return f"'{value}"
    return value


def _table(rows: Iterable[Row], columns: Sequence[str], title: str) -> Table:
    table = Table(title=title, title_justify="left", show_lines=False)
    for column in columns:
        table.add_column(column, overflow="fold")
    for row in rows:
        table.add_row(*(_cell(row.get(column)) for column in columns))
    return table


def _cell(value: Any) -> Text:
    """A value as text that the terminal shows as it is: no markup, no control characters of news."""
    if value is None:
        return Text("")
    if isinstance(value, list | tuple):
        value = ", ".join(map(str, value))
    return Text("".join(character if character.isprintable() else " " for character in str(value)))
