"""fold: an article's claims -> facts and the ledger of each rating, and events of what changed."""

from __future__ import annotations

from collections.abc import Sequence

from runtime.service import Service
from workers.outcomes import Outcome, each_item


def fold_claims(service: Service, items: Sequence[str]) -> None:
    """Bring the claims of articles into their books; books with events are due to be relayed."""
    books: dict[str, None] = {}
    each_item("fold", items, lambda item: _fold(service, item, books), service)
    service.hand_over("relay", tuple(books))


def _fold(service: Service, item: str, books: dict[str, None]) -> Outcome:
    folded = service.store.books.fold(item)
    books.update(dict.fromkeys(folded.books_with_events))
    return "events" if folded.books_with_events else "folded"
