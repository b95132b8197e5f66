"""The word lists of `words.yaml`."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import yaml


def words(module: str, name: str) -> frozenset[str]:
    """One list. Raises KeyError for a name that the file does not have."""
    return frozenset(_lists()[module][name].split())


@lru_cache(maxsize=1)
def _lists() -> dict[str, dict[str, str]]:
    content: dict[str, dict[str, str]] = yaml.safe_load(
        (Path(__file__).parent / "words.yaml").read_text(encoding="utf-8")
    )
    return content
