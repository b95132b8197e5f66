"""Finding the subscriptions that an event may concern without asking each of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from model.ledger import Event
from model.subscriptions import Subscription, event_terms


class Index:
    """Subscriptions by the narrowest thing that each of them names.

    An event looks up its own region, rating and kind: the cost is that of the subscriptions found
    there, however many there are elsewhere.
    """

    def __init__(self, subscriptions: Iterable[Subscription]) -> None:
        self._by_term: dict[str, list[Subscription]] = defaultdict(list)
        self._by_name: dict[str, Subscription] = {}
        for subscription in subscriptions:
            self._by_name[subscription.name] = subscription
            for term in subscription.terms:
                self._by_term[term].append(subscription)

    def candidates(self, event: Event) -> tuple[Subscription, ...]:
        """All that can match the event, and few that do not, each once."""
        found = {one.name: one for term in event_terms(event) for one in self._by_term.get(term, ())}
        return tuple(found.values())

    def get(self, name: str) -> Subscription | None:
        """The subscription of that name."""
        return self._by_name.get(name)
