"""What Lighthouse says of Today, a rating and a region: `make lighthouse`.

The service is the real one, over the years of invented news that `svodka demo --keep` shows. Lighthouse
opens each page some times, as a phone of middling speed on a slow network (its own default), and the run in
the middle counts. The exit status is 1 where a page has less than 95 of 100 in performance, accessibility
or best practices.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from statistics import median_low
from typing import Any

from holding import redis_server, url_of
from rich.console import Console
from rich.table import Table
from serving import served

from cli.demo.history import invented_articles, put
from extractors.pipeline import Extractor
from extractors.registries.loading import shipped_registries
from storage.store import Store

PAGES = {"Today": "/", "a rating": "/ratings/ria-quality-of-life", "a region": "/regions/RU-TUL"}
CATEGORIES = ("performance", "accessibility", "best-practices")
LEAST = 95
RUNS = 3
FLAGS = "--headless=new --no-sandbox --disable-gpu --disable-background-networking --disable-component-update"
FIGURES = {
    "first-contentful-paint": "first paint",
    "largest-contentful-paint": "largest paint",
    "total-blocking-time": "blocked",
    "cumulative-layout-shift": "shift",
    "total-byte-weight": "weight",
}
"""What makes the mark for performance, and how it is called in the table."""

Report = Mapping[str, Any]


def audited(program: Path, url: str, folder: Path) -> Report:
    """One run of Lighthouse over a page. Raises CalledProcessError where it cannot measure."""
    told = folder / "report.json"
    command = [
        program, url, "--quiet", "--output=json", f"--output-path={told}",
        f"--only-categories={','.join(CATEGORIES)}", f"--chrome-flags={FLAGS}",
    ]  # fmt: skip
    chromium = shutil.which("chromium") or shutil.which("google-chrome") or ""
    subprocess.run(command, env={**os.environ, "CHROME_PATH": chromium}, check=True)  # noqa: S603
    report: Report = json.loads(told.read_text(encoding="utf-8"))
    return report


def marks(report: Report) -> dict[str, int]:
    """Of 100, by category."""
    return {name: round(report["categories"][name]["score"] * 100) for name in CATEGORIES}


def in_the_middle(reports: Sequence[Report]) -> Report:
    """The run with the median mark for performance."""
    middle = median_low(marks(report)["performance"] for report in reports)
    return next(report for report in reports if marks(report)["performance"] == middle)


def faults(report: Report) -> list[str]:
    """The audits that are not passed, and what each says."""
    counted = {
        reference["id"]
        for category in report["categories"].values()
        for reference in category["auditRefs"]
        if reference["weight"]
    }
    failed = (one for name, one in report["audits"].items() if name in counted)
    return [
        f"{one['title']} {one.get('displayValue', '')}".strip()
        for one in failed
        if one["score"] is not None and one["score"] < 0.9
    ]


def shown(screen: Console, found: Mapping[str, Sequence[Report]]) -> None:
    """The report for people."""
    table = Table(title=f"Lighthouse, of 100 (at least {LEAST})", title_justify="left")
    table.add_column("page")
    for name in (*CATEGORIES, *FIGURES.values()):
        table.add_column(name, justify="right")
    for page, reports in found.items():
        report = in_the_middle(reports)
        all_marks = ", ".join(str(marks(one)["performance"]) for one in reports)
        told = {**{name: str(mark) for name, mark in marks(report).items()}, "performance": all_marks}
        figures = (report["audits"][name].get("displayValue", "") for name in FIGURES)
        table.add_row(page, *told.values(), *figures)
    screen.print(table)
    for page, reports in found.items():
        for fault in faults(in_the_middle(reports)):
            screen.print(f"{page}: {fault}")


def main() -> int:
    """Fill, serve, measure, show."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--lighthouse", type=Path, required=True, help="the program")
    parser.add_argument("--runs", type=int, default=RUNS, help="of each page; that in the middle counts")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the reports there as well")
    arguments = parser.parse_args()
    screen = Console(highlight=False, width=None if sys.stdout.isatty() else 120)
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="svodka-lighthouse-")))
        redis = stack.enter_context(redis_server(folder / "redis"))
        store = Store(redis, clock=lambda: datetime.now(UTC))
        extractor = Extractor()
        for article in invented_articles(shipped_registries().regions):
            put(store, extractor, article)
        url = stack.enter_context(served(url_of(redis), folder))
        found = {
            page: [audited(arguments.lighthouse, f"{url}{path}", folder) for _ in range(arguments.runs)]
            for page, path in PAGES.items()
        }
    shown(screen, found)
    if arguments.json:
        arguments.json.write_text(json.dumps(found), encoding="utf-8")
    least = min(min(marks(in_the_middle(reports)).values()) for reports in found.values())
    return int(least < LEAST)


if __name__ == "__main__":
    sys.exit(main())
