"""Who else a sentence speaks of than regions: a company, a university, a clinic, a city, many regions.

A figure of one of these is no region's, though the text names the region that it stands in
("Тверской вагоностроительный завод нарастил выпуск вдвое").
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from extractors.anchors import Anchor, inside
from extractors.features import feature
from extractors.figures.lexicon import Lexicon
from extractors.focus import Scope
from extractors.memory import Memory
from extractors.morphology import is_known, word
from extractors.tokens import Annotated, Token

_LONGEST_NAME = 6
"""Tokens between quotes that can be a name; more of them are speech."""
_MIXED = feature(
    lambda piece: (
        piece.text.isalpha() and piece.text[1:] != piece.text[1:].lower() and not piece.text.isupper()
    )
)
_PASSED = frozenset(
    {"через", "для", "около", "возле", "благодаря", "вместо", "из-за", "о", "об", "под", "ради"}
)
"""A place that only something passes, or that it is done for, has no part in the figure."""
_WITHIN = frozenset({"в", "во", "на", "у", "по"})
_OF_SURNAMES = (
    "ов",
    "ев",
    "ин",
    "ын",
    "ий",
    "ко",
    "ян",
    "дзе",
    "их",
    "ых",
    "ова",
    "ева",
    "ина",
    "ая",
    "ук",
    "юк",
)
_OF_FIRMS = ("банк", "завод", "комбинат", "фабрика", "холдинг", "университет")
_OF_OFFICES = ("мин", "рос", "гос", "обл", "край", "рег")
_PLURAL = frozenset({"регион", "субъект", "город", "мегаполис", "миллионник"})
_TOWN_HALLS = frozenset({"мэрия", "мэр", "администрация", "горожанин"})
_THESE = frozenset({"этот", "оба", "наш"})
_HOLDING = frozenset({"facility", "staff", "with_name"})
_OF_MEASURE = frozenset({"выручка", "прибыль", "оборот", "доход", "рентабельность"})


@dataclass(frozen=True, slots=True)
class Holder:
    """Words at tokens `start` to `end` that name somebody whose figures are no region's.

    `speaks` tells that they are what the sentence is about, so that the next one may go on with them.
    """

    start: int
    end: int
    speaks: bool


def holders(field: Annotated, scope: Scope, words: Lexicon) -> list[Holder]:
    """The holders of a sentence, in order."""
    found = {holder.start: holder for holder in (*_found(field, scope, words), *_cities(scope, field.tokens))}
    return [found[start] for start in sorted(found)]


def _found(field: Annotated, scope: Scope, words: Lexicon) -> Iterator[Holder]:
    tokens = field.tokens
    named = {at for entity in inside(field.entities, scope) for at in range(entity.start, entity.end)}
    for at in range(scope.start, scope.end):
        token = tokens[at]
        if token.text == "«":
            yield from _quoted(tokens, at, scope)
        elif token.kind != "word" or at in named or not (token.capitalised or _may_hold(token, words)):
            continue
        elif _is_facility(token, words) or _is_facility_by_name(tokens, at, scope, words):
            says = at > scope.start and "spokesman" in words.classes(tokens[at - 1])
            if not says and not _is_passed(tokens, at, scope) and not _are_several(tokens, at, scope, words):
                yield Holder(at, _end_of_name(tokens, at + 1, scope), _speaks(tokens, at, scope, words))
        elif _is_many(tokens, at, scope, words):
            within = any(before.word.lower in _WITHIN for before in tokens[max(scope.start, at - 3) : at])
            yield Holder(at, at + 1, within)
        elif token.capitalised and _is_named(tokens, at, scope, words):
            yield Holder(at, at + 1, _speaks(tokens, at, scope, words))


def _holds_by_lemma(lower: str) -> bool:
    lemma = word(lower).lemma
    return lemma.endswith(_OF_FIRMS) or lemma in _PLURAL or lemma == "компания"


_by_lemma = Memory(_holds_by_lemma)


def _may_hold(token: Token, words: Lexicon) -> bool:
    """Whether a word without a capital can be a holder at all: few are."""
    return _by_lemma[token.lower] or not words.known[token.lower].isdisjoint(_HOLDING)


def _is_facility(token: Token, words: Lexicon) -> bool:
    classes = words.classes(token)
    if "facility" in classes or "staff" in classes:
        return not token.word.parses or token.word.parses[0].number != "plur"
    return token.word.lemma.endswith(_OF_FIRMS) and _is_singular(token)


def _is_facility_by_name(tokens: list[Token], at: int, scope: Scope, words: Lexicon) -> bool:
    """ "группа «Степь»", "сеть Магнит", "выручка группы"."""
    if "with_name" not in words.classes(tokens[at]) or not _is_singular(tokens[at]):
        return False
    if at > scope.start and tokens[at - 1].word.lemma in _OF_MEASURE:
        return True
    if at + 1 >= scope.end:
        return False
    following = tokens[at + 1]
    return following.text == "«" or (following.capitalised and "ADJF" not in following.word.poses)


def _is_singular(token: Token) -> bool:
    return bool(token.word.parses) and token.word.parses[0].number == "sing"


def _is_passed(tokens: list[Token], at: int, scope: Scope) -> bool:
    """ "через порт", "для нового завода", "на выставке": where something is done, not who does it."""
    for place in range(at - 1, max(scope.start, at - 4) - 1, -1):
        word = tokens[place].word
        if word.lower in _PASSED:
            return True
        if not word.poses & {"ADJF", "PRTF"} and place != at - 1:
            return False
    return False


def _are_several(tokens: list[Token], at: int, scope: Scope, words: Lexicon) -> bool:
    """ "предприятия области отгрузили": the genitive of one looks like several, but stands behind a noun."""
    place = at - 1
    while place > scope.start and tokens[place].word.poses & {"ADJF", "PRTF"}:
        place -= 1
    if place >= scope.start and (tokens[place].kind == "number" or "NUMR" in tokens[place].word.poses):
        return True  # "работают четыре сахарных завода"
    if not any(parse.number == "plur" and parse.case == "nomn" for parse in tokens[at].word.parses):
        return False
    before = tokens[at - 1].word if at > scope.start else None
    if before is None or "VERB" in before.poses or "time" in words.classes(tokens[at - 1]):
        return True  # "за 2025 год предприятия области": the time is no owner
    parses = [parse for parse in before.parses if parse.pos in ("NOUN", "ADJF", "PRTF", "PREP")]
    return not any(parse.pos == "PREP" or parse.pos == "NOUN" or parse.number == "sing" for parse in parses)


def _speaks(tokens: list[Token], at: int, scope: Scope, words: Lexicon) -> bool:
    """Whether a holder is the subject of its sentence, its owner ("выручка завода") or a source."""
    cases = tokens[at].word.cases
    before = tokens[at - 1].word.lower if at > scope.start else ""
    if "event" in words.classes(tokens[at]):
        return "nomn" in cases and before not in _WITHIN
    return not _is_of_a_later_clause(tokens, at, scope)


def _is_of_a_later_clause(tokens: list[Token], at: int, scope: Scope) -> bool:
    """ "... поделили соседи, куда завод передал два вертолета": the sentence is about others."""
    commas = [place for place in range(scope.start, at) if tokens[place].text == ","]
    return bool(commas) and any(tokens[place].word.finite for place in range(scope.start, commas[-1]))


def _end_of_name(tokens: list[Token], at: int, scope: Scope) -> int:
    """Where the name behind a facility ends: "завод «Прогресс»", "комбинат имени Кирова"."""
    if at < scope.end and tokens[at].text == "«":
        for place in range(at + 1, min(scope.end, at + _LONGEST_NAME + 2)):
            if tokens[place].text == "»":
                return place + 1
    return at


def _quoted(tokens: list[Token], at: int, scope: Scope) -> Iterator[Holder]:
    """ "«Русагро» увеличила", "в «Совкомбанке» сообщили": a name in quotes that no other word explains."""
    end = _end_of_name(tokens, at, scope)
    if end <= at + 1:
        return
    inside = tokens[at + 1 : end - 1]
    if any(token.word.finite or token.text in ",.!?" for token in inside):
        return
    before = tokens[at - 1] if at > scope.start else None
    if before is not None and before.kind == "word" and "NOUN" in before.word.poses:
        return
    named = (
        before is not None and before.kind == "word" and before.word.poses == {"ADJF"} and before.capitalised
    )
    if before is None or named or before.word.lower in ("в", "во", "у") or before.text in ",—":
        yield Holder(at, end, True)


def _is_many(tokens: list[Token], at: int, scope: Scope, words: Lexicon) -> bool:
    """ "в 54 регионах", "доля двух регионов", "по городам": many of which the text names none."""
    word = tokens[at].word
    before = tokens[max(scope.start, at - 3) : at]
    if word.lemma == "компания" and len(before) > 1 and before[-1].kind == "number":
        return before[-2].word.lemma in _OF_MEASURE
    if word.lemma not in _PLURAL or not word.parses:
        return False
    if word.parses[0].number != "plur" and not (before and before[-1].kind == "number"):
        return False
    if any(each.word.lemma in _THESE or each.word.lower in ("из", "среди") for each in before):
        return False
    if any("ranking" in words.classes(each) or each.lower.startswith("топ-") for each in before):
        return False  # "вошёл в пятёрку регионов", "в рейтинге городов": of whom somebody is one
    if any(anchor.start in (at + 1, at + 2) for anchor in scope.anchors):
        return False
    counted = any(each.kind == "number" or "NUMR" in each.word.poses for each in before)
    within = any(each.word.lower in ("в", "во", "по") for each in before)
    return counted or within or bool(word.cases & {"nomn", "datv"})


def _is_named(tokens: list[Token], at: int, scope: Scope, words: Lexicon) -> bool:
    """A company or a city by its name alone: "Автоваз", "Сбер", "Обнинск"."""
    token = tokens[at]
    parses = token.word.parses
    if "source" in words.classes(token) or not token.text[0].isupper():
        return False
    if token.features & _MIXED:
        return _before_predicate(tokens, at, scope, words)  # "КамАЗ нарастил"
    if not parses:
        return token.text.isupper() and 2 < len(token.text) < 6
    first = parses[0]
    if first.pos != "NOUN" or first.number == "plur" or token.lower.startswith(_OF_OFFICES):
        return False
    if "Orgn" in first.marks:
        return "Abbr" not in first.marks
    subject = first.case == "nomn" and _before_predicate(tokens, at, scope, words)
    if at > scope.start and any("Name" in parse.marks for parse in tokens[at - 1].word.parses[:1]):
        return False  # "эксперт Пётр Ковнер советует": a person
    if "Geox" in first.marks:
        before = tokens[at - 1].word if at > scope.start else None
        behind = before is not None and before.finite and "nomn" in token.word.cases
        return subject or behind or (before is not None and before.lower == "у")
    return subject and not _is_known(token.lower) and not token.lower.endswith(_OF_SURNAMES)


def _before_predicate(tokens: list[Token], at: int, scope: Scope, words: Lexicon) -> bool:
    """Whether a verb that tells no speech follows at once: "Сбер нарастил", but not "Хабиров отметил"."""
    if at + 1 >= scope.end:
        return False
    following = tokens[at + 1]
    return following.word.finite and "speech" not in words.classes(following)


@lru_cache(maxsize=20_000)
def _is_known(lower: str) -> bool:
    return is_known(lower)


def attributes(scope: Scope, found: list[Holder], tokens: list[Token]) -> frozenset[int]:
    """The starts of the region names that only tell where a holder is.

    "Ростовский завод", "завод «Прогресс» в Туле", "Обнинск в Калужской области", "столица Чечни".
    """
    starts = [holder.start for holder in found]
    told: set[int] = set()
    for anchor in scope.anchors:
        if anchor.kind not in ("named", "taken up"):
            continue
        after = bisect_left(starts, anchor.end)
        if after < len(found) and _leads_to(tokens, anchor, found[after].start):
            told.add(anchor.start)
        if after and _follows(tokens, found[after - 1].end, anchor.start):
            told.add(anchor.start)
    return frozenset(told)


def _cities(scope: Scope, tokens: list[Token]) -> Iterator[Holder]:
    """The cities that a sentence speaks of: its subject, or with their region behind them."""
    for number, anchor in enumerate(scope.anchors):
        if anchor.kind in ("nation", "russia") and _is_subject(tokens, anchor, scope):
            yield Holder(anchor.start, anchor.end, True)
        if anchor.kind != "city" or not tokens[anchor.start].capitalised:
            continue
        following = scope.anchors[number + 1] if number + 1 < len(scope.anchors) else None
        before = tokens[anchor.start - 1].word if anchor.start > scope.start else None
        subject = _is_subject(tokens, anchor, scope)
        owner = before is not None and (before.lower == "у" or before.lemma in _TOWN_HALLS)
        told = (
            following is not None
            and following.kind == "named"
            and _follows(tokens, anchor.end, following.start)
        )
        if subject or owner or told:
            yield Holder(anchor.start, anchor.end, True)


def _is_subject(tokens: list[Token], anchor: Anchor, scope: Scope) -> bool:
    before = tokens[anchor.start - 1].word.lower if anchor.start > scope.start else ""
    return (
        "nomn" in tokens[anchor.start].word.cases
        and before not in _WITHIN
        and tokens[anchor.start].capitalised
    )


def _leads_to(tokens: list[Token], anchor: Anchor, start: int) -> bool:
    """ "Тверской вагоностроительный" in front of "завод": only attributes between them."""
    if anchor.end - anchor.start > 1 or "ADJF" not in tokens[anchor.start].word.poses:
        return False
    between = tokens[anchor.end : start]
    return len(between) < 4 and all(
        token.word.poses & {"ADJF", "PRTF"} or "-" in token.text for token in between
    )


def _follows(tokens: list[Token], end: int, start: int) -> bool:
    """ "завод Тульской области", "Магас, главный город Ингушетии", "Обнинск (Калужская область)"."""
    between = [token.word for token in tokens[end:start]]
    if len(between) > 5:
        return False
    return all(
        word.lower in ("в", "во", "на", "из", "(", ",", "имени")
        or word.lemma in ("столица", "город", "центр", "расположить", "работать")
        or word.poses & {"ADJF", "PRTF"}
        for word in between
    )
