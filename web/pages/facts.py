"""A fact by itself, with everything that was claimed of it."""

from __future__ import annotations

from urllib.parse import quote

from fastapi import APIRouter, HTTPException, Request, Response

from storage.store import Store
from web.names import Names
from web.pages.cards import cards
from web.pages.history import places_before
from web.pages.rendering import Pages, view_of


def fact_routes(store: Store, names: Names, pages: Pages) -> APIRouter:
    """The route over a store."""
    routes = APIRouter(include_in_schema=False)

    @routes.get("/facts/{fact_id}")
    def fact(request: Request, fact_id: str) -> Response:
        view = view_of(request)
        found = store.facts.get(fact_id)
        if found is None:
            raise HTTPException(404)
        (shown,) = cards([found], names, view.words, places_before(store, [found]))
        api_address = f"/v1/facts/{quote(fact_id, safe='')}"
        return pages.page("fact.html", view, fact=found, shown=shown, api_address=api_address)

    return routes
