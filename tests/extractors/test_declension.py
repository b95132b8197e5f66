"""Case forms by ending, against the dictionary where it knows the name."""

from __future__ import annotations

import pymorphy3
import pytest

from extractors.registries import countries, regions
from extractors.registries.declension import adjective_forms, demonym_forms, fold, phrase_forms

MORPHOLOGY = pymorphy3.MorphAnalyzer()

PHRASES = [
    ("Смоленская область", "смоленской области смоленскую область смоленской областью"),
    ("Приморский край", "приморского края приморскому краю приморским краем приморском крае"),
    ("Приангарье", "приангарья приангарью приангарьем приангарье"),
    ("Республика Карелия", "республики карелия республике карелии республику карелию"),
    ("Марий Эл", "марий эл"),
    ("Папуа — Новая Гвинея", "папуа — новой гвинеи папуа — новую гвинею"),
    ("Босния и Герцеговина", "боснии и герцеговины боснией и герцеговиной"),
    ("Объединённые Арабские Эмираты", "объединенных арабских эмиратов объединенными арабскими эмиратами"),
    ("Соломоновы Острова", "соломоновых островов соломоновым островам"),
    ("Страна восходящего солнца", "страны восходящего солнца страной восходящего солнца"),
    ("Египет", "египта египту египтом египте"),
    ("Филиппины", "филиппин филиппинам филиппинами"),
    ("Нидерланды", "нидерландов нидерландам"),
    ("Чили", "чили"),
]


@pytest.mark.parametrize(("name", "wanted"), PHRASES)
def test_phrases_have_their_case_forms(name: str, wanted: str) -> None:
    forms = {form.text for form in phrase_forms(name)}
    size = len(fold(name).split())
    words = wanted.split()
    assert {" ".join(words[at : at + size]) for at in range(0, len(words), size)} <= forms


@pytest.mark.parametrize(
    ("lemma", "wanted"),
    [
        ("тульский", "тульская тульского тульской тульскую тульские тульских тульскими"),
        ("донской", "донская донского донские донских донскому"),
        ("подмосковный", "подмосковные подмосковного подмосковную"),
    ],
)
def test_adjectives_have_their_forms(lemma: str, wanted: str) -> None:
    assert set(wanted.split()) <= {form.text for form in adjective_forms(lemma)}


@pytest.mark.parametrize(
    ("lemma", "wanted"),
    [
        ("туляк", "туляка туляки туляков тулякам туляками туляках"),
        ("калужанин", "калужанина калужане калужан калужанам калужанка калужанки"),
        ("рязанец", "рязанца рязанцы рязанцев рязанцами"),
        ("омич", "омича омичи омичей омичам"),
        ("ярославна", "ярославны ярославну ярославной"),
    ],
)
def test_inhabitants_have_their_forms(lemma: str, wanted: str) -> None:
    assert set(wanted.split()) <= {form.text for form in demonym_forms(lemma)}


DICTIONARY_DIFFERS = {"Саха", "Таиланд", "Тайланд"}
"""It declines "Саха", which news do not, and counts both spellings of Thailand as one word."""


def _known_singular(name: str) -> set[str]:
    """The forms that the dictionary has of a name as a place, in the name's own number."""
    for parse in MORPHOLOGY.parse(name.lower()):
        if parse.is_known and "Geox" in parse.tag and parse.tag.case == "nomn" and parse.tag.POS == "NOUN":
            return {fold(form.word) for form in parse.lexeme if form.tag.number == parse.tag.number}
    return set()


def _known_names() -> list[str]:
    names = {name for entry in (*regions(), *countries()) for name in (entry.name, *entry.names)}
    return sorted(name for name in names - DICTIONARY_DIFFERS if name.isalpha() and _known_singular(name))


@pytest.mark.parametrize("name", _known_names())
def test_no_form_of_the_dictionary_is_missing(name: str) -> None:
    assert _known_singular(name) <= {form.text for form in phrase_forms(name)}
