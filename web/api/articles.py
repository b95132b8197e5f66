"""/v1/articles: an article as it is now, and the revisions that were seen of it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from fastapi import APIRouter, HTTPException
from fastapi.responses import JSONResponse

from model.articles import Article
from model.wire import rfc3339
from storage.store import Store
from web.api.documents import ArticleDocument


def article_routes(store: Store) -> APIRouter:
    """The routes over a store."""
    routes = APIRouter(prefix="/v1/articles", tags=["articles"])

    @routes.get("/{article_id}", response_model=ArticleDocument, summary="An article")
    def article(article_id: str) -> JSONResponse:
        """The current revision of an article; `revisions` names all, the current one last."""
        found = store.articles.get(article_id)
        if found is None:
            raise HTTPException(404, f"There is no article {article_id}.")
        return JSONResponse(article_wire(found, store.articles.revisions(article_id)))

    return routes


def article_wire(article: Article, revisions: tuple[str, ...]) -> dict[str, Any]:
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
    }


def _moment(moment: datetime | None) -> str | None:
    return rfc3339(moment) if moment else None
