"""What pymorphy3 says of a word, and what of it is believed."""

from __future__ import annotations

from extractors.morphology import word


def test_a_number_with_an_ending_is_no_word() -> None:
    """The dictionary makes a verb of "22-е"."""
    assert word("22-е").parses == ()


def test_all_readings_are_kept() -> None:
    """The first one makes a noun of "второе" (a second course)."""
    assert {"NOUN", "ADJF"} <= word("второе").poses


def test_a_word_is_looked_up_once() -> None:
    """The dictionary reads 8,000 words a second, the cache 450,000."""
    assert word("область") is word("область")
