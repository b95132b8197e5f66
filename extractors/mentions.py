"""Mentions: the regions and countries that a text names, with their place in it."""

from __future__ import annotations

from collections.abc import Sequence

from extractors.tokens import Annotated, Entity
from model.statements import Mention, MentionKind


def mentions(fields: Sequence[Annotated]) -> tuple[Mention, ...]:
    """The mentions of a document in the order of its text, the title first.

    `text` is the slice of the field as it was given. What stayed without a code is left out,
    and so is an adjective of a country, which names none.
    """
    return tuple(
        mention
        for field in fields
        for entity in field.entities
        if (mention := _mention(field, entity)) is not None
    )


def _mention(field: Annotated, entity: Entity) -> Mention | None:
    kind = _kind(entity)
    if kind is None or entity.code is None:
        return None
    start, end = field.span(entity.start, entity.end)
    text = field.given[start:end]
    return Mention(kind=kind, code=entity.code, text=text, field=field.name, start=start, end=end)


def _kind(entity: Entity) -> MentionKind | None:
    if entity.kind == "region":
        return "region"
    return "country" if entity.kind == "country" and entity.form != "adjective" else None
