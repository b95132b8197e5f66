"""Percentages, percentage points and multiples: where they stand and what they are worth."""

from __future__ import annotations

from dataclasses import dataclass

from extractors.figures.lexicon import Lexicon, lexicon
from extractors.tokens import Annotated, Number, Token
from model.statements import Approximation, Unit

_TIMES = frozenset({"раз", "раза", "разу"})
_INTO = frozenset({"в", "во"})
_BOUNDS = frozenset({"на", "в", "во", "чем", ",", "по", "до", "за"})
"""What may stand between a number and the word that makes it inexact ("более чем в восемь раз")."""
_REACH_OF_UNIT = 12
"""Tokens between a figure with its unit and one that goes without ("с Турцией - в 1,8")."""
_NEGATED = {"over": "under", "under": "over"}


@dataclass(slots=True)
class Amount:
    """One figure at tokens `start` to `end`.

    `row` is its place, counted from 0, among figures that only "," and "и" stand between, and
    their number: "118% и 107%" may be of two regions named in the same order.
    """

    start: int
    end: int
    number_start: int
    value: float
    value_to: float | None
    unit: Unit
    approx: Approximation | None = None
    row: tuple[int, int] = (0, 1)


def amounts(field: Annotated) -> list[Amount]:
    """The amounts of a field, in order; each number of "38, 15 и 9 процентов" is one."""
    words = lexicon()
    by_start = {number.start: number for number in field.numbers}
    by_end = {number.end: number for number in field.numbers}
    worths = words.worths
    telling = [at for at, token in enumerate(field.tokens) if worths[token.lower] is not None]
    found: list[Amount] = []
    end = 0
    for at in sorted({*by_start, *telling}):
        if at < end:
            continue
        number = by_start.get(at)
        amount = _of_number(number, field.tokens) if number else _of_word(field.tokens[at], at, words)
        if number and amount is None and found:
            amount = _elliptic(number, found[-1], field.tokens)
        if amount is not None:
            found += _listed_before(amount, number, by_end, field.tokens) if number else ()
            found += _started_from(amount, number, by_end, field.tokens) if number else ()
            found.append(amount)
            end = amount.end
    found = _ranges_with_units(found, field.tokens)
    for amount in found:
        amount.approx = amount.approx or _approximation(amount, field.tokens, words)
    _number_rows(found, field.tokens)
    return found


def _number_rows(found: list[Amount], tokens: list[Token]) -> None:
    start = 0
    for at in range(1, len(found) + 1):
        if at < len(found) and _adjoins(found[at - 1], found[at], tokens):
            continue
        for place in range(start, at):
            found[place].row = (place - start, at - start)
        start = at


def _adjoins(first: Amount, second: Amount, tokens: list[Token]) -> bool:
    return second.start == first.end + 1 and tokens[first.end].word.lower in (",", "и")


def _of_number(number: Number, tokens: list[Token]) -> Amount | None:
    """A number with its unit behind it, or in front of it ("процентов на семьдесят")."""
    if number.kind == "ordinal":
        return None
    behind = _after_excess(tokens, number.end)
    unit, end = _unit(tokens, number, behind)
    if unit is not None:
        excess = "over" if behind > number.end else None
        return Amount(number.start, end, number.start, number.value, number.value_to, unit, _typed(excess))
    return _inverted(number, tokens)


def _typed(name: str | None) -> Approximation | None:
    return "over" if name == "over" else None


def _after_excess(tokens: list[Token], at: int) -> int:
    """The token after "с лишним" in "8 с лишним процентов"."""
    words = [token.word.lower for token in tokens[at : at + 2]]
    return at + 2 if words in (["с", "лишним"], ["с", "небольшим"]) else at


def _inverted(number: Number, tokens: list[Token]) -> Amount | None:
    """ "процентов на семьдесят", "раза в два": the number behind its unit is about so much."""
    at = number.start - 2
    if at < 0 or tokens[at + 1].word.lower not in ("на", "в", "до"):
        return None
    if tokens[at].word.lower == "процентов" and not _counts(tokens, at):
        return Amount(at, number.end, number.start, number.value, number.value_to, "percent", "about")
    if tokens[at].word.lower == "раза" and tokens[at + 1].word.lower == "в" and not _counts(tokens, at):
        return Amount(at, number.end, number.start, number.value, number.value_to, "times", "about")
    return None


