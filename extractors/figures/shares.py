"""Figures that are no region's by what they are of: the share of a poll, a norm, a difference."""

from __future__ import annotations

from extractors.figures.amounts import Amount
from extractors.figures.lexicon import Lexicon
from extractors.figures.nearness import STOPS, in_phrase, phrase_of, same_clause
from extractors.focus import Scope
from extractors.tokens import Token

_WE = frozenset({"мы", "нас", "нам", "нами"})
"""Who says so speaks for a region, even where it is named behind ("Мы даём 5% зерна страны", ...)."""


def is_own(amount: Amount, scope: Scope, tokens: list[Token], words: Lexicon) -> bool:
    """ "64% участников опроса", "билеты раскупили на 98%": a share of what is no region's."""
    if is_norm(amount, scope, tokens, words):
        return True
    phrase = phrase_of(amount, scope, tokens)
    share = next(
        (anchor for anchor in scope.before(amount.start) if anchor.kind in ("named", "taken up")), None
    )
    if share is not None and any(
        token.word.lemma == "приходиться" for token in tokens[share.end : amount.start]
    ):
        return False
    if any("own" in words.classes(tokens[at]) for at in phrase) or _is_of_them(amount, tokens):
        return True
    classes = {name for at in phrase for name in words.classes(tokens[at])}
    subject = any(anchor.kind in ("named", "taken up") for anchor in scope.before(amount.start))
    speaker = any(token.lower in _WE for token in tokens[scope.start : amount.start])
    if "national" in classes and not (subject or speaker or classes & {"more", "less"}):
        follows = next((a for a in scope.after(phrase.stop) if a.kind in ("named", "taken up")), None)
        given = follows is not None and same_clause(phrase.stop, follows.start, tokens)
        return not given and in_phrase(scope, phrase, tokens, words) is None
    start = max([scope.start, *(anchor.end for anchor in scope.before(amount.start))])
    for at in range(amount.start - 1, start - 1, -1):
        if tokens[at].text in STOPS and tokens[at].text != "—":
            return False
        if "own" in words.classes(tokens[at]):
            return True
    return False


def is_norm(amount: Amount, scope: Scope, tokens: list[Token], words: Lexicon) -> bool:
    """ "при установленном минимуме 25%", "погрешность не превышает 3%"."""
    before = tokens[max(scope.start, amount.start - 4) : amount.start]
    return any("norm" in words.classes(token) for token in before) and all(
        token.text != "—" for token in before
    )


def is_difference(amount: Amount, scope: Scope, tokens: list[Token], words: Lexicon) -> bool:
    """ "Разрыв между первым и последним составил 5,9 раза"."""
    return any(
        tokens[at].word.lower == "между" and "difference" in words.classes(tokens[at - 1])
        for at in range(scope.start + 1, amount.start)
    )


def _is_of_them(amount: Amount, tokens: list[Token]) -> bool:
    """ "57% из них": of those just counted."""
    return [token.word.lower for token in tokens[amount.end : amount.end + 2]] == ["из", "них"]
