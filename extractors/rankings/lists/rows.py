"""What a row of a list or table tells besides its subject and place: points, the place before, the move.

1 | Белгородская область | 92,3 | 2         under  Место | Регион | Балл | Год назад
№ 17 — «Белый колос», 91,0; в 2024-м — № 26
"""

from __future__ import annotations

from dataclasses import dataclass

from extractors.rankings.items import Referent, ReferentKind
from extractors.rankings.views import between
from extractors.registries.towns import town_regions
from extractors.tokens import Annotated, Number, Sentence, Token

_ROLES = (
    ("previous", frozenset(["назад", "прошлый", "ранее", "раньше", "было", "предыдущий", "прошлогодний"])),
    ("change", frozenset(["изменение", "динамика", "сдвиг"])),
    ("score", frozenset(["балл", "очко", "индекс", "оценка"])),
    ("place", frozenset(["место", "позиция", "ранг", "строка", "строчка"])),
)
_CENTURY = range(2000, 2100)
_SIGNS = {"+": 1, "-": -1, "–": -1, "—": -1, "−": -1}
_ENDS = frozenset([".", ";", ",", ")", "|"])
_BEFORE_POINTS = frozenset([",", "—", "–", "-", ":", "|", "(", ")"])
_HIGHEST_PLACE = 2_000
_LONGEST_NAME = 4
PLACES = frozenset(["место", "строка", "строчка", "позиция", "ступень"])
_BEFORE_PLACE = frozenset([",", "—", "–", "-", ":", "👉", "➡", "→", "("])
_PERSONAL = frozenset(["Name"])
_NOMINATIVE = frozenset(["nomn"])


@dataclass(slots=True)
class Marks:
    """What a row tells of its subject; None where it does not."""

    score: float | None = None
    previous: int | None = None
    change: int | None = None


def place_of(text: Annotated, start: int, sentence: Sentence) -> int | None:
    """The place that a line tells behind its subject: "Псков — 9-е", "Пулково — №2", "Орёл, 12-я строка"."""
    for number in between(text.numbers, start, sentence.end):
        before = text.tokens[number.start - 1].text
        if number.kind == "cardinal" and before == "№":
            before = text.tokens[number.start - 2].text
        elif number.kind != "ordinal":
            continue
        at = number.end
        noun = at < sentence.end and bool(text.tokens[at].word.lemmas & PLACES)
        closed = text.breaks_off(at, sentence.end)
        return int(number.value) if before in _BEFORE_PLACE and (noun or closed) else None
    return None


def value_of(text: Annotated, start: int, sentence: Sentence) -> int | None:
    """The whole number that a line ends with, right behind the sign after its subject: "Псков — 12"."""
    number = next(iter(between(text.numbers, start, sentence.end)), None)
    if number is None or number.kind != "cardinal" or not text.tokens[number.start].text.isdecimal():
        return None
    rest = text.tokens[number.end : sentence.end]
    if number.start != start + 1 or any(
        token.kind in ("word", "number", "mixed") or token.text == "%" for token in rest
    ):
        return None
    known = text.tokens[start].text in _BEFORE_PLACE and number.value_to is None
    return int(number.value) if known and number.value <= _HIGHEST_PLACE else None


def plain_name(text: Annotated, start: int, end: int) -> Referent | None:
    """The run of words with capitals that a line begins with, whatever it names: "Курумоч", "Усть-Луга"."""
    stop = start
    while stop < min(end, start + _LONGEST_NAME) and text.tokens[stop].capitalised:
        stop += 1
    tokens = text.tokens[start:stop]
    if not tokens or not all(map(_is_named, tokens)):
        return None
    if between(text.entities, start, stop):
        return None
    if stop < end and text.tokens[stop].kind == "word":
        return None
    name = text.slice(start, stop)
    person = any(parse.marks & _PERSONAL for parse in tokens[0].word.parses) and len(tokens) > 1
    kind: ReferentKind = "person" if person else "city" if town_regions(name) else "organisation"
    return Referent(start, stop, kind, None, name, noun="человек" if person else "", cases=_NOMINATIVE)


def _is_named(token: Token) -> bool:
    """Whether a word can be part of a name: a noun, an adjective, or none that the dictionary knows."""
    able = not token.word.parses or bool(token.word.poses & {"NOUN", "ADJF"})
    return token.kind in ("word", "mixed") and able and not token.word.poses & {"PREP", "PRCL", "CONJ"}