def _counts(tokens: list[Token], at: int) -> bool:
    """Whether the unit at a token has its number in front of it."""
    return at > 0 and (tokens[at - 1].kind in ("number", "mixed") or "NUMR" in tokens[at - 1].word.poses)


def _elliptic(number: Number, last: Amount, tokens: list[Token]) -> Amount | None:
    """ "в 1,4 раза, с Турцией - в 1,8", "74%, в Карелии - 72,5": the unit stands with the first only."""
    if number.kind != "decimal" or number.start < 2 or number.start - last.end > _REACH_OF_UNIT:
        return None
    if number.end < len(tokens) and tokens[number.end].kind != "punctuation":
        return None
    into = last.unit == "times" and tokens[number.start - 1].word.lower in _INTO
    if tokens[number.start - 1 - into].text != "—" or last.unit == "points" or into != (last.unit == "times"):
        return None
    return Amount(number.start, number.end, number.start, number.value, number.value_to, last.unit)


def _unit(tokens: list[Token], number: Number, at: int) -> tuple[Unit | None, int]:
    if at >= len(tokens):
        return None, at
    token = tokens[at]
    if token.text == "%":
        points = at + 1 < len(tokens) and tokens[at + 1].word.lemma == "пункт"
        return ("points", at + 2) if points else ("percent", at + 1)
    if token.word.lower.startswith("процент"):
        return _percent_word(tokens, at)
    if token.word.lower in ("п", "пп", "п.п", "пп."):
        return _abbreviated_points(tokens, at)
    if token.word.lower in _TIMES and _is_multiple(tokens, number):
        return "times", at + 1
    return None, at


def _percent_word(tokens: list[Token], at: int) -> tuple[Unit | None, int]:
    if "процентный" not in tokens[at].word.lemmas:
        return "percent", at + 1
    points = at + 1 < len(tokens) and tokens[at + 1].word.lower.startswith("пункт")
    return ("points", at + 2) if points else (None, at)


def _abbreviated_points(tokens: list[Token], at: int) -> tuple[Unit | None, int]:
    """ "п. п.", "п.п.", "пп"."""
    if tokens[at].word.lower != "п":
        return "points", at + 1 + _is_sign(tokens, at + 1, ".")
    second = at + 1 + _is_sign(tokens, at + 1, ".")
    if second < len(tokens) and tokens[second].word.lower in ("п", "пункт", "пункта", "пунктов"):
        return "points", second + 1 + _is_sign(tokens, second + 1, ".")
    return None, at


def _is_sign(tokens: list[Token], at: int, sign: str) -> bool:
    return at < len(tokens) and tokens[at].text == sign


def _is_multiple(tokens: list[Token], number: Number) -> bool:
    """ "в 2,5 раза" multiplies, "два раза в год" counts."""
    at = number.start - 1
    while at >= 0 and tokens[at].word.lower in ("почти", "около", "более", "чем", "примерно", "целых"):
        at -= 1
    if at < 0:
        return False
    lower = tokens[at].word.lower
    if lower in _INTO:
        return not (number.value == 1 and number.kind == "cardinal")
    return number.kind == "decimal" and tokens[at].word.lemma in ("составить", "составлять", "достичь", "—")


def _of_word(token: Token, at: int, words: Lexicon) -> Amount | None:
    """ "вдвое", "двукратный", "удвоить", "семипроцентный"."""
    worth = words.worths[token.lower]
    if worth is None:
        return None
    value, value_to, unit = worth
    return Amount(at, at + 1, at, value, value_to, unit)


def _listed_before(
    amount: Amount, number: Number, by_end: dict[int, Number], tokens: list[Token]
) -> list[Amount]:
    """The numbers in front of one with a unit that share it: "38, 15 и 9 процентов"."""
    listed: list[Amount] = []
    start = number.start
    while start >= 2:
        if tokens[start - 1].word.lower not in (",", "и", "или"):
            break
        before = by_end.get(start - 1)
        if before is None or before.kind == "ordinal" or _is_year(before):
            break
        if amount.unit == "times":
            break
        listed.append(
            Amount(before.start, before.end, before.start, before.value, before.value_to, amount.unit)
        )
        start = before.start
    return listed[::-1]


