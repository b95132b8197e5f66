"""Names of those who compile ratings: known ones, organisations by their noun, ministries, acronyms.

    Российский союз аналитиков, агентство RAEX, портал «Деньги», институт туризма «Компас»
    Минстрой, Росстат; НИФИ, ВЦИОМ, Wildbox

A name alone says nothing: `publishers` asks for a word beside it that means compiling.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from extractors.data_files import made_once
from extractors.features import feature, of_lemmas
from extractors.memory import Memory
from extractors.morphology import fold, inflected, word
from extractors.rankings.attributes.known_compilers import STEM, known_at, past_domain, publisher_index
from extractors.rankings.vocabulary import words
from extractors.tokens import Annotated, Sentence, Token

_HEADS = words("publishers", "heads")
_HEADED = of_lemmas(_HEADS)
_MODIFIES = feature(lambda piece: piece.word.pos in ("ADJF", "PRTF"))
_FRANCHISES = words("ranked", "franchises")
_NOT_OWN = words("publishers", "not_own")
_SOURCES = of_lemmas(
    words("publishers", "compiling") | words("publishers", "sources") | words("publishers", "experts")
)
_REPORTED = of_lemmas(words("publishers", "reporting") | frozenset(["считать"]))
_AGENCIES = words("publishers", "agencies")
_SAYING = of_lemmas(words("publishers", "compiling") | words("publishers", "experts"))
_WHERE = frozenset(("в", "во", "от", "из"))
_COMPILATIONS = words("publishers", "compilations")
"""«Рейтинг самочувствия» is no compiler's name."""
_SHORTEST_BODY = 7
_BODIES = ("мин", "рос")
_BODIES_BY_NAME = words("publishers", "bodies")
_ADJECTIVE = re.compile(r"((?:мин|рос)[а-я]{3,})(?:ов|ев)ск(?:ий|ого|ому|им|ом|ая|ой|ую|ое|ие|их|ими)")
_PLURAL_BODIES = frozenset(["минцифры"])
_OF_PERSONS, _OF_OTHERS = frozenset(("Surn", "Patr")), frozenset(("Name", "Geox"))
_BY_WHICH = frozenset(["данные", "итог", "результат", "версия", "заказ", "состояние", "поручение"])
"""By what something is told, no part of a name ("по данным библиотек")."""
_REFERRED = frozenset(["ссылка"])
_TITLES = frozenset(["rankings", "ranking", "index"])
_HELD = frozenset(["места", "позиции", "строки", "строчки"])
"""What somebody has in a rating ("в рейтинге агентства места регионов таковы")."""
_LONGEST = 9
"""Tokens of an organisation's name behind its noun."""
_LEAST_ACRONYM = 3


_OF_WHAT = 4
"""Words between a rating and the name of who compiles it."""


@dataclass(frozen=True, slots=True)
class Name:
    """A name at tokens `start` to `end`, in the nominative.

    `known` tells that the registry or its first syllable says what it is; `plain` that it is made of
    common nouns alone, `adjective` that it is told by one ("минцифровский рейтинг").
    """

    start: int
    end: int
    text: str
    known: bool = False
    plain: bool = False
    adjective: bool = False


def names(text: Annotated, sentence: Sentence) -> Iterator[Name]:
    """The names of a sentence that can be those of compilers, in order, none within another."""
    begins, end = _begins(), sentence.start
    at = sentence.start
    while at < sentence.end:
        found = _at(text, sentence, at, end) if begins[text.tokens[at].text] else None
        if found is not None:
            yield found
            end = found.end
        at = max(at + 1, end)


def _at(text: Annotated, sentence: Sentence, at: int, low: int) -> Name | None:
    tokens = text.tokens
    adjective = _adjective(tokens[at], at)
    if adjective is not None:
        return adjective
    known = known_at(tokens, at, sentence.end)
    if known is not None:
        return Name(at, *known, known=True)
    if tokens[at].features & _HEADED:
        return _organisation(text, sentence, at, low)
    return _body(tokens[at], at) or _quoted(text, sentence, at) or _own(text, sentence, at)


@made_once
def _begins() -> Memory[bool]:
    """Whether the name of a compiler can begin with a token of this text."""
    stems = publisher_index()

    def begins(text: str) -> bool:
        lower = fold(text)
        told = lower[:STEM] in stems or text == "«" or lower.startswith(_BODIES) or _is_own(text)
        told = told or not word(lower).lemmas.isdisjoint(_BODIES_BY_NAME)
        return told or not word(lower).lemmas.isdisjoint(_HEADS)

    return Memory(begins)


