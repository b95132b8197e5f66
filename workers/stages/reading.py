"""read: a reference -> the article behind it, stored with its revision."""

from __future__ import annotations

from collections.abc import Sequence

from crawler.fetching import Fetcher
from crawler.reading import read
from runtime.service import Service
from workers.outcomes import Outcome, each_item


def read_articles(service: Service, ref_ids: Sequence[str]) -> None:
    """Fetch and store the articles behind references; changed ones are due to be extracted."""
    due: list[str] = []
    with service.fetcher() as fetcher:
        each_item("read", ref_ids, lambda ref_id: _read_article(service, fetcher, ref_id, due), service)
    service.hand_over("extract", due)


def _read_article(service: Service, fetcher: Fetcher, ref_id: str, due: list[str]) -> Outcome:
    refs = service.store.refs.get([ref_id])
    if not refs:
        service.store.work.done("read", [ref_id])
        return "unknown_reference"
    article = read(refs[0], service.configuration.source(refs[0].source), fetcher, service.clock())
    saved = service.store.articles.save(article, ref_id)
    if saved.item is not None:
        due.append(saved.item)
    return saved.outcome
