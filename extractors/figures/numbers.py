"""Numbers in a text: figures, words, ordinals by ending, Roman ones, halves and ranges."""

from __future__ import annotations

import re

from extractors.features import Piece, feature
from extractors.figures.numerals import Numerals, numerals
from extractors.tokens import Number, NumberKind, Token

_ORDINAL = re.compile(r"(\d{1,6})-?([а-я]{1,3})")
_ROMAN = re.compile(r"(M{0,3}(?:CM|CD|D?C{0,3})(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3}))(?:-([а-я]{1,3}))?")
_ROMAN_VALUES = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100, "D": 500, "M": 1000}
_LONGEST_FIGURE = 15
"""Digits. More are an account or a telephone number, and would only overflow."""


def numbers(tokens: list[Token]) -> list[Number]:
    """The numbers of a text in order; none overlap. A range is one number."""
    return _with_ranges(_plain(tokens), tokens)


def _plain(tokens: list[Token]) -> list[Number]:
    tables = numerals()
    found: list[Number] = []
    end = 0
    for at in [at for at, token in enumerate(tokens) if token.features & _BEGINS]:
        if at >= end and (number := _number_at(tokens, at, tables)) is not None:
            found.append(number)
            end = number.end
    return found


def _begins(piece: Piece) -> bool:
    """Whether a number may begin with a token."""
    lower, tables = piece.lower, numerals()
    return (
        piece.kind in ("number", "mixed")
        or "-" in lower
        or piece.text[0] in _ROMAN_VALUES
        or lower in tables.cardinals
        or lower in tables.ordinals
        or lower in tables.halves
    )


_BEGINS = feature(_begins)


def _number_at(tokens: list[Token], at: int, tables: Numerals) -> Number | None:
    token = tokens[at]
    if token.kind == "number":
        return _with_half(_figure(token, at), tokens)
    if token.kind == "mixed":
        return _ordinal_figure(token.lower, at, tables)
    if token.kind != "word":
        return None
    lower = token.word.lower
    if lower in tables.cardinals or lower in tables.ordinals:
        return _with_half(_spelled(tokens, at, tables), tokens)
    if lower in tables.halves:
        return Number(at, at + 1, tables.halves[lower], "decimal")
    if "-" in lower:
        return _hyphened(lower, at, tables)
    return _roman(tokens, at, tables) if token.text[0] in _ROMAN_VALUES else None


def _hyphened(lower: str, at: int, tables: Numerals) -> Number | None:
    """ "два-три", "полтора-два", "восьмом-девятом"."""
    first, _, last = lower.partition("-")
    place, place_to = tables.ordinals.get(first), tables.ordinals.get(last)
    if place is not None and place_to is not None and place.value < place_to.value:
        cases = place.cases & place_to.cases
        return Number(at, at + 1, place.value, "ordinal", place_to.value, cases, place_to.genders)
    value = tables.cardinals.get(first) or tables.halves.get(first)
    value_to = tables.cardinals.get(last)
    if value is None or value_to is None or value_to <= value:
        return None
    return Number(at, at + 1, value, "cardinal", value_to)


def _figure(token: Token, at: int) -> Number | None:
    digits = token.text.replace(" ", "").replace(",", ".")
    if len(digits) > _LONGEST_FIGURE or not digits[0].isascii() or not digits.isascii():
        return None
    kind: NumberKind = "decimal" if "." in digits else "cardinal"
    return Number(at, at + 1, float(digits), kind)


def _ordinal_figure(lower: str, at: int, tables: Numerals) -> Number | None:
    match = _ORDINAL.fullmatch(lower)
    ending = tables.endings.get(match[2]) if match else None
    if match is None or ending is None or not match[1].isascii():
        return None
    return Number(at, at + 1, float(match[1]), "ordinal", None, *ending)


