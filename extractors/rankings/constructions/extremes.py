"""The best and the worst told by comparison, with no word of place: "минимальный разрыв — в Осетии".

A bare superlative is no place. It is one where the text counts on from it ("на втором месте ..."),
where it is of the points that the rating gives, or where several stand behind it with values in
order. The worst are read once the text has told who leads.
"""

from __future__ import annotations

from dataclasses import dataclass

from extractors.features import feature
from extractors.rankings.clauses import Clause, Reading
from extractors.rankings.constructions.nearly import nearly_marks
from extractors.rankings.discourse.state import Discourse
from extractors.rankings.items import Group, Place
from extractors.rankings.views import between
from extractors.rankings.vocabulary import words
from extractors.tokens import Annotated, Token

RULE = "ranking/extreme"
_STEMS = (
    "лучш",
    "худш",
    "максимальн",
    "минимальн",
    "наибольш",
    "наименьш",
    "наивысш",
    "наилучш",
    "наихудш",
    "рекордн",
)
_WORSE = ("худш", "наихудш", "минимальн", "наименьш")
_LOW = words("extremes", "low")
_POINTS = words("extremes", "points")
_RESULTS = words("extremes", "results") | _POINTS
_CHANGES = words("extremes", "changes")
_OTHERS = frozenset(["всего", "всех", "других", "остальных", "прочих"])
_PLAINLY = frozenset(["хуже", "слабее", "ниже", "лучше", "выше", "сильнее"])
_RANKED = words("extremes", "ranked") | words("context", "organisations") | words("context", "cities")
_CALLED = words("extremes", "called")
_CALLING = _CALLED | words("extremes", "calling")
_MOVED = frozenset(["up", "down", "shift", "swap", "before"])
_BOUGHT = frozenset(["приобрести"])
"""What moves nobody, where no places are gained by it."""
_SIGNS = frozenset(["минус", "плюс"])
_MOST = frozenset(["самый", "наиболее", "наименее"])
_NO_QUALITY = frozenset(["первый", "последний", "большинство", "дело"])
_COUNTED = words("places", "not_after")
_A_TAIL = 3
"""So many who have least of all are the tail of a list, and no mere superlative."""
_AHEAD = 2
"""Sentences behind the superlative in which the count may go on."""

EXTREME = feature(
    lambda piece: (
        piece.lower.startswith(_STEMS) or not piece.word.lemmas.isdisjoint(_MOST) or piece.lower in _OTHERS
    )
)
"""Words without which no sentence has a superlative."""


@dataclass(frozen=True, slots=True)
class Extreme:
    """A superlative at tokens `start` to `end`; `low` tells that it is of little or bad.

    `noun` is the lemma of what it is of, empty where it is of nothing told; `named` tells that
    somebody is called so ("самым чистым регионом признан ..."), `plainly` that things are bad or
    good there ("хуже всего дела").
    """

    start: int
    end: int
    low: bool
    noun: str = ""
    named: bool = False
    plainly: bool = False
    adverbial: bool = False


def extreme_of(clause: Clause, tokens: list[Token]) -> Extreme | None:
    """The first superlative of a clause."""
    for index in range(clause.start, clause.end):
        found = _at(tokens, index, clause.end) if tokens[index].features & EXTREME else None
        if found is not None:
            return found
    return None


def _at(tokens: list[Token], index: int, end: int) -> Extreme | None:
    token, before = tokens[index], tokens[index - 1] if index else None
    if before is not None and before.lower in ("не", "из", "среди"):
        return None
    if token.lower in _OTHERS:
        if before is None or "COMP" not in before.word.poses:
            return None
        low = bool(before.word.lemmas & _LOW) or before.lower in _LOW
        return Extreme(index - 1, index + 1, low, plainly=before.lower in _PLAINLY, adverbial=True)
    if token.word.lemmas & _MOST:
        quality = tokens[index + 1] if index + 1 < end else None
        if (
            quality is None
            or not quality.word.poses & {"ADJF", "PRTF", "ADVB"}
            or quality.word.lemmas & _NO_QUALITY
        ):
            return None
        low = _is_low(quality) != (token.lower == "наименее")
        noun = _noun(tokens, index + 2, end)
        return Extreme(
            index, index + 2, low, noun, named=(not noun or noun in _RANKED) and "ablt" in quality.word.cases
        )
    if "ADJF" not in token.word.poses:
        return None
    return Extreme(index, index + 1, token.lower.startswith(_WORSE), _noun(tokens, index + 1, end))


