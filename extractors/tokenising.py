"""Normalised text to tokens: words with their hyphens, numbers with their commas, single signs."""

from __future__ import annotations

import re

from extractors.memory import Memory
from extractors.morphology import fold, word
from extractors.tokens import Token, TokenKind, Word

# Every alternative begins with another class of characters and repeats only classes that
# cannot also match what follows, so the time is linear in the length. The space behind a token
# comes with it, in one match; a space before a line end is the break's ("++": it is not tried
# again letter by letter).
_TOKEN = re.compile(
    r"(\d{1,3}(?:[ ]\d{3})+(?!\d)(?:[.,]\d+)?(?!\w|-[^\W\d])|\d+(?:[.,]\d+)?(?!\w|-[^\W\d])"
    r"|\w+(?:-\w+)*"
    r"|\s*\n\s*"
    r"|[^\S\n]+"
    r"|\.{2,}|.)"
    r"([^\S\n]++(?!\n))?"
)
_IN_NUMBER = frozenset(" .,")
"""Signs that no word holds, and a number can."""


def tokenise(text: str) -> list[Token]:
    """The tokens of a normalised text, in order. Their texts and the spaces between make it up again."""
    tokens: list[Token] = []
    add, pieces = tokens.append, _PIECES
    at = 0
    for match in _TOKEN.finditer(text):
        piece, space = match.groups()
        end = at + len(piece)
        known = pieces[piece]
        if known is not None:
            add(Token(known[0], at, end, known[1], known[2], known[3], space is not None))
        at = match.end()
    return tokens


def _new_piece(piece: str) -> tuple[str, TokenKind, Word, str] | None:
    """What is known of the text of a token: itself, kind, word and folded form; None for spaces alone."""
    if piece.isspace() and "\n" not in piece:
        return None
    kind = _kind(piece)
    found = _word(piece, kind)
    return piece, kind, found, found.lower


def _kind(piece: str) -> TokenKind:
    if "\n" in piece:
        return "break"
    if not (piece[0].isalnum() or piece[0] == "_"):
        return "punctuation"
    if piece.isalpha():
        return "word"
    if not _IN_NUMBER.isdisjoint(piece) or piece.isdecimal():
        return "number"
    return "mixed" if any(letter.isdecimal() for letter in piece) else "word"


def _word(piece: str, kind: TokenKind) -> Word:
    if kind in ("word", "mixed"):
        return word(fold(piece))
    return Word("\n" if kind == "break" else piece, (), frozenset((piece,)), nominal=False)


_PIECES = Memory(_new_piece)
