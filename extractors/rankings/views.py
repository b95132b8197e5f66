"""Parts of an annotated field that are read on their own: segments of long texts, and sentences.

All positions stay those of the whole field; only what is looked through gets short, so that the
work grows with the length and not with its square.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from typing import Protocol, TypeVar

from extractors.tokens import Annotated, Sentence

LONGEST_SEGMENT = 4_000
"""Tokens that are read with one memory: some 25,000 characters, more than a news item has."""


class _Placed(Protocol):
    @property
    def start(self) -> int: ...


Part = TypeVar("Part", bound=_Placed)


def segments(field: Annotated) -> Iterator[Annotated]:
    """The field in runs of whole sentences; nearly always one run."""
    if len(field.tokens) <= LONGEST_SEGMENT:
        yield field
        return
    run: list[Sentence] = []
    for sentence in field.sentences:
        if run and sentence.end - run[0].start > LONGEST_SEGMENT:
            yield _view(field, run)
            run = []
        run.append(sentence)
    if run:
        yield _view(field, run)


def sentence_views(field: Annotated) -> list[Annotated]:
    """A view of each of the field's sentences, made in one pass."""
    views = [_bare(field, sentence) for sentence in field.sentences]
    _deal(field.entities, field.sentences, [view.entities for view in views])
    _deal(field.numbers, field.sentences, [view.numbers for view in views])
    _deal(field.periods, field.sentences, [view.periods for view in views])
    return views


def _bare(field: Annotated, sentence: Sentence) -> Annotated:
    return Annotated(field.name, field.given, field.text, field.given_span, field.tokens, [sentence])


def _deal(parts: list[Part], sentences: list[Sentence], shares: list[list[Part]]) -> None:
    """Put each part to the share of the sentence that it begins in. All are in order of the text."""
    at = 0
    for part in parts:
        while at < len(sentences) and part.start >= sentences[at].end:
            at += 1
        if at == len(sentences):
            return
        if part.start >= sentences[at].start:
            shares[at].append(part)


def sentence_view(field: Annotated, sentence: Sentence) -> Annotated:
    """The field with only the names, numbers and periods of one sentence."""
    return _view(field, [sentence])


def between(parts: list[Part], start: int, end: int) -> list[Part]:
    """Those of some parts, in order of the text, that begin from token `start` to before `end`."""
    low = bisect_left(parts, start, key=_start)
    return parts[low : bisect_left(parts, end, low, key=_start)]


def _start(part: _Placed) -> int:
    return part.start


def _view(field: Annotated, sentences: list[Sentence]) -> Annotated:
    start, end = sentences[0].start, sentences[-1].end
    return Annotated(
        field.name,
        field.given,
        field.text,
        field.given_span,
        field.tokens,
        sentences,
        between(field.entities, start, end),
        between(field.numbers, start, end),
        between(field.periods, start, end),
    )
