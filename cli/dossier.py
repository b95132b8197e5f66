"""`svodka dossier`: what is known of a region or a rating, with citations."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from cli.asking import AsOfOption
from cli.files import replaced
from cli.opening import opened
from model.dossiers import Dossier
from model.errors import SvodkaError
from runtime.dossier_files import markdown, write_xlsx
from runtime.dossiers import rating_dossier, region_dossier
from runtime.service import Service
from storage.asking import parse_question, typed


class Language(StrEnum):
    """Of the headings."""

    ru = "ru"
    en = "en"


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("dossier")(dossier)


def dossier(
    what: Annotated[str, typer.Argument(help="A region's code (RU-SMO), or a rating's id.")],
    file: Annotated[
        Path | None,
        typer.Option("--output", "-o", help="A .md or .xlsx file; without, Markdown is printed."),
    ] = None,
    language: Annotated[Language, typer.Option(help="Of the headings.")] = Language.ru,
    as_of: AsOfOption = None,
) -> None:
    """Write down all that is known of a region or a rating, each line with the sentences that prove it."""
    with opened() as service:
        found = _dossier(service, what, language, as_of)
    if file is None:
        sys.stdout.write(markdown(found))
        return
    try:
        with replaced(file) as out:
            if file.suffix.lower() == ".xlsx":
                write_xlsx(found, out)
            else:
                out.write(markdown(found).encode())
    except OSError as error:
        raise SvodkaError(f"{file} cannot be written: {error.strerror or error}") from error


def _dossier(service: Service, what: str, language: Language, as_of: str | None) -> Dossier:
    day = parse_question(typed("as-of", as_of)).as_of if as_of is not None else None
    codes = {region.code for region in service.registries.regions}
    if what.upper() in codes:
        return region_dossier(
            service.store, what.upper(), now=service.clock(), language=language.value, as_of=day
        )
    return rating_dossier(service.store, what, now=service.clock(), language=language.value, as_of=day)
