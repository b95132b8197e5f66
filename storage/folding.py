"""All claims of a book -> its facts. Pure: the same claims give the same facts, in any order.

A book is the unit of folding: the ledger of one rating, the figures or partners of one region.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import lru_cache
from operator import is_

from model.articles import digest
from model.claims import Claim, Fact, FactKey
from model.periods import Period, parse_period
from model.statements import Ranking
from storage.agreement import agreement, as_of, by_preference
from storage.moments import month_of

INFERRED = "~"
"""In front of a month: the edition is not told, this is when it was written about."""
NEAR = timedelta(days=31)
"""News of an edition comes within a month of each other; another month, another edition."""
_NO_SPAN = Period(first_on=date.min, last_on=date.min)

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


def fold(claims: Iterable[Claim], *, known: Iterable[Fact] = ()) -> tuple[Line, ...]:
    """The facts of a book's claims, by edition, scope and subject; editions oldest first.

    A claim of a rating that tells no period belongs to the one edition that was written about
    within a month of it; where there is none, or more than one, to its month of publication.

    `known` are facts folded before: one whose claims are still the very same objects is given
    back as it is, which spares most of the work and changes nothing in the result.
    """
    unique = {claim.id: claim for claim in claims}
    placed = _placed(sorted(unique.values(), key=lambda claim: (claim.published_at, claim.id)))
    before = {fact.id: fact for fact in known}
    facts = []
    for (key, period), members in placed.items():
        identifier = fact_id(key, period)
        earlier = before.get(identifier)
        same = earlier is not None and _are(earlier.claims, members)
        facts.append(earlier if earlier is not None and same else _fact(identifier, members, period))
    return _with_history(sorted(facts, key=_order))


def exact_place(fact: Fact) -> int | None:
    """The one place that a fact tells; None for a range, a group, or a fact that was withdrawn."""
    statement = fact.statement
    if not isinstance(statement, Ranking) or statement.position_to is not None or fact.status == "withdrawn":
        return None
    return statement.position


def told_place_before(fact: Fact) -> int | None:
    """The place in the edition before as the news tells it, or as the told movement implies it."""
    told = [claim.statement for claim in by_preference(fact.claims) if claim.withdrawn_at is None]
    same = [one for one in told if isinstance(one, Ranking) and one.position == exact_place(fact)]
    for statement in same:
        if statement.previous is not None:
            return statement.previous
    for statement in same:
        if statement.change is not None and statement.position is not None:
            return statement.position + statement.change
    return None


_digest = lru_cache(maxsize=4096)(digest)


def fact_id(key: FactKey, period: str | None) -> str:
    """The id of a fact: its book, and what it is about. Without the book's digest it is not unique."""
    about = digest("\n".join((key.kind, key.subject, key.rating, key.scope, period or "")))
    return f"{_digest(key.book)}.{about}"


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


def edition_before(period: str, periods: Iterable[str]) -> str | None:
    """The newest edition of the same series that is older; None for an inferred one.

    Which edition an inferred one is we do not know, so nothing is compared across them.
    """
    if period.startswith(INFERRED):
        return None
    older = [other for other in periods if _comparable(other, period) and span_of(other) < span_of(period)]
    return max(older, key=span_of, default=None)


def is_newest(period: str, periods: Iterable[str]) -> bool:
    """Whether no edition of the same series is newer."""
    return not any(_comparable(other, period) and span_of(other) > span_of(period) for other in periods)


def _comparable(one: str, other: str) -> bool:
    return series_of(one) == series_of(other)


def _placed(claims: Sequence[Claim]) -> dict[tuple[FactKey, str | None], list[Claim]]:
    """The claims by what they are about and the edition that they belong to."""
    keyed = [(claim.key, claim) for claim in claims]
    told: dict[str, list[datetime]] = defaultdict(list)
    for key, claim in keyed:
        if key.kind == "ranking" and key.period and claim.withdrawn_at is None:
            told[key.period].append(claim.published_at)
    placed: dict[tuple[FactKey, str | None], list[Claim]] = defaultdict(list)
    for key, claim in keyed:
        untold = key.kind == "ranking" and key.period is None
        period = _inferred(claim, told) if untold else key.period
        placed[replace(key, period=None), period].append(claim)
    return placed


def _inferred(claim: Claim, told: dict[str, list[datetime]]) -> str:
    near = [
        period
        for period, dates in told.items()
        if any(abs(claim.published_at - published_at) <= NEAR for published_at in dates)
    ]
    return near[0] if len(near) == 1 else f"{INFERRED}{month_of(claim.published_at)}"


def _are(claims: Sequence[Claim], others: Sequence[Claim]) -> bool:
    return len(claims) == len(others) and all(map(is_, claims, others))


def _fact(identifier: str, claims: Sequence[Claim], period: str | None) -> Fact:
    agreed = agreement(claims)
    key = claims[0].key
    told = next((claim.key.period for claim in claims if claim.key.period is not None), None)
    inferred = key.kind == "ranking" and told is None
    flags = ("corrected",) * agreed.corrected + ("period_inferred",) * inferred
    return Fact(
        id=identifier,
        key=replace(key, period=told),
        status=agreed.status,
        statement=agreed.shown.statement,
        shown_claim_id=agreed.shown.id,
        period=period,
        claims=tuple(claims),
        flags=flags,
    )


def _with_history(facts: Sequence[Fact]) -> tuple[Line, ...]:
    """Each fact beside the one of the edition before, flagged where the news tells another place."""
    editions: dict[str, dict[FactPlace, Fact]] = defaultdict(dict)
    for fact in facts:
        if fact.key.kind == "ranking" and fact.period and fact.status != "withdrawn":
            editions[fact.period][fact.key.scope, fact.key.subject] = fact
    before = {period: edition_before(period, editions) for period in editions}
    lines = []
    for fact in facts:
        earlier = editions.get(before.get(fact.period or "") or "", {})
        line = Line(fact=fact, before=earlier.get((fact.key.scope, fact.key.subject)))
        lines.append(_flagged(line))
    return tuple(lines)


def _flagged(line: Line) -> Line:
    told, stored = told_place_before(line.fact), line.previous_stored
    differs = told is not None and stored is not None and told != stored
    flags = line.fact.flags
    if differs == (DIFFERS in flags):
        return line
    changed = (*flags, DIFFERS) if differs else tuple(flag for flag in flags if flag != DIFFERS)
    return replace(line, fact=replace(line.fact, flags=changed))


def _order(fact: Fact) -> tuple[str, bool, Period, str, str, str, str]:
    key = fact.key
    period = fact.period or ""
    span = span_of(period) if period else _NO_SPAN
    return key.kind, period.startswith(INFERRED), span, key.scope, key.subject, key.rating, period


def known_as_of(fact: Fact, moment: datetime) -> Fact | None:
    """A fact as it was known at a moment; None when none of its claims had been seen.

    Flags that hang on other facts are left out.
    """
    claims = as_of(fact.claims, moment)
    if not claims:
        return None
    return _fact(fact.id, claims, fact.period)
