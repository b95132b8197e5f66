"""Values <-> short arrays of JSON, which `storage.packing` packs.

Written by hand: positional arrays take half the bytes of objects, and reading a claim takes a
tenth of the time that a validating reader takes. A page of facts is a hundred claims.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from typing import Any, overload

from model.articles import Article, digest
from model.claims import Claim, claim_in
from model.statements import Evidence, Field, Partnership, Percentage, Ranking, Span, Statement
from model.unchecked import twin_of, unchecked
from storage.moments import from_ms, to_ms

_claim = unchecked(Claim)
_evidence = unchecked(Evidence)
_Span = twin_of(Span)
_new: Callable[[Any], Any] = object.__new__
_STATEMENTS: dict[str, Callable[..., Statement]] = {
    "r": unchecked(Ranking),
    "f": unchecked(Percentage),
    "p": unchecked(Partnership),
}
"""By the first element; the others are in the order of the fields."""

_digest = lru_cache(maxsize=1_024)(digest)
"""What one article says stands together on a page."""

Packed = list[Any]
"""What is left of a value when the names of its fields are left out."""


def article_array(article: Article) -> Packed:
    """An article without its id, which its key tells."""
    return [
        article.url,
        article.source,
        article.revision,
        article.title,
        article.text,
        None if article.published_at is None else to_ms(article.published_at),
        article.published_precision,
        article.published_from,
        None if article.updated_at is None else to_ms(article.updated_at),
        to_ms(article.fetched_at),
        article.reader,
        article.language,
        article.agency,
        article.authors,
        article.tags,
        article.signature,
    ]


def article_from(identifier: str, array: Packed) -> Article:
    """The article again."""
    return Article(
        id=identifier,
        url=array[0],
        source=array[1],
        revision=array[2],
        title=array[3],
        text=array[4],
        published_at=None if array[5] is None else from_ms(array[5]),
        published_precision=array[6],
        published_from=array[7],
        updated_at=None if array[8] is None else from_ms(array[8]),
        fetched_at=from_ms(array[9]),
        reader=array[10],
        language=array[11],
        agency=array[12],
        authors=tuple(array[13]),
        tags=tuple(array[14]),
        signature=array[15],
    )


def claim_array(claim: Claim, *, article: Article | None = None) -> Packed:
    """A claim. Its id is its article's and a digest, which stands here alone.

    What the given article tells is left out: of a sentence that it holds where the claim says, only
    the length is kept.
    """
    own, statement = claim.id.rpartition(".")[2], statement_array(claim.statement, article)
    if article is not None and _is_told_by(claim, article):
        return [own, statement]
    month, _, address = claim.article_id.partition(".")
    published_ms = to_ms(claim.published_at)
    return [
        own,
        month if address == digest(claim.url) else claim.article_id,
        claim.revision,
        claim.url,
        claim.source,
        claim.title,
        claim.signature,
        published_ms,
        to_ms(claim.seen_at) - published_ms,
        None if claim.withdrawn_at is None else to_ms(claim.withdrawn_at),
        statement,
    ]


def claim_from(array: Packed, *, article: Article | None = None) -> Claim:
    """The claim again; `article` is the one that was given when the record was made."""
    if article is not None and len(array) == _SHORT:
        return claim_in(article, f"{article.id}.{array[0]}", statement_from(array[1], article))
    own, at, revision, url, source, title, signature, published_ms, seen_ms, withdrawn_ms, statement = array
    # What a digest of the address is made of need not be kept beside it.
    article_id = at if "." in at else f"{at}.{_digest(url)}"
    return _claim(
        f"{article_id}.{own}",
        article_id,
        revision,
        url,
        source,
        title,
        signature,
        from_ms(published_ms),
        from_ms(published_ms + seen_ms),
        statement_from(statement, article),
        None if withdrawn_ms is None else from_ms(withdrawn_ms),
    )


_SHORT = 2
"""Elements of a claim that is all its article's but for what it says."""


