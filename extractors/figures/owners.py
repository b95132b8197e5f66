"""Whose figure it is: the region that a percentage is told of, if the text tells it."""

from __future__ import annotations

from extractors.anchors import Anchor
from extractors.figures.amounts import Amount
from extractors.figures.lexicon import Lexicon
from extractors.focus import Scope
from extractors.tokens import Token

_REACH_OF_PHRASE = 6
"""Tokens after a figure that belong to its noun phrase ("83% жителей Воронежской области")."""
_COMPARING = frozenset(
    {"кроме", "чем", "обогнав", "опередив", "уступив", "помимо", "исключением", "после", "включая"}
)
_HANDING_OVER = frozenset({"(", "—", "-", ":", "+", "с"})
"""What stands between a region of a list and its own figure: "Чечня (31,2%), Дагестан (32,6%)"."""
_STOPS = frozenset({",", ";", ".", "(", ")", "—", ":", "«"})


def owner(
    amount: Amount, following: int, scope: Scope, tokens: list[Token], words: Lexicon, told_of: set[str]
) -> str | None:
    """The code of the region whose figure an amount is, None where it is nobody's or untold.

    `following` is where the next amount of the sentence begins: a region right in front of that
    one is its own. `told_of` are the regions of figures before this one.
    """
    phrase = _phrase(amount, scope, tokens)
    anchor = (
        _handed_over(amount, scope, tokens)
        or _in_phrase(scope, phrase, tokens, words)
        or _before(amount, scope, tokens, words)
    )
    if anchor is None:
        anchor = _after(amount, following, scope, tokens, words)
    if anchor is not None:
        return _code(anchor, amount, tokens)
    if any("national" in words.classes(tokens[at]) for at in phrase):
        return None
    return _inherited(scope, tokens, words, told_of)


def _inherited(scope: Scope, tokens: list[Token], words: Lexicon, told_of: set[str]) -> str | None:
    """The region that the text was about before, where the sentence may go on with it."""
    if len(scope.inherited) != 1:
        return None
    classes = {name for token in tokens[scope.start : scope.end] for name in words.classes(token)}
    if "market" in classes and "regional" not in classes:
        return None
    other = scope.main is not None and scope.inherited[0] != scope.main
    if other and "regional" not in classes and scope.inherited[0] not in told_of:
        return None  # a list named it last; the text is about another, or about many
    if any(token.lower == "если" for token in tokens[scope.start : scope.end]):
        return None
    sentence = tokens[scope.start + 1 : scope.end]
    if any(token.text == "«" or _is_facility(token, words) for token in sentence):
        return None
    firm = scope.firm or scope.inherited[0] in told_of
    return scope.inherited[0] if firm or "regional" in classes else None


def _handed_over(amount: Amount, scope: Scope, tokens: list[Token]) -> Anchor | None:
    """ "на 2,8% - в Марий Эл": the region right behind the figure's dash."""
    if amount.end >= scope.end or tokens[amount.end].text != "—":
        return None
    start = (
        amount.end
        + 1
        + (tokens[min(amount.end + 1, scope.end - 1)].word.lower in ("в", "во", "у", "на", "за"))
    )
    found = next((anchor for anchor in scope.anchors if anchor.start == start), None)
    return found if found is not None and found.kind in ("named", "taken up") else None


def _is_facility(token: Token, words: Lexicon) -> bool:
    """One plant, theatre or the like: what the sentence tells is of it."""
    return "facility" in words.classes(token) and token.word.parses[0].number == "sing"


def _code(anchor: Anchor, amount: Amount, tokens: list[Token]) -> str | None:
    if anchor.kind not in ("named", "taken up"):
        return None
    if len(anchor.codes) == 1:
        return anchor.codes[0]
    between = tokens[anchor.end : amount.start]
    if 0 < len(between) <= 2 and all(token.text in _HANDING_OVER for token in between):
        return anchor.own
    place, number = amount.row
    return anchor.codes[place] if number == len(anchor.codes) else None


def _after(
    amount: Amount, following: int, scope: Scope, tokens: list[Token], words: Lexicon
) -> Anchor | None:
    for anchor in scope.after(amount.end):
        if anchor.kind == "russia" or _is_standard(anchor, tokens, words):
            continue
        if any(token.text == ":" for token in tokens[amount.end : anchor.start]):
            return None
        taken = anchor.start < following < scope.end and not _same_clause(amount.end, anchor.start, tokens)
        return anchor if anchor.kind in ("named", "taken up") and not taken else None
    return None


def is_own(amount: Amount, scope: Scope, tokens: list[Token], words: Lexicon) -> bool:
    """ "64% участников опроса", "билеты раскупили на 98%": a share of what is no region's."""
    phrase = _phrase(amount, scope, tokens)
    if any("own" in words.classes(tokens[at]) for at in phrase) or _is_of_them(amount, tokens):
        return True
    classes = {name for at in phrase for name in words.classes(tokens[at])}
    subject = any(anchor.kind in ("named", "taken up") for anchor in scope.before(amount.start))
    if "national" in classes and not subject and not classes & {"more", "less"}:
        return _in_phrase(scope, phrase, tokens, words) is None
    start = max([scope.start, *(anchor.end for anchor in scope.before(amount.start))])
    for at in range(amount.start - 1, start - 1, -1):
        if tokens[at].text in _STOPS and tokens[at].text != "—":
            return False
        if "own" in words.classes(tokens[at]):
            return True
    return False


def is_difference(amount: Amount, scope: Scope, tokens: list[Token], words: Lexicon) -> bool:
    """ "Разрыв между первым и последним составил 5,9 раза"."""
    return any(
        tokens[at].word.lower == "между" and "difference" in words.classes(tokens[at - 1])
        for at in range(scope.start + 1, amount.start)
    )


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


def _is_of_them(amount: Amount, tokens: list[Token]) -> bool:
    """ "57% из них": of those just counted."""
    return [token.word.lower for token in tokens[amount.end : amount.end + 2]] == ["из", "них"]


def _in_phrase(scope: Scope, phrase: range, tokens: list[Token], words: Lexicon) -> Anchor | None:
    inside = (anchor for anchor in scope.anchors if anchor.start in phrase and anchor.kind != "russia")
    return next((anchor for anchor in inside if not _is_standard(anchor, tokens, words)), None)


def _before(amount: Amount, scope: Scope, tokens: list[Token], words: Lexicon) -> Anchor | None:
    """The nearest anchor in front; a city or a nation only in the figure's own clause."""
    for anchor in scope.before(amount.start):
        if anchor.kind == "russia":
            continue
        if anchor.kind in ("city", "nation") and not _same_clause(anchor.end, amount.start, tokens):
            continue
        if not _is_standard(anchor, tokens, words):
            return anchor
    return None


def _is_standard(anchor: Anchor, tokens: list[Token], words: Lexicon) -> bool:
    """A region that is compared with: "ниже сахалинской", "кроме Тюменской области", "чем в Омской"."""
    before = tokens[max(0, anchor.start - 2) : anchor.start]
    if any(token.word.lower in _COMPARING for token in before):
        return True
    return bool(before) and bool(words.classes(before[-1]) & {"more", "less"})


def _same_clause(start: int, end: int, tokens: list[Token]) -> bool:
    return all(token.text not in (",", ";", "(", ")", ":") for token in tokens[start:end])
