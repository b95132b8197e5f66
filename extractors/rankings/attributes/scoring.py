"""What stands in brackets behind a subject or a place: points, "(86,48)", and places of now and then."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from extractors.features import of_forms
from extractors.rankings.attributes.points import POINTS_NOUN, unitless
from extractors.rankings.items import Place, Referent
from extractors.rankings.vocabulary import FROM, words
from extractors.signals import Signal
from extractors.tokens import DASHES, Annotated, Number, Sentence, Token

_OPENS = of_forms({"("})
_ASIDES = words("clauses", "asides")
_POINTS = frozenset(["балл", "очко", "пункт"])
_YEARS = 1900
_LAST_YEAR = 2100
_NEAREST = 3
"""Tokens between a place and the brackets with its points ("на восьмом месте рейтинга (66,3 балла)")."""
_SIGNS = {"+": 1, "плюс": 1, "-": -1, "–": -1, "—": -1, "−": -1, "минус": -1}
_THEN = frozenset(["ранее", "раньше", "назад", "прошлом"])

_UP_OR_DOWN = {"↑": 1, "▲": 1, "⬆": 1, "🔼": 1, "↓": -1, "▼": -1, "⬇": -1, "🔽": -1}
_ARROWS = of_forms(frozenset(_UP_OR_DOWN))


def read_brackets(
    text: Annotated,
    sentence: Sentence,
    referents: list[Referent],
    places: list[Place],
    signals: list[Signal],
    *,
    scored: bool,
) -> tuple[list[Referent], list[Place], set[int]]:
    """Give what stands in brackets to the subject before them; `scored`: bare numbers there are points.

    Returns the subjects and places outside brackets, and the tokens inside.
    """
    inside: set[int] = set()
    told = scored and any(_tells_points(text, bracket) for bracket in _brackets(text, sentence))
    _take_arrows(text, sentence, referents)
    for start, end in _brackets(text, sentence):
        inside.update(range(start, end))
        if _was(text, start, end, places, signals):
            continue
        holder = next((r for r in referents if r.end == start), None)
        shared = _to_each(text, (start, end), referents, places)
        shared = shared or _points_each(text, (start, end), referents, scored=scored)
        if holder is None:
            if not shared:
                _to_earlier(text, start, end, referents, places)
            _to_place(text, (start, end), places, scored=scored, whole=told)
            _to_leader(text, (start, end), referents)
            _moved_to(text, (start, end), places)
        else:
            if not shared:
                _take(text, holder, (start, end), places, signals, scored=scored)
            holder.end = end
            _absorb_noun(holder, referents)
    return (
        [r for r in referents if r.start not in inside],
        [p for p in places if p.start not in inside],
        inside,
    )


def _was(text: Annotated, start: int, end: int, places: list[Place], signals: list[Signal]) -> bool:
    """ "4 место (было 6)", "(в 2023 году — 6-е)", "4-е (6-е)": the one before that in front."""
    number = _place_number(text, start, end)
    place = next((p for p in reversed(places) if p.end <= start and p.kind == "exact"), None)
    if number is None or place is None or start - place.end > _NEAREST:
        return False
    beside = place.end == start and _fills(number, start, end)
    dated = any(start < other.start < number.start and _is_year(other) for other in text.numbers)
    if not beside and not dated and not _of_before(text, start, end, signals):
        return False
    place.previous = int(number.value)
    return True


def _fills(number: Number, start: int, end: int) -> bool:
    """Whether an ordinal is all that stands in brackets: "(6-е)"."""
    return number.kind == "ordinal" and (number.start, number.end) == (start + 1, end - 1)


def _of_before(text: Annotated, start: int, end: int, signals: list[Signal]) -> bool:
    """Whether brackets speak of the edition before: by their words, or by a year of their own."""
    if any(s.name == "before" and start < s.start < end for s in signals):
        return True
    if any(start < period.start < end for period in text.periods):
        return True
    if text.tokens[start + 1].lower in FROM:
        return True  # "на 12-м месте (с 15-го)"
    return any(t.word.verb == "быть" or t.lower in _THEN for t in text.tokens[start:end])


def _counts(text: Annotated, number: Number, end: int) -> bool:
    """ "(за два тура до этого)": a count of something that is no place."""
    follows = text.tokens[number.end] if number.end < end else None
    if number.kind == "ordinal" or follows is None or not follows.word.parses:
        return False
    return follows.word.parses[0].pos == "NOUN" and "место" not in follows.word.lemmas


def _place_number(text: Annotated, start: int, end: int) -> Number | None:
    """The one number in brackets that can be a place: a whole one, outside periods."""
    dated = {i for p in text.periods if start < p.start < end for i in range(p.start, p.end)}
    found = [
        n for n in text.numbers
        if start < n.start < end and n.kind != "decimal" and n.start not in dated and n.value < _YEARS
        and text.tokens[n.start - 1].lower not in ("+", "плюс", "минус") and not _counts(text, n, end)
    ]  # fmt: skip
    if len(found) > 1:
        return _latest_of(text, start, found)
    return found[0] if len(found) == 1 and found[0].value_to is None else None


def _latest_of(text: Annotated, start: int, found: list[Number]) -> Number | None:
    """ "(в 2022 году — 40-я, в 2023-м — 33-я)": of several editions before, the latest."""
    dated = []
    for number in found:
        told = [n.value for n in text.numbers if start < n.start < number.start and _is_year(n)]
        dated.append((told[-1] if told else 0, number))
    if len({year for year, _ in dated}) != len(found) or any(n.kind != "ordinal" for n in found):
        return None
    return max(dated, key=lambda each: each[0])[1]


def _is_year(number: Number) -> bool:
    """ "в 2022", "в 2023-м"."""
    return _YEARS < number.value < _LAST_YEAR and number.kind in ("cardinal", "ordinal")


def _to_earlier(
    text: Annotated,
    start: int,
    end: int,
    referents: list[Referent],
    places: list[Place],
) -> None:
    """ "улучшила результат на пять строчек (14-е место)": the place is of the subject of the clause."""
    place = next((p for p in places if start < p.start < end and p.kind == "exact"), None)
    earlier = [
        r for r in referents if r.end <= start and r.kind in ("region", "organisation", "city", "person")
    ]
    if place is None or not earlier or earlier[-1].place is not None:
        return
    was = any(token.word.verb == "быть" for token in text.tokens[start:end])
    if was or text.tokens[start + 1].lower in FROM:
        earlier[-1].previous = place.positions[0]
        return
    if not _is_cut(text.tokens[earlier[-1].end : start]):
        earlier[-1].place = place


def _is_cut(between: list[Token]) -> bool:
    """Whether another clause begins between two tokens; not by ", напротив,", which is said aside."""
    lower = [token.lower for token in between]
    for at in range(len(lower)):
        stop = next((i for i in range(at + 1, len(lower)) if lower[i] == ","), None)
        if lower[at] == "," and stop is not None and "-".join(lower[at + 1 : stop]) in _ASIDES:
            lower[at] = lower[stop] = ""
    return any(each in (",", ";", "(") for each in lower)


def _to_each(
    text: Annotated, bracket: tuple[int, int], referents: list[Referent], places: list[Place]
) -> bool:
    """ "Хабаровск и Анадырь — в первой сотне (44-е и 51-е места)": to as many as there are places.

    Whether there are several: they are nobody's alone.
    """
    start, end = bracket
    place = next((p for p in places if start < p.start < end and p.kind == "exact"), None)
    if place is None or len(place.positions) < 2:
        return False
    row = [r for r in referents if r.end <= start][-len(place.positions) :]
    joined = all(_joined(text, one, other) for one, other in pairwise(row))
    if len(row) == len(place.positions) and joined:
        for referent, position in zip(row, place.positions, strict=True):
            referent.place = replace(place, positions=(position,))
    return True


def _points_each(
    text: Annotated, bracket: tuple[int, int], referents: list[Referent], *, scored: bool
) -> bool:
    """ "Коми, Тыва и Крым (58,1, 57,9 и 57,6 балла)": points of as many as are named in front of them."""
    start, end = bracket
    numbers = [n for n in text.numbers if start < n.start < end and n.kind != "ordinal"]
    counted = {i for number in numbers for i in range(number.start, number.end)}
    rest = [token for i, token in enumerate(text.tokens[start + 1 : end - 1], start + 1) if i not in counted]
    called = any(token.word.lemmas & _POINTS for token in rest)
    row = [r for r in referents if r.end <= start][-len(numbers) :]
    if len(numbers) < 2 or len(row) != len(numbers) or row[-1].end != start:
        return False
    if not called and not (scored and all(number.kind == "decimal" for number in numbers)):
        return False
    if any(token.text not in (",", "и") and not token.word.lemmas & _POINTS for token in rest):
        return False
    if not all(_joined(text, one, other) for one, other in pairwise(row)):
        return False
    for referent, number in zip(row, numbers, strict=True):
        referent.score, referent.score_span = number.value, (number.start, number.end)
    return True


def _joined(text: Annotated, one: Referent, other: Referent) -> bool:
    """Whether only a comma or "и" stands between two who are named."""
    return all(token.text in (",", "и") for token in text.tokens[one.end : other.start])


def _absorb_noun(holder: Referent, referents: list[Referent]) -> None:
    """ "Омская (66,47) и Самарская (63,69) области": the noun after the brackets is the holder's own."""
    noun = next((r for r in referents if r.start == holder.end and r.kind == "standin"), None)
    if noun is not None and holder.kind == "region" and noun.noun == holder.noun:
        referents.remove(noun)
        holder.end = noun.end


