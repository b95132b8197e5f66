"""The first page: what changed, the newest announcements, the newest facts."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from storage.facts import FactQuery
from storage.store import Store
from web.catalogue import Words
from web.names import Names
from web.pages.announcements import announcements
from web.pages.cards import cards
from web.pages.changes import Tile, tiles
from web.pages.history import places_before
from web.pages.rating_lists import RatingLists
from web.pages.rendering import Pages, view_of
from web.pages.searching import by_day

FACTS_SHOWN = 20
RATINGS_BESIDE = 12
CHANGES_SHOWN = 4
EVENTS_LOOKED_AT = 30


def home_routes(store: Store, names: Names, ratings: RatingLists, pages: Pages) -> APIRouter:
    """The route over a store."""
    routes = APIRouter(include_in_schema=False)

    @routes.get("/")
    def home(request: Request) -> Response:
        view = view_of(request)
        words = view.words
        newest = store.facts.find(FactQuery(limit=FACTS_SHOWN)).facts
        return pages.page(
            "home.html",
            view,
            changes=_changes(store, names, words),
            announcements=announcements(store, names, words),
            days=by_day(cards(newest, names, words, places_before(store, newest)), words),
            side_ratings=ratings.of(view.language).newest[:RATINGS_BESIDE],
        )

    return routes


def _changes(store: Store, names: Names, words: Words) -> tuple[Tile, ...]:
    return tiles(store.events.newest(limit=EVENTS_LOOKED_AT), names, words)[:CHANGES_SHOWN]
