"""Every form of every name, laid out for a look-up by its first word.

Built once from the registries, in a tenth of a second; nothing here looks at a text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from extractors.data_files import words_with_installed
from extractors.registries.declension import (
    Form,
    adjective_forms,
    adjective_lemma,
    demonym_forms,
    fold,
    phrase_forms,
)
from extractors.registries.entries import Country, District, RatingEntry, Region, Registries
from extractors.tokens import EntityForm, EntityKind

_WORD = re.compile(r"\w+(?:-\w+)*|[^\w\s]")
_HERE = Path(__file__).parent
_HEADS = ("область", "край", "округ", "республика", "автономия")
_HEAD_ABBREVIATIONS = {"обл": "область", "респ": "республика", "р-ка": "республика", "ао": "округ"}
_BETWEEN = ("автономный", "народный", "федеральный")


@dataclass(frozen=True, slots=True)
class Name:
    """One form of a name, as words. `exact` is the spelling of an abbreviation, in capitals.

    `proper` asks for a capital at its start; `homonym` that no sentence starts with it; `weak`
    that the text names the same code otherwise; `default` is the code that a weak name has when
    the text names none of its codes. A name without codes is a trap: the words are passed over.
    """

    words: tuple[str, ...]
    kind: EntityKind
    codes: tuple[str, ...]
    name: str
    form: EntityForm = "noun"
    cases: frozenset[str] = frozenset()
    plural: bool = False
    exact: str | None = None
    proper: bool = True
    homonym: bool = False
    weak: bool = False
    default: str | None = None


@dataclass(frozen=True, slots=True)
class Adjective:
    """What an adjective means alone (`code`), in context (`weak`) and with a head ("область" -> RU-MOS)."""

    lemma: str
    kind: EntityKind
    code: str | None
    weak: tuple[str, ...]
    heads: dict[str, tuple[EntityKind, str, str]]


@dataclass(frozen=True, slots=True)
class AdjectiveForm:
    """One form of an adjective, with the cases that it can have."""

    adjective: Adjective
    cases: frozenset[str]
    plural: bool


@dataclass(frozen=True, slots=True)
class Traps:
    """What looks like a name and is none; see traps.yaml."""

    places: frozenset[str]
    municipal: frozenset[str]
    things: frozenset[tuple[str, str]]
    titles: frozenset[str]
    works: frozenset[str]
    carriers: frozenset[str]
    currencies: frozenset[str]


@dataclass(frozen=True, slots=True)
class Index:
    """The tables. `heads` maps a form to its head's lemma ("области" -> "область").

    `names` maps a first word to the names of that word alone; `longer` maps the first and the
    second word to names that begin with them, longest first.
    """

    names: dict[str, tuple[Name, ...]]
    longer: dict[str, dict[str, tuple[Name, ...]]]
    adjectives: dict[str, AdjectiveForm]
    heads: dict[str, str]
    between: frozenset[str]
    defaults: dict[tuple[str, ...], str]
    traps: Traps


@dataclass(slots=True)
class _Adjectives:
    """Adjectives while they are being gathered from all entries."""

    alone: dict[str, tuple[EntityKind, str]] = field(default_factory=dict)
    weak: dict[str, list[str]] = field(default_factory=dict)
    heads: dict[str, dict[str, tuple[EntityKind, str, str]]] = field(default_factory=dict)


def build_index(registries: Registries) -> Index:
    """The tables of all names in the registries."""
    gathered = _Adjectives()
    names: dict[tuple[Any, ...], Name] = {}
    for name in _all_names(registries, gathered):
        key = (name.words, name.kind, name.codes, name.name, name.form, name.plural, name.exact, name.weak)
        known = names.get(key)
        names[key] = name if known is None else _with_cases(known, name.cases)
    return Index(
        names=_by_word(0, (name for name in names.values() if len(name.words) == 1)),
        longer={
            first: _by_word(1, found)
            for first, found in _by_word(0, (name for name in names.values() if len(name.words) > 1)).items()
        },
        adjectives=_adjective_table(gathered),
        heads=_head_table(),
        between=frozenset(form.text for lemma in _BETWEEN for form in adjective_forms(lemma)),
        defaults={name.codes: name.default for name in names.values() if name.default},
        traps=load_traps(),
    )


def _traps() -> dict[str, Any]:
    return words_with_installed(_HERE / "traps.yaml", "registries/traps.yaml")


def _by_word(place: int, names: Iterable[Name]) -> dict[str, tuple[Name, ...]]:
    """The names by their word at a place, longest first."""
    table: dict[str, list[Name]] = {}
    for name in names:
        table.setdefault(name.words[place], []).append(name)
    return {word: tuple(sorted(found, key=_longest_first)) for word, found in table.items()}


def load_traps() -> Traps:
    """The shipped traps."""
    content = _traps()
    return Traps(
        places=frozenset(content["places"]),
        municipal=frozenset(content["municipal"]),
        things=frozenset((first, second) for first, second in content["things"]),
        titles=frozenset(content["titles"]),
        works=frozenset(content["works"]),
        carriers=frozenset(content["carriers"]),
        currencies=frozenset(content["currencies"]),
    )


def words_of(text: str) -> tuple[str, ...]:
    """The folded words and signs of a name, as the tokeniser of texts would cut them."""
    return tuple(_WORD.findall(fold(text)))


def _longest_first(name: Name) -> tuple[int, bool]:
    """A weak name goes before a strong one of the same words: it knows of both meanings."""
    return -len(name.words), not name.weak


def _with_cases(name: Name, cases: frozenset[str]) -> Name:
    return replace(name, cases=name.cases | cases)


def _all_names(registries: Registries, gathered: _Adjectives) -> Iterator[Name]:
    for region in registries.regions:
        yield from _region_names(region, gathered)
    for country in registries.countries:
        yield from _country_names(country)
    yield from _weak_names(registries)
    for district in registries.districts:
        yield from _district_names(district, gathered)
    for rating in registries.ratings:
        yield from _rating_names(rating)
    for text in _traps()["others"]:
        for found in phrase_forms(text):
            yield Name(words_of(found.text), "region", (), text)
    for text in _traps()["media"]:
        yield Name(words_of(text), "region", (), text)


def _weak_names(registries: Registries) -> Iterator[Name]:
    """Names that several share, or that may be no names; the one that has it for its own is the default."""
    weak: dict[str, list[str]] = {}
    owners: dict[str, str] = {}
    entries: tuple[Region | Country, ...] = (*registries.regions, *registries.countries)
    for entry in entries:
        for text in entry.weak:
            weak.setdefault(text, []).append(entry.code)
        for text in entry.abbreviations:
            owners[text] = entry.code
    for text, codes in weak.items():
        owner = owners.get(text)
        told = tuple(dict.fromkeys([*([owner] if owner else []), *codes]))
        yield from _weak_forms(text, told, owner)


def _named(text: str, kind: EntityKind, code: str, *, homonym: bool = False) -> Iterator[Name]:
    for found in phrase_forms(text):
        cases = frozenset((found.case,))
        words = words_of(found.text)
        yield Name(words, kind, (code,), text, cases=cases, plural=found.plural, homonym=homonym)


def _abbreviation(text: str, kind: EntityKind, code: str) -> Name:
    return Name(words_of(text), kind, (code,), text, exact=text)


def _inhabitants(region: Region) -> Iterator[Name]:
    """Words for who lives there; of a people only the forms that are surely plural."""
    for text in (*region.demonyms, *region.peoples):
        for found in demonym_forms(text):
            if text in region.peoples and (not found.plural or found.text == fold(text)):
                continue
            cases, words = frozenset((found.case,)), (found.text,)
            codes = (region.code,)
            yield Name(words, "region", codes, text, "demonym", cases, found.plural, proper=False)


def _region_names(region: Region, gathered: _Adjectives) -> Iterator[Name]:
    for text in (region.name, *region.names):
        yield from _named(text, "region", region.code)
        _gather_head(text, "region", region.code, gathered)
    for text in region.abbreviations:
        yield _abbreviation(text, "region", region.code)
    for text in region.stand_ins:
        proper = text[0].isupper()
        for name in _named(text, "region", region.code):
            yield replace(name, form="standin", proper=proper)
    yield from _inhabitants(region)
    if region.capital != region.name:
        yield from _named(region.capital, "city", region.code)
    for text in _own_adjectives(region):
        gathered.alone[fold(text)] = ("region", region.code)
    for text in region.weak_adjectives:
        gathered.weak.setdefault(fold(text), []).append(region.code)


def _own_adjectives(region: Region) -> tuple[str, ...]:
    """The adjectives told, or that of the official name ("Тульская область")."""
    if region.adjectives is not None:
        return region.adjectives
    return (adjective_lemma(region.name.split()[0]),)


def _gather_head(text: str, kind: EntityKind, code: str, gathered: _Adjectives) -> None:
    """ "Омская область": the adjective with the head means the region, in any agreement."""
    words = fold(text).split()
    head = next((word for word in words if word in _HEADS), None)
    if head is None or not words[0].endswith(("ий", "ый", "ой", "ая")):
        return
    shown = " ".join(text.split()[: words.index(head) + 1])
    gathered.heads.setdefault(adjective_lemma(words[0]), {})[head] = (kind, code, shown)


def _country_names(country: Country) -> Iterator[Name]:
    for text in (country.name, *country.names):
        yield from _named(text, "country", country.code, homonym=country.homonym)
    for text in country.abbreviations:
        yield _abbreviation(text, "country", country.code)


def _weak_forms(text: str, codes: tuple[str, ...], default: str | None) -> Iterator[Name]:
    kind: EntityKind = "region" if any("-" in code for code in codes) else "country"
    if text[:2].isupper():
        yield Name(words_of(text), kind, codes, text, exact=text, weak=True, default=default)
        return
    for found in phrase_forms(text):
        cases = frozenset((found.case,))
        yield Name(words_of(found.text), kind, codes, text, cases=cases, plural=found.plural, weak=True)


def _district_names(district: District, gathered: _Adjectives) -> Iterator[Name]:
    for text in (district.name, *district.names):
        yield from _named(text, "district", district.id)
        _gather_head(text, "district", district.id, gathered)
    for text in district.adjectives:
        gathered.alone[fold(text)] = ("district", district.id)
    for text in district.abbreviations:
        yield _abbreviation(text, "district", district.id)


def _rating_names(rating: RatingEntry) -> Iterator[Name]:
    for text in (rating.name, *rating.aliases):
        for name in _named(text, "rating", rating.id):
            yield replace(name, name=rating.name, proper=False)


_NOTHING_ALONE: tuple[EntityKind, str | None] = ("region", None)


def _adjective_table(gathered: _Adjectives) -> dict[str, AdjectiveForm]:
    table: dict[str, AdjectiveForm] = {}
    for lemma in {*gathered.alone, *gathered.weak, *gathered.heads}:
        kind, code = gathered.alone.get(lemma, _NOTHING_ALONE)
        adjective = Adjective(
            lemma=lemma,
            kind=kind,
            code=code,
            weak=tuple(gathered.weak.get(lemma, ())),
            heads=gathered.heads.get(lemma, {}),
        )
        for text, forms in _grouped(adjective_forms(lemma)):
            cases = frozenset(form.case for form in forms)
            table[text] = AdjectiveForm(adjective, cases, all(form.plural for form in forms))
    return table


def _grouped(forms: Iterable[Form]) -> Iterable[tuple[str, list[Form]]]:
    groups: dict[str, list[Form]] = {}
    for form in forms:
        groups.setdefault(form.text, []).append(form)
    return groups.items()


def _head_table() -> dict[str, str]:
    table = dict(_HEAD_ABBREVIATIONS)
    plural = {
        "область": ("области", "областей", "областям", "областями", "областях"),
        "край": ("края", "краев", "краям", "краями", "краях"),
        "округ": ("округа", "округов", "округам", "округами", "округах"),
        "республика": ("республики", "республик", "республикам", "республиками", "республиках"),
        "автономия": ("автономии", "автономий"),
    }
    for head in _HEADS:
        table.update({form.text: head for form in phrase_forms(head)})
        table.update(dict.fromkeys(plural[head], head))
    return table
