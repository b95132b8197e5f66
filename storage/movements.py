"""What is worth an event in a book that was folded. Pure.

Only the newest edition of a series makes events, and only what was known before it counts as the
place before: an older edition that arrives late looks like no movement.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from model.articles import digest
from model.claims import Claim, Fact
from model.ledger import Event
from model.statements import Ranking
from storage.agreement import value
from storage.folding import INFERRED, Line, exact_place, is_newest, told_place_before


@dataclass(frozen=True, slots=True, kw_only=True)
class Movements:
    """Events, and for facts (by id) the place that was told of them last."""

    events: tuple[Event, ...]
    announced: Mapping[str, int]


def movements(
    lines: Sequence[Line], *, known: Iterable[str], announced: Mapping[str, int], now: datetime
) -> Movements:
    """The events of a rating's book.

    `known` are the editions that it had before, `announced` the places told before, by fact id.
    A place that was told and then corrected is told again.
    """
    live = [line for line in lines if line.fact.status != "withdrawn"]
    periods = {line.fact.period for line in live if line.fact.period}
    newest = {period for period in periods if is_newest(period, periods)}
    events = [_appeared(live, period, now) for period in sorted(newest - set(known)) if _is_told(period)]
    told = dict(announced)
    for line in live:
        event = _place_changed(line, told.get(line.fact.id), now) if line.fact.period in newest else None
        if event is not None and event.position is not None:
            events.append(event)
            told[line.fact.id] = event.position
    return Movements(events=tuple(events), announced=told)


def _appeared(lines: Sequence[Line], period: str, now: datetime) -> Event:
    facts = [line.fact for line in lines if line.fact.period == period]
    first = min(
        (claim for fact in facts for claim in _live(fact)), key=lambda claim: (claim.published_at, claim.id)
    )
    rating = facts[0].key.rating
    return Event(
        id=digest(f"edition_appeared\n{rating}\n{period}"),
        kind="edition_appeared",
        rating_id=rating,
        rating=_rating_name(facts[0]),
        period=period,
        sentence=first.statement.evidence.sentence,
        url=first.url,
        title=first.title,
        published_at=first.published_at,
        happened_at=now,
    )


def _place_changed(line: Line, announced: int | None, now: datetime) -> Event | None:
    """The event of a fact of the newest edition, if it is one that was not told yet."""
    place = exact_place(line.fact)
    if place is None or _still_said(line.fact, announced):
        return None
    previous, compared_with = _previous(line)
    if previous is None or previous == place:
        if announced is None:
            return None
        # What was told was corrected, and there is no movement any more: that is told too.
        previous, compared_with = announced, line.fact.period
    return _event(line.fact, place, previous, compared_with, announced, now)


def _previous(line: Line) -> tuple[int | None, str | None]:
    """The place before, and the edition that our record of it is of; None where the news tells it."""
    stored = line.previous_stored
    if line.before is not None and stored is not None and _seen_at(line.before) <= _seen_at(line.fact):
        return stored, line.before.period
    return told_place_before(line.fact), None


def _event(
    fact: Fact, place: int, previous: int, compared_with: str | None, announced: int | None, now: datetime
) -> Event:
    shown = fact.shown
    statement = fact.statement
    key = fact.key
    content = (
        "place_changed",
        key.rating,
        fact.period,
        key.scope,
        key.subject,
        compared_with,
        previous,
        place,
        announced,
    )
    return Event(
        id=digest("\n".join(map(str, content))),
        kind="place_changed",
        rating_id=key.rating,
        rating=_rating_name(fact),
        period=fact.period or "",
        previous_period=compared_with,
        scope=key.scope,
        subject_id=key.subject,
        subject=statement.subject if isinstance(statement, Ranking) else "",
        region=statement.region if isinstance(statement, Ranking) else None,
        previous=previous,
        position=place,
        fact_id=fact.id,
        sentence=statement.evidence.sentence,
        url=shown.url,
        title=shown.title,
        published_at=shown.published_at,
        happened_at=now,
    )


def _still_said(fact: Fact, announced: int | None) -> bool:
    """Whether a live claim still tells the place that was announced: a conflict is no correction."""
    return announced is not None and any(value(claim.statement) == (announced, None) for claim in _live(fact))


def _live(fact: Fact) -> list[Claim]:
    return [claim for claim in fact.claims if claim.withdrawn_at is None]


def _seen_at(fact: Fact) -> datetime:
    return min(claim.seen_at for claim in _live(fact))


def _rating_name(fact: Fact) -> str:
    statement = fact.statement
    return (statement.rating if isinstance(statement, Ranking) else None) or fact.key.rating


def _is_told(period: str) -> bool:
    return not period.startswith(INFERRED)
