"""Faults in the phrases of a rule: signs that do not match, words that the dictionary does not have."""

from __future__ import annotations

import re
from collections.abc import Iterator

from extractors.morphology import fold, is_known, word
from extractors.signals import Rule, expansions
from model.errors import ConfigurationError

Fault = tuple[str, str, bool]
"""What is wrong, what to do, and whether it is only a warning."""
_PAIRS = {"}": "{", "]": "["}
_SIGNS = re.compile(r"[{}\[\]|\s]+")
_RUSSIAN = re.compile(r"[а-я][а-я-]*")


def faults(line: str) -> Iterator[Fault]:
    """The faults of one phrase, the gravest first; of unbalanced signs only those are told."""
    wrong = _unbalanced(line)
    if wrong is not None:
        yield wrong, "close what is opened, and nest nothing", False
        return
    if re.search(r"[{|]\s*[|}]", line):
        yield "an empty choice between signs", "take a | away; [x] is what may be absent", False
    for part in dict.fromkeys(_SIGNS.split(line)):
        if part.strip("="):
            yield from _of_word(part)


def readings(rule: Rule) -> set[tuple[str, ...]] | None:
    """The phrases of a rule as words, None where there are too many."""
    try:
        return expansions(rule)
    except ConfigurationError:
        return None


def _unbalanced(line: str) -> str | None:
    opened: str | None = None
    for sign in line:
        if sign in "{[":
            if opened is not None:
                return f"{sign!r} inside {opened!r}"
            opened = sign
        elif sign in _PAIRS:
            if opened != _PAIRS[sign]:
                return f"{sign!r} closes nothing"
            opened = None
        elif sign == "|" and opened != "{":
            return "'|' outside of braces"
    return f"{opened!r} is not closed" if opened else None


def _of_word(part: str) -> Iterator[Fault]:
    lower = fold(part.lstrip("="))
    if not _RUSSIAN.fullmatch(lower):
        return
    if not is_known(lower):
        yield f"{lower!r} is not in the dictionary", "see whether it is misspelled", True
    elif not part.startswith("=") and lower not in word(lower).lemmas:
        lemmas = ", ".join(sorted(word(lower).lemmas))
        yield f"{lower!r} is no lemma, and stands for this one form", f"write ={lower}, or {lemmas}", True
