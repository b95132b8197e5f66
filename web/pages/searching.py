"""Facts by filters: cards, with counts of what else could be chosen, and the same for programs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from functools import lru_cache, partial
from itertools import groupby
from typing import get_args
from urllib.parse import urlencode

from fastapi import APIRouter, Request, Response
from pydantic import ValidationError

from alerts.wording import Language
from model.claims import FactKind, FactStatus
from model.errors import InvalidQuery
from storage.asking import NAMES, typed
from storage.facts import FactPage, FactQuery
from storage.questions import FACTS_A_PAGE
from storage.store import Store
from web.catalogue import LANGUAGES, Words, words
from web.filters import Filters
from web.names import Names
from web.pages.cards import Card, cards
from web.pages.facets import facets
from web.pages.history import places_before
from web.pages.options import Options
from web.pages.rating_lists import RatingList, RatingLists
from web.pages.ratings import RatingLine
from web.pages.rendering import Pages, view_of
from web.problems import Problem, of_parameters

FACTS_COUNTED = 100
"""Facts that the counts beside the list are of: all of them would take longer than a page may."""
NOTHING = FactPage(facts=(), next=None)
_SHOWN = (
    "q",
    "kind",
    "region",
    "country",
    "rating",
    "publisher",
    "period",
    "date_from",
    "date_to",
    "status",
    "as_of",
)
"""The filters that a page shows; the rest of its address is none of our business."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chip:
    """A filter at work, in words."""

    name: str
    words: str


def search_routes(store: Store, names: Names, ratings: RatingLists, pages: Pages) -> APIRouter:
    """The route over a store."""
    routes = APIRouter(include_in_schema=False)
    # They change when a rating is new, and are half of the page's work.
    choices = lru_cache(maxsize=2 * len(LANGUAGES))(partial(_choices, names))

    @routes.get("/facts")
    def facts(request: Request) -> Response:
        view = view_of(request)
        told = {name: view.params[name] for name in (*_SHOWN, "after") if name in view.params}
        listed = ratings.of(view.language)
        named = {"rating": listed.name(told["rating"])} if "rating" in told else {}
        query, problem = _query(told, view.words)
        found, counted = _found(store, query)
        shown = found.facts
        return pages.page(
            "facts.html",
            view,
            status=problem.status if problem else 200,
            filters=told,
            chips=_chips(told, names, named, view.words),
            days=by_day(cards(shown, names, view.words, places_before(store, shown)), view.words),
            next=found.next,
            counted=counted,
            facets=facets(counted.facts, _told_in(query), names, view.words),
            problem=problem,
            api_address=_address("/v1/facts", told),
            export_address=partial(_export_address, told),
            feed_address=partial(_feed_address, told, view.language),
            offered=choices(listed, view.language),
            named=named,
        )

    return routes


def _query(told: Mapping[str, str], words: Words) -> tuple[FactQuery | None, Problem | None]:
    """What is asked for, or what is wrong with it: the form stays, to mend it in."""
    try:
        return Filters.model_validate({**told, "limit": FACTS_A_PAGE}).query(), None
    except ValidationError as error:
        return None, of_parameters(error.errors())
    except InvalidQuery as error:
        wrong = {"parameter": error.part, "detail": _explained(error, words)}
        return None, Problem(status=422, detail=str(error), errors=(wrong,))


def _explained(error: InvalidQuery, words: Words) -> str:
    """What is wrong with a typed question, in the reader's language."""
    if not error.reason:
        return str(error)
    return words("question_at", why=words(f"question_{error.reason}", **error.values), **error.values)


def _found(store: Store, query: FactQuery | None) -> tuple[FactPage, FactPage]:
    """The page, and the facts that the counts are of: the first page is among those, and not read twice.

    Words and sources have no index: there the page itself must do.
    """
    if query is None:
        return NOTHING, NOTHING
    if query.text is not None or query.source is not None:
        page = store.facts.find(query)
        return page, page
    counted = store.facts.find(replace(query, limit=FACTS_COUNTED, after=None))
    return counted.head(query.limit) if query.after is None else store.facts.find(query), counted


