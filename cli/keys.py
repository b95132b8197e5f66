"""`svodka keys`: who may ask the web service for what."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from cli.opening import opened
from cli.output import Format, write_rows
from model.access import ROLES, ApiKey, Role
from model.wire import rfc3339

COLUMNS = ("id", "name", "role", "created_at", "revoked_at")


def register(app: typer.Typer) -> None:
    """Add the commands."""
    keys = typer.Typer(no_args_is_help=True, help="API keys of the web service: create, list, revoke.")
    keys.command("create")(create)
    keys.command("list")(list_keys)
    keys.command("revoke")(revoke)
    app.add_typer(keys, name="keys")


def create(
    name: Annotated[str, typer.Argument(help="Who or what the key is for.")],
    role: Annotated[str, typer.Option("--role", help=f"One of {', '.join(ROLES)}.")] = "reader",
) -> None:
    """Make a key and print it. It is shown this once: only a digest is kept."""
    with opened() as service:
        _, spelling = service.store.api_keys.create(name, _role(role))
    sys.stdout.write(f"{spelling}\n")


def list_keys(
    style: Annotated[Format, typer.Option("--format", help="How to print.")] = Format.table,
) -> None:
    """Every key, revoked ones too, oldest first. Secrets are not among it."""
    with opened() as service:
        rows = [_row(key) for key in service.store.api_keys.list()]
    write_rows(rows, style, columns=COLUMNS, title="keys")


def revoke(
    key_id: Annotated[str, typer.Argument(help="Id of the key, as `svodka keys list` shows it.")],
) -> None:
    """Take a key back, at once and for good; sessions that began with it end too."""
    with opened() as service:
        key = service.store.api_keys.revoke(key_id)
    if key is None:
        raise typer.BadParameter(f"no key {key_id!r}; `svodka keys list` shows the ids")
    sys.stdout.write(f"{key.id} ({key.name}) is revoked\n")


def _role(spelling: str) -> Role:
    for role in ROLES:
        if role == spelling:
            return role
    raise typer.BadParameter(f"no role {spelling!r}; there are {', '.join(ROLES)}")


def _row(key: ApiKey) -> dict[str, str | None]:
    return {
        "id": key.id,
        "name": key.name,
        "role": key.role,
        "created_at": rfc3339(key.created_at),
        "revoked_at": rfc3339(key.revoked_at) if key.revoked_at else None,
    }
