"""What trying a source out has shown, for people to read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from rich.text import Text

from cli.output import console
from crawler.addresses import shown_url
from model.articles import Article, ArticleRef
from model.wire import rfc3339

if TYPE_CHECKING:
    from crawler.trying import Look, Trial

SHOWN_ITEMS = 5
SHOWN_CHARACTERS = 300
_LABEL_WIDTH = 11


def print_trial(trial: Trial) -> None:
    """Print the report, a labelled line for each thing that was seen."""
    screen = console()
    for label, words in _lines(trial):
        shown = "".join(character if character.isprintable() else " " for character in words)
        screen.print(Text.assemble((f"{label:<{_LABEL_WIDTH}}", "bold"), shown), soft_wrap=True)


def _lines(trial: Trial) -> Iterator[tuple[str, str]]:
    yield "address", trial.url
    yield "robots.txt", _robots(trial.robots_delay_seconds)
    for look in trial.looks:
        yield "answer", _answer(look)
    for feed in trial.feeds:
        yield "feed", f"{feed.url} {feed.title or ''}".rstrip()
    for address in trial.sitemaps[:SHOWN_ITEMS]:
        yield "sitemap", address
    if trial.source is not None:
        dated = sum(ref.published_at is not None for ref in trial.refs)
        where = f"{trial.source.kind} {shown_url(trial.source.url)}"
        yield "source", f"{where}: {len(trial.refs)} items, {dated} with a time"
    yield from (("item", _item(ref)) for ref in trial.refs[:SHOWN_ITEMS])
    if trial.article is not None:
        yield from _article(trial.article)
    yield from (("problem", problem) for problem in trial.problems)


def _robots(delay_seconds: float | None) -> str:
    if delay_seconds is None:
        return "does not let us in, or cannot be read: see the problem below"
    if not delay_seconds:
        return "lets us in"
    return f"lets us in, {delay_seconds:g} s between requests"


def _answer(look: Look) -> str:
    media = look.content_type or "no content type"
    return f"{look.status} {media}, {look.size_bytes:,} bytes, read as {look.charset}: {look.url}"


def _item(ref: ArticleRef) -> str:
    told = (rfc3339(ref.published_at) if ref.published_at else "no time", ref.title or "", ref.url)
    return "  ".join(filter(None, told))


def _article(article: Article) -> Iterator[tuple[str, str]]:
    yield "article", article.url
    yield "title", article.title or "none"
    if article.published_at is not None:
        moment = rfc3339(article.published_at)
        yield "published", f"{moment} ({article.published_precision}), by {article.published_from}"
    else:
        yield "published", "the page does not tell"
    if article.agency or article.authors:
        yield "by", ", ".join(filter(None, (article.agency, *article.authors)))
    yield "text", f"{len(article.text):,} characters, by {article.reader}"
    yield "", article.text[:SHOWN_CHARACTERS] + ("..." if len(article.text) > SHOWN_CHARACTERS else "")
