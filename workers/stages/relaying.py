"""relay: a book's events -> a decision for each subscription, and deliveries that are due."""

from __future__ import annotations

from collections.abc import Sequence

from alerts.planning import plan
from model.subscriptions import Delivery
from runtime.service import Service
from workers.outcomes import Outcome, each_item


def relay_events(service: Service, books: Sequence[str]) -> None:
    """Decide on the waiting events of books; what is to be told is due to be delivered."""
    due: list[str] = []
    each_item("relay", books, lambda book: _relay(service, book, due), service)
    service.hand_over("deliver", due)


def _relay(service: Service, book: str, due: list[str]) -> Outcome:
    events = service.store.events.pending(book)
    planned: list[Delivery] = []
    for event in events:
        planned += plan(
            event,
            service.configuration.subscriptions,
            newest_period=service.store.ratings.newest_period(event.rating_id, like=event.period),
            now=service.clock(),
        )
    service.store.deliveries.plan(planned)
    # Last: were we to die before, the events would be decided on again, to the same deliveries.
    service.store.events.relayed(book, events)
    due += [delivery.id for delivery in planned if delivery.status == "due"]
    return "planned" if planned else "nobody_asked"
