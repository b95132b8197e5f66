"""`svodka explain`: how a text became facts."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.text import Text

from cli.documents import STANDARD_INPUT, document_of_file
from cli.extracting import value_words
from cli.output import console
from model.statements import Document, Span, Statement
from model.wire import statement_wire

ROLE_STYLES = {
    "subject": "bold green",
    "position": "bold magenta",
    "rating": "bold blue",
    "period": "bold cyan",
    "publisher": "bold yellow",
}


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("explain")(explain)


def explain(
    file: Annotated[str, typer.Argument(help="Text or HTML file; '-' is standard input.")] = STANDARD_INPUT,
    text: Annotated[str | None, typer.Option("--text", help="The text itself, instead of a file.")] = None,
) -> None:
    """Show for each fact its sentence with the spans marked, the rule, and what each span gave."""
    from extractors.pipeline import Extractor

    document = Document(id="text", text=text) if text is not None else document_of_file(file)
    extraction = Extractor().extract(document)
    screen = console()
    for statement in extraction.statements:
        screen.print(Text.assemble((f"{statement_wire(statement)['kind']} ", "bold"), _summary(statement)))
        screen.print(marked_sentence(statement))
        for span in statement.evidence.spans:
            screen.print(span_line(document, span))
        screen.print(Text(f"  rule      {statement.evidence.rule}\n", style="dim"))
    for failure in extraction.failures:
        screen.print(Text(f"rule failed: {failure}", style="bold red"))
    if not extraction.statements:
        screen.print(Text("no facts"))


def _summary(statement: Statement) -> str:
    wire = statement_wire(statement)
    who = wire.get("subject") or wire.get("country") or ""
    told = " ".join(filter(None, (wire["region"], who, value_words(wire))))
    parts = [f"{name} {wire[name]}" for name in ("rating", "publisher", "metric", "period") if wire.get(name)]
    return "; ".join([told, *parts])


def marked_sentence(statement: Statement) -> Text:
    """The sentence with the spans that lie in it underlined."""
    evidence = statement.evidence
    sentence = Text(evidence.sentence)
    for span in evidence.spans:
        if span.field == evidence.field and evidence.start <= span.start and span.end <= evidence.end:
            style = f"underline {ROLE_STYLES.get(span.role, '')}".strip()
            sentence.stylize(style, span.start - evidence.start, span.end - evidence.start)
    return Text("  ").append_text(sentence)


def span_line(document: Document, span: Span) -> Text:
    """A span's role, its words, and where they stand."""
    words = document.field(span.field)[span.start : span.end]
    return Text.assemble(
        f"  {span.role:<9} ",
        (words, ROLE_STYLES.get(span.role, "")),
        f"  ({span.field} {span.start}-{span.end})",
    )
