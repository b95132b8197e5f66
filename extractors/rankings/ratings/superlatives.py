"""What a rating is of, where the text never names one and only tells who has most of something.

    Быстрее всего за год выросли зарплаты на Камчатке     рейтинг по росту зарплат
    Больше всего миллионеров живёт в Москве               рейтинг по числу миллионеров
    Минспорт сообщил, где активнее всего сдают нормы      рейтинг: активнее всего сдают нормы
    Самые высокие пенсии — на Чукотке                     рейтинг самых высоких пенсий
    Доля самозанятых за 2024 год: первая Чечня            рейтинг по доле самозанятых
    Собрали 4 млн тонн свёклы. Это пятое место            рейтинг по сбору свёклы

The context asks only where nothing else names the rating.
"""

from __future__ import annotations

from extractors.features import feature, of_forms, of_lemmas
from extractors.rankings.ratings.described import in_case
from extractors.rankings.ratings.extent import past_metric
from extractors.rankings.ratings.phrasing import (
    NOT_MEASURED,
    SIGNS,
    is_thing,
    of_change,
    told_in,
    where_and_when,
)
from extractors.rankings.ratings.rating_name import RatingName
from extractors.rankings.views import between
from extractors.rankings.vocabulary import words
from extractors.tokens import DASHES, Annotated, Sentence, Token

_MORE = words("superlatives", "comparatives")
_COUNTED = frozenset(["больше", "меньше"])
_ALL = of_forms({"всего", "всех"})
_THAN_ALL = frozenset(["всего", "всех"])
_MOST = feature(
    lambda piece: piece.lower.startswith(("самые", "самая", "самое", "самый", "наибол", "наимен"))
)
_THIS = of_forms({"это", "что", "этому", "данному", "такому", "таким", "этим"})
_DRAWN = of_lemmas({"итог", "результат"})
_DRAWING = frozenset(["подвести", "огласить", "объявить", "обнародовать", "опубликовать", "обобщить"])
_PLACES = frozenset(["место", "строчка", "строка", "позиция", "результат", "показатель"])
_RESULTS = frozenset(["показатель", "результат", "параметр", "критерий"])
_SOON = 4
_MEASURES = words("superlatives", "measures")
_OF_MEASURES = ("ость", "емость", "оток")
_ASKING = frozenset(["где", "кто", "как", "чей"])
_BEHIND_HEADING = frozenset([*",:.?(", *DASHES, "за", "по", "в"])
_LONGEST_CLAUSE = 16
_LONGEST_PHRASE = 5
_LEAST_LETTERS = 3
_FIRST_LINES = 3
"""Lines without a verb that a table can stand below: whose data it has, and of what."""
_LEAST_WORDS = 2


def told_by_most(fields: list[Annotated]) -> list[tuple[int, RatingName]]:
    """The name that a field begins with, else the first that a comparison makes, and its field's number."""
    for read in (_heading, _pointed_at, _results, _by_comparison):
        for number, text in enumerate(fields):
            found = read(text)
            if found is not None:
                return [(number, found)]
    return []


def _by_comparison(text: Annotated) -> RatingName | None:
    for index, sentence in enumerate(text.sentences):
        if sentence.features & (_ALL | _MOST):
            found = _compared(text, index, sentence) or _superlative(text, index, sentence)
            if found is not None:
                return found
    return None


def _pointed_at(text: Annotated) -> RatingName | None:
    """What is told right before "Это пятое место", "По этому показателю", "С таким результатом"."""
    for index, sentence in enumerate(text.sentences):
        opening = _opening(sentence) if sentence.features & _THIS else range(0)
        this = (at for at in opening if text.tokens[at].features & _THIS)
        at = next((at for at in this if _points(text, at)), None)
        if at is None:
            continue
        start = sentence.start
        clause = text.sentences[index - 1] if index and at - start < _SOON else None
        clause = clause or (Sentence(start, at - 1, sentence.paragraph) if at - start >= _SOON else None)
        name = told_in(text, clause) if clause is not None else None
        if clause is not None and name is not None:
            return RatingName(clause.start, clause.end, index, name, False, metric=True)
    return None


def _results(text: Annotated) -> RatingName | None:
    """ "подвело итоги работы домов культуры": what the results are of that somebody draws."""
    for index, sentence in enumerate(text.sentences):
        for at in range(sentence.start + 1, sentence.end - 1) if sentence.features & _DRAWN else ():
            if not text.tokens[at].features & _DRAWN or text.tokens[at - 1].word.verb not in _DRAWING:
                continue
            end = past_metric(text, sentence, at + 1)
            told = [
                token for token in text.tokens[at + 1 : end] if token.word.lemmas.isdisjoint(NOT_MEASURED)
            ]
            quoted = any(token.text == "«" for token in text.tokens[at + 1 : end])
            if told and not quoted and not between(text.periods, at + 1, at + 2):
                name = f"рейтинг по итогам {text.slice(at + 1, end)}"
                return RatingName(at, end, index, name, False, metric=True)
    return None


def _opening(sentence: Sentence) -> range:
    return range(sentence.start + sentence.marker, sentence.end - 2)


