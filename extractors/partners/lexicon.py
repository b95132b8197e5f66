"""The words of trade and of its end, by class. The words are in words.yaml."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from extractors.data_files import made_once, words_with_installed
from extractors.tokens import Token

_REMEMBERED = 50_000
RELATION_CLASSES = frozenset({"export", "import", "trade", "cooperation"})


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Classes of words by lemma."""

    lemmas: dict[str, frozenset[str]]
    remembered: dict[str, frozenset[str]]
    strong: dict[str, bool]

    def tells_of_trade(self, token: Token) -> bool:
        """Whether a word tells of trade by itself."""
        lower = token.word.lower
        known = self.strong.get(lower)
        if known is None:
            classes = self.classes(token)
            known = bool(classes & RELATION_CLASSES) and "weak" not in classes
            if len(self.strong) < _REMEMBERED:
                self.strong[lower] = known
        return known

    def classes(self, token: Token) -> frozenset[str]:
        """The classes that a word belongs to, by any of its lemmas."""
        lower = token.word.lower
        known = self.remembered.get(lower)
        if known is None:
            known = self.lemmas.get(lower, frozenset())
            for lemma in token.word.lemmas:
                known |= self.lemmas.get(lemma, frozenset())
            if len(self.remembered) < _REMEMBERED:
                self.remembered[lower] = known
        return known


@made_once
def lexicon() -> Lexicon:
    """The words in effect."""
    content = words_with_installed(Path(__file__).parent / "words.yaml", "partners/words.yaml")
    lemmas: dict[str, frozenset[str]] = {}
    for name, words in content.items():
        for word in words:
            lemmas[word] = lemmas.get(word, frozenset()) | {name}
    return Lexicon(lemmas, {}, {})
