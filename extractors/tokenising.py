"""Normalised text to tokens: words with their hyphens, numbers with their commas, single signs."""

from __future__ import annotations

import re

from extractors.morphology import fold, word
from extractors.tokens import Token, TokenKind, Word

# Every alternative begins with another class of characters and repeats only classes that
# cannot also match what follows, so the time is linear in the length.
_TOKEN = re.compile(
    r"(?P<number>\d{1,3}(?:[ ]\d{3})+(?!\d)(?:[.,]\d+)?(?!\w|-[^\W\d])|\d+(?:[.,]\d+)?(?!\w|-[^\W\d]))"
    r"|(?P<word>\w+(?:-\w+)*)"
    r"|(?P<break>\s*\n\s*)"
    r"|(?P<space>[^\S\n]+)"
    r"|(?P<sign>\.{2,}|.)"
)
_SIGN_WORDS: dict[str, Word] = {}


def tokenise(text: str) -> list[Token]:
    """The tokens of a normalised text, in order. Their texts and the spaces between make it up again."""
    tokens: list[Token] = []
    for match in _TOKEN.finditer(text):
        group = match.lastgroup
        if group == "space":
            if tokens:
                tokens[-1].spaced = True
            continue
        piece = match.group()
        tokens.append(
            Token(piece, match.start(), match.end(), _kind(group, piece), _word(group, piece), spaced=False)
        )
    return tokens


def _kind(group: str | None, piece: str) -> TokenKind:
    if group == "word":
        if piece.isalpha():
            return "word"
        if piece.isdigit():
            return "number"
        return "mixed" if any(letter.isdigit() for letter in piece) else "word"
    if group == "number":
        return "number"
    return "break" if group == "break" else "punctuation"


def _word(group: str | None, piece: str) -> Word:
    if group == "word":
        return word(fold(piece))
    known = _SIGN_WORDS.get(piece)
    if known is not None:
        return known
    made = Word("\n" if group == "break" else piece, (), frozenset((piece,)))
    if len(_SIGN_WORDS) < 4096:
        _SIGN_WORDS[piece] = made
    return made
