"""What the federal districts are called by their adjective alone."""

from __future__ import annotations

from extractors.data_files import made_once
from extractors.morphology import fold
from extractors.registries import districts
from extractors.registries.entries import District


@made_once
def by_adjective() -> dict[str, District]:
    """The districts by each of their adjectives: "сибирский"."""
    return {
        adjective: entry
        for entry in districts()
        for adjective in (fold(entry.name.split()[0]), *map(fold, entry.adjectives))
    }


@made_once
def district_ids() -> frozenset[str]:
    """The ids of the federal districts, as scopes have them."""
    return frozenset(district.id for district in districts())
