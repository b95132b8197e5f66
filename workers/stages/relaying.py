"""relay: a book's events -> a decision for each subscription, and deliveries that are due."""

from __future__ import annotations

from collections.abc import Sequence

from model.subscriptions import Delivery
from runtime.service import Service
from workers.outcomes import Outcome, each_item


def relay_events(service: Service, books: Sequence[str]) -> None:
    """Decide on the waiting events of books; what is to be told at once is due to be delivered."""
    due: list[str] = []
    each_item("relay", books, lambda book: _relay(service, book, due), service)
    service.hand_over("deliver", due)


def _relay(service: Service, book: str, due: list[str]) -> Outcome:
    events = service.store.events.pending(book)
    silences = service.store.silences.active() if events else ()
    planned: list[Delivery] = []
    for event in events:
        deliveries = service.alerting.plan(event, silences=silences)
        # Each event before the next: a correction goes to those who were told by then.
        service.store.deliveries.plan(deliveries)
        planned += deliveries
    # Last: were we to die before, the events would be decided on again, to the same deliveries.
    service.store.events.relayed(book, events)
    now = service.clock()
    due += [delivery.id for delivery in planned if delivery.status == "due" and delivery.due_at <= now]
    return "planned" if planned else "nobody_asked"
