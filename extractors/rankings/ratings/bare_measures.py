"""Measures that a text tells short, since it has said before of what.

Экспорт сыра вырос на 5%. По объёму край первый     рейтинг по объёму экспорта сыра
"""

from __future__ import annotations

from extractors.rankings.ratings.described import genitive
from extractors.rankings.ratings.extent import past_metric
from extractors.rankings.ratings.rating_name import RatingName
from extractors.rankings.vocabulary import words
from extractors.tokens import Annotated, Token

_BARE = frozenset(["объем", "количество", "число", "сумма", "темп", "доля"])
_GROWTH = frozenset(["рост", "прирост"])
_MEASURES = (words("superlatives", "measures") | words("naming", "said_once")) - _BARE - _GROWTH
_NOT_OF = frozenset(["уровень", "качество", "год", "срок", "время", "цена", "стоимость"])
_BACK = 4
"""Sentences before a measure that can say of what it is."""


def complete_bare(names: list[tuple[int, RatingName]], fields: list[Annotated]) -> None:
    """Say of what the measures are that stand alone."""
    for number, name in names:
        text = fields[number]
        if name.metric and _is_bare(text.tokens[name.start : name.end]):
            of = _said_before(text, name)
            if of is not None:
                name.name = f"{name.name} {of}"


def _is_bare(tokens: list[Token]) -> bool:
    """ "по объёму", "по темпам роста"."""
    if len(tokens) not in (2, 3) or tokens[0].lower != "по" or not tokens[1].word.lemmas & _BARE:
        return False
    return len(tokens) == 2 or bool(tokens[2].word.lemmas & _GROWTH)


def _said_before(text: Annotated, name: RatingName) -> str | None:
    """What was measured last before a name, in the genitive, with what it is of."""
    for index in range(name.sentence, max(-1, name.sentence - _BACK), -1):
        sentence = text.sentences[index]
        end = name.start if index == name.sentence else sentence.end
        for at in range(sentence.start, end - 1):
            if not _is_measure(text.tokens[at]):
                continue
            stop = min(past_metric(text, sentence, at + 1), end)
            if stop > at + 1 and text.tokens[at + 1].kind == "word" and not text.tokens[at + 1].capitalised:
                return " ".join([*genitive([text.tokens[at]]), *text.tail(at + 1, stop)])
    return None


def _is_measure(token: Token) -> bool:
    lemmas = token.word.lemmas
    return token.word.pos == "NOUN" and bool(lemmas & _MEASURES) and lemmas.isdisjoint(_NOT_OF)
