"""A sentence with the text marked that made a fact of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from model.statements import Evidence

_MARKED_ROLES = frozenset({"subject", "position", "value", "region", "country"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A piece of a sentence; marked where the text that made the fact stands."""

    text: str
    marked: bool


def marked_sentence(evidences: Sequence[Evidence]) -> tuple[Piece, ...]:
    """A sentence in pieces, marked where any of the evidences points into it.

    Spans that overlap are one mark; spans in other sentences are not shown here.
    """
    first = evidences[0]
    spans = sorted(
        (span.start - first.start, span.end - first.start)
        for evidence in evidences
        for span in evidence.spans
        if span.field == first.field
        and span.role in _MARKED_ROLES
        and first.start <= span.start
        and span.end <= first.end
    )
    pieces: list[Piece] = []
    done = 0
    for start, end in spans:
        if end <= done:
            continue
        start = max(start, done)
        pieces.append(Piece(text=first.sentence[done:start], marked=False))
        pieces.append(Piece(text=first.sentence[start:end], marked=True))
        done = end
    pieces.append(Piece(text=first.sentence[done:], marked=False))
    return tuple(piece for piece in pieces if piece.text)
