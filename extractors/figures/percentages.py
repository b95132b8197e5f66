"""Percentage facts: each amount with its direction, its region, its metric and its period."""

from __future__ import annotations

from collections.abc import Sequence

from extractors.figures.amounts import Amount, amounts
from extractors.figures.directions import direction
from extractors.figures.lexicon import lexicon
from extractors.figures.metrics import metric, period
from extractors.figures.owners import owner
from extractors.focus import Scope
from extractors.tokens import Annotated, Sentence
from model.statements import Direction, Evidence, Percentage, Span, Unit

_RULES: dict[Unit, str] = {
    "percent": "percentage/percent",
    "points": "percentage/points",
    "times": "percentage/multiple",
}


def percentages(fields: Sequence[Annotated], scopes: dict[str, list[Scope]]) -> tuple[Percentage, ...]:
    """The percentages of a document in order; what the title tells of the text is told once."""
    found = [_of_field(field, scopes[field.name]) for field in fields]
    in_text = {_key(percentage) for percentage in found[-1]} if found else set()
    first = (
        [percentage for percentage in found[0] if _key(percentage) not in in_text] if len(found) > 1 else []
    )
    return (*first, *(found[-1] if found else ()))


def _key(percentage: Percentage) -> tuple[float, float | None, str]:
    return percentage.value, percentage.value_to, percentage.unit


def _of_field(field: Annotated, scopes: list[Scope]) -> list[Percentage]:
    found: list[Percentage] = []
    waiting = amounts(field)
    at = 0
    for sentence, scope in zip(field.sentences, scopes, strict=True):
        previous: Amount | None = None
        told: Direction | None = None
        while at < len(waiting) and waiting[at].start < sentence.end:
            amount = waiting[at]
            at += 1
            if amount.end > sentence.end or amount.start < sentence.start:
                continue
            percentage = _percentage(amount, field, sentence, scope, previous, told)
            previous, told = amount, percentage.direction
            found.append(percentage)
    return found


def _percentage(
    amount: Amount,
    field: Annotated,
    sentence: Sentence,
    scope: Scope,
    previous: Amount | None,
    told: Direction | None,
) -> Percentage:
    words = lexicon()
    start, end = field.span(sentence.start, sentence.end)
    figure = _span(field, amount)
    return Percentage(
        evidence=Evidence(field=field.name, start=start, end=end, sentence=field.given[start:end],
                          rule=_RULES[amount.unit], spans=(figure,)),
        value=amount.value,
        value_to=amount.value_to,
        unit=amount.unit,
        direction=direction(amount, field, sentence, previous, told, words),
        approx=amount.approx,
        region=owner(amount, scope, field.tokens, words),
        metric=metric(amount, field, sentence, previous),
        period=period(amount, field, sentence),
    )  # fmt: skip


def _span(field: Annotated, amount: Amount) -> Span:
    start, end = field.span(amount.start, amount.end)
    return Span(role="figure", field=field.name, start=start, end=end)
