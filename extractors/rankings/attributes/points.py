"""Points outside brackets, or called so by a noun: "67,1 балла", "89,6, 86 и 80 баллов", "набрав 7,7"."""

from __future__ import annotations

from extractors.features import of_forms, of_lemmas
from extractors.rankings.items import Referent, Score
from extractors.rankings.vocabulary import FROM, words
from extractors.signals import Signal
from extractors.tokens import DASHES, Annotated, Number, Sentence

_UNITS = frozenset(["%", "₽", "$", "€"])
_SCORE_NOUN = of_lemmas({"индекс", "балл", "оценка", "значение", "результат"})
POINTS_NOUN = of_lemmas({"индекс", "балл", "оценка"})
SCORES = of_lemmas(words("scoring", "verbs"))
"""A verb of scoring."""
_DIFFERENCES = words("scoring", "differences")
_BETWEEN = words("scoring", "between")
_HIGHEST_WHOLE = 100
"""Places above are rare: a bare whole number over it behind a subject is points."""
_BOUND = 7
"""Tokens before points that may call them a bound ("максимально возможная оценка — 100 баллов")."""
_WHOLE = frozenset(["страна", "россия", "рф"])
_EACH = of_forms({"каждой", "каждого", "обоих", "обеих", "по"})
_UNIT_NOUNS = words("scoring", "unit_nouns")
_TO = frozenset(["на", "до", "по", "против"])
_JOINTS = frozenset([",", "и"])


def announces_points(field: Annotated) -> bool:
    """Whether a noun of points stands right before a decimal: "с итоговой оценкой 0,78"."""
    decimals = {number.start for number in field.numbers if number.kind == "decimal"}
    return bool(decimals) and any(
        start and field.tokens[start - 1].features & POINTS_NOUN for start in decimals
    )


def scores_of(
    text: Annotated,
    sentence: Sentence,
    signals: list[Signal],
    inside: set[int],
    referents: list[Referent],
    *,
    scored: bool,
) -> list[Score]:
    """The scores outside brackets, in order. `scored`: bare decimals behind subjects are points."""
    numbers = [n for n in text.numbers if sentence.start <= n.start < sentence.end and n.start not in inside]
    ends = {n.end: n for n in numbers}
    starts = {n.start: n for n in numbers}
    found = [
        _run(text, ends, signal)
        for signal in signals
        if signal.name == "score" and signal.start in ends and ends[signal.start].kind != "ordinal"
    ]
    taken = {score.start for score in found}
    if not (numbers or found):
        return []
    for index in range(sentence.start, sentence.end) if sentence.features & _SCORE_NOUN else ():
        if text.tokens[index].features & _SCORE_NOUN and index not in ends:
            number = _later(text, starts, index, sentence.end)
            if number is not None and number.start not in taken:
                taken.add(number.start)
                found.append(Score(number.start, number.end, (number.value,)))
    for score in found:
        near = text.tokens[max(score.start - 3, sentence.start) : score.start]
        score.each = any(token.features & _EACH for token in near)
    for index in range(sentence.start, sentence.end - 1) if sentence.features & _EACH else ():
        number = (
            starts.get(index + 1) or starts.get(index + 2) if text.tokens[index].features & _EACH else None
        )
        if number is None or number.kind == "ordinal" or number.start in taken:
            continue
        if unitless(text, number.end, sentence.end) and all(s.start != number.start for s in found):
            found.append(Score(number.start, number.end, (number.value,), each=True))
    behind = {r.end for r in referents} if scored else set()
    found += _unnamed(text, sentence, numbers, behind, found, scored=scored)
    found = [score for score in found if not _differs(text, score, sentence.start)]
    return sorted(found, key=lambda score: score.start)


def _unnamed(
    text: Annotated,
    sentence: Sentence,
    numbers: list[Number],
    behind: set[int],
    found: list[Score],
    *,
    scored: bool,
) -> list[Score]:
    """ "набрав 7,7", "у Калмыкии — 18,6", "34,87 против 31,25": points that no noun calls so."""
    taken = {index for score in found for index in range(score.start, score.end)}
    more = []
    for number in numbers:
        if number.kind == "ordinal" or number.value_to is not None or number.start in taken:
            continue
        if (
            _gained(text, number, sentence)
            or _bare(text, number, sentence, behind)
            or (scored and _with(text, number, sentence, found))
            or (scored and _whose(text, number, sentence))
            or (number.start - 1 in behind and _goes_on(text, number, sentence, found))
        ):
            more.append(Score(number.start, number.end, (number.value,)))
    return more


def _with(text: Annotated, number: Number, sentence: Sentence, found: list[Score]) -> bool:
    """ "первой с 98,1 идёт Тула", "второе место у Тулы с 281 баллом, третье у Орла с 279"."""
    if number.start == sentence.start or text.tokens[number.start - 1].lower not in FROM:
        return False
    follows = text.tokens[number.end] if number.end < sentence.end else None
    if follows is not None and (follows.lower in _TO or not unitless(text, number.end, sentence.end)):
        return False
    bare = number.kind == "decimal" or follows is None or "ablt" not in follows.word.cases
    return bare and _are_told(number, found)


def _are_told(number: Number, found: list[Score]) -> bool:
    """Whether points of one subject stand before a number."""
    return any(score.start < number.start and not score.each for score in found)


def _whose(text: Annotated, number: Number, sentence: Sentence) -> bool:
    """ "уступила Туле, у которой 251": all that a relative clause tells of somebody."""
    before = text.tokens[max(number.start - 2, sentence.start) : number.start]
    of = len(before) > 1 and before[0].lower == "у" and "который" in before[1].word.lemmas
    return of and text.breaks_off(number.end, sentence.end) and text.tokens[number.start].text[:1].isdecimal()


