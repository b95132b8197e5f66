"""What kind of region each is, by its official name: what words can take it up in a text."""

from __future__ import annotations

from extractors.data_files import made_once
from extractors.registries.loading import registries

_KINDS = ("область", "край", "округ", "республика")


@made_once
def region_kinds() -> dict[str, str]:
    """For each region code "область", "край", "округ", "республика", or "город" for a city."""
    return {region.code: kind_of(region.name) for region in registries().regions}


def kind_of(name: str) -> str:
    """The kind that an official name tells; "город" where it tells none."""
    words = name.lower().split()
    return next((kind for kind in _KINDS if kind in words), "город")
