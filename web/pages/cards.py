"""Facts as cards: one an article, in it one block a sentence, in it one row a fact."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from types import MappingProxyType
from urllib.parse import urlsplit

from alerts.wording import capitalised
from model.claims import Claim, Fact
from model.statements import Partnership, Percentage, Ranking, Statement
from web.catalogue import Words
from web.names import Names
from web.pages.marking import Piece, marked_sentence
from web.pages.phrases import Badge, Move, figure_badge, figure_words, place_badge, score_words, told_move


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A region or country that a row links to."""

    code: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One fact, or the partner countries that one sentence gives one region.

    `notes` are small remarks: a scope, a score, how the place was told. `foreign` says that
    `subject` is a text of the news, which is Russian in every language of the pages.
    """

    fact: Fact
    badge: Badge | None
    subject: str
    foreign: bool
    region: Place | None = None
    move: Move | None = None
    told: str | None = None
    notes: tuple[str, ...] = ()
    partners: tuple[Place, ...] = ()

    @property
    def claims(self) -> tuple[Claim, ...]:
        """The claims behind the fact, one an article."""
        return tuple({claim.article_id: claim for claim in self.fact.claims}.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """The facts of one sentence. `heading` is the rating and its period, or the kind."""

    heading: str
    rating_id: str | None
    publisher: str | None
    period: str | None
    foreign: bool
    rows: tuple[Row, ...]
    sentence: tuple[Piece, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """The facts of one article that are shown together."""

    article_id: str
    title: str | None
    url: str
    site: str
    published_at: datetime
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Page:
    """What all cards of a page are made with."""

    names: Names
    words: Words
    before: Mapping[str, int]


def cards(
    facts: Iterable[Fact], names: Names, words: Words, before: Mapping[str, int] = MappingProxyType({})
) -> tuple[Card, ...]:
    """Cards in the order in which their first facts come; facts of one article are brought together.

    `before` is the ledger's place before, by the id of the fact, for facts whose news tells none.
    """
    page = _Page(names=names, words=words, before=before)
    by_article: dict[str, list[Fact]] = {}
    for fact in facts:
        by_article.setdefault(fact.shown.article_id, []).append(fact)
    return tuple(_card(together, page) for together in by_article.values())


def _card(facts: Sequence[Fact], page: _Page) -> Card:
    claim = facts[0].shown
    ordered = sorted(facts, key=_place_in_article)
    return Card(
        article_id=claim.article_id,
        title=claim.title,
        url=claim.url,
        site=site_of(claim.url) or claim.source,
        published_at=claim.published_at,
        blocks=tuple(_block(tuple(group), page) for _, group in groupby(ordered, key=_block_of_fact)),
    )


def site_of(url: str) -> str:
    """The host of an address as people write it."""
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def _block_of_fact(fact: Fact) -> tuple[str, str, int, str, str]:
    statement, evidence = fact.statement, fact.statement.evidence
    return (fact.kind, evidence.field, evidence.start, *_heading_key(statement, fact))


def _heading_key(statement: Statement, fact: Fact) -> tuple[str, str]:
    if isinstance(statement, Ranking):
        return (statement.rating_id or statement.rating or "", fact.period or "")
    return ("", "")


_KINDS = {"ranking": 0, "percentage": 1, "partnership": 2}
_OWN_ROLES = frozenset({"subject", "position", "figure", "country"})
"""Spans of the fact's own words: its rating or period may be named once for many."""


def _place_in_article(fact: Fact) -> tuple[int, tuple[str, str, int, str, str], int, int]:
    """Rankings first, then in the order of the text; in a sentence the best places first."""
    statement = fact.statement
    place = statement.position or 0 if isinstance(statement, Ranking) else 0
    own = (span.start for span in statement.evidence.spans if span.role in _OWN_ROLES)
    told_at = min(own, default=0)
    return (_KINDS[fact.kind], _block_of_fact(fact), place, told_at)


