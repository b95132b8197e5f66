"""What stands in a rating's book, edition by edition: so much that the editions it leads to can do without
the others being read.

It follows from the facts, and is kept beside those of a large book.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any, NamedTuple

from model.claims import Claim, Fact
from model.statements import Ranking
from storage.folding import INFERRED, is_untold, own_digest, told_dates
from storage.moments import from_ms, month_of, to_ms
from storage.packing import pack_json, unpack_json
from storage.spans import Dates, Span, Spans

PARTS = 8
"""Of a record."""


class Naming(NamedTuple):
    """What a claim calls the rating, or who it says compiled it; of two the greater counts."""

    is_said: bool
    published_ms: int
    claim_id: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Chapter:
    """An edition: when it was told, from when to when places are that tell no edition, its facts.

    `live` is how many facts are said, `withdrawn` are the others (own digests), `months` those whose
    indexes have them.
    """

    told: Spans = ()
    untold: Span | None = None
    live: int = 0
    withdrawn: tuple[str, ...] = ()
    months: tuple[str, ...] = ()

    @property
    def last_ms(self) -> int:
        """No claim that is still said was published later."""
        return max([last for _, last in self.told] + ([self.untold[1]] if self.untold else []), default=-1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """The editions of a book by period, and how its newest claims call the rating and who compiled it."""

    chapters: Mapping[str, Chapter] = field(default_factory=dict)
    name: Naming | None = None
    publisher: Naming | None = None

    @property
    def told(self) -> Dates:
        """When each edition was written about."""
        return {period: chapter.told for period, chapter in self.chapters.items() if chapter.told}

    @property
    def facts(self) -> int:
        """How many facts there are, withdrawn ones too."""
        return sum(chapter.live + len(chapter.withdrawn) for chapter in self.chapters.values())

    @property
    def live(self) -> frozenset[str]:
        """The editions that are said."""
        return frozenset(period for period, chapter in self.chapters.items() if chapter.live)


def contents_of(facts: Iterable[tuple[Fact, str]]) -> Contents:
    """The contents of a whole book, of its facts and the months whose indexes have them."""
    editions: dict[str, list[tuple[Fact, str]]] = {}
    for fact, month in facts:
        editions.setdefault(fact.period or "", []).append((fact, month))
    every = [claim for members in editions.values() for fact, _ in members for claim in fact.claims]
    told = told_dates(every)
    return Contents(
        chapters={
            period: Chapter(
                told=told.get(period, ()),
                untold=untold_span(claim for fact, _ in members for claim in fact.claims),
                live=sum(fact.status != "withdrawn" for fact, _ in members),
                withdrawn=withdrawn_of(fact for fact, _ in members),
                months=tuple(sorted({month for _, month in members})),
            )
            for period, members in editions.items()
        },
        name=max(names_in(every), default=None),
        publisher=max(publishers_in(every), default=None),
    )


def untold_span(claims: Iterable[Claim], known: Span | None = None) -> Span | None:
    """From when to when the claims were published that tell no edition, and those known already."""
    moments = [to_ms(claim.published_at) for claim in claims if is_untold(claim)]
    moments += known or ()
    return (min(moments), max(moments)) if moments else None


def withdrawn_of(facts: Iterable[Fact]) -> tuple[str, ...]:
    """Those of an edition's facts that are not said any more."""
    return tuple(sorted(own_digest(fact.id) for fact in facts if fact.status == "withdrawn"))


def names_in(claims: Iterable[Claim]) -> Iterable[Naming]:
    """What claims call the rating."""
    for claim in claims:
        if isinstance(claim.statement, Ranking) and claim.statement.rating:
            yield _naming(claim, claim.statement.rating)


def publishers_in(claims: Iterable[Claim]) -> Iterable[Naming]:
    """Who claims say compiled the rating."""
    for claim in claims:
        if isinstance(claim.statement, Ranking) and claim.statement.publisher:
            yield _naming(claim, claim.statement.publisher)


