"""What a percentage measures, and for which period."""

from __future__ import annotations

from bisect import bisect_left

from extractors.anchors import inside
from extractors.figures.amounts import Amount
from extractors.tokens import Annotated, PeriodSpan, Sentence, Token

_MEASURED = frozenset(
    "экспорт импорт товарооборот оборот вывоз ввоз поставка отгрузка торговля доля объем производство выручка"
    " доход расход зарплата население безработица инвестиция цена стоимость спрос количество число показатель"
    " госдолг долг рост прирост вклад план урожай сбор выпуск продажа закупка очередь турпоток перевозка"
    " заболеваемость смертность рождаемость налог поступление вложение кредит ставка индекс уровень нагрузка"
    " условие промышленность сельхозпродукция товар услуга бюджет строительство ввод жилье ".split()
)
"""Nouns that are measured; where a sentence has one near a figure, it is what the figure measures."""
_LONGEST_METRIC = 6
_MOST_PERIODS = 30
"""Periods of one sentence that are looked at; a table set as one sentence has more."""
_FARTHEST = 40
"""Tokens in front of the figure before, where one metric may stand for several figures."""


def metric(amount: Amount, field: Annotated, sentence: Sentence, previous: Amount | None) -> str | None:
    """The noun phrase of what is measured, its noun in the nominative; None where none is near."""
    floor = max(sentence.start, previous.end if previous else 0)
    before = range(amount.start - 1, floor - 1, -1)
    after = range(amount.end, min(sentence.end, amount.end + 8))
    for places in (before, after, range(floor - 1, max(sentence.start, floor - _FARTHEST) - 1, -1)):
        for at in places:
            if _is_measured(field.tokens[at]) and not _is_included(field.tokens, at):
                return _phrase(_head(at, sentence, field.tokens), field, sentence)
    return None


def _head(at: int, sentence: Sentence, tokens: list[Token]) -> int:
    """The measured noun that a measured noun in the genitive belongs to ("доля экспорта")."""
    place = at
    while "gent" in tokens[place].word.cases and place > sentence.start:
        place -= 1
        while place > sentence.start and tokens[place].word.poses & {"ADJF", "PRTF"}:
            place -= 1
        if not _is_measured(tokens[place]):
            return at
        at = place
    return at


def _is_measured(token: Token) -> bool:
    parses = token.word.parses
    return bool(parses) and parses[0].pos == "NOUN" and parses[0].lemma in _MEASURED


def _is_included(tokens: list[Token], at: int) -> bool:
    """ "в том числе"."""
    return at > 0 and tokens[at - 1].word.lower == "том"


def _phrase(at: int, field: Annotated, sentence: Sentence) -> str:
    """The noun's lemma and the genitives that follow it ("доля Белоруссии"), but for the region's name."""
    regions = {entity.start for entity in inside(field.entities, sentence) if entity.kind == "region"}
    words = [field.tokens[at].word.lemma]
    for place in range(at + 1, min(sentence.end, at + _LONGEST_METRIC)):
        token = field.tokens[place]
        genitive = any(
            parse.case == "gent" and parse.pos in ("NOUN", "ADJF", "PRTF") for parse in token.word.parses
        )
        verb = any(parse.pos == "VERB" for parse in token.word.parses[:1])
        if place in regions or token.kind != "word" or not genitive or verb:
            break
        words.append(token.text)
    return " ".join(words)


def period(amount: Amount, field: Annotated, sentence: Sentence) -> str | None:
    """The period told nearest in front of a figure in its sentence, or else behind it."""
    first = bisect_left(field.periods, sentence.start, key=_start)
    last = bisect_left(field.periods, sentence.end, key=_start)
    inside = field.periods[max(first, last - _MOST_PERIODS) : last]
    before = [span for span in inside if span.end <= amount.start]
    if before:
        return before[-1].period
    return inside[0].period if inside and not inside[0].relative and len(inside) == 1 else None


def _start(span: PeriodSpan) -> int:
    return span.start
