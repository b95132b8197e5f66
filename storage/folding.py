"""All claims of a book -> its facts. Pure: the same claims give the same facts, in any order.

A book is the unit of folding: the ledger of one rating, the figures or partners of one region.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import lru_cache

from model.articles import digest
from model.claims import PERIOD_INFERRED, Claim, Fact, FactKey
from model.periods import Period, parse_period
from model.statements import Partnership, Ranking, Statement
from storage.agreement import agreement, as_of, by_preference
from storage.moments import month_of, to_ms
from storage.spans import Dates, Span, Spans, is_near, spans_of

INFERRED = "~"
"""In front of a month: the edition is not told, this is when it was written about."""
_NO_SPAN = date.min, date.min

DIFFERS = "previous_differs"
"""The flag of a fact whose news tells another place before than our record has."""

FactPlace = tuple[str, str]
"""Scope and subject: a line of a rating through its editions."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A fact, and the fact of the same subject in our record of the edition before."""

    fact: Fact
    before: Fact | None = None

    @property
    def previous_stored(self) -> int | None:
        """The place before as stored; None where it is not known exactly."""
        return exact_place(self.before) if self.before else None


def fold(claims: Iterable[Claim]) -> tuple[Line, ...]:
    """The facts of a book's claims, by edition, scope and subject; editions oldest first.

    A claim of a rating that tells no period belongs to the one edition that was written about
    within a month of it; where there is none, or more than one, to its month of publication.
    """
    given = list(claims)
    return _with_history(facts_of(given, told_dates(given)))


def exact_place(fact: Fact) -> int | None:
    """The one place that a fact tells; None for a range, a group, or a fact that was withdrawn."""
    statement = fact.statement
    if not isinstance(statement, Ranking) or statement.position_to is not None or fact.status == "withdrawn":
        return None
    return statement.position


def told_place_before(fact: Fact) -> int | None:
    """The place in the edition before as the news tells it, or as the told movement implies it."""
    place = exact_place(fact)
    telling = [claim for claim in fact.claims if claim.withdrawn_at is None and tells_before(claim.statement)]
    told = [claim.statement for claim in by_preference(telling)]
    same = [one for one in told if isinstance(one, Ranking) and one.position == place]
    for statement in same:
        if statement.previous is not None:
            return statement.previous
    for statement in same:
        if statement.change is not None and statement.position is not None:
            return statement.position + statement.change
    return None


def tells_before(statement: Statement) -> bool:
    """Whether a place is told with the one before it, or with how it moved. Few are."""
    return isinstance(statement, Ranking) and (statement.previous is not None or statement.change is not None)


_digest = lru_cache(maxsize=4096)(digest)


@lru_cache(maxsize=4096)
def _timeless(key: FactKey) -> FactKey:
    """The key without its period. A book's claims have few keys, and it is folded over and over."""
    return replace(key, period=None)


@lru_cache(maxsize=4096)
def fact_id(key: FactKey, period: str | None) -> str:
    """The id of a fact: its book, and what it is about. Without the book's digest it is not unique."""
    about = digest("\n".join((key.kind, key.subject, key.rating, key.scope, period or "")))
    return f"{_digest(key.book)}.{about}"


def own_digest(fact_id: str) -> str:
    """A fact's own part of its id: its field in the book."""
    return fact_id.partition(".")[2]


@lru_cache(maxsize=4096)
def series_of(period: str) -> str:
    """What an edition can be compared with: years with years, quarters with quarters."""
    if period.startswith(INFERRED):
        return "inferred"
    span = parse_period(period)
    months = (span.last_on.year - span.first_on.year) * 12 + span.last_on.month - span.first_on.month + 1
    names = {12: "year", 6: "half", 3: "quarter", 1: "month"}
    return "months" if "/" in period else names[months]


@lru_cache(maxsize=4096)
def span_of(period: str) -> Period:
    """The days of a period, told or inferred: editions sort by it."""
    return parse_period(period.removeprefix(INFERRED))


@lru_cache(maxsize=4096)
def when(period: str) -> tuple[date, date]:
    """The last and the first day of a period, told or inferred: sorts as `span_of`, and much faster."""
    span = span_of(period)
    return span.last_on, span.first_on


def edition_before(period: str, periods: Iterable[str]) -> str | None:
    """The newest edition of the same series that is older; None for an inferred one.

    Which edition an inferred one is we do not know, so nothing is compared across them.
    """
    if period.startswith(INFERRED):
        return None
    series, own = series_of(period), when(period)
    older = [other for other in periods if series_of(other) == series and when(other) < own]
    return max(older, key=when, default=None)


def edition_after(period: str, periods: Iterable[str]) -> str | None:
    """The oldest edition of the same series that is newer: the one that is compared with this."""
    if period.startswith(INFERRED):
        return None
    series, own = series_of(period), when(period)
    newer = [other for other in periods if series_of(other) == series and when(other) > own]
    return min(newer, key=when, default=None)


