"""What stands in a rating's book, edition by edition: so much that the editions it leads to can do without
the others being read.

It follows from the facts, and is kept beside those of a large book.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from model.claims import Claim, Fact
from model.statements import Ranking
from storage.folding import is_untold, own_digest, told_dates
from storage.moments import to_ms
from storage.packing import pack_json, unpack_json
from storage.spans import Dates, Span, Spans


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
    """The contents of a book of that version as they are kept."""
    chapters = [_array(period, chapter) for period, chapter in sorted(contents.chapters.items())]
    return pack_json([version, contents.name, contents.publisher, chapters])


def contents_from(record: bytes | None, version: int) -> Contents | None:
    """The contents again; None where there are none, or those of another version of the book."""
    if record is None:
        return None
    of_version, name, publisher, chapters = unpack_json(record)
    if of_version != version:
        return None
    return Contents(
        chapters={array[0]: _chapter(*array[1:]) for array in chapters},
        name=Naming(*name) if name else None,
        publisher=Naming(*publisher) if publisher else None,
    )


def _array(period: str, chapter: Chapter) -> list[Any]:
    told = [[first, last - first] for first, last in chapter.told]
    rare = [chapter.untold, chapter.withdrawn] if chapter.untold or chapter.withdrawn else []
    return [period, chapter.live, chapter.months, told, *rare]


def _chapter(
    live: int,
    months: list[str],
    told: list[list[int]],
    untold: list[int] | None = None,
    withdrawn: Iterable[str] = (),
) -> Chapter:
    return Chapter(
        told=tuple([(first, first + length) for first, length in told]),
        untold=(untold[0], untold[1]) if untold else None,
        live=live,
        withdrawn=tuple(withdrawn),
        months=tuple(months),
    )
