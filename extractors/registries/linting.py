"""Faults of registries that their form alone does not show: a lint for the files and for additions."""

from __future__ import annotations

import re
from collections.abc import Iterator

from extractors.registries.entries import Registries
from extractors.registries.index import Name, build_index

_REGION_CODE = re.compile(r"RU-[A-Z]{2,3}|UA-\d\d")
_COUNTRY_CODE = re.compile(r"[A-Z]{2}")
_OKTMO = re.compile(r"\d{8}")
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


def lint(registries: Registries) -> tuple[str, ...]:
    """The faults of some registries, each in a line that names the entry; none for good ones."""
    return (*_regions(registries), *_codes(registries), *_duplicates(registries))


def _regions(registries: Registries) -> Iterator[str]:
    districts = {district.id for district in registries.districts}
    for region in registries.regions:
        if not _REGION_CODE.fullmatch(region.code):
            yield f"{region.code}: not a code of ISO 3166-2"
        if not _OKTMO.fullmatch(region.oktmo):
            yield f"{region.code}: oktmo {region.oktmo!r} does not have 8 digits"
        if region.district is not None and region.district not in districts:
            yield f"{region.code}: unknown district {region.district!r}"


def _codes(registries: Registries) -> Iterator[str]:
    for country in registries.countries:
        if not _COUNTRY_CODE.fullmatch(country.code):
            yield f"{country.code}: not a code of ISO 3166-1"
    seen: set[str] = set()
    for rating in registries.ratings:
        if not _SLUG.fullmatch(rating.id):
            yield f"{rating.id}: an id has small letters, digits and hyphens only"
        if rating.id in seen:
            yield f"{rating.id}: given twice"
        seen.add(rating.id)


def _duplicates(registries: Registries) -> Iterator[str]:
    """Forms that mean two things at once, and so would never be resolved."""
    index = build_index(registries)
    alone = ((word, names) for word, names in index.names.items())
    longer = ((word, names) for table in index.longer.values() for word, names in table.items())
    for _, names in (*alone, *longer):
        yield from _clashes(names)


def _clashes(names: tuple[Name, ...]) -> Iterator[str]:
    owners: dict[tuple[tuple[str, ...], str | None], set[str]] = {}
    for name in names:
        if not name.weak and name.codes and name.kind in ("region", "country", "district"):
            owners.setdefault((name.words, name.exact), set()).update(name.codes)
    for (words, _), codes in owners.items():
        if len(codes) > 1:
            yield f"{' '.join(words)!r} names {' and '.join(sorted(codes))}"
