"""Whose figure it is: the region that a percentage is told of, if the text tells it."""

from __future__ import annotations

from itertools import pairwise

from extractors.anchors import Anchor
from extractors.figures.amounts import Amount
from extractors.figures.lexicon import Lexicon, lexicon
from extractors.figures.nearness import (
    anchor_after,
    anchor_before,
    handed_over,
    in_phrase,
    phrase_of,
    same_clause,
)
from extractors.figures.talk import Talk
from extractors.focus import Scope
from extractors.tokens import Token

_HANDING_OVER = frozenset({"(", "—", "-", ":", "+", "с"})
"""What stands between a region of a list and its own figure: "Чечня (31,2%), Дагестан (32,6%)"."""
_RESIDENTS = frozenset({"житель", "население", "домохозяйство", "семья", "сельчанин", "горожанин"})
"""Those who live in a region, whoever the sentence before was about."""
_HERE = frozenset({"там", "здесь", "тут"})


def owner(
    amount: Amount,
    following: int,
    scope: Scope,
    tokens: list[Token],
    words: Lexicon,
    told_of: set[str],
    talk: Talk,
) -> str | None:
    """The code of the region whose figure an amount is, None where it is nobody's or untold.

    `following` is where the next amount of the sentence begins: a region right in front of that
    one is its own. `told_of` are the regions of figures before this one.
    """
    talk.held = False
    phrase = phrase_of(amount, scope, tokens)
    anchor = handed_over(amount, scope, tokens) or in_phrase(scope, phrase, tokens, words)
    if anchor is None:
        if _is_conditional(amount, scope, tokens) or _is_abroad(amount, scope, tokens, talk):
            return None
        anchor = anchor_before(amount, scope, tokens, words, talk)
        if _holds(amount, anchor, tokens, talk):
            talk.held = True
            return None
    if anchor is None and _is_of_abroad(scope.start, amount, tokens, words):
        return None
    if anchor is None:
        anchor = anchor_after(amount, following, scope, tokens, words, talk)
    if anchor is not None:
        talk.held = anchor.kind in ("city", "nation", "russia")
        return _code(anchor, amount, tokens)
    return _untold(amount, phrase, scope, tokens, words, told_of, talk)


def _untold(
    amount: Amount,
    phrase: range,
    scope: Scope,
    tokens: list[Token],
    words: Lexicon,
    told_of: set[str],
    talk: Talk,
) -> str | None:
    """The region that a figure's sentence goes on with, where it says of nobody else that it is theirs."""
    if _as_a_whole(scope, amount, tokens):
        return None
    there = _there(scope, amount, tokens, talk)
    if there is not None:
        return there
    if any("national" in words.classes(tokens[at]) for at in phrase) and not _compares(phrase, tokens, words):
        return None
    lived = len(scope.inherited) == 1 and any(tokens[at].word.lemmas & _RESIDENTS for at in phrase)
    if (talk.elsewhere and not lived) or any(holder.start >= amount.end for holder in talk.holders):
        return None
    if talk.went_on is not None and talk.went_on[0] == scope.start and _is_gapped(amount, tokens):
        return talk.went_on[1]
    others = (a for a in scope.anchors if a.kind == "named" and a.start >= amount.end)
    if not scope.firm and any(tokens[a.start - 1].word.lower in ("в", "во", "на", "у") for a in others):
        return None  # "Дороже всего в Москве. За год цены выросли на 11%, в Орловской области — на 8%"
    region = _inherited(amount, scope, tokens, words, told_of)
    if region is None or not talk.is_told_of(region):
        return None
    talk.went_on = scope.start, region
    return region


def _is_gapped(amount: Amount, tokens: list[Token]) -> bool:
    """ "доходы выросли на 13%, налоги — на 4%": the verb of the figure before is left out."""
    return tokens[amount.start - 1].word.lower in ("на", "в", "до") and tokens[amount.start - 2].text == "—"


def _is_conditional(amount: Amount, scope: Scope, tokens: list[Token]) -> bool:
    """ "Если данные неполны, оценка снижается на 20%": a rule of the game, nobody's figure."""
    lower = [token.word.lower for token in tokens[scope.start : amount.start]]
    return lower[:1] == ["если"] and "то" not in lower


def _is_abroad(amount: Amount, scope: Scope, tokens: list[Token], talk: Talk) -> bool:
    """ "поставляют в Индонезию, там спрос вырос вдвое"; but "в Омской области Китай там впереди"."""
    there = [at for at in range(scope.start, amount.start) if tokens[at].word.lower == "там"]
    if not there or any(anchor.located for anchor in scope.anchors):
        return False
    if talk.abroad and there[0] == scope.start:
        return True  # "... в Бразилию и Марокко. Там спрос растёт на 5%"
    sold = any("regional" in lexicon().classes(token) for token in tokens[there[-1] - 3 : amount.start])
    return not sold and any(at < there[-1] for at in talk.countries)


