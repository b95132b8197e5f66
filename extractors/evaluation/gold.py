"""Annotated documents: what a careful reader finds in a text. docs/annotation.md has the form."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Literal

from model.errors import InvalidDocument
from model.statements import Approximation, Basis, Direction, Document, Unit

GoldKind = Literal["ranking", "export", "negative"]


@dataclass(frozen=True, slots=True, kw_only=True)
class GoldRanking:
    """A place or movement that the text tells.

    `region` is what rows spell "subject": the region that the subject is or belongs to, None
    where the text ties it to none; then `label`, the subject as written, is what tells it.
    """

    region: str | None
    label: str
    position: int | None
    position_to: int | None
    previous: int | None
    change: int | None
    score: float | None
    total: int | None
    period: str | None
    rating: str | None
    publisher: str | None
    basis: Basis


@dataclass(frozen=True, slots=True, kw_only=True)
class GoldPercentage:
    """A percentage, a number of percentage points or a multiple that the text tells."""

    value: float
    value_to: float | None
    unit: Unit
    direction: Direction
    approx: Approximation | None
    region: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class GoldDocument:
    """A document and everything that a reader finds in it. `partners` are (region, country)."""

    document: Document
    kind: GoldKind
    regions: frozenset[str]
    countries: frozenset[str]
    partners: frozenset[tuple[str, str]]
    rankings: tuple[GoldRanking, ...]
    percentages: tuple[GoldPercentage, ...]


def read_gold(lines: Iterable[str | bytes]) -> Iterator[GoldDocument]:
    """The annotated documents of JSON lines, in order; blank lines are passed over.

    Raises InvalidDocument with the number of the line that is none.
    """
    for number, line in enumerate(lines, 1):
        if line.strip():
            try:
                yield _document(json.loads(line))
            except KeyError as error:
                raise InvalidDocument(f"line {number}: no key {error} in an annotated document") from error
            except (TypeError, ValueError) as error:
                raise InvalidDocument(f"line {number}: not an annotated document: {error}") from error


def _document(row: dict[str, Any]) -> GoldDocument:
    return GoldDocument(
        document=Document(
            id=row["id"], title=row["title"], text=row["text"], published_on=row.get("published")
        ),
        kind=row["kind"],
        regions=frozenset(row["regions"]),
        countries=frozenset(row["countries"]),
        partners=frozenset((pair["region"], pair["country"]) for pair in row["partners"]),
        rankings=tuple(map(_ranking, row["rankings"])),
        percentages=tuple(map(_percentage, row["percentages"])),
    )


def _ranking(row: dict[str, Any]) -> GoldRanking:
    return GoldRanking(
        region=row["subject"],
        label=row["label"],
        position=row["position"],
        position_to=row["position_to"],
        previous=row["previous"],
        change=row["change"],
        score=row["score"],
        total=row["total"],
        period=row["period"],
        rating=row["rating"],
        publisher=row["publisher"],
        basis=row["basis"],
    )


def _percentage(row: dict[str, Any]) -> GoldPercentage:
    return GoldPercentage(
        value=row["value"],
        value_to=row["value_to"],
        unit=row["unit"],
        direction=row["direction"],
        approx=row["approx"],
        region=row["region"],
    )