def _brackets(text: Annotated, sentence: Sentence) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    if not sentence.features & _OPENS:
        return found
    opened: int | None = None
    for index in range(sentence.start, sentence.end):
        sign = text.tokens[index].text
        if sign == "(" and opened is None:
            opened = index
        elif sign == ")" and opened is not None:
            found.append((opened, index + 1))
            opened = None
    return found


def _take(
    text: Annotated,
    holder: Referent,
    bracket: tuple[int, int],
    places: list[Place],
    signals: list[Signal],
    *,
    scored: bool,
) -> None:
    start, end = bracket
    before = _of_before(text, start, end, signals)
    place = next((p for p in places if start < p.start < end), None)
    if place is not None and _came_from(text, holder, bracket, places):
        return
    then = _place_number(text, start, end) if before else None
    then = then or _of_listed(text, holder, bracket, places)
    if then is not None and (place is None or place.kind == "exact"):
        holder.previous = int(then.value)
    elif place is not None:
        holder.place = place
    region = next((e for e in text.entities if start < e.start < end and e.kind == "region"), None)
    if region is not None and holder.region is None and holder.kind in ("person", "organisation", "city"):
        holder.region = region.code
    number = _only_number(text, start, end)
    if number is not None and place is None:
        _number(text, holder, number, bracket, scored=scored)
    if place is not None and holder.score is None:
        points = next(
            (n for n in text.numbers if start < n.start < end and _points(text, n, end)),
            None,
        )
        if points is not None:
            holder.score, holder.score_span = points.value, (points.start, points.end)


