"""How fast pages are read, beside trafilatura: `make bench-read`.

Both read the same pages in the same process by turns, a page each, and are timed by the
processor's clock: what else the machine does falls on both alike. Told are pages a second by
the median page, and the median of the ratios page by page. svodka does all that its reader
does: times, authors, address, signature; trafilatura its text and metadata, without comments.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from statistics import median, quantiles
from typing import Any

import trafilatura
from pages import page
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from crawler.reading import article_from_page
from model.sources import Source

SIZES_KB = (50, 170, 450)
AGENCY = Source(
    name="agency", url="https://news.example/rss", selectors={"text": ".story__text", "title": "h1"}
)
KINDS = {
    "json-ld": ("describes itself", None),
    "selectors": ("known source", AGENCY),
    "bare": ("fallback", None),
}
"""What stands on the page, how it goes by in the report, and the source that it is read for."""

NOW = datetime(2026, 3, 12, 15, 0, tzinfo=UTC)

Read = Callable[[bytes], object]


def svodka(source: Source | None) -> Read:
    """The reader under test."""
    return lambda body: article_from_page(
        body, url="https://news.example/1", content_type="text/html", ref=None, source=source, now=NOW
    )


def peer(body: bytes) -> object:
    """What a user would pick instead."""
    return trafilatura.bare_extraction(body, with_metadata=True, include_comments=False)


def cpu_seconds(read: Read, body: bytes) -> float:
    """The processor time of one page."""
    began = time.process_time()
    read(body)
    return time.process_time() - began


def compared(size_kb: int, kind: str, count: int) -> dict[str, Any]:
    """Both over `count` pages, after one that is not counted."""
    label, source = KINDS[kind]
    ours = svodka(source)
    pages = [page(size_kb, kind, seed) for seed in range(count + 1)]
    pairs = [(cpu_seconds(ours, body), cpu_seconds(peer, body)) for body in pages][1:]
    low, _, high = quantiles([theirs / mine for mine, theirs in pairs], n=4)
    return {
        "size_kb": size_kb,
        "page": label,
        "svodka_pages_per_second": 1 / median(mine for mine, _ in pairs),
        "trafilatura_pages_per_second": 1 / median(theirs for _, theirs in pairs),
        "ratio": {"median": median(theirs / mine for mine, theirs in pairs), "low": low, "high": high},
    }


def shown(screen: Console, rows: list[dict[str, Any]]) -> None:
    """The report for people."""
    title = f"Pages a second, one core; trafilatura {trafilatura.__version__}"
    table = Table(title=title, title_justify="left")
    for column in ("KB", "page", "svodka", "trafilatura", "ratio (middle half)"):
        table.add_column(column, justify="left" if column == "page" else "right")
    for row in rows:
        ratio = row["ratio"]
        table.add_row(
            str(row["size_kb"]),
            row["page"],
            f"{row['svodka_pages_per_second']:.0f}",
            f"{row['trafilatura_pages_per_second']:.1f}",
            f"{ratio['median']:.1f}x ({ratio['low']:.1f} to {ratio['high']:.1f})",
        )
    screen.print(table)


def main() -> None:
    """Measure, show, and write the report where one is asked for."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--pages", type=int, default=40, help="pages of each size and kind")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the report there as well")
    arguments = parser.parse_args()
    screen = Console(highlight=False, width=None if sys.stdout.isatty() else 120)
    cases = [(size_kb, kind) for size_kb in SIZES_KB for kind in KINDS]
    with Progress(console=screen, transient=True) as progress:
        rows = [
            compared(size_kb, kind, arguments.pages)
            for size_kb, kind in progress.track(cases, description="reading")
        ]
    shown(screen, rows)
    if arguments.json:
        arguments.json.write_text(json.dumps(rows, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
