"""`svodka extract`: documents in, facts out. Needs no Redis; docs/facts.md has the wire form."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path
from typing import Annotated, Any

import typer

from cli.documents import (
    STANDARD_INPUT,
    BadDocument,
    documents_of_files,
    documents_of_lines,
    open_lines,
)
from cli.opening import RulesOption, rules_folder
from cli.output import Format, json_line, write_rows
from model.statements import Document
from model.wire import extraction_wire

TABLE_COLUMNS = ("kind", "what", "value", "period", "rating", "sentence")
BATCH = 64
"""Documents that the pipeline takes at once: the most that wait in memory."""


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("extract")(extract)


def extract(
    files: Annotated[
        list[str] | None,
        typer.Argument(help="Text or HTML files; '-' is standard input.", show_default=False),
    ] = None,
    jsonl: Annotated[
        bool,
        typer.Option("--jsonl", help="Read a JSON document a line: id, text, title, url, published_at."),
    ] = False,
    style: Annotated[
        Format | None, typer.Option("--format", help="How to print; JSON lines with --jsonl, else a table.")
    ] = None,
    rules: RulesOption = None,
) -> None:
    """Extract regions, countries, rankings, figures and partners from documents.

    Exit status 1 if a document could not be read; the others are done all the same.
    """
    paths = files or [STANDARD_INPUT]
    documents = (
        chain.from_iterable(documents_of_lines(open_lines(path)) for path in paths)
        if jsonl
        else documents_of_files(paths)
    )
    failures = Failures()
    wire = failures.counted(_extracted(documents, rules_folder(rules)))
    _write(wire, style or (Format.jsonl if jsonl else Format.table))
    if failures.count:
        raise typer.Exit(1)


class Failures:
    """Counts the documents that ended in an error, as they stream by."""

    def __init__(self) -> None:
        self.count = 0

    def counted(self, wire: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
        """The same rows."""
        for row in wire:
            if "error" in row:
                self.count += 1
                sys.stderr.write(f"svodka: {row['id'] or 'document'}: {row['error']}\n")
            for failure in row.get("failures", ()):
                sys.stderr.write(f"svodka: {row['id']}: a rule failed, the others went on: {failure}\n")
            yield row


def _extracted(
    documents: Iterable[Document | BadDocument], rules_dir: Path | None
) -> Iterator[dict[str, Any]]:
    """A row a document, in order, in constant memory: the input is read a batch at a time."""
    from extractors.pipeline import Extractor

    extractor = Extractor(rules_dir)
    for batch in _batches(documents):
        good = [document for document in batch if isinstance(document, Document)]
        extractions = extractor.extract_all(good, batch_size=BATCH)
        for document in batch:
            if isinstance(document, BadDocument):
                yield {"id": document.id, "error": document.error}
            else:
                yield extraction_wire(next(extractions))


def _batches(
    documents: Iterable[Document | BadDocument],
) -> Iterator[list[Document | BadDocument]]:
    batch: list[Document | BadDocument] = []
    for document in documents:
        batch.append(document)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _write(wire: Iterator[dict[str, Any]], style: Format) -> None:
    if style is Format.jsonl:
        for row in wire:
            sys.stdout.write(json_line(row))
        sys.stdout.flush()
    elif style is Format.table:
        # What could not be read is told on standard error.
        for row in (row for row in wire if "error" not in row):
            write_rows(map(table_row, row["facts"]), style, columns=TABLE_COLUMNS, title=_title(row))
    else:
        facts = ({"id": row["id"], **fact} for row in wire for fact in row.get("facts", ()))
        write_rows(facts, style, columns=("id", *FACT_COLUMNS), title="")


FACT_COLUMNS = (
    "kind region subject position position_to previous change score total basis country relation value"
    " value_to unit direction approx metric period rating publisher sentence rule"
).split()


def table_row(fact: dict[str, Any]) -> dict[str, Any]:
    """A fact in the few columns that fit a terminal."""
    return {
        "kind": fact["kind"],
        "what": _what(fact),
        "value": value_words(fact),
        "period": fact.get("period"),
        "rating": fact.get("rating") or fact.get("metric"),
        "sentence": fact["sentence"],
    }


def value_words(fact: dict[str, Any]) -> str:
    """The place, figure or relation of a fact, in few words."""
    if fact["kind"] == "ranking":
        return _place_words(fact)
    if fact["kind"] == "partnership":
        return str(fact["relation"])
    upper = f"-{fact['value_to']:g}" if fact["value_to"] is not None else ""
    return " ".join(
        filter(None, (fact["approx"], f"{fact['value']:g}{upper}", fact["unit"], fact["direction"]))
    )


def _place_words(fact: dict[str, Any]) -> str:
    place = "-" if fact["position"] is None else str(fact["position"])
    if fact["position_to"] is not None:
        place += f"..{fact['position_to']}"
    moved = "" if fact["change"] is None else f" ({fact['change']:+d})"
    before = "" if fact["previous"] is None else f" from {fact['previous']}"
    return f"{place}{moved}{before} {fact['basis']}"


def _what(fact: dict[str, Any]) -> str:
    if fact["kind"] == "partnership":
        return f"{fact['region']} - {fact['country']}"
    named = fact.get("subject")
    return " ".join(filter(None, (fact["region"], named if named != fact["region"] else None)))


def _title(row: dict[str, Any]) -> str:
    mentions = {(mention["kind"], mention["code"]) for mention in row["mentions"]}
    named = f"names {', '.join(code for _, code in sorted(mentions)) or 'nothing'}"
    told = f"{len(row['facts'])} facts; {named}" if row["facts"] else f"{named}; facts"
    return f"{row['id']}: {told}"
