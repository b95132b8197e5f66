"""extract: the text of an article -> claims with their evidence."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from zoneinfo import ZoneInfo

import structlog

from model.articles import Article
from model.claims import claims_of
from model.statements import Document
from runtime.service import Service
from workers.outcomes import Outcome, each_item

logger = structlog.get_logger()

NEWS_ZONE = ZoneInfo("Europe/Moscow")
"""The day that "yesterday" in a Russian news item counts from, whatever zone its page names."""


def extract_articles(service: Service, items: Sequence[str]) -> None:
    """Extract the claims of article revisions; they are due to be folded into facts."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    each_item("extract", items, lambda item: _extract_article(service, item, counts), service)
    service.store.sources.count(counts, service.clock())
    service.hand_over("fold", items)


def _extract_article(service: Service, item: str, counts: dict[str, Counter[str]]) -> Outcome:
    identifier, revision = item.split("@")
    article = service.store.articles.get(identifier)
    if article is None or article.revision != revision:
        # A newer revision has work of its own.
        service.store.work.done("extract", [item])
        return "superseded"
    extraction = service.extractor.extract(document_of(article))
    for failure in extraction.failures:
        logger.error("extract.rule_failed", item=item, failure=failure)
        service.store.counters.count("extract", "rule_failed")
    claims = claims_of(article, extraction.statements)
    service.store.claims.save(article, claims)
    counts[article.source].update(extracted=1, telling=int(bool(claims)), claims=len(claims))
    return "claims" if claims else "no_claims"


def document_of(article: Article) -> Document:
    """An article as the extractor takes it."""
    published = article.published_at
    return Document(
        id=article.id,
        title=article.title,
        text=article.text,
        published_on=published.astimezone(NEWS_ZONE).date().isoformat() if published else None,
    )
