"""An article's text in pieces: where each claim stands, and what changed between two revisions."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise
from typing import Literal

from model.statements import Evidence, Field

_PARTS = re.compile(r"\s+|[^\s]+")
LONGEST_DIFF_WORDS = 12_000
"""A text of more words is compared by its lines: comparing takes time that grows with the square."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """Text over which the same claims stand. Claims go by their numbers, 1 is the first.

    `sentence_of` are claims whose sentence the piece is in, `parts` the roles that it plays
    ("subject", "position"); `begins` and `ends` are claims whose sentence begins or ends here.
    """

    text: str
    sentence_of: tuple[int, ...] = ()
    parts: tuple[str, ...] = ()
    begins: tuple[int, ...] = ()
    ends: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A piece of a comparison."""

    kind: Literal["same", "added", "removed"]
    text: str


def marked_field(text: str, field: Field, evidences: Sequence[Evidence]) -> tuple[Piece, ...]:
    """The field's text in pieces; together they are the text. Offsets that lie outside are left out."""
    sentences = [
        (number, evidence.start, evidence.end)
        for number, evidence in enumerate(evidences, 1)
        if evidence.field == field and evidence.end <= len(text)
    ]
    spans = [
        (span.role, span.start, span.end)
        for evidence in evidences
        for span in evidence.spans
        if span.field == field and span.end <= len(text)
    ]
    cuts = {0, len(text)}
    for _, start, end in (*sentences, *spans):
        cuts |= {start, end}
    return tuple(
        Piece(
            text=text[start:end],
            sentence_of=tuple(number for number, first, last in sentences if first <= start and end <= last),
            parts=tuple(dict.fromkeys(r for r, first, last in spans if first <= start and end <= last)),
            begins=tuple(number for number, first, _ in sentences if first == start),
            ends=tuple(number for number, _, last in sentences if last == end),
        )
        for start, end in pairwise(sorted(cuts))
    )


def differences(before: str, after: str) -> tuple[Change, ...]:
    """Two texts word by word (line by line where they are long), in the order of the later one."""
    old, new = _parts(before), _parts(after)
    if max(len(old), len(new)) > LONGEST_DIFF_WORDS:
        old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    changes: list[Change] = []
    for kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            changes.append(Change(kind="same", text="".join(new[c:d])))
            continue
        changes += _change("removed", old[a:b])
        changes += _change("added", new[c:d])
    return tuple(changes)


def _parts(text: str) -> list[str]:
    return _PARTS.findall(text)


def _change(kind: Literal["added", "removed"], parts: Iterable[str]) -> list[Change]:
    text = "".join(parts)
    return [Change(kind=kind, text=text)] if text else []
