"""What is packed comes out as it went in, and is small."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.packing import PACKINGS, VOCABULARIES, pack_json, unpack_json

pack_json("")  # the dictionaries are read once, before anything is timed
TEXT = (
    "Губернатор сообщил, что по итогам 2025 года область заняла второе место в национальном рейтинге "
    "состояния инвестиционного климата. По данным Агентства стратегических инициатив, за год регион "
    "поднялся на три позиции. Объем экспорта вырос на 14,5 процента, компании поставляют продукцию в "
    "Китай, Белоруссию и Казахстан. Первое место сохранила Москва, третье заняла Республика Татарстан."
)


@given(st.text(max_size=500), st.sampled_from(VOCABULARIES))
def test_any_text_comes_out_again(text, vocabulary):
    assert unpack_json(pack_json([text], vocabulary)) == [text]


@pytest.mark.parametrize(("text", "charset"), [("Тула «7»", "cp1251"), ("Тула ’7’ 図", "utf-8")])
def test_the_narrower_charset_is_taken_where_it_holds_the_text(text, charset):
    assert PACKINGS[pack_json(text)[0]].charset == charset


@pytest.mark.parametrize(
    ("record", "told"),
    [(b"\xffabc", "newer"), (b"", "newer"), (b"\x04", "damaged"), (pack_json([TEXT])[:-9], "damaged")],
)
def test_what_cannot_be_read_is_told(record, told):
    with pytest.raises(ValueError, match=told):
        unpack_json(record)


def test_a_text_takes_two_fifths_of_its_bytes_or_less():
    assert len(pack_json([TEXT], "bodies")) <= 0.4 * len(TEXT.encode())


def test_threads_do_not_meet_in_a_compressor():
    values = [[TEXT, number] for number in range(400)]
    with ThreadPoolExecutor(8) as threads:
        assert list(threads.map(lambda value: unpack_json(pack_json(value)), values)) == values
