"""/v1/ratings: the ratings of the ledger and their editions."""

from __future__ import annotations

import dataclasses
from typing import Annotated, Any

from fastapi import APIRouter, HTTPException, Query

from model.ledger import Edition, Place, Rating
from model.wire import rfc3339
from storage.folding import edition_before
from storage.store import Store
from web.api.answers import JsonAnswer
from web.api.documents import (
    EditionsDocument,
    HistoryDocument,
    MoversDocument,
    RatingDocument,
    RatingsDocument,
)


def rating_routes(store: Store) -> APIRouter:
    """The routes over a store."""
    routes = APIRouter(prefix="/v1/ratings", tags=["ratings"])

    @routes.get("", response_model=RatingsDocument, summary="Ratings")
    def ratings() -> JsonAnswer:
        """Every rating that the ledger knows, by name."""
        found = sorted(store.ratings.list(), key=lambda rating: (rating.name.casefold(), rating.id))
        return JsonAnswer({"ratings": [rating_wire(rating) for rating in found]})

    @routes.get("/{rating_id}", response_model=RatingDocument, summary="A rating")
    def rating(rating_id: str) -> JsonAnswer:
        """A rating with the periods of its editions, the newest last."""
        return JsonAnswer(rating_wire(_known(store, rating_id)))

    @routes.get("/{rating_id}/editions", response_model=EditionsDocument, summary="Editions of a rating")
    def editions(
        rating_id: str,
        limit: Annotated[int, Query(ge=1, le=100, description="The newest so many.")] = 20,
    ) -> JsonAnswer:
        """The newest editions of a rating, the newest last; in each the best places first."""
        _known(store, rating_id)
        found = store.ratings.editions(rating_id)[-limit:]
        return JsonAnswer({"editions": [edition_wire(edition) for edition in found]})

    @routes.get("/{rating_id}/history", response_model=HistoryDocument, summary="A subject's places")
    def history(
        rating_id: str,
        subject: Annotated[str, Query(max_length=300, description="`subject_id` of a place.")],
        scope: Annotated[str, Query(max_length=300, description="Scope of the places; empty: whole.")] = "",
    ) -> JsonAnswer:
        """The places of a subject through the editions, the newest last; none for an unknown subject."""
        _known(store, rating_id)
        standings = [
            {"period": one.period, "place": place_wire(one.place)}
            for one in store.ratings.history(rating_id, subject, scope)
        ]
        about = {"rating_id": rating_id, "subject_id": subject, "scope": scope}
        return JsonAnswer({**about, "history": standings})

    @routes.get("/{rating_id}/movers", response_model=MoversDocument, summary="Who moved")
    def movers(
        rating_id: str,
        after: Annotated[str | None, Query(max_length=20, description="The later edition.")] = None,
        before: Annotated[str | None, Query(max_length=20, description="The earlier edition.")] = None,
    ) -> JsonAnswer:
        """Between two editions; without them, the newest and the one before it of the same kind."""
        rating = _known(store, rating_id)
        later = after or (rating.periods[-1] if rating.periods else None)
        for period in (later, before):
            if period is not None and period not in rating.periods:
                raise HTTPException(404, f"The rating has no edition {period}.")
        earlier = before or (edition_before(later, rating.periods) if later else None)
        moves = store.ratings.moves(rating_id, earlier, later) if earlier and later else ()
        ordered = sorted(moves, key=lambda move: -abs(move.moved or 0))
        told = [{**dataclasses.asdict(move), "moved": move.moved} for move in ordered]
        return JsonAnswer({"rating_id": rating_id, "before": earlier, "after": later, "movers": told})

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
        "places": [place_wire(place) for place in edition.places],
    }


def place_wire(place: Place) -> dict[str, Any]:
    """A place as the API spells it."""
    return {**dataclasses.asdict(place), "previous": place.previous}


def _known(store: Store, rating_id: str) -> Rating:
    found = store.ratings.get(rating_id)
    if found is None:
        raise HTTPException(404, f"There is no rating {rating_id}.")
    return found
