"""The words around figures, by class. The words are in words.yaml."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from extractors.data_files import made_once, words_with_installed
from extractors.memory import Memory
from extractors.morphology import word
from extractors.tokens import Token
from model.statements import Unit

_BY_LEMMA = tuple(
    "up down exceed state being plan time national own over_verbs regional market difference facility"
    " event staff speech source with_name poll travelling norm abroad ranking economy".split()
)
_BY_FORM = ("more", "less", "about", "under", "over")
_PREFIXED = re.compile(r"(?:(\d{1,4})-?(?:х|ти|и)?-?|([а-я]{2,20}?))(процентн|кратн)[а-я]{1,3}")
Worth = tuple[float, float | None, Unit]
"""The value of an amount, the other end of its range, its unit."""


@dataclass(slots=True)
class Lexicon:
    """Classes of words, and the values of words that are multiples."""

    lemmas: dict[str, frozenset[str]]
    forms: dict[str, frozenset[str]]
    times: dict[str, float]
    doubling: dict[str, float]
    prefixes: dict[str, float]
    worths: Memory[Worth | None] = field(init=False)
    """What a word that is a multiple or a percentage by itself is worth; None for any other."""
    known: Memory[frozenset[str]] = field(init=False)

    def __post_init__(self) -> None:
        self.worths = Memory(self._worth)
        self.known = Memory(self._classes)

    def _worth(self, lower: str) -> Worth | None:
        times = self.times.get(lower) or self.doubling.get(word(lower).lemma)
        if times:
            return float(times), None, "times"
        first, _, last = lower.partition("-")
        if first in self.times and last in self.times:
            return float(self.times[first]), float(self.times[last]), "times"
        match = _PREFIXED.fullmatch(lower)
        if match is None:
            return None
        value = float(match[1]) if match[1] else self.prefixes.get(match[2])
        if value is None or (match[3] == "кратн" and value <= 1):
            return None
        return float(value), None, "percent" if match[3] == "процентн" else "times"

    def classes(self, token: Token) -> frozenset[str]:
        """The classes that a word belongs to, by its form or by any of its lemmas."""
        return self.known[token.lower]

    def _classes(self, lower: str) -> frozenset[str]:
        return self.forms.get(lower, frozenset()).union(
            *(self.lemmas.get(lemma, ()) for lemma in word(lower).lemmas)
        )


@made_once
def lexicon() -> Lexicon:
    """The words in effect."""
    content = words_with_installed(Path(__file__).parent / "words.yaml", "figures/words.yaml")
    return Lexicon(
        lemmas=_classes(content, _BY_LEMMA),
        forms=_classes(content, _BY_FORM),
        times=content["times"],
        doubling=content["doubling"],
        prefixes=content["prefixes"],
    )


def _classes(content: dict[str, Any], names: tuple[str, ...]) -> dict[str, frozenset[str]]:
    table: dict[str, frozenset[str]] = {}
    for name in names:
        for listed in content[name]:
            table[listed] = table.get(listed, frozenset()) | {name}
    return table