def newest_editions(periods: Iterable[str]) -> set[str]:
    """The newest edition of each series."""
    newest: dict[str, str] = {}
    for period in sorted(periods, key=when):
        newest[series_of(period)] = period
    return set(newest.values())


def facts_of(claims: Iterable[Claim], told: Dates) -> list[Fact]:
    """The facts that claims make, whatever their order; a claim that is given twice counts once."""
    unique = {claim.id: claim for claim in claims}
    ordered = sorted(unique.values(), key=lambda claim: (claim.published_at, claim.id))
    placed: dict[tuple[FactKey, str | None], list[Claim]] = defaultdict(list)
    for claim in ordered:
        placed[_timeless(claim.key), edition_of(claim, told)].append(claim)
    return [_fact(fact_id(key, period), members, period) for (key, period), members in placed.items()]


def told_dates(claims: Iterable[Claim]) -> dict[str, Spans]:
    """When each edition was written about, by those who told which it is and still say so."""
    moments: dict[str, list[Span]] = defaultdict(list)
    for claim in claims:
        period = told_edition(claim)
        if period is not None:
            moment = to_ms(claim.published_at)
            moments[period].append((moment, moment))
    return {period: spans_of(runs) for period, runs in moments.items()}


def told_edition(claim: Claim) -> str | None:
    """The edition that a claim tells, while it is said."""
    statement = claim.statement
    return statement.period if isinstance(statement, Ranking) and claim.withdrawn_at is None else None


def is_untold(claim: Claim) -> bool:
    """Whether a place tells no edition: then which it belongs to hangs on others."""
    return isinstance(claim.statement, Ranking) and claim.statement.period is None


def edition_of(claim: Claim, told: Dates) -> str | None:
    """The edition that a claim belongs to; None for a figure or partners that tell no period."""
    if is_untold(claim):
        return _inferred(claim, told)
    # As the claim's key has it, which takes longer to make.
    return None if isinstance(claim.statement, Partnership) else claim.statement.period


def _inferred(claim: Claim, told: Dates) -> str:
    moment = to_ms(claim.published_at)
    near = [period for period, spans in told.items() if is_near(moment, spans)]
    return near[0] if len(near) == 1 else f"{INFERRED}{month_of(claim.published_at)}"


def _fact(identifier: str, claims: Sequence[Claim], period: str | None) -> Fact:
    agreed = agreement(claims)
    key = claims[0].key
    told = next((claim.key.period for claim in claims if claim.key.period is not None), None)
    inferred = key.kind == "ranking" and told is None
    flags = ("corrected",) * agreed.corrected + (PERIOD_INFERRED,) * inferred
    return Fact(
        id=identifier,
        status=agreed.status,
        shown=agreed.shown,
        period=period,
        claims=tuple(claims),
        flags=flags,
    )


def _with_history(facts: Iterable[Fact]) -> tuple[Line, ...]:
    """Each fact beside the one of the edition before, flagged where the news tells another place."""
    facts = sorted(facts, key=order)
    editions: dict[str, dict[FactPlace, Fact]] = defaultdict(dict)
    for fact in facts:
        if fact.key.kind == "ranking" and fact.period and fact.status != "withdrawn":
            editions[fact.period][fact.key.scope, fact.key.subject] = fact
    before = {period: edition_before(period, editions) for period in editions}
    lines = []
    for fact in facts:
        earlier = editions.get(before.get(fact.period or "") or "", {})
        line = Line(fact=fact, before=earlier.get((fact.key.scope, fact.key.subject)))
        lines.append(flagged(line))
    return tuple(lines)


def flagged(line: Line) -> Line:
    """The line, its fact flagged where the news tells another place before than our record has."""
    flags, stored = line.fact.flags, line.previous_stored
    told = told_place_before(line.fact) if stored is not None else None
    differs = told is not None and told != stored
    if differs == (DIFFERS in flags):
        return line
    changed = (*flags, DIFFERS) if differs else tuple(flag for flag in flags if flag != DIFFERS)
    return replace(line, fact=replace(line.fact, flags=changed))


def order(fact: Fact) -> tuple[str, bool, tuple[date, date], str, str, str, str]:
    """What the facts of a book sort by: editions oldest first, inferred ones last."""
    key = fact.key
    period = fact.period or ""
    span = when(period) if period else _NO_SPAN
    return key.kind, period.startswith(INFERRED), span, key.scope, key.subject, key.rating, period


def known_as_of(fact: Fact, moment: datetime) -> Fact | None:
    """A fact as it was known at a moment; None when none of its claims had been seen.

    Flags that hang on other facts are left out.
    """
    claims = as_of(fact.claims, moment)
    if not claims:
        return None
    return _fact(fact.id, claims, fact.period)
