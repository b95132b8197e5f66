"""Normalising: one spelling, and offsets that slice the given text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.normalising import normalise

SPELLINGS = [
    ("Смоле\u0301нская о\u0301бласть", "Смоленская область"),
    ("тёплый Орёл, е\u0308лка", "тёплый Орёл, ёлка"),
    ("Тата\u00adрстан\u200b, \u202eМосква\u202c\ufeff", "Татарстан, Москва"),
    ("1\u00a0117\u202fруб.\u2009и\t5", "1 117 руб. и 5"),
    ("5 – 7%, 5–7%, 5−7%", "5 — 7%, 5-7%, 5-7%"),
    ("Кабардино–Балкария - республика -- да", "Кабардино-Балкария — республика —  да"),
    ("топ‑10, 13‐м", "топ-10, 13-м"),
    ('„Орел“ “Мир” "Да" ("нет")', "«Орел» «Мир» «Да» («нет»)"),
    ("Кот-д’Ивуар", "Кот-д'Ивуар"),
    ("&laquo;Москва&raquo;&nbsp;&mdash; &#1084;ир &amp;quot;Да&amp;quot;", "«Москва» — мир «Да»"),
    ("A&B; AT&T, 5 & 7 &foo;", "A&B; AT&T, 5 & 7 &foo;"),
    ("Mосква, Tатарстан, РЭЦ", "Москва, Татарстан, РЭЦ"),
    ("QS, B1, Baa3, IT-отрасль, Forbеs", "QS, B1, Baa3, IT-отрасль, Forbes"),
    ("строка\r\nстрока\u2028ещё", "строка \nстрока\nещё"),
    ("ТУЛА, 14 ОКТЯБРЯ", "ТУЛА, 14 ОКТЯБРЯ"),
    ("", ""),
    ("\u0301", ""),
]


@pytest.mark.parametrize(("given_text", "expected"), SPELLINGS)
def test_there_is_one_spelling(given_text: str, expected: str) -> None:
    assert normalise(given_text).text == expected


@pytest.mark.parametrize(
    ("given_text", "found", "slice_"),
    [
        ("в Смоле\u0301нской о\u0301бласти", "Смоленской области", "Смоле\u0301нской о\u0301бласти"),
        ("в Тата\u00adрстане\u200e", "Татарстане", "Тата\u00adрстане"),
        ("&laquo;Москва&raquo;", "Москва", "Москва"),
        ("&laquo;Москва&raquo;", "«Москва»", "&laquo;Москва&raquo;"),
        ("Москва\u0301, мир", "Москва", "Москва\u0301"),
        ("край и\u0306од", "йод", "и\u0306од"),
    ],
)
def test_a_slice_leads_back_to_the_given_text(given_text: str, found: str, slice_: str) -> None:
    made = normalise(given_text)
    at = made.text.index(found)
    assert made.given_slice(at, at + len(found)) == slice_


NOISE = st.text(
    st.sampled_from(
        "абвёйМТ abcTM \u0301\u0306\u0308\u00ad\u200b\u200f\u00a0\u2009—–-‑\"«»„“'&;#123amplaquo\r\n\t.,%5"
    ),
    max_size=80,
)


@given(st.one_of(st.text(max_size=80), NOISE))
def test_spans_lie_inside_the_given_text_and_do_not_cross(text: str) -> None:
    made = normalise(text)
    last = 0
    for at in range(len(made.text)):
        start, end = made.given_span(at, at + 1)
        assert last <= start < end <= len(text)
        last = end


@given(st.one_of(st.text(max_size=80), NOISE))
def test_a_span_is_from_its_first_character_to_its_last(text: str) -> None:
    made = normalise(text)
    if made.text:
        whole = made.given_span(0, len(made.text))
        assert whole == (made.given_span(0, 1)[0], made.given_span(len(made.text) - 1, len(made.text))[1])


@given(NOISE)
def test_normalising_what_is_normalised_changes_nothing(text: str) -> None:
    once = normalise(text).text
    assert normalise(once).text == once


@given(st.text(alphabet="абвгдежзиклмнопрстуфхцчшщъыьэюя ,.", max_size=200))
def test_plain_text_stays_letter_for_letter(text: str) -> None:
    made = normalise(text)
    assert made.text == text
    assert all(made.given_span(at, at + 1) == (at, at + 1) for at in range(len(text)))
