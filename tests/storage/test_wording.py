"""Words are found in every form, and in no other word."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.names import folded
from storage.wording import has_words, stem_of, stems_of

LETTERS = "абвгдежзийклмнопрстуфхцчшщъыьэюя"
words = st.text(alphabet=LETTERS + "ABcé1", min_size=1, max_size=14)


@given(words)
def test_a_stem_is_what_its_word_begins_with(word):
    assert folded(word).startswith(stem_of(folded(word)))


@given(st.lists(words, max_size=8), st.lists(words, max_size=3))
def test_all_words_are_asked_for_and_none_is_overlooked(there, wanted):
    sentence, question = " ".join([*there, *wanted[:1]]), " ".join(wanted)
    assert has_words(sentence, question) == (set(stems_of(question)) <= set(stems_of(sentence)))


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("экспорт", True),
        ("ЭКСПОРТУ", True),
        ("рост экспорта", True),
        ("импорт", False),
        ("экспортёр", False),
        ("", True),
    ],
)
def test_a_word_is_found_in_whatever_form_and_order(question, found):
    assert has_words("Экспортом области объясняют её рост.", question) is found
