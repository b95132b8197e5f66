"""`svodka add` and `svodka sources`: what is read."""

from __future__ import annotations

import sys
from datetime import datetime
from typing import Annotated

import typer

from cli.opening import opened
from cli.output import Format, write_rows
from model.articles import ArticleRef
from model.wire import rfc3339

SOURCE_COLUMNS = ("name", "kind", "url", "interval_seconds", "last_good", "next", "found", "last_error")


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("add")(add)
    app.command("sources")(sources)


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


def sources(
    style: Annotated[Format, typer.Option("--format", help="How to print.")] = Format.table,
) -> None:
    """List the configured sources with their health."""
    with opened() as service:
        rows = []
        for source in service.configuration.sources:
            state = service.store.sources.state(source.name)
            rows.append(
                {
                    "name": source.name,
                    "kind": source.kind,
                    "url": source.url,
                    "interval_seconds": source.interval_seconds,
                    "last_good": rfc3339(state.succeeded_at) if state.succeeded_at else None,
                    "next": rfc3339(state.next_at) if state.next_at else None,
                    "found": state.items_found,
                    "last_error": state.last_error,
                }
            )
        write_rows(rows, style, columns=SOURCE_COLUMNS, title="Sources")
