"""/v1/ratings: the ratings of the ledger and their editions."""

from __future__ import annotations

import dataclasses
from typing import Annotated, Any

from fastapi import APIRouter, HTTPException, Query
from fastapi.responses import JSONResponse

from model.ledger import Edition, Rating
from model.wire import rfc3339
from storage.store import Store
from web.api.documents import EditionsDocument, RatingDocument, RatingsDocument


def rating_routes(store: Store) -> APIRouter:
    """The routes over a store."""
    routes = APIRouter(prefix="/v1/ratings", tags=["ratings"])

    @routes.get("", response_model=RatingsDocument, summary="Ratings")
    def ratings() -> JSONResponse:
        """Every rating that the ledger knows, by name."""
        found = sorted(store.ratings.list(), key=lambda rating: (rating.name.casefold(), rating.id))
        return JSONResponse({"ratings": [rating_wire(rating) for rating in found]})

    @routes.get("/{rating_id}", response_model=RatingDocument, summary="A rating")
    def rating(rating_id: str) -> JSONResponse:
        """A rating with the periods of its editions, the newest last."""
        return JSONResponse(rating_wire(_known(store, rating_id)))

    @routes.get("/{rating_id}/editions", response_model=EditionsDocument, summary="Editions of a rating")
    def editions(
        rating_id: str,
        limit: Annotated[int, Query(ge=1, le=100, description="The newest so many.")] = 20,
    ) -> JSONResponse:
        """The newest editions of a rating, the newest last; in each the best places first."""
        _known(store, rating_id)
        found = store.ratings.editions(rating_id)[-limit:]
        return JSONResponse({"editions": [edition_wire(edition) for edition in found]})

    return routes


def rating_wire(rating: Rating) -> dict[str, Any]:
    """A rating as the API spells it."""
    return {**dataclasses.asdict(rating), "periods": list(rating.periods)}


def edition_wire(edition: Edition) -> dict[str, Any]:
    """An edition as the API spells it."""
    return {
        "rating_id": edition.rating_id,
        "period": edition.period,
        "first_published_at": rfc3339(edition.first_published_at),
        "total": edition.total,
        "places": [{**dataclasses.asdict(place), "previous": place.previous} for place in edition.places],
    }


def _known(store: Store, rating_id: str) -> Rating:
    found = store.ratings.get(rating_id)
    if found is None:
        raise HTTPException(404, f"There is no rating {rating_id}.")
    return found
