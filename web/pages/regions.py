"""The regions, and one region: its places in every rating over time, figures, partners, news."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from heapq import nlargest

from fastapi import APIRouter, HTTPException, Request, Response

from alerts.wording import INFERRED, capitalised
from model.claims import Fact, FactKind
from model.statements import Partnership, Percentage, Ranking
from storage.facts import FactQuery
from storage.folding import series_of, span_of
from storage.store import Store
from web.catalogue import Words
from web.charts.lines import LineChart, small_chart
from web.charts.tile_map import tile_map
from web.names import Names
from web.pages.cards import site_of
from web.pages.charting import period_lines, region_names
from web.pages.phrases import Badge, Move, figure_badge, figure_words, moved, place_badge
from web.pages.rendering import Pages, view_of

FACTS_LOOKED_AT: Mapping[FactKind, int] = {"ranking": 160, "percentage": 30, "partnership": 100}
"""Of each kind, the newest so many: what the page shows is made of, with ten editions of each rating."""
RATINGS_SHOWN = 16
FIGURES_SHOWN = 20
ARTICLES_SHOWN = 15


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A subject's place in one edition."""

    period: str
    figure: str
    fact_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """The places of one subject in one rating, oldest first; the newest is the badge.

    `subject` is empty where it is the region itself.
    `chart` is None where no exact place is told. `foreign` says that the rating's name is a text
    of the news.
    """

    rating_id: str | None
    rating: str
    foreign: bool
    scope: str
    subject_id: str
    subject: str
    badge: Badge
    move: Move | None
    period: str
    told: tuple[Told, ...]
    chart: LineChart | None
    axis: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Courses:
    """The first courses of a region, and how many more there are."""

    shown: tuple[Course, ...]
    more: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A figure of the region."""

    badge: Badge
    metric: str
    foreign: bool
    words: str
    period: str | None
    published_at: datetime
    status: str
    fact_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Partner:
    """A partner country, how often news told of it, and in what relations. `share` is of the first."""

    code: str
    name: str
    told: int
    share: float
    relations: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleLine:
    """An article in a list."""

    id: str
    title: str | None
    site: str
    published_at: datetime


def region_routes(store: Store, names: Names, pages: Pages) -> APIRouter:
    """The routes over a store."""
    routes = APIRouter(include_in_schema=False)

    @routes.get("/regions")
    def regions(request: Request) -> Response:
        view = view_of(request)
        blank = tile_map({}, region_names(names, view.words), view.language)
        return pages.page("regions.html", view, map=blank, districts=_by_district(names, view.words))

    @routes.get("/regions/{code}")
    def region(request: Request, code: str) -> Response:
        view = view_of(request)
        if code not in names.regions:
            raise HTTPException(404)
        facts = {kind: _facts(store, code, kind) for kind in FACTS_LOOKED_AT}
        every = [fact for told in facts.values() for fact in told]
        district = names.regions[code].district
        courses = courses_of(store, facts["ranking"], names, view.words)
        return pages.page(
            "region.html",
            view,
            code=code,
            name=names.name(code, view.language),
            district=names.name(district, view.language) if district else None,
            capital=names.regions[code].capital,
            courses=courses.shown,
            courses_more=courses.more,
            figures=_figures(facts["percentage"], view.words)[:FIGURES_SHOWN],
            partners=_partners(facts["partnership"], names, view.words),
            articles=_articles(every),
        )

    return routes


def _facts(store: Store, code: str, kind: FactKind) -> tuple[Fact, ...]:
    found = store.facts.find(FactQuery(kind=kind, region=code, limit=FACTS_LOOKED_AT[kind])).facts
    return tuple(fact for fact in found if fact.status != "withdrawn")


def _by_district(names: Names, words: Words) -> list[tuple[str, list[tuple[str, str]]]]:
    """Districts with their regions, each list by name; regions without a district come last."""
    districts: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for code, region in names.regions.items():
        districts[region.district or ""].append((code, names.name(code, words.language)))
    named = sorted(
        (
            names.name(identifier, words.language) if identifier else "",
            sorted(regions, key=lambda one: one[1]),
        )
        for identifier, regions in districts.items()
    )
    return [*(pair for pair in named if pair[0]), *(pair for pair in named if not pair[0])]


def courses_of(store: Store, facts: Iterable[Fact], names: Names, words: Words) -> Courses:
    """The courses of a region's subjects, those with the newest editions first.

    An edition of the rating in which nobody told the place is a gap.
    """
    grouped: dict[tuple[str, ...], dict[str, Fact]] = defaultdict(dict)
    for fact in facts:
        if fact.period is not None:
            key = fact.key
            grouped[key.rating, key.scope, key.subject, series_of(fact.period)][fact.period] = fact
    newest_first = sorted(
        grouped.items(), key=lambda one: (max(map(span_of, one[1])), len(one[1])), reverse=True
    )
    shown = newest_first[:RATINGS_SHOWN]
    ratings = store.ratings.get_many({rating for (rating, *_), _ in shown})
    return Courses(
        shown=tuple(
            _course(told, _columns(told, ratings[rating].periods if rating in ratings else ()), names, words)
            for (rating, *_), told in shown
        ),
        more=len(newest_first) - len(shown),
    )


def _columns(told: Mapping[str, Fact], periods: Iterable[str]) -> list[str]:
    """The editions from the first to the last that is told, the untold ones between them included."""
    first, last = min(map(span_of, told)), max(map(span_of, told))
    series = series_of(next(iter(told)))
    between = (one for one in periods if series_of(one) == series and first <= span_of(one) <= last)
    return sorted({*told, *between}, key=lambda period: (span_of(period), period))


def _course(told: Mapping[str, Fact], columns: Sequence[str], names: Names, words: Words) -> Course:
    period = columns[-1]
    newest = told[period].statement
    assert isinstance(newest, Ranking)  # noqa: S101 (asked for rankings)
    places = [_exact(told[column]) if column in told else None for column in columns]
    name = names.rating(newest.rating_id, newest.rating, words.language)
    return Course(
        rating_id=newest.rating_id,
        rating=name or words("rating_unnamed"),
        foreign=name is not None and newest.rating_id not in names.ratings,
        scope=names.name(newest.scope, words.language) if newest.scope else "",
        subject_id=told[period].key.subject,
        subject=""
        if newest.subject == names.name(newest.region or "", "ru")
        else capitalised(newest.subject),
        badge=place_badge(newest, words),
        move=None if period.startswith(INFERRED) else _move(places, words),
        period=period,
        told=tuple(_told(told[column], words) for column in columns if column in told),
        chart=small_chart(places) if any(place is not None for place in places) else None,
        axis=tuple(period_lines(column, words) for column in columns),
    )


def _exact(fact: Fact) -> int | None:
    statement = fact.statement
    if not isinstance(statement, Ranking) or statement.position_to is not None:
        return None
    return statement.position


def _move(places: Sequence[int | None], words: Words) -> Move | None:
    now, before = places[-1], places[-2] if len(places) > 1 else None
    return None if now is None or before is None else moved(before - now, before, now, words)


def _told(fact: Fact, words: Words) -> Told:
    statement = fact.statement
    figure = place_badge(statement, words).figure if isinstance(statement, Ranking) else ""
    return Told(period=fact.period or "", figure=figure, fact_id=fact.id)


def _figures(facts: Iterable[Fact], words: Words) -> list[Figure]:
    return [
        Figure(
            badge=figure_badge(fact.statement, words),
            metric=capitalised(fact.statement.metric or words("metric_untold")),
            foreign=fact.statement.metric is not None,
            words=figure_words(fact.statement, words),
            period=fact.period,
            published_at=fact.shown.published_at,
            status=fact.status,
            fact_id=fact.id,
        )
        for fact in facts
        if isinstance(fact.statement, Percentage)
    ]


def _partners(facts: Iterable[Fact], names: Names, words: Words) -> list[Partner]:
    told: Counter[str] = Counter()
    relations: dict[str, Counter[str]] = defaultdict(Counter)
    for fact in facts:
        if isinstance(fact.statement, Partnership):
            # How many claims there are is known without reading them: old partners have hundreds.
            told[fact.statement.country] += len(fact.claims)
            relations[fact.statement.country][fact.statement.relation] += 1
    most = max(told.values(), default=1)
    ordered = sorted(told, key=lambda code: (-told[code], names.name(code, words.language)))
    return [
        Partner(
            code=code,
            name=names.name(code, words.language),
            told=told[code],
            share=told[code] / most,
            relations=tuple(words(f"relation_{relation}") for relation, _ in relations[code].most_common()),
        )
        for code in ordered
    ]


def _articles(facts: Iterable[Fact]) -> list[ArticleLine]:
    """The newest articles that facts are shown from."""
    claims = {fact.shown.article_id: fact.shown for fact in facts}
    newest = nlargest(ARTICLES_SHOWN, claims.values(), key=lambda claim: (claim.published_at, claim.id))
    return [
        ArticleLine(
            id=claim.article_id,
            title=claim.title,
            site=site_of(claim.url) or claim.source,
            published_at=claim.published_at,
        )
        for claim in newest
    ]