def _came_from(text: Annotated, holder: Referent, bracket: tuple[int, int], places: list[Place]) -> bool:
    """ "(с 36-го места на 24-е)": both the place of then and that of now."""
    inner = [p for p in places if bracket[0] < p.start < bracket[1] and p.kind == "exact"]
    if len(inner) != 2 or any(len(p.positions) != 1 for p in inner):
        return False
    if text.tokens[inner[0].start - 1].lower not in FROM or text.tokens[inner[1].start - 1].lower != "на":
        return False
    holder.place, holder.previous = inner[1], inner[0].positions[0]
    return True


def _of_listed(
    text: Annotated, holder: Referent, bracket: tuple[int, int], places: list[Place]
) -> Number | None:
    """ "2-е — Татарстан (3-е)": whose place stands in front has the one before in brackets."""
    start, end = bracket
    placed = text.tokens[holder.start - 1].text in DASHES and any(p.end == holder.start - 1 for p in places)
    if not placed:
        return None
    return next((number for number in text.numbers if _fills(number, start, end)), None)


def _only_number(text: Annotated, start: int, end: int) -> Number | None:
    numbers = [n for n in text.numbers if start < n.start < end and n.kind != "ordinal"]
    return numbers[0] if len(numbers) == 1 and numbers[0].value_to is None else None


def _number(
    text: Annotated,
    holder: Referent,
    number: Number,
    bracket: tuple[int, int],
    *,
    scored: bool,
) -> None:
    start, end = bracket
    sign = text.tokens[number.start - 1].text
    rest = [t for t in text.tokens[start + 1 : end - 1] if t.text not in ("+", "-", "—", "–")]
    plain = len(rest) == number.end - number.start
    sign = {"минус": "-", "плюс": "+"}.get(text.tokens[number.start - 1].lower, sign)
    plain = plain or (len(rest) == number.end - number.start + 1 and rest[0].lower in ("минус", "плюс"))
    if sign == "№" and number.kind == "cardinal":
        holder.place = Place(number.start, number.end, "exact", (int(number.value),), noun=True)
        return
    if plain and sign == "(" and number.kind == "cardinal" and text.tokens[number.start].text.isdecimal():
        holder.bracketed = int(number.value)
    if sign in ("+", "-", "–", "—") and plain and number.kind == "cardinal":
        holder.delta = int(number.value) * (1 if sign == "+" else -1)
    elif (
        (plain and sign == "(" and scored)
        or _scored(text, number.end, end)
        or _announced(text, number)
        or (scored and _tells_points(text, bracket))
    ):
        holder.score = number.value
        holder.score_span = (number.start, number.end)


