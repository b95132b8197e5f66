"""Which region stands nearest to a figure: in its phrase, handed to it, in front of it, behind it."""

from __future__ import annotations

from extractors.anchors import Anchor
from extractors.figures.amounts import Amount
from extractors.figures.lexicon import Lexicon, lexicon
from extractors.figures.talk import Talk
from extractors.focus import Scope
from extractors.tokens import Token

_REACH_OF_PHRASE = 6
"""Tokens after a figure that belong to its noun phrase ("83% жителей Воронежской области")."""
_SOON = 4
_COMPARING = frozenset({"кроме", "чем", "помимо", "исключением", "после", "включая", "нежели"})
_RIVALS = frozenset(
    {"обогнать", "опередить", "опережать", "уступить", "уступать", "догнать", "догонять", "превзойти"}
)
_BETWEEN_STANDARD = frozenset(
    {"в", "во", "на", "у", "по", "с", "со", "соседний", "целое", "и", ",", "средний", "уровень", "значение"}
)
_AVERAGE = frozenset({"средний", "среднее"})
_HELD = frozenset({"место", "строчка", "строка", "позиция", "первый", "второй", "третий", "лидер"})
_PARTS = frozenset({"доля", "вклад", "вес"})
_ORDINAL_ENDINGS = ("-й", "-я", "-е", "-м", "-го")
_HANDING = frozenset({"в", "во", "у", "на", "за", "из"})
STOPS = frozenset({",", ";", ".", "(", ")", "—", ":", "«"})


def phrase_of(amount: Amount, scope: Scope, tokens: list[Token]) -> range:
    """The words after a figure up to the next sign or verb."""
    at = amount.end
    while at < min(scope.end, amount.end + _REACH_OF_PHRASE):
        token = tokens[at]
        if token.text in STOPS or token.kind != "word":
            break
        if any(parse.pos in ("VERB", "CONJ", "COMP") for parse in token.word.parses[:1]):
            break
        at += 1
    return range(amount.end, at)


def handed_over(amount: Amount, scope: Scope, tokens: list[Token]) -> Anchor | None:
    """ "на 2,8% - в Марий Эл": right behind the figure's dash; "ещё 16% даёт Липецкая": behind its verb."""
    if amount.end >= scope.end:
        return None
    if "being" in lexicon().classes(tokens[amount.end]) and tokens[amount.end].word.finite:
        gives = (
            anchor for anchor in scope.anchors if anchor.start == amount.end + 1 and anchor.kind == "named"
        )
        return next((anchor for anchor in gives if "nomn" in tokens[anchor.start].word.cases), None)
    if tokens[amount.end].text != "—":
        return None
    start = amount.end + 1 + (tokens[min(amount.end + 1, scope.end - 1)].word.lower in _HANDING)
    found = next((anchor for anchor in scope.anchors if anchor.start == start), None)
    if found is not None and tokens[start - 1].word.lower == "из" and _travels(scope, start, tokens):
        return None  # "22% гостей — из Москвы"
    return found if found is not None and found.kind in ("named", "taken up") else None


def _travels(scope: Scope, end: int, tokens: list[Token]) -> bool:
    known = lexicon().known
    return any("travelling" in known[token.lower] for token in tokens[scope.start : end])


def in_phrase(scope: Scope, phrase: range, tokens: list[Token], words: Lexicon) -> Anchor | None:
    """The region behind a figure; a nation only if no region has a share in it ("5% экспорта страны")."""
    shares = any(anchor.kind in ("named", "taken up") for anchor in scope.before(phrase.start))
    skipped = ("russia", "nation") if shares else ("russia",)
    inside = (
        anchor
        for anchor in scope.anchors
        if anchor.start in phrase and (anchor.kind not in skipped or _is_average(anchor, phrase, tokens))
    )
    return next((anchor for anchor in inside if not _is_standard(anchor, tokens, words)), None)


def _is_average(anchor: Anchor, phrase: range, tokens: list[Token]) -> bool:
    """ "против 0,5% в среднем по Дальнему Востоку", "8% по округу": of the whole, and no share in it."""
    return (
        anchor.kind == "nation"
        and tokens[anchor.start - 1].word.lower == "по"
        and anchor.start - phrase.start < _SOON
    )


def anchor_before(
    amount: Amount, scope: Scope, tokens: list[Token], words: Lexicon, talk: Talk
) -> Anchor | None:
    """The nearest anchor in front; a city or a nation only in the figure's own clause."""
    for anchor in scope.before(amount.start):
        if (
            (anchor.kind == "russia" and not _is_economy(anchor, tokens, words))
            or anchor.start in talk.attributes
            or _is_way(anchor, scope, tokens, words)
            or _is_of_a_place(anchor, scope, tokens)
            or _is_shared_in(anchor, scope, tokens)
        ):
            continue
        if anchor.kind in ("city", "nation", "russia") and not same_clause(anchor.end, amount.start, tokens):
            continue
        if _is_bracketed(anchor, amount, tokens) or not _is_standard(anchor, tokens, words):
            return anchor
    return None


