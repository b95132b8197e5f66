"""How many are ranked, where it is told once for all: "оценили 85 регионов", "список из ста имён".

A count of what can be ranked is a total when its sentence speaks of ranking, or when the words next
to it say so: "среди 120 вузов", "в расчёт взяли 85 субъектов", "участников всего восемь".
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

from extractors.features import of_forms
from extractors.morphology import inflected, word
from extractors.rankings.attributes.counting import (
    LEAST,
    POLLS,
    REACH,
    compared,
    holds,
    is_governed,
    is_held,
    is_told,
    made_of,
    of_a_list,
    of_all,
    of_people,
    of_some,
    quoted,
    takes_part,
    where_from,
)
from extractors.rankings.attributes.lasts import last_places, out_of
from extractors.rankings.items import Told
from extractors.rankings.vocabulary import words
from extractors.tokens import Annotated, Number, Sentence, Token

_KIND_LISTS = (
    ("region", "regions"),
    ("city", "cities"),
    ("organisation", "organisations"),
    ("person", "persons"),
    ("", "anything"),
)
SUBJECT_NOUNS = {noun: kind for kind, name in _KIND_LISTS for noun in words("context", name)}
_COUNTED = dict.fromkeys(words("totals", "counted"), "") | SUBJECT_NOUNS
_ROWS = frozenset(["пункт", "позиция", "строка", "строчка", "место"])
_LOOSE = words("context", "loose")
_COUNTING = words("context", "counting")
_TOWNS = words("totals", "towns")
_BOTH = of_forms({"обоих", "обеих", "всех"})
_ABOUT = frozenset(["более", "свыше", "около", "почти", "порядка", "примерно"])
_POLLED_PLACES = frozenset(["city", "region"])
_SO_MANY = frozenset(["теперь", "сейчас", "всего", "ныне"])
_BY_HOW_MANY = frozenset(["ablt"])
_NUMBERS = frozenset(["число", "количество"])
_LEAST_TOLD = 3
_MOST = 20_000


@dataclass(slots=True)
class Total:
    """How many of what are ranked. `kind` "" is of anything. `with_place` is the statement that told it.

    `of_all` tells that it holds for every rating of the document ("в обоих исследованиях"). `scope`
    is the subset that is counted; None for all that are ranked. `at` is the token of the number;
    `beside` tells that a place next to it is of the same subset ("последнее, 11-е место"). `noun` is
    what is counted, in the genitive plural, where words next to the number say so; `of_few` that it is a
    handful among whom places are told ("среди четырёх новых субъектов первый Крым").
    """

    count: int
    kind: str
    field: int
    sentence: int
    with_place: Told | None = None
    of_all: bool = False
    scope: str | None = None
    at: int = 0
    beside: bool = False
    noun: str = ""
    of_few: bool = False


def totals(number: int, field: Annotated) -> list[Total]:
    """The totals that a field tells, in order. `number` is the field's own."""
    found = []
    for cardinal in field.numbers:
        if cardinal.kind != "cardinal" or not _LEAST_TOLD <= cardinal.value <= _MOST:
            continue
        index = sentence_of(field, cardinal.start)
        if index is None or cardinal.value_to is not None:
            continue
        kind = _kind(field, cardinal, field.sentences[index])
        if kind is not None:
            both = bool(field.sentences[index].features & _BOTH)
            scope = _district(field, cardinal.end, field.sentences[index].end) or _where(field, cardinal)
            total = Total(
                int(cardinal.value), kind, number, index, of_all=both, scope=scope, at=cardinal.start
            )
            total.of_few = cardinal.value < LEAST and field.tokens[cardinal.start - 1].lower == "среди"
            total.noun = _noun(field, cardinal.end, field.sentences[index].end)
            found.append(total)
    return [*found, *_of_places(number, field)]


def _of_places(number: int, field: Annotated) -> Iterator[Total]:
    """The totals that places tell: how many they are out of, and which is the last."""
    for index, sentence in enumerate(field.sentences):
        for told in chain(out_of(field, sentence), last_places(field, sentence)):
            count = int(told.value_to or told.value)
            if _LEAST_TOLD <= count <= _MOST:
                beside = field.tokens[told.start - 1].lower != "всего"  # "места (всего 40)"
                yield Total(count, "", number, index, at=told.start, beside=beside)


def _noun(field: Annotated, index: int, end: int) -> str:
    """ "71 концертной организации" as "концертных организаций"; "" where no noun that is ranked follows."""
    counted = _counted(field, index, end)
    if counted is None or counted[1].word.lemmas & _LOOSE:
        return ""
    stop = next(at for at in range(index, end) if field.tokens[at] is counted[1])
    return " ".join(inflected(t.lower, "gent", "plur") or t.text for t in field.tokens[index : stop + 1])


def _district(field: Annotated, index: int, end: int) -> str | None:
    """ "18 регионов ЦФО": the subset that is counted, by the district that follows its noun."""
    limit = min(index + 3, end)
    for entity in field.entities:
        if entity.kind == "district" and index < entity.start < limit:
            return entity.code or entity.name
    return None


def _where(field: Annotated, cardinal: Number) -> str | None:
    """ "в ЦФО, где 18 регионов", "в округе (18 регионов)": the district right in front of a count."""
    at = cardinal.start - 1
    if at < 1 or field.tokens[at].lower not in ("где", "("):
        return None
    at -= field.tokens[at].lower == "где"
    return next((e.code or e.name for e in field.entities if e.kind == "district" and e.end == at), None)


