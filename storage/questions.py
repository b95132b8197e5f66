"""What can be asked of the facts, and whether a fact is an answer."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date

from model.claims import Fact, FactKind, FactStatus
from model.errors import InvalidQuery
from model.statements import Partnership, Percentage, Ranking
from storage.folding import exact_place
from storage.wording import has_phrase, has_words

CURSOR = re.compile(r"(-?\d{1,15})_([0-9a-f]{16}\.[0-9a-f]{16})")
"""The start of a page: the date (ms) and the id of the fact before it."""


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
    limit: int = 50
    after: str | None = None

    def __post_init__(self) -> None:
        if self.limit < 1:
            raise InvalidQuery(f"a page has 1 fact or more, not {self.limit}", part=str(self.limit))
        if self.after is not None and CURSOR.fullmatch(self.after) is None:
            raise InvalidQuery(
                f"not the start of a page: {self.after!r}; give the `next` of the page before",
                part=self.after,
            )


def fits(fact: Fact, query: FactQuery) -> bool:
    """Whether a fact fits every condition."""
    day = fact.published_at.astimezone(UTC).date()
    return (
        (query.date_from is None or query.date_from <= day)
        and (query.date_to is None or day <= query.date_to)
        and query.kind in (None, fact.key.kind)
        and query.status in (None, fact.status)
        and query.period in (None, fact.period)
        and query.region in (None, fact.statement.region)
        and fact.status not in query.without
        and _fits_kind(fact, query)
        and _fits_bounds(fact, query)
        and _fits_words(fact, query)
    )


def _fits_bounds(fact: Fact, query: FactQuery) -> bool:
    figure = fact.statement.value if isinstance(fact.statement, Percentage) else None
    return _is_within(exact_place(fact), query.position_from, query.position_to) and _is_within(
        figure, query.value_from, query.value_to
    )


def _is_within(number: float | None, least: float | None, most: float | None) -> bool:
    if least is None and most is None:
        return True
    return number is not None and (least is None or least <= number) and (most is None or number <= most)


def _fits_words(fact: Fact, query: FactQuery) -> bool:
    if query.source is not None and all(claim.source != query.source for claim in fact.claims):
        return False
    sentence = fact.statement.evidence.sentence
    return (query.text is None or has_words(sentence, query.text)) and all(
        has_phrase(sentence, phrase) for phrase in query.phrases
    )


def _fits_kind(fact: Fact, query: FactQuery) -> bool:
    statement = fact.statement
    ranking = statement if isinstance(statement, Ranking) else None
    country = statement.country if isinstance(statement, Partnership) else None
    publisher = (ranking.publisher or "") if ranking is not None else ""
    return (
        query.country in (None, country)
        and (query.rating is None or (ranking is not None and ranking.rating_id == query.rating))
        and (query.publisher is None or publisher.casefold() == query.publisher.casefold())
    )
