"""The sentence to show beside a judgement: for reading errors, never for judging."""

from __future__ import annotations

import re

from extractors.evaluation.matching import stems
from model.statements import Document

_BORDER = re.compile(r"(?<=[.!?…])\s+|\n+")
_NUMBER = re.compile(r"\d+")


def sentences(document: Document) -> tuple[str, ...]:
    """The sentences of title and text, roughly: an abbreviation may end one too early."""
    fields = (document.title or "", document.text)
    return tuple(sentence for field in fields for sentence in _BORDER.split(field) if sentence)


def sentence_around(text: str, start: int) -> str:
    """The sentence that the offset lies in."""
    first = 0
    for border in _BORDER.finditer(text):
        if border.start() > start:
            return text[first : border.start()]
        first = border.end()
    return text[first:]


def likeliest_sentence(document: Document, words: str, numbers: tuple[float | None, ...] = ()) -> str | None:
    """The sentence that shares most with the words and numbers of an expected item.

    Annotations have no offsets, so where an expected item was missed this is a guess. None
    where no sentence shares anything.
    """
    wanted = stems(words)
    digits = {f"{number:g}" for number in numbers if number is not None}
    best, shared_most = None, 0
    for sentence in sentences(document):
        shared = len(wanted & stems(sentence)) + len(digits & set(_figures(sentence)))
        if shared > shared_most:
            best, shared_most = sentence, shared
    return best


def _figures(sentence: str) -> list[str]:
    decimal = sentence.replace(",", ".")
    return [*_NUMBER.findall(decimal), *re.findall(r"\d+\.\d+", decimal)]
