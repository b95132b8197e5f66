"""Statements in the making to Ranking statements, with their evidence and identities."""

from __future__ import annotations

import re
from collections import Counter

from extractors.data_files import made_once
from extractors.rankings.context import Context
from extractors.rankings.items import Referent, Told
from extractors.rankings.ratings.identity import rating_identity, subject_identity
from extractors.rankings.ratings.likeness import names_kind
from extractors.registries import regions
from extractors.tokens import Annotated
from model.statements import Evidence, Ranking, Span

_RATINGS_NOUN = re.compile(r"\b(?:анти)?(?:рейтинг|рэнкинг|индекс|список|перечень|топ)\b", re.IGNORECASE)
_ASKED = "рейтинг: "
_MEASURED = "рейтинг по "
"""How a name begins that tells only what is measured."""


def ranking_of(fields: list[Annotated], told: Told, number: int, context: Context) -> Ranking | None:
    """The Ranking of a statement; None where what seemed its subject cannot hold a place."""
    if _no_subject(fields, told, context):
        return None
    subject = told.subject
    rating = _called(context.name_of(number, told), context.ranked_of(number, told), subject)
    if rating is not None and subject.kind == "organisation" and context.only_whose(number, told):
        rating = _of_kind(rating, context.ranked_of(number, told))
    publisher = context.publisher_of(number, told)
    rating_id, one_per_region = rating_identity(rating, publisher) if rating else (None, False)
    return Ranking(
        evidence=evidence_of(fields, told, number, context),
        region=subject.region,
        subject=subject.name,
        subject_kind=subject.subject_kind,
        subject_id=subject_identity(
            subject.name,
            subject.subject_kind,
            subject.region,
            one_per_region=one_per_region,
        ),
        position=told.position,
        position_to=told.position_to,
        previous=told.previous,
        change=told.change,
        score=told.score,
        total=context.total_of(number, told),
        period=context.period_of(number, told),
        rating=rating,
        rating_id=rating_id,
        publisher=publisher,
        scope=_scope(told),
        basis=told.basis,
    )


def _scope(told: Told) -> str | None:
    """The scope; not a district that has fewer regions: "среди субъектов СКФО выше Чечня (16-е место)"."""
    regional = told.subject.kind in ("region", "people") and told.position is not None
    size = _sizes().get(told.scope or "") if regional else None
    return None if size is not None and told.position is not None and told.position > size else told.scope


@made_once
def _sizes() -> Counter[str]:
    """How many regions each federal district has."""
    return Counter(region.district for region in regions() if region.district)


def _called(rating: str | None, ranked: str | None, subject: Referent) -> str | None:
    """ "рейтинг по вводу жилья" of regions is "рейтинг регионов по вводу жилья", of cities another one.

    One that the text never calls anything is called by what it ranks, if that is not regions or towns.
    """
    if rating is None:
        return f"рейтинг {ranked}" if ranked and subject.subject_kind not in ("region", "city") else None
    if ranked is None:
        return rating
    told = rating.removeprefix(_ASKED)
    if told != rating:  # "рейтинг: тратят на корзину", but "рейтинг: самые тихие города"
        return rating if names_kind(told) else f"рейтинг {ranked}: {told}"
    if not rating.startswith(_MEASURED):
        return rating
    return f"рейтинг {ranked} {rating.removeprefix('рейтинг ')}"


def _of_kind(rating: str, ranked: str | None) -> str:
    """ "рейтинг РЭЦ" of support centres is "рейтинг центров поддержки РЭЦ"."""
    noun = _RATINGS_NOUN.search(rating)
    if noun is None or ranked is None or ranked in rating or rating[noun.end() :].isascii():
        return rating  # "рейтинг THE Impact Rankings" has a title
    return f"{rating[: noun.end()]} {ranked}{rating[noun.end() :]}"


def _no_subject(fields: list[Annotated], told: Told, context: Context) -> bool:
    """A saying that holds the place itself («На первом месте — доверие»), or who names the best ones."""
    spans = {role: (field, start, end) for role, field, start, end in told.spans}
    subject, position = spans.get("subject"), spans.get("position")
    if subject is None or position is None:
        return False
    if subject[0] == position[0] and subject[1] <= position[1] and position[2] <= subject[2]:
        tokens = fields[subject[0]].tokens
        quoted = tokens[subject[1]].text == "«"
        # A place in brackets is within the span of its subject too: "Чечня (82-я)".
        bracketed = "(" in (token.text for token in tokens[subject[1] : position[2]])
        if not bracketed and (quoted or told.subject.region is None):
            return True
    return _compiles(told, subject, context)


def _compiles(told: Told, subject: tuple[int, int, int], context: Context) -> bool:
    """Whether what seemed a subject is who compiles the rating."""
    if told.subject.kind != "organisation" or (told.subject.region and told.rule != "ranking/best"):
        return False
    if told.subject.cases == {"datv"}:
        return False  # "первое место эксперты отдали Уральскому центру"
    return context.names_publisher(subject[0], subject[1])


def evidence_of(fields: list[Annotated], told: Told, number: int, context: Context) -> Evidence:
    """The sentence of a statement as given, and the spans that made it, wherever they stand."""
    text = fields[number]
    sentence = text.sentences[told.sentence]
    start, end = text.span(sentence.start, sentence.end)
    spans = []
    for role, where, first, last in [
        *told.spans,
        *_antecedent(fields, told, number),
        *context.sources(number, told),
    ]:
        begin, stop = fields[where].span(first, last)
        spans.append(Span(role=role, field=fields[where].name, start=begin, end=stop))
    return Evidence(
        field=text.name,
        start=start,
        end=end,
        sentence=text.given[start:end],
        rule=told.rule,
        spans=tuple(spans),
    )


def _antecedent(fields: list[Annotated], told: Told, number: int) -> list[tuple[str, int, int, int]]:
    """Where the region is named that a stand-in or pronoun means; in its own field first."""
    subject = told.subject
    if subject.region is None or any(
        span[0] == "subject" and span[2] == subject.start for span in told.spans
    ):
        return []
    for where in (number, *(other for other in range(len(fields)) if other != number)):
        inside = (e for e in fields[where].entities if subject.start <= e.start and e.end <= subject.end)
        if any(entity.code == subject.region for entity in inside):
            return [("antecedent", where, subject.start, subject.end)]
    return []
