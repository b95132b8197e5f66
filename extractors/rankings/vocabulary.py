"""The word lists of `words.yaml`."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from extractors.data_files import read_yaml


def words(module: str, name: str) -> frozenset[str]:
    """One list. Raises KeyError for a name that the file does not have."""
    return frozenset(_lists()[module][name].split())


@lru_cache(maxsize=1)
def _lists() -> dict[str, dict[str, str]]:
    content: dict[str, dict[str, str]] = read_yaml(Path(__file__).parent / "words.yaml")
    return content