def _holds(amount: Amount, anchor: Anchor | None, tokens: list[Token], talk: Talk) -> bool:
    """Whether a holder stands nearer in front of an amount than the region does."""
    start = anchor.end if anchor is not None else -1
    if any(start <= holder.start < amount.start for holder in talk.holders):
        return True
    if anchor is not None and _is_of_abroad(anchor.end, amount, tokens, lexicon()):
        return True
    if anchor is None or not _is_located(anchor, tokens):
        return False
    # "Форум пройдёт в крае", "Банк выдал в Бурятии": the subject is before, the region is but where.
    subjects = (
        holder for holder in talk.holders if holder.speaks and "nomn" in tokens[holder.start].word.cases
    )
    return any(
        holder.start < anchor.start and same_clause(holder.end, anchor.start, tokens) for holder in subjects
    )


def _is_located(anchor: Anchor, tokens: list[Token]) -> bool:
    return anchor.located or (anchor.start > 0 and tokens[anchor.start - 1].word.lower in ("в", "во", "на"))


def _classes_before(amount: Amount, scope: Scope, tokens: list[Token], words: Lexicon) -> set[str]:
    """The classes of the words in front of an amount, back to a colon or semicolon."""
    found: set[str] = set()
    for at in range(amount.start - 1, scope.start - 1, -1):
        if tokens[at].text in (":", ";"):
            break
        found |= words.classes(tokens[at])
    return found


def _inherited(
    amount: Amount, scope: Scope, tokens: list[Token], words: Lexicon, told_of: set[str]
) -> str | None:
    """The region that the text was about before, where the sentence may go on with it."""
    if len(scope.inherited) != 1:
        return None
    if _points_back(scope, amount, tokens):
        return scope.inherited[0]
    classes = {name for token in tokens[scope.start : scope.end] for name in words.classes(token)}
    if "market" in _classes_before(amount, scope, tokens, words) and "regional" not in classes:
        return None
    if scope.opened == scope.inherited[0]:
        return scope.inherited[0]
    other = scope.main is not None and scope.inherited[0] != scope.main
    if other and "regional" not in classes and scope.inherited[0] not in told_of:
        return None  # a list named it last; the text is about another, or about many
    firm = scope.firm or scope.inherited[0] in told_of
    return scope.inherited[0] if firm or "regional" in classes else None


def _as_a_whole(scope: Scope, amount: Amount, tokens: list[Token]) -> bool:
    """ "По бассейну в целом рост составил 8%": of all together, where the sentence names no region."""
    lower = [token.word.lower for token in tokens[scope.start : amount.start]]
    return ("в", "целом") in pairwise(lower) and not any(a.start < amount.start for a in scope.anchors)


def _there(scope: Scope, amount: Amount, tokens: list[Token], talk: Talk) -> str | None:
    """ "Лидирует Приморье. Гречка там подорожала на 34%": of the region, or of each, named just before."""
    if not any(token.lower == "там" for token in tokens[scope.start : amount.end + 2]):
        return None
    place, number = amount.row
    if not talk.before or number not in (1, len(talk.before)):
        return None
    return talk.before[place if number > 1 else -1]


def _points_back(scope: Scope, amount: Amount, tokens: list[Token]) -> bool:
    """ "там", "здесь", "у нас" in front of a figure: of the region that the text was about before."""
    lower = [token.word.lower for token in tokens[scope.start : amount.start]]
    return not _HERE.isdisjoint(lower) or any(
        before == "у" and here in ("нас", "нее", "него") for before, here in pairwise(lower)
    )


def _compares(phrase: range, tokens: list[Token], words: Lexicon) -> bool:
    """ "на 1,5 пункта выше среднероссийского": the country's is what it is compared with."""
    return any(words.classes(tokens[at]) & {"more", "less"} for at in phrase)


def _is_of_abroad(start: int, amount: Amount, tokens: list[Token], words: Lexicon) -> bool:
    """ "китайский импорт прибавил 12%", "российский рынок вырос": the clause's subject is no region's."""
    for at in range(amount.start - 1, start - 1, -1):
        if tokens[at].text in ",;—" and tokens[at + 1].word.lower in ("а", "но", "хотя", "зато", "что"):
            return False
        if "abroad" in words.classes(tokens[at]) and "nomn" in tokens[at].word.cases:
            following = tokens[at + 1].word
            people = any("anim" in parse.marks for parse in following.parses[:1])
            return ("nomn" in following.cases and not people) or tokens[at + 1].text == "—"
    return False


def _code(anchor: Anchor, amount: Amount, tokens: list[Token]) -> str | None:
    if anchor.kind not in ("named", "taken up"):
        return None
    if len(anchor.codes) == 1:
        return anchor.codes[0]
    place, number = amount.row
    if number == len(anchor.codes):
        return anchor.codes[place]  # "у Москвы и Петербурга — 1,3% и 1,5% соответственно"
    between = tokens[anchor.end : amount.start]
    if 0 < len(between) <= 2 and all(token.text in _HANDING_OVER for token in between):
        return anchor.own
    if between and between[0].text == "(" and not any(token.text in (")", "по") for token in between):
        return anchor.own
    return None