def _naming(claim: Claim, text: str) -> Naming:
    return Naming(claim.withdrawn_at is None, to_ms(claim.published_at), claim.id, text)


def contents_record(contents: Contents, version: int) -> bytes:
    """The contents of a book of that version as they are kept.

    In columns, which pack best: of each edition its period, its live facts, and the first moment and the
    length of the one span that most have; and what else some have, by period.
    """
    periods = sorted(contents.chapters)
    chapters = [contents.chapters[period] for period in periods]
    spans = [_main(period, chapter) for period, chapter in zip(periods, chapters, strict=True)]
    rest = [_rest(*one) for one in zip(periods, chapters, spans, strict=True)]
    return pack_json(
        [
            version,
            contents.name,
            contents.publisher,
            " ".join(periods),
            [chapter.live for chapter in chapters],
            [first for first, _ in spans],
            [last - first for first, last in spans],
            {period: told for period, told in zip(periods, rest, strict=True) if told},
        ]
    )


def contents_from(record: bytes | None, version: int) -> Contents | None:
    """The contents again; None where there are none, or those of another version of the book."""
    if record is None:
        return None
    parts = unpack_json(record)
    # What has another form is written anew, like what is of another version.
    if len(parts) != PARTS or parts[0] != version:
        return None
    _, name, publisher, periods, lives, firsts, lengths, rest = parts
    return Contents(
        chapters={
            period: _chapter(period, live, (first, first + length), rest.get(period))
            for period, live, first, length in zip(periods.split(), lives, firsts, lengths, strict=True)
        },
        name=Naming(*name) if name else None,
        publisher=Naming(*publisher) if publisher else None,
    )


_NONE: Span = (1, 0)
"""In the place of a span."""
_DAY_MS = 86_400_000


def _main(period: str, chapter: Chapter) -> Span:
    """The span that an edition has as most do: when it was told, or when it was not, of an inferred one."""
    if period.startswith(INFERRED):
        return chapter.untold or _NONE
    return chapter.told[0] if len(chapter.told) == 1 else _NONE


def _rest(period: str, chapter: Chapter, span: Span) -> dict[str, Any]:
    """What is not told by that span."""
    rest: dict[str, Any] = {}
    if chapter.told and (len(chapter.told) > 1 or period.startswith(INFERRED)):
        rest["told"] = chapter.told
    if chapter.untold is not None and not period.startswith(INFERRED):
        rest["untold"] = chapter.untold
    if chapter.withdrawn:
        rest["withdrawn"] = chapter.withdrawn
    if chapter.months != _months(span):
        rest["months"] = chapter.months
    return rest


def _chapter(period: str, live: int, span: Span, rest: dict[str, Any] | None) -> Chapter:
    is_inferred = period.startswith(INFERRED)
    chapter = Chapter(
        told=(span,) if not is_inferred and span != _NONE else (),
        untold=span if is_inferred and span != _NONE else None,
        live=live,
        months=_months(span),
    )
    if not rest:
        return chapter
    untold = rest.get("untold", chapter.untold)
    return replace(
        chapter,
        told=tuple([(first, last) for first, last in rest.get("told", chapter.told)]),
        untold=(untold[0], untold[1]) if untold is not None else None,
        withdrawn=tuple(rest.get("withdrawn", ())),
        months=tuple(rest.get("months", chapter.months)),
    )


def _months(span: Span) -> tuple[str, ...]:
    """The months of the first and the last moment of a span."""
    return _months_of_days(span[0] // _DAY_MS, span[1] // _DAY_MS)


@lru_cache(maxsize=4096)
def _months_of_days(first: int, last: int) -> tuple[str, ...]:
    """The months of two days, which are counted from 1970."""
    return tuple(sorted({month_of(from_ms(day * _DAY_MS)) for day in (first, last)}))
