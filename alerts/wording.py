"""Places, movements and periods in words, in Russian and in English.

News names a subject of any gender and number ("Центр", "Смоленская область", "Подмосковье"), so
no verb is made to agree with it: movement is told by phrases that need no agreement.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Literal

Language = Literal["ru", "en"]

NameOf = Callable[[str, Language], str]
"""The name behind a code (a region, a country, a federal district); words come back as they are."""


def as_told(code: str, _: Language) -> str:
    """A code or word without a registry to look its name up in."""
    return code


INFERRED = "~"
"""Before a period that no text told: the month in which the news of it was published."""

_MONTHS = {
    "ru": "январь февраль март апрель май июнь июль август сентябрь октябрь ноябрь декабрь".split(),
    "en": ("January February March April May June July August September October November December".split()),
}
_MONTHS_PREPOSITIONAL = (
    "январе феврале марте апреле мае июне июле августе сентябре октябре ноябре декабре".split()
)
_ROMAN = ("I", "II", "III", "IV")
_ENGLISH_ORDINALS = {1: "st", 2: "nd", 3: "rd"}


def period_words(period: str, language: Language) -> str:
    """A spelled period as a reader says it: "I квартал 2025 года", "January-September 2025".

    Takes the spellings of `model.periods`, and the inferred ones; anything else comes back as is.
    """
    if period.startswith(INFERRED):
        return _published_in(period[len(INFERRED) :], language)
    year, _, part = period.partition("-")
    if not year.isdecimal():
        return period
    if not part:
        return f"{year} год" if language == "ru" else year
    words = _part_words(part, language)
    if words is None:
        return period
    return f"{words} {year} года" if language == "ru" else f"{words} {year}"


def place_words(position: int, language: Language) -> str:
    """A place by itself: "2-е место", "2nd place"."""
    return f"{position}-е место" if language == "ru" else f"{ordinal(position)} place"


def move_words(previous: int | None, position: int, language: Language) -> str:
    """From where to where: "с 5-го на 2-е место", "from 5th to 2nd place"."""
    if previous is None or previous == position:
        return place_words(position, language)
    if language == "ru":
        return f"{_from_preposition(previous)} {previous}-го на {place_words(position, language)}"
    return f"from {ordinal(previous)} to {place_words(position, language)}"


def correction_words(previous: int, position: int, language: Language) -> str:
    """A place that was told wrong: "исправлено: 3-е место, а не 2-е", "corrected: 3rd place, not 2nd"."""
    if language == "ru":
        return f"исправлено: {place_words(position, language)}, а не {previous}-е"
    return f"corrected: {place_words(position, language)}, not {ordinal(previous)}"


def direction_words(change: int, language: Language) -> str:
    """How far, and which way: "вверх на 3 позиции", "down 1 place", "без изменений".

    `change` counts places, + is up, as everywhere in the house.
    """
    if change == 0:
        return "без изменений" if language == "ru" else "no change"
    count = abs(change)
    if language == "ru":
        return f"{'вверх' if change > 0 else 'вниз'} на {count} {_positions(count)}"
    return f"{'up' if change > 0 else 'down'} {count} {'place' if count == 1 else 'places'}"


def figure_words(value: float, unit: str, direction: str, language: Language) -> str:
    """A figure with its unit and direction: "рост на 14,5 %", "up 14.5%", "2 раза"."""
    number = f"{value:g}"
    if language == "ru":
        times = plural(int(value), "раз", "раза", "раз") if value == int(value) else "раза"
        number = number.replace(".", ",")
        words = {"percent": f"{number} %", "points": f"{number} п. п.", "times": f"в {number} {times}"}
        ways = {"up": "рост", "down": "снижение"}
        between = " " if unit == "times" else " на "
        told = words.get(unit, number)
        return f"{ways[direction]}{between}{told}" if direction in ways else told
    words = {"percent": f"{number}%", "points": f"{number} pp", "times": f"{number} times"}
    ways = {"up": "up", "down": "down"}
    return " ".join(filter(None, (ways.get(direction), words.get(unit, number))))


def day_words(moment: datetime) -> str:
    """A moment's day and minute, in UTC, the same in both languages: 2026-02-08 09:30 UTC."""
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M} UTC"


def ordinal(number: int) -> str:
    """An English ordinal: 1st, 2nd, 3rd, 11th, 112th."""
    if number % 100 in (11, 12, 13):
        return f"{number}th"
    return f"{number}{_ENGLISH_ORDINALS.get(number % 10, 'th')}"


def plural(number: int, one: str, few: str, many: str) -> str:
    """The Russian form that goes with a number: 1 место, 2 места, 5 мест, 21 место."""
    if number % 10 == 1 and number % 100 != 11:
        return one
    if number % 10 in (2, 3, 4) and number % 100 not in (12, 13, 14):
        return few
    return many


def capitalised(text: str) -> str:
    """With a capital at the beginning, and the rest left alone."""
    return text[:1].upper() + text[1:]


def plain_line(text: str) -> str:
    """Foreign text as one line that shows what it is.

    Line breaks become spaces, so that news cannot forge lines of ours; control characters and
    those that turn the direction of writing around are left out.
    """
    if text.isprintable():  # none of those: most texts, and all but a few addresses
        return " ".join(text.split())
    return " ".join("".join(_shown(char) for char in text).split())


def _shown(char: str) -> str:
    match unicodedata.category(char):
        case "Cc":
            return " "
        case "Cf" | "Cs":
            return ""
    return char


def _positions(count: int) -> str:
    """After "на". "Позиция", because "на 1 место" also means "to the first place"."""
    return plural(count, "позицию", "позиции", "позиций")


def _from_preposition(number: int) -> str:
    """ "Со" where the ordinal as spoken begins with two consonants that "с" cannot stand before.

    These are второго, and the numbers that begin with сто, but not сотого itself.
    """
    return "со" if number == 2 or 101 <= number <= 199 else "с"


def _part_words(part: str, language: Language) -> str | None:
    kind, rest = part[0], part[1:]
    if kind == "H" and rest in ("1", "2"):
        return f"{_ROMAN[int(rest) - 1]} полугодие" if language == "ru" else f"H{rest}"
    if kind == "Q" and rest in ("1", "2", "3", "4"):
        return f"{_ROMAN[int(rest) - 1]} квартал" if language == "ru" else f"Q{rest}"
    names = [_month_name(month.removeprefix("M"), language) for month in part.split("/")]
    if None in names or len(names) > 2:
        return None
    return "–".join(name for name in names if name)


def _month_name(number: str, language: Language) -> str | None:
    if number.isdecimal() and 1 <= int(number) <= 12:
        return _MONTHS[language][int(number) - 1]
    return None


def _published_in(month: str, language: Language) -> str:
    year, _, number = month.partition("-")
    if not number.isdecimal() or not 1 <= int(number) <= 12:
        return month
    if language == "ru":
        return f"опубликовано в {_MONTHS_PREPOSITIONAL[int(number) - 1]} {year} года"
    return f"published in {_MONTHS['en'][int(number) - 1]} {year}"
