"""Scopes: the subset in which a place counts ("в ЦФО", "среди сибирских", "в своей подгруппе")."""

from __future__ import annotations

from extractors.features import of_forms
from extractors.rankings.districts import by_adjective
from extractors.rankings.items import Scope
from extractors.tokens import Annotated, Sentence, Token, Word

_INSIDE = of_forms({"в", "во", "по", "на", "внутри"})
_OPENS = _INSIDE | of_forms({"среди"})
_WHOLE = frozenset(["страна", "россия", "рф", "федерация"])
_LISTS = frozenset(["зачет", "список", "рейтинг", "перечень", "таблица"])
_SUBSETS = frozenset(
    [
        "округ",
        "подгруппа",
        "группа",
        "категория",
        "номинация",
        "макрорегион",
        "федеральный",
    ]
)
_ALL = frozenset(["все", "всех"])
_AMBIGUOUS = frozenset(["центральный", "южный"])
"""Adjectives of districts that more often mean something else."""
_LEADING = frozenset(["возглавить", "возглавлять", "замыкать", "замкнуть", "закрывать", "закрыть"])
_STANDING = frozenset(["лидер", "лучший", "сильнейший", "передовик", "аутсайдер", "отстающий", "худший"])
_COMMON = frozenset(["регион", "субъект", "участник", "россия", "страна", "весь", "рф", "российский"])


def scopes_of(text: Annotated, sentence: Sentence) -> list[Scope]:
    """The scopes of a sentence, in order."""
    found: list[Scope] = []
    tokens = text.tokens
    for index in range(sentence.start, sentence.end - 1) if sentence.features & _OPENS else ():
        features = tokens[index].features
        if not features & _OPENS:
            continue
        scope = (_inside if features & _INSIDE else _among)(text, index, sentence.end)
        if scope is not None and (not found or found[-1].end <= scope.start):
            found.append(scope)
    return sorted([*found, *_led(text)], key=lambda scope: scope.start)


def _led(text: Annotated) -> list[Scope]:
    """ "замыкает ЦФО", "возглавил Поволжье", "лидер ЮФО": the district is what is led, and no subject."""
    return [
        Scope(entity.start, entity.end, entity.code)
        for entity in text.entities
        if entity.kind == "district" and entity.code and entity.form == "noun"
        and entity.start and (_leads(text.tokens[entity.start - 1].word) or _is_of_all(text, entity.start))
    ]  # fmt: skip


def _is_of_all(text: Annotated, index: int) -> bool:
    """ "опередил все регионы ЦФО": the district of whose regions all are beaten."""
    before = text.tokens[max(index - 2, 0) : index]
    return len(before) > 1 and before[0].lower in _ALL and bool(before[1].word.lemmas & _COMMON)


def _leads(word: Word) -> bool:
    return word.verb in _LEADING or bool(word.lemmas & _STANDING)


def _inside(text: Annotated, index: int, end: int) -> Scope | None:
    """ "в ЦФО", "по Сибири", "в своём федеральном округе", "по стране", "в номинации «...»"."""
    district = next(
        (e for e in text.entities if e.kind == "district" and index < e.start <= index + 2),
        None,
    )
    if district is not None and all(_modifies(token) for token in text.tokens[index + 1 : district.start]):
        return Scope(index, district.end, district.code or district.name)
    stop = index + 1
    while stop < min(end, index + 4) and _modifies(text.tokens[stop]):
        stop += 1
    if stop >= end:
        return None
    lemmas = text.tokens[stop].word.lemmas
    if lemmas & _WHOLE or (lemmas & _LISTS and _general(text.tokens[index + 1 : stop])):
        return Scope(index, stop + 1, None)
    if lemmas & _SUBSETS:
        return _subset(text, index, stop, end)
    return None


def _general(tokens: list[Token]) -> bool:
    """ "в общем списке", "в общероссийском зачёте"."""
    return any(
        token.word.lemmas & {"общий", "общероссийский", "всероссийский", "национальный"} for token in tokens
    )


def _subset(text: Annotated, index: int, noun: int, end: int) -> Scope | None:
    if any(e.start <= noun < e.end for e in text.entities if e.kind == "region"):
        return None
    stop = noun + 1
    if stop < end and (text.tokens[stop].word.lemmas & _STANDING or text.tokens[stop].kind == "number"):
        return None  # "в группе лидеров", "в группу 801–1000"
    if stop < end and text.tokens[stop].text == "«":
        while stop < end and text.tokens[stop].text != "»":
            stop += 1
        stop = min(stop + 1, end)
    return Scope(index, stop, _name(text, index + 1, stop))


def _among(text: Annotated, index: int, end: int) -> Scope | None:
    """ "среди сибирских регионов", "среди 14 регионов ПФО", "среди 85 субъектов" (the whole)."""
    first = index + 1 + (text.tokens[index + 1].kind == "number")
    stop = first
    while (
        stop < min(end, index + 6)
        and text.tokens[stop].kind in ("word", "mixed")
        and _in_genitive(text.tokens[stop])
    ):
        stop += 1
    words = text.tokens[first:stop]
    if not words:
        return None
    within = next((e for e in text.entities if e.kind == "district" and first < e.start <= stop), None)
    if within is not None and within.form == "noun" and within.code:
        return Scope(index, max(stop, within.end), within.code)
    if first > index + 1:
        return None  # so many are ranked
    if all(token.word.lemmas & _COMMON for token in words):
        return Scope(index, stop, None)
    if any(
        token.word.lemmas & {"лидер", "аутсайдер", "последний", "худший", "лучший", "первый"}
        or token.lower.startswith("худш")
        for token in words
    ):
        return None
    district = next((d for d in map(_district, words) if d), None)
    return Scope(index, stop, district or _name(text, first, stop))


def _district(token: Token) -> str | None:
    """The district by its adjective or its people: "сибирских", "дальневосточников"."""
    named = (adjective for adjective in by_adjective() if adjective not in _AMBIGUOUS)
    found = next((each for each in named if token.lower.startswith(each[:-2])), None)
    return by_adjective()[found].id if found is not None else None


def _in_genitive(token: Token) -> bool:
    return "gent" in token.word.cases and token.word.parses[0].pos in (
        "NOUN",
        "ADJF",
        "PRTF",
        "NPRO",
    )


def _modifies(token: Token) -> bool:
    return token.kind == "word" and bool(token.word.poses & {"ADJF", "PRTF"})


def _name(text: Annotated, start: int, end: int) -> str:
    return text.slice(start, end) if end > start else ""
