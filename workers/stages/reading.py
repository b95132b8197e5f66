"""read: a reference -> the article behind it, stored with its revision."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from crawler.fetching import Fetcher
from crawler.looking import next_look_at
from crawler.reading import Visit, visit
from model.articles import Article, ArticleRef, Look
from model.errors import UnreadablePage
from model.sources import Source
from runtime.service import Service
from workers.noting import Notes, article_counts
from workers.outcomes import Outcome, each_item

THREADS = 8
"""Pages of a batch that are fetched at the same time; of one host only as many as it has places."""


def read_articles(service: Service, ref_ids: Sequence[str]) -> None:
    """Fetch and store the articles behind references; changed ones are due to be extracted."""
    due: list[str] = []
    refs = {ref.id: ref for ref in service.store.refs.get(ref_ids)}
    notes = Notes(service, "read")
    with service.fetcher() as fetcher:

        def read(ref_id: str) -> Outcome:
            return _read_article(service, fetcher, ref_id, refs.get(ref_id), notes, due)

        def hand_over() -> None:
            service.hand_over("extract", [due.pop() for _ in range(len(due))])
            notes.flush()

        each_item("read", ref_ids, read, service, threads=THREADS, meanwhile=hand_over)


def _read_article(
    service: Service, fetcher: Fetcher, ref_id: str, ref: ArticleRef | None, notes: Notes, due: list[str]
) -> Outcome:
    if ref is None:
        service.store.work.done("read", [ref_id])
        return "unknown_reference"
    source = service.configuration.source(ref.source)
    with notes.of(ref.source, ref.url) as note:
        seen = visit(ref, source, fetcher, service.clock())
        if seen.article is None:
            raise UnreadablePage(f"no article text on {ref.url}")
        # Before it is stored: were we to die between, it is read again, not forgotten.
        _plan_look(service, ref, source, seen, seen.article)
        saved = service.store.articles.save(seen.article, ref_id)
        note.outcome, note.reason = saved.outcome, f"read by {seen.article.reader}"
        note.counts = article_counts(seen.article)
    if saved.item is not None:
        due.append(saved.item)
    return saved.outcome


def _plan_look(
    service: Service, ref: ArticleRef, source: Source | None, seen: Visit, article: Article
) -> None:
    due_at = next_look_at(article.dated_at, service.clock(), source, telling=True)
    if due_at is not None:
        service.store.looks.plan(ref.id, look_after(seen, article.url, article.dated_at), due_at)


def look_after(seen: Visit, url: str, dated_at: datetime) -> Look:
    """What the next look is to know of this one."""
    return Look(
        url=url,
        dated_at=dated_at,
        etag=seen.etag,
        last_modified=seen.last_modified,
        body_digest=seen.body_digest,
    )
