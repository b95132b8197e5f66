"""/v1/facts: facts by filters, newest first, and one fact with all its claims."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, HTTPException, Query
from fastapi.responses import JSONResponse

from model.wire import fact_wire
from storage.facts import FactQuery
from storage.store import Store
from web.api.documents import FactDocument, FactPageDocument
from web.filters import Filters


def fact_routes(store: Store) -> APIRouter:
    """The routes over a store."""
    routes = APIRouter(prefix="/v1/facts", tags=["facts"])

    @routes.get("", response_model=FactPageDocument, summary="Facts, newest first")
    def facts(filters: Annotated[Filters, Query()]) -> JSONResponse:
        """All filters must hold. `next` of a page is `after` of the one that follows."""
        page = store.facts.find(FactQuery(**filters.model_dump()))
        headers = {"Link": _link_to_next(filters, page.next)} if page.next else {}
        return JSONResponse(
            {"facts": [fact_wire(fact) for fact in page.facts], "next": page.next}, headers=headers
        )

    @routes.get("/{fact_id}", response_model=FactDocument, summary="A fact")
    def fact(fact_id: str) -> JSONResponse:
        """A fact with all its claims, withdrawn ones too."""
        found = store.facts.get(fact_id)
        if found is None:
            raise HTTPException(404, f"There is no fact {fact_id}.")
        return JSONResponse(fact_wire(found))

    return routes


def _link_to_next(filters: Filters, after: str) -> str:
    """RFC 8288; the address is relative, so that it holds behind any proxy."""
    return f'</v1/facts?{urlencode({**filters.told(), "after": after})}>; rel="next"'
