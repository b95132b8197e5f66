"""Normalised text to tokens: words with their hyphens, numbers with their commas, single signs."""

from __future__ import annotations

import re

from extractors.features import PIECES
from extractors.tokens import Token

# Every alternative repeats only classes that cannot also match what follows, so the time is linear
# in the length. Words come first because most tokens are words. The space behind a token comes with
# it, in one match; before a line end it is the break's ("++": not tried again letter by letter).
_TOKEN = re.compile(
    r"([^\W\d]\w*(?:-\w+)*"
    r"|\d{1,3}(?:[ ]\d{3})+(?!\d)(?:[.,]\d+)?(?!\w|-[^\W\d])|\d+(?:[.,]\d+)?(?!\w|-[^\W\d])"
    r"|\w+(?:-\w+)*"
    r"|\s*\n\s*"
    r"|[^\S\n]+"
    r"|\.{2,}|.)"
    r"([^\S\n]++(?!\n))?"
)


def tokenise(text: str) -> list[Token]:
    """The tokens of a normalised text, in order. Their texts and the spaces between make it up again."""
    tokens: list[Token] = []
    add, pieces = tokens.append, PIECES
    at = 0
    for match in _TOKEN.finditer(text):
        piece, space = match.groups()
        known = pieces[piece]
        if known is not None:
            shared, kind, word, lower, capital, features = known
            add(Token(shared, at, at + len(piece), kind, word, lower, features, space is not None, capital))
        at = match.end()
    return tokens
