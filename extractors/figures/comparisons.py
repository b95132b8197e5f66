"""What a comparative beside a figure says: "на 5% больше, чем год назад", "ниже сахалинской"."""

from __future__ import annotations

from extractors.figures.amounts import Amount
from extractors.figures.lexicon import Lexicon
from extractors.tokens import Sentence, Token
from model.statements import Direction

REACH_OF_COMPARISON = 14
"""Tokens after a comparative in which its standard stands ("больше, чем за тот же период 2020 года")."""
CLAUSE_ENDS = frozenset({";", ":", "(", ")"})
_SAME_THING = frozenset({"показатель", "значение", "результат", "итог", "объем", "величина", "цифра"})
"""In "ниже показателя прошлого года" these stand for what is told of."""
_STANDARDS = frozenset({"чем", "уровень", "сравнение", "против", "относительно", "отношение"})


def comparison(
    amount: Amount, sentence: Sentence, tokens: list[Token], words: Lexicon, previous: Amount | None
) -> Direction | None:
    """What a comparative beside the amount says: "на 5% больше", "больше на 5%"."""
    floor = max(sentence.start, previous.end if previous else 0, amount.start - 8)
    at = _comparative(range(amount.end, min(sentence.end, amount.end + 5)), tokens, words)
    if at is None:
        at = _comparative(range(amount.start - 1, floor - 1, -1), tokens, words, before=amount)
    if at is None:
        return None
    way: Direction = "up" if "more" in words.classes(tokens[at]) else "down"
    standard = _standard(at, sentence, tokens, words)
    if standard == "time":
        return way
    if standard == "other":
        return "level"
    if any(token.word.lemma in ("стать", "становиться") for token in tokens[sentence.start : amount.end + 5]):
        return way
    return (
        way
        if tokens[at].word.lower in ("больше", "меньше") and _acts(amount, sentence, tokens, words)
        else "level"
    )


def _comparative(
    places: range, tokens: list[Token], words: Lexicon, before: Amount | None = None
) -> int | None:
    """The first comparative at some places of the same clause; not one that bounds the number."""
    for at in places:
        token = tokens[at]
        if token.kind in ("punctuation", "break") or words.classes(token) & {"up", "down", "being"}:
            return None
        if token.kind in ("number", "mixed"):
            return None
        if words.classes(token) & {"more", "less"}:
            if before is not None and not _stands_apart(at, before, tokens):
                return None
            return at
    return None


def _stands_apart(at: int, amount: Amount, tokens: list[Token]) -> bool:
    """ "больше на 5%" compares; in "больше 5%", "больше чем на 5%" the word is part of the number."""
    between = [token.word.lower for token in tokens[at + 1 : amount.start]]
    return bool(between) and "чем" not in between


def _standard(at: int, sentence: Sentence, tokens: list[Token], words: Lexicon) -> str | None:
    """What is compared with: the same "time" before or a plan, something "other", or None if untold."""
    if _genitive_after(at, sentence, tokens, words):
        return "other"
    opened = False
    for place in range(at, min(sentence.end, at + REACH_OF_COMPARISON)):
        token = tokens[place]
        if words.classes(token) & {"time", "plan"} or _is_year(token):
            return "time"
        if token.text in CLAUSE_ENDS or (token.text == "," and (opened or _next_is_not_than(tokens, place))):
            break
        opened = opened or token.word.lower in _STANDARDS
    return "other" if opened or _is_aside(sentence, tokens) else None


def _is_aside(sentence: Sentence, tokens: list[Token]) -> bool:
    """ "Для сравнения, ..."."""
    return [token.word.lower for token in tokens[sentence.start : sentence.start + 2]] == ["для", "сравнения"]


def _is_year(token: Token) -> bool:
    return token.kind in ("number", "mixed") and token.text[:4].isdigit() and token.text[:2] in ("19", "20")


def _next_is_not_than(tokens: list[Token], at: int) -> bool:
    return at + 1 < len(tokens) and tokens[at + 1].word.lower not in ("чем", "нежели")


def _genitive_after(at: int, sentence: Sentence, tokens: list[Token], words: Lexicon) -> bool:
    """ "ниже сахалинской", "больше среднего": the standard, not a time or a plan, stands in the genitive."""
    if at + 1 >= sentence.end or tokens[at + 1].kind != "word":
        return False
    following = tokens[at + 1]
    if following.word.lower in ("среднего", "средней", "средних", "среднероссийского"):
        return True
    if words.classes(following) & {"time", "plan"} or following.word.lemma in _STANDARDS:
        return False
    if following.word.lemma in _SAME_THING:
        chain = tokens[at + 2 : at + 5]
        return not any(words.classes(token) & {"time", "plan"} or _is_year(token) for token in chain)
    if tokens[at].word.lower in ("больше", "меньше"):
        return False
    return "gent" in following.word.cases and bool(following.word.poses & {"NOUN", "ADJF"})


def _acts(amount: Amount, sentence: Sentence, tokens: list[Token], words: Lexicon) -> bool:
    """Whether the verb nearest in front of an amount, or else behind it, is one of doing, not of being.

    Who does more of a thing does more than before.
    """
    before = range(amount.start - 1, sentence.start - 1, -1)
    for at in (*before, *range(amount.end, sentence.end)):
        token = tokens[at]
        if token.kind == "word" and any(parse.pos in ("VERB", "PRTS") for parse in token.word.parses[:1]):
            return "being" not in words.classes(token)
    return False


def compared_before(places: range, tokens: list[Token], words: Lexicon) -> Direction | None:
    """ "В Иран ушло на треть больше муки, в Ирак — вдвое": by the comparison that goes on."""
    if places.start < 0 or tokens[places.start].text != "—":
        return None
    for at in places:
        classes = words.classes(tokens[at])
        if tokens[at].text == ";" or tokens[at].kind == "number":
            return None
        if classes & {"more", "less"}:
            return "up" if "more" in classes else "down"
    return None