def _goes_on(text: Annotated, number: Number, sentence: Sentence, found: list[Score]) -> bool:
    """ "первая Тыва — 91 балл, второй Крым — 90": points whose noun stood with the first ones."""
    closed = text.breaks_off(number.end, sentence.end)
    return _are_told(number, found) and closed and text.tokens[number.start - 1].text in "—–-:"


def _gained(text: Annotated, number: Number, sentence: Sentence) -> bool:
    """ "набрала 6,8", "получил 76,8 пункта": behind a verb of scoring."""
    index = number.start - 1
    if _with_points(text, number, sentence):
        return True
    while index > sentence.start and text.tokens[index].lower in _BETWEEN:
        index -= 1
    if index < sentence.start or not text.tokens[index].features & SCORES:
        return False
    follows = text.tokens[number.end] if number.end < sentence.end else None
    if follows is not None and "пункт" in follows.word.lemmas:
        return number.kind == "decimal"
    plain = follows is None or follows.kind == "punctuation" or follows.lower in ("и", "против")
    return plain and unitless(text, number.end, sentence.end)


def _with_points(text: Annotated, number: Number, sentence: Sentence) -> bool:
    """ "шестое место с 74 пунктами"."""
    follows = text.tokens[number.end].word if number.end < sentence.end else None
    with_ = number.start > sentence.start and text.tokens[number.start - 1].lower in FROM
    return with_ and follows is not None and "пункт" in follows.lemmas and "ablt" in follows.cases


def _whole_points(text: Annotated, number: Number, sentence: Sentence) -> bool:
    """ "третье место у Краснодара — 231": no place is as high, and nothing is counted."""
    if number.value <= _HIGHEST_WHOLE or not text.tokens[number.start].text.isdecimal():
        return False
    closed = number.end >= sentence.end or text.tokens[number.end].text in (".", ",", ";")
    return closed and text.tokens[number.start - 1].text in "—–-:"


def _bare(text: Annotated, number: Number, sentence: Sentence, behind: set[int]) -> bool:
    """A decimal with no unit behind a subject, over a dash or colon, or one that is compared with another."""
    if not unitless(text, number.end, sentence.end):
        return False
    if number.kind == "cardinal" and not _whole_points(text, number, sentence):
        return False
    follows = text.tokens[number.end] if number.end < sentence.end else None
    if follows is not None and follows.kind != "punctuation" and follows.lower not in ("и", "против"):
        return False
    start = number.start
    if start - 1 > sentence.start and text.tokens[start - 1].text in "—–-:":
        start -= 1
    alone = follows is not None and follows.text == "," and text.tokens[number.start - 1].text == ","
    return start in behind or (bool(behind) and alone)


def _differs(text: Annotated, score: Score, start: int) -> bool:
    """ "на 0,4 балла", "с отставанием в 17 очков", "меньше 16 баллов": no points of anybody."""
    before = text.tokens[max(start, score.start - 3) : score.start]
    if before and before[-1].lower in ("на", "за", "в", "до") and not score.each:
        return before[-1].lower != "до" or any(token.lower == "от" for token in before)
    if any(token.word.lemmas & _DIFFERENCES or token.lower in _DIFFERENCES for token in before):
        return True
    bounding = text.tokens[max(start, score.start - _BOUND) : score.start]
    if any(token.lower.startswith("средн") for token in bounding):
        return any(token.word.lemmas & _WHOLE or token.lower == "по" for token in bounding)
    return any(token.lower.startswith(("максимальн", "минимальн")) for token in bounding)


def _later(text: Annotated, starts: dict[int, Number], index: int, end: int) -> Number | None:
    """The points that a noun announces: "сумма баллов составила 64,3", "балл снизился с 44,8 до 41,8"."""
    chosen: Number | None = None
    for position in range(index + 1, min(end, index + 14)):
        number = starts.get(position)
        if number is None or not unitless(text, number.end, end):
            continue
        if number.kind != "decimal" and not _is_value(text, number, index, end):
            continue
        if chosen is None or text.tokens[position - 1].lower == "до":
            chosen = number
    return chosen


def _is_value(text: Annotated, number: Number, index: int, end: int) -> bool:
    """ "её индекс 61", "итоговый балл — 84": a whole number right behind a noun of points."""
    behind = number.start - index - (text.tokens[number.start - 1].text in DASHES)
    closed = text.breaks_off(number.end, end)
    whole = number.kind == "cardinal" and text.tokens[number.start].text.isdecimal()
    return behind == 1 and closed and whole and number.value < _HIGHEST_WHOLE * 10


def unitless(text: Annotated, index: int, end: int) -> bool:
    """Whether no unit or counted noun stands at a token behind a number."""
    if index >= end:
        return True
    token = text.tokens[index]
    if token.text in _UNITS or token.word.lemmas & _UNIT_NOUNS:
        return False
    return token.kind == "punctuation" or token.word.pos != "NOUN"


def _run(text: Annotated, ends: dict[int, Number], signal: Signal) -> Score:
    last = ends[signal.start]
    values = [last.value]
    start = last.start
    while start - 1 in range(start) and text.tokens[start - 1].lower in _JOINTS and start - 1 in ends:
        number = ends[start - 1]
        if number.kind == "ordinal":
            break
        values.insert(0, number.value)
        start = number.start
    if text.tokens[start - 1].lower == "до" and len(values) == 1:
        return Score(start, signal.end, tuple(values))
    return Score(start, signal.end, tuple(values))