def sentence_of(field: Annotated, token: int) -> int | None:
    """The index of the sentence that a token lies in."""
    index = bisect_right(field.sentences, token, key=lambda sentence: sentence.start) - 1
    return index if index >= 0 and token < field.sentences[index].end else None


def _kind(field: Annotated, cardinal: Number, sentence: Sentence) -> str | None:
    """What a number counts if it is a total; None where it is none."""
    counted = _counted(field, cardinal.end, sentence.end)
    before = field.tokens[max(sentence.start, cardinal.start - 4) : cardinal.start]
    if made_of(field, cardinal, sentence):
        return counted[0] if counted is not None else None
    if quoted(field, cardinal, sentence):
        return None
    if counted is None:
        return _kind_of_any(field, cardinal, sentence, before)
    if counted[0] in _POLLED_PLACES and _polled_in(field, cardinal, sentence):
        return counted[0]
    return _kind_of(field, cardinal, sentence, before, *counted)


def _kind_of(
    field: Annotated, cardinal: Number, sentence: Sentence, before: list[Token], kind: str, noun: Token
) -> str | None:
    """The kind of what a number counts, if it is a total."""
    if where_from(field, cardinal, sentence):
        return None
    if before and "PRTS" in before[-1].word.poses and field.tokens[cardinal.start].word.cases == _BY_HOW_MANY:
        return None  # "Татарстан представлен пятью клиниками"
    if kind == "person" and noun.word.lemmas & _LOOSE and before and before[-1].lower in _ABOUT:
        return None  # "опросили более 30 человек"
    if of_some(field, cardinal, sentence) or of_people(before) or compared(field, cardinal, sentence):
        return None
    if is_told(before, cardinal.start == sentence.start + 1) or takes_part(field, cardinal, noun, sentence):
        return kind
    if of_a_list(field, cardinal, sentence) or is_held(field, cardinal, noun, sentence):
        return kind
    if of_all(before, cardinal):
        return kind
    if cardinal.value < LEAST or noun.word.lemmas & _LOOSE or is_governed(before, sentence):
        return None
    if kind == "" and noun.word.lemmas.isdisjoint(SUBJECT_NOUNS):
        return None
    spoken = field.tokens[sentence.start : sentence.end]
    return kind if any(token.word.lemmas & _COUNTING for token in spoken) else None


def _kind_of_any(field: Annotated, cardinal: Number, sentence: Sentence, before: list[Token]) -> str | None:
    """What a number counts that no noun of those that are ranked follows."""
    if where_from(field, cardinal, sentence):
        return None
    if holds(field, cardinal, sentence):
        return ""
    grown = _grown_to(before, field.tokens[sentence.start : cardinal.start])
    if grown is not None:
        return grown
    rows = field.tokens[cardinal.end : min(cardinal.end + 2, sentence.end)]
    listed = any(not token.word.lemmas.isdisjoint(_ROWS) for token in rows)
    return "" if listed and of_a_list(field, cardinal, sentence) else _counted_before(before)


def _grown_to(before: list[Token], clause: list[Token]) -> str | None:
    """ "Число вузов в рейтинге выросло до 411": what kind is counted; None where nothing ranked is."""
    if len(before) < 2 or before[-1].lower != "до" or not before[-2].word.finite:
        return None
    counted = next((at for at, token in enumerate(clause[:-2]) if token.word.lemmas & _NUMBERS), None)
    if counted is None or not any("рейтинг" in token.word.lemmas for token in clause):
        return None
    return next((SUBJECT_NOUNS[n] for n in clause[counted + 1].word.lemmas if n in SUBJECT_NOUNS), None)


def _polled_in(field: Annotated, cardinal: Number, sentence: Sentence) -> bool:
    """ "опросили 28 тысяч человек из 84 городов": those where people are asked are ranked, not the people."""
    if not sentence.features & POLLS:
        return False
    before = field.tokens[max(sentence.start, cardinal.start - REACH) : cardinal.start]
    asked = any(token.features & POLLS for token in field.tokens[sentence.start : cardinal.start])
    return asked and any("anim" in parse.marks for token in before for parse in token.word.parses[:1])


def _counted_before(before: list[Token]) -> str | None:
    """ "участников всего восемь", "среди всех семнадцати", "теперь их 94": no noun behind."""
    if len(before) > 1 and before[-1].lower == "их" and before[-2].lower in _SO_MANY:
        return ""
    if len(before) > 1 and before[-2].lower == "всего":
        return next((SUBJECT_NOUNS[n] for n in before[-1].word.lemmas if n in SUBJECT_NOUNS), None)
    if len(before) < 2 or before[-1].lower not in ("всего", "всех"):
        return None
    if before[-1].lower == "всех":
        return "" if before[-2].lower in ("среди", "из") else None
    return next((SUBJECT_NOUNS[n] for n in before[-2].word.lemmas if n in SUBJECT_NOUNS), None)


def _counted(field: Annotated, index: int, end: int) -> tuple[str, Token] | None:
    """The kind and the noun that a number at `index` counts, over adjectives."""
    for at, token in enumerate(field.tokens[index : min(index + 5, end)], index):
        if "центр" in token.word.lemmas and field.tokens[at - 1].word.lemmas & _TOWNS:
            return "city", token
        for lemma in chain(token.word.lemmas, _of_compound(token)):
            if lemma in _COUNTED:
                return _COUNTED[lemma], token
        if not token.word.poses & {"ADJF", "PRTF"}:
            return None
    return None


def _of_compound(token: Token) -> frozenset[str]:
    """The lemmas of the first half of "команд-участниц", "регионов-доноров"."""
    first, hyphen, _ = token.lower.partition("-")
    return word(first).lemmas if hyphen and first else frozenset()
