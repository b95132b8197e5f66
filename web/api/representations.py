"""The same rows as JSON, JSON Lines or CSV: chosen by `format`, else by the Accept header."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Literal, get_args

import orjson
from fastapi.responses import StreamingResponse

Format = Literal["json", "jsonl", "csv"]
MEDIA_TYPES: dict[Format, str] = {
    "json": "application/json",
    "jsonl": "application/jsonl",
    "csv": "text/csv",
}
FORMATS: tuple[Format, ...] = get_args(Format)
_ALSO = {"application/x-ndjson": "application/jsonl", "application/ndjson": "application/jsonl"}
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
"""A cell that begins so is run as a formula by spreadsheets (OWASP, CSV Injection)."""
_ROWS_A_CHUNK = 100


def chosen_format(asked: Format | None, accepted: str) -> Format:
    """What was asked for, else the format that the header likes best; JSON where it names none of ours."""
    if asked is not None:
        return asked
    return max(FORMATS, key=lambda name: _weight(MEDIA_TYPES[name], accepted))


def chosen_fields(row: Mapping[str, Any], fields: Sequence[str]) -> dict[str, Any]:
    """The members of a row that were asked for, in the order asked; all where none was."""
    return {name: row.get(name) for name in fields} if fields else dict(row)


def streamed(
    rows: Iterable[Mapping[str, Any]], style: Format, *, columns: Sequence[str], name: str
) -> StreamingResponse:
    """Rows as a file of JSON Lines or CSV, sent while they are read from the store."""
    lines = _csv_lines(rows, columns) if style == "csv" else _json_lines(rows)
    headers = {"content-disposition": f'attachment; filename="{name}.{style}"', "cache-control": "no-cache"}
    return StreamingResponse(_chunks(lines), media_type=MEDIA_TYPES[style], headers=headers)


def _json_lines(rows: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    for row in rows:
        yield orjson.dumps(row).decode() + "\n"


def _csv_lines(rows: Iterable[Mapping[str, Any]], columns: Sequence[str]) -> Iterator[str]:
    yield _csv_line(columns)
    for row in rows:
        yield _csv_line([_cell(row.get(column)) for column in columns])


def _csv_line(cells: Sequence[Any]) -> str:
    """RFC 4180: lines end in CR LF."""
    line = io.StringIO()
    csv.writer(line).writerow(cells)
    return line.getvalue()


def _cell(value: Any) -> Any:
    if isinstance(value, str) and value.startswith(_FORMULA_STARTS):
        return f"'{value}"
    return json.dumps(value, ensure_ascii=False) if isinstance(value, list | dict) else value


def _chunks(lines: Iterator[str]) -> Iterator[str]:
    held: list[str] = []
    for line in lines:
        held.append(line)
        if len(held) == _ROWS_A_CHUNK:
            yield "".join(held)
            held.clear()
    yield "".join(held)


def _weight(media_type: str, accepted: str) -> float:
    """RFC 9110, 12.5.1, as far as whole types and their weights go. Ranges (*/*) mean JSON."""
    found = 0.0
    for part in accepted.split(","):
        name, *parameters = (piece.strip().casefold() for piece in part.split(";"))
        if _ALSO.get(name, name) != media_type:
            continue
        weights = [piece.removeprefix("q=") for piece in parameters if piece.startswith("q=")]
        try:
            found = max(found, float(weights[0]) if weights else 1.0)
        except ValueError:
            continue
    return found
