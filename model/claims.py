"""Claims and facts.

A claim is what one article says at one place. A fact is what its claims agree on. Nothing is
deleted: a changed article makes new claims and withdraws old ones, and the fact follows.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Literal

from model.articles import Article, digest, month_of_article
from model.names import folded
from model.statements import Partnership, Percentage, Ranking, Statement
from model.unchecked import unchecked
from model.wire import statement_wire

FactKind = Literal["ranking", "percentage", "partnership"]
FactStatus = Literal["single_source", "corroborated", "conflicting", "corrected", "withdrawn"]
_PLACE_IN_TEXT = ("field", "start", "end", "spans")
_WORD = re.compile(r"\w+")
_KINDS: dict[type[Statement], FactKind] = {
    Ranking: "ranking",
    Percentage: "percentage",
    Partnership: "partnership",
}
PERIOD_INFERRED = "period_inferred"
"""The flag of a place that no claim tells the period of."""
LEAST_WORDS = 6
"""Words and numbers of a sentence that nobody writes by chance as another has."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A statement of one article.

    `id` is made of the article and of what is said, not of where in the text: a paragraph that
    is put in front changes no claim. `revision` is the latest revision that says it;
    `withdrawn_at` is when a revision was seen that says it no longer. `signature` is the
    article's: claims with the same signature are reprints, and count once.
    """

    id: str
    article_id: str
    revision: str
    url: str
    source: str
    title: str | None
    signature: str
    published_at: datetime
    seen_at: datetime
    statement: Statement
    withdrawn_at: datetime | None = None

    @property
    def key(self) -> FactKey:
        """The key of the fact that this claim speaks for."""
        return fact_key(self.statement, self.article_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class FactKey:
    """What a fact is about.

    For a figure, `rating` is the metric and `scope` its unit and direction; for a partnership,
    `rating` is the country and `scope` the relation. A part that the text does not tell is
    filled with the article's id where taking two silences for one thing would merge what
    belongs apart; of a figure with the month and the sentence, so that reprints meet. `period` is
    as told, or None.
    """

    kind: FactKind
    subject: str
    rating: str
    scope: str
    period: str | None

    @property
    def book(self) -> str:
        """The unit of folding and of storage: facts of one book share one Redis slot."""
        return self.rating if self.kind == "ranking" else f"{self.kind}:{self.subject}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """What the claims of one key agree on, or do not.

    `shown` is the claim whose statement is shown; the rules of the choice are in `storage`. `period` is
    the edition that the fact was put into, which may be inferred from its publication where no claim
    tells it ("~2026-02": published in that month). `flags` are findings such as "previous_differs".
    `claims` holds all, withdrawn ones too, oldest first.
    """

    id: str
    status: FactStatus
    shown: Claim
    period: str | None
    claims: Sequence[Claim]
    flags: tuple[str, ...] = ()
    made_key: FactKey | None = field(default=None, init=False, compare=False, repr=False)

    @property
    def key(self) -> FactKey:
        """What it is about. Made when it is first asked for: whoever lists facts does not ask."""
        if self.made_key is None:
            key = self.shown.key
            if key.kind == "ranking" and key.period is None and PERIOD_INFERRED not in self.flags:
                # Another claim tells the period.
                key = replace(key, period=self.period)
            object.__setattr__(self, "made_key", key)
            return key
        return self.made_key

    @property
    def kind(self) -> FactKind:
        """What kind of statement it is."""
        return _KINDS[type(self.shown.statement)]

    @property
    def statement(self) -> Statement:
        """What the claim says that is shown."""
        return self.shown.statement

    @property
    def published_at(self) -> datetime:
        """When the first of its claims was published: it places the fact in a month."""
        return self.claims[0].published_at


def claims_of(article: Article, statements: tuple[Statement, ...]) -> tuple[Claim, ...]:
    """The claims of one revision, one for each different thing said, in the order of the text."""
    claims: dict[str, Claim] = {}
    for statement in statements:
        identifier = claim_id(article.id, statement)
        claims.setdefault(identifier, claim_in(article, identifier, statement))
    return tuple(claims.values())


def claim_in(article: Article, identifier: str, statement: Statement) -> Claim:
    """The claim of this id that a revision makes."""
    return Claim(
        id=identifier,
        article_id=article.id,
        revision=article.revision,
        url=article.url,
        source=article.source,
        title=article.title,
        signature=article.signature or article.revision,
        published_at=article.dated_at,
        seen_at=article.fetched_at,
        statement=statement,
    )


def claim_id(identifier: str, statement: Statement) -> str:
    """The id of what an article says: its article's id and a digest of the saying."""
    wire = statement_wire(statement)
    said = {name: value for name, value in wire.items() if name not in _PLACE_IN_TEXT}
    return f"{identifier}.{digest(json.dumps(said, ensure_ascii=False, sort_keys=True))}"


def tells_all(figure: Percentage) -> bool:
    """Whether a figure tells whose it is, of what and for when: only such can be told by several texts."""
    return bool(figure.region and figure.metric and figure.period)


def _said_in(figure: Percentage, identifier: str) -> str:
    """What keeps a figure that does not tell all apart from others: its sentence in a month, or its article.

    Who says a sentence word for word in the same month reprints it. A short one is in many texts.
    """
    words = _WORD.findall(folded(figure.evidence.sentence))
    if len(words) < LEAST_WORDS:
        return identifier
    return f"{month_of_article(identifier)}.{digest(' '.join(words))}"


_key = unchecked(FactKey)
"""Kind, subject, rating, scope, period. Every claim that is folded or read is asked for its key."""


def _scope(told: str | None) -> str:
    """The code of a district as it is; in words of a text, ё does not tell two scopes apart."""
    return (told or "").replace("ё", "е")


def fact_key(statement: Statement, identifier: str) -> FactKey:
    """The key of the fact that a statement of the article `identifier` speaks for."""
    match statement:
        case Ranking():
            rating = statement.rating_id or f"unnamed:{identifier}"
            return _key("ranking", statement.subject_id, rating, _scope(statement.scope), statement.period)
        case Percentage():
            own = "" if tells_all(statement) else f"{_said_in(statement, identifier)}:{statement.value:g}"
            scope = f"{statement.unit}:{statement.direction}:{own}"
            metric = folded(statement.metric) if statement.metric else ""
            return _key("percentage", statement.region or "", metric, scope, statement.period)
        case Partnership():
            return _key("partnership", statement.region, statement.country, statement.relation, None)
