"""The words of a sentence as they are indexed and looked for: whatever the case, the ending, and ё or е."""

from __future__ import annotations

import re
from functools import lru_cache
from threading import Lock

from snowballstemmer import stemmer

from model.names import folded

_WORD = re.compile(r"[^\W_]+")
SHORTEST = 3
"""Letters of the shortest word that the index has; shorter ones are in nearly every sentence."""
_russian = stemmer("russian")
_lock = Lock()
"""The stemmer keeps the word that it works on in itself."""


def stems_of(text: str) -> list[str]:
    """The stems of the words of a text, in their order."""
    return [stem_of(word) for word in _WORD.findall(folded(text))]


def indexed_stems(text: str) -> frozenset[str]:
    """The stems that the index has of a text."""
    return frozenset(stem_of(word) for word in _WORD.findall(folded(text)) if len(word) >= SHORTEST)


@lru_cache(maxsize=200_000)
def stem_of(word: str) -> str:
    """The stem of a folded word, by the Snowball rules for Russian; others stay as they are."""
    with _lock:
        stem: str = _russian.stemWord(word)
    return stem


def has_words(sentence: str, words: str) -> bool:
    """Whether all words stand in a sentence, in whatever order and form."""
    there = folded(sentence)
    return all(_has_stem(there, stem) for stem in _wanted(words))


@lru_cache(maxsize=256)
def _wanted(words: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(stems_of(words)))


def _has_stem(there: str, stem: str) -> bool:
    """Whether a word of a folded text has this stem.

    Stemming takes endings off and puts nothing on: what begins otherwise need not be stemmed.
    """
    at = there.find(stem)
    while at >= 0:
        word = _WORD.match(there, at)
        if word is not None and not (at and _WORD.match(there, at - 1)) and stem_of(word[0]) == stem:
            return True
        at = there.find(stem, at + 1)
    return False


def has_phrase(sentence: str, phrase: str) -> bool:
    """Whether a piece of text stands in a sentence, whatever the case and the spaces, as whole words."""
    wanted = re.escape(" ".join(folded(phrase).split()))
    return re.search(rf"(?<!\w){wanted}(?!\w)", " ".join(folded(sentence).split())) is not None
