"""News agencies by name, and the datelines in which they name themselves."""

from __future__ import annotations

import re

AGENCIES = (
    r"(?i:РИА\s+Новости|ТАСС|ИТАР-ТАСС|Интерфакс|INTERFAX(?:\.RU)?|ПРАЙМ|Росбалт|REGNUM|Регнум|Лента\.ру|РБК"
    r"|Коммерсантъ?|Ведомости|Известия|Российская\s+газета|ФедералПресс|Спутник|Sputnik)(?:[-–][А-ЯЁ][\w-]+)?"
    r"|RT|РГ|ДАН|ЛИЦ|ИА\s+[«\"]?[А-ЯЁ][\w-]+[»\"]?|[А-ЯЁ][\w-]+-Информ"
)
"""A pattern of the names by which agencies go in datelines and attributions."""

_DAY = r"\d{1,2}\s+[а-яё]{3,8}\.?(?:\s+\d{4}(?:\s*(?:г\.|года))?)?"
_DATELINE = re.compile(
    rf"^\W*(?:[А-ЯЁ][А-ЯЁа-яё.\s-]{{1,40}}[,.]?\s*)?(?:{_DAY})?"
    rf"[\s,.]*(?:[-–—/(]+\s*)?[«\"]?(?P<agency>{AGENCIES})[»\"]?\s*(?:[-–—/).:]+\s*|$)"
)
_CITY_DATELINE = re.compile(
    r"^\W*[А-ЯЁ][А-ЯЁ-]{2,}(?:\s+[А-ЯЁ-]{2,})?,\s*\d{1,2}\s+[а-яё]{3,8}\.?\s*[-–—.]+\s*"
)


def dateline_agency(text: str) -> str | None:
    """The agency in the dateline that a text begins with, as it is written there."""
    match = _DATELINE.match(text)
    return match["agency"] if match else None


def without_dateline(text: str) -> str:
    """The text without the place, day and agency that it begins with."""
    return _CITY_DATELINE.sub("", _DATELINE.sub("", text, count=1), count=1)
