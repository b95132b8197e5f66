"""Ratings that no noun calls so, by what is measured or who is ranked.

по вывозу баранины, среди лучших регионов для бизнеса
сотня лучших вузов, города с самым дешёвым жильём
"""

from __future__ import annotations

from extractors.features import feature, of_forms
from extractors.morphology import inflected
from extractors.rankings.extent import (
    is_genitive,
    is_superlative,
    past_governed,
    past_metric,
    past_most,
    past_name,
)
from extractors.rankings.rating_name import RatingName
from extractors.rankings.vocabulary import words
from extractors.signals import Signal
from extractors.tokens import Annotated, Sentence, Token

_EXTREMES = words("naming", "extremes")
_RANKED = words("naming", "ranked")
_PARTS = words("naming", "parts")
_BY = of_forms({"по"})
_AMONG_BIT = of_forms({"среди", "числе"})
_AMONG = frozenset(["среди", "числе"])
_MOST = feature(
    lambda piece: (
        piece.lower.startswith(("самым", "самой", "наи")) or not piece.word.lemmas.isdisjoint(_EXTREMES)
    )
)


def of_tiers(text: Annotated, index: int, sentence: Sentence, signals: list[Signal]) -> list[RatingName]:
    """ "сотня лучших вузов России": what is ranked, where no rating is named."""
    found = []
    for signal in signals:
        if signal.name != "tier" or signal.end >= sentence.end:
            continue
        first = text.tokens[signal.end]
        best = first.lower in ("лучших", "сильнейших", "крупнейших", "самых")
        if not best and not (_is_ranked(first) and is_genitive(first)):
            continue
        end = past_name(text, sentence, signal.end)
        if end > signal.end + (1 if best else 2):
            name = f"рейтинг {text.slice(signal.end, end)}"
            found.append(RatingName(signal.end, end, index, name, False, metric=True))
    return found


def among_best(text: Annotated, index: int, sentence: Sentence, found: list[RatingName]) -> list[RatingName]:
    """ "пятая среди лучших регионов для бизнеса": what those are best for."""
    names = []
    for at in range(sentence.start + 1, sentence.end - 2) if sentence.features & _AMONG_BIT else ():
        first = text.tokens[at]
        if text.tokens[at - 1].lower not in _AMONG or not first.lower.startswith(
            ("лучш", "крупнейш", "худш")
        ):
            continue
        end = past_name(text, sentence, at)
        taken = any(name.start < end and at < name.end for name in found if not name.bare)
        if end > at + 2 and not taken and any(_is_ranked(token) for token in text.tokens[at:end]):
            names.append(RatingName(at, end, index, f"рейтинг {text.slice(at, end)}", False, metric=True))
    return names


def _is_ranked(token: Token) -> bool:
    """ "регионов", "городов", "регионов-доноров"."""
    return bool(token.word.lemmas & _RANKED) or token.lower.startswith(("регионов-", "городов-"))


def of_the_most(text: Annotated, index: int, sentence: Sentence, named: list[RatingName]) -> list[RatingName]:
    """ "названы города с самым дешёвым жильём": those that are ranked, by what they have most of."""
    if not sentence.features & _MOST:
        return []
    found = []
    for at in range(sentence.start + 1, sentence.end - 1):
        noun = text.tokens[at - 1]
        if text.tokens[at].lower != "с" or any(n.start <= at < n.end for n in named):
            continue
        if not (is_superlative(text.tokens[at + 1]) and noun.word.lemmas & _RANKED):
            continue
        end = past_most(text, sentence, at + 1)
        plural = inflected(noun.lower, "gent", "plur")
        if end is not None and plural is not None:
            end = past_metric(text, sentence, end)
            name = f"рейтинг {plural} {text.slice(at, end)}"
            found.append(RatingName(at - 1, end, index, name, False, metric=True))
    return found


def _measure(told: str) -> str:
    """ "По вывозу зерна" inside a name; "АПК" stays, but in a headline all of which is in capitals."""
    return told.lower() if told.isupper() else told[:1].lower() + told[1:]


def metrics(text: Annotated, index: int, sentence: Sentence, named: list[RatingName]) -> list[RatingName]:
    """ "По вывозу баранины край лидирует": what is measured, where no rating is named with it."""
    if not sentence.features & _BY:
        return []
    found = []
    for start in range(sentence.start, sentence.end):
        if text.tokens[start].lower != "по" or any(n.start <= start < n.end for n in named):
            continue
        stop = past_governed(text, sentence, start, "datv")
        if stop is None:
            continue
        end = past_metric(text, sentence, stop)
        found.append(
            RatingName(
                start,
                end,
                index,
                f"рейтинг {_measure(text.slice(start, end))}",
                False,
                metric=True,
                part=bool(text.tokens[stop - 1].word.lemmas & _PARTS),
            )
        )
    return found
