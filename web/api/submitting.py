"""POST /v1/articles: an article by its address, or with its text.

It writes, so it takes a key of the role editor however open the rest of the service is
(`web.access`): a page of another site cannot make a reader's browser add articles.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Body
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from crawler.addresses import canonical_url
from crawler.signatures import signature
from model.articles import Article, ArticleRef, article_id, revision_of
from model.errors import InvalidQuery
from model.wire import rfc3339
from storage.store import Store
from web.api.answers import JsonAnswer
from web.api.writing import WRITING
from web.spelling import IN_OUR_YEARS, MOMENT_AS_TEXT

LIMIT_TEXT_CHARACTERS = 200_000
"""As much as of a page."""
FUTURE_SLACK_SECONDS = 86_400
_SOURCE = r"^[\w.:-]{1,100}$"


class SubmittedArticle(BaseModel):
    """An article as it is handed in. Without `text` the page at `url` is read."""

    model_config = ConfigDict(extra="forbid")

    url: str = Field(
        max_length=4_096,
        description="Its address; the article's id is made of it.",
        json_schema_extra={"pattern": r"^[hH][tT][tT][pP][sS]?://[0-9A-Za-z][^\s\\]*$"},
    )
    title: str | None = Field(default=None, max_length=1_000)
    text: str | None = Field(
        default=None,
        pattern=r"\S",
        max_length=LIMIT_TEXT_CHARACTERS,
        description="Plain text, with its lines.",
    )
    published_at: Annotated[AwareDatetime | None, MOMENT_AS_TEXT] = Field(
        default=None, description="With its zone; null where unknown.", json_schema_extra=IN_OUR_YEARS
    )
    source: str = Field(default="api", pattern=_SOURCE, description="Who hands it in.")


class SubmissionDocument(BaseModel):
    """What became of it. `id` and `revision` are null until a page is read."""

    model_config = ConfigDict(extra="forbid")

    url: str
    outcome: str
    id: str | None
    revision: str | None


def submission_routes(store: Store, clock: Callable[[], datetime]) -> APIRouter:
    """The route over a store."""
    routes = APIRouter(prefix="/v1/articles", tags=["articles"])

    @routes.post(
        "",
        status_code=202,
        response_model=SubmissionDocument,
        summary="Hand an article in",
        responses=WRITING,
    )
    def submit(submitted: Annotated[SubmittedArticle, Body()]) -> JsonAnswer:
        """With a text it is stored and extracted as it is; without one its page is read, again if it was.

        Handing the same in again changes nothing. Facts follow within seconds.
        """
        now = clock()
        try:
            url = canonical_url(submitted.url)
        except ValueError as error:
            raise InvalidQuery(f"url: {error}", part="url") from None
        if submitted.text is None:
            store.refs.add([_ref(url, submitted, now)])
            document = SubmissionDocument(url=url, outcome="to_be_read", id=None, revision=None)
        else:
            article = _article(url, submitted, submitted.text, now)
            saved = store.articles.save(article)
            document = SubmissionDocument(
                url=url, outcome=saved.outcome, id=saved.article_id, revision=article.revision
            )
        return JsonAnswer(document.model_dump(), status_code=202)

    return routes


def _ref(url: str, submitted: SubmittedArticle, now: datetime) -> ArticleRef:
    """A reference that counts as updated just now, so that a known address is read again."""
    return ArticleRef(
        url=url,
        source=submitted.source,
        title=submitted.title,
        published_at=submitted.published_at,
        updated_at=now,
    )


def _article(url: str, submitted: SubmittedArticle, text: str, now: datetime) -> Article:
    published_at = submitted.published_at
    if published_at is not None and (published_at - now).total_seconds() > FUTURE_SLACK_SECONDS:
        raise InvalidQuery(f"published_at: {rfc3339(published_at)} is in the future.", part="published_at")
    return Article(
        id=article_id(url, published_at or now),
        url=url,
        source=submitted.source,
        revision=revision_of(submitted.title, text),
        title=submitted.title,
        text=text,
        published_at=published_at,
        published_precision="second" if published_at else "unknown",
        published_from="given" if published_at else None,
        fetched_at=now,
        reader="given",
        signature=signature(text),
    )
