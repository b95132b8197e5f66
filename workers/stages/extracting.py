"""extract: the text of an article -> claims with their evidence."""

from __future__ import annotations

import time
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from zoneinfo import ZoneInfo

import structlog

from model.articles import Article
from model.claims import Claim, claims_of
from model.statements import Document
from runtime.service import Service
from workers.outcomes import Outcome, each_item

logger = structlog.get_logger()

NEWS_ZONE = ZoneInfo("Europe/Moscow")
"""The day that "yesterday" in a Russian news item counts from, whatever zone its page names."""


LOT = 10
"""Articles that are read and whose claims are written in one way to Redis and back. So many are done again
when the process dies of one of them."""

HANDED_OVER_A_LEASE = 3
"""How often in the time of a lease what was extracted is handed over to be folded."""


def extract_articles(service: Service, items: Sequence[str]) -> None:
    """Extract the claims of article revisions; they are due to be folded into facts."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    due: list[str] = []
    handed_at = time.monotonic()

    def extract(some: Sequence[str]) -> Mapping[str, Outcome]:
        outcomes = _extract_articles(service, some, counts)
        due.extend(item for item, outcome in outcomes.items() if outcome != "superseded")
        return outcomes

    def hand_over_in_time() -> None:
        # In few jobs, since each reads its books anew; but before the leases end.
        nonlocal handed_at
        if time.monotonic() - handed_at > service.settings.held_seconds / HANDED_OVER_A_LEASE:
            service.hand_over("fold", [due.pop() for _ in range(len(due))])
            handed_at = time.monotonic()

    each_item(
        "extract",
        items,
        lambda item: extract([item])[item],
        service,
        meanwhile=hand_over_in_time,
        together=extract,
        lot=LOT,
    )
    service.store.sources.count(counts, service.clock())
    service.hand_over("fold", due)


def _extract_articles(
    service: Service, items: Sequence[str], counts: dict[str, Counter[str]]
) -> Mapping[str, Outcome]:
    articles = dict(zip(items, service.store.articles.meant_by(items), strict=True))
    # A newer revision has work of its own.
    superseded = [item for item, article in articles.items() if article is None]
    told = [
        (article, _claims_of(service, item, article))
        for item, article in articles.items()
        if article is not None
    ]
    service.store.work.done("extract", superseded)
    service.store.claims.save_many(told, lease_seconds=service.settings.held_seconds)
    for article, claims in told:
        counts[article.source].update(extracted=1, telling=int(bool(claims)), claims=len(claims))
    return {
        **dict.fromkeys(superseded, "superseded"),
        **{
            f"{article.id}@{article.revision}": "claims" if claims else "no_claims"
            for article, claims in told
        },
    }


def _claims_of(service: Service, item: str, article: Article) -> tuple[Claim, ...]:
    extraction = service.extractor.extract(document_of(article))
    for failure in extraction.failures:
        logger.error("extract.rule_failed", item=item, failure=failure)
        service.store.counters.count("extract", "rule_failed")
    return claims_of(article, extraction.statements)


def document_of(article: Article) -> Document:
    """An article as the extractor takes it."""
    published = article.published_at
    return Document(
        id=article.id,
        title=article.title,
        text=article.text,
        published_on=published.astimezone(NEWS_ZONE).date().isoformat() if published else None,
    )
