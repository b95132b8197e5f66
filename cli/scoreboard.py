"""An evaluation as `svodka eval` shows it: tables for people, rows for programs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from extractors.evaluation import Evaluation, Figure, Judgement, RuleFigure

GOOD, FAIR = 0.95, 0.85
"""F1 from which a figure is green, and yellow; below it is red. Careful annotators who work apart
reach 0.94 to 0.965 on rankings."""
COLUMNS = (
    "table name task expected found right precision recall f1 outcome document of wanted given rule sentence"
).split()
OUTCOME_STYLES = {"missed": "yellow", "extra": "red", "wrong": "magenta"}


class Scoreboard:
    """The tasks of an evaluation that were asked for, with up to `errors` errors of each figure."""

    def __init__(self, evaluation: Evaluation, *, tasks: tuple[str, ...], errors: int) -> None:
        self._evaluation = evaluation
        self._tasks = tasks
        self._errors = tuple(_first(errors, (one for one in evaluation.errors if one.task in tasks)))

    def rows(self) -> Iterator[dict[str, Any]]:
        """Every figure, then the errors; `table` tells them apart."""
        for table, figures in self._figures().items():
            for figure in figures:
                yield _figure_row(table, figure)
        for rule in self._rules():
            yield {
                "table": "rule",
                "name": rule.rule,
                "task": rule.task,
                "found": rule.facts,
                "right": rule.right,
                "precision": round(rule.precision, 4),
            }
        spoilt = {one.document_id for one in self._evaluation.in_negatives}
        yield {
            "table": "negatives",
            "name": "without a ranking",
            "expected": self._evaluation.negatives,
            "right": self._evaluation.negatives - len(spoilt),
        }
        yield from map(_error_row, self._errors)

    def tables(self) -> RenderableType:
        """The same in tables."""
        titles = {"task": "Tasks", "attribute": "Attributes of matched facts", "basis": "Rankings by basis"}
        figures = self._figures()
        parts: list[RenderableType] = [
            _figure_table(titles[table], figures[table]) for table in figures if figures[table]
        ]
        if self._rules():
            parts.append(_rule_table(self._rules()))
        parts.append(self._negatives())
        parts += [
            Text(f"a rule failed: {failure}", style="bold red") for failure in self._evaluation.failures
        ]
        parts += map(_error_lines, self._errors)
        return Group(*parts)

    def _figures(self) -> dict[str, tuple[Figure, ...]]:
        evaluation = self._evaluation
        attributes = (one for one in evaluation.attributes if one.name.partition(".")[0] in self._tasks)
        return {
            "task": tuple(one for one in evaluation.tasks if one.name in self._tasks),
            "attribute": tuple(attributes),
            "basis": evaluation.bases if "rankings" in self._tasks else (),
        }

    def _rules(self) -> tuple[RuleFigure, ...]:
        return tuple(one for one in self._evaluation.rules if one.task in self._tasks)

    def _negatives(self) -> Text:
        spoilt = Counter(one.document_id for one in self._evaluation.in_negatives)
        told = f"{self._evaluation.documents} documents, {self._evaluation.negatives} of them negatives: "
        if not spoilt:
            return Text.assemble(told, ("no ranking found in them", "green"))
        return Text.assemble(told, (f"rankings found in {', '.join(sorted(spoilt))}", "red"))


def _first(limit: int, errors: Iterable[Judgement]) -> Iterator[Judgement]:
    """The first errors of each figure."""
    seen: Counter[tuple[str, str | None]] = Counter()
    for error in errors:
        seen[error.task, error.attribute] += 1
        if seen[error.task, error.attribute] <= limit:
            yield error


def _figure_row(table: str, figure: Figure) -> dict[str, Any]:
    return {
        "table": table,
        "name": figure.name,
        "expected": figure.expected,
        "found": figure.found,
        "right": figure.right,
        "precision": round(figure.precision, 4),
        "recall": round(figure.recall, 4),
        "f1": round(figure.f1, 4),
    }


def _error_row(error: Judgement) -> dict[str, Any]:
    return {
        "table": "error",
        "name": _figure_name(error),
        "outcome": error.outcome,
        "document": error.document_id,
        "of": error.of,
        "wanted": error.expected,
        "given": error.found,
        "rule": error.rule,
        "sentence": error.sentence,
    }


def _figure_name(error: Judgement) -> str:
    return error.task if error.attribute is None else f"{error.task}.{error.attribute}"


def _figure_table(title: str, figures: Iterable[Figure]) -> Table:
    table = Table(title=title, title_justify="left")
    table.add_column("")
    for column in ("precision", "recall", "F1", "expected", "found", "right"):
        table.add_column(column, justify="right")
    for figure in figures:
        table.add_row(
            figure.name,
            f"{figure.precision:.3f}",
            f"{figure.recall:.3f}",
            _graded(figure),
            str(figure.expected),
            str(figure.found),
            str(figure.right),
        )
    return table


def _graded(figure: Figure) -> Text:
    """F1 in the colour of its grade; nothing to judge has none."""
    if not figure.expected and not figure.found:
        return Text("-")
    return Text(f"{figure.f1:.3f}", style=_grade(figure.f1))


def _grade(share: float) -> str:
    if share >= GOOD:
        return "green"
    return "yellow" if share >= FAIR else "red"


def _rule_table(rules: Iterable[RuleFigure]) -> Table:
    table = Table(title="Rules, by what they have wrong", title_justify="left")
    table.add_column("rule", overflow="fold")
    for column in ("precision", "facts", "right", "wrong"):
        table.add_column(column, justify="right")
    for rule in rules:
        precision = Text(f"{rule.precision:.3f}", style=_grade(rule.precision))
        table.add_row(rule.rule, precision, str(rule.facts), str(rule.right), str(rule.facts - rule.right))
    return table


def _error_lines(error: Judgement) -> Text:
    head = Text.assemble(
        (f"{error.outcome:<6} ", OUTCOME_STYLES[error.outcome]),
        (f"{error.document_id} ", "bold"),
        f"{_figure_name(error)}{' of ' + _printable(error.of) if error.of else ''}: ",
    )
    if error.expected is not None:
        head.append(f"expected {_printable(error.expected)}")
    if error.found is not None:
        head.append(f"{', ' if error.expected is not None else ''}found {_printable(error.found)}")
    if error.rule:
        head.append(f"  [{error.rule}]", style="dim")
    if error.sentence:
        head.append(f"\n       {_printable(error.sentence)}", style="italic")
    return head


def _printable(text: str) -> str:
    """News may hold control characters; a terminal would obey them."""
    return "".join(character if character.isprintable() else " " for character in text)
