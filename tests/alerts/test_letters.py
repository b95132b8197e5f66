from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from alerts.letters import pieces, utf16_length


@given(st.text(alphabet="ab \n🚀", max_size=300), st.integers(2, 40))
def test_pieces_fit_and_together_are_the_text(text, limit):
    found = pieces(text, limit, length=utf16_length)
    assert all(utf16_length(piece) <= limit for piece in found)
    assert "".join("".join(found).split()) == "".join(text.split())


def test_a_text_is_broken_where_paragraphs_end():
    assert pieces("один два\n\nтри четыре", 14) == ("один два", "три четыре")


def test_a_word_that_is_too_long_is_broken_inside():
    assert pieces("abcdefgh", 3) == ("abc", "def", "gh")


def test_an_empty_text_is_one_empty_piece():
    assert pieces("", 10) == ("",)
