from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.wording import direction_words, move_words, ordinal, period_words, place_words, plain_line, plural

PERIODS = [
    ("2025", "2025 год", "2025"),
    ("2025-H1", "I полугодие 2025 года", "H1 2025"),
    ("2025-Q3", "III квартал 2025 года", "Q3 2025"),
    ("2025-03", "март 2025 года", "March 2025"),
    ("2025-M01/M09", "январь–сентябрь 2025 года", "January–September 2025"),
    ("~2026-02", "опубликовано в феврале 2026 года", "published in February 2026"),
    ("весной", "весной", "весной"),
    ("2025-M13", "2025-M13", "2025-M13"),
]
MOVES = [
    (5, 2, "с 5-го на 2-е место", "from 5th to 2nd place"),
    (2, 1, "со 2-го на 1-е место", "from 2nd to 1st place"),
    (22, 23, "с 22-го на 23-е место", "from 22nd to 23rd place"),
    (12, 11, "с 12-го на 11-е место", "from 12th to 11th place"),
    (100, 112, "с 100-го на 112-е место", "from 100th to 112th place"),
    (102, 3, "со 102-го на 3-е место", "from 102nd to 3rd place"),
    (None, 3, "3-е место", "3rd place"),
    (4, 4, "4-е место", "4th place"),
]
DIRECTIONS = [
    (3, "вверх на 3 позиции", "up 3 places"),
    (1, "вверх на 1 позицию", "up 1 place"),
    (-1, "вниз на 1 позицию", "down 1 place"),
    (-11, "вниз на 11 позиций", "down 11 places"),
    (21, "вверх на 21 позицию", "up 21 places"),
    (0, "без изменений", "no change"),
]


@pytest.mark.parametrize(("period", "russian", "english"), PERIODS)
def test_a_period_in_words(period, russian, english):
    assert (period_words(period, "ru"), period_words(period, "en")) == (russian, english)


@pytest.mark.parametrize(("previous", "position", "russian", "english"), MOVES)
def test_from_where_to_where(previous, position, russian, english):
    assert (move_words(previous, position, "ru"), move_words(previous, position, "en")) == (russian, english)


@pytest.mark.parametrize(("change", "russian", "english"), DIRECTIONS)
def test_how_far_and_which_way(change, russian, english):
    assert (direction_words(change, "ru"), direction_words(change, "en")) == (russian, english)


def test_a_place_alone():
    assert (place_words(13, "ru"), place_words(13, "en")) == ("13-е место", "13th place")


@pytest.mark.parametrize(("number", "words"), [(1, "1st"), (11, "11th"), (21, "21st"), (113, "113th")])
def test_english_ordinals(number, words):
    assert ordinal(number) == words


@pytest.mark.parametrize(
    ("number", "word"), [(1, "место"), (3, "места"), (11, "мест"), (14, "мест"), (104, "места")]
)
def test_russian_plurals(number, word):
    assert plural(number, "место", "места", "мест") == word


@given(st.text())
def test_foreign_text_becomes_one_line_that_stays_as_it_is(text):
    line = plain_line(text)
    assert len(line.splitlines()) <= 1
    assert plain_line(line) == line


def test_characters_that_turn_writing_around_are_left_out():
    assert plain_line("Томск\u202e 1-е\x07\n место") == "Томск 1-е место"
