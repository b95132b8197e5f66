"""Questions to the facts: by month, newest first, inside a month by intersecting small sets."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import get_args

from model.claims import Fact, FactKind, FactStatus
from model.errors import InvalidQuery
from model.statements import Partnership, Percentage, Ranking
from storage import keys
from storage.folding import exact_place, known_as_of
from storage.indexing import COMMON_STATUS, OTHER_STATUSES, book_term, publisher_term, slot_month
from storage.moments import end_of, from_ms, month_of, to_ms
from storage.scripts import Script
from storage.server import Server, Value
from storage.shelf import Shelf

_FIND = Script("find_facts")
_CURSOR = re.compile(r"(-?\d{1,15})_([0-9a-f]{16}\.[0-9a-f]{16})")
KINDS: tuple[FactKind, ...] = get_args(FactKind)
LATEST_MS = to_ms(datetime(9999, 1, 1, tzinfo=UTC))
STREAM_PAGE = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class FactQuery:
    """What to look for; None is no condition, and conditions are joined by "and".

    `region` is the code of the region that a fact is of, `country` the partner of a partnership,
    `rating` the id of a rating, `publisher` its compiler's name as told (case does not matter),
    `period` an edition ("2025", or "~2026-02" where it is inferred). `date_from` and `date_to`
    are the days (UTC, both included) of the first publication. `after` is a page's `next`.
    `as_of` is a day: facts as they were known at its end (UTC).

    `without` are statuses to leave out. `position_from` and `position_to` bound an exact place,
    `value_from` and `value_to` a figure, all included. `source` is one that claims the fact, `text`
    stands in the sentence that is shown, whatever the case. These five have no index: they are
    looked for among the facts that the other conditions lead to.
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
    limit: int = 50
    after: str | None = None

    def __post_init__(self) -> None:
        if self.limit < 1:
            raise InvalidQuery(f"a page has 1 fact or more, not {self.limit}", part=str(self.limit))
        if self.after is not None and _CURSOR.fullmatch(self.after) is None:
            raise InvalidQuery(
                f"not the start of a page: {self.after!r}; give the `next` of the page before",
                part=self.after,
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class FactPage:
    """Facts, newest first, and where the next page begins; None behind the last."""

    facts: tuple[Fact, ...]
    next: str | None


@dataclass(frozen=True, slots=True)
class _Place:
    """A fact's place in the order of answers: by date, then by id, newest first."""

    date_ms: int
    fact_id: str

    def __str__(self) -> str:
        return f"{self.date_ms}_{self.fact_id}"


class Facts:
    """Facts of all books."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._shelf = Shelf(server)

    def find(self, query: FactQuery) -> FactPage:
        """A page of facts by their first publication, newest first.

        The order is by (first publication, id): a page's `next` stays right while facts are
        written. With `as_of` a fact stands at its present date, and is left out when none of
        its claims was known by then.
        """
        found: list[tuple[_Place, Fact]] = []
        for place, fact in self._walk(query, query.limit + 1):
            found.append((place, fact))
            if len(found) > query.limit:
                break
        more = len(found) > query.limit
        page = found[: query.limit]
        return FactPage(facts=tuple(fact for _, fact in page), next=str(page[-1][0]) if more else None)

    def every(self, query: FactQuery) -> Iterator[Fact]:
        """All facts that fit, newest first: a stream of any length, in constant memory."""
        for _, fact in self._walk(query, STREAM_PAGE):
            yield fact

    def get(self, fact_id: str) -> Fact | None:
        """One fact with all its claims; None when there is none of this id."""
        if re.fullmatch(r"[0-9a-f]{16}\.[0-9a-f]{16}", fact_id) is None:
            return None
        kept = self._shelf.facts([fact_id])[0]
        return kept.fact if kept is not None else None

    def _walk(self, query: FactQuery, step: int) -> Iterator[tuple[_Place, Fact]]:
        after = _place(query.after)
        months = self._months(query, after)
        # Newest first, and more at a time the longer nothing is found: what is rare lies far apart.
        start, count = 0, 1
        while start < len(months):
            asked = months[start : start + count]
            for month, places in zip(asked, self._places(query, asked, after, step), strict=True):
                yield from self._rest(query, month, places, step)
            start, count = start + count, count * 2

    def _rest(
        self, query: FactQuery, month: str, places: list[_Place], step: int
    ) -> Iterator[tuple[_Place, Fact]]:
        """The facts of a month that begin with these places, and those that follow."""
        while places:
            yield from self._fitting(query, month, places)
            if len(places) < step:
                return
            places = self._places(query, [month], places[-1], step)[0]

    def _fitting(self, query: FactQuery, month: str, places: list[_Place]) -> Iterator[tuple[_Place, Fact]]:
        """The facts at these places that fit the question: the record decides, the index only leads."""
        for place, kept in zip(places, self._shelf.facts([one.fact_id for one in places]), strict=True):
            fact = kept.fact if kept is not None and slot_month(kept.fact) == month else None
            if fact is not None and query.as_of is not None:
                fact = known_as_of(fact, end_of(query.as_of))
            if fact is not None and fits(fact, query):
                yield place, fact

    def _places(
        self, query: FactQuery, months: list[str], after: _Place | None, limit: int
    ) -> list[list[_Place]]:
        """The places of the newest facts of each month that the indexes lead to."""
        terms = _terms(query)
        steps = [_step(terms, month, _dates(query, after), after, limit) for month in months]
        answers = self._server.run_each(_FIND, steps)
        return [
            [_Place(answer[i + 1], answer[i].decode()) for i in range(0, len(answer), 2)]
            for answer in answers
        ]

    def _months(self, query: FactQuery, after: _Place | None) -> list[str]:
        """The months in which answers can be, newest first."""
        months = [month.decode() for month in self._server.call("ZREVRANGE", keys.MONTHS, 0, -1)]
        earliest, latest = _dates(query, after)
        return [
            month for month in months if month_of(from_ms(earliest)) <= month <= month_of(from_ms(latest))
        ]


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
    return query.text is None or query.text.casefold() in sentence.casefold()


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


@dataclass(frozen=True, slots=True)
class _Terms:
    """What to ask the indexes for: terms with a set a month, with a set a day, and terms not to fit."""

    monthly: tuple[str, ...]
    kinds: tuple[str, ...]
    daily: tuple[str, ...]
    unfit: tuple[str, ...]


def _terms(query: FactQuery) -> _Terms:
    # As of a day a fact may have had another status, and have been shown with another publisher.
    now = query.as_of is None
    monthly = [f"{letter}:{code}" for letter, code in (("r", query.region), ("c", query.country)) if code]
    if query.rating is not None:
        monthly.append(book_term(keys.book_digest(query.rating)))
    if query.publisher is not None and now:
        monthly.append(publisher_term(query.publisher))
    status = query.status if now and query.status != COMMON_STATUS else None
    others = OTHER_STATUSES if query.status == COMMON_STATUS else query.without
    unfit = [f"s:{other}" for other in others if other != COMMON_STATUS] if now else []
    return _Terms(
        monthly=tuple(monthly),
        kinds=tuple(f"k:{kind}" for kind in (KINDS if query.kind is None else (query.kind,))),
        daily=tuple(f"{letter}:{word}" for letter, word in (("p", query.period), ("s", status)) if word),
        unfit=tuple(unfit),
    )


def _step(
    terms: _Terms, month: str, dates: tuple[int, int], after: _Place | None, limit: int
) -> tuple[list[str], list[Value]]:
    """The keys and arguments with which to ask one month."""
    if terms.monthly:
        names = [keys.posting(month, term) for term in terms.monthly]
        size = 0
        told = [*terms.daily, *(terms.kinds if len(terms.kinds) == 1 else ())]
    else:
        names = [
            keys.day_posting(month, day, term)
            for day in _days(month, dates)
            for kind in terms.kinds
            for term in (kind, *terms.daily)
        ]
        size, told = 1 + len(terms.daily), []
    # Spaces around, as in an entry: no term is found inside another.
    entered = [f" {term} " for term in (*told, *terms.unfit)]
    start = after.fact_id if after is not None and after.date_ms == dates[1] else ""
    return [keys.entries(month), *names], [size, limit, *dates, start, len(told), *entered]


def _dates(query: FactQuery, after: _Place | None) -> tuple[int, int]:
    """The earliest and the latest date (ms) that answers can have."""
    earliest = to_ms(datetime.combine(query.date_from, time(), UTC)) if query.date_from else 0
    latest = to_ms(end_of(query.date_to)) if query.date_to else LATEST_MS
    return earliest, min(latest, after.date_ms) if after is not None else latest


def _days(month: str, dates: tuple[int, int]) -> range:
    """The days of a month in which answers can be, newest first."""
    earliest, latest = map(from_ms, dates)
    first = earliest.day if month_of(earliest) == month else 1
    last = latest.day if month_of(latest) == month else 31
    return range(last, first - 1, -1)


def _place(cursor: str | None) -> _Place | None:
    match = _CURSOR.fullmatch(cursor) if cursor is not None else None
    return _Place(int(match[1]), match[2]) if match else None
