"""Sentences: they cover the text, and none is so long that the rules' time would grow with its square."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractors.sentences import ENDLESS_SENTENCE, LONGEST_SENTENCE, sentences
from extractors.tokenising import tokenise


@pytest.mark.parametrize(
    "piece",
    [
        "область заняла место в рейтинге и ",
        "МОСКВА ЗАНЯЛА ПЕРВОЕ МЕСТО ",
        "17 ",
        "«Центр ",
        "\u202e2-е ",
        "рост на 5,5% и ",
    ],
)
def test_a_text_without_an_end_is_cut(piece):
    tokens = tokenise(piece * 1_000)
    assert max(sentence.end - sentence.start for sentence in sentences(tokens)) <= ENDLESS_SENTENCE + 1


def test_a_long_text_is_cut_at_a_sign_where_it_has_one():
    tokens = tokenise("слово, " * LONGEST_SENTENCE)
    ends = [tokens[sentence.end - 1].text for sentence in sentences(tokens)]
    assert len(ends) > 1
    assert set(ends) == {","}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Первые: 1. Тула; 2. Орёл. Дальше Коми.", ["Первые:", "1. Тула;", "2. Орёл.", "Дальше Коми."]),
        ("Лучше всех: 1) «Маяк», 2) «Заря»", ["Лучше всех:", "1) «Маяк»,", "2) «Заря»"]),
        ("Пункт 1. Тула вторая.", ["Пункт 1.", "Тула вторая."]),
        ("Вырос на 1) Если 2) То.", ["Вырос на 1) Если 2) То."]),
        ("Приняты: 1. Закон; 3. Указ.", ["Приняты: 1.", "Закон; 3.", "Указ."]),
    ],
)
def test_items_in_a_line_are_sentences_when_they_count_on_from_one(text, expected):
    tokens = tokenise(text)
    found = [text[tokens[one.start].start : tokens[one.end - 1].end] for one in sentences(tokens)]
    assert found == expected


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            ["Тула", "вторая", "1", "2", "5", ")", ".", "!", "»", "«", ",", "—", "\n", "\n\n", "г"]
        )
    )
)
def test_sentences_cover_everything_but_line_ends_in_order(pieces):
    tokens = tokenise(" ".join(pieces))
    covered = [index for sentence in sentences(tokens) for index in range(sentence.start, sentence.end)]
    assert covered == [index for index, token in enumerate(tokens) if token.kind != "break"]
