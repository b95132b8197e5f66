"""`svodka queries`: questions under a name, and the tokens of their feeds."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from cli.opening import opened
from cli.output import Format, write_rows
from model.errors import ConfigurationError, InvalidQuery
from model.subscriptions import SavedQuery
from model.wire import rfc3339
from storage.asking import parse_question

COLUMNS = ("name", "question", "language", "created_at", "token_made_at")

Name = Annotated[str, typer.Argument(help="The query's name.")]

queries = typer.Typer(no_args_is_help=True, help="Saved queries, and the tokens of their feeds.")


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.add_typer(queries, name="queries")


@queries.command()
def save(
    name: Name,
    question: Annotated[str, typer.Argument(help="As `svodka facts` takes it: region:RU-SMO kind:ranking")],
    language: Annotated[str, typer.Option(help="ru or en, of the feed's titles.")] = "ru",
) -> None:
    """Keep a question under a name; one of that name is changed, and keeps its token."""
    if language not in ("ru", "en"):
        raise typer.BadParameter(f"no language {language!r}; there are ru and en")
    if parse_question(question).as_of is not None:
        raise InvalidQuery("a feed has no as-of: it tells what is new", part="as-of")
    with opened() as service:
        try:
            query = SavedQuery(
                name=name,
                question=question,
                language="en" if language == "en" else "ru",
                created_at=service.clock(),
            )
        except ValueError as error:
            raise ConfigurationError(str(error)) from error
        service.store.saved_queries.save(query)
    sys.stdout.write(f"{name}: saved\n")


@queries.command("list")
def list_(
    style: Annotated[Format, typer.Option("--format", help="How to print.")] = Format.table,
) -> None:
    """List saved queries, and since when each has a token."""
    with opened() as service:
        rows = [
            {
                "name": one.name,
                "question": one.question,
                "language": one.language,
                "created_at": rfc3339(one.created_at),
                "token_made_at": rfc3339(one.token_made_at) if one.token_made_at else None,
            }
            for one in service.store.saved_queries.list()
        ]
    write_rows(rows, style, columns=COLUMNS, title="Saved queries")


@queries.command()
def token(name: Name) -> None:
    """Make a new token and print the paths of the feeds; the token before is good no more."""
    with opened() as service:
        made = service.store.saved_queries.make_token(name)
    if made is None:
        raise _unknown(name)
    sys.stdout.write(f"/feeds/queries/{made}.rss\n/feeds/queries/{made}.json\n")


@queries.command()
def revoke(name: Name) -> None:
    """Take a query's token back, at once and for good; the query stays."""
    with opened() as service:
        if not service.store.saved_queries.revoke_token(name):
            raise ConfigurationError(f"no query {name!r} with a token; `svodka queries list` shows them")
    sys.stdout.write(f"{name}: its feeds are closed\n")


@queries.command()
def remove(name: Name) -> None:
    """Forget a query; its token is good no more."""
    with opened() as service:
        if not service.store.saved_queries.remove(name):
            raise _unknown(name)
    sys.stdout.write(f"{name}: removed\n")


def _unknown(name: str) -> ConfigurationError:
    return ConfigurationError(f"no query {name!r}; `svodka queries list` names them")
