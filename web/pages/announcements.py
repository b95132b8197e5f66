"""Editions that the news told of lately, each in a card: who leads, who moved most, who reports it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from model.claims import Fact
from model.ledger import Edition
from storage.facts import FactQuery
from storage.folding import edition_before
from storage.store import Store
from web.catalogue import Words
from web.names import Names
from web.pages.cards import site_of
from web.pages.comparing import Line, comparison

FACTS_LOOKED_AT = 150
SHOWN = 6
LEADERS = 3
MOVES = 2
SOURCES = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Announcement:
    """An edition in the news. `foreign` says that the name is a text of the news, in Russian."""

    rating_id: str
    name: str
    foreign: bool
    period: str
    published_at: datetime
    leaders: tuple[Line, ...]
    moves: tuple[Line, ...]
    places: int
    sources: tuple[str, ...]


def announcements(store: Store, names: Names, words: Words) -> tuple[Announcement, ...]:
    """The editions behind the newest facts, the one told of last first."""
    newest = store.facts.find(FactQuery(kind="ranking", limit=FACTS_LOOKED_AT)).facts
    by_edition: dict[tuple[str, str], list[Fact]] = {}
    for fact in newest:
        if fact.period is not None and fact.status != "withdrawn":
            by_edition.setdefault((fact.key.rating, fact.period), []).append(fact)
    cards: list[Announcement] = []
    for (rating_id, period), facts in by_edition.items():
        edition = store.ratings.edition(rating_id, period)
        if edition is not None and store.ratings.get(rating_id) is not None:
            cards.append(_announcement(edition, _before(store, edition), facts, names, words))
        if len(cards) == SHOWN:
            break
    return tuple(cards)


def _before(store: Store, edition: Edition) -> Edition | None:
    rating = store.ratings.get(edition.rating_id)
    before = edition_before(edition.period, rating.periods) if rating is not None else None
    return store.ratings.edition(edition.rating_id, before) if before is not None else None


def _announcement(
    edition: Edition, before: Edition | None, facts: list[Fact], names: Names, words: Words
) -> Announcement:
    compared = comparison(edition, before, names, words)
    told = next((name for name in (getattr(fact.statement, "rating", None) for fact in facts) if name), None)
    lines = compared.tables[0][1] if compared.tables else ()
    return Announcement(
        rating_id=edition.rating_id,
        name=names.rating(edition.rating_id, told, words.language) or words("rating_unnamed"),
        foreign=edition.rating_id not in names.ratings,
        period=edition.period,
        published_at=max(claim.published_at for fact in facts for claim in fact.claims),
        leaders=tuple(line for line in lines if line.badge and line.badge.figure != "—")[:LEADERS],
        moves=(*compared.risen[:MOVES], *compared.fallen[:MOVES]),
        places=len(edition.places),
        sources=tuple(_sources(facts))[:SOURCES],
    )


def _sources(facts: Iterable[Fact]) -> Iterable[str]:
    claims = (claim for fact in facts for claim in fact.claims)
    return dict.fromkeys(site_of(claim.url) or claim.source for claim in claims)
