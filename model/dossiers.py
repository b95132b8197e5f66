"""A dossier: what is known of a region or a rating, in tables whose every row says where it stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

Cell = str | int | float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """A sentence of the news, numbered from 1 in the order of its first use."""

    number: int
    source: str
    url: str
    title: str | None
    published_at: datetime
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A row of a table, and the numbers of the citations that prove it."""

    cells: tuple[Cell, ...]
    citations: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Rows under a heading; `note` stands below them."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dossier:
    """Tables with their citations. With `as_of` all is as it was known at the end of that day (UTC)."""

    title: str
    made_at: datetime
    as_of: date | None
    language: str
    tables: tuple[Table, ...]
    citations: tuple[Citation, ...]
