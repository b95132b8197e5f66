"""What is worth an event in a single fact: it came, its sources differ, it is taken back. Pure.

A fact is compared with the same fact as the book had it before this folding (`former`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from model.articles import digest
from model.claims import Claim, Fact
from model.ledger import Event, EventKind, Witness
from model.statements import Partnership, Percentage, Ranking, Statement
from storage.agreement import value
from storage.folding import Line, exact_place
from storage.moments import to_ms
from storage.neighbours import figure_before, is_known_partner, is_outdated

MOST_WITNESSES = 5
"""Other articles that an event names: enough to judge by, and still a message."""


def happenings(lines: Iterable[Line], *, former: Mapping[str, Fact], now: datetime) -> tuple[Event, ...]:
    """The events of a book without history: figures that are told, partners that appear.

    Only figures that tell whose they are, of what and for when can be compared; others are no event.
    """
    events: list[Event | None] = []
    given = tuple(lines)
    for line in given:
        fact, before = line.fact, former.get(line.fact.id)
        events += [_withdrawn(fact, before, now), _disagreement(fact, before, now)]
        if isinstance(fact.statement, Percentage):
            events.append(_figure(fact, before, given, now))
        elif isinstance(fact.statement, Partnership):
            events.append(_partner(fact, former.values(), now))
    return tuple(event for event in events if event is not None)


def reversals(
    fact: Fact, before: Fact | None, announced: int | None, *, newest: bool, now: datetime
) -> list[Event]:
    """What a place that was known before has come to: corrected, withdrawn, in dispute.

    `announced` is the place that was told of it, where one was. Only in a newest edition is a
    dispute of interest.
    """
    events = [_withdrawn(fact, before, now), _correction(fact, before, announced, now)]
    if newest:
        events.append(_disagreement(fact, before, now))
    return [event for event in events if event is not None]


def event_of(fact: Fact, kind: EventKind, content: Iterable[object], now: datetime) -> Event:
    """An event about a fact, with its proof. `content` makes its id: the same content, the same event."""
    statement = fact.statement
    ranking = statement if isinstance(statement, Ranking) else None
    figure = statement if isinstance(statement, Percentage) else None
    shown = fact.shown
    return Event(
        id=digest("\n".join(map(str, (kind, *content)))),
        kind=kind,
        rating_id=fact.key.rating if ranking is not None else "",
        rating=rating_name(fact),
        period=fact.period or "",
        scope=fact.key.scope if ranking is not None else "",
        subject_id=fact.key.subject,
        subject=ranking.subject if ranking is not None else "",
        region=statement.region,
        position=exact_place(fact),
        fact_id=fact.id,
        sentence=statement.evidence.sentence,
        url=shown.url,
        title=shown.title,
        published_at=shown.published_at,
        happened_at=now,
        country=statement.country if isinstance(statement, Partnership) else "",
        value=figure.value if figure is not None else None,
        unit=figure.unit if figure is not None else "",
        direction=figure.direction if figure is not None else "",
        witnesses=_witnesses(fact),
    )


def rating_name(fact: Fact) -> str:
    """The rating's name as told, a figure's metric; else what the fact is filed under."""
    statement = fact.statement
    if isinstance(statement, Ranking):
        return statement.rating or fact.key.rating
    return (statement.metric or "") if isinstance(statement, Percentage) else ""


def live(fact: Fact) -> list[Claim]:
    """The claims that are still said."""
    return [claim for claim in fact.claims if claim.withdrawn_at is None]


def still_said(fact: Fact, place: int) -> bool:
    """Whether a live claim still tells that place: a conflict is no correction."""
    return any(value(claim.statement) == (place, None) for claim in live(fact))


def _correction(fact: Fact, before: Fact | None, announced: int | None, now: datetime) -> Event | None:
    place = exact_place(fact)
    told = announced if announced is not None else exact_place(before) if before is not None else None
    if place is None or told is None or place == told or still_said(fact, told):
        return None
    event = event_of(fact, "fact_corrected", (fact.id, told, place, _last_withdrawal(fact)), now)
    return replace(event, previous=told, previous_period=fact.period)


def _withdrawn(fact: Fact, before: Fact | None, now: datetime) -> Event | None:
    if before is None or before.status == "withdrawn" or fact.status != "withdrawn":
        return None
    event = event_of(fact, "fact_withdrawn", (fact.id, _last_withdrawal(fact)), now)
    return replace(event, previous=exact_place(before))


def _disagreement(fact: Fact, before: Fact | None, now: datetime) -> Event | None:
    if fact.status != "conflicting" or (before is not None and before.status == "conflicting"):
        return None
    told = sorted({_told(claim) for claim in live(fact)})
    return event_of(fact, "sources_disagree", (fact.id, *told), now)


def _figure(fact: Fact, before: Fact | None, lines: Sequence[Line], now: datetime) -> Event | None:
    """A figure that is told for the first time, or anew: then the one before is taken back.

    It is told beside the same figure for the period before; one of an old period is history, not news.
    """
    figure = fact.statement
    if not isinstance(figure, Percentage) or fact.status == "withdrawn":
        return None
    if not (figure.region and figure.metric and figure.period):
        return None
    if before is None or before.status == "withdrawn":
        if is_outdated(fact, lines):
            return None
        event = event_of(fact, "figure_told", (fact.id, figure.value), now)
        return _beside_the_period_before(event, fact, lines)
    told = before.statement
    if any(value(claim.statement) == value(told) for claim in live(fact)):
        return None
    event = event_of(fact, "fact_corrected", (fact.id, *value(told), _last_withdrawal(fact)), now)
    return _with_value_before(event, told, event.previous_period)


def _beside_the_period_before(event: Event, fact: Fact, lines: Sequence[Line]) -> Event:
    earlier = figure_before(fact, lines)
    return event if earlier is None else _with_value_before(event, earlier.statement, earlier.period)


def _with_value_before(event: Event, told: Statement, period: str | None) -> Event:
    if not isinstance(told, Percentage):
        return event
    return replace(
        event, previous_value=told.value, previous_direction=told.direction, previous_period=period
    )


def _partner(fact: Fact, former: Iterable[Fact], now: datetime) -> Event | None:
    """A country that a region's news names for the first time, in whatever relation."""
    if fact.status == "withdrawn" or is_known_partner(fact, former):
        return None
    return event_of(fact, "partner_appeared", (fact.key.subject, fact.key.rating), now)


def _witnesses(fact: Fact) -> tuple[Witness, ...]:
    """Other articles on the fact, one line each; those that differ first."""
    shown = fact.shown
    others = {claim.article_id: claim for claim in live(fact) if claim.article_id != shown.article_id}
    witnesses = [
        Witness(
            source=claim.source,
            url=claim.url,
            told=_told(claim),
            agrees=value(claim.statement) == value(shown.statement),
        )
        for claim in others.values()
    ]
    return tuple(sorted(witnesses, key=lambda witness: witness.agrees)[:MOST_WITNESSES])


def _told(claim: Claim) -> str:
    """What is claimed, short: "3", "1-10", "14.5"."""
    return "-".join(f"{number:g}" for number in value(claim.statement) if number is not None)


def _last_withdrawal(fact: Fact) -> int:
    """When a claim was last taken back (ms): taken back twice, it is two events."""
    return max((to_ms(claim.withdrawn_at) for claim in fact.claims if claim.withdrawn_at), default=0)
