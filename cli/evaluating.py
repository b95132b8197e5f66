"""`svodka eval`: how right extraction is on annotated documents. docs/annotation.md has their form."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import track

from cli.opening import RulesOption, rules_folder
from cli.output import Format, console, write_rows
from cli.scoreboard import COLUMNS, Scoreboard
from extractors.evaluation import Evaluation, GoldDocument, evaluated, read_gold, score_names
from model.errors import InvalidDocument

OWN_SETS = Path(__file__).parent.parent / "tests" / "gold"


class Split(StrEnum):
    """The parts of our own annotated documents."""

    tune = "tune"
    heldout = "heldout"
    all = "all"


class TaskName(StrEnum):
    """What is extracted, as the tables name it."""

    regions = "regions"
    countries = "countries"
    partners = "partners"
    rankings = "rankings"
    placed = "placed"
    percentages = "percentages"


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("eval")(evaluate)


def evaluate(
    gold: Annotated[
        list[Path] | None,
        typer.Argument(help="Annotated documents, JSON lines; our own without.", show_default=False),
    ] = None,
    split: Annotated[Split, typer.Option(help="Which of our own sets.")] = Split.tune,
    errors: Annotated[int, typer.Option(min=0, help="Show up to so many errors of each figure.")] = 0,
    task: Annotated[
        list[TaskName] | None, typer.Option(help="Show only this task; may be repeated.", show_default=False)
    ] = None,
    style: Annotated[Format, typer.Option("--format", help="How to print.")] = Format.table,
    rules: RulesOption = None,
    at_least: Annotated[
        str | None,
        typer.Option(help="Floors of F1: rankings=0.95,rankings.period=0.93,negatives=1."),
    ] = None,
) -> None:
    """Score extraction against annotated documents: by task, attribute, basis and rule.

    Exit status 1 if a floor of --at-least is not reached.
    """
    floors = {} if at_least is None else _floors(at_least)
    documents = [document for path in gold or _own_sets(split) for document in _read(path)]
    evaluation = _evaluation(documents, rules_folder(rules))
    board = Scoreboard(evaluation, tasks=tuple(task or TaskName), errors=errors)
    if style is Format.table:
        console().print(board.tables())
    else:
        write_rows(board.rows(), style, columns=COLUMNS, title="")
    below = list(_below(evaluation, floors))
    for line in below:
        sys.stderr.write(f"svodka: {line}\n")
    if below:
        raise typer.Exit(1)


def _floors(told: str) -> dict[str, float]:
    floors = {}
    for part in told.split(","):
        name, _, floor = part.strip().partition("=")
        if name not in score_names():
            raise typer.BadParameter(f"--at-least: no figure {name!r}; there are {', '.join(score_names())}")
        try:
            floors[name] = float(floor)
        except ValueError as error:
            raise typer.BadParameter(f"--at-least: {part!r} is not NAME=NUMBER") from error
    return floors


def _below(evaluation: Evaluation, floors: Mapping[str, float]) -> Iterator[str]:
    """A line for each floor that is not reached; what the documents never tell is not judged."""
    scores = evaluation.scores
    for name, floor in floors.items():
        if name in scores and scores[name] < floor:
            yield f"{name} is {scores[name]:.4f}, the floor is {floor:g}"


def _own_sets(split: Split) -> list[Path]:
    names = (Split.tune, Split.heldout) if split is Split.all else (split,)
    return [OWN_SETS / f"{name}.jsonl" for name in names]


def _read(path: Path) -> list[GoldDocument]:
    try:
        with path.open("rb") as lines:
            return list(read_gold(lines))
    except OSError as error:
        raise InvalidDocument(f"cannot read {path}: {error.strerror}; name annotated documents") from error
    except InvalidDocument as error:
        raise InvalidDocument(f"{path}: {error}") from error


def _evaluation(documents: list[GoldDocument], rules_dir: Path | None) -> Evaluation:
    from extractors.pipeline import Extractor

    extractions = Extractor(rules_dir).extract_all(gold.document for gold in documents)
    pairs = track(
        zip(documents, extractions, strict=True),
        description="extracting",
        total=len(documents),
        console=Console(stderr=True),
        transient=True,
        disable=not sys.stderr.isatty(),
    )
    return evaluated(pairs, names=_names())


def _names() -> Mapping[str, str]:
    from extractors.registries import countries, regions

    named = {region.code: region.name for region in regions()}
    return {**named, **{country.code: country.name for country in countries()}}
