"""Editions that the news told of lately, each in a card: who leads, who moved most, who reports it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from model.claims import Fact
from model.ledger import Edition
from model.statements import Ranking
from storage.facts import FactQuery
from storage.folding import edition_before
from storage.store import Store
from web.catalogue import Words
from web.names import Names
from web.pages.cards import site_of
from web.pages.comparing import Line, highlights

FACTS_LOOKED_AT = 150
FACTS_AT_ONCE = 50
"""Mostly the newest so many lead to enough editions."""
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
    by_edition = _by_edition(store)
    ratings = store.ratings.get_many({rating_id for rating_id, _ in by_edition})
    shown = [one for one in by_edition if one[0] in ratings][:SHOWN]
    before = {
        (rating_id, period): (rating_id, earlier)
        for rating_id, period in shown
        if (earlier := edition_before(period, ratings[rating_id].periods)) is not None
    }
    asked = [*shown, *before.values()]
    editions = dict(zip(asked, store.ratings.edition_of_each(asked), strict=True))
    return tuple(
        _announcement(
            edition, editions[before[one]] if one in before else None, by_edition[one], names, words
        )
        for one in shown
        if (edition := editions[one]) is not None
    )


def _by_edition(store: Store) -> dict[tuple[str, str], list[Fact]]:
    """The newest facts by their editions, until those are enough."""
    found: dict[tuple[str, str], list[Fact]] = {}
    after: str | None = None
    for _ in range(FACTS_LOOKED_AT // FACTS_AT_ONCE):
        page = store.facts.find(FactQuery(kind="ranking", limit=FACTS_AT_ONCE, after=after))
        for fact in page.facts:
            if fact.period is not None and fact.status != "withdrawn" and _has_ledger(fact):
                found.setdefault((fact.key.rating, fact.period), []).append(fact)
        after = page.next
        if after is None or len(found) >= SHOWN:
            break
    return found


def _has_ledger(fact: Fact) -> bool:
    """Whether its rating has a name, and so editions."""
    return isinstance(fact.statement, Ranking) and fact.statement.rating_id is not None


def _announcement(
    edition: Edition, before: Edition | None, facts: list[Fact], names: Names, words: Words
) -> Announcement:
    leaders, moves = highlights(edition, before, names, words, leaders=LEADERS, moves=MOVES)
    told = next((name for name in (getattr(fact.statement, "rating", None) for fact in facts) if name), None)
    return Announcement(
        rating_id=edition.rating_id,
        name=names.rating(edition.rating_id, told, words.language) or words("rating_unnamed"),
        foreign=edition.rating_id not in names.ratings,
        period=edition.period,
        published_at=max(claim.published_at for fact in facts for claim in fact.claims),
        leaders=leaders,
        moves=moves,
        places=len(edition.places),
        sources=tuple(_sources(facts))[:SOURCES],
    )


def _sources(facts: Iterable[Fact]) -> Iterable[str]:
    claims = (claim for fact in facts for claim in fact.claims)
    return dict.fromkeys(site_of(claim.url) or claim.source for claim in claims)