def _started_from(
    amount: Amount, number: Number, by_end: dict[int, Number], tokens: list[Token]
) -> list[Amount]:
    """ "с 44 до 52%": where a change began, its unit told with where it came to."""
    at = number.start - 1
    while at > 0 and tokens[at].word.lower in ("почти", "примерно"):
        at -= 1
    before = by_end.get(at) if tokens[at].word.lower == "до" else None
    if before is None or before.kind == "ordinal" or amount.unit == "times" or before.start == 0:
        return []
    if tokens[before.start - 1].word.lower not in ("с", "со"):
        return []
    return [Amount(before.start, before.end, before.start, before.value, before.value_to, amount.unit)]


def _is_year(number: Number) -> bool:
    return 1900 <= number.value <= 2100 and number.kind == "cardinal" and number.end - number.start == 1


def _ranges_with_units(found: list[Amount], tokens: list[Token]) -> list[Amount]:
    """ "5% - 7%", "от 5% до 7%", "в полтора-два раза" with a unit at both ends."""
    joined: list[Amount] = []
    for amount in found:
        last = joined[-1] if joined else None
        if last is not None and _is_range(last, amount, tokens):
            joined[-1] = Amount(
                last.start, amount.end, last.number_start, last.value, amount.value, amount.unit, None
            )
        else:
            joined.append(amount)
    return joined


def _is_range(first: Amount, second: Amount, tokens: list[Token]) -> bool:
    if first.unit != second.unit or first.value_to or second.value_to or second.value <= first.value:
        return False
    if second.start != first.end + 1:
        return False
    between = tokens[first.end].word.lower
    before = tokens[first.start - 1].word.lower if first.start else ""
    return (
        between == "-"
        or (between == "—" and before in ("на", "от", "около"))
        or (between == "до" and before == "от")
    )


def _approximation(amount: Amount, tokens: list[Token], words: Lexicon) -> Approximation | None:
    """What the words next to the number make of it."""
    following = tokens[amount.end].word.lower if amount.end < len(tokens) else ""
    if (
        following == "с"
        and amount.end + 1 < len(tokens)
        and tokens[amount.end + 1].word.lower in ("лишним", "небольшим")
    ):
        return "over"
    at = amount.start - 1
    passed: list[str] = []
    while at >= 0 and len(passed) < 3 and tokens[at].word.lower in _BOUNDS:
        passed.append(tokens[at].word.lower)
        at -= 1
    if at < 0:
        return None
    classes = words.classes(tokens[at])
    negated = _is_negated(at, tokens)
    if "about" in classes:
        return "about"
    for name in ("over", "under"):
        if name in classes and _bounds_number(tokens[at].word.lower, passed):
            return _as_told(name, negated=negated)
    if "over_verbs" in classes and not passed:
        return _as_told("over", negated=negated)
    return _of_target(amount, tokens, words, passed)


def _bounds_number(word: str, passed: list[str]) -> bool:
    """ "больше 55%" and "больше чем на 55%" bound the number, "больше на 55%" compares."""
    return word in ("свыше", "почти", "едва", "минимум", "максимум") or not passed or "чем" in passed


def _as_told(name: str, *, negated: bool) -> Approximation:
    told = _NEGATED[name] if negated else name
    return "over" if told == "over" else "under"


def _is_negated(at: int, tokens: list[Token]) -> bool:
    """ "не более 5%", "не опускалась ниже 77%"."""
    if at and tokens[at - 1].word.lower == "не":
        return True
    return at > 1 and tokens[at - 2].word.lower == "не" and "VERB" in tokens[at - 1].word.poses


def _of_target(
    amount: Amount, tokens: list[Token], words: Lexicon, passed: list[str]
) -> Approximation | None:
    """ "скидка до 15%" is a bound; "вырос до 15%" tells where it came to."""
    if not passed or passed[0] != "до":
        return None
    at = amount.start - 2
    if at >= 0 and (tokens[at].text in (",", "%") or tokens[at].word.lower.startswith("процент")):
        return None
    while at >= 0 and tokens[at].kind != "punctuation":
        if words.classes(tokens[at]) & {"up", "down"} or tokens[at].word.lemma in ("довести", "доводить"):
            return None
        at -= 1
    return "under"
