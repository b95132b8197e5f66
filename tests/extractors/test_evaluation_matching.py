"""Which found item answers which expected one."""

from __future__ import annotations

import pytest

from extractors.evaluation.contexts import likeliest_sentence, sentence_around
from extractors.evaluation.matching import aligned, same_label, same_name, stems
from model.statements import Document


def test_stems_ignore_case_endings_and_short_words() -> None:
    assert stems("в Орловской области, ещё НАО") == {"орлов", "облас", "еще", "нао"}


@pytest.mark.parametrize(
    ("expected", "found", "same"),
    [
        ("Псковский технопарк", "технопарка в Пскове", True),
        ("Центр поддержки экспорта", "Центр «Мой бизнес»", False),
        ("Аграрный университет", "университет", True),
        ("мэр", "", False),
    ],
)
def test_labels_share_half_of_the_shorter_one(expected: str, found: str, same: bool) -> None:
    assert same_label(expected, found) is same


@pytest.mark.parametrize(
    ("expected", "found", "same"),
    [
        ("рейтинг цифровой зрелости", "рейтинг зрелости", True),
        ("рейтинг цифровой зрелости", "рейтинг", False),
        ("рейтинг", "рейтинг", False),
        ("рейтинг цифровой зрелости", None, False),
        (None, "рейтинг", False),
    ],
)
def test_names_share_half_of_the_expected_words(expected: str | None, found: str | None, same: bool) -> None:
    assert same_name(expected, found) is same


def test_the_closest_pair_is_made_first_and_the_rest_stays_alone() -> None:
    pairs = aligned(
        [10, 20],
        [29, 21, 5],
        same=lambda one, other: abs(one - other) < 12,
        closeness=lambda one, other: -abs(one - other),
    )

    assert list(pairs) == [(10, 5), (20, 21), (None, 29)]


def test_of_equally_close_pairs_the_earlier_is_made() -> None:
    assert list(aligned(["a", "a"], ["a"], same=str.__eq__)) == [("a", "a"), ("a", None)]


def test_the_sentence_of_an_offset() -> None:
    text = "Первое. Второе слово!\nТретье"

    assert [sentence_around(text, text.index(word)) for word in ("Пер", "сло", "Тре")] == [
        "Первое.",
        "Второе слово!",
        "Третье",
    ]


def test_the_likeliest_sentence_shares_words_and_numbers() -> None:
    document = Document(id="a", text="Рост составил 4,5%. В Калуге рост выше. Ничего.", title="Калуга")

    assert likeliest_sentence(document, "", (4.5,)) == "Рост составил 4,5%."
    assert likeliest_sentence(document, "рост, Калуга") == "В Калуге рост выше."
    assert likeliest_sentence(document, "Курск") is None
