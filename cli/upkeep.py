"""`svodka fsck`: is what is stored whole?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict
from typing import Annotated, Any

import typer
from rich.console import Console

from cli.opening import opened
from cli.output import Format, write_rows
from storage.checking import Finding

COLUMNS = ("kind", "where", "detail", "repaired")


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("fsck")(fsck)


def fsck(
    repair: Annotated[bool, typer.Option("--repair", help="Put right what is found.")] = False,
    style: Annotated[Format, typer.Option("--format", help="How to print.")] = Format.table,
) -> None:
    """Walk all that is stored and tell what does not fit together.

    Exit status 1 when something is left unrepaired. Stop the service first: what it is in the
    middle of writing looks like damage.
    """
    counts: Counter[str] = Counter()
    with opened() as service, Console(stderr=True).status("walking") as walk:

        def told(findings: Iterator[Finding]) -> Iterator[dict[str, Any]]:
            for finding in findings:
                counts[finding.kind] += 1
                walk.update(f"walking: {counts.total()} found")
                yield asdict(finding)

        write_rows(told(service.store.check.findings(repair=repair)), style, columns=COLUMNS, title="Found")
    if counts and not repair:
        raise typer.Exit(1)
