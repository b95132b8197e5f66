"""Dossiers as files: Markdown to read and to send, XLSX to go on working with.

What stands in them was written by strangers: it is text in both, and nothing that is run or followed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import IO

import xlsxwriter

from model.dossiers import Cell, Citation, Dossier, Table
from model.wire import rfc3339

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>|#~])")
_LINK = re.compile(r"https?://[^\s<>\"]+")
LONGEST_LINK = 2_000
"""Excel takes no longer ones."""
SHEET_NAME_CHARACTERS = 31
WIDTH, WIDE = 14, 48
SOURCES = {"ru": "Источники", "en": "Sources"}
AS_OF = {"ru": "По состоянию на", "en": "As known on"}
MADE = {"ru": "Составлено", "en": "Made"}


def markdown(dossier: Dossier) -> str:
    """The dossier as Markdown (CommonMark with tables)."""
    return "\n".join(_lines(dossier)) + "\n"


def write_xlsx(dossier: Dossier, out: IO[bytes]) -> None:
    """The dossier as a workbook: a sheet a table, and one with the sources."""
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(out, options) as book:
        bold = book.add_format({"bold": True})
        names: set[str] = set()
        for table in dossier.tables:
            sheet = book.add_worksheet(_sheet_name(table.title, names))
            sheet.freeze_panes(1, 0)
            sheet.set_column(0, len(table.columns), WIDTH)
            for column, title in enumerate((*table.columns, SOURCES[dossier.language])):
                sheet.write_string(0, column, title, bold)
            for line, row in enumerate(table.rows, 1):
                for column, cell in enumerate((*row.cells, _numbers(row.citations))):
                    _write_cell(sheet, line, column, cell)
            if table.note:
                sheet.write_string(len(table.rows) + 2, 0, table.note)
        _write_sources(book, dossier, names, bold)


def _lines(dossier: Dossier) -> Iterator[str]:
    language = dossier.language
    yield f"# {_escaped(dossier.title)}"
    yield ""
    yield f"{MADE[language]}: {rfc3339(dossier.made_at)}"
    if dossier.as_of is not None:
        yield f"{AS_OF[language]}: {dossier.as_of.isoformat()}"
    for table in dossier.tables:
        yield from _table_lines(table)
    if dossier.citations:
        yield from ("", f"## {SOURCES[language]}", "")
    for citation in dossier.citations:
        yield _citation_line(citation)


def _table_lines(table: Table) -> Iterator[str]:
    yield from ("", f"## {_escaped(table.title)}", "")
    yield f"| {' | '.join(map(_escaped, table.columns))} | |"
    yield "|" + "---|" * (len(table.columns) + 1)
    for row in table.rows:
        cells = [_escaped("" if cell is None else str(cell)) for cell in row.cells]
        yield f"| {' | '.join(cells)} | {_numbers(row.citations)} |"
    if table.note:
        yield from ("", _escaped(table.note))


def _citation_line(citation: Citation) -> str:
    link = f"<{citation.url}>" if _LINK.fullmatch(citation.url) else _escaped(citation.url)
    title = f"{_escaped(citation.title)}. " if citation.title else ""
    told = f"{_escaped(citation.source)}, {citation.published_at:%Y-%m-%d}. {title}"
    return f"{citation.number}. {told}«{_escaped(citation.sentence)}» {link}"


def _escaped(text: str) -> str:
    """A text that Markdown shows as it is, on one line."""
    return _SPECIAL.sub(r"\\\1", " ".join(text.split()))


def _numbers(citations: tuple[int, ...]) -> str:
    return ", ".join(map(str, citations))


def _sheet_name(title: str, taken: set[str]) -> str:
    """A name that Excel takes, and that no other sheet has."""
    base = re.sub(r"[\[\]:*?/\\']", " ", title).strip()[:SHEET_NAME_CHARACTERS] or "-"
    name, number = base, 1
    while name.casefold() in taken:
        number += 1
        name = f"{base[: SHEET_NAME_CHARACTERS - 4]} {number}"
    taken.add(name.casefold())
    return name


def _write_cell(sheet: xlsxwriter.worksheet.Worksheet, row: int, column: int, cell: Cell) -> None:
    if isinstance(cell, int | float):
        sheet.write_number(row, column, cell)
    elif cell is not None:
        sheet.write_string(row, column, cell)


def _write_sources(
    book: xlsxwriter.Workbook, dossier: Dossier, names: set[str], bold: xlsxwriter.format.Format
) -> None:
    sheet = book.add_worksheet(_sheet_name(SOURCES[dossier.language], names))
    sheet.set_column(3, 5, WIDE)
    sheet.write_string(0, 0, dossier.title, bold)
    for line, one in enumerate(dossier.citations, 1):
        sheet.write_number(line, 0, one.number)
        cells = (one.source, f"{one.published_at:%Y-%m-%d}", one.title or "", one.sentence)
        for column, text in enumerate(cells, 1):
            sheet.write_string(line, column, text)
        if _LINK.fullmatch(one.url) and len(one.url) <= LONGEST_LINK:
            sheet.write_url(line, 5, one.url)
        else:
            sheet.write_string(line, 5, one.url)
