"""The word lists of `words.yaml`."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from extractors.data_files import read_yaml

FROM = frozenset(["с", "со"])
"""What stands in front of the place that was left."""


def words(module: str, name: str) -> frozenset[str]:
    """One list. Raises KeyError for a name that the file does not have."""
    return frozenset(_lists()[module][name].split())


def tiers(name: str = "sizes") -> dict[str, int]:
    """The words that mean so many of the first, with their sizes: "десятка" is 10."""
    return {noun: int(size) for noun, size in pairs("tiers", name).items()}


def pairs(module: str, name: str) -> dict[str, str]:
    """A list of words that stand for others: "вырасти=росту"."""
    return dict(entry.split("=") for entry in words(module, name))


def tier_stems() -> tuple[str, ...]:
    """What words for tiers begin with, in whatever case."""
    return tuple(sorted(noun[:-1] for noun in tiers() if noun[-1] in "ая"))


@lru_cache(maxsize=1)
def _lists() -> dict[str, dict[str, str]]:
    content: dict[str, dict[str, str]] = read_yaml(Path(__file__).parent / "words.yaml")
    return content