def _is_low(token: Token) -> bool:
    return not token.word.lemmas.isdisjoint(_LOW) or token.lower.startswith("не")


def _noun(tokens: list[Token], index: int, end: int) -> str:
    """The lemma of the noun that a superlative belongs to, over further adjectives."""
    for token in tokens[index : min(index + 3, end)]:
        if token.word.pos == "NOUN":
            return token.word.parses[0].lemma
        if "ADJF" not in token.word.poses:
            return ""
    return ""


def place_of(
    clause: Clause,
    groups: list[Group],
    reading: Reading,
    text: Annotated,
    at: tuple[int, int],
    discourse: Discourse,
) -> Place | None:
    """The place that a superlative of the clause tells: the first, the bottom, or none.

    Asked for sentences that have the feature `EXTREME`.
    `at` is the number of the field and the index of the sentence in it.
    """
    follows = counts_on(text, clause.end, at, discourse)
    placed = follows == 2 and _is_placed_behind(text, clause.end, at, discourse)
    found = _told(clause, reading, text.tokens, discourse, placed=placed)
    if found is None or (follows == 2 and _things_follow(text, clause.end, at)):
        return None
    if discourse.last_place is None and _announces(clause, found, text.tokens):
        discourse.top_is_low = found.low
        return Place(found.start, found.end, "first", (1,), rule=RULE, noun=True)
    named = [g for g in groups if g.referents[0].kind != "pronoun"] or groups
    roles = ("u", "loc", "nom", "acc") if found.named or found.adverbial else ("u", "loc", "nom")
    group = next((g for g in named if g.role in roles or _are_people(g) or _have_results(g, text)), None)
    if group is None and len(clause.mentioned) != 1:
        return None
    if group is not None and any(r.place is not None for r in group.referents):
        return None
    told = discourse.numbered()
    if follows == 2 and discourse.last_place != 1:
        discourse.top_is_low = found.low
        return Place(found.start, found.end, "first", (1,), rule=RULE, noun=True)
    if found.low and found.noun in _POINTS and reading.has("rating", "list"):
        return Place(found.start, found.end, "bottom", rule=RULE, noun=True)
    best = found.noun in _POINTS or (group is not None and _in_order(group, found, text))
    if found.named:
        best = bool(clause.verbs & _CALLED) and discourse.last_place is None
    here = clause.signal("rating", "list") is not None or (
        reading.has("rating", "list") and not clause.places
    )
    best = best or (found.plainly and found.adverbial and not found.low and here and group is not None)
    tail = group is not None and len(group.referents) >= _A_TAIL
    best = best or (tail and found.adverbial and group is not None and group.role == "loc")
    if best and (found.named or not told) and not clause.scopes:
        discourse.top_is_low = found.low
        return Place(found.start, found.end, "first", (1,), rule=RULE, noun=True)
    several = group is not None and len(group.referents) > 1
    having = found.start - clause.start in (0, 1) and clause.dash is not None and not found.noun
    worst = found.noun in _RESULTS or found.plainly or (tail and (found.adverbial or having))
    if worst and found.low != discourse.top_is_low and (told or (several and reading.has("rating", "list"))):
        return Place(found.start, found.end, "bottom", rule=RULE, noun=True)
    return None


def _things_follow(text: Annotated, position: int, at: tuple[int, int]) -> bool:
    """ "чаще всего называют Крым. На втором месте отдых, на третьем работа": nobody is named behind it."""
    last = min(len(text.sentences), at[1] + 1 + _AHEAD)
    rest = (range(max(s.start + 1, position), s.end) for s in text.sentences[at[1] : last])
    return not any(text.tokens[i].capitalised or text.tokens[i].text == "«" for span in rest for i in span)


def _is_placed_behind(text: Annotated, position: int, at: tuple[int, int], discourse: Discourse) -> bool:
    """Whether a place is told by its noun behind a token, in its sentence or the next."""
    number, index = at
    end = text.sentences[min(index + 1, len(text.sentences) - 1)].end
    behind = discourse.context.signals_between(number, position, end)
    return any(signal.name in ("placenoun", "result") for signal in behind)


