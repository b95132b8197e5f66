"""Periods in a text: years, halves, quarters, months and runs of months, as `model.periods` spells them.

Only what the text tells: a quarter without its year has no spelling, nor has a season. A span
begins after its preposition ("за", "в", "по итогам" stay outside).
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from extractors.features import feature, of_forms
from extractors.morphology import word
from extractors.registries.declension import phrase_forms
from extractors.tokens import Number, PeriodSpan, Token

_MONTH_STEMS = (
    "январ", "феврал", "март", "апрел", "ма", "июн", "июл", "август", "сентябр", "октябр", "ноябр", "декабр",
)  # fmt: skip
_MONTH_ADJECTIVES = (
    "январск", "февральск", "мартовск", "апрельск", "майск", "июньск", "июльск", "августовск", "сентябрьск",
    "октябрьск", "ноябрьск", "декабрьск",
)  # fmt: skip
_HARD, _SOFT, _MAY = ("", "а", "у", "ом", "е"), ("ь", "я", "ю", "ем", "е"), ("й", "я", "ю", "ем", "е")
_MONTHS = {
    stem + ending: number
    for number, stem in enumerate(_MONTH_STEMS, 1)
    for ending in (_MAY if stem == "ма" else _HARD if stem in ("март", "август") else _SOFT)
}
_YEAR = re.compile(r"(?:19[5-9]\d|20\d\d)")
_YEAR_ENDING = re.compile(r"(19[5-9]\d|20\d\d)-?(?:й|го|му|м|х|е)")
_OF_YEAR = re.compile(r"[а-яё-]{3,}-(20\d\d)")
"""An edition that is written as one word: "АПК-2025", "вузов-2025"."""
_YEAR_WORDS = frozenset({"год", "года", "году", "годом", "годе", "годах", "годам", "годов", "г", "гг"})
_LAST_YEAR = frozenset({"прошлый", "минувший", "позапрошлый", "предыдущий", "прошедший", "истекший"})
_THIS_YEAR = frozenset({"нынешний", "текущий", "этот", "настоящий", "будущий", "следующий"})
_EARLIER = frozenset({"назад", "ранее", "раньше", "прежде"})
_HALF_YEAR = frozenset({"полгода", "полугодие", "полугодия", "полугодию", "полугодии", "полугодьи"})
_RELATED = ("год", "месяц", "квартал", "полугодие", "период", "сезон")
_AFTER_RELATIVE = frozenset({*_EARLIER, *(form.text for noun in _RELATED for form in phrase_forms(noun))})
_OF_EDITIONS = ("рейтинг", "индекс")
_EDITED = frozenset({"рейтинг", "индекс", "рэнкинг", "список", "перечень", "топ", "лучший", "самый"})
_ELSEWHERE = frozenset({"на", "в", "во", "к", "с", "со"})
_LONGEST_TITLE = 8
"""Tokens between the noun of an edition and its bare year."""
_GENITIVE_BEFORE = frozenset({"итогам", "итоги", "результатам", "результаты", "данным", "концу", "начала"})
_PARTS = {"квартал": "Q", "полугодие": "H", "полугодье": "H"}
_MONTHS_IN = {"месяц": 1, "квартал": 3}


def periods(tokens: list[Token], numbers: list[Number]) -> list[PeriodSpan]:
    """The periods of a text, in order; none overlap."""
    by_start = {number.start: number for number in numbers}
    begins = {at for at, token in enumerate(tokens) if token.features & _BEGINS}
    follows = {at - 1 for at, token in enumerate(tokens) if token.features & _FOLLOWS and at}
    found: list[PeriodSpan] = []
    end = 0
    for at in sorted(begins | follows | by_start.keys()):
        if at >= end and (span := _period_at(tokens, by_start, at)) is not None:
            found.append(span)
            end = span.end
    return found


_BEGINS = feature(
    lambda piece: (
        piece.kind == "mixed" or "-" in piece.lower or piece.lower in _MONTHS or piece.lower in _HALF_YEAR
    )
)
_FOLLOWS = of_forms(_AFTER_RELATIVE)
"""Stands behind the word that a relative period begins with."""


def _period_at(tokens: list[Token], numbers: Mapping[int, Number], at: int) -> PeriodSpan | None:
    token = tokens[at]
    lower = token.word.lower
    if at in numbers or lower in _HALF_YEAR:
        return _part_of_year(tokens, numbers, at) or _year_span(tokens, at)
    if token.kind == "mixed":
        return _year_span(tokens, at)
    if lower in _MONTHS or "-" in lower:
        return _month_span(tokens, at)
    following = tokens[at + 1].word.lower if at + 1 < len(tokens) else ""
    return _relative_span(tokens, at) if following in _AFTER_RELATIVE else None


def _month_span(tokens: list[Token], at: int) -> PeriodSpan | None:
    """ "март 2025 года", "январь-сентябрь 2025", "с января по сентябрь 2025 года"."""
    lower = tokens[at].word.lower
    first, _, last = lower.partition("-")
    begin, end = _MONTHS.get(first), _MONTHS.get(last or first)
    if begin is None or end is None:
        return None
    after = at + 1
    if not last and after + 1 < len(tokens) and _runs_on(tokens, at):
        further = _MONTHS.get(tokens[after + 1].word.lower, 0)
        if further > begin:
            end, after = further, after + 2
    year, after = _year(tokens, after)
    if begin == end and _is_day(tokens, at):
        return PeriodSpan(at, after, None)
    if year is None:
        return None if begin == end else PeriodSpan(at, after, None, relative=True)
    months = f"{begin:02}" if begin == end else f"M{begin:02}/M{end:02}"
    return PeriodSpan(at, after, f"{year}-{months}" if end >= begin else None)


def _is_day(tokens: list[Token], at: int) -> bool:
    """ "14 октября 2025 года" is a day, not a period."""
    before = tokens[at - 1].text if at else ""
    return before.isdigit() and len(before) <= 2


def _runs_on(tokens: list[Token], at: int) -> bool:
    """Whether a month is the first of a run: "январь — сентябрь", "с января по сентябрь"."""
    joint = tokens[at + 1].word.lower
    return joint in ("—", "-") or (joint == "по" and at > 0 and tokens[at - 1].word.lower in ("с", "со"))


def _part_of_year(tokens: list[Token], numbers: Mapping[int, Number], at: int) -> PeriodSpan | None:
    """ "третий квартал 2025 года", "первое полугодие 2025 года", "девять месяцев 2025 года"."""
    number = numbers.get(at)
    if number is None:
        return _half_year(tokens, at)
    if number.value_to is not None or number.end >= len(tokens):
        return None
    noun = tokens[number.end].word.lemma
    part = _counted_part(tokens, number, noun) or _part(number, noun)
    if part is None:
        return None
    year, end = _year(tokens, number.end + 1)
    return PeriodSpan(at, end, f"{year}-{part}" if year else None, relative=year is None)


def _counted_part(tokens: list[Token], number: Number, noun: str) -> str | None:
    """ "в 3 квартале", "по итогам 4 квартала": a digit that says which one, by the case of its noun."""
    letter, value = _PARTS.get(noun), int(number.value)
    if number.kind != "cardinal" or not letter or not 1 <= value <= (4 if letter == "Q" else 2):
        return None
    word = tokens[number.end].word
    singular = {parse.case for parse in word.parses if parse.number == "sing"}
    before = tokens[number.start - 1].word.lower if number.start else ""
    ranked = not singular.isdisjoint(("nomn", "accs", "loct", "datv", "ablt"))
    return f"{letter}{value}" if ranked or (before in _GENITIVE_BEFORE and "gent" in singular) else None


def _part(number: Number, noun: str) -> str | None:
    value = int(number.value)
    letter = _PARTS.get(noun)
    if number.kind == "ordinal" and letter:
        return f"{letter}{value}" if 1 <= value <= (4 if letter == "Q" else 2) else None
    months = value * _MONTHS_IN.get(noun, 0)
    if number.kind != "cardinal" or not 1 < months <= 12:
        return None
    return "H1" if months == 6 else f"M01/M{months:02}"


def _half_year(tokens: list[Token], at: int) -> PeriodSpan | None:
    if tokens[at].word.lower not in _HALF_YEAR:
        return None
    year, end = _year(tokens, at + 1)
    return PeriodSpan(at, end, f"{year}-H1" if year else None, relative=year is None)


def _year_span(tokens: list[Token], at: int) -> PeriodSpan | None:
    year, end = _year(tokens, at)
    if year is None and _is_edition(tokens, at):
        return PeriodSpan(at, at + 1, tokens[at].text)
    joined = _OF_YEAR.fullmatch(tokens[at].lower) if tokens[at].kind == "mixed" else None
    if joined is not None and (_is_called_so(joined[0]) or _of_an_edition(tokens, _opening(tokens, at))):
        return PeriodSpan(at, at + 1, joined[1])
    if year is None:
        return None
    month = _month_of_edition(tokens, at)
    return PeriodSpan(at, end, f"{year}-{month:02}" if month else str(year))


def _month_of_edition(tokens: list[Token], at: int) -> int | None:
    """ "ноябрьский медиарейтинг мэров столиц 2022 года": the month that an edition of a year is called by."""
    for place in range(at - 1, max(0, at - _LONGEST_TITLE), -1):
        token = tokens[place]
        if token.kind != "word" or token.word.finite:
            return None
        if any(lemma.endswith(_OF_EDITIONS) for lemma in token.word.lemmas):
            before = tokens[place - 1].lower
            months = (n for n, stem in enumerate(_MONTH_ADJECTIVES, 1) if before.startswith(stem))
            return next(months, None)
    return None


def _is_called_so(joined: str) -> bool:
    """ "рейтинг-2025", "медиарейтинге-2025": of an edition by itself."""
    return any(lemma.endswith(_OF_EDITIONS) for lemma in word(joined[:-5]).lemmas)


def _year(tokens: list[Token], at: int) -> tuple[int | None, int]:
    """The year that is told at a token ("2025 года", "2025-го", "2025") and where it ends."""
    if at >= len(tokens):
        return None, at
    token = tokens[at]
    if token.kind == "mixed":
        match = _YEAR_ENDING.fullmatch(token.lower)
        if match is None:
            return None, at
        return int(match[1]), _after_year_word(tokens, at + 1)[0]
    if token.kind != "number" or _YEAR.fullmatch(token.text) is None:
        return None, at
    end, told = _after_year_word(tokens, at + 1)
    follows_month = at > 0 and tokens[at - 1].word.lower.rpartition("-")[2] in _MONTHS
    return (int(token.text), end) if told or follows_month else (None, at)


def _is_edition(tokens: list[Token], at: int) -> bool:
    """ "Волонтёрский индекс — 2025", "«Лучшие вузы — 2025»", "Рейтинг чистоты рек — 2025.", "(2025)"."""
    if at < 2 or _YEAR.fullmatch(tokens[at].text) is None:
        return False
    follows = tokens[at + 1] if at + 1 < len(tokens) else None
    if tokens[at - 1].text == "(" and follows is not None and follows.text == ")":
        return tokens[at - 2].text == "»" or _of_an_edition(tokens, at - 1)
    if tokens[at - 1].text not in "—–-":
        called = any(lemma.endswith(_OF_EDITIONS) for lemma in tokens[at - 1].word.lemmas)
        return called and (follows is None or follows.word.lower in ("по", ".", ",", ":", "—"))
    if follows is not None and follows.text == "»":
        return True
    return tokens[at - 2].word.lemma.endswith(_OF_EDITIONS) or (
        (follows is None or follows.kind in ("punctuation", "break") or bool(follows.word.verb))
        and _of_an_edition(tokens, at - 1)
    )


def _opening(tokens: list[Token], at: int) -> int:
    """Where the title begins that a token closes («Лидеры импортозамещения-2025»); else the token."""
    if at + 1 < len(tokens) and tokens[at + 1].text == "»":
        return next((s for s in range(at, max(0, at - _LONGEST_TITLE), -1) if tokens[s].text == "«"), at)
    return at


def _of_an_edition(tokens: list[Token], dash: int) -> bool:
    """Whether the words before a dash, with no sign or number among them, call a rating or the best ones."""
    for token in reversed(tokens[max(0, dash - _LONGEST_TITLE) : dash]):
        if token.kind not in ("word", "mixed") or token.word.lower in _ELSEWHERE:
            return False
        if token.word.lemmas & _EDITED or token.word.lemma.endswith(_OF_EDITIONS):
            return True
    return False


def _after_year_word(tokens: list[Token], at: int) -> tuple[int, bool]:
    """The token after "года" or "г.", and whether it was there."""
    if at >= len(tokens) or tokens[at].word.lower not in _YEAR_WORDS:
        return at, False
    dotted = tokens[at].word.lower in ("г", "гг") and at + 1 < len(tokens) and tokens[at + 1].text == "."
    return at + 1 + dotted, True


def _relative_span(tokens: list[Token], at: int) -> PeriodSpan | None:
    """ "годом ранее", "год назад", "в прошлом году", "этого года"."""
    if at + 1 >= len(tokens):
        return None
    lower, following = tokens[at].word.lower, tokens[at + 1]
    if lower in ("год", "годом") and following.word.lower in _EARLIER:
        return PeriodSpan(at, at + 2, None, relative=True)
    told = tokens[at].word.lemmas & (_LAST_YEAR | _THIS_YEAR)
    if told and following.word.lemmas & set(_RELATED):
        return PeriodSpan(at, at + 2, None, relative=True)
    return None
