"""/v1/sources and /v1/stats: how the service itself is doing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from fastapi import APIRouter

from model.sources import Source
from model.wire import rfc3339
from storage.store import Store
from web.api.answers import JsonAnswer
from web.api.documents import SourcesDocument, StatsDocument
from web.health import SourceLine, source_lines


def service_routes(store: Store, sources: Sequence[Source], clock: Callable[[], datetime]) -> APIRouter:
    """The routes over a store; `sources` are the configured ones."""
    routes = APIRouter(prefix="/v1", tags=["service"])

    @routes.get("/sources", response_model=SourcesDocument, summary="Sources and their health")
    def every_source() -> JsonAnswer:
        """Every source that is configured or was ever looked at, those that need a look first."""
        lines = source_lines(sources, store.sources.states(), clock())
        return JsonAnswer({"sources": [_source_wire(line) for line in lines]})

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


def _source_wire(line: SourceLine) -> dict[str, Any]:
    return {
        "name": line.name,
        "kind": line.kind,
        "url": line.url,
        "health": line.health,
        "items_found": line.state.items_found,
        "fetched_at": _moment(line.state.fetched_at),
        "succeeded_at": _moment(line.state.succeeded_at),
        "next_at": _moment(line.state.next_at),
        "last_error": line.error,
    }


def _moment(moment: datetime | None) -> str | None:
    return rfc3339(moment) if moment else None
