"""Whether a figure tells of more, of less, or of how things stand.

A change is told against the same thing earlier, or against a plan: "вырос на 5%", "на 5%
больше, чем год назад", "превысил план в восемь раз". A share, a state, a comparison of two
things is a level: "доля 5%", "на 100% выполняет", "втрое активнее, чем с другими".
"""

from __future__ import annotations

from extractors.figures.amounts import Amount
from extractors.figures.lexicon import Lexicon
from extractors.tokens import Annotated, Sentence, Token
from model.statements import Direction

_SIGNS: dict[str, Direction] = {"+": "up", "плюс": "up", "-": "down", "минус": "down", "−": "down"}
_REACH_OF_COMPARISON = 14
"""Tokens after a comparative in which its standard stands ("больше, чем за тот же период 2020 года")."""
_REACH = 40
_CLAUSE_ENDS = frozenset({";", ":", "(", ")"})
_STANDARDS = frozenset({"чем", "уровень", "сравнение", "против", "относительно", "отношение"})


def direction(amount: Amount, field: Annotated, sentence: Sentence, previous: Amount | None, told: Direction | None,
              words: Lexicon) -> Direction:  # fmt: skip
    """The direction of an amount. `previous` is the amount before it in the sentence, `told` its direction."""
    tokens = field.tokens
    signed = _signed(amount, tokens)
    if signed:
        return signed
    if amount.unit == "times" and tokens[amount.start].word.lemma in words.doubling:
        return "up"
    if _is_target(amount, tokens):
        return "level"
    compared = _compared(amount, sentence, tokens, words, previous)
    if compared:
        return compared
    if previous is not None and told and _is_elliptic(previous, amount, tokens, words):
        return told
    return _of_clause(amount, sentence, tokens, words, previous)


def _signed(amount: Amount, tokens: list[Token]) -> Direction | None:
    if amount.start == 0:
        return None
    before = tokens[amount.start - 1]
    sign = _SIGNS.get(before.word.lower)
    if sign and before.text == "-":
        opens = amount.start < 2 or tokens[amount.start - 2].text in ("(", "—", ":", ",")
        return sign if opens and not before.spaced else None
    return sign


def _is_target(amount: Amount, tokens: list[Token]) -> bool:
    """ "до 58%", "с 44%": where a change ends and begins."""
    at = amount.start - 1
    while at >= 0 and tokens[at].word.lower in ("почти", "примерно", "уровня", "отметки", "порядка"):
        at -= 1
    if at < 0 or amount.unit == "times":
        return False
    return tokens[at].word.lower in ("до", "с", "со") and "от" not in tokens[amount.start].word.lower


def _compared(
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
    standard = _standard(max(at, amount.end), sentence, tokens, words)
    if standard == "time":
        return way
    if standard == "other":
        return "level"
    return (
        way if tokens[at].word.lower in ("больше", "меньше") and _acts(sentence, tokens, words) else "level"
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
    end = min(sentence.end, at + _REACH_OF_COMPARISON)
    opened = False
    for place in range(at, end):
        token = tokens[place]
        classes = words.classes(token)
        if classes & {"time", "plan"} or (token.kind in ("number", "mixed") and _is_year(token)):
            return "time"
        if token.text in _CLAUSE_ENDS or (token.text == "," and (opened or _next_is_not_than(tokens, place))):
            break
        if token.word.lower in _STANDARDS:
            opened = True
    if opened:
        return "other"
    return "other" if _genitive_after(at, sentence, tokens) else None


def _is_year(token: Token) -> bool:
    return token.text[:4].isdigit() and token.text[:2] in ("19", "20") and len(token.text) <= 8


def _next_is_not_than(tokens: list[Token], at: int) -> bool:
    return at + 1 < len(tokens) and tokens[at + 1].word.lower not in ("чем", "нежели")


def _genitive_after(at: int, sentence: Sentence, tokens: list[Token]) -> bool:
    """ "ниже сахалинской", "больше среднего": the standard stands in the genitive."""
    if at + 1 >= sentence.end or tokens[at + 1].kind != "word":
        return False
    return tokens[at + 1].word.lower in ("среднего", "средней", "средних") or (
        tokens[at].word.lower not in ("больше", "меньше")
        and "gent" in tokens[at + 1].word.cases
        and bool(tokens[at + 1].word.poses & {"NOUN", "ADJF"})
    )


def _acts(sentence: Sentence, tokens: list[Token], words: Lexicon) -> bool:
    """Whether somebody does something in the sentence: then more of it is more than before."""
    for token in tokens[sentence.start : sentence.end]:
        if token.kind == "word" and any(parse.pos in ("VERB", "PRTS") for parse in token.word.parses[:1]):
            return "being" not in words.classes(token)
    return False


def _is_elliptic(previous: Amount, amount: Amount, tokens: list[Token], words: Lexicon) -> bool:
    """Whether nothing between two figures says anew what happens: "экспорт - на 4%, импорт - на 5%"."""
    between = tokens[previous.end : amount.start]
    if any(words.classes(token) & {"up", "down", "being", "state", "exceed"} for token in between):
        return False
    if any(token.word.poses and next(iter(token.word.parses)).pos == "VERB" for token in between):
        return False
    same = _preposition(previous, tokens) == _preposition(amount, tokens)
    dash = any(token.text == "—" for token in between) or len(between) <= 2
    return same or dash or amount.unit == "times"


def _preposition(amount: Amount, tokens: list[Token]) -> str:
    """ "на" or nothing, past words like "почти"."""
    for at in range(amount.start - 1, max(-1, amount.start - 4), -1):
        if tokens[at].word.lower == "на":
            return "на"
        if tokens[at].kind != "word":
            break
    return ""


def _of_clause(
    amount: Amount, sentence: Sentence, tokens: list[Token], words: Lexicon, previous: Amount | None
) -> Direction:
    """What the nearest telling word of the sentence makes of an amount, before it or else after."""
    floor = max(sentence.start, previous.end if previous else 0, amount.start - _REACH)
    for places in (
        range(amount.start - 1, floor - 1, -1),
        range(amount.end, min(sentence.end, amount.end + 12)),
    ):
        found = _nearest(places, amount, tokens, words)
        if found:
            return found
    return "level"


def _nearest(places: range, amount: Amount, tokens: list[Token], words: Lexicon) -> Direction | None:
    by = _preposition(amount, tokens) == "на" or amount.unit == "times"
    passed_being = False
    for at in places:
        token = tokens[at]
        classes = words.classes(token)
        if token.text in (";",) or (places.step > 0 and token.kind in ("number",)):
            return None
        if "state" in classes:
            return "level"
        if "being" in classes:
            passed_being = True
        way: Direction | None = "up" if "up" in classes else "down" if "down" in classes else None
        if way and (by or _takes_accusative(token, passed_being)):
            return way
        if "exceed" in classes and by:
            return _exceeded(at, tokens, words)
    return None


def _takes_accusative(token: Token, passed_being: bool) -> bool:
    """ "прибавил 15%", "прирост составил 3%", "рост 5%": verbs and nouns of change without "на"."""
    lemma = token.word.lemma
    noun = any(parse.pos == "NOUN" for parse in token.word.parses[:1])
    return noun or lemma in ("прибавить", "добавить", "потерять", "прибавлять", "терять") and not passed_being


def _exceeded(at: int, tokens: list[Token], words: Lexicon) -> Direction:
    """ "превысил плановый показатель": up; "превышает соседний": level."""
    near = tokens[at + 1 : at + 8] + tokens[max(0, at - 6) : at]
    return "up" if any(words.classes(token) & {"time", "plan"} for token in near) else "level"
