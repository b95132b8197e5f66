"""What the registries know: regions, countries, federal districts and ratings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

RatedSubjects = Literal["regions", "organisations", "cities", "persons"]
Cadence = Literal["yearly", "half-yearly", "quarterly", "monthly", "irregular"]
_STRICT = {"extra": "forbid"}
"""Read by pydantic: a key in a file that no field has is an error, not a silent nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Region:
    """A federal subject. `code` is ISO 3166-2, `district` the id of a federal district."""

    __pydantic_config__: ClassVar[dict[str, str]] = _STRICT

    code: str
    oktmo: str
    name: str
    name_en: str
    district: str | None
    capital: str
    names: tuple[str, ...] = ()
    abbreviations: tuple[str, ...] = ()
    adjectives: tuple[str, ...] | None = None
    demonyms: tuple[str, ...] = ()
    peoples: tuple[str, ...] = ()
    stand_ins: tuple[str, ...] = ()
    weak: tuple[str, ...] = ()
    weak_adjectives: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Country:
    """A country or territory of ISO 3166-1. `homonym`: the name is a common word too."""

    __pydantic_config__: ClassVar[dict[str, str]] = _STRICT

    code: str
    name: str
    name_en: str
    names: tuple[str, ...] = ()
    abbreviations: tuple[str, ...] = ()
    weak: tuple[str, ...] = ()
    homonym: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class District:
    """A federal district. `id` is the scope of a place within it ("CFO")."""

    __pydantic_config__: ClassVar[dict[str, str]] = _STRICT

    id: str
    name: str
    name_en: str
    names: tuple[str, ...] = ()
    abbreviations: tuple[str, ...] = ()
    adjectives: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RatingEntry:
    """A rating that is known by name.

    `subjects` is what it ranks; a rating of regions' organs (export centres, governors) has
    "organisations" or "persons", and `one_per_region` where each region has exactly one.
    """

    __pydantic_config__: ClassVar[dict[str, str]] = _STRICT

    id: str
    name: str
    name_en: str
    publisher: str | None
    cadence: Cadence
    subjects: RatedSubjects
    aliases: tuple[str, ...] = ()
    publisher_aliases: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    one_per_region: bool = False
    url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Registries:
    """All of them. Tuples are in the order of the files."""

    regions: tuple[Region, ...]
    countries: tuple[Country, ...]
    districts: tuple[District, ...]
    ratings: tuple[RatingEntry, ...]
