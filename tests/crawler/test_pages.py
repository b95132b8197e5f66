"""A page as it is parsed."""

from __future__ import annotations

from crawler.pages import page_of


def test_elements_stand_no_deeper_than_the_parser_allows():
    root = page_of(b"<div>" * 5_000 + b"x", url="https://news.example/1").root
    assert max(sum(1 for _ in element.iterancestors()) for element in root.iter()) < 256
