"""`svodka facts`, `svodka ratings` and `svodka regions`: questions to what is stored."""

from __future__ import annotations

from datetime import date
from itertools import islice
from typing import Annotated, Any

import typer

from cli.extracting import value_words
from cli.opening import RulesOption, opened, rules_folder
from cli.output import Format, write_rows
from model.claims import Fact, FactKind, FactStatus
from model.errors import InvalidQuery
from model.ledger import Edition, Place
from model.wire import fact_wire
from runtime.service import Service
from storage.facts import FactQuery

TABLE_COLUMNS = ("published", "kind", "who", "value", "edition", "rating", "status", "sentence", "url")
CSV_COLUMNS = (
    "id kind status region subject position position_to previous change score total basis country relation"
    " value value_to unit direction approx metric period edition rating publisher published_at source url"
    " sentence"
).split()
PLACE_COLUMNS = ("place", "subject", "region", "before", "moved", "score", "status")
PAGE = 500

FormatOption = Annotated[Format, typer.Option("--format", help="How to print.")]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("facts")(facts)
    app.command("ratings")(ratings)
    app.command("regions")(regions)


def facts(
    kind: Annotated[FactKind | None, typer.Option(help="What kind of fact.")] = None,
    region: Annotated[str | None, typer.Option(help="ISO 3166-2 code: RU-SMO.")] = None,
    country: Annotated[str | None, typer.Option(help="ISO 3166-1 code: CN.")] = None,
    rating: Annotated[str | None, typer.Option(help="Id of a rating, as `svodka ratings` lists it.")] = None,
    period: Annotated[str | None, typer.Option(help="2025, 2025-Q1, 2025-H1, 2025-03, 2025-M01/M09.")] = None,
    since: Annotated[str | None, typer.Option("--from", help="Published on this day or later.")] = None,
    until: Annotated[str | None, typer.Option("--to", help="Published on this day or earlier.")] = None,
    status: Annotated[FactStatus | None, typer.Option(help="How well it is supported.")] = None,
    limit: Annotated[int, typer.Option(min=1, help="The most that are printed.")] = 100,
    style: FormatOption = Format.table,
) -> None:
    """Find facts, newest first."""
    query = FactQuery(
        kind=kind,
        region=region.upper() if region else None,
        country=country.upper() if country else None,
        rating=rating,
        period=period,
        date_from=_day("--from", since),
        date_to=_day("--to", until),
        status=status,
        limit=min(limit, PAGE),
    )
    with opened() as service:
        found = islice(service.store.facts.every(query), limit)
        rows = map(table_row, found) if style is Format.table else map(fact_wire, found)
        columns = TABLE_COLUMNS if style is Format.table else CSV_COLUMNS
        write_rows(rows, style, columns=columns, title="Facts")


def _day(option: str, told: str | None) -> date | None:
    try:
        return date.fromisoformat(told) if told else None
    except ValueError as error:
        raise InvalidQuery(f"{option} {told}: not a day; write 2026-02-08", part=told or "") from error


def table_row(fact: Fact) -> dict[str, Any]:
    """A stored fact in the columns that fit a terminal."""
    wire = fact_wire(fact)
    who = wire["country"] if fact.key.kind == "partnership" else wire.get("subject")
    return {
        "published": wire["published_at"][:10],
        "kind": wire["kind"],
        "who": " ".join(filter(None, (wire["region"], who))),
        "value": value_words(wire),
        "edition": fact.period,
        "rating": wire.get("rating") or wire.get("metric"),
        "status": fact.status,
        "sentence": wire["sentence"],
        "url": wire["url"],
    }


def ratings(
    rating: Annotated[
        str | None, typer.Argument(help="Id of a rating: prints its editions.", show_default=False)
    ] = None,
    period: Annotated[str | None, typer.Option(help="Only this edition.")] = None,
    moves: Annotated[bool, typer.Option("--moves", help="Only who moved.")] = False,
    style: FormatOption = Format.table,
) -> None:
    """List the ratings that are known, or the editions of one with who moved."""
    with opened() as service:
        if rating is None:
            _write_ratings(service, style)
        else:
            _write_editions(service.store.ratings.editions(rating), rating, period, moves, style)


def _write_ratings(service: Service, style: Format) -> None:
    rows = (
        {
            "id": rating.id,
            "name": rating.name,
            "publisher": rating.publisher,
            "editions": list(rating.periods),
            "provisional": rating.provisional,
        }
        for rating in service.store.ratings.list()
    )
    write_rows(rows, style, columns=("id", "name", "publisher", "editions", "provisional"), title="Ratings")


def _write_editions(
    editions: tuple[Edition, ...], rating: str, period: str | None, moves: bool, style: Format
) -> None:
    chosen = [edition for edition in editions if period in (None, edition.period)]
    if not chosen:
        told = ", ".join(edition.period for edition in editions) or "none"
        raise InvalidQuery(f"no such edition of {rating!r}; there are: {told}", part=period or rating)
    if style is Format.table:
        for edition in chosen:
            rows = (place_row(place) for place in edition.places if not moves or _moved(place))
            write_rows(rows, style, columns=PLACE_COLUMNS, title=f"{rating}, {edition.period}")
        return
    flat = (
        {"rating": rating, "period": edition.period, **place_row(place), "scope": place.scope}
        for edition in chosen
        for place in edition.places
        if not moves or _moved(place)
    )
    write_rows(flat, style, columns=("rating", "period", *PLACE_COLUMNS, "scope"), title="")


def place_row(place: Place) -> dict[str, Any]:
    """A line of an edition's table; `moved` counts places up (+) or down (-)."""
    upper = f"-{place.position_to}" if place.position_to is not None else ""
    return {
        "place": f"{place.position}{upper}" if place.position is not None else None,
        "subject": place.subject,
        "region": place.region,
        "before": place.previous,
        "moved": _moved(place),
        "score": place.score,
        "status": place.status,
    }


def _moved(place: Place) -> int | None:
    """Places moved, where both places are known or the news told the movement; 0 is None."""
    if place.previous is not None and place.position is not None and place.position_to is None:
        return (place.previous - place.position) or None
    return place.change_told or None


def regions(rules: RulesOption = None, style: FormatOption = Format.table) -> None:
    """List the regions with their codes."""
    from extractors.registries import load_registries

    folder = rules_folder(rules)
    registered = load_registries(folder / "registries" if folder is not None else None).regions
    rows = ({"code": region.code, "name": region.name, "district": region.district} for region in registered)
    write_rows(rows, style, columns=("code", "name", "district"), title="Regions")
