"""What `svodka eval` shows of an evaluation."""

from __future__ import annotations

import io

from rich.console import Console

from cli.scoreboard import Scoreboard
from extractors.evaluation import Evaluation, Figure, Judgement, RuleFigure

EXTRA = Judgement(
    task="rankings",
    document_id="n1",
    kind="negative",
    right=False,
    expected=None,
    found="RU-ORL Орловская область 5 explicit",
    sentence="Пятое\x1b[31m место [bold]занято[/bold].",
    rule="ranking/place",
    basis="explicit",
)
WRONG = Judgement(
    task="percentages",
    attribute="direction",
    of="12 percent up",
    document_id="g1",
    kind="export",
    right=False,
    expected="up",
    found="level",
)
EVALUATION = Evaluation(
    documents=3,
    negatives=2,
    tasks=(
        Figure(name="rankings", expected=4, found=5, right=3),
        Figure(name="percentages", expected=1, found=1, right=1),
        Figure(name="countries", expected=0, found=0, right=0),
    ),
    attributes=(Figure(name="percentages.direction", expected=1, found=1, right=0),),
    bases=(Figure(name="explicit", expected=4, found=5, right=3),),
    rules=(RuleFigure(task="rankings", rule="ranking/place", facts=5, right=3),),
    in_negatives=(EXTRA,),
    errors=(EXTRA, EXTRA, WRONG),
    failures=("g1: ranking/broken",),
)
EVERYTHING = ("rankings", "percentages", "countries")


def shown(board: Scoreboard) -> str:
    stream = io.StringIO()
    Console(file=stream, width=200, highlight=False).print(board.tables())
    return stream.getvalue()


def test_rows_hold_every_figure() -> None:
    rows = list(Scoreboard(EVALUATION, tasks=EVERYTHING, errors=0).rows())

    assert [(row["table"], row["name"]) for row in rows] == [
        ("task", "rankings"),
        ("task", "percentages"),
        ("task", "countries"),
        ("attribute", "percentages.direction"),
        ("basis", "explicit"),
        ("rule", "ranking/place"),
        ("negatives", "without a ranking"),
    ]
    assert rows[0] | {"precision": 0.6, "recall": 0.75, "f1": 0.6667} == rows[0]
    assert rows[-1]["right"] == 1


def test_errors_are_shown_up_to_the_limit_of_each_figure() -> None:
    rows = Scoreboard(EVALUATION, tasks=EVERYTHING, errors=1).rows()

    assert [(row["name"], row["outcome"], row["document"]) for row in rows if row["table"] == "error"] == [
        ("rankings", "extra", "n1"),
        ("percentages.direction", "wrong", "g1"),
    ]


def test_only_the_tasks_asked_for_are_shown() -> None:
    rows = Scoreboard(EVALUATION, tasks=("percentages",), errors=9).rows()

    assert [row["name"] for row in rows] == [
        "percentages",
        "percentages.direction",
        "without a ranking",
        "percentages.direction",
    ]


def test_tables_name_spoilt_negatives_and_failed_rules() -> None:
    told = shown(Scoreboard(EVALUATION, tasks=EVERYTHING, errors=0))

    assert "3 documents, 2 of them negatives: rankings found in n1" in told
    assert "a rule failed: g1: ranking/broken" in told


def test_a_figure_of_nothing_has_no_grade() -> None:
    told = shown(Scoreboard(EVALUATION, tasks=("countries",), errors=0))

    (line,) = (line for line in told.splitlines() if "countries" in line)
    assert "│  - │" in line


def test_errors_show_text_of_news_as_it_is() -> None:
    told = shown(Scoreboard(EVALUATION, tasks=EVERYTHING, errors=1))

    assert "extra  n1 rankings: found RU-ORL Орловская область 5 explicit  [ranking/place]" in told
    assert "Пятое [31m место [bold]занято[/bold]." in told
    assert "wrong  g1 percentages.direction of 12 percent up: expected up, found level" in told
