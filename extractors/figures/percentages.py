"""Percentage facts: each amount with its direction, its region, its metric and its period."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import field as made

from extractors.figures.amounts import Amount, amounts
from extractors.figures.directions import direction
from extractors.figures.lexicon import Lexicon, lexicon
from extractors.figures.metrics import metric, period
from extractors.figures.owners import owner
from extractors.figures.shares import is_difference, is_norm, is_own
from extractors.figures.talk import Talk, told_in_headline
from extractors.focus import Focus, Scope
from extractors.tokens import Annotated, Sentence, Token
from model.statements import Direction, Evidence, Percentage, Span, Unit

_SHARES = frozenset({"доля", "часть", "уровень", "безработица", "процент"})
_RULES: dict[Unit, str] = {
    "percent": "percentage/percent",
    "points": "percentage/points",
    "times": "percentage/multiple",
}


def percentages(fields: Sequence[Annotated], focus: Focus) -> tuple[Percentage, ...]:
    """The percentages of a document in order; what the title tells of the text is told once."""
    found = [_of_field(field, focus, fields[0] if len(fields) > 1 else None) for field in fields]
    in_text = {_key(percentage) for percentage in found[-1]} if found else set()
    first = (
        [percentage for percentage in found[0] if _key(percentage) not in in_text] if len(found) > 1 else []
    )
    return (*first, *(found[-1] if found else ()))


def _key(percentage: Percentage) -> tuple[float, float | None, str]:
    return percentage.value, percentage.value_to, percentage.unit


@dataclass(slots=True)
class _Last:
    """The amount before in the same sentence, and what it was found to tell."""

    amount: Amount | None = None
    direction: Direction | None = None
    own: bool = False
    told_of: set[str] = made(default_factory=set)


def _of_field(field: Annotated, focus: Focus, headline: Annotated | None) -> list[Percentage]:
    found: list[Percentage] = []
    waiting = amounts(field)
    if not waiting:
        return found
    at = 0
    told_of: set[str] = set()
    last = _Last()
    talk = Talk()
    if headline is not None:
        talk.headline = told_in_headline(headline, focus.scopes(headline.name))
    for sentence, scope in zip(field.sentences, focus.scopes(field.name), strict=True):
        if at >= len(waiting):
            break
        talk.go_on(field, sentence, scope)
        if waiting[at].start >= sentence.end:
            last = _Last(told_of=told_of)
            continue
        verbless = not any(_is_verb(token) for token in field.tokens[sentence.start : sentence.end])
        last = _Last(last.amount, last.direction, told_of=told_of) if verbless else _Last(told_of=told_of)
        while at < len(waiting) and waiting[at].start < sentence.end:
            amount = waiting[at]
            at += 1
            following = waiting[at].start if at < len(waiting) else len(field.tokens)
            if sentence.start <= amount.start and amount.end <= sentence.end:
                found.append(_percentage(amount, following, field, sentence, scope, last, talk))
    return found


def _percentage(
    amount: Amount,
    following: int,
    field: Annotated,
    sentence: Sentence,
    scope: Scope,
    last: _Last,
    talk: Talk,
) -> Percentage:
    words = lexicon()
    start, end = field.span(sentence.start, sentence.end)
    told = direction(amount, field, sentence, last.amount, last.direction, words)
    if told == "level" and talk.changed and _is_of_a_row(amount, field, sentence, scope, words):
        told = talk.changed
    own = (
        is_own(amount, scope, field.tokens, words)
        or is_difference(amount, scope, field.tokens, words)
        or (last.own and not _region_between(last, amount, scope))
    )
    measured = metric(amount, field, sentence, last.amount)
    polled = talk.polled if own and not is_norm(amount, scope, field.tokens, words) else None
    region = polled if own else owner(amount, following, scope, field.tokens, words, last.told_of, talk)
    last.amount, last.direction, last.own = amount, told, own or talk.held
    talk.changed = told if told != "level" else None
    last.told_of |= {region} if region else set()
    return Percentage(
        evidence=Evidence(
            field=field.name,
            start=start,
            end=end,
            sentence=field.given[start:end],
            rule=_RULES[amount.unit],
            spans=(_span(field, amount),),
        ),
        value=amount.value,
        value_to=amount.value_to,
        unit=amount.unit,
        direction=told,
        approx=amount.approx,
        region=region,
        metric=measured,
        period=period(amount, field, sentence),
    )


def _is_of_a_row(amount: Amount, field: Annotated, sentence: Sentence, scope: Scope, words: Lexicon) -> bool:
    """ "Вторым стал Магас (5,8%).": one more of what the sentence before told of ("с ростом цен на 5,2%")."""
    at = amount.start - 1 - (field.tokens[amount.start - 1].word.lower == "по")
    if field.tokens[at].text != "(" or not any(anchor.end == at for anchor in scope.anchors):
        return False
    inside = field.tokens[sentence.start : sentence.end]
    return not any(
        words.classes(token) & {"up", "down", "state", "exceed"} or token.word.lemma in _SHARES
        for token in inside
    )


def _is_verb(token: Token) -> bool:
    return any(parse.pos in ("VERB", "PRTS") for parse in token.word.parses[:1])


def _region_between(last: _Last, amount: Amount, scope: Scope) -> bool:
    start = last.amount.end if last.amount else amount.start
    return any(start <= anchor.start < amount.start for anchor in scope.anchors)


def _span(field: Annotated, amount: Amount) -> Span:
    start, end = field.span(amount.start, amount.end)
    return Span(role="figure", field=field.name, start=start, end=end)
