"""The regions that a document as a whole is about."""

from __future__ import annotations

from collections import Counter

from extractors.features import of_forms, of_lemmas
from extractors.rankings.items import Referent
from extractors.rankings.views import between
from extractors.rankings.vocabulary import words
from extractors.registries import region
from extractors.tokens import Annotated, Entity, Sentence

_TOWNS = words("context", "towns")
_OF_TOWNS = of_forms(_TOWNS)
_PUBLISHING = words("holders", "publishing") | frozenset(["подвести", "оценить", "сравнить"])
_NEAR = 6

_OUR = of_lemmas({"наш"})
_TYPES = frozenset(["область", "край", "республика", "округ"])


def _named_regions(fields: list[Annotated]) -> list[tuple[int, Entity]]:
    """The regions that the document names, each with the number of its field."""
    return [
        (number, entity)
        for number, field in enumerate(fields)
        for entity in field.entities
        if entity.kind == "region" and entity.code is not None
    ]


def main_region(fields: list[Annotated]) -> Referent | None:
    """The region that the document names most often, of several the first.

    Of those that it can mean by "наш край" where it says so.
    """
    named = _named_regions(fields)
    if not named:
        return None
    own = _own_type(fields)
    named = [each for each in named if own and own in _type_of(each[1])] or named
    code = Counter(entity.code for _, entity in named).most_common(1)[0][0]
    number, first = next(each for each in named if each[1].code == code)
    entry = region(code or "")
    name = entry.name if entry is not None else ""
    return Referent(first.start, first.end, "region", code, name, noun="регион", field=number)


def _own_type(fields: list[Annotated]) -> str | None:
    """What kind of region a document calls its own: "край" of "наш край"."""
    for field in fields:
        for sentence in field.sentences:
            if sentence.features & _OUR:
                for at in range(sentence.start, sentence.end - 1):
                    if field.tokens[at].features & _OUR:
                        lemmas = field.tokens[at + 1].word.lemmas & _TYPES
                        if lemmas:
                            return next(iter(lemmas))
    return None


def _type_of(entity: Entity) -> str:
    entry = region(entity.code or "")
    return entry.name.lower() if entry is not None else ""


def home(fields: list[Annotated]) -> str | None:
    """The region whose own towns are ranked: "рейтинг городов Югры", "муниципалитеты области"."""
    for field in fields:
        for entity in field.entities:
            before = field.tokens[entity.start - 1].lower if entity.start else ""
            if entity.kind == "region" and entity.form == "noun" and before in _TOWNS:
                return entity.code
        for sentence in field.sentences:
            ranking = ranks_its_own(field, sentence)
            if ranking is not None:
                return ranking.code
    return None


def ranks_its_own(field: Annotated, sentence: Sentence) -> Entity | None:
    """ "Минфин Тульской области опубликовал рейтинг муниципалитетов": the region whose body ranks towns."""
    if not sentence.features & _OF_TOWNS:
        return None
    towns = next(at for at in range(sentence.start, sentence.end) if field.tokens[at].features & _OF_TOWNS)
    before = field.tokens[max(sentence.start, towns - _NEAR) : towns]
    if not any("рейтинг" in token.word.lemmas for token in before):
        return None
    for entity in between(field.entities, sentence.start, towns):
        whose = entity.kind == "region" and entity.form == "noun" and entity.start > sentence.start
        whose = whose and entity.end < towns and field.tokens[entity.start - 1].word.pos == "NOUN"
        if whose and field.tokens[entity.end].word.lemmas & _PUBLISHING:
            return entity
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
