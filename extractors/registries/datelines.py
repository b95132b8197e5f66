"""Datelines: where a report was filed ("МОСКВА, 8 фев - РИА Новости."), not what it is about."""

from __future__ import annotations

import re

from extractors.tokens import Annotated

_LONGEST = 160
_LINES = 3
"""A dateline opens the text, or follows a headline or a note of the date above it."""
_MONTH = r"(?:янв|фев|мар|апр|ма[йя]|июн|июл|авг|сен|окт|ноя|дек)[а-я]{0,6}\.?"
_DAY = rf"\d{{1,2}}\s+{_MONTH}(?:\s+\d{{4}}(?:\s*(?:года|г\.?))?)?"
_PLACE = r"[А-Я][\w.-]{1,40}(?:(?:,?\s+|\s*\()[А-Я][\w.-]{1,40}\)?){0,3}"
_NEWSROOMS = (
    "РИА|ТАСС|ИТАР|Интерфакс|INTERFAX|ИА|REGNUM|Regnum|РБК|АиФ|Татар|ФедералПресс|Росбалт|РАПСИ|Финмаркет"
)
_AGENCY = rf"(?:«|{_NEWSROOMS})"
_DATELINE = re.compile(
    rf"\s*(?:date\s+[\d-]+\s+)?(?:{_DAY}[.,]?\s+)?(?P<place>{_PLACE})"
    rf"(?:\s*[.,]\s*{_DAY}\s*(?:[.,]\s*)?(?:—|/|\(|$|[А-ЯA-Z«])"
    rf"|\s*[.,]?\s*/\s?[А-ЯA-Z]|\s*[.,]\s*(?:—\s*)?{_AGENCY}|\s+—\s*{_AGENCY}|\s+{_DAY}\s*[.,]?\s*(?:—|/|\())"
)
_NOT_PLACES = ("В ", "На ", "Во ", "Из ", "По ", "За ", "К ")


def dateline_ends(field: Annotated) -> frozenset[int]:
    """The tokens of the places in the datelines of a field; a headline has none."""
    if field.name == "title":
        return frozenset()
    inside: set[int] = set()
    start = 0
    for _ in range(_LINES):
        match = _DATELINE.match(field.text[start : start + _LONGEST])
        if match and not match["place"].startswith(_NOT_PLACES):
            first, last = start + match.start("place"), start + match.end("place")
            inside |= _tokens_between(field, first, last)
        line_end = field.text.find("\n", start)
        if line_end < 0:
            break
        start = line_end + 1
    return frozenset(inside)


def _tokens_between(field: Annotated, first: int, last: int) -> set[int]:
    found: set[int] = set()
    for number, token in enumerate(field.tokens):
        if token.start >= last:
            break
        if token.start >= first:
            found.add(number)
    return found
