"""/v1/sources, /v1/fetches and /v1/stats: how the service itself is doing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Query

from model.sources import FetchRecord, Source, SourceDay
from model.wire import rfc3339
from storage.store import Store
from web.api.answers import JsonAnswer
from web.api.documents import FetchesDocument, SourcesDocument, StatsDocument
from web.health import SourceLine, source_lines

DAYS_SHOWN = 7


def service_routes(store: Store, sources: Sequence[Source], clock: Callable[[], datetime]) -> APIRouter:
    """The routes over a store; `sources` are the configured ones."""
    routes = APIRouter(prefix="/v1", tags=["service"])

    @routes.get("/sources", response_model=SourcesDocument, summary="Sources and their health")
    def every_source() -> JsonAnswer:
        """Every source that is configured or was ever looked at, those that need a look first."""
        now = clock()
        lines = source_lines(sources, store.sources.states(), now)
        days = (store.sources.days(line.name, now.date(), DAYS_SHOWN) for line in lines)
        told = [_source_wire(line, of_line) for line, of_line in zip(lines, days, strict=True)]
        return JsonAnswer({"sources": told})

    @routes.get("/fetches", response_model=FetchesDocument, summary="The log of fetches, newest first")
    def fetches(
        source: Annotated[str | None, Query(max_length=200, description="Only of this source.")] = None,
        outcome: Annotated[str | None, Query(max_length=40, description="Only with this outcome.")] = None,
        url: Annotated[str | None, Query(max_length=4_096, description="Only of this address.")] = None,
        limit: Annotated[int, Query(ge=1, le=500, description="So many at the most.")] = 50,
    ) -> JsonAnswer:
        """Looks at sources and pages: what came of each, and why nothing was taken."""
        found = store.fetches.list(limit=limit, source=source, outcome=outcome, url=url)
        return JsonAnswer({"fetches": [fetch_wire(record) for record in found]})

    @routes.get("/stats", response_model=StatsDocument, summary="What is stored and what waits")
    def stats() -> JsonAnswer:
        """Months that have data, ratings, and the work of every stage."""
        ratings = store.ratings.list()
        return JsonAnswer(
            {
                "months": list(store.articles.months()),
                "ratings": len(ratings),
                "provisional_ratings": sum(rating.provisional for rating in ratings),
                "stages": _stages(store),
            }
        )

    return routes


def _stages(store: Store) -> dict[str, dict[str, Any]]:
    totals = store.counters.totals()
    return {
        stage: {
            "due": counts.due,
            "later": counts.later,
            "quarantined": counts.quarantined,
            "oldest_due_at": _moment(counts.oldest_due_at),
            "ended": {outcome: total for (of, outcome), total in totals.items() if of == stage},
        }
        for stage, counts in store.work.counts().items()
    }


def _source_wire(line: SourceLine, days: Sequence[SourceDay]) -> dict[str, Any]:
    return {
        "name": line.name,
        "kind": line.kind,
        "url": line.url,
        "health": line.health,
        "items_found": line.state.items_found,
        "fetched_at": _moment(line.state.fetched_at),
        "succeeded_at": _moment(line.state.succeeded_at),
        "next_at": _moment(line.state.next_at),
        "new_at": _moment(line.state.new_at),
        "last_error": line.error,
        "error_weight": line.state.error_weight,
        "robots": line.state.robots,
        "days": [asdict(day) for day in days],
    }


def fetch_wire(record: FetchRecord) -> dict[str, Any]:
    """A look at a source or page, as programs are told of it."""
    return {**asdict(record), "at": rfc3339(record.at)}


def _moment(moment: datetime | None) -> str | None:
    return rfc3339(moment) if moment else None
