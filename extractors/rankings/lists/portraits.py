"""Lists of what one region has reached: "Наша область в рейтингах:", then lines that name nobody.

✅ Инвестклимат — 44-е место (+3 к прошлому году)
• по числу стартапов — первые в Сибири;
Рейтинг донорства — 27-е
"""

from __future__ import annotations

from extractors.morphology import is_known
from extractors.rankings.clauses import Reading
from extractors.rankings.items import Place, Referent
from extractors.registries import region
from extractors.tokens import DASHES, Annotated, Token

_FURTHEST = 16
"""Sentences that a line may stand behind the one that names its region."""
_UNNAMED = 3
"""Sentences with no region that may stand between."""
_NAMES = frozenset(["Geox", "Name", "Surn", "Orgn"])
_NUMBERED = frozenset(["exact", "range", "tier"])
_SIGNS = frozenset("—–-:")
_WITHIN = frozenset("»),")


def portrayed(views: list[Annotated], index: int, reading: Reading, only: Referent | None) -> Referent | None:
    """The region that a line without a subject tells of; None where the sentence is no such line.

    `views` are those of the field's sentences, `only` is the one region of the document, if there is one.
    """
    first = _line_start(views, index)
    line = views[first].sentences[0]
    ranks = any(s.name in ("rating", "list") and s.start <= line.start + 1 for s in reading.signals)
    headed = (line.bullet and not _is_speech(views, first)) or (ranks and first > 0 and first == index)
    if not headed or not reading.places or reading.foreign or not _names_nobody(reading, reading.places[0]):
        return None
    if first < index and not reading.places[0].noun:
        return None
    code = _heading(views, first) or (only.region if only is not None else None)
    entry = region(code) if code else None
    if entry is None:
        return None
    start = reading.sentence.start
    return Referent(
        start,
        start + 1,
        "region",
        entry.code,
        entry.name,
        noun="регион",
        plural=True,
        cases=frozenset(["nomn"]),
    )  # plural: "поднялись с 31 места на 18" is told of it too


def _is_speech(views: list[Annotated], first: int) -> bool:
    """Whether a line that begins with a dash and a capital is somebody's words, and no item of a list."""
    line = views[first].sentences[0]
    tokens = views[first].tokens
    if tokens[line.start].text not in DASHES or not tokens[line.start + 1].capitalised:
        return False
    return first == 0 or tokens[views[first - 1].sentences[0].end - 1].text not in (":", ";")


def _line_start(views: list[Annotated], index: int) -> int:
    """The first sentence of the line that a sentence stands in."""
    tokens = views[index].tokens
    while index > 0 and tokens[views[index].sentences[0].start - 1].kind != "break":
        index -= 1
    return index


def _heading(views: list[Annotated], first: int) -> str | None:
    """The one region that the sentence before a list names."""
    unnamed = 0
    for index in range(first - 1, max(-1, first - 1 - _FURTHEST), -1):
        if views[_line_start(views, index)].sentences[0].bullet:
            continue
        codes = {e.code for e in views[index].entities if e.kind == "region"}
        if codes:
            return codes.pop() if len(codes) == 1 else None
        unnamed += 1
        if unnamed == _UNNAMED:
            break
    return None


def _names_nobody(reading: Reading, place: Place) -> bool:
    """Whether nobody who could hold the first place of a sentence is named before it."""
    clause = next((c for c in reading.clauses if c.start <= place.start < c.end), None)
    if clause is None or place.kind not in _NUMBERED:
        return False
    told = any(token.word.finite for token in reading.tokens[clause.start : place.start])
    if told and not clause.plural:
        return False
    if any(_holds(reading, each) for each in reading.referents if each.start < place.start):
        return False
    return not _is_name_alone(reading, place)


def _holds(reading: Reading, referent: Referent) -> bool:
    """Whether a referent is named as the subject: in the nominative, and no part of another name."""
    if referent.kind == "pronoun":
        return referent.noun not in ("мы", "нас")
    if referent.kind == "standin" or "nomn" not in referent.cases:
        return False
    if referent.start == reading.sentence.start:
        return True
    before = reading.tokens[referent.start - 1]
    best = before.word.parses[0].pos if before.word.parses else ""
    return before.text not in _WITHIN and best not in ("NOUN", "PREP")


def _is_name_alone(reading: Reading, place: Place) -> bool:
    """ "• «Ромашка» — 2-е место", "• Курумоч — 1-й": a bare name, which only seems to be no subject."""
    start = reading.sentence.start + reading.sentence.marker
    before = reading.tokens[start : place.start]
    dash = next((at for at, token in enumerate(before) if token.text in _SIGNS), None)
    if dash != 1:
        return before[:1] != [] and before[0].text == "«"
    return _is_own_name(before[0])


def _is_own_name(token: Token) -> bool:
    best = token.word.best
    if best is None or best.marks & _NAMES:
        return True
    return not is_known(token.lower) and (best.pos != "NOUN" or "anim" in best.marks)
