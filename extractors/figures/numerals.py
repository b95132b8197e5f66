"""Number words: what each form is worth. The words are in numerals.yaml."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from extractors.data_files import read_yaml
from extractors.registries.declension import adjective_forms

_THIRD = {
    "третий": ("nomn accs", "masc"),
    "третья": ("nomn", "femn"),
    "третье": ("nomn accs", "neut"),
    "третьего": ("gent accs", "masc neut"),
    "третьему": ("datv", "masc neut"),
    "третьим": ("ablt datv", "masc neut plur"),
    "третьем": ("loct", "masc neut"),
    "третьей": ("gent datv ablt loct", "femn"),
    "третью": ("accs", "femn"),
    "третьи": ("nomn accs", "plur"),
    "третьих": ("gent loct accs", "plur"),
    "третьими": ("ablt", "plur"),
}
"""The one ordinal that does not decline like an adjective."""


@dataclass(frozen=True, slots=True)
class OrdinalForm:
    """The value of an ordinal's form, and what its ending tells."""

    value: int
    cases: frozenset[str]
    genders: frozenset[str]


@dataclass(frozen=True, slots=True)
class Numerals:
    """The tables, by folded form."""

    cardinals: dict[str, float]
    multipliers: dict[str, int]
    halves: dict[str, float]
    ordinals: dict[str, OrdinalForm]
    endings: dict[str, tuple[frozenset[str], frozenset[str]]]
    roman_before: frozenset[str]


@cache
def numerals() -> Numerals:
    """The shipped tables."""
    content: dict[str, Any] = read_yaml(Path(__file__).parent / "numerals.yaml")
    return Numerals(
        cardinals={
            form: float(value) for value, forms in content["cardinals"].items() for form in forms.split()
        },
        multipliers={
            form: int(value) for value, forms in content["multipliers"].items() for form in forms.split()
        },
        halves={form: float(value) for value, forms in content["halves"].items() for form in forms.split()},
        ordinals=_ordinals(content["ordinals"]),
        endings={
            ending: (frozenset(cases), frozenset(genders))
            for ending, (cases, genders) in content["endings"].items()
        },
        roman_before=frozenset(content["roman_before"]),
    )


def _ordinals(lemmas: dict[int, str]) -> dict[str, OrdinalForm]:
    table: dict[str, OrdinalForm] = {}
    for value, lemma in lemmas.items():
        if value == 3:
            for form, (cases, genders) in _THIRD.items():
                table[form] = OrdinalForm(3, frozenset(cases.split()), frozenset(genders.split()))
            continue
        for found in adjective_forms(lemma):
            known = table.get(found.text)
            cases_so_far = known.cases if known else frozenset()
            genders_so_far = known.genders if known else frozenset()
            told = {"plur"} if found.plural else _genders(found.text)
            table[found.text] = OrdinalForm(value, cases_so_far | {found.case}, genders_so_far | told)
    return table


def _genders(form: str) -> set[str]:
    """The genders that a singular form can have."""
    if form.endswith(("ая", "ую", "ою")):
        return {"femn"}
    if form.endswith("ое"):
        return {"neut"}
    if form.endswith(("ого", "ому", "ым", "ом")):
        return {"masc", "neut"}
    return {"masc"} if form.endswith("ый") else {"masc", "femn"}
