"""The words of the pages, in each language, and the choice of a language.

The words stand in catalogues/<language>.json. An entry is a text with {placeholders}, or a list
of plural forms: one, few, many in Russian; one, many in English.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import get_args
from zoneinfo import ZoneInfo

from alerts.wording import Language, period_words, plural

LANGUAGES: tuple[Language, ...] = get_args(Language)
DEFAULT: Language = "ru"
ZONE = ZoneInfo("Europe/Moscow")
"""Days are shown as the news' readers count them; the exact moment is in the markup, in UTC."""

_FOLDER = Path(__file__).parent / "catalogues"
_NARROW_SPACE = "\u202f"


@dataclass(frozen=True, slots=True)
class Words:
    """The words, numbers and dates of one language."""

    language: Language
    entries: dict[str, str | list[str]]

    def __call__(self, key: str, **values: object) -> str:
        """The text of an entry, with its placeholders filled."""
        entry = self.entries[key]
        if isinstance(entry, list):
            raise TypeError(f"{key} has plural forms: ask for it with a number")
        return entry.format(**values)

    def or_key(self, key: str, otherwise: str) -> str:
        """The text of an entry, or something else where there is none: for values from outside."""
        return self(key) if key in self.entries else otherwise

    def counted(self, key: str, number: int) -> str:
        """The form of an entry that goes with a number; {number} in it is the number."""
        forms = self.entries[key]
        if not isinstance(forms, list):
            raise TypeError(f"{key} has no plural forms")
        if self.language == "ru":
            return plural(number, *forms).format(number=self.number(number))
        return forms[number != 1].format(number=self.number(number))

    def number(self, value: float) -> str:
        """A number as the language writes it: 14,5 or 14.5; 1 234 or 1,234."""
        text = f"{value:,.10g}" if value != int(value) else f"{int(value):,}"
        if self.language == "ru":
            return text.replace(",", _NARROW_SPACE).replace(".", ",")
        return text

    def day(self, moment: datetime | date) -> str:
        """A day: "8 февраля 2026", "8 February 2026"."""
        on = moment.astimezone(ZONE).date() if isinstance(moment, datetime) else moment
        months = self.entries["months_of_dates"]
        return f"{on.day} {months[on.month - 1]} {on.year}"

    def time(self, moment: datetime) -> str:
        """The time of day, in Moscow; "" at midnight, which is how a day without a time is kept."""
        local = moment.astimezone(ZONE)
        return "" if (local.hour, local.minute) == (0, 0) else self("time", time=f"{local:%H:%M}")

    def period(self, spelling: str) -> str:
        """A period in words."""
        return period_words(spelling, self.language)


@cache
def words(language: Language) -> Words:
    """The words of a language."""
    return Words(language, json.loads((_FOLDER / f"{language}.json").read_text(encoding="utf-8")))


def chosen_language(asked: str | None, accepted: str) -> Language:
    """The language asked for, else the one that the Accept-Language header likes best."""
    for language in LANGUAGES:
        if asked == language:
            return language
    return _preferred(accepted)


def _preferred(accepted: str) -> Language:
    """RFC 9110, 12.5.4: ranges with weights; the first of the heaviest that we speak."""
    weights = {language: _weight(language, accepted) for language in LANGUAGES}
    heaviest = max(weights.values())
    if heaviest <= 0:
        return DEFAULT
    tied = [language for language, weight in weights.items() if weight == heaviest]
    order = [part.split(";")[0].strip().casefold()[:2] for part in accepted.split(",")]
    return min(tied, key=lambda language: order.index(language) if language in order else len(order))


def _weight(language: Language, accepted: str) -> float:
    found = 0.0
    for part in accepted.split(","):
        tag, _, weight = part.strip().partition(";q=")
        if tag.casefold().split("-")[0].strip() != language:
            continue
        try:
            found = max(found, float(weight or 1))
        except ValueError:
            continue
    return found
