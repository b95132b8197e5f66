"""`svodka rules`: list the rules, lint them, try their examples. docs/rules.md tells how to write them."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import track
from rich.text import Text

from cli.opening import RulesOption, rules_folder
from cli.output import Format, console, write_rows
from cli.trialboard import COLUMNS, print_trials, trial_row
from extractors.rules.catalogue import BUILT_IN, SIGNALS
from extractors.rules.problems import Problem
from extractors.rules.trials import Trial, trials

LIST_COLUMNS = ("rule", "signal", "meaning", "phrases", "reads", "leaves", "file")
LINT_COLUMNS = ("where", "severity", "rule", "wrong", "advice")

commands = typer.Typer(no_args_is_help=True, help="The extraction rules: list them, lint and try your own.")

FolderArgument = Annotated[
    Path | None,
    typer.Argument(
        help="Folder of rules; that of SVODKA_RULES_DIR, else the shipped rules.", show_default=False
    ),
]
FormatOption = Annotated[Format, typer.Option("--format", help="How to print.")]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    commands.command("list")(list_rules)
    commands.command("lint")(lint)
    commands.command("test")(test)
    app.add_typer(commands, name="rules")


def list_rules(rules: RulesOption = None, style: FormatOption = Format.table) -> None:
    """List the rules with what each reads and how many examples it has."""
    from extractors.rules.sets import examples_with, rules_with

    folder = rules_folder(rules)
    counts = Counter((each.rule, each.reads) for each in examples_with(folder))
    listed: list[dict[str, Any]] = [{"rule": rule, "meaning": meaning} for rule, meaning in BUILT_IN.items()]
    listed += [
        {
            "rule": name,
            "signal": one.rule.signal,
            "meaning": SIGNALS.get(one.rule.signal),
            "phrases": len(one.rule.phrases),
            "file": f"{one.file.name}:{one.line}",
        }
        for name, one in rules_with(folder).items()
    ]
    rows = (
        {**row, "reads": counts[row["rule"], True], "leaves": counts[row["rule"], False]} for row in listed
    )
    write_rows(rows, style, columns=LIST_COLUMNS, title="Rules")


def lint(folder: FolderArgument = None, style: FormatOption = Format.table) -> None:
    """Check rules, words, registry entries and examples: every fault with its file and line.

    Exit status 1 if there is an error; warnings alone leave it 0.
    """
    from extractors.rules.linting import lint as problems_of
    from extractors.rules.sets import layout_in

    found = problems_of(layout_in(rules_folder(folder)))
    if style is Format.table:
        _print(found)
    else:
        write_rows(map(_problem_row, found), style, columns=LINT_COLUMNS, title="")
    if any(problem.severity == "error" for problem in found):
        raise typer.Exit(1)


def _problem_row(problem: Problem) -> dict[str, Any]:
    return {
        "where": f"{problem.file}:{problem.line}",
        "severity": problem.severity,
        "rule": problem.rule,
        "wrong": problem.wrong,
        "advice": problem.advice,
    }


def _print(found: tuple[Problem, ...]) -> None:
    """A line a problem, whatever its length, as editors and grep want it."""
    counts = Counter(problem.severity for problem in found)
    screen = console()
    for problem in found:
        screen.print(_problem_line(problem), soft_wrap=True)
    screen.print(Text(f"{counts['error']} errors, {counts['warning']} warnings"))


def _problem_line(problem: Problem) -> Text:
    return Text.assemble(
        (f"{problem.file}:{problem.line}: ", "bold"),
        (f"{problem.severity}: ", "bold red" if problem.severity == "error" else "yellow"),
        f"{problem.rule}: " if problem.rule else "",
        f"{problem.wrong}. ",
        (problem.advice, "dim"),
    )


def test(
    folder: FolderArgument = None,
    rule: Annotated[
        list[str] | None, typer.Option(help="Only this rule; may be repeated.", show_default=False)
    ] = None,
    style: FormatOption = Format.table,
) -> None:
    """Try every example on the extractor: what each rule must read, and what it must leave alone.

    With a folder the shipped examples are tried too: rules that are added must not break them.
    Exit status 1 if an example fails that is not marked as a known failure.
    """
    from extractors.pipeline import Extractor
    from extractors.rules.sets import examples_with, rules_with

    chosen = rules_folder(folder)
    examples = examples_with(chosen, rule or ())
    worded = frozenset(rules_with(chosen))
    tried = list(_with_progress(trials(examples, Extractor(chosen), worded=worded), len(examples)))
    if style is Format.table:
        print_trials(console(), tried)
    else:
        write_rows(map(trial_row, tried), style, columns=COLUMNS, title="")
    if any(trial.outcome == "failed" for trial in tried):
        raise typer.Exit(1)


def _with_progress(tried: Iterator[Trial], total: int) -> Iterable[Trial]:
    return track(
        tried,
        description="trying examples",
        total=total,
        console=Console(stderr=True),
        transient=True,
        disable=not sys.stderr.isatty(),
    )
