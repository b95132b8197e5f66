"""What can be asked of the facts, and whether a fact is an answer."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, fields
from datetime import UTC, date
from functools import partial

from model.claims import Fact, FactKind, FactStatus
from model.errors import InvalidQuery
from model.names import folded
from model.statements import Partnership, Percentage, Ranking
from storage.folding import exact_place
from storage.wording import has_phrase, has_words

CURSOR = re.compile(r"(-?\d{1,15})_([0-9a-f]{16}\.[0-9a-f]{16})")
"""The start of a page: the date (ms) and the id of the fact before it."""
FACTS_A_PAGE = 25
"""What people look at in one piece. Who wants all facts asks for a stream."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FactQuery:
    """What to look for; None is no condition, and conditions are joined by "and".

    `region` is the code of the region that a fact is of, `country` the partner of a partnership,
    `rating` the id of a rating, `publisher` its compiler's name as told (case does not matter),
    `period` an edition ("2025", or "~2026-02" where it is inferred). `date_from` and `date_to`
    are the days (UTC, both included) of the first publication. `after` is a page's `next`.
    `as_of` is a day: facts as they were known at its end (UTC).

    `without` are statuses to leave out. `position_from` and `position_to` bound an exact place,
    `value_from` and `value_to` a figure, all included. `source` is one that claims the fact. The words
    of `text` stand in the sentence that is shown, in whatever order, case and grammatical form; each of
    `phrases` stands there word for word, whatever the case.
    """

    kind: FactKind | None = None
    region: str | None = None
    country: str | None = None
    rating: str | None = None
    publisher: str | None = None
    period: str | None = None
    date_from: date | None = None
    date_to: date | None = None
    status: FactStatus | None = None
    as_of: date | None = None
    without: tuple[FactStatus, ...] = ()
    position_from: int | None = None
    position_to: int | None = None
    value_from: float | None = None
    value_to: float | None = None
    source: str | None = None
    text: str | None = None
    phrases: tuple[str, ...] = ()
    limit: int = FACTS_A_PAGE
    after: str | None = None

    def __post_init__(self) -> None:
        if self.limit < 1:
            raise InvalidQuery(f"a page has 1 fact or more, not {self.limit}", part=str(self.limit))
        if self.after is not None and CURSOR.fullmatch(self.after) is None:
            raise InvalidQuery(
                f"not the start of a page: {self.after!r}; give the `next` of the page before",
                part=self.after,
            )


Condition = Callable[[Fact], bool]


def fits(fact: Fact, query: FactQuery) -> bool:
    """Whether a fact fits every condition."""
    return all(holds(fact) for holds in conditions(query))


def conditions(query: FactQuery) -> tuple[Condition, ...]:
    """What a question asks of a fact, one by one, and nothing that it does not ask."""
    told = {field.name: getattr(query, field.name) for field in fields(query)}
    return tuple(
        partial(holds, wanted=told[name])
        for name, holds in _CONDITIONS.items()
        if told[name] is not None and told[name] != ()
    )


def _day_of(fact: Fact) -> date:
    return fact.published_at.astimezone(UTC).date()


def _country(fact: Fact) -> str | None:
    return fact.statement.country if isinstance(fact.statement, Partnership) else None


def _rating(fact: Fact) -> str | None:
    return fact.statement.rating_id if isinstance(fact.statement, Ranking) else None


def _publisher(fact: Fact) -> str:
    return folded(fact.statement.publisher or "") if isinstance(fact.statement, Ranking) else ""


def _figure(fact: Fact) -> float | None:
    return fact.statement.value if isinstance(fact.statement, Percentage) else None


def _sentence(fact: Fact) -> str:
    return fact.statement.evidence.sentence


def _is_least(number: float | None, least: float) -> bool:
    return number is not None and least <= number


def _is_most(number: float | None, most: float) -> bool:
    return number is not None and number <= most


_CONDITIONS: dict[str, Callable[..., bool]] = {
    "kind": lambda fact, wanted: fact.kind == wanted,
    "status": lambda fact, wanted: fact.status == wanted,
    "period": lambda fact, wanted: fact.period == wanted,
    "region": lambda fact, wanted: fact.statement.region == wanted,
    "country": lambda fact, wanted: _country(fact) == wanted,
    "rating": lambda fact, wanted: _rating(fact) == wanted,
    "publisher": lambda fact, wanted: _publisher(fact) == folded(wanted),
    "without": lambda fact, wanted: fact.status not in wanted,
    "date_from": lambda fact, wanted: wanted <= _day_of(fact),
    "date_to": lambda fact, wanted: _day_of(fact) <= wanted,
    "position_from": lambda fact, wanted: _is_least(exact_place(fact), wanted),
    "position_to": lambda fact, wanted: _is_most(exact_place(fact), wanted),
    "value_from": lambda fact, wanted: _is_least(_figure(fact), wanted),
    "value_to": lambda fact, wanted: _is_most(_figure(fact), wanted),
    "source": lambda fact, wanted: any(claim.source == wanted for claim in fact.claims),
    "text": lambda fact, wanted: has_words(_sentence(fact), wanted),
    "phrases": lambda fact, wanted: all(has_phrase(_sentence(fact), phrase) for phrase in wanted),
}
"""By the field of the query; the dear ones last."""
