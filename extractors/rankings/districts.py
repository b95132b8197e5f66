"""What the federal districts are called by their adjective alone."""

from __future__ import annotations

from extractors.morphology import fold
from extractors.registries import districts

NAMES = {
    adjective: entry.name
    for entry in districts()
    for adjective in (fold(entry.name.split()[0]), *map(fold, entry.adjectives))
}
"""The name of a district, by its adjective: "сибирский"."""
