"""What the ledger adds to the facts of a page."""

from __future__ import annotations

from collections.abc import Iterable

from model.claims import Fact
from storage.store import Store


def places_before(store: Store, facts: Iterable[Fact]) -> dict[str, int]:
    """The ledger's place before of each fact that has one."""
    editions = {
        (fact.key.rating, fact.period) for fact in facts if fact.key.kind == "ranking" and fact.period
    }
    found = (store.ratings.edition(rating, period) for rating, period in editions if period)
    places = (place for edition in found if edition for place in edition.places)
    return {place.fact_id: place.previous for place in places if place.previous is not None}
