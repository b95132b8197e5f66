"""/livez, /readyz and /metrics: for those who run the service. None of them fetches anything."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterable

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
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from model.errors import StoreUnavailable, UnusableStore
from storage.store import Store
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
        began, status = time.perf_counter(), 500

        async def with_status(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, with_status)
        finally:
            route = getattr(scope.get("route"), "path", "none")
            self._requests.total.labels(_method(scope), route, status).inc()
            self._requests.seconds.labels(route).observe(time.perf_counter() - began)


class _DueWork(Collector):
    """What waits, asked from the store when the metrics are."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def collect(self) -> Iterable[GaugeMetricFamily]:
        items = GaugeMetricFamily(
            "svodka_work_items", "Items of work, by stage and state.", labels=["stage", "state"]
        )
        for stage, counts in self._store.work.counts().items():
            for state in ("due", "later", "quarantine"):
                items.add_metric([stage, state], getattr(counts, state))
        yield items


def operation_routes(store: Store, requests: CollectorRegistry) -> APIRouter:
    """The routes over a store; `requests` is the registry of the request metrics."""
    routes = APIRouter(tags=["operation"], default_response_class=PlainTextResponse)
    due = CollectorRegistry()
    due.register(_DueWork(store))

    @routes.get("/livez", summary="Whether the process lives")
    async def livez() -> str:
        """It does if it answers."""
        return "ok"

    @routes.get("/readyz", summary="Whether the store answers")
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
        content = b"".join(generate_latest(registry) for registry in (REGISTRY, requests, due))
        return Response(content, media_type=CONTENT_TYPE_LATEST)

    return routes


def _method(scope: Scope) -> str:
    known = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
    return scope["method"] if scope["method"] in known else "other"
