"""`svodka facts`, `svodka ratings` and `svodka regions`: questions to what is stored."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from itertools import islice
from typing import Annotated, Any, Literal

import typer

from cli.extracting import value_words
from cli.opening import RulesOption, opened, rules_folder
from cli.output import Format, write_rows
from model.claims import Fact, FactKind, FactStatus
from model.errors import InvalidQuery
from model.ledger import Edition, Place
from model.wire import fact_wire
from runtime.service import Service
from storage.asking import parse_question, typed
from storage.facts import Facet, FactQuery

TABLE_COLUMNS = ("published", "kind", "who", "value", "edition", "rating", "status", "sentence", "url")
CSV_COLUMNS = (
    "id kind status region subject position position_to previous change score total basis country relation"
    " value value_to unit direction approx metric period edition rating publisher published_at source url"
    " sentence"
).split()
PLACE_COLUMNS = ("place", "subject", "region", "before", "moved", "score", "status")
PAGE = 500

FormatOption = Annotated[Format, typer.Option("--format", help="How to print.")]
AsOfOption = Annotated[
    str | None, typer.Option("--as-of", help="As it was known at the end of this day, UTC: 2026-03-01.")
]
Order = Literal["time", "place"]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("facts")(facts)
    app.command("ratings")(ratings)
    app.command("regions")(regions)


def facts(
    question: Annotated[
        list[str] | None,
        typer.Argument(
            help="'region:RU-SMO kind:ranking position:1..10 date:2025-01/2025-12 -status:withdrawn экспорт'",
            show_default=False,
        ),
    ] = None,
    kind: Annotated[FactKind | None, typer.Option(help="What kind of fact.")] = None,
    region: Annotated[str | None, typer.Option(help="ISO 3166-2 code: RU-SMO.")] = None,
    country: Annotated[str | None, typer.Option(help="ISO 3166-1 code: CN.")] = None,
    rating: Annotated[str | None, typer.Option(help="Id of a rating, as `svodka ratings` lists it.")] = None,
    period: Annotated[str | None, typer.Option(help="2025, 2025-Q1, 2025-H1, 2025-03, 2025-M01/M09.")] = None,
    since: Annotated[str | None, typer.Option("--from", help="Published on this day or later.")] = None,
    until: Annotated[str | None, typer.Option("--to", help="Published on this day or earlier.")] = None,
    status: Annotated[FactStatus | None, typer.Option(help="How well it is supported.")] = None,
    as_of: AsOfOption = None,
    sort: Annotated[Order, typer.Option(help="Newest first, or best places first.")] = "time",
    count_by: Annotated[Facet | None, typer.Option(help="Only count them, by this.")] = None,
    limit: Annotated[int, typer.Option(min=1, help="The most that are printed.")] = 100,
    style: FormatOption = Format.table,
) -> None:
    """Find facts: by a question, or by options, which are conditions of a question too."""
    options = {
        "kind": kind,
        "region": region,
        "country": country,
        "rating": rating,
        "period": period,
        "date": f"{since or ''}/{until or ''}" if since or until else None,
        "status": status,
        "as-of": as_of,
    }
    conditions = [typed(name, told) for name, told in options.items() if told is not None]
    query = parse_question(" ".join([*(question or ()), *conditions]))
    with opened() as service:
        if count_by is not None:
            _write_counts(service.store.facts.counts(query, count_by), count_by, style)
        else:
            _write_facts(_found(service, query, sort, limit), style)


def _found(service: Service, query: FactQuery, sort: Order, limit: int) -> Iterable[Fact]:
    if sort == "place":
        return service.store.facts.best(query, limit)
    return islice(service.store.facts.every(replace(query, limit=min(limit, PAGE))), limit)


def _write_facts(found: Iterable[Fact], style: Format) -> None:
    is_table = style is Format.table
    rows = map(table_row if is_table else fact_wire, found)
    write_rows(rows, style, columns=TABLE_COLUMNS if is_table else CSV_COLUMNS, title="Facts")


def _write_counts(counts: Iterable[tuple[str | None, int]], by: Facet, style: Format) -> None:
    rows = ({by: value, "facts": count} for value, count in counts)
    write_rows(rows, style, columns=(by, "facts"), title=f"Facts by {by}")


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
    as_of: AsOfOption = None,
    style: FormatOption = Format.table,
) -> None:
    """List the ratings that are known, or the editions of one with who moved."""
    known_on = parse_question(typed("as-of", as_of)).as_of if as_of is not None else None
    if known_on is not None and rating is None:
        raise InvalidQuery("--as-of is for the editions of a rating; name one", part=str(known_on))
    with opened() as service:
        if rating is None:
            _write_ratings(service, style)
        else:
            editions = service.store.ratings.editions(rating, as_of=known_on)
            _write_editions(editions, rating, period, moves, style)


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