def _is_told_by(claim: Claim, article: Article) -> bool:
    return claim == claim_in(article, f"{article.id}.{claim.id.rpartition('.')[2]}", claim.statement)


def statement_array(statement: Statement, article: Article | None = None) -> Packed:
    """A statement with its evidence; the first element tells its kind."""
    match statement:
        case Ranking():
            return [
                "r",
                _evidence_array(statement.evidence, article),
                statement.region,
                statement.subject,
                statement.subject_kind,
                statement.subject_id,
                statement.position,
                statement.position_to,
                statement.previous,
                statement.change,
                statement.score,
                statement.total,
                statement.period,
                statement.rating,
                statement.rating_id,
                statement.publisher,
                statement.scope,
                statement.basis,
            ]
        case Percentage():
            return [
                "f",
                _evidence_array(statement.evidence, article),
                statement.value,
                statement.value_to,
                statement.unit,
                statement.direction,
                statement.approx,
                statement.region,
                statement.metric,
                statement.period,
            ]
        case Partnership():
            return [
                "p",
                _evidence_array(statement.evidence, article),
                statement.region,
                statement.country,
                statement.relation,
            ]


def statement_from(array: Packed, article: Article | None = None) -> Statement:
    """The statement again."""
    kind, evidence, *told = array
    return _STATEMENTS[kind](_evidence_from(evidence, article), *told)


def _evidence_array(evidence: Evidence, article: Article | None) -> Packed:
    """Spans are told by their distance from the sentence's start, which has fewer digits, and length."""
    spans: Packed = []
    for span in evidence.spans:
        field = 0 if span.field == evidence.field else span.field
        spans += [span.role, field, span.start - evidence.start, span.end - span.start]
    held = article is not None and _slice(article, evidence.field, evidence.start, evidence.end)
    sentence = len(evidence.sentence) if held == evidence.sentence else evidence.sentence
    return [evidence.field, evidence.start, sentence, evidence.rule, *spans]


def _evidence_from(array: Packed, article: Article | None) -> Evidence:
    field, start, sentence, rule, *parts = array
    if article is not None and isinstance(sentence, int):
        sentence = _slice(article, field, start, start + sentence)
    spans = StoredSpans(field, start, parts) if parts else ()
    return _evidence(field, start, start + len(sentence), sentence, rule, spans)


class StoredSpans(Sequence[Span]):
    """The spans of evidence, made when they are first asked for: half of what is made of a fact are spans,
    and whoever lists facts does not look at them. Equal to any sequence of the same spans.
    """

    __slots__ = ("_field", "_made", "_parts", "_start")

    def __init__(self, field: Field, start: int, parts: Packed) -> None:
        self._field, self._start, self._parts = field, start, parts
        self._made: tuple[Span, ...] | None = None

    def _spans(self) -> tuple[Span, ...]:
        if self._made is None:
            values = iter(self._parts)
            spans = []
            for role, own_field, offset, length in zip(values, values, values, values, strict=True):
                # Filled here rather than by a call.
                span = _new(_Span)
                span.role = role
                span.field = own_field or self._field
                span.start = offset = self._start + offset
                span.end = offset + length
                span.__class__ = Span
                spans.append(span)
            self._made = tuple(spans)
        return self._made

    def __len__(self) -> int:
        return len(self._parts) // 4

    @overload
    def __getitem__(self, index: int) -> Span: ...

    @overload
    def __getitem__(self, index: slice) -> tuple[Span, ...]: ...

    def __getitem__(self, index: int | slice) -> Span | tuple[Span, ...]:
        return self._spans()[index]

    def __iter__(self) -> Iterator[Span]:
        return iter(self._spans())

    def __eq__(self, other: object) -> bool:
        return self._spans() == tuple(other) if isinstance(other, Sequence) else NotImplemented

    def __hash__(self) -> int:
        return hash(self._spans())

    def __repr__(self) -> str:
        return repr(self._spans())


def _slice(article: Article, field: str, start: int, end: int) -> str:
    return (article.text if field == "text" else article.title or "")[start:end]
