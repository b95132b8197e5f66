"""/v1/queries: questions under a name, each with a token by which it can be read as a feed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, HTTPException, Path, Request
from fastapi.responses import Response

from model.errors import InvalidQuery
from model.subscriptions import SavedQuery
from model.wire import rfc3339
from storage.asking import parse_question
from storage.saved_queries import SavedQueries
from web.api.alert_documents import (
    NAME_PATTERN,
    SavedQueriesDocument,
    SavedQueryDocument,
    SavedQueryInput,
    TokenDocument,
)
from web.api.answers import JsonAnswer
from web.api.writing import WRITING

Name = Annotated[
    str,
    Path(max_length=100, description="The query's name.", json_schema_extra={"pattern": NAME_PATTERN}),
]


def query_routes(queries: SavedQueries, clock: Callable[[], datetime]) -> APIRouter:
    """The routes over saved queries."""
    routes = APIRouter(prefix="/v1/queries", tags=["alerts"])
    _reading(routes, queries)
    _writing(routes, queries, clock)
    _tokens(routes, queries)
    return routes


def _reading(routes: APIRouter, queries: SavedQueries) -> None:
    @routes.get("", response_model=SavedQueriesDocument, summary="Saved queries")
    def every_query() -> JsonAnswer:
        """All of them, by name."""
        return JsonAnswer({"queries": [query_wire(one) for one in queries.list()]})

    @routes.get("/{name}", response_model=SavedQueryDocument, summary="A saved query")
    def query(name: Name) -> JsonAnswer:
        """The query of that name."""
        return JsonAnswer(query_wire(_found(queries, name)))


def _writing(routes: APIRouter, queries: SavedQueries, clock: Callable[[], datetime]) -> None:
    @routes.put(
        "/{name}",
        response_model=SavedQueryDocument,
        responses={
            **WRITING,
            201: {"model": SavedQueryDocument, "description": "There was none of that name before"},
        },
        summary="Save a query",
    )
    def put_query(name: Name, told: SavedQueryInput) -> JsonAnswer:
        """Make or change one; its token stays as it is."""
        try:
            query = SavedQuery(name=name, question=told.question, language=told.language, created_at=clock())
        except ValueError as error:
            raise InvalidQuery(str(error), part="name") from error
        _check_question(query.question)
        new = queries.save(query)
        return JsonAnswer(query_wire(_found(queries, name)), status_code=201 if new else 200)

    @routes.delete("/{name}", status_code=204, responses=WRITING, summary="Forget a query")
    def delete_query(name: Name) -> Response:
        """Its token is good no more."""
        if not queries.remove(name):
            raise HTTPException(404, f"There is no query {name!r}.")
        return Response(status_code=204)


def _tokens(routes: APIRouter, queries: SavedQueries) -> None:
    @routes.post(
        "/{name}/token",
        response_model=TokenDocument,
        status_code=201,
        responses=WRITING,
        summary="Make a new token for its feeds",
    )
    def make_token(name: Name, request: Request) -> JsonAnswer:
        """The token before is good no more. It is shown this once: only a digest is kept."""
        token = queries.make_token(name)
        if token is None:
            raise HTTPException(404, f"There is no query {name!r}.")
        return JsonAnswer({"token": token, **feed_addresses(request, token)}, status_code=201)

    @routes.delete("/{name}/token", status_code=204, responses=WRITING, summary="Take its token back")
    def revoke_token(name: Name) -> Response:
        """At once and for good; the query stays."""
        _found(queries, name)
        if not queries.revoke_token(name):
            raise HTTPException(404, f"The query {name!r} has no token.")
        return Response(status_code=204)


def _check_question(question: str) -> None:
    try:
        as_of = parse_question(question).as_of
    except InvalidQuery as error:
        raise InvalidQuery(str(error), part="question", question=question, at=error.at) from error
    if as_of is not None:
        raise InvalidQuery("A feed has no as-of: it tells what is new.", part="question")


def query_wire(query: SavedQuery) -> dict[str, Any]:
    """A saved query without its token."""
    made_at = query.token_made_at
    return {
        "name": query.name,
        "question": query.question,
        "language": query.language,
        "created_at": rfc3339(query.created_at),
        "token_made_at": rfc3339(made_at) if made_at else None,
    }


def feed_addresses(request: Request, token: str) -> dict[str, str]:
    """Where the feeds of a token are."""
    base = str(request.base_url).rstrip("/")
    return {
        "rss": f"{base}/feeds/queries/{token}.rss",
        "json_feed": f"{base}/feeds/queries/{token}.json",
    }


def _found(queries: SavedQueries, name: str) -> SavedQuery:
    query = queries.get(name)
    if query is None:
        raise HTTPException(404, f"There is no query {name!r}.")
    return query
