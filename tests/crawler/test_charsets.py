"""Which characters the bytes of a page stand for."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.charsets import decoded

TEXT = "Смоленская область заняла второе место — «лучший результат» за год, сообщил губернатор."
SHORT = "Второе место"


def page(text: str, declared: str | None, spelled_as: str) -> bytes:
    meta = f'<meta charset="{declared}">' if declared else ""
    return f"<html><head>{meta}<title>{text}</title></head><body>{text}</body></html>".encode(
        spelled_as, "replace"
    )


@pytest.mark.parametrize(
    "spelled_as", ["utf-8", "windows-1251", "koi8-r", "cp866", "iso8859-5", "mac-cyrillic"]
)
@pytest.mark.parametrize(
    "header", ["", "text/html", "text/html; charset=utf-8", "text/html; charset=windows-1251"]
)
@pytest.mark.parametrize("meta", [None, "utf-8", "windows-1251", "koi8-r", "iso-8859-1"])
def test_whatever_is_declared_russian_is_read(spelled_as, header, meta):
    text = TEXT.replace("—", "-").replace("«", '"').replace("»", '"')
    assert text in decoded(page(text, meta, spelled_as), header)


@pytest.mark.parametrize("spelled_as", ["utf-8", "windows-1251", "koi8-r"])
def test_a_few_letters_are_enough(spelled_as):
    assert SHORT in decoded(page(SHORT, None, spelled_as), "text/html; charset=utf-8")


@pytest.mark.parametrize("mark", [codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE])
def test_a_byte_order_mark_decides(mark):
    spelled_as = {
        codecs.BOM_UTF8: "utf-8",
        codecs.BOM_UTF16_LE: "utf-16-le",
        codecs.BOM_UTF16_BE: "utf-16-be",
    }[mark]
    assert decoded(mark + TEXT.encode(spelled_as), "text/html; charset=windows-1251") == TEXT


def test_utf_8_with_a_few_bad_bytes_is_still_utf_8():
    body = page(TEXT, "utf-8", "utf-8")[:-40] + b"\xff</p>"
    assert TEXT in decoded(body, "")


def test_a_western_page_keeps_its_declared_set():
    assert "café à Montréal" in decoded(page("Le café à Montréal", "iso-8859-1", "iso-8859-1"), "")


def test_a_western_page_is_read_by_the_set_in_the_header():
    body = page("Le café à Montréal", None, "cp437")
    assert "café à Montréal" in decoded(body, "text/html; charset=cp437")


def test_what_is_declared_in_the_header_goes_before_the_meta():
    body = page("Le café à Montréal", "iso-8859-1", "cp437")
    assert "café à Montréal" in decoded(body, "text/html; charset=cp437")


@pytest.mark.parametrize("declared", ["no-such-set", "hex", "rot13", "'", "\x00", "utf-7" * 30, "undefined"])
def test_a_set_that_is_none_is_passed_over(declared):
    assert TEXT in decoded(page(TEXT, declared, "windows-1251"), f"text/html; charset={declared}")


def test_no_nul_and_no_control_characters_come_out():
    assert decoded(b"<p>a\x00b\x08c\td\r\n</p>") == "<p>abc\td\r\n</p>"


@given(st.binary(max_size=300), st.text(max_size=30))
def test_any_bytes_give_text(body, content_type):
    assert "\x00" not in decoded(body, content_type)