def _take_arrows(text: Annotated, sentence: Sentence, referents: list[Referent]) -> None:
    """ "Оренбург ↑14, Чита ↓11": how far who stands in front of an arrow moved."""
    if not sentence.features & _ARROWS:
        return
    moved = {n.start: n for n in text.numbers if n.kind == "cardinal" and n.value_to is None}
    for holder in referents:
        number = moved.get(holder.end + 1)
        sign = _UP_OR_DOWN.get(text.tokens[holder.end].text) if number is not None else None
        if number is not None and sign is not None:
            holder.delta, holder.end = sign * int(number.value), number.end


def _scored(text: Annotated, index: int, end: int) -> bool:
    return index < end and bool(text.tokens[index].word.lemmas & {"балл", "очко"})


def _announced(text: Annotated, number: Number) -> bool:
    """ "(средний балл 66,1)", "(индекс — 0,82)": behind a noun of points."""
    at = number.start - 1 - (text.tokens[number.start - 1].text in DASHES)
    if "балл" in text.tokens[at].word.lemmas:
        return True  # "(сумма баллов 289)"
    return number.kind != "ordinal" and bool(text.tokens[at].features & POINTS_NOUN)


def _points(text: Annotated, number: Number, end: int) -> bool:
    """ "(5-е, 90,2)", "(26-е место, 54 балла)": whether a number beside a place in brackets is points."""
    if number.kind == "ordinal":
        return False
    follows = text.tokens[number.end].text
    return _scored(text, number.end, end) or (number.kind == "decimal" and follows in ",;)")


def _tells_points(text: Annotated, bracket: tuple[int, int]) -> bool:
    """ "(82 пункта)": a number of points, and nothing else."""
    start, end = bracket
    number = _only_number(text, start, end)
    alone = number is not None and number.start == start + 1 and number.end == end - 2
    return alone and bool(text.tokens[end - 2].word.lemmas & _POINTS)


def _to_place(
    text: Annotated, bracket: tuple[int, int], places: list[Place], *, scored: bool, whole: bool
) -> None:
    """ "Кубань вторая (118,3 балла)": the points are of who holds the place in front.

    `whole` tells that brackets of the sentence have points with their noun: whole numbers are points, too.
    """
    start, end = bracket
    number = _only_number(text, start, end)
    place = next((p for p in reversed(places) if p.end <= start <= p.end + _NEAREST), None)
    if number is None or place is None or number.start != start + 1:
        return
    bare = scored and (number.kind == "decimal" or whole) and number.end == end - 1
    if _scored(text, number.end, end) or bare or (whole and _tells_points(text, bracket)):
        place.score = number.value


def _to_leader(text: Annotated, bracket: tuple[int, int], referents: list[Referent]) -> None:
    """ "Югра, которая возглавила рейтинг (151 балл)": points of whom the sentence named last."""
    start, end = bracket
    number = _only_number(text, start, end)
    named = [r for r in referents if r.end <= start and r.kind not in ("standin", "pronoun")]
    if number is None or not named or number.start != start + 1 or not _scored(text, number.end, end):
        return
    between = text.tokens[named[-1].end : start]
    if named[-1].score is None and any(token.lower.startswith("котор") for token in between):
        named[-1].score, named[-1].score_span = number.value, (number.start, number.end)


def _moved_to(text: Annotated, bracket: tuple[int, int], places: list[Place]) -> None:
    """ "33-е место (+8 к прошлому году)": how far the place in front was moved."""
    start, end = bracket
    sign = _SIGNS.get(text.tokens[start + 1].lower)
    number = next((n for n in text.numbers if n.start == start + 2), None)
    place = next((p for p in reversed(places) if p.end <= start <= p.end + _NEAREST), None)
    if sign is None or number is None or place is None or number.kind != "cardinal":
        return
    if unitless(text, number.end, end):
        place.change = sign * int(number.value)
