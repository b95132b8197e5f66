"""The list of ratings, and a rating's last two editions side by side."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from urllib.parse import quote

from fastapi import APIRouter, HTTPException, Request, Response

from alerts.wording import INFERRED
from model.ledger import Edition, Rating
from model.periods import is_period, parse_period
from storage.folding import edition_before
from storage.store import Store
from web.catalogue import Words
from web.names import Names
from web.pages.charting import comparable_editions, edition_map, places_over_time, scope_of
from web.pages.comparing import comparison
from web.pages.findings import findings
from web.pages.overtaking import overtakings
from web.pages.rendering import Pages, View, view_of


@dataclass(frozen=True, slots=True, kw_only=True)
class RatingLine:
    """A rating in a list. `foreign` says that the name is a text of the news, in Russian."""

    id: str
    name: str
    foreign: bool
    publisher: str | None
    provisional: bool
    editions: int
    newest: str | None


def rating_routes(store: Store, names: Names, pages: Pages) -> APIRouter:
    """The routes over a store."""
    routes = APIRouter(include_in_schema=False)

    @routes.get("/ratings")
    def ratings(request: Request) -> Response:
        view = view_of(request)
        return pages.page("ratings.html", view, ratings=rating_lines(store.ratings.list(), names, view.words))

    @routes.get("/ratings/{rating_id}")
    def rating(request: Request, rating_id: str) -> Response:
        view = view_of(request)
        found = store.ratings.get(rating_id)
        if found is None:
            raise HTTPException(404)
        editions = store.ratings.editions(rating_id)
        if not editions:
            return pages.page("rating.html", view, rating=_line(found, names, view.words), comparison=None)
        shown = _Shown.of(editions, view)
        return pages.page(
            "rating.html",
            view,
            rating=_line(found, names, view.words),
            periods=[edition.period for edition in reversed(editions)],
            scope=names.name(shown.scope, view.language) if shown.scope else None,
            comparison=comparison(shown.edition, shown.before, names, view.words),
            over_time=places_over_time(shown.series, shown.scope, view.show, names, view.words),
            map=edition_map(shown.edition, shown.scope, names, view.words),
            overtakings=overtakings(shown.edition, shown.before, shown.scope, view.show, names, view.words),
            findings=findings(shown.series, shown.edition, shown.scope),
            api_address=f"/v1/ratings/{quote(rating_id, safe='')}",
        )

    return routes


def rating_lines(ratings: tuple[Rating, ...], names: Names, words: Words) -> tuple[RatingLine, ...]:
    """Ratings by name."""
    lines = (_line(rating, names, words) for rating in ratings)
    return tuple(sorted(lines, key=lambda line: (line.name.casefold(), line.id)))


def newest_first(lines: Iterable[RatingLine]) -> tuple[RatingLine, ...]:
    """Those with the newest editions first; an order of names among equals is kept."""
    return tuple(sorted(lines, key=_last_day, reverse=True))


def _last_day(line: RatingLine) -> date:
    spelling = (line.newest or "").removeprefix(INFERRED)
    return parse_period(spelling).last_on if is_period(spelling) else date.min


def _line(rating: Rating, names: Names, words: Words) -> RatingLine:
    name = names.rating(rating.id, rating.name, words.language) or words("rating_unnamed")
    return RatingLine(
        id=rating.id,
        name=name,
        foreign=rating.id not in names.ratings,
        publisher=rating.publisher,
        provisional=rating.provisional,
        editions=len(rating.periods),
        newest=rating.periods[-1] if rating.periods else None,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Shown:
    """The edition asked for, else the newest; the one before it; its series up to it."""

    edition: Edition
    before: Edition | None
    series: tuple[Edition, ...]
    scope: str

    @classmethod
    def of(cls, editions: tuple[Edition, ...], view: View) -> _Shown:
        asked = view.params.get("period")
        number = next((at for at, one in enumerate(editions) if one.period == asked), len(editions) - 1)
        edition = editions[number]
        series = comparable_editions(editions[: number + 1], edition)
        before = edition_before(edition.period, (one.period for one in editions))
        return cls(
            edition=edition,
            before=next((one for one in series if one.period == before), None),
            series=series,
            scope=scope_of(series, view.params.get("scope")),
        )
