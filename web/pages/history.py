"""What the ledger adds to the facts of a page."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from model.claims import Fact
from storage.store import Store


def places_before(store: Store, facts: Iterable[Fact]) -> dict[str, int]:
    """The ledger's place before of each fact that has one."""
    asked: dict[tuple[str, str], set[str]] = defaultdict(set)
    for fact in facts:
        if fact.kind == "ranking" and fact.period:
            asked[fact.key.rating, fact.period].add(fact.key.subject)
    places = store.ratings.places(asked)
    return {place.fact_id: place.previous for place in places if place.previous is not None}
