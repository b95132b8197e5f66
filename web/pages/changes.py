"""What changed lately: movements as tiles for the top of the first page."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from alerts.wording import capitalised, correction_words
from model.ledger import Event
from web.catalogue import Words
from web.names import Names
from web.pages.phrases import Move, moved


@dataclass(frozen=True, slots=True, kw_only=True)
class Tile:
    """One movement. `foreign` says that the rating's name is a text of the news, in Russian."""

    subject: str
    fact_id: str
    previous: int
    position: int
    move: Move
    rating_id: str
    rating: str
    foreign: bool
    period: str
    scope: str | None


def tiles(events: Iterable[Event], names: Names, words: Words) -> tuple[Tile, ...]:
    """The movements among events, in their order; of one fact only the first that comes."""
    by_fact: dict[str, Tile] = {}
    for event in events:
        if event.previous is not None and event.position is not None:
            by_fact.setdefault(event.fact_id, _tile(event, event.previous, event.position, names, words))
    return tuple(by_fact.values())


def _tile(event: Event, previous: int, position: int, names: Names, words: Words) -> Tile:
    return Tile(
        subject=capitalised(event.subject),
        fact_id=event.fact_id,
        previous=previous,
        position=position,
        move=_move(event, previous, position, words),
        rating_id=event.rating_id,
        rating=names.rating(event.rating_id, event.rating, words.language) or words("rating_unnamed"),
        foreign=event.rating_id not in names.ratings,
        period=words.period(event.period),
        scope=names.name(event.scope, words.language) if event.scope else None,
    )


def _move(event: Event, previous: int, position: int, words: Words) -> Move:
    if event.is_correction:
        told = correction_words(previous, position, words.language)
        return Move(direction="level", words=told, short=told)
    return moved(previous - position, previous, position, words)
