"""What stands between the items of a list of names."""

from __future__ import annotations

from extractors.tokens import Token

_LIST_SIGNS = frozenset({",", "и", "или", "а", "также", "плюс", ";", "либо", "&", "/"})
_LONGEST_ASIDE = 8
"""Tokens in brackets after an item of a list ("Псковская (12-е место) и Омская области")."""


def joins(tokens: list[Token], start: int, end: int) -> bool:
    """Whether the tokens between two names only join the items of a list, asides in brackets apart."""
    at, signs = start, 0
    while at < end:
        token = tokens[at]
        if token.text == "(":
            close = next((k for k in range(at, min(end, at + _LONGEST_ASIDE)) if tokens[k].text == ")"), None)
            if close is None:
                return False
            at = close
        elif token.word.lower in _LIST_SIGNS:
            signs += 1
        else:
            return False
        at += 1
    return signs > 0