def _block(facts: Sequence[Fact], page: _Page) -> Block:
    statement = facts[0].statement
    sentence = marked_sentence([fact.statement.evidence for fact in facts])
    rows = tuple(_rows(facts, page))
    if not isinstance(statement, Ranking):
        heading = page.words("figures" if isinstance(statement, Percentage) else "partners")
        return Block(
            heading=heading,
            rating_id=None,
            publisher=None,
            period=None,
            foreign=False,
            rows=rows,
            sentence=sentence,
        )
    name = page.names.rating(statement.rating_id, statement.rating, page.words.language)
    return Block(
        heading=name or page.words("rating_unnamed"),
        rating_id=statement.rating_id,
        publisher=statement.publisher,
        period=facts[0].period or statement.period,
        foreign=statement.rating_id not in page.names.ratings and name is not None,
        rows=rows,
        sentence=sentence,
    )


def _rows(facts: Sequence[Fact], page: _Page) -> Iterable[Row]:
    partnerships: dict[tuple[str, str, str], list[Fact]] = {}
    for fact in facts:
        match fact.statement:
            case Ranking() as ranking:
                yield _ranking_row(fact, ranking, page)
            case Percentage() as figure:
                yield _figure_row(fact, figure, page)
            case Partnership() as partnership:
                alike = (partnership.region, partnership.relation, fact.status)
                partnerships.setdefault(alike, []).append(fact)
    for (region, relation, _), together in partnerships.items():
        countries = tuple(
            _place(fact.statement.country, page)
            for fact in together
            if isinstance(fact.statement, Partnership)
        )
        yield Row(
            fact=together[0],
            badge=None,
            subject=page.names.name(region, page.words.language),
            foreign=False,
            region=_place(region, page),
            told=page.words(f"relation_{relation}"),
            partners=countries,
        )


def _ranking_row(fact: Fact, ranking: Ranking, page: _Page) -> Row:
    return Row(
        fact=fact,
        badge=place_badge(ranking, page.words),
        subject=capitalised(ranking.subject),
        foreign=True,
        region=_other_place(ranking.region, ranking.subject, page),
        move=told_move(ranking, page.words, page.before.get(fact.id)),
        notes=tuple(_ranking_notes(ranking, page)),
    )


def _ranking_notes(ranking: Ranking, page: _Page) -> Iterable[str]:
    if ranking.scope:
        yield page.words("scope", scope=page.names.name(ranking.scope, page.words.language))
    if ranking.total is not None:
        yield page.words("of_total", total=page.words.number(ranking.total))
    if ranking.score is not None:
        yield score_words(ranking.score, page.words)
    if ranking.basis == "listed":
        yield page.words("basis_listed")
    if ranking.basis == "group" and ranking.position_to is not None:
        yield page.words("basis_group")


def _figure_row(fact: Fact, figure: Percentage, page: _Page) -> Row:
    in_words = figure_words(figure, page.words)
    went = figure.metric and figure.direction != "level"
    return Row(
        fact=fact,
        badge=figure_badge(figure, page.words),
        subject=capitalised(figure.metric or in_words),
        foreign=figure.metric is not None,
        region=_place(figure.region, page) if figure.region else None,
        move=Move(direction=figure.direction, words=in_words, short=in_words) if went else None,
        notes=tuple(_figure_notes(figure, in_words, page)),
    )


def _figure_notes(figure: Percentage, in_words: str, page: _Page) -> Iterable[str]:
    """A share that did not move needs words only where the bare figure would say too much."""
    if figure.metric and figure.direction == "level" and (figure.approx or figure.unit == "times"):
        yield in_words
    if figure.period:
        yield page.words.period(figure.period)


def _place(code: str, page: _Page) -> Place:
    return Place(code=code, name=page.names.name(code, page.words.language))


def _other_place(code: str | None, subject: str, page: _Page) -> Place | None:
    """The region, unless the subject says it in the very same page.words."""
    if code is None or page.names.name(code, page.words.language) == subject:
        return None
    return _place(code, page)
