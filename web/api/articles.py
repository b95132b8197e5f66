"""/v1/articles: an article as it is now, and the revisions that were seen of it."""

from __future__ import annotations

from datetime import datetime
from itertools import dropwhile, islice
from typing import Annotated, Any

from fastapi import APIRouter, HTTPException, Query

from model.articles import Article
from model.wire import rfc3339
from storage.store import Store
from web.api.answers import JsonAnswer
from web.api.documents import ArticleDocument, ArticlesDocument, EvidencePageDocument
from web.api.facts import evidence_wire


def article_routes(store: Store) -> APIRouter:
    """The routes over a store."""
    routes = APIRouter(prefix="/v1/articles", tags=["articles"])

    @routes.get("", response_model=ArticlesDocument, summary="Articles of a month")
    def articles(
        month: Annotated[
            str | None, Query(pattern=r"^\d{4}-\d\d$", description="2026-02; the newest without it.")
        ] = None,
        limit: Annotated[int, Query(ge=1, le=500, description="Articles a page.")] = 50,
        after: Annotated[str | None, Query(max_length=40, description="`next` of the page before.")] = None,
    ) -> JsonAnswer:
        """The articles that were published in a month (UTC), oldest first."""
        shown = month or next(iter(store.articles.months()), None)
        ids = store.articles.ids(shown) if shown is not None else iter(())
        if after is not None:
            ids = islice(dropwhile(lambda identifier: identifier != after, ids), 1, None)
        page = list(islice(ids, limit + 1))
        found = [article for article in map(store.articles.get, page[:limit]) if article is not None]
        more = page[limit - 1] if len(page) > limit else None
        lines = [_line(article) for article in found]
        return JsonAnswer({"month": shown, "articles": lines, "next": more})

    @routes.get("/{article_id}", response_model=ArticleDocument, summary="An article")
    def article(
        article_id: str,
        revision: Annotated[
            str | None, Query(max_length=16, description="One of `revisions`; the current one without it.")
        ] = None,
    ) -> JsonAnswer:
        """A revision of an article; `revisions` names all, the current one last."""
        found = store.articles.get(article_id, revision)
        if found is None:
            raise HTTPException(404, f"There is no article {article_id}{f'@{revision}' if revision else ''}.")
        return JsonAnswer(
            article_wire(
                found, store.articles.revisions(article_id), gone_at=store.articles.gone_at(article_id)
            )
        )

    @routes.get("/{article_id}/evidence", response_model=EvidencePageDocument, summary="Claims of an article")
    def article_evidence(article_id: str) -> JsonAnswer:
        """What the article claims and where, by revision; withdrawn claims too."""
        if store.articles.get(article_id) is None:
            raise HTTPException(404, f"There is no article {article_id}.")
        claims = store.claims.get(article_id).claims
        return JsonAnswer({"evidence": [evidence_wire(claim) for claim in claims]})

    return routes


def article_wire(article: Article, revisions: tuple[str, ...], *, gone_at: datetime | None) -> dict[str, Any]:
    """An article as the API spells it."""
    return {
        "id": article.id,
        "url": article.url,
        "source": article.source,
        "revision": article.revision,
        "revisions": list(revisions),
        "title": article.title,
        "text": article.text,
        "published_at": _moment(article.published_at),
        "published_precision": article.published_precision,
        "updated_at": _moment(article.updated_at),
        "fetched_at": _moment(article.fetched_at),
        "agency": article.agency,
        "authors": list(article.authors),
        "tags": list(article.tags),
        "gone_at": _moment(gone_at),
    }


def _line(article: Article) -> dict[str, Any]:
    return {
        "id": article.id,
        "url": article.url,
        "source": article.source,
        "title": article.title,
        "published_at": _moment(article.published_at),
        "revision": article.revision,
    }


def _moment(moment: datetime | None) -> str | None:
    return rfc3339(moment) if moment else None
