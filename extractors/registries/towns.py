"""Where a town lies: capitals of regions, towns of `towns.yaml`, and those of the installation."""

from __future__ import annotations

from pathlib import Path

from extractors.data_files import made_once, words_with_installed
from extractors.memory import Memory
from extractors.morphology import fold, inflected
from extractors.registries.loading import registries

HERE = Path(__file__).parent
_CASES = ("gent", "loct")
"""Beside the nominative: "администрация Хабаровска", "больница в Перми"."""


def town_regions(name: str) -> frozenset[str]:
    """The codes of the regions that have a town of that name, in the nominative, genitive or locative.

    Several where the name lies in several ("Железногорск"); none for a town that nobody listed.
    """
    return town_table().get(fold(name), frozenset())


def town_called(form: str) -> str | None:
    """The name of the town of several words that a folded form is of: "великих лук", "нижнем новгороде"."""
    return _long_names().get(form)


@made_once
def _long_names() -> dict[str, str]:
    """The towns of two words and more, by the folded forms of their names."""
    named = {town for town, _ in _named() if " " in town}
    return {form: town for town in named for form in _spelt(town, ("gent", "datv", "ablt", "loct"))}


@made_once
def town_table() -> dict[str, frozenset[str]]:
    """The regions of every town, by the folded forms of its name."""
    found: dict[str, set[str]] = {}
    for town, code in _named():
        for form in _FORMS[town]:
            found.setdefault(form, set()).add(code)
    return {form: frozenset(codes) for form, codes in found.items()}


@made_once
def _named() -> list[tuple[str, str]]:
    """The names of towns with the codes of the regions that they lie in."""
    named = [(entry.capital, entry.code) for entry in registries().regions]
    content = words_with_installed(HERE / "towns.yaml", "registries/towns.yaml")
    return named + [(town, code) for code, towns in content["towns"].items() for town in towns]


def _spelt(town: str, cases: tuple[str, ...]) -> tuple[str, ...]:
    """A folded name in the nominative and in some cases."""
    words = fold(town).split()
    others = (" ".join(inflected(word, case) or word for word in words) for case in cases)
    return (" ".join(words), *others)


def _forms_of(town: str) -> tuple[str, ...]:
    return _spelt(town, _CASES)


_FORMS = Memory(_forms_of)
