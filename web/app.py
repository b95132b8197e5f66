"""The web application: the API under /v1 and the pages, over one store."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.staticfiles import StaticFiles
from prometheus_client import CollectorRegistry
from redis import Redis
from starlette.middleware.gzip import GZipMiddleware

from extractors.registries.entries import Registries
from extractors.registries.loading import shipped_registries
from runtime.alerting import Alerting
from runtime.configuration import Configuration
from runtime.names import name_of
from runtime.watches import Watches
from storage.store import Store
from web.access import REQUESTS_PER_MINUTE, Access, Guard, Sessions
from web.api.articles import article_routes
from web.api.deliveries import delivery_routes
from web.api.documents import ProblemDocument
from web.api.events import event_routes
from web.api.facts import fact_routes
from web.api.queries import query_routes
from web.api.ratings import rating_routes
from web.api.registries import registry_routes
from web.api.service import service_routes
from web.api.silences import silence_routes
from web.api.submitting import submission_routes
from web.api.subscriptions import subscription_routes
from web.feeds import feed_routes
from web.headers import SAFETY, Conditional, SafetyHeaders
from web.kept import KeptPages
from web.names import Names, names_of
from web.operation import CountRequests, Requests, operation_routes
from web.pages.articles import article_routes as article_page_routes
from web.pages.dossiers import dossier_routes
from web.pages.facts import fact_routes as fact_page_routes
from web.pages.forms import Forms
from web.pages.home import home_routes
from web.pages.login import login_routes
from web.pages.queues import queue_routes
from web.pages.rating_lists import RatingLists
from web.pages.ratings import rating_routes as rating_page_routes
from web.pages.regions import region_routes
from web.pages.rendering import MANUAL, STATIC, Pages, view_of
from web.pages.reviewing import review_routes
from web.pages.searching import search_routes
from web.pages.service import service_routes as service_page_routes
from web.pages.silences import silence_routes as silence_page_routes
from web.pages.telling import telling_routes
from web.pages.watches import watch_routes as watch_page_routes
from web.problems import MEDIA_TYPE, Problem, handle_problems, problem_response
from web.push import push_routes
from web.turns import Turns

_PROGRAM_PATHS = ("/push/", "/v1/", "/feeds/", "/livez/", "/readyz/", "/metrics/")
_PROBLEMS: dict[int | str, dict[str, Any]] = {
    status: {
        "description": description,
        "content": {MEDIA_TYPE: {"schema": ProblemDocument.model_json_schema()}},
    }
    for status, description in (
        (401, "A key is needed, or the one given is not known"),
        (403, "The key's role is not enough"),
        (404, "Not found"),
        (422, "A parameter cannot be read"),
        (429, "Too many requests of one caller"),
        (503, "The store does not answer"),
    )
}
_GZIP_FROM_BYTES = 1_000
_GZIP_LEVEL = 1
"""A page of facts takes level 1 0.4 ms and level 9 2.6 ms, for an answer that is a quarter smaller."""
NOTHING_CONFIGURED = Configuration()


def create_app(
    store: Store,
    *,
    registries: Registries | None = None,
    configuration: Configuration = NOTHING_CONFIGURED,
    clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    access: Access = "open",
    queue_redis: Redis | None = None,
    requests_per_minute: int = REQUESTS_PER_MINUTE,
    pages_kept_seconds: float = 0,
) -> FastAPI:
    """The application. `registries` are the shipped ones unless others are given.

    `configuration` names sources, channels and subscriptions; `clock` tells which source was not read for
    too long.
    `access` says for what a key is needed. `queue_redis` is the Redis of the work queues, where they are to
    be shown. A page of news is rendered anew after `pages_kept_seconds`, or when something happened.
    """
    # The pages that FastAPI brings for the documentation load scripts from another host.
    app = FastAPI(
        title="svodka",
        version="1",
        openapi_url="/v1/openapi.json",
        docs_url=None,
        redoc_url=None,
        generate_unique_id_function=lambda route: route.name,
    )
    metrics = CollectorRegistry()
    sessions = Sessions(store.api_keys, clock)
    names = names_of(registries or shipped_registries())
    parts = _Parts(
        store,
        names,
        configuration,
        clock,
        Forms(sessions, access),
        RatingLists(store, names, seconds=pages_kept_seconds),
        with_queue=queue_redis is not None,
    )
    pages = Pages()
    answer = _answer_of(pages)
    _add_routes(app, parts, pages, metrics)
    if queue_redis is not None:
        app.include_router(queue_routes(queue_redis, pages))
    _add_files(app)
    handle_problems(app, answer=answer)
    # The one added last is the outermost.
    app.add_middleware(Turns)
    app.add_middleware(KeptPages, state=store.events.last_position, seconds=pages_kept_seconds)
    app.add_middleware(Conditional)
    app.add_middleware(GZipMiddleware, minimum_size=_GZIP_FROM_BYTES, compresslevel=_GZIP_LEVEL)
    app.add_middleware(
        Guard,
        access=access,
        sessions=sessions,
        answer=answer,
        requests_per_minute=requests_per_minute,
    )
    app.add_middleware(SafetyHeaders)
    app.add_middleware(CountRequests, requests=Requests(metrics))
    return app


class _Files(StaticFiles):
    """Files of ours. Pages name them with a digest of their content, so they may be kept."""

    def file_response(self, *arguments: Any, **options: Any) -> Response:
        response = super().file_response(*arguments, **options)
        response.headers["cache-control"] = "public, max-age=86400"
        return response


@dataclass(frozen=True, slots=True)
class _Parts:
    store: Store
    names: Names
    configuration: Configuration
    clock: Callable[[], datetime]
    forms: Forms
    ratings: RatingLists
    with_queue: bool

    @property
    def alerting(self) -> Alerting:
        """Subscriptions, decisions and deliveries."""
        return Alerting(store=self.store, configuration=self.configuration, clock=self.clock, name_of=name_of)


def _add_routes(app: FastAPI, parts: _Parts, pages: Pages, metrics: CollectorRegistry) -> None:
    store, names, clock, alerting = parts.store, parts.names, parts.clock, parts.alerting
    watches = Watches(alerting=alerting, codes=lambda: {*names.regions, *names.countries})
    for routes in (
        fact_routes(store),
        rating_routes(store),
        registry_routes(names),
        article_routes(store),
        submission_routes(store, clock),
        event_routes(store),
        subscription_routes(watches),
        silence_routes(store.silences, clock),
        delivery_routes(alerting),
        query_routes(store.saved_queries, clock),
        service_routes(store, parts.configuration.sources, clock),
        feed_routes(store, names),
    ):
        app.include_router(routes, responses=_PROBLEMS)
    app.include_router(operation_routes(store, metrics))
    app.include_router(push_routes(store, parts.configuration.sources, clock))
    for listing_routes in (home_routes, search_routes):
        app.include_router(listing_routes(store, names, parts.ratings, pages))
    for page_routes in (
        fact_page_routes,
        rating_page_routes,
        region_routes,
        article_page_routes,
    ):
        app.include_router(page_routes(store, names, pages))
    app.include_router(login_routes(parts.forms.sessions, pages))
    app.include_router(telling_routes(alerting, pages))
    for form_routes in (watch_page_routes, silence_page_routes):
        app.include_router(form_routes(watches, parts.forms, names, pages))
    app.include_router(review_routes(store, parts.forms, names, pages))
    app.include_router(dossier_routes(store, names, clock))
    app.include_router(
        service_page_routes(store, parts.configuration.sources, pages, clock, with_queue=parts.with_queue)
    )


def _add_files(app: FastAPI) -> None:
    app.mount("/static", _Files(directory=STATIC), name="static")
    if MANUAL.is_dir():
        app.mount("/manual", _Files(directory=MANUAL, html=True), name="manual")


def _answer_of(pages: Pages) -> Callable[[Request, Problem], Response]:
    """What a problem is answered with: a page for people, a problem document for programs."""

    def answer(request: Request, problem: Problem) -> Response:
        if not _is_page(request):
            return problem_response(problem)
        headers = {**SAFETY, **problem.headers}
        return pages.page(
            "problem.html", view_of(request), status=problem.status, headers=headers, problem=problem
        )

    return answer


def _is_page(request: Request) -> bool:
    return not f"{request.url.path}/".startswith(_PROGRAM_PATHS)
