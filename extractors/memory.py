"""What was found out about a word, kept for the next time that it comes.

News repeat themselves: nine words in ten were seen a moment before. What depends on a word alone
(whether a number can begin with it, which classes it belongs to) is found out once, by plain code
that may take its time, and looked up from then on:

    _begins = Memory(_may_begin_a_number)
    candidates = [at for at, token in enumerate(tokens) if _begins[token.text]]

Such a line is the way to pass over the words that a rule has no use for: one look-up a token, in C.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

Value = TypeVar("Value")

MOST_WORDS = 100_000
"""A day of news holds some 60,000 different forms; an entry costs some 100 bytes."""
LONGEST_WORD = 40
"""Characters. Longer strings are no words, do not come again, and are not kept."""


class Memory(dict[str, Value]):
    """A dictionary that asks a pure function of a word for what it does not hold yet.

    It forgets everything when it holds `most`, so that no text can fill the memory of the machine.
    Safe to share between threads: at worst a word is found out about twice.
    """

    __slots__ = ("_find_out", "_most")

    def __init__(self, find_out: Callable[[str], Value], most: int = MOST_WORDS) -> None:
        super().__init__()
        self._find_out = find_out
        self._most = most

    def __missing__(self, key: str) -> Value:
        found = self._find_out(key)
        if len(key) <= LONGEST_WORD:
            if len(self) >= self._most:
                self.clear()
            self[key] = found
        return found
