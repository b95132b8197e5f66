"""Numbers: figures and words, ordinals by their endings, Roman ones, halves, ranges."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.figures import numbers, periods
from extractors.figures.numerals import numerals
from extractors.normalising import normalise
from extractors.tokenising import tokenise
from extractors.tokens import Number
from model.periods import is_period


def read(text: str) -> list[Number]:
    return numbers(tokenise(normalise(text).text))


def told(number: Number) -> str:
    end = "" if number.value_to is None else f"-{number.value_to:g}"
    return f"{number.value:g}{end} {number.kind}"


NUMBERS = [
    ("на 13-м месте, 69-й из 85", ["13 ordinal", "69 ordinal", "85 cardinal"]),
    ("тридцать седьмое место из восьмидесяти трёх", ["37 ordinal", "83 cardinal"]),
    ("сто двадцать первый, семьсот тридцать пять", ["121 ordinal", "735 cardinal"]),
    ("первый второй третьей", ["1 ordinal", "2 ordinal", "3 ordinal"]),
    ("67,1 балла, 1 117 городов, 2.5", ["67.1 decimal", "1117 cardinal", "2.5 decimal"]),
    ("полтора, три с половиной, пять тысяч", ["1.5 decimal", "3.5 decimal", "5000 cardinal"]),
    ("5–7%, 5 – 7%, 59-60 месте", ["5-7 cardinal", "5-7 cardinal", "59-60 cardinal"]),
    (
        "от трёх до пяти, с 5-го по 7-е, с седьмого по десятое",
        ["3-5 cardinal", "5-7 ordinal", "7-10 ordinal"],
    ),
    ("с 37-го на 43-е, с 53 на 30", ["37 ordinal", "43 ordinal", "53 cardinal", "30 cardinal"]),
    ("два-три процента, полтора-два раза", ["2-3 cardinal", "1.5-2 cardinal"]),
    (
        "III квартал, в I квартале, XX век, V съезд, B2, ВВП",
        ["3 ordinal", "1 ordinal", "20 ordinal", "5 ordinal"],
    ),
    (
        "24:21, 8-800-555-35-35",
        [
            "24 cardinal",
            "21 cardinal",
            "8 cardinal",
            "800 cardinal",
            "555 cardinal",
            "35 cardinal",
            "35 cardinal",
        ],
    ),
    ("20-процентный, 10-летие, топ-10, 99999999999999999999", []),
]


@pytest.mark.parametrize(("text", "wanted"), NUMBERS)
def test_numbers_are_read(text: str, wanted: list[str]) -> None:
    assert [told(number) for number in read(text)] == wanted


UNITS = {1: "первый", 2: "второй", 3: "третий", 7: "седьмой", 8: "восьмой"}
TENS = {20: "двадцать", 30: "тридцать", 40: "сорок", 90: "девяносто"}
HUNDREDS = {0: "", 100: "сто", 200: "двести"}


@given(st.sampled_from(sorted(HUNDREDS)), st.sampled_from(sorted(TENS)), st.sampled_from(sorted(UNITS)))
def test_a_number_in_words_is_the_sum_of_its_words(hundred: int, ten: int, unit: int) -> None:
    text = f"{HUNDREDS[hundred]} {TENS[ten]} {UNITS[unit]}".strip()
    assert [number.value for number in read(text)] == [hundred + ten + unit]


@pytest.mark.parametrize("form", sorted(numerals().ordinals))
def test_every_form_of_an_ordinal_is_one(form: str) -> None:
    (number,) = read(form)
    assert number.kind == "ordinal"
    assert number.cases and number.genders


@pytest.mark.parametrize(
    ("text", "cases", "genders"),
    [
        ("7-я", {"nomn"}, {"femn"}),
        ("7-ю", {"accs"}, {"femn"}),
        ("7-го", {"gent", "accs"}, {"masc", "neut"}),
        ("седьмую", {"accs"}, {"femn"}),
        ("седьмое", {"nomn", "accs"}, {"neut"}),
    ],
)
def test_an_ending_tells_case_and_gender(text: str, cases: set[str], genders: set[str]) -> None:
    (number,) = read(text)
    assert (number.cases, number.genders) == (cases, genders)


PERIODS = [
    ("по итогам 2025 года", ["2025"]),
    ("за январь–сентябрь 2025 года", ["2025-M01/M09"]),
    ("с января по сентябрь 2025 года", ["2025-M01/M09"]),
    ("в январе – апреле 2024-го", ["2024-M01/M04"]),
    ("в первом полугодии 2024 г., за полугодие 2025 года", ["2024-H1", "2025-H1"]),
    ("за III квартал 2025 года, четвёртый квартал 2024 года", ["2025-Q3", "2024-Q4"]),
    ("за 9 месяцев 2023 года, за три квартала 2025 года", ["2023-M01/M09", "2025-M01/M09"]),
    ("за шесть месяцев 2023 года", ["2023-H1"]),
    ("за март 2025 года, май 2025", ["2025-03", "2025-05"]),
    ("в 2021-м и 2024 годах", ["2021", "2024"]),
    ("в январе – апреле, за семь месяцев, за первый квартал", ["relative"] * 3),
    ("годом ранее, год назад, в прошлом году", ["relative"] * 3),
    ("14 октября 2025 года", ["None"]),
    ("2025 человек, в марте, 1500 год", []),
]


@pytest.mark.parametrize(("text", "wanted"), PERIODS)
def test_periods_are_read(text: str, wanted: list[str]) -> None:
    tokens = tokenise(normalise(text).text)
    spans = periods(tokens, numbers(tokens))
    assert ["relative" if span.relative else str(span.period) for span in spans] == wanted


PIECES = st.sampled_from(
    "в за с по до от и - — % 5 7 12,5 2025 13-м III первый двадцать сто январь сентябрь квартал года раза ,".split()  # noqa: E501
)


@given(st.lists(PIECES, max_size=30).map(" ".join))
def test_numbers_and_periods_stand_in_order_and_do_not_overlap(text: str) -> None:
    tokens = tokenise(normalise(text).text)
    found = numbers(tokens)
    for spans in (found, periods(tokens, found)):
        ends = [0, *(span.end for span in spans)]
        assert all(
            0 <= end <= span.start < span.end <= len(tokens) for end, span in zip(ends, spans, strict=False)
        )
    assert all(span.period is None or is_period(span.period) for span in periods(tokens, found))
