"""Lists with one subject a line: numbered, bulleted, rows of a table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from extractors.rankings.discourse.state import Discourse
from extractors.rankings.items import Referent, Told
from extractors.rankings.lists.rows import (
    PLACES,
    columns_of,
    marks_of,
    place_in,
    place_of,
    plain_name,
    value_of,
)
from extractors.rankings.places.tops import TOPS
from extractors.rankings.subjects.finding import SubjectReader
from extractors.rankings.views import sentence_view
from extractors.signals import Signal
from extractors.tokens import DASHES, Annotated, Sentence

_HEADS = frozenset(["rating", "tier", "lead", "list", "best", "placenoun", "group"])
_SIGNS = frozenset(["|", "/", ".", ")", "•", "—", "–", "-", "·", "*", ":", "👉", "➡", "→"])
_POINTING = frozenset("👉➡→:")
_JOINTS = frozenset([",", "и", "(", ")"])
_SHORT = 8
"""Tokens of a line that is no more than a name and a number."""
_MEDALS = {"🥇": 1, "🥈": 2, "🥉": 3}


@dataclass(slots=True)
class _Row:
    """A line of a list: whom it names, and the place that it begins with, or that it tells behind a name."""

    referents: list[Referent]
    number: int | None = None
    to: int | None = None
    told: int | None = None
    value: int | None = None
    """The whole number that ends the line, whatever it counts: "Псков — 12"."""


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
    columns = _columns(text, index, signals)
    rows = _rows(text, index, columns)
    discourse.listed_until = index + len(rows)
    if rows and _opens_with_place(text, text.sentences[index]) is not None and _of_persons(rows, discourse):
        return [], index + len(rows)  # "1 место. Иванов Пётр, Тверь": who was awarded
    _take_places(rows, signals[index - 1] if index else [])
    if not rows or not _is_list(text, index, rows, signals[index - 1] if index else [], discourse):
        return [], index
    told = []
    for offset, row in enumerate(rows):
        line = text.sentences[index + offset]
        number = row.told if row.told is not None else row.number
        basis: Literal["explicit", "listed"] = "explicit" if number is not None else "listed"
        for referent in row.referents:
            marks = marks_of(text, referent, line, columns, scored=discourse.context.scored)
            made = Told(
                referent,
                index + offset,
                "ranking/list",
                basis,
                number if number is not None else offset + 1,
                row.to,
                score=marks.score,
                previous=marks.previous,
                change=marks.change,
            )
            made.spans.append(("subject", field, referent.start, referent.end))
            told.append(made)
            discourse.note(made, counts=True)
    discourse.numbered_until = index + len(rows) if rows[0].number is not None else -1
    return told, index + len(rows)


def _columns(text: Annotated, index: int, signals: list[list[Signal]]) -> list[str]:
    """What the columns of a table hold whose header stands before a sentence."""
    header = text.sentences[index - 1] if index else None
    above = signals[index - 2] if index > 1 else []
    return columns_of(text, header, of_places=any(signal.name == "placenoun" for signal in above))


def _is_list(text: Annotated, index: int, rows: list[_Row], head: list[Signal], discourse: Discourse) -> bool:
    """Whether lines are places in a rating: headed as such, numbered, or each with a place of its own."""
    numbered = all(row.number is not None for row in rows)
    if len(rows) < 2:
        left_out = index == discourse.numbered_until + 1 and not _has_words(text, text.sentences[index - 1])
        return numbered and left_out  # "…", and then "17. Киров"
    if all(row.told is not None for row in rows):
        return discourse.rated
    if any(signal.name == "bottom" for signal in head):
        return False
    topped = index > 0 and bool(text.sentences[index - 1].features & TOPS)
    if not (topped or any(signal.name in _HEADS for signal in head) or (numbered and discourse.rated)):
        return False
    return topped or numbered or any(signal.name in ("tier", "lead", "rating") for signal in head)


def _of_persons(rows: list[_Row], discourse: Discourse) -> bool:
    return rows[0].referents[0].kind == "person" and not discourse.context.persons


def _take_places(rows: list[_Row], head: list[Signal]) -> None:
    """Numbers behind the names are places where the line before says so, or where they are in no order."""
    values = [row.value for row in rows if row.value is not None and row.number is None and row.told is None]
    if len(values) < max(2, len(rows)):
        return
    names = any(signal.name == "placenoun" for signal in head)
    falling = values == sorted(values, reverse=True)
    if names or not (falling or values == list(range(1, len(values) + 1))):
        for row in rows:
            row.told = row.value


def _has_words(text: Annotated, sentence: Sentence) -> bool:
    return any(token.kind == "word" for token in text.tokens[sentence.start : sentence.end])


def _rows(text: Annotated, index: int, columns: list[str]) -> list[_Row]:
    rows: list[_Row] = []
    for position in range(index, len(text.sentences)):
        row = _row(text, text.sentences[position], columns)
        if row is None or (rows and _kind(row) != _kind(rows[0])):
            break
        rows.append(row)
    return rows


def _kind(row: _Row) -> tuple[bool, bool]:
    return row.number is None, row.told is None


def _row(text: Annotated, sentence: Sentence, columns: list[str]) -> _Row | None:
    """A line that begins with a number or bullet, and then names a subject; anything else is none."""
    placed = place_in(text, sentence, columns) if columns else None
    opened = (_Row([]), sentence.start) if placed is not None else _opened(text, sentence)
    if opened is None:
        return None
    row, begin = opened
    while begin < sentence.end and text.tokens[begin].text in _SIGNS:
        begin += 1
    if begin >= sentence.end or row.number == 0:
        return None
    row.referents = _named(text, sentence, begin, row)
    if not row.referents:
        return None
    if placed is not None:
        row.told = placed
    elif row.number is None:
        row.told = place_of(text, row.referents[-1].end, sentence)
        row.value = value_of(text, row.referents[-1].end, sentence) if row.told is None else None
        if not sentence.bullet and row.value is None:
            return None
        if row.told is None and _tells(text, row.referents[-1].end, sentence.end):
            return None
    return row


def _opened(text: Annotated, sentence: Sentence) -> tuple[_Row, int] | None:
    """A row with the places that its line begins with, if any, and the token behind them or its bullet."""
    row, start = _Row([]), sentence.start
    first = text.tokens[start]
    if first.text == "№" and start + 1 < sentence.end:
        start, first = start + 1, text.tokens[start + 1]
    if first.text in _MEDALS:
        row.number = _MEDALS[first.text]
    elif (place := _opens_with_place(text, sentence)) is not None:
        row.number = place
        return row, start + 2
    elif first.kind == "number" and first.text.isdecimal() and len(first.text) < 5:
        row.number = int(first.text)
    elif not sentence.bullet:
        return (row, start) if _is_line(text, sentence) else None
    if row.number is not None and start + 2 < sentence.end and text.tokens[start + 1].text in DASHES:
        last = text.tokens[start + 2].text
        if last.isdecimal() and int(last) > row.number:
            row.to = int(last)  # "2–3. «Кивач» и «Хибины»"
            return row, start + 3
    return row, start + max(1, sentence.marker)


def _opens_with_place(text: Annotated, sentence: Sentence) -> int | None:
    """ "1-е место. Тверская область", "2 место. Псков": the place that a line begins with."""
    start = sentence.start
    if start + 3 >= sentence.end or text.tokens[start + 2].text != ".":
        return None
    if not text.tokens[start + 1].word.lemmas & PLACES:
        return None
    number = next((n for n in text.numbers if n.start == start), None)
    return int(number.value) if number is not None and number.kind != "decimal" else None


def _is_line(text: Annotated, sentence: Sentence) -> bool:
    """Whether a sentence is a short line of its own: a name and a number, no more."""
    start = sentence.start
    return start > 0 and sentence.end - start <= _SHORT and text.tokens[start - 1].kind == "break"


def _named(text: Annotated, sentence: Sentence, begin: int, row: _Row) -> list[Referent]:
    """Whom a line names: one, the office behind a pointing hand, or all who share a range of places."""
    inner = Sentence(begin, sentence.end, sentence.paragraph, features=sentence.features)
    referents = [
        r
        for r in SubjectReader(sentence_view(text, inner), inner, [], []).referents()
        if r.kind not in ("pronoun", "standin")
    ]
    subject = referents[0] if referents else None
    if subject is None or subject.start > begin + (2 if row.number is None else 0):
        plain = plain_name(text, begin, sentence.end)
        if plain is None:
            return []
        subject, referents = plain, [plain, *(r for r in referents if r.start >= plain.end)]
    if "nomn" not in subject.cases and (subject.kind != "person" or subject.start > begin):
        return []
    chosen, read = [subject], subject.end
    for following in referents[1:]:
        gap = [token.text for token in text.tokens[read : following.start]]
        if subject.kind == "city" and following.kind == "person" and gap and gap[0] in _POINTING:
            return [_placed(text, following, following.end, sentence.end)]  # "Омск 👉 Сергей Шелест"
        if row.to is None or not set(gap) <= _JOINTS:
            break
        read = following.end
        if following.kind == subject.kind:
            chosen.append(following)
    ends = [each.start for each in chosen[1:]] + [sentence.end]
    return [_placed(text, each, each.end, end) for each, end in zip(chosen, ends, strict=True)]


def _placed(text: Annotated, referent: Referent, start: int, end: int) -> Referent:
    """The subject, tied to the one region that the rest of its line names."""
    if referent.region is None:
        inside = [e for e in text.entities if start <= e.start < end and e.kind == "region"]
        referent.region = inside[0].code if len(inside) == 1 else None
    return referent


def _tells(text: Annotated, start: int, end: int) -> bool:
    """Whether a line goes on as a sentence: "• Калмыкия поднялась с последнего места"."""
    following = text.tokens[start : min(start + 2, end)]
    return any(token.word.finite for token in following)
