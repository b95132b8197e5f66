"""fold: an article's claims -> facts and the ledger of each rating, and events of what changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from runtime.service import Service
from workers.outcomes import Outcome, each_item


def fold_claims(service: Service, items: Sequence[str]) -> None:
    """Bring the claims of articles into their books; books with events are due to be relayed.

    All at once: articles of one edition come together, and its book is read and written once.
    """
    books: dict[str, None] = {}

    def fold(some: Sequence[str]) -> Mapping[str, Outcome]:
        folded = service.store.books.fold_many(some)
        books.update(dict.fromkeys(folded.books_with_events))
        return {
            item: "events" if item.partition("@")[0] in folded.articles_with_events else "folded"
            for item in some
        }

    each_item("fold", items, lambda item: fold([item])[item], service, together=fold)
    service.hand_over("relay", tuple(books))
