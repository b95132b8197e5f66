"""`svodka`: the command line, put together from the modules of this package."""

from __future__ import annotations

import os
import sys
from importlib.metadata import version
from typing import Annotated, NoReturn

import typer

from cli import (
    adding,
    alerts,
    asking,
    backfilling,
    backtesting,
    deliveries,
    demonstrating,
    dossier,
    evaluating,
    explaining,
    extracting,
    keeping,
    keys,
    quarantine,
    queries,
    ratings,
    rules,
    serving,
    sources,
    upkeep,
    watch,
)
from model.errors import ConfigurationError, InvalidQuery, StoreUnavailable, SvodkaError, UnusableStore

EXIT_FAILED = 1
EXIT_UNUSABLE = 2
"""A setting, a configuration file or a Redis cannot be used; also what Typer gives for wrong options."""

app = typer.Typer(
    name="svodka",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
    help=(
        "Ranking facts from Russian news, with the sentence that proves each.\n\n"
        "Exit status: 0 done; 1 something of what was asked failed; "
        "2 wrong options or settings, or a Redis that cannot be used."
    ),
)


def _tell_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"svodka {version('svodka')}")
        raise typer.Exit


@app.callback()
def _before_commands(
    _version: Annotated[
        bool, typer.Option("--version", help="Print the version.", callback=_tell_version, is_eager=True)
    ] = False,
) -> None:
    pass


for module in (
    demonstrating,
    serving,
    extracting,
    adding,
    backfilling,
    sources,
    keys,
    asking,
    ratings,
    dossier,
    explaining,
    evaluating,
    rules,
    backtesting,
    watch,
    alerts,
    deliveries,
    queries,
    quarantine,
    upkeep,
    keeping,
):
    module.register(app)


def main() -> NoReturn:
    """Run a command; an error of ours is one line on standard error and an exit status."""
    try:
        app(standalone_mode=True)
    except (ConfigurationError, UnusableStore, StoreUnavailable) as error:
        sys.exit(_told(error, EXIT_UNUSABLE))
    except SvodkaError as error:
        sys.exit(_told(error, EXIT_FAILED))
    except BrokenPipeError:
        # Whoever read our output has enough (`svodka facts | head`). Python would complain once
        # more when it flushes at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(EXIT_FAILED)
    sys.exit(0)


def _told(error: SvodkaError, status: int) -> int:
    sys.stderr.write(f"svodka: {error}\n")
    if isinstance(error, InvalidQuery) and error.at:
        sys.stderr.write(_pointed_out(error))
    return status


def _pointed_out(error: InvalidQuery) -> str:
    """The question, and under it what in it is wrong."""
    question = "".join(letter if letter.isprintable() else " " for letter in error.question)
    return f"    {question}\n    {' ' * (error.at - 1)}{'^' * len(error.part)}\n"
