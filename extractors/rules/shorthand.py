"""Facts in one short line, as a linguist writes them under a sentence.

    RU-TUL 4 explicit from 7              ranking: region, place, basis ("explicit" may be left out)
    RU-TUL «ЦПЭ Тульской области» 1..10 group
    - «МГУ» 1 score 95.3 total 100        "-" is no region, or no place
    RU-OMS - change +3 period 2025 rating «Нацрейтинг» publisher «АСИ» scope CFO
    14.5 percent up over RU-TUL           percentage: value, unit, direction, approx, region
    5..7 points level metric «доля экспорта»
    RU-SMO BY export                      partnership: region, country, relation

What names a fact is compared always (also that nothing was told); subject, rating, publisher,
period, scope, metric and relation only where the line tells them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, get_args

from model.claims import FactKind
from model.errors import InvalidDocument
from model.statements import Approximation, Basis, Direction, Relation, Unit

STRICT: dict[FactKind, tuple[str, ...]] = {
    "ranking": (
        "region", "position", "position_to", "basis", "previous", "change", "score", "total"),
    "percentage": ("value", "value_to", "unit", "direction", "approx", "region"),
    "partnership": ("region", "country"),
}  # fmt: skip
"""What is compared always."""
_NAMED = {
    "ranking": ("previous", "change", "score", "total", "period", "scope", "rating", "publisher"),
    "percentage": ("metric", "period"),
    "partnership": (),
}
"""What is told behind its name, in the order in which it is shown."""
_SPELLED = {"previous": "from"}
_PIECE = re.compile(r"«(?:[^«»]|«[^«»]*»)*»|\S+")
_REGION = re.compile(r"(?:RU|UA)(?:-[A-Z0-9]{2,3})?")
_COUNTRY = re.compile(r"[A-Z]{2}")
_NUMBER = re.compile(r"(?P<low>\d+(?:\.\d+)?)(?:\.\.(?P<high>\d+(?:\.\d+)?))?")
_SIGNED = re.compile(r"[+-]?\d+(?:\.\d+)?")


@dataclass(frozen=True, slots=True)
class ShortFact:
    """A fact as an example tells it: the attributes of the wire form that are to be compared."""

    kind: FactKind
    values: dict[str, Any]

    def matches(self, wire: dict[str, Any]) -> bool:
        """Whether a fact in the wire form is this one."""
        return wire["kind"] == self.kind and all(wire[name] == told for name, told in self.values.items())

    def __str__(self) -> str:
        return shorthand({"kind": self.kind, **self.values}, self.values)


def read_fact(line: str, kind: FactKind) -> ShortFact:
    """The fact of a line. Raises InvalidDocument that says which piece is wrong."""
    pieces = _PIECE.findall(line)
    values: dict[str, Any] = dict.fromkeys(STRICT[kind])
    _READERS[kind](pieces, values)
    return ShortFact(kind, values)


def shorthand(wire: dict[str, Any], names: Iterable[str] = ()) -> str:
    """A fact in the wire form as a line; `names` are attributes to show beside those always compared."""
    kind: FactKind = wire["kind"]
    told = set(names)
    parts = [part for part in _HEADS[kind](wire, told) if part]
    named = (name for name in _NAMED[kind] if name in STRICT[kind] or name in told)
    parts += [
        f"{_SPELLED.get(name, name)} {_shown(name, wire[name])}"
        for name in named
        if wire.get(name) is not None
    ]
    return " ".join(parts)


def _shown(name: str, value: Any) -> str:
    if name == "change":
        return f"{value:+d}" if value else "0"
    if isinstance(value, float):
        return f"{value:g}"
    return f"«{value}»" if name in ("rating", "publisher", "metric", "scope") else str(value)


def _ranking_head(wire: dict[str, Any], told: set[str]) -> list[str]:
    subject = f"«{wire['subject']}»" if "subject" in told else ""
    return [wire["region"] or "-", subject, _range(wire["position"], wire["position_to"]), wire["basis"]]


def _percentage_head(wire: dict[str, Any], told: set[str]) -> list[str]:
    del told
    figure = _range(wire["value"], wire["value_to"])
    return [figure, wire["unit"], wire["direction"], wire["approx"] or "", wire["region"] or ""]


def _partnership_head(wire: dict[str, Any], told: set[str]) -> list[str]:
    return [wire["region"], wire["country"], wire["relation"] if "relation" in told else ""]


_HEADS: dict[FactKind, Callable[[dict[str, Any], set[str]], list[str]]] = {
    "ranking": _ranking_head,
    "percentage": _percentage_head,
    "partnership": _partnership_head,
}


def _range(low: float | None, high: float | None) -> str:
    if low is None:
        return "-"
    return f"{low:g}" if high is None else f"{low:g}..{high:g}"


def _read_ranking(pieces: Sequence[str], values: dict[str, Any]) -> None:
    rest = list(pieces)
    values["region"] = _region(rest)
    if rest and rest[0].startswith("«"):
        values["subject"] = _name(rest)
    place = rest.pop(0) if rest else ""
    if place != "-":
        values["position"], values["position_to"] = _whole(_numbers(place, "a place: 4, 1..10 or -"))
    values["basis"] = rest.pop(0) if rest and rest[0] in get_args(Basis) else "explicit"
    _read_named(rest, "ranking", values)


def _read_percentage(pieces: Sequence[str], values: dict[str, Any]) -> None:
    rest = list(pieces)
    values["value"], values["value_to"] = _numbers(rest.pop(0) if rest else "", "a figure: 14.5 or 5..7")
    values["unit"] = _choice(rest, get_args(Unit))
    values["direction"] = _choice(rest, get_args(Direction))
    if rest and rest[0] in get_args(Approximation):
        values["approx"] = rest.pop(0)
    if rest and _REGION.fullmatch(rest[0]):
        values["region"] = rest.pop(0)
    _read_named(rest, "percentage", values)


def _read_partnership(pieces: Sequence[str], values: dict[str, Any]) -> None:
    rest = list(pieces)
    values["region"] = _region(rest)
    if not rest or not _COUNTRY.fullmatch(rest[0]):
        raise InvalidDocument(f"expected a country's code, not {rest[0] if rest else 'the end'!r}")
    values["country"] = rest.pop(0)
    if rest:
        values["relation"] = _choice(rest, get_args(Relation))
    _read_named(rest, "partnership", values)


_READERS: dict[FactKind, Callable[[Sequence[str], dict[str, Any]], None]] = {
    "ranking": _read_ranking,
    "percentage": _read_percentage,
    "partnership": _read_partnership,
}


def _region(rest: list[str]) -> str | None:
    told = rest.pop(0) if rest else ""
    if told == "-":
        return None
    if not _REGION.fullmatch(told):
        raise InvalidDocument(f"expected a region's code or -, not {told or 'the end'!r}")
    return told


def _name(rest: list[str]) -> str:
    return rest.pop(0)[1:-1]


def _choice(rest: list[str], allowed: tuple[str, ...]) -> str:
    told = rest.pop(0) if rest else "the end"
    if told not in allowed:
        raise InvalidDocument(f"expected one of {', '.join(allowed)}, not {told!r}")
    return told


def _numbers(told: str, wanted: str) -> tuple[float, float | None]:
    match = _NUMBER.fullmatch(told)
    if match is None:
        raise InvalidDocument(f"expected {wanted}, not {told or 'the end'!r}")
    return float(match["low"]), float(match["high"]) if match["high"] else None


def _whole(numbers: tuple[float, float | None]) -> tuple[int, int | None]:
    low, high = numbers
    return int(low), int(high) if high is not None else None


def _read_named(rest: list[str], kind: FactKind, values: dict[str, Any]) -> None:
    names = {_SPELLED.get(name, name): name for name in _NAMED[kind]}
    while rest:
        told = rest.pop(0)
        if told not in names:
            raise InvalidDocument(f"expected one of {', '.join(names) or 'nothing more'}, not {told!r}")
        if not rest:
            raise InvalidDocument(f"nothing stands behind {told!r}")
        values[names[told]] = _value(names[told], rest)


def _value(name: str, rest: list[str]) -> Any:
    if rest[0].startswith("«"):
        return _name(rest)
    told = rest.pop(0)
    if name in ("period", "scope"):
        return told
    if not _SIGNED.fullmatch(told):
        raise InvalidDocument(f"expected a number or «a name» behind {name}, not {told!r}")
    return float(told) if name == "score" else int(told)
