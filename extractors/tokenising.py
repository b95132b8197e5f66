"""Normalised text to tokens: words with their hyphens, numbers with their commas, single signs."""

from __future__ import annotations

import re

from extractors.morphology import LONGEST_WORD, fold, word
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
MOST_PIECES = 60_000
_PIECES: dict[str, tuple[TokenKind, Word]] = {}


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
        known = _PIECES.get(piece)
        if known is None:
            known = _new_piece(group, piece)
        tokens.append(Token(piece, match.start(), match.end(), known[0], known[1], False))
    return tokens


def _new_piece(group: str | None, piece: str) -> tuple[TokenKind, Word]:
    made = (_kind(group, piece), _word(group, piece))
    if len(_PIECES) >= MOST_PIECES:
        _PIECES.clear()
    if len(piece) <= LONGEST_WORD:
        _PIECES[piece] = made
    return made


def _kind(group: str | None, piece: str) -> TokenKind:
    if group == "word":
        if piece.isalpha():
            return "word"
        if piece.isdecimal():
            return "number"
        return "mixed" if any(letter.isdecimal() for letter in piece) else "word"
    if group == "number":
        return "number"
    return "break" if group == "break" else "punctuation"


def _word(group: str | None, piece: str) -> Word:
    if group == "word":
        return word(fold(piece))
    return Word("\n" if group == "break" else piece, (), frozenset((piece,)), nominal=False)
