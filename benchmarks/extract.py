"""How fast extraction is, beside Natasha: `make bench-extract`.

Both run in processes of their own, pinned to the same processor, over the same documents, with
the same measuring loop (`benchmarks/contestant.py`), by turns: svodka, Natasha, svodka, ... What
else the machine does then falls on both alike, and a ratio is taken of neighbours in time.
Natasha names entities, with morphology and normalised spans; svodka does all of its work.

"short" and "long" are annotated documents, each about ratings; "feed" is what a feed is like, where
nine items in ten hold none (`benchmarks/feed.py`).

The first pass over a set is told apart: nothing in it was seen before, so no cache helps with it.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from statistics import median
from typing import Any

from feed import feed
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

ROOT = Path(__file__).parents[1]
CONTESTANT = Path(__file__).with_name("contestant.py")
SHORT_CHARACTERS = range(300, 1501)
LONG_CHARACTERS = 5_000
FEED_ITEMS = 300
GROWTH = (1, 4, 16, 64)
TOO_LONG_SECONDS = 60
"""The next length is not tried where the growth so far says that it takes longer."""
ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")

Row = dict[str, Any]


class Contestant:
    """A process that extracts on request."""

    def __init__(self, name: str, process: subprocess.Popen[str]) -> None:
        self.name = name
        self._process = process

    def ask(self, **command: Any) -> Row:
        """Send a command and wait for its answer."""
        if self._process.stdin is None or self._process.stdout is None:
            raise RuntimeError(f"{self.name} has no pipes")
        if command:
            self._process.stdin.write(json.dumps(command) + "\n")
            self._process.stdin.flush()
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError(
                f"{self.name} ended with status {self._process.wait()}; what it wrote is above"
            )
        answer: Row = json.loads(line)
        return answer


@contextmanager
def started(name: str, python: str, processor: int) -> Iterator[tuple[Contestant, float]]:
    """A contestant, and the seconds from its start to its first document."""
    began = time.perf_counter()
    command = [python, "-W", "ignore", str(CONTESTANT), name, str(processor)]
    process = subprocess.Popen(  # noqa: S603 - our own script, under an interpreter that the caller names
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, **ONE_THREAD, "PYTHONPATH": str(ROOT) if name == "svodka" else ""},
    )
    try:
        contestant = Contestant(name, process)
        contestant.ask()
        yield contestant, time.perf_counter() - began
    finally:
        process.kill()
        process.wait()


def short_documents(gold: Path) -> list[Row]:
    """The annotated documents that are as long as a news item."""
    rows = [json.loads(line) for line in gold.read_text(encoding="utf-8").splitlines()]
    documents = [{"title": row["title"], "text": row["text"]} for row in rows]
    return [row for row in documents if len(row["title"] or "") + len(row["text"]) in SHORT_CHARACTERS]


def long_documents(short: list[Row]) -> list[Row]:
    """Documents of some 5,000 characters, each joined of short ones. What is left over is left out."""
    documents, parts = [], list[str]()
    for row in short:
        parts += filter(None, (row["title"], row["text"]))
        text = "\n\n".join(parts)
        if len(text) >= LONG_CHARACTERS:
            documents.append({"title": None, "text": text})
            parts = []
    return documents


def endless_document(short: list[Row], length: int) -> Row:
    """One document of exactly `length` characters: the short ones, over and over."""
    once = "\n\n".join(row["text"] for row in short) + "\n\n"
    return {"title": None, "text": (once * (length // len(once) + 1))[:length]}


def written(folder: Path, name: str, rows: list[Row]) -> str:
    """The documents as a file of JSON lines."""
    path = folder / f"{name}.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return str(path)


def compared(contestants: list[Contestant], path: str, rounds: int, progress: Progress) -> Row:
    """Passes over one set by turns. Seconds by contestant: first pass, and each round."""
    loaded = {contestant.name: contestant.ask(load=path) for contestant in contestants}["svodka"]
    first = {contestant.name: contestant.ask(run=path) for contestant in contestants}
    task = progress.add_task(f"{Path(path).stem}: {loaded['documents']} documents", total=rounds)
    passes: dict[str, list[Row]] = {contestant.name: [] for contestant in contestants}
    for _ in range(rounds):
        for contestant in contestants:
            passes[contestant.name].append(contestant.ask(run=path))
        progress.advance(task)
    return {**loaded, "contestants": {name: speeds(loaded, first[name], passes[name]) for name in passes}}


def speeds(loaded: Row, first: Row, passes: list[Row]) -> Row:
    """Documents a second: of the first pass, and the median of the rounds, by wall and by CPU."""
    count = loaded["documents"]
    return {
        "first_pass": count / first["wall_seconds"],
        "documents_per_second": count / median(one["wall_seconds"] for one in passes),
        "documents_per_cpu_second": count / median(one["cpu_seconds"] for one in passes),
        "found": first["found"],
        "rounds": passes,
    }


def ratios(result: Row) -> Row | None:
    """How many times Natasha's speed svodka has: by wall and by CPU of the rounds, and of the first pass.

    CPU time is what to read on a machine that does other work as well.
    """
    sides = result["contestants"]
    if "natasha" not in sides:
        return None
    rounds = list(zip(sides["svodka"]["rounds"], sides["natasha"]["rounds"], strict=True))
    return {
        "wall": spread([peer["wall_seconds"] / ours["wall_seconds"] for ours, peer in rounds]),
        "cpu": spread([peer["cpu_seconds"] / ours["cpu_seconds"] for ours, peer in rounds]),
        "first_pass": sides["svodka"]["first_pass"] / sides["natasha"]["first_pass"],
    }


def spread(values: list[float]) -> Row:
    """The median, and how far the rounds lie apart."""
    return {"median": median(values), "lowest": min(values), "highest": max(values)}


def growth(
    contestant: Contestant, folder: Path, short: list[Row], longest: int, progress: Progress
) -> list[Row]:
    """Time a character as one document grows to `longest` characters."""
    task = progress.add_task(f"one document of up to {longest:,} characters", total=sum(GROWTH))
    measured: list[Row] = []
    before = float("inf")
    for factor in GROWTH:
        length = longest * factor // GROWTH[-1]
        path = written(folder, f"length-{factor}", [endless_document(short, length)])
        contestant.ask(load=path)
        seconds = contestant.ask(run=path)["cpu_seconds"]
        measured.append({"characters": length, "microseconds_per_character": seconds / length * 1e6})
        progress.advance(task, factor)
        if seconds * (seconds / before) > TOO_LONG_SECONDS:
            break
        before = seconds
    return measured


def measured(arguments: argparse.Namespace, screen: Console) -> Row:
    """Everything, in one run."""
    processor = max(os.sched_getaffinity(0))
    pythons = {"svodka": sys.executable}
    if arguments.natasha:
        pythons["natasha"] = arguments.natasha
    short = short_documents(arguments.gold)
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="svodka-bench-")))
        progress = stack.enter_context(Progress(console=screen, transient=True))
        contestants, start_seconds = [], {}
        for name, python in pythons.items():
            contestant, start_seconds[name] = stack.enter_context(started(name, python, processor))
            contestants.append(contestant)
        sets = {
            name: compared(contestants, written(folder, name, rows), arguments.rounds, progress)
            for name, rows in (
                ("short", short),
                ("long", long_documents(short)),
                ("feed", feed(short, FEED_ITEMS)),
            )
        }
        peaks = {one.name: one.ask(memory=True)["peak_mib"] for one in contestants}
        lengths = growth(contestants[0], folder, short, arguments.longest, progress)
        return {
            "sets": sets,
            "ratios": {name: ratios(result) for name, result in sets.items()},
            "start_seconds": start_seconds,
            "peak_mib": peaks,
            "growth": lengths,
            "growth_peak_mib": contestants[0].ask(memory=True)["peak_mib"],
        }


def shown(screen: Console, report: Row) -> None:
    """The report for people."""
    speed = Table(title="Documents a second, one core; median of the rounds", title_justify="left")
    for column in ("documents", "", "wall", "CPU", "first pass"):
        speed.add_column(column, justify="left" if column in ("documents", "") else "right")
    for name, result in report["sets"].items():
        mean = result["characters"] / result["documents"]
        for side, told in result["contestants"].items():
            figures = ("documents_per_second", "documents_per_cpu_second", "first_pass")
            label = f"{name}: {result['documents']} of {mean:,.0f} characters"
            speed.add_row(label, side, *(f"{told[figure]:,.1f}" for figure in figures))
        ratio = report["ratios"][name]
        if ratio:
            told = (spread_words(ratio["wall"]), spread_words(ratio["cpu"]), f"{ratio['first_pass']:.1f}x")
            speed.add_row("", "[bold]svodka / natasha[/bold]", *told)
    screen.print(speed)
    for side, seconds in report["start_seconds"].items():
        screen.print(
            f"{side}: {seconds:.2f} s from start to the first document,"
            f" peak memory {report['peak_mib'][side]:.0f} MiB"
        )
    lengths = Table(title="svodka on one document as it grows", title_justify="left")
    for column in ("characters", "microseconds a character"):
        lengths.add_column(column, justify="right")
    for one in report["growth"]:
        lengths.add_row(f"{one['characters']:,}", f"{one['microseconds_per_character']:.2f}")
    screen.print(lengths)
    if len(report["growth"]) < len(GROWTH):
        screen.print(f"[red]longer ones were not tried: they would take more than {TOO_LONG_SECONDS} s[/red]")
    screen.print(f"peak memory with the longest: {report['growth_peak_mib']:.0f} MiB")


def spread_words(ratio: Row) -> str:
    """A ratio with its spread on one line."""
    return f"{ratio['median']:.1f}x ({ratio['lowest']:.1f} to {ratio['highest']:.1f})"


def main() -> None:
    """Measure, show, and write the report where one is asked for."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--natasha", metavar="PYTHON", help="interpreter of an environment that has Natasha")
    parser.add_argument("--gold", type=Path, default=ROOT / "tests/gold/tune.jsonl", help="documents to use")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--longest", type=int, default=5_000_000, help="characters of the longest document")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the report there as well")
    arguments = parser.parse_args()
    screen = Console(highlight=False, width=None if sys.stdout.isatty() else 120)
    report = measured(arguments, screen)
    shown(screen, report)
    if arguments.json:
        arguments.json.write_text(json.dumps(report, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
