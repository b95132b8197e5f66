"""Names behind codes and ids, in the language of the reader."""

from __future__ import annotations

from dataclasses import dataclass

from alerts.wording import Language, capitalised
from extractors.registries.entries import Country, District, RatingEntry, Region, Registries


@dataclass(frozen=True, slots=True, eq=False)
class Names:
    """The registries, to look names up in. Regions and countries are in the order of their names.

    Equal to itself alone: there is one in an application.
    """

    regions: dict[str, Region]
    countries: dict[str, Country]
    districts: dict[str, District]
    ratings: dict[str, RatingEntry]

    def name(self, code: str, language: Language) -> str:
        """The name of a region, country or federal district; an unknown code comes back as is."""
        entry = self.regions.get(code) or self.countries.get(code) or self.districts.get(code)
        return code if entry is None else _own_name(entry, language)

    def rating(self, rating_id: str | None, told: str | None, language: Language) -> str | None:
        """The name of a rating with a capital: the registry's where it is known, else as told."""
        entry = self.ratings.get(rating_id or "")
        name = told if entry is None else _own_name(entry, language)
        return name and capitalised(name)


def names_of(registries: Registries) -> Names:
    """The registries by code and id."""
    return Names(
        regions={entry.code: entry for entry in sorted(registries.regions, key=lambda entry: entry.name)},
        countries={entry.code: entry for entry in sorted(registries.countries, key=lambda entry: entry.name)},
        districts={entry.id: entry for entry in registries.districts},
        ratings={entry.id: entry for entry in registries.ratings},
    )


def _own_name(entry: Region | Country | District | RatingEntry, language: Language) -> str:
    return entry.name if language == "ru" else entry.name_en
