"""Lists with one subject a line: numbered, bulleted, rows of a table."""

from __future__ import annotations

from typing import Literal

from extractors.rankings.discourse import Discourse
from extractors.rankings.items import Referent, Told
from extractors.rankings.rows import columns_of, marks_of
from extractors.rankings.subjects import SubjectReader
from extractors.rankings.views import sentence_view
from extractors.signals import Signal
from extractors.tokens import Annotated, Sentence

_HEADS = frozenset(["rating", "tier", "lead", "list", "best", "placenoun", "group"])
_SIGNS = frozenset(["|", ".", ")", "•", "—", "–", "-", "·", "*", ":"])

_MEDALS = {"🥇": 1, "🥈": 2, "🥉": 3}


def read_list(
    text: Annotated,
    field: int,
    index: int,
    signals: list[list[Signal]],
    discourse: Discourse,
) -> tuple[list[Told], int]:
    """The statements of a list that begins at a sentence, and the index after it; `index` where none does."""
    if index < discourse.listed_until:
        return [], index
    rows = _rows(text, index)
    discourse.listed_until = index + len(rows)
    if len(rows) < 2:
        return [], index
    head = signals[index - 1] if index else []
    numbered = all(number is not None for number, _ in rows)
    if not any(signal.name in _HEADS for signal in head) and not (numbered and discourse.rated):
        return [], index
    if any(signal.name == "bottom" for signal in head):
        return [], index
    ordered = numbered or any(signal.name in ("tier", "lead", "rating") for signal in head)
    if not ordered:
        return [], index
    told = []
    columns = columns_of(text, text.sentences[index - 1] if index else None)
    for offset, (number, referent) in enumerate(rows):
        position = number if number is not None else offset + 1
        row = text.sentences[index + offset]
        marks = marks_of(text, referent, row, columns, scored=discourse.context.scored)
        basis: Literal["explicit", "listed"] = "explicit" if number is not None else "listed"
        made = Told(
            referent,
            index + offset,
            "ranking/list",
            basis,
            position,
            score=marks.score,
            previous=marks.previous,
            change=marks.change,
        )
        made.spans.append(("subject", field, referent.start, referent.end))
        told.append(made)
        discourse.note(made, counts=True)
    return told, index + len(rows)


def _rows(text: Annotated, index: int) -> list[tuple[int | None, Referent]]:
    rows: list[tuple[int | None, Referent]] = []
    for position in range(index, len(text.sentences)):
        sentence = text.sentences[position]
        row = _row(text, sentence)
        if row is None:
            break
        if rows and (rows[0][0] is None) != (row[0] is None):
            break
        rows.append(row)
    return rows


def _row(text: Annotated, sentence: Sentence) -> tuple[int | None, Referent] | None:
    """A line that begins with a number or bullet, and then names a subject; anything else is none."""
    start = sentence.start
    first = text.tokens[start]
    number: int | None = None
    if first.text == "№" and start + 1 < sentence.end:
        start, first = start + 1, text.tokens[start + 1]
    if first.text in _MEDALS:
        number = _MEDALS[first.text]
    elif first.kind == "number" and first.text.isdecimal() and len(first.text) < 5:
        number = int(first.text)
    elif not sentence.bullet:
        return None
    begin = start + max(1, sentence.marker)
    while begin < sentence.end and text.tokens[begin].text in _SIGNS:
        begin += 1
    if begin >= sentence.end or number == 0:
        return None
    inner = Sentence(begin, sentence.end, sentence.paragraph, features=sentence.features)
    referents = SubjectReader(sentence_view(text, inner), inner, [], []).referents()
    subject = next((r for r in referents if r.kind not in ("pronoun", "standin")), None)
    if subject is None or subject.start > begin + 2 or "nomn" not in subject.cases:
        return None
    if number is not None and subject.start != begin:
        return None
    if subject.region is None:
        inside = [e for e in text.entities if subject.end <= e.start < sentence.end and e.kind == "region"]
        subject.region = inside[0].code if len(inside) == 1 else None
    return number, subject
