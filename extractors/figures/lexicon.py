"""The words around figures, by class. The words are in words.yaml."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from extractors.tokens import Token

_BY_LEMMA = ("up", "down", "exceed", "state", "being", "plan", "time", "national", "own", "over_verbs", "regional")
_BY_FORM = ("more", "less", "about", "under", "over")
_REMEMBERED = 50_000


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Classes of words, and the values of words that are multiples."""

    lemmas: dict[str, frozenset[str]]
    forms: dict[str, frozenset[str]]
    times: dict[str, float]
    doubling: dict[str, float]
    prefixes: dict[str, float]
    remembered: dict[str, frozenset[str]]

    def classes(self, token: Token) -> frozenset[str]:
        """The classes that a word belongs to, by its form or by any of its lemmas."""
        lower = token.word.lower
        known = self.remembered.get(lower)
        if known is None:
            known = self.forms.get(lower, frozenset())
            for lemma in token.word.lemmas:
                known |= self.lemmas.get(lemma, frozenset())
            if len(self.remembered) < _REMEMBERED:
                self.remembered[lower] = known
        return known


@cache
def lexicon() -> Lexicon:
    """The shipped words."""
    content: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "words.yaml").read_text("utf-8"))
    return Lexicon(
        lemmas=_classes(content, _BY_LEMMA),
        forms=_classes(content, _BY_FORM),
        times=content["times"],
        doubling=content["doubling"],
        prefixes=content["prefixes"],
        remembered={},
    )


def _classes(content: dict[str, Any], names: tuple[str, ...]) -> dict[str, frozenset[str]]:
    table: dict[str, frozenset[str]] = {}
    for name in names:
        for word in content[name]:
            table[word] = table.get(word, frozenset()) | {name}
    return table