def _points(text: Annotated, at: int) -> bool:
    """ "это второе место", "по этому показателю": not "этот регион"."""
    if text.tokens[at].lower in ("это", "что"):
        near = text.tokens[at + 1 : at + _SOON]
        return any(token.word.lemmas & _PLACES for token in near)
    return bool(text.tokens[at + 1].word.lemmas & _RESULTS)


def _compared(text: Annotated, index: int, sentence: Sentence) -> RatingName | None:
    """ "больше всего", "чаще всех": what the clause says that it stands in."""
    for at in range(sentence.start, sentence.end - 1) if sentence.features & _ALL else ():
        if text.tokens[at].lower not in _MORE or text.tokens[at + 1].lower not in _THAN_ALL:
            continue
        start, end = _clause(text, sentence, at)
        if end - start > _LONGEST_CLAUSE:
            continue
        named = where_and_when(text, start, end)
        name = of_change(text, start, end, named) or _of_number(text, sentence, at + 2, end)
        name = name or _of_words(text, start, end, named)
        if name is not None:
            return RatingName(start, end, index, name, False, metric=True)
    return None


def _clause(text: Annotated, sentence: Sentence, at: int) -> tuple[int, int]:
    """From the sign in front of a token to the next one."""
    start, end = at, at + 2
    while start > sentence.start and text.tokens[start - 1].text not in SIGNS:
        start -= 1
    while end < sentence.end and text.tokens[end].text not in SIGNS:
        end += 1
    return start, end


def _of_number(text: Annotated, sentence: Sentence, at: int, end: int) -> str | None:
    """ "больше всего миллионеров": how many there are of what stands behind it in the genitive."""
    if at >= end or text.tokens[at - 2].lower not in _COUNTED:
        return None
    first = text.tokens[at]
    plural = any(parse.number == "plur" and parse.case == "gent" for parse in first.word.parses[:2])
    if first.capitalised or not plural:
        return None
    return f"рейтинг по числу {text.slice(at, min(past_metric(text, sentence, at), end))}"


def _of_words(text: Annotated, start: int, end: int, named: set[int]) -> str | None:
    """What the clause says besides where and when."""
    said = [token for at, token in enumerate(text.tokens[start:end], start) if at not in named]
    content = [t for t in said if _says(t) and t.lower not in _MORE | _THAN_ALL]
    if len(content) < _LEAST_WORDS or not any(token.word.finite for token in content):
        return None
    said = said[1:] if said[0].lower in _ASKING else said
    told = [token.text if token.text.isupper() else token.lower for token in said]
    return f"рейтинг: {' '.join(told)}"


def _says(token: Token) -> bool:
    return token.kind == "word" and len(token.text) > _LEAST_LETTERS


def _superlative(text: Annotated, index: int, sentence: Sentence) -> RatingName | None:
    """ "самые высокие пенсии", "самым популярным направлением для поездок": a phrase that says most."""
    for at in range(sentence.start, sentence.end - 1) if sentence.features & _MOST else ():
        if not text.tokens[at].features & _MOST:
            continue
        noun = at + 1
        while noun < min(sentence.end - 1, at + _LONGEST_PHRASE) and text.tokens[noun].word.poses & {"ADJF"}:
            noun += 1
        if not is_thing(text.tokens[noun]) or text.tokens[noun].capitalised:
            continue
        end = past_metric(text, sentence, noun + 1)
        tail = text.tail(noun + 1, end)
        if end - at > _LEAST_WORDS:
            name = " ".join(["рейтинг", *in_case(text.tokens[at : noun + 1], "gent", given="nomn"), *tail])
            return RatingName(at, end, index, name, False, metric=True)
    return None


def _heading(text: Annotated) -> RatingName | None:
    """ "Пассажиропоток аэропортов за квартал: ...": what a field begins with, where that is measured."""
    for index, sentence in enumerate(text.sentences[:_FIRST_LINES]):
        tokens = text.tokens[sentence.start : sentence.end]
        if index and any(token.word.finite for token in tokens):
            return None
        found = _headed(text, index, sentence)
        if found is not None:
            return found
    return None


def _headed(text: Annotated, index: int, sentence: Sentence) -> RatingName | None:
    at = start = sentence.start + sentence.marker
    if start >= sentence.end:
        return None  # nothing but a dash
    while at < min(sentence.end - 1, start + _LONGEST_PHRASE) and text.tokens[at].word.pos == "ADJF":
        at += 1
    noun = text.tokens[at]
    measured = noun.word.lemmas & _MEASURES or noun.word.lemma.endswith(_OF_MEASURES)
    if at >= sentence.end - 1 or text.tokens[start].features & _MOST or not measured or not is_thing(noun):
        return None
    end = past_metric(text, sentence, at + 1)
    if end - start < _LEAST_WORDS or end >= sentence.end or text.tokens[end].lower not in _BEHIND_HEADING:
        return None
    tail = text.tail(at + 1, end)
    name = " ".join(["рейтинг по", *in_case(text.tokens[start : at + 1], "datv", given="nomn"), *tail])
    return RatingName(start, end, index, name, False, metric=True)
