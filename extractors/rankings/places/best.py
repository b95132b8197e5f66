"""The best few of many: "30 лучших", "десяти регионов-лидеров", "пяти городов с самым чистым воздухом"."""

from __future__ import annotations

from collections.abc import Sequence

from extractors.features import feature
from extractors.rankings.ratings.complements import is_superlative
from extractors.rankings.vocabulary import words
from extractors.tokens import Token

_BEST = words("places", "best_of")
_LEADERS = "-лидеров"
_WITH = frozenset(["с", "со"])
_WORST = frozenset(["худший", "плохой"])

TELLS_BEST = feature(lambda piece: piece.lower in _BEST or piece.lower.endswith(_LEADERS))
"""A word that is said of the best alone."""


def are_best(tokens: Sequence[Token], index: int, end: int) -> bool:
    """Whether the words from `index`, before `end`, are of the best of their kind."""
    if index >= end:
        return False
    if tokens[index].features & TELLS_BEST:
        return True
    if index + 2 >= end or tokens[index + 1].lower not in _WITH or "gent" not in tokens[index].word.cases:
        return False
    return is_superlative(tokens[index + 2]) and not tokens[index + 2].word.lemmas & _WORST