def _is_of_a_place(anchor: Anchor, scope: Scope, tokens: list[Token]) -> bool:
    """ "занимает первое место в УрФО по росту инвестиций — 14,7%": where a place is held."""
    if anchor.kind != "nation" or anchor.start < scope.start + 2:
        return False
    where, place = tokens[anchor.start - 1].word.lower, tokens[anchor.start - 2].word
    return where in ("в", "во", "по") and bool(place.lemmas & _HELD or place.lower.endswith(_ORDINAL_ENDINGS))


def _is_shared_in(anchor: Anchor, scope: Scope, tokens: list[Token]) -> bool:
    """ "доля области в стране", "доля региона в экспорте Северо-Запада": the whole of a share."""
    if anchor.kind not in ("nation", "russia"):
        return False
    part = next(scope.before(anchor.start), None)
    if part is None or part.kind not in ("named", "taken up") or part.start == scope.start:
        return False
    share = not tokens[part.start - 1].word.lemmas.isdisjoint(_PARTS)
    return share and same_clause(part.end, anchor.start, tokens)


def anchor_after(
    amount: Amount, following: int, scope: Scope, tokens: list[Token], words: Lexicon, talk: Talk
) -> Anchor | None:
    """The nearest anchor behind; one in front of the `following` amount only in the figure's own clause."""
    for anchor in scope.after(amount.end):
        if anchor.start in talk.attributes:
            return None
        if anchor.kind == "russia" or _is_standard(anchor, tokens, words):
            continue
        if tokens[anchor.start - 1].word.lower == "из" and _travels(scope, anchor.start, tokens):
            continue  # "45% гостей приезжают из Петербурга, 22% — из Москвы"
        if any(token.text == ":" for token in tokens[amount.end : anchor.start]):
            return None
        taken = anchor.start < following < scope.end and not same_clause(amount.end, anchor.start, tokens)
        return anchor if anchor.kind in ("named", "taken up") and not taken else None
    return None


def _is_economy(anchor: Anchor, tokens: list[Token], words: Lexicon) -> bool:
    """ "экспорт России вырос": the country's own figure; not "второе место среди регионов России"."""
    if anchor.start < 1 or "economy" not in words.classes(tokens[anchor.start - 1]):
        return False
    subject = tokens[anchor.start - 1].word.cases
    return "nomn" in subject and "gent" in tokens[anchor.start].word.cases


def _is_bracketed(anchor: Anchor, amount: Amount, tokens: list[Token]) -> bool:
    """ "обогнав Самарскую область (плюс 4%)": the figure of who is compared with stands in its brackets."""
    between = tokens[anchor.end : amount.start]
    return 0 < len(between) <= 2 and between[0].text == "("


def _is_standard(anchor: Anchor, tokens: list[Token], words: Lexicon) -> bool:
    """A region that is compared with: "ниже сахалинской", "кроме Тюменской", "чем в соседней Омской"."""
    for at in range(anchor.start - 1, max(-1, anchor.start - 8), -1):
        word = tokens[at].word
        if word.lower in _COMPARING or word.lemmas & _RIVALS:
            return True
        if at == anchor.start - 1 and words.classes(tokens[at]) & {"more", "less"}:
            return True
        if word.lemmas & _AVERAGE and at > 1 and _is_measured_by(tokens[at - 2 : at], words):
            return True  # "выше средней по стране", "ниже среднего уровня в ЦФО"
        listed = tokens[at].capitalised or word.lemma in ("область", "край")
        if not listed and word.lower not in _BETWEEN_STANDARD and not word.lemmas & _BETWEEN_STANDARD:
            return at == anchor.start - 1 and at > 0 and tokens[at - 1].word.lower in _COMPARING
    return False


def _is_measured_by(before: list[Token], words: Lexicon) -> bool:
    """Whether two words compare with what follows them: "... выше", "чем в"; not "... в"."""
    token = before[0] if before[1].lower in ("в", "во") else before[1]
    compares = bool(words.classes(token) & {"more", "less"}) or "COMP" in token.word.poses
    return compares or token.lower in _COMPARING


def _is_way(anchor: Anchor, scope: Scope, tokens: list[Token], words: Lexicon) -> bool:
    """ "рейсы до Москвы", "туристы из Москвы", "рейс в Москву": where somebody comes from or goes to."""
    if anchor.start <= scope.start + 1:
        return False
    preposition, moving = tokens[anchor.start - 1].word.lower, tokens[anchor.start - 2]
    if preposition == "до":
        return True
    if preposition == "из":
        return "travelling" in words.classes(moving)
    if preposition in ("в", "на"):
        # "экспорт в страны Азии" is nobody's there, while "вложения в Тульскую область" are hers.
        goes = "travelling" in words.classes(moving) or anchor.kind in ("city", "nation")
        return goes and "loct" not in tokens[anchor.start].word.cases
    return False


def same_clause(start: int, end: int, tokens: list[Token]) -> bool:
    """Whether no sign stands between two tokens."""
    return all(token.text not in (",", ";", "(", ")", ":") for token in tokens[start:end])
