"""What most news have is found out about before processes are forked."""

from __future__ import annotations

import pytest

from extractors.morphology import word
from extractors.pipeline import Extractor
from extractors.warming import FREQUENT_WORDS
from model.statements import Document

NEWS = Document(
    id="a",
    title=None,
    text="По итогам года область заняла первое место в рейтинге регионов по качеству жизни.",
)


@pytest.fixture
def cold():
    word.cache_clear()


def looked_up() -> int:
    return word.cache_info().misses


def test_frequent_words_are_looked_up_once(cold):
    extractor = Extractor()
    extractor.warm()
    before = looked_up()
    extractor.extract(NEWS)
    assert looked_up() == before > 1_000


def test_the_words_are_words():
    words = FREQUENT_WORDS.read_text(encoding="utf-8").split()
    assert len(words) == len(set(words)) == 1_500
    assert all(one.replace("-", "").isalpha() for one in words)