def _organisation(text: Annotated, sentence: Sentence, at: int, low: int) -> Name | None:
    """ "агентства RAEX", "журнала «Деньги»", "Российским союзом аналитиков": by its noun at `at`."""
    start = _left(text, at, low)
    end, own = _right(text, sentence, at + 1)
    named = end > at + 1 or (start < at and text.tokens[start].capitalised)
    if not named or (own is None and not _is_one(text.tokens[at])):
        return None
    if own is not None and not _is_one(text.tokens[at]) and any(e.start == own[0] for e in text.entities):
        return None  # "список 200 крупнейших компаний ЦФО"
    if own is not None and own[0] == at + 1 and start == at:
        return Name(at, end, own[1])
    plain = own is None and (end == at + 1 or not text.tokens[start].capitalised)
    return Name(start, end, _nominative(text, start, at, end), plain=plain)


def _is_one(noun: Token) -> bool:
    """Not "рейтинг школ": who compiles is one."""
    return any(parse.pos == "NOUN" and parse.number == "sing" for parse in noun.word.parses)


def _left(text: Annotated, at: int, low: int) -> int:
    """Over the adjectives that agree with a noun: not "этот", not "крупнейший"."""
    start, cases = at, text.tokens[at].word.cases
    while start > low and text.tokens[start - 1].features & _MODIFIES:
        before = text.tokens[start - 1]
        if not before.word.cases & cases or before.word.lemmas & _NOT_OWN:
            break
        start -= 1
    return start


def _right(text: Annotated, sentence: Sentence, index: int) -> tuple[int, tuple[int, str] | None]:
    """Past the genitives and the own name behind a noun of organisations; where that is, and it."""
    end, limit = index, min(sentence.end, index + _LONGEST)
    while end < limit:
        token = text.tokens[end]
        known = known_at(text.tokens, end, limit)
        if known is not None and (end == index or token.text == "«"):
            return _past_country(text, known[0], limit), (end, known[1])
        if token.text == "«":
            quoted = _in_quotes(text, end, sentence.end, beside_noun=True)
            if quoted is not None and fold(quoted[1]).replace(" ", "-") in _FRANCHISES:
                return index, None  # "центр «Мой бизнес»": one of many, which compiles nothing
            return (quoted[0], (end, quoted[1])) if quoted is not None else (end, None)
        stop = end
        while stop < limit and _is_own_name(text.tokens[stop]):
            stop += 1
        if stop > end:
            stop = past_domain(text.tokens, stop, limit)
            return stop, (end, text.slice(end, stop))
        step = _step(text, sentence, end)
        if step is None:
            break
        end = step
    return end, None


def _past_country(text: Annotated, index: int, limit: int) -> int:
    """Past "РФ" or "России" behind a name within a name ("институт Минфина РФ")."""
    country = any(e.start == index and e.kind == "country" for e in text.entities)
    return index + 1 if country and index < limit else index


def _step(text: Annotated, sentence: Sentence, index: int) -> int | None:
    """Past one more genitive of a name: "исследований", "и инноваций", "при правительстве"."""
    token = text.tokens[index]
    follows = text.tokens[index + 1] if index + 1 < sentence.end else None
    if token.lower == "и" and follows is not None and _is_genitive(follows):
        return index + 2
    if token.lower == "при" and follows is not None and "loct" in follows.word.cases:
        return index + 2
    if token.lower == "по" and follows is not None and "datv" in follows.word.cases:
        return None if follows.word.lemmas & _BY_WHICH or follows.word.pos == "NUMR" else index + 2
    return index + 1 if _is_genitive(token) else None


def _is_genitive(token: Token) -> bool:
    if token.kind != "word" or not token.word.parses or token.lower in _HELD:
        return False
    best = token.word.parses[0]
    return best.pos in ("NOUN", "ADJF", "PRTF") and "gent" in token.word.cases


def _nominative(text: Annotated, start: int, head: int, end: int) -> str:
    gender = next((p.gender for p in text.tokens[head].word.parses if p.pos == "NOUN" and p.gender), "masc")
    pieces = []
    for at in range(start, head + 1):
        token = text.tokens[at]
        form = inflected(token.lower, "nomn", "sing", *([] if at == head else [gender])) or token.text
        pieces.append(form[:1].upper() + form[1:] if token.capitalised else form)
    return " ".join([*pieces, *text.tail(head + 1, end)])


