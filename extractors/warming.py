"""Words that most news have, looked up before processes are forked, which share what was found out.

A process of its own for each job would find out about every word anew: of the time that it takes to read a
single article that is a third. The list is made by `make dictionaries`.
"""

from __future__ import annotations

from pathlib import Path

FREQUENT_WORDS = Path(__file__).with_name("frequent_words.txt")
_IN_A_SENTENCE = 12


def frequent_text() -> str:
    """The words in lines that are read as sentences: what is found out about a word depends on neither."""
    words = FREQUENT_WORDS.read_text(encoding="utf-8").split()
    starts = range(0, len(words), _IN_A_SENTENCE)
    return "\n".join(f"{' '.join(words[start : start + _IN_A_SENTENCE])}." for start in starts)
