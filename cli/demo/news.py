"""An article of the demo's invented papers, as a crawl would have stored it."""

from __future__ import annotations

from datetime import datetime, timedelta

from crawler.signatures import signature
from model.articles import Article, article_id, revision_of


def article_of(
    source: str, page: str, title: str, text: str, at: datetime, *, found_at: datetime | None = None
) -> Article:
    """The article on a page of a source, published `at` and fetched `found_at`, else minutes later."""
    url = f"https://{source}.example/{at:%Y/%m/%d}/{page}.html"
    return Article(
        id=article_id(url, at),
        url=url,
        source=source,
        revision=revision_of(title, text),
        title=title,
        text=text,
        published_at=at,
        published_precision="minute",
        fetched_at=found_at or at + timedelta(minutes=4),
        signature=signature(text),
    )
