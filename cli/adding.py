"""`svodka add`: articles by their addresses."""

from __future__ import annotations

import sys
from datetime import datetime
from typing import Annotated

import typer

from cli.opening import opened
from model.articles import ArticleRef


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("add")(add)


def add(
    urls: Annotated[list[str], typer.Argument(help="Addresses of articles to read.", show_default=False)],
) -> None:
    """Put articles on the way: they are read, extracted and folded by the workers.

    An address that is known already is read again.
    """
    with opened() as service:
        refs = [_ref(url, service.clock()) for url in urls]
        service.store.refs.add(refs)
        service.hand_over("read", [ref.id for ref in refs])
    for ref in refs:
        sys.stdout.write(f"{ref.id} {ref.url}\n")


def _ref(url: str, now: datetime) -> ArticleRef:
    """A reference that counts as updated just now, so that a known address is read again."""
    from crawler.addresses import canonical_url

    try:
        return ArticleRef(url=canonical_url(url), source="manual", updated_at=now)
    except ValueError as error:
        raise typer.BadParameter(f"{url!r}: {error}") from error
