"""The words of trade and of its end, by class. The words are in words.yaml."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from extractors.data_files import made_once, words_with_installed
from extractors.memory import Memory
from extractors.morphology import word
from extractors.tokens import Token

RELATION_CLASSES = frozenset({"export", "import", "trade", "cooperation"})


@dataclass(slots=True)
class Lexicon:
    """Classes of words by lemma."""

    lemmas: dict[str, frozenset[str]]
    known: Memory[frozenset[str]] = field(init=False)
    strong: Memory[bool] = field(init=False)
    """Whether a word tells of trade by itself."""
    related: Memory[bool] = field(init=False)
    """Whether it tells of trade or of cooperation, by itself or with others."""

    def __post_init__(self) -> None:
        self.known = Memory(self._classes)
        self.related = Memory(lambda lower: not self.known[lower].isdisjoint(RELATION_CLASSES))
        self.strong = Memory(self._is_strong)

    def classes(self, token: Token) -> frozenset[str]:
        """The classes that a word belongs to, by any of its lemmas."""
        return self.known[token.lower]

    def _classes(self, lower: str) -> frozenset[str]:
        told = {lower, *word(lower).lemmas}
        return frozenset().union(*(self.lemmas.get(lemma, ()) for lemma in told))

    def _is_strong(self, lower: str) -> bool:
        classes = self.known[lower]
        return "weak" not in classes and not classes.isdisjoint(RELATION_CLASSES)


@made_once
def lexicon() -> Lexicon:
    """The words in effect."""
    content = words_with_installed(Path(__file__).parent / "words.yaml", "partners/words.yaml")
    lemmas: dict[str, frozenset[str]] = {}
    for name, words in content.items():
        for listed in words:
            lemmas[listed] = lemmas.get(listed, frozenset()) | {name}
    return Lexicon(lemmas)
