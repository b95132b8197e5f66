"""Looking for what did not come: overdue editions and silent sources become events."""

from __future__ import annotations

from collections import defaultdict

from alerts.expectations import missing_edition, silent_source
from model.articles import digest
from model.ledger import Edition, Event, Rating
from runtime.service import Service
from storage.folding import series_of

LOOK_SECONDS = 3_600
"""Nothing of this kind is urgent, and every look reads all ratings."""


def watch_if_due(service: Service) -> int:
    """Look once an hour, over all schedulers; how many events that made."""
    return watch(service) if service.store.schedule.is_time("watching", LOOK_SECONDS) else 0


def watch(service: Service) -> int:
    """Put an event into the outbox for everything that is missing, each once; how many were new."""
    now = service.clock()
    raised = 0
    for rating in service.store.ratings.list():
        if not rating.provisional:
            raised += _raise(service, rating.id, _missing(service, rating))
    for source in service.configuration.sources:
        event = silent_source(source, service.store.sources.state(source.name), now)
        raised += _raise(service, f"source:{source.name}", [event] if event is not None else [])
    return raised


def _missing(service: Service, rating: Rating) -> list[Event]:
    by_series: dict[str, list[Edition]] = defaultdict(list)
    for edition in service.store.ratings.editions(rating.id):
        by_series[series_of(edition.period)].append(edition)
    now = service.clock()
    found = (missing_edition(rating.name, editions, now) for editions in by_series.values())
    return [event for event in found if event is not None]


def _raise(service: Service, book: str, events: list[Event]) -> int:
    return service.store.events.raise_in(digest(book), events) if events else 0
