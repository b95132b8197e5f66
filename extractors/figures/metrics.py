"""What a percentage measures, and for which period."""

from __future__ import annotations

from bisect import bisect_left

from extractors.anchors import inside
from extractors.figures.amounts import Amount
from extractors.figures.lexicon import lexicon
from extractors.morphology import fold, inflected
from extractors.tokens import Annotated, Entity, PeriodSpan, Sentence, Token

_MEASURED = frozenset(
    "экспорт импорт товарооборот оборот вывоз ввоз поставка отгрузка торговля доля объем производство выручка"
    " доход расход зарплата население безработица инвестиция цена стоимость спрос количество число показатель"
    " госдолг долг рост прирост вклад план урожай сбор выпуск продажа закупка очередь турпоток перевозка"
    " заболеваемость смертность рождаемость налог поступление вложение кредит ставка индекс уровень нагрузка"
    " условие промышленность сельхозпродукция товар услуга бюджет строительство ввод жилье ".split()
)
"""Nouns that are measured; where a sentence has one near a figure, it is what the figure measures."""
_SIGNS = frozenset(",;:—")
_TELLING = frozenset(["up", "down", "being", "exceed"])
_NOBODYS = frozenset(
    ["time", "with_name", "facility", "event", "plan", "own", "up", "down", "staff", "more", "less", "source"]
)
_STANDINS = frozenset(["край", "область", "регион", "республика", "округ", "страна", "год", "месяц"])
_PLACES = frozenset(["место", "позиция", "строчка", "строка"])
_NOT_WHICH = frozenset(
    "весь общий прошлый прошлогодний нынешний основной главный крупный новый региональный областной краевой"
    " республиканский наш свой местный последний минимальный максимальный высокий низкий большой".split(" ")
)
_MOST_ADJECTIVES = 2
_LONGEST_METRIC = 6
_MOST_PERIODS = 30
"""Periods of one sentence that are looked at; a table set as one sentence has more."""
_FARTHEST = 40
"""Tokens in front of the figure before, where one metric may stand for several figures."""


def metric(amount: Amount, field: Annotated, sentence: Sentence, previous: Amount | None) -> str | None:
    """The noun phrase of what is measured, its noun in the nominative; None where none is near."""
    floor = max(sentence.start, previous.end if previous else 0)
    names = inside(field.entities, sentence)
    before = _nearest(range(amount.start - 1, floor - 1, -1), field, sentence)
    if before is None:
        before = _subject(amount, floor, field, names, sentence.start)
    if before is None:
        before = _nearest(range(amount.end, min(sentence.end, amount.end + 8)), field, sentence)
    if before is None:
        low = max(sentence.start, floor - _FARTHEST)
        before = _nearest(range(floor - 1, low - 1, -1), field, sentence)
    return None if before is None else _phrase(before, field, sentence, names)


def _nearest(places: range, field: Annotated, sentence: Sentence) -> int | None:
    """The first of some tokens that is measured, or the noun that it belongs to."""
    for at in places:
        if _is_measured(field.tokens[at]) and not _is_included(field.tokens, at):
            return _head(at, sentence, field.tokens)
    return None


def _subject(
    amount: Amount, floor: int, field: Annotated, names: list[Entity], sentence_start: int
) -> int | None:
    """ "удовлетворённость процедурами выросла на 19 пунктов": the clause's subject, of a verb of figures."""
    words, told = lexicon(), False
    named = {at for entity in names for at in range(entity.start, entity.end)}
    for at in range(amount.start - 1, floor - 1, -1):
        token = field.tokens[at]
        classes = words.classes(token)
        if token.text in _SIGNS and told:
            return None
        told = told or (bool(classes & _TELLING) and token.word.finite)
        if not told or at in named or not token.word.parses or classes & _NOBODYS:
            continue
        if not token.word.lemmas.isdisjoint(_PLACES):
            return None
        first = token.word.parses[0]
        thing = first.pos == "NOUN" and "inan" in first.marks and "nomn" in token.word.cases
        named_so = token.capitalised and at > sentence_start
        if thing and not named_so and not (at > floor and field.tokens[at - 1].word.poses & {"PREP", "CONJ"}):
            return at
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
    """ "в том числе", "в числе первых", "города с населением": it says what is among them, not how many."""
    before = tokens[at - 1].word.lower if at else ""
    lower = tokens[at].word.lower
    return (
        before == "том" or (before == "в" and lower == "числе") or (before == "с" and lower == "населением")
    )


def _phrase(at: int, field: Annotated, sentence: Sentence, names: list[Entity]) -> str:
    """The noun in the nominative with its adjectives and genitives, but for the region's name.

    "долговая нагрузка", "доля Белоруссии", "доходы рыбаков": in the number that it is told in.
    """
    regions = {place for name in names if name.kind == "region" for place in range(name.start, name.end)}
    words = [*_adjectives(at, field, sentence, names), _nominative(field.tokens[at])]
    for place in range(at + 1, min(sentence.end, at + _LONGEST_METRIC)):
        token = field.tokens[place]
        genitive = any(
            parse.case == "gent" and parse.pos in ("NOUN", "ADJF", "PRTF") for parse in token.word.parses
        )
        verb = any(parse.pos == "VERB" for parse in token.word.parses[:1])
        stands_in = not token.word.lemmas.isdisjoint(_STANDINS)
        if place in regions or stands_in or token.kind != "word" or not genitive or verb:
            break
        words.append(token.text)
    return " ".join(words)


def _number(token: Token) -> str:
    return next((p.number for p in token.word.parses if p.pos == "NOUN" and p.number), "sing")


def _nominative(token: Token) -> str:
    return fold(inflected(token.lower, "nomn", _number(token)) or token.word.lemma)


def _adjectives(at: int, field: Annotated, sentence: Sentence, names: list[Entity]) -> list[str]:
    """The adjectives right in front of a noun that say which it is, in the nominative."""
    named = {place for name in names for place in range(name.start, name.end)}
    noun = field.tokens[at].word
    number = _number(field.tokens[at])
    gender = next((p.gender for p in noun.parses if p.pos == "NOUN" and p.gender), "masc")
    found: list[str] = []
    for place in range(at - 1, max(sentence.start, at - _MOST_ADJECTIVES) - 1, -1):
        word = field.tokens[place].word
        kind = word.parses[0].pos if word.parses else ""
        if place in named or kind != "ADJF" or not word.cases & noun.cases or _points(field.tokens[place]):
            break
        form = inflected(word.lower, "nomn", number, *([gender] if number == "sing" else []))
        if form is None:
            break
        found.insert(0, fold(form))
    return found


def _points(token: Token) -> bool:
    """ "этот", "весь", "прошлый": says of what time or whose, not what is measured."""
    first = token.word.parses[0]
    return "Apro" in first.marks or "Anum" in first.marks or first.lemma in _NOT_WHICH


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
