"""The regions that a document as a whole is about."""

from __future__ import annotations

from collections import Counter

from extractors.rankings.items import Referent
from extractors.rankings.vocabulary import words
from extractors.registries import region
from extractors.tokens import Annotated, Entity

_TOWNS = words("context", "towns")


def _named_regions(fields: list[Annotated]) -> list[tuple[int, Entity]]:
    """The regions that the document names, each with the number of its field."""
    return [
        (number, entity)
        for number, field in enumerate(fields)
        for entity in field.entities
        if entity.kind == "region" and entity.code is not None
    ]


def main_region(fields: list[Annotated]) -> Referent | None:
    """The region that the document names most often, of several the first."""
    named = _named_regions(fields)
    if not named:
        return None
    code = Counter(entity.code for _, entity in named).most_common(1)[0][0]
    number, first = next(each for each in named if each[1].code == code)
    entry = region(code or "")
    name = entry.name if entry is not None else ""
    return Referent(first.start, first.end, "region", code, name, noun="регион", field=number)


def home(fields: list[Annotated]) -> str | None:
    """The region whose own towns are ranked: "рейтинг городов Югры", "муниципалитеты области"."""
    for field in fields:
        for entity in field.entities:
            before = field.tokens[entity.start - 1].lower if entity.start else ""
            if entity.kind == "region" and entity.form == "noun" and before in _TOWNS:
                return entity.code
    return None


def only_region(fields: list[Annotated]) -> Referent | None:
    """The one region that the whole document names, if it names just one."""
    named = _named_regions(fields)
    if len({entity.code for _, entity in named}) != 1:
        return None
    number, entity = next((each for each in named if each[1].form == "noun"), named[0])
    entry = region(entity.code or "")
    name = entity.name if entity.form == "noun" or entry is None else entry.name
    return Referent(entity.start, entity.end, "region", entity.code, name, noun="регион", field=number)
