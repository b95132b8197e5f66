"""Names behind the codes of regions, countries and federal districts."""

from __future__ import annotations

from functools import lru_cache

from alerts.wording import Language


def name_of(code: str, language: Language) -> str:
    """The name in that language; anything that is no code comes back as it is."""
    russian, english = _names().get(code, (code, code))
    return russian if language == "ru" else english


@lru_cache(maxsize=1)
def _names() -> dict[str, tuple[str, str]]:
    from extractors.registries import countries, districts, regions

    names = {region.code: (region.name, region.name_en) for region in regions()}
    names.update((country.code, (country.name, country.name_en)) for country in countries())
    names.update((district.id, (district.name, district.name_en)) for district in districts())
    return names