def columns_of(text: Annotated, header: Sentence | None, *, of_places: bool = False) -> list[str]:
    """What the columns under a header with bars hold: "place", "score", "previous", "change" or "".

    `of_places`: what stands above the header says that places follow, so that two columns under
    years are the place of an edition and of the one before.
    """
    if header is None:
        return []
    cells = _cells(text, header)
    if len(cells) < 2:
        return []
    roles = [_role(text.tokens[start:end]) for start, end in cells]
    years = {
        at: int(year) for at, (start, end) in enumerate(cells) if (year := _year(text.tokens[start:end]))
    }
    if of_places and len(years) == 2 and "place" not in roles:
        late, early = sorted(years, key=lambda at: -years[at])
        roles[late], roles[early] = "place", "previous"
    return roles


def _year(tokens: list[Token]) -> str | None:
    """ "2025", "2025 год": the year that a column is of."""
    first = tokens[0].text
    year = first.isdecimal() and int(first) in _CENTURY and len(tokens) < 3
    return first if year else None


def place_in(text: Annotated, sentence: Sentence, columns: list[str]) -> int | None:
    """The place that stands in its column of a row with bars."""
    cells = _cells(text, sentence)
    if "place" not in columns or len(cells) != len(columns):
        return None
    start, end = cells[columns.index("place")]
    number = next((n for n in text.numbers if start <= n.start < end), None)
    whole = number is not None and number.kind != "decimal" and number.end == end
    return int(number.value) if whole and number is not None and number.value <= _HIGHEST_PLACE else None


def _role(tokens: list[Token]) -> str:
    said = {token.lower for token in tokens} | {lemma for token in tokens for lemma in token.word.lemmas}
    return next((role for role, told in _ROLES if said & told), "")


def _cells(text: Annotated, sentence: Sentence) -> list[tuple[int, int]]:
    cells, start = [], sentence.start
    for index in range(sentence.start, sentence.end):
        if text.tokens[index].text == "|":
            cells.append((start, index))
            start = index + 1
    return [(first, last) for first, last in [*cells, (start, sentence.end)] if last > first]


def marks_of(
    text: Annotated, referent: Referent, sentence: Sentence, columns: list[str], *, scored: bool
) -> Marks:
    """The marks of a row. `scored`: the document is about points, so that a bare decimal is some."""
    cells = _cells(text, sentence)
    if len(columns) > 1 and len(cells) == len(columns):
        return _in_columns(text, cells, columns)
    rest = [n for n in text.numbers if referent.end <= n.start < sentence.end]
    points = next((n for n in rest if _is_points(text, n, sentence.end)), None) if scored else None
    return Marks(points.value if points is not None else None, _then(text, rest, referent.end, sentence.end))


def _in_columns(text: Annotated, cells: list[tuple[int, int]], columns: list[str]) -> Marks:
    marks = Marks()
    for (start, end), role in zip(cells, columns, strict=True):
        number = next((n for n in text.numbers if start <= n.start < end), None)
        if number is None or not role:
            continue
        if role == "score":
            marks.score = number.value
        elif role == "previous":
            marks.previous = int(number.value)
        elif role == "change":
            marks.change = int(number.value) * _SIGNS.get(text.tokens[number.start - 1].text, 1)
    return marks


def _is_points(text: Annotated, number: Number, end: int) -> bool:
    if number.kind == "ordinal" or number.value_to is not None:
        return False
    after = text.tokens[number.end] if number.end < end else None
    if after is not None and after.word.lemmas & {"балл", "очко"}:
        return True
    plain = after is None or after.kind == "break" or after.text in _ENDS
    before = text.tokens[number.start - 1].text
    if number.kind == "cardinal":
        return plain and before == "(" and number.value > _HIGHEST_PLACE  # an index that runs to thousands
    return plain and number.kind == "decimal" and before in _BEFORE_POINTS


def _then(text: Annotated, numbers: list[Number], start: int, end: int) -> int | None:
    """ "в 2024-м — № 26", "(было 12)": the place of the edition before."""
    dated = [p for p in text.periods if start <= p.start < end]
    opened = next((p.end for p in dated), None)
    if opened is None:
        opened = next((i for i in range(start, end) if text.tokens[i].word.verb == "быть"), None)
    if opened is None:
        return None
    taken = {index for period in dated for index in range(period.start, period.end)}
    found = [n for n in numbers if n.start >= opened and n.start not in taken and n.kind != "decimal"]
    return int(found[0].value) if len(found) == 1 and found[0].value < _HIGHEST_PLACE else None