def _body(token: Token, at: int) -> Name | None:
    """A ministry or agency by its short name: "Минсельхоз", "Росстатом"."""
    lower = token.lower
    single = token.word.lemmas & _BODIES_BY_NAME if token.capitalised else frozenset()
    if single:
        form = next(iter(single))
        called = token.text if token.text.isupper() else form[:1].upper() + form[1:]
        return Name(at, at + 1, called, known=True)
    if (
        not token.capitalised
        or len(lower) < _SHORTEST_BODY
        or lower.startswith(("росси", "ростов", "министр"))
    ):
        return None
    parses = token.word.parses
    if not lower.startswith(_BODIES) or any(parse.marks & _OF_PERSONS for parse in parses):
        return None
    if parses and parses[0].marks & _OF_OTHERS:
        return None
    form = inflected(lower, "nomn", "sing") or token.text
    return Name(at, at + 1, form[:1].upper() + form[1:], known=True)


def _adjective(token: Token, at: int) -> Name | None:
    """ "росстатовский", "минстроевского": a ministry or agency by the adjective of its short name."""
    match = _ADJECTIVE.fullmatch(token.lower)
    if match is None:
        return None
    known = next((form for form in (f"{match[1]}ы", match[1]) if form in _PLURAL_BODIES), match[1])
    return Name(at, at + 1, known[:1].upper() + known[1:], known=True, adjective=True)


def _quoted(text: Annotated, sentence: Sentence, at: int) -> Name | None:
    """ "подсчитали в «Урбанике»", "«Урбаника» составила": where a source is told. Not "рейтинг «Вузы»"."""
    if text.tokens[at].text != "«" or at + 1 >= sentence.end:
        return None
    if text.tokens[at + 1].word.lemmas & _COMPILATIONS:
        return None
    before = text.tokens[at - 1] if at > sentence.start else None
    if before is not None and before.lower == "на" and text.tokens[at - 2].word.lemmas & _REFERRED:
        found = _in_quotes(text, at, sentence.end)
        return Name(at, *found) if found is not None else None
    compiled = before is not None and _ends_compilation(text, sentence, at)
    whose = _whose(text, sentence, at) if compiled else None
    if whose is not None:
        return whose
    joins = before is not None and (before.lower == "и" or _is_together(text, sentence, at))
    told = before is not None and before.word.finite and before.features & _REPORTED
    if before is not None and not (joins or told or before.lower in _WHERE or before.features & _SOURCES):
        return None
    if told and text.tokens[at + 1].lower in _AGENCIES:
        return None
    found = _in_quotes(text, at, sentence.end)
    if joins:
        return Name(at, *found) if found is not None and _acts_next(text, sentence, found[0]) else None
    says = before is not None and (told or before.lower in _WHERE or before.features & _SAYING)
    if found is not None and before is not None and not says:
        found = found if found[0] == at + 3 else None  # "исследование «Точки»", not «Что мы читаем»
    if found is None or (before is None and not _acts_soon(text, sentence, found[0])):
        return None
    return Name(at, *found)


def _ends_compilation(text: Annotated, sentence: Sentence, at: int) -> bool:
    """ "рейтинг «Медиалогии»", "рейтинге дешевизны «Продстата»": behind a rating, or what it is of."""
    for before in reversed(text.tokens[max(sentence.start, at - _OF_WHAT) : at]):
        if before.word.lemmas & _COMPILATIONS:
            return True
        best = before.word.best
        if best is None or best.case != "gent" or best.pos not in ("NOUN", "ADJF"):
            return False
    return False


def _acts_soon(text: Annotated, sentence: Sentence, index: int) -> bool:
    """ "«Точка» составила", "«Точка» и портал «Линия» составили"."""
    if _acts_next(text, sentence, index):
        return True
    joined = index < sentence.end and text.tokens[index].lower in ("и", "совместно", "вместе")
    behind = text.tokens[index : min(index + _LONGEST, sentence.end)]
    verb = next((token for token in behind if token.word.finite), None) if joined else None
    return verb is not None and bool(verb.features & _SOURCES)


def _whose(text: Annotated, sentence: Sentence, at: int) -> Name | None:
    """ "рейтинг «Медиалогии»": who compiles it, in the genitive; a title stands in the nominative."""
    end = text.past_quote(at, sentence.end)
    head = in_genitive(text, at, end) if end is not None else None
    return Name(at, end, _nominative(text, at + 1, head, end - 1)) if end is not None and head else None


def in_genitive(text: Annotated, opening: int, end: int) -> int | None:
    """The noun of a name in quotes that stands in the genitive singular: "«Национального бюро занятости»"."""
    if opening + 2 >= end or text.tokens[opening].text != "«" or not text.tokens[opening + 1].capitalised:
        return None
    for at in range(opening + 1, end - 1):
        best = text.tokens[at].word.best
        if best is None or best.case != "gent" or best.number != "sing":
            return None
        if best.pos != "ADJF":
            return at if best.pos == "NOUN" else None
    return None


