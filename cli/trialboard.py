"""Tried examples as `svodka rules test` shows them."""

from __future__ import annotations

from collections import Counter
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from extractors.rules.trials import Trial

COLUMNS = ("rule", "side", "outcome", "where", "sentence", "expected", "found", "reason")
OUTCOME_STYLES = {"passed": "green", "failed": "bold red", "known": "yellow", "mastered": "cyan"}


def trial_row(trial: Trial) -> dict[str, Any]:
    """An example with its outcome, for programs."""
    return {
        "rule": trial.example.rule,
        "side": "reads" if trial.example.reads else "leaves",
        "outcome": trial.outcome,
        "where": f"{trial.example.file}:{trial.example.line}",
        "sentence": trial.example.text,
        "expected": list(trial.expected),
        "found": list(trial.found),
        "reason": trial.example.known_failure if trial.outcome == "known" else trial.reason,
    }


def print_trials(screen: Console, tried: list[Trial]) -> None:
    """What does not pass, the table by rule, and last what all of it comes to."""
    for trial in tried:
        if trial.outcome != "passed":
            screen.print(_lines(trial), soft_wrap=True)
    screen.print(_table(tried))
    screen.print(_sum(tried))


def _table(tried: list[Trial]) -> Table:
    table = Table(title="Examples by rule", title_justify="left")
    table.add_column("rule", overflow="fold")
    for column in ("must read", "must leave", "failed", "known failures"):
        table.add_column(column, justify="right")
    by_rule: dict[str, list[Trial]] = {}
    for trial in tried:
        by_rule.setdefault(trial.example.rule, []).append(trial)
    for rule, mine in by_rule.items():
        counts = Counter(trial.outcome for trial in mine)
        table.add_row(
            rule,
            _share([trial for trial in mine if trial.example.reads]),
            _share([trial for trial in mine if not trial.example.reads]),
            Text(str(counts["failed"]), style=OUTCOME_STYLES["failed" if counts["failed"] else "passed"]),
            Text(str(counts["known"]), style=OUTCOME_STYLES["known"] if counts["known"] else ""),
        )
    return table


def _share(tried: list[Trial]) -> str:
    return f"{sum(trial.passes for trial in tried)}/{len(tried)}"


def _sum(tried: list[Trial]) -> Text:
    counts = Counter(trial.outcome for trial in tried)
    passed = counts["passed"] + counts["mastered"]
    told = Text(
        f"{passed} of {len(tried)} pass, {counts['failed']} fail, {counts['known']} are known to fail"
    )
    if counts["mastered"]:
        told.append(f"; {counts['mastered']} pass now: take their known_failure away")
    return told


def _lines(trial: Trial) -> Text:
    example = trial.example
    side = "must read" if example.reads else "must leave"
    lines = Text.assemble(
        (f"{trial.outcome:<8} ", OUTCOME_STYLES[trial.outcome]),
        (f"{example.rule} ", "bold"),
        f"{side}, {example.file.name}:{example.line}: {trial.reason or 'passes'}\n",
        (f"         {example.text}\n", "italic"),
    )
    if trial.outcome == "known":
        lines.append(f"         known: {example.known_failure}\n", style=OUTCOME_STYLES["known"])
    for word, facts in (("expected", trial.expected), ("found", trial.found)):
        for fact in facts or ("nothing",):
            lines.append(f"         {word:<8} {fact}\n")
    return lines
