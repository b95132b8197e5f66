"""What is worth an event in a rating's book that was folded. Pure.

Only the newest edition of a series makes events, and only what was known before it counts as the
place before: an older edition that arrives late looks like no movement. What was told and is taken
back is an event in any edition.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from model.articles import digest
from model.claims import Fact
from model.ledger import Event, Record
from model.statements import Ranking
from storage.folding import (
    INFERRED,
    Line,
    edition_before,
    exact_place,
    fact_id,
    newest_editions,
    series_of,
    told_place_before,
    when,
)
from storage.happenings import event_of, live, rating_name, reversals, still_said

LEAST_HISTORY = 2
"""Editions that a place is the best or the worst of, besides its own: of two it says nothing."""

MOST_PASSED = 10
"""Regions that an event names as overtaken; the nearest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Movements:
    """Events, and for facts (by id) the place that was told of them last."""

    events: tuple[Event, ...]
    announced: Mapping[str, int]


def movements(
    lines: Sequence[Line],
    *,
    concerned: Collection[str],
    periods: Collection[str],
    known: Iterable[str],
    announced: Mapping[str, int],
    now: datetime,
    former: Mapping[str, Fact] | None = None,
) -> Movements:
    """The events of a rating's book, but for whether a place is a record (`record_of`).

    `concerned` (ids) are the facts whose lines may be other than they were; `lines` have all facts of
    their editions, and of those before. `periods` are all editions that are said by now, `known` those
    that the book had before, `announced` the places told before, by fact id, `former` its facts as they
    were, by id. A place that was told and then corrected is told again.
    """
    before = former or {}
    present = [line for line in lines if line.fact.status != "withdrawn"]
    newest = newest_editions(periods)
    events = [_appeared(present, period, now) for period in sorted(newest - set(known)) if _is_told(period)]
    told = dict(announced)
    for line in lines:
        fact = line.fact
        if fact.id not in concerned:
            continue
        current = fact.period in newest
        events += reversals(fact, before.get(fact.id), told.get(fact.id), newest=current, now=now)
        event = _place_changed(line, told.get(fact.id), now) if current else None
        if event is not None:
            events.append(_in_company(event, line, present))
        if _is_announced(fact, event, told.get(fact.id)):
            told[fact.id] = exact_place(fact) or 0
    events += _new_leaders(present, newest, periods, before, now)
    return Movements(events=tuple(events), announced=told)


def others_of(fact: Fact, periods: Iterable[str]) -> tuple[str, ...]:
    """The ids that the same subject has in the other editions of the series, the newest first."""
    series = series_of(fact.period or "")
    like = [period for period in periods if period != fact.period and series_of(period) == series]
    return tuple([fact_id(fact.key, period) for period in sorted(like, key=when, reverse=True)])


def record_of(place: int, others: Collection[int]) -> Record | None:
    """Whether a place is better, or worse, than all others that we know of the same subject."""
    if len(others) < LEAST_HISTORY:
        return None
    if place < min(others):
        return "best"
    return "worst" if place > max(others) else None


def is_no_record(place: int, some: Collection[int]) -> bool:
    """Whether some of the others are enough to tell that a place is neither."""
    return bool(some) and min(some) <= place <= max(some)


def _is_announced(fact: Fact, event: Event | None, announced: int | None) -> bool:
    """Whether the place of a fact is what was told of it last, by this event or by a correction."""
    place = exact_place(fact)
    if place is None:
        return False
    return event is not None or (announced is not None and not still_said(fact, announced))


def _appeared(lines: Sequence[Line], period: str, now: datetime) -> Event:
    facts = [line.fact for line in lines if line.fact.period == period]
    first = min(
        (claim for fact in facts for claim in live(fact)), key=lambda claim: (claim.published_at, claim.id)
    )
    rating = facts[0].key.rating
    return Event(
        id=digest(f"edition_appeared\n{rating}\n{period}"),
        kind="edition_appeared",
        rating_id=rating,
        rating=rating_name(facts[0]),
        period=period,
        sentence=first.statement.evidence.sentence,
        url=first.url,
        title=first.title,
        published_at=first.published_at,
        happened_at=now,
    )


def _place_changed(line: Line, announced: int | None, now: datetime) -> Event | None:
    """The event of a fact of the newest edition, if it is one that was not told yet."""
    fact = line.fact
    place = exact_place(fact)
    if place is None or (announced is not None and still_said(fact, announced)):
        return None
    previous, compared_with = _previous(line)
    if previous is None or previous == place:
        return None
    key = fact.key
    about = (key.rating, fact.period, key.scope, key.subject, compared_with, previous, place, announced)
    event = event_of(fact, "place_changed", about, now)
    return replace(event, previous=previous, previous_period=compared_with)


def _previous(line: Line) -> tuple[int | None, str | None]:
    """The place before, and the edition that our record of it is of; None where the news tells it."""
    stored = line.previous_stored
    if line.before is not None and stored is not None and _seen_at(line.before) <= _seen_at(line.fact):
        return stored, line.before.period
    return told_place_before(line.fact), None


def _in_company(event: Event, line: Line, lines: Sequence[Line]) -> Event:
    """The event with what it means beside others: who was passed."""
    passed: dict[bool, list[tuple[int, str]]] = defaultdict(list)
    if event.previous_period is not None and event.previous is not None and event.position is not None:
        for other in lines:
            now, was = exact_place(other.fact), other.previous_stored
            if not _side_by_side(line, other) or now is None or was is None:
                continue
            if (was < event.previous) != (now < event.position) and was != event.previous:
                passed[was < event.previous].append((now, _region(other.fact)))
    return replace(event, overtook=_nearest(passed[True]), overtaken_by=_nearest(passed[False]))


def _side_by_side(one: Line, other: Line) -> bool:
    same = (one.fact.period, one.fact.key.scope) == (other.fact.period, other.fact.key.scope)
    return same and one.fact.key.subject != other.fact.key.subject


def _nearest(passed: list[tuple[int, str]]) -> tuple[str, ...]:
    return tuple([region for _, region in sorted(passed) if region][:MOST_PASSED])


def _new_leaders(
    lines: Sequence[Line],
    newest: Collection[str],
    periods: Collection[str],
    former: Mapping[str, Fact],
    now: datetime,
) -> list[Event]:
    """Who leads a newest edition and did not lead the one before, when that becomes known."""
    leaders = {
        (line.fact.period, line.fact.key.scope): line.fact
        for line in lines
        if exact_place(line.fact) == 1 and line.fact.status != "conflicting"
    }
    events = []
    for (period, scope), fact in leaders.items():
        known = former.get(fact.id)
        if period not in newest or period is None or (known is not None and exact_place(known) == 1):
            continue
        earlier = leaders.get((edition_before(period, periods), scope))
        if earlier is None or earlier.key.subject == fact.key.subject or _seen_at(earlier) > _seen_at(fact):
            continue
        event = event_of(fact, "new_leader", (fact.key.rating, period, scope, fact.key.subject), now)
        events.append(replace(event, former=_subject(earlier), previous_period=earlier.period))
    return events


def _seen_at(fact: Fact) -> datetime:
    return min(claim.seen_at for claim in live(fact))


def _region(fact: Fact) -> str:
    return fact.statement.region or ""


def _subject(fact: Fact) -> str:
    return fact.statement.subject if isinstance(fact.statement, Ranking) else fact.key.subject


def _is_told(period: str) -> bool:
    return not period.startswith(INFERRED)