def _is_together(text: Annotated, sentence: Sentence, at: int) -> bool:
    """ "Минэкономразвития совместно с «Опорой России»"."""
    before = [token.lower for token in text.tokens[max(sentence.start, at - 2) : at]]
    return before[-1:] in (["с"], ["со"]) and before[0] in ("совместно", "вместе")


def _own(text: Annotated, sentence: Sentence, at: int) -> Name | None:
    """ "ВЦИОМ узнал", "аналитики Wildbox": a name in Latin or capitals beside a word of compiling."""
    if not _is_own(text.tokens[at].text) or any(e.start <= at < e.end for e in text.entities):
        return None
    end = past_domain(text.tokens, at + 1, sentence.end)
    while end < sentence.end and _is_own(text.tokens[end].text):
        end += 1
    if any(token.lower in _TITLES for token in text.tokens[at:end]):
        return None  # "опубликовало World University Rankings"
    opens = end < sentence.end and text.tokens[end].text == "«"
    quoted = _in_quotes(text, end, sentence.end) if opens else None
    end = quoted[0] if quoted is not None else end
    before = text.tokens[at - 1] if at > sentence.start else None
    if before is not None and (before.features & (_SOURCES | _HEADED) or _in_rating(text, sentence, at)):
        return Name(at, end, text.slice(at, end))
    if before is not None and before.word.finite and before.features & _REPORTED:
        return Name(at, end, text.slice(at, end)) if text.tokens[at].lower not in _AGENCIES else None
    return Name(at, end, text.slice(at, end)) if _acts_next(text, sentence, end) else None


def _in_rating(text: Annotated, sentence: Sentence, at: int) -> bool:
    """ "в рейтинге ФНС": an acronym behind a rating's noun in which somebody stands."""
    if at < sentence.start + 2 or not text.tokens[at].text.isupper():
        return False
    inside = text.tokens[at - 2].lower in ("в", "во")
    return inside and "рейтинг" in text.tokens[at - 1].word.lemmas


def _acts_next(text: Annotated, sentence: Sentence, index: int) -> bool:
    """Whether a word of compiling follows, over an adverb: "АПЭК снова отдало первую строчку"."""
    if index < sentence.end and text.tokens[index].word.pos in ("ADVB", "PRCL"):
        index += 1
    follows = text.tokens[index] if index < sentence.end else None
    return follows is not None and bool(follows.features & _SOURCES and follows.word.finite)


def _is_own(text: str) -> bool:
    """A word in Latin letters with a capital, or an acronym, also behind a digit ("2ГИС")."""
    if text[:1].isdigit():
        return text[1:].isalpha() and text.isupper() and len(text) > _LEAST_ACRONYM
    if not text[:1].isupper() or not text.isalnum() or len(text) < _LEAST_ACRONYM:
        return False
    return text.isascii() or text.isupper() or text.replace("и", "").isupper()  # "РАНХиГС"


def _in_quotes(text: Annotated, at: int, limit: int, *, beside_noun: bool = False) -> tuple[int, str] | None:
    """The name between quotation marks, without them; a single word in the nominative.

    Beside its noun it stands in the nominative already: "в сервисе «Туту»", but "в «Урбанике»".
    """
    end = at + 1
    while end < limit and text.tokens[end].text != "»":
        end += 1
    if end >= limit or end == at + 1 or not text.tokens[at + 1].capitalised:
        return None
    name = text.slice(at + 1, end)
    parses = text.tokens[at + 1].word.parses
    named = beside_noun or (at > 0 and _never_changes(text.tokens[at - 1], text.tokens[at + 1]))
    if end == at + 2 and not named and parses and parses[0].pos in ("NOUN", "ADJF"):
        form = inflected(text.tokens[at + 1].lower, "nomn", "sing") or name
        name = form[:1].upper() + form[1:]
    return end + 1, name


def _never_changes(noun: Token, name: Token) -> bool:
    """ "аналитики «Туту»": what a noun has in its genitive, and is no form of one."""
    cases = {parse.case for parse in name.word.parses}
    return noun.word.pos == "NOUN" and cases.isdisjoint(("gent", "nomn"))


def _is_own_name(token: Token) -> bool:
    return (
        token.kind in ("word", "mixed")
        and (token.text.isupper() or (token.text[:1].isascii() and token.text[:1].isalpha()))
        and len(token.text) > 1
    )