def _told(
    clause: Clause, reading: Reading, tokens: list[Token], discourse: Discourse, *, placed: bool
) -> Extreme | None:
    """The superlative of a clause that may tell a place: not "самый заметный рост".

    `placed`: the next place is told right behind, so that the text ranks whether it says so or not.
    """
    rated = discourse.rated or placed
    if not (rated or reading.has("next")):
        return None
    found = extreme_of(clause, tokens)
    if found is None or not (rated or found.named or _stands_alone(clause, found)):
        return None
    moved = any(
        s.name in _MOVED and tokens[s.start].lower not in _SIGNS and s.key not in _BOUGHT
        for s in clause.signals
    )
    return None if found.noun in _CHANGES or moved else found


def _stands_alone(clause: Clause, found: Extreme) -> bool:
    """ "Спокойнее всех — Тула, следом Орёл": a comparative that a dash gives to somebody."""
    return found.adverbial and clause.start == found.start and clause.dash == found.end


def _announces(clause: Clause, found: Extreme, tokens: list[Token]) -> bool:
    """ "назвали самые зелёные города: A, B и C": those behind the colon stand in order."""
    heads = clause.end < len(tokens) and tokens[clause.end].text == ":"
    if heads and found.noun in _RANKED and clause.verbs & _CALLING:
        return True
    having = tokens[found.start - 1].lower in ("с", "со") and bool(tokens[clause.start].word.lemmas & _RANKED)
    return heads and having and not clause.finite  # "Регионы с самой низкой смертностью: A, B и C"


def is_low(token: Token) -> bool:
    """Whether a comparative is of little or bad: "хуже", "меньше"."""
    return token.lower in _LOW or not token.word.lemmas.isdisjoint(_LOW)


def _are_people(group: Group) -> bool:
    """ "жителям Дагестана и Калмыкии": those who have it hardest, and so their regions."""
    return group.role == "dat" and group.referents[0].kind == "people"


def _have_results(group: Group, text: Annotated) -> bool:
    """ "хуже остальных показатели Тувы и Калмыкии": whose results they are, with their noun or behind it."""
    if group.role not in ("gen", "acc") or not group.start:
        return False
    front = text.tokens[group.start - 1 : group.referents[0].end - 1]
    return any(token.word.pos == "NOUN" and token.word.lemmas & _RESULTS for token in front)


def _in_order(group: Group, found: Extreme, text: Annotated) -> bool:
    """Whether several stand in the order of their values: "лучшие показатели у A (0,91), B (0,88)"."""
    if len(group.referents) < 2 or found.noun not in _RESULTS:
        return False
    ends = [*(referent.start for referent in group.referents[1:]), group.end]
    known = [
        number.value
        for referent, end in zip(group.referents, ends, strict=True)
        for number in between(text.numbers, referent.start + 1, end)
        if text.tokens[number.start - 1].text in "(—–"
    ]
    if not known:
        known = _values_behind(group, text)
    return len(known) == len(ends) and known in (sorted(known), sorted(known, reverse=True))


def _values_behind(group: Group, text: Annotated) -> list[float]:
    """ "лучшие результаты у A, B и C: 9,1, 8,8 и 8,5 балла": the values that stand in a row behind them."""
    known: list[float] = []
    end = group.end + 1
    if end >= len(text.tokens) or text.tokens[group.end].text not in (":", "—", "–"):
        return known
    for number in text.numbers:
        if number.start == end and number.kind != "ordinal":
            known.append(number.value)
            end = number.end + 1 if text.tokens[number.end].lower in (",", "и") else -1
    return known


def counts_on(text: Annotated, position: int, at: tuple[int, int], discourse: Discourse) -> int | None:
    """The first place told behind a token, in its sentence or the next two; 2 where somebody follows.

    `at` is the number of the field and the index of the sentence in it.
    """
    number, index = at
    last = min(len(text.sentences), index + 1 + _AHEAD) - 1
    end = text.sentences[last].end
    marks = [
        (n.start, int(n.value))
        for n in between(text.numbers, position, end)
        if n.kind == "ordinal" and not any(t.word.lemmas & _COUNTED for t in text.tokens[n.end : n.end + 1])
    ]
    if not discourse.numbered():
        marks += nearly_marks(text, position, end)
    marks += [
        (s.start, 2 if s.name == "next" or "серебр" in s.key else 0)
        for s in discourse.context.signals_between(number, position, end)
        if s.name in ("next", "metal", "lead")
    ]
    return min(marks)[1] if marks else None
