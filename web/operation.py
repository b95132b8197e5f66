"""/livez, /readyz and /metrics: for those who run the service. None of them fetches anything."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterable, Mapping

from fastapi import APIRouter, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import PlainTextResponse
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    REGISTRY,
    CollectorRegistry,
    Counter,
    Histogram,
    generate_latest,
)
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.registry import Collector
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from model.errors import StoreUnavailable, UnusableStore
from storage.keys import Stage
from storage.store import Store
from storage.work import StageCounts
from web.problems import STORE_AWAY, problem_response

READY_SECONDS = 2.0
"""How long the store may take to answer. A hung server must turn readiness red soon."""


class Requests:
    """Counts requests by route: the pattern, never the address, so that labels stay few."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self.total = Counter(
            "svodka_http_requests_total",
            "Requests, by route and status.",
            ["method", "route", "status"],
            registry=registry,
        )
        self.seconds = Histogram(
            "svodka_http_seconds", "Time to an answer, by route.", ["route"], registry=registry
        )


class CountRequests:
    """ASGI middleware that feeds `Requests`."""

    def __init__(self, app: ASGIApp, requests: Requests) -> None:
        self._app = app
        self._requests = requests

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on, and count what was answered."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began, method, status = time.perf_counter(), _method(scope), 500

        async def with_status(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, with_status)
        finally:
            route = _route(scope)
            self._requests.total.labels(method, route, status).inc()
            self._requests.seconds.labels(route).observe(time.perf_counter() - began)


class _StoreMetrics(Collector):
    """What waits in the store, asked when the metrics are; without the store only that it is away."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def describe(self) -> Iterable[GaugeMetricFamily]:
        """Nothing: else the registry would ask the store while the application is being made."""
        return ()

    def collect(self) -> Iterable[GaugeMetricFamily | CounterMetricFamily]:
        try:
            stages = self._store.work.counts()
        except (StoreUnavailable, UnusableStore):
            stages = None
        yield GaugeMetricFamily("svodka_store_up", "1 if the store answers.", value=float(stages is not None))
        yield _work_items(stages or {})
        yield _ended_items(self._store.counters.totals() if stages is not None else {})


def _work_items(stages: Mapping[Stage, StageCounts]) -> GaugeMetricFamily:
    items = GaugeMetricFamily(
        "svodka_work_items", "Items of work, by stage and state.", labels=["stage", "state"]
    )
    for stage, counts in stages.items():
        items.add_metric([stage, "due"], counts.due)
        items.add_metric([stage, "later"], counts.later)
        items.add_metric([stage, "quarantined"], counts.quarantined)
    return items


def _ended_items(totals: Mapping[tuple[str, str], int]) -> CounterMetricFamily:
    ended = CounterMetricFamily(
        "svodka_items", "Items of work that ended, by stage and outcome.", labels=["stage", "outcome"]
    )
    for (stage, outcome), total in totals.items():
        ended.add_metric([stage, outcome], total)
    return ended


def operation_routes(store: Store, requests: CollectorRegistry) -> APIRouter:
    """The routes over a store; `requests` is the registry of the request metrics."""
    routes = APIRouter(tags=["operation"], default_response_class=PlainTextResponse)
    stored = CollectorRegistry()
    stored.register(_StoreMetrics(store))

    @routes.get("/livez", summary="Whether the process lives")
    async def livez() -> str:
        """It does if it answers."""
        return "ok"

    @routes.get(
        "/readyz", summary="Whether the store answers", responses={503: {"description": "It does not"}}
    )
    async def readyz() -> Response:
        """Asks Redis, and waits two seconds for it at the most."""
        try:
            await asyncio.wait_for(run_in_threadpool(store.articles.months), READY_SECONDS)
        except (TimeoutError, StoreUnavailable, UnusableStore):
            return problem_response(STORE_AWAY)
        return PlainTextResponse("ok")

    @routes.get("/metrics", summary="Metrics for Prometheus")
    def metrics() -> Response:
        """Of this process, and what waits in the store."""
        content = b"".join(generate_latest(registry) for registry in (REGISTRY, requests, stored))
        return Response(content, media_type=CONTENT_TYPE_LATEST)

    return routes


def _method(scope: Scope) -> str:
    known = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
    return scope["method"] if scope["method"] in known else "other"


def _route(scope: Scope) -> str:
    if scope["path"].startswith("/static/"):
        return "/static"
    path: str = getattr(scope.get("route"), "path", "none")
    return path
