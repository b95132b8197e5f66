"""What kind of region each is, by its official name: what words can take it up in a text."""

from __future__ import annotations

from functools import cache

from extractors.registries.loading import shipped_registries

_KINDS = ("область", "край", "округ", "республика")


@cache
def region_kinds() -> dict[str, str]:
    """For each region code "область", "край", "округ", "республика", or "город" for a city."""
    return {region.code: _kind(region.name) for region in shipped_registries().regions}


def _kind(name: str) -> str:
    words = name.lower().split()
    return next((kind for kind in _KINDS if kind in words), "город")