def _spelled(tokens: list[Token], at: int, tables: Numerals) -> Number | None:
    """A number in words: each further word is of a smaller order ("сто", "двадцать", "первый")."""
    total = 0.0
    order = 1000.0
    end = at
    while end < len(tokens) and tokens[end].kind == "word":
        lower = tokens[end].word.lower
        ordinal = tables.ordinals.get(lower)
        value = ordinal.value if ordinal else tables.cardinals.get(lower)
        if value is None or not _continues(value, order):
            break
        total, end, order = total + value, end + 1, _order(value)
        if ordinal:
            return Number(at, end, total, "ordinal", None, ordinal.cases, ordinal.genders)
    if end < len(tokens) and tokens[end].word.lower in tables.multipliers and total:
        return Number(at, end + 1, total * tables.multipliers[tokens[end].word.lower], "cardinal")
    return Number(at, end, total, "cardinal") if end > at else None


def _continues(value: float, order: float) -> bool:
    """Whether a number word of this value can follow one of a given order."""
    return value < order and not (order == 10 and value >= 10)


def _order(value: float) -> float:
    """The values below which a following word must stay: hundreds, then tens, then units, then nothing."""
    if value >= 100:
        return 100
    return 10 if value >= 20 else 0


def _with_half(number: Number | None, tokens: list[Token]) -> Number | None:
    """ "три с половиной"."""
    if number is None or number.kind != "cardinal" or number.end + 1 >= len(tokens):
        return number
    if tokens[number.end].word.lower == "с" and tokens[number.end + 1].word.lower == "половиной":
        return Number(number.start, number.end + 2, number.value + 0.5, "decimal")
    return number


def _roman(tokens: list[Token], at: int, tables: Numerals) -> Number | None:
    match = _ROMAN.fullmatch(tokens[at].text)
    if match is None or not match[1]:
        return None
    following = tokens[at + 1].word.lemma if at + 1 < len(tokens) else ""
    if len(match[1]) == 1 and match[2] is None and following not in tables.roman_before:
        return None
    ending = (
        tables.endings.get(match[2], (frozenset(), frozenset())) if match[2] else (frozenset(), frozenset())
    )
    return Number(at, at + 1, float(_roman_value(match[1])), "ordinal", None, *ending)


def _roman_value(letters: str) -> int:
    values = [_ROMAN_VALUES[letter] for letter in letters]
    following = [*values[1:], 0]
    return sum(-value if value < after else value for value, after in zip(values, following, strict=True))


def _with_ranges(found: list[Number], tokens: list[Token]) -> list[Number]:
    """Join "5-7", "от трех до пяти", "с 5-го по 7-е"."""
    joined: list[Number] = []
    for number in found:
        last = joined[-1] if joined else None
        if last is not None and last.value_to is None and _is_range(last, number, tokens):
            start = last.start - (_before(tokens, last.start) in ("от", "с", "со"))
            start = start if _before(tokens, number.start) in ("до", "по") else last.start
            kind = number.kind if last.kind == "cardinal" else last.kind
            cases = number.cases or last.cases
            genders = number.genders or last.genders
            joined[-1] = Number(start, number.end, last.value, kind, number.value, cases, genders)
        else:
            joined.append(number)
    return joined


def _is_range(first: Number, second: Number, tokens: list[Token]) -> bool:
    if second.start != first.end + 1 or second.value <= first.value:
        return False
    between = tokens[first.end]
    if between.text == "—" and first.kind == second.kind == "ordinal" and tokens[first.end - 1].spaced:
        return False  # "первая — 35-я": subject and predicate
    if between.text == "-" or (between.text == "—" and _same_sort(first, second)):
        return _alone(first, second, tokens)
    before = _before(tokens, first.start)
    if between.word.lower == "до":
        return before == "от" and _same_sort(first, second)
    return between.word.lower == "по" and before in ("с", "со") and first.kind == second.kind == "ordinal"


def _alone(first: Number, second: Number, tokens: list[Token]) -> bool:
    """Not a piece of a longer row of figures: a date, a telephone number, a score of a match."""
    after = tokens[second.end].text if second.end < len(tokens) else ""
    before = tokens[first.start - 1].text if first.start else ""
    return not (after == "-" and not tokens[second.end].spaced) and not (before == "-" and first.start > 1)


def _same_sort(first: Number, second: Number) -> bool:
    return (first.kind == "ordinal") == (second.kind == "ordinal")


def _before(tokens: list[Token], at: int) -> str:
    return tokens[at - 1].word.lower if at else ""
