"""A question as people type it -> a FactQuery.

    region:RU-SMO kind:ranking position:1..10 date:2025-01/2025-12 -status:withdrawn экспорт

Words without a name are looked for in the sentence, in whatever form and order; what is in double
quotes, word for word. Numbers are
bounded by `..`, `<`, `<=`, `>` or `>=`; days by a slash, and a month or a year stands for all its days.
`as-of:` a day asks for facts as they were known at its end.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, NoReturn, get_args

from model.claims import FactKind, FactStatus
from model.errors import InvalidQuery
from storage.questions import FactQuery

_TERM = re.compile(r'(?P<minus>-?)(?:(?P<name>[^\s:"<>=]+)(?P<sign><=|>=|[:<>=]))?(?P<value>"[^"]*"?|\S*)')
_DAY = re.compile(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?")
_NUMBER = r"\d+(?:\.\d+)?"
_RANGE = re.compile(rf"({_NUMBER})?(\.\.)?({_NUMBER})?")
AS_GIVEN = ("region", "country", "rating", "publisher", "period", "source")
CODES = ("region", "country")
KINDS: tuple[str, ...] = get_args(FactKind)
STATUSES: tuple[str, ...] = get_args(FactStatus)
NAMES = (*AS_GIVEN, "kind", "status", "date", "as-of", "position", "value")


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """One condition as typed; `at` is where it begins in the `question`, counted from 1."""

    typed: str
    at: int
    question: str
    negated: bool
    name: str
    sign: str
    value: str


def parse_question(question: str, **more: Any) -> FactQuery:
    """The query that a question asks for; `more` are fields of the query that are told beside it.

    Raises InvalidQuery that names the offending part and the character where it begins, and for
    what is told both in the question and beside it.
    """
    beside = {field: value for field, value in more.items() if value is not None}
    told: dict[str, Any] = {}
    words: list[str] = []
    phrases: list[str] = []
    for term in _terms(question):
        if not term.name:
            (phrases if term.typed.startswith('"') else words).append(_word(term))
            continue
        for field, value in _condition(term).items():
            if (field in told and field != "without") or field in beside:
                _refuse(term, "twice", name=term.name)
            told[field] = (*told.get(field, ()), *value) if field == "without" else value
    return FactQuery(**{"text": " ".join(words) or None, "phrases": tuple(phrases), **told, **beside})


def typed(name: str, value: str) -> str:
    """A condition as one types it: `region:RU-SMO`, `publisher:"РИА Рейтинг"`.

    Raises InvalidQuery for a value with a double quote in it, which nothing can be asked with.
    """
    if '"' in value:
        raise InvalidQuery(f"{name} {value}: leave out the double quotes", part=value)
    return f'{name}:"{value}"' if re.search(r"\s", value) else f"{name}:{value}"


def _terms(question: str) -> list[Term]:
    terms = []
    for match in re.finditer(r'(?:[^\s"]+|"[^"]*"?)+', question):
        typed = match[0]
        parts = _TERM.match(typed)
        if parts is None:
            continue
        terms.append(
            Term(
                typed=typed,
                at=match.start() + 1,
                question=question,
                negated=bool(parts["minus"]),
                name=(parts["name"] or "").casefold(),
                sign=parts["sign"] or "",
                value=typed[parts.start("value") :].strip('"'),
            )
        )
    return terms


def _word(term: Term) -> str:
    if term.typed.count('"') % 2:
        _refuse(term, "no_end")
    if term.negated:
        _refuse(term, "left_out")
    return term.value


def _condition(term: Term) -> dict[str, Any]:
    """The fields of the query that a named condition sets."""
    if term.name not in NAMES:
        _refuse(term, "no_name", name=term.name, known=", ".join(NAMES))
    if not term.value:
        _refuse(term, "no_value", name=term.name)
    if term.negated and term.name != "status":
        _refuse(term, "left_out")
    if term.sign not in (":", "=") and term.name not in ("position", "value"):
        _refuse(term, "no_order", name=term.name, value=term.value)
    reader = _READERS.get(term.name)
    if reader is not None:
        return reader(term)
    return {term.name: term.value.upper() if term.name in CODES else term.value}


def _kind(term: Term) -> dict[str, Any]:
    return {"kind": _one_of(term, KINDS)}


def _status(term: Term) -> dict[str, Any]:
    status = _one_of(term, STATUSES)
    return {"without": (status,)} if term.negated else {"status": status}


def _one_of(term: Term, known: tuple[str, ...]) -> str:
    if term.value not in known:
        _refuse(term, "none_of", value=term.value, known=", ".join(known))
    return term.value


def _date(term: Term) -> dict[str, Any]:
    first, slash, last = term.value.partition("/")
    told: dict[str, Any] = {}
    if first:
        told["date_from"] = _day(term, first, at_end=False)
    if last or not slash:
        told["date_to"] = _day(term, last or first, at_end=True)
    return told


def _as_of(term: Term) -> dict[str, Any]:
    return {"as_of": _day(term, term.value, at_end=True)}


def _day(term: Term, text: str, *, at_end: bool) -> date:
    """A day; of a month or a year its first day or its last."""
    match = _DAY.fullmatch(text)
    if match is None:
        _refuse(term, "no_day", value=text)
    year, month = int(match[1]), int(match[2] or (12 if at_end else 1))
    try:
        return date(year, month, int(match[3] or (monthrange(year, month)[1] if at_end else 1)))
    except ValueError:
        _refuse(term, "no_such_day", value=text)


def _position(term: Term) -> dict[str, Any]:
    least, most = _bounds(term, step=1)
    if any(bound is not None and not bound.is_integer() for bound in (least, most)):
        _refuse(term, "no_whole", value=term.value)
    return _told("position", None if least is None else int(least), None if most is None else int(most))


def _value(term: Term) -> dict[str, Any]:
    # The next figure that a float can tell apart is far below what news tell.
    return _told("value", *_bounds(term, step=1e-9))


def _told(name: str, least: float | None, most: float | None) -> dict[str, Any]:
    bounds = {f"{name}_from": least, f"{name}_to": most}
    return {field: bound for field, bound in bounds.items() if bound is not None}


def _bounds(term: Term, *, step: float) -> tuple[float | None, float | None]:
    """The least and the most that a condition allows, both included."""
    match = _RANGE.fullmatch(term.value)
    if match is None or not (match[1] or match[3]) or (match[2] and term.sign not in ":="):
        _refuse(term, "no_range", value=term.value)
    number = float(match[1] or match[3])
    match term.sign:
        case "<":
            return None, number - step
        case "<=":
            return None, number
        case ">":
            return number + step, None
        case ">=":
            return number, None
    if not match[2]:
        return number, number
    return (float(match[1]) if match[1] else None), (float(match[3]) if match[3] else None)


def _refuse(term: Term, reason: str, **values: str) -> NoReturn:
    why = REASONS[reason].format(**values)
    raise InvalidQuery(
        f"at character {term.at}, {term.typed!r}: {why}",
        part=term.typed,
        question=term.question,
        at=term.at,
        reason=reason,
        values={**values, "at": str(term.at), "part": term.typed},
    )


REASONS = {
    "twice": "{name} is told twice; one is enough",
    "no_end": "a quotation has no end; close it with another double quote",
    "left_out": "only a status can be left out: -status:withdrawn",
    "no_name": "there is no {name!r} to ask for; there is {known}",
    "no_value": "{name} of what? write {name}:VALUE",
    "no_order": "{name} cannot be more or less than something; write {name}:{value}",
    "none_of": "{value!r} is none of {known}",
    "no_day": "{value!r} is no day; write 2025-03-08, 2025-03 or 2025",
    "no_such_day": "{value!r} is not in the calendar",
    "no_whole": "a place is a whole number, not {value!r}",
    "no_range": "{value!r} is no number or range; write 5, 1..10, ..10, 5.. or <=10",
}
"""What can be wrong with a part of a question."""


_READERS: dict[str, Callable[[Term], dict[str, Any]]] = {
    "kind": _kind,
    "status": _status,
    "date": _date,
    "as-of": _as_of,
    "position": _position,
    "value": _value,
}
