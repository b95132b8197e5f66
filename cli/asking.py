"""`svodka facts` and `svodka regions`: questions to what is stored."""

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
PAGE = 500

FormatOption = Annotated[Format, typer.Option("--format", help="How to print.")]
AsOfOption = Annotated[
    str | None, typer.Option("--as-of", help="As it was known at the end of this day, UTC: 2026-03-01.")
]
Order = Literal["time", "place"]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("facts")(facts)
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
    who = wire["country"] if fact.kind == "partnership" else wire.get("subject")
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


def regions(rules: RulesOption = None, style: FormatOption = Format.table) -> None:
    """List the regions with their codes."""
    from extractors.registries import load_registries

    folder = rules_folder(rules)
    registered = load_registries(folder / "registries" if folder is not None else None).regions
    rows = ({"code": region.code, "name": region.name, "district": region.district} for region in registered)
    write_rows(rows, style, columns=("code", "name", "district"), title="Regions")
