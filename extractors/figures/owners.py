"""Whose figure it is: the region that a percentage is told of, if the text tells it."""

from __future__ import annotations

from extractors.figures.amounts import Amount
from extractors.figures.lexicon import Lexicon
from extractors.focus import Anchor, Scope
from extractors.tokens import Token

_REACH_OF_PHRASE = 6
"""Tokens after a figure that belong to its noun phrase ("83% жителей Воронежской области")."""
_STOPS = frozenset({",", ";", ".", "(", ")", "—", ":", "«"})


def owner(
    amount: Amount, scope: Scope, previous: Amount | None, tokens: list[Token], words: Lexicon
) -> str | None:
    """The code of the region whose figure an amount is, None where it is nobody's or untold."""
    phrase = _phrase(amount, scope, tokens)
    if _is_own(amount, phrase, tokens, words):
        return None
    anchor = _in_phrase(amount, scope, phrase) or _before(amount, scope, previous, tokens)
    if anchor is None:
        anchor = next(scope.after(amount.end), None)
        if anchor is not None and anchor.kind in ("city", "nation"):
            anchor = None
    if anchor is not None:
        return anchor.codes[0] if anchor.kind in ("named", "taken up") and len(anchor.codes) == 1 else None
    if any("national" in words.classes(tokens[at]) for at in phrase):
        return None
    return scope.inherited[0] if len(scope.inherited) == 1 else None


def _phrase(amount: Amount, scope: Scope, tokens: list[Token]) -> range:
    """The words after a figure up to the next sign or verb."""
    at = amount.end
    while at < min(scope.end, amount.end + _REACH_OF_PHRASE):
        token = tokens[at]
        if token.text in _STOPS or token.kind != "word":
            break
        if any(parse.pos in ("VERB", "CONJ", "COMP") for parse in token.word.parses[:1]):
            break
        at += 1
    return range(amount.end, at)


def _is_own(amount: Amount, phrase: range, tokens: list[Token], words: Lexicon) -> bool:
    """ "64% участников опроса": a share of people or things that are no region's."""
    if amount.unit == "times":
        return False
    return any("own" in words.classes(tokens[at]) for at in phrase)


def _in_phrase(amount: Amount, scope: Scope, phrase: range) -> Anchor | None:
    return next((anchor for anchor in scope.anchors if anchor.start in phrase), None)


def _before(amount: Amount, scope: Scope, previous: Amount | None, tokens: list[Token]) -> Anchor | None:
    """The nearest anchor in front; a city or a nation only in the figure's own clause."""
    for anchor in scope.before(amount.start):
        if anchor.kind in ("city", "nation") and not _same_clause(anchor.end, amount.start, tokens):
            continue
        return anchor
    return None


def _same_clause(start: int, end: int, tokens: list[Token]) -> bool:
    return all(token.text not in (",", ";", "(", ")", ":") for token in tokens[start:end])
