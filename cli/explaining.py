"""`svodka explain`: how a text became facts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.text import Text

from cli.documents import STANDARD_INPUT, document_of_file
from cli.extracting import value_words
from cli.opening import RulesOption, rules_folder
from cli.output import console
from extractors.rules.catalogue import BUILT_IN, SIGNALS
from extractors.rules.reasons import Reason, Reasons
from model.statements import Document, Evidence, Field, Ranking, Statement
from model.wire import statement_wire

if TYPE_CHECKING:
    from extractors.pipeline import Extractor
    from extractors.rules.lint_rules import Placed

ROLE_STYLES = {
    "subject": "bold green",
    "antecedent": "bold green",
    "country": "bold green",
    "position": "bold magenta",
    "figure": "bold magenta",
    "previous": "magenta",
    "score": "magenta",
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
    title: Annotated[str | None, typer.Option("--title", help="Its title, with --text.")] = None,
    rules: RulesOption = None,
) -> None:
    """Show each fact with the sentences that made it, its rule, and why subject, rating and period are so.

    The words that gave something are underlined, in whatever sentence they stand.
    """
    from extractors.pipeline import Extractor
    from extractors.rules.sets import rules_with

    folder = rules_folder(rules)
    extractor = Extractor(folder)
    document = Document(id="text", text=text, title=title) if text is not None else document_of_file(file)
    extraction = extractor.extract(document)
    reasons = Reasons(document, extraction.mentions, extractor.sentences(document))
    placed = rules_with(folder)
    screen = console()
    for statement in extraction.statements:
        _explain(screen, document, statement, reasons)
        screen.print(rule_line(statement, extractor, placed), soft_wrap=True)
    for failure in extraction.failures:
        screen.print(Text(f"rule failed: {failure}", style="bold red"))
    if not extraction.statements:
        screen.print(Text("no facts"))


def _explain(screen: Console, document: Document, statement: Statement, reasons: Reasons) -> None:
    screen.print(Text.assemble((f"{statement_wire(statement)['kind']} ", "bold"), _summary(statement)))
    evidence = statement.evidence
    for field, start, end in reasons.shown(evidence):
        screen.print(marked_sentence(document, evidence, field, start, end), soft_wrap=True)
    for reason in reasons.of(statement):
        screen.print(reason_line(reason), soft_wrap=True)


def _summary(statement: Statement) -> str:
    wire = statement_wire(statement)
    who = wire.get("subject") or wire.get("country") or ""
    return " ".join(filter(None, (wire["region"], who, value_words(wire))))


def marked_sentence(document: Document, evidence: Evidence, field: Field, start: int, end: int) -> Text:
    """A sentence with the spans that lie in it underlined; that of the statement itself has a sign."""
    own = (field, start) == (evidence.field, evidence.start)
    sentence = Text(_one_line(document.field(field)[start:end]), style="" if own else "dim")
    for span in evidence.spans:
        if span.field == field and start <= span.start and span.end <= end:
            style = f"not dim underline {ROLE_STYLES.get(span.role, '')}".strip()
            sentence.stylize(style, span.start - start, span.end - start)
    return Text("> " if own else "  ").append_text(sentence)


def reason_line(reason: Reason) -> Text:
    """An attribute, its value, and what gave it."""
    value = reason.value if reason.value is not None else "-"
    return Text.assemble(
        f"  {reason.attribute:<9} ", (_one_line(value), "bold"), f": {_one_line(reason.why)}"
    )


def rule_line(statement: Statement, extractor: Extractor, placed: dict[str, Placed]) -> Text:
    """The rule that made a statement, where it stands, and the rules whose words stand in the sentence."""
    rule = statement.evidence.rule
    words = _helping(statement, extractor) if isinstance(statement, Ranking) else frozenset()
    one = placed.get(rule)
    where = f" ({one.file.name}:{one.line})" if one is not None else ""
    meaning = BUILT_IN.get(rule) or (SIGNALS.get(one.rule.signal) if one is not None else None)
    others = ", ".join(sorted(words - {rule}))
    helped = f"; words of {others} are in the sentence" if others else ""
    return Text(f"  {'rule':<9} {rule}{where}: {meaning or 'a rule'}{helped}\n", style="dim")


def _helping(statement: Statement, extractor: Extractor) -> frozenset[str]:
    return extractor.rules_in(Document(id="sentence", text=statement.evidence.sentence))


def _one_line(text: str) -> str:
    """The text without line ends and control characters, which a terminal would obey; as long as it was."""
    return "".join(character if character.isprintable() else " " for character in text)