def _told_in(query: FactQuery | None) -> frozenset[str]:
    """The names of the conditions that are told, in the form or in the question."""
    if query is None:
        return frozenset()
    return frozenset(field.name for field in fields(query) if getattr(query, field.name) is not None)


def by_day(shown: Iterable[Card], words: Words) -> list[tuple[str, list[Card]]]:
    """Cards under the days of their publication, newest first.

    Facts come by their first claim; a card is of the claim that is shown, which may be a later one.
    """
    newest_first = sorted(shown, key=lambda card: card.published_at, reverse=True)
    days = groupby(newest_first, key=lambda card: words.day(card.published_at))
    return [(day, list(group)) for day, group in days]


def _choices(names: Names, listed: RatingList, language: Language) -> Mapping[str, Options]:
    """What the selects of the form offer: values with their words."""
    told, ratings = words(language), listed.offered
    return {
        "kinds": Options.of((kind, told(f"kind_{kind}")) for kind in get_args(FactKind)),
        "statuses": Options.of((status, told(f"status_{status}")) for status in get_args(FactStatus)),
        "regions": Options.of(_sorted((code, names.name(code, language)) for code in names.regions)),
        "countries": Options.of(_sorted((code, names.name(code, language)) for code in names.countries)),
        "ratings": Options.of((rating.id, rating.name) for rating in ratings),
        "questions": Options.of(_questions(names, ratings, told)),
    }


def _questions(names: Names, ratings: tuple[RatingLine, ...], words: Words) -> list[tuple[str, str]]:
    """Conditions that a question can have, for the browser to complete, and what they are in words."""
    language = words.language
    return [
        *((f"{name}:", words.or_key(f"filter_{name}", name)) for name in NAMES),
        *((typed("kind", kind), words(f"kind_{kind}")) for kind in get_args(FactKind)),
        *((typed("status", status), words(f"status_{status}")) for status in get_args(FactStatus)),
        *((typed("region", code), names.name(code, language)) for code in names.regions),
        *((typed("rating", rating.id), rating.name) for rating in ratings),
        *((typed("country", code), names.name(code, language)) for code in names.countries),
    ]


def _sorted(options: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    return sorted(options, key=lambda option: option[1].casefold().replace("ё", "е"))


def _chips(told: Mapping[str, str], names: Names, named: Mapping[str, str], words: Words) -> tuple[Chip, ...]:
    values: dict[str, Callable[[str], str]] = {
        "region": lambda code: names.name(code, words.language),
        "country": lambda code: names.name(code, words.language),
        "rating": lambda identifier: named.get("rating", identifier),
        "period": words.period,
        "date_from": partial(_day, words=words),
        "date_to": partial(_day, words=words),
        "as_of": partial(_day, words=words),
        "kind": lambda kind: words.or_key(f"kind_{kind}", kind),
        "status": lambda status: words.or_key(f"status_{status}", status),
    }
    return tuple(
        Chip(name=name, words=f"{words(f'filter_{name}')}: {values.get(name, str)(told[name])}")
        for name in _SHOWN
        if name in told
    )


def _day(spelling: str, words: Words) -> str:
    try:
        return words.day(date.fromisoformat(spelling))
    except ValueError:
        return spelling


def _export_address(told: Mapping[str, str], style: str) -> str:
    return _address("/v1/facts", {**_lasting(told), "format": style})


def _feed_address(told: Mapping[str, str], language: Language, style: str) -> str:
    return _address(f"/feeds/facts.{style}", {**_lasting(told), "lang": language})


def _lasting(told: Mapping[str, str]) -> dict[str, str]:
    """The filters without the page that is being looked at."""
    return {name: value for name, value in told.items() if name != "after"}


def _address(path: str, told: Mapping[str, str]) -> str:
    return f"{path}?{urlencode(told)}" if told else path
