"""How many are ranked, where it is told once for all: "оценили 85 регионов", "список из ста имён".

A count of what can be ranked is a total when its sentence speaks of ranking, or when the words next
to it say so: "среди 120 вузов", "в расчёт взяли 85 субъектов", "участников всего восемь".
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

from extractors.features import of_forms, of_lemmas
from extractors.morphology import inflected, word
from extractors.rankings.items import Told
from extractors.rankings.lasts import last_places, out_of
from extractors.rankings.vocabulary import tier_stems, words
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
_OVERTAKEN = frozenset(["обойти", "обогнать", "опередить", "опережать", "уступить", "уступать", "превзойти"])
_CONSISTING = frozenset(["состоять"])
_ROWS = frozenset(["пункт", "позиция", "строка", "строчка", "место"])
_EARLIER = words("totals", "earlier")
_LOOSE = words("context", "loose")
_COUNTING = words("context", "counting")
_TELLING = words("totals", "telling")
_LISTS = words("totals", "lists")
_BOTH = of_forms({"обоих", "обеих", "всех"})
_STUDIED = of_lemmas(words("totals", "studied"))
_BESIDES = frozenset(["в", "во", "на", "по", "для", "к", "с", "со", "у", "от"])
_ABOUT = frozenset(["более", "свыше", "около", "почти", "порядка", "примерно"])
_FAR = 9
_REACH = 6
"""Tokens before a count that tell whose it is."""
_TIERS = (*tier_stems(), "топ-")
_MADE = words("totals", "made")
_POLLS = of_lemmas({"опросить", "опрос", "опрашивать"})
_POLLED_PLACES = frozenset(["city", "region"])
_WHICH = frozenset(["который"])
_NOT_RANKED = words("totals", "not_ranked")
_SETTLED = frozenset(["населить", "населенный"])
_HOLDING = words("totals", "holding")
_BEING = words("totals", "being")
_SIGNS = frozenset(",;:.()—")
_ALL = frozenset(["весь", "целый"])
_SO_MANY = frozenset(["теперь", "сейчас", "всего", "ныне"])
_LEAST = 10
"""Below this a count is one of a total only where the words next to it say so."""
_LEAST_TOLD = 3
_MOST = 20_000


@dataclass(slots=True)
class Total:
    """How many of what are ranked. `kind` "" is of anything. `with_place` is the statement that told it.

    `of_all` tells that it holds for every rating of the document ("в обоих исследованиях"). `scope`
    is the subset that is counted; None for all that are ranked. `at` is the token of the number;
    `beside` tells that a place next to it is of the same subset ("последнее, 11-е место"). `noun` is
    what is counted, in the genitive plural, where words next to the number say so.
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
            total.noun = _noun(field, cardinal.end, field.sentences[index].end)
            found.append(total)
    return [*found, *_of_places(number, field)]


def _of_places(number: int, field: Annotated) -> Iterator[Total]:
    """The totals that places tell: how many they are out of, and which is the last."""
    for index, sentence in enumerate(field.sentences):
        for told in chain(out_of(field, sentence), last_places(field, sentence)):
            count = int(told.value_to or told.value)
            if _LEAST_TOLD <= count <= _MOST:
                yield Total(count, "", number, index, at=told.start, beside=True)


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
    if _made_of(field, cardinal, sentence):
        return counted[0] if counted is not None else None
    if _quoted(field, cardinal, sentence):
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
    if _where_from(field, cardinal, sentence):
        return None
    if kind == "person" and noun.word.lemmas & _LOOSE and before and before[-1].lower in _ABOUT:
        return None  # "опросили более 30 человек"
    if _of_some(field, cardinal, sentence) or _of_people(before) or _compared(field, cardinal, sentence):
        return None
    if _is_told(before, cardinal.start == sentence.start + 1) or _takes_part(field, cardinal, noun, sentence):
        return kind
    if _of_a_list(field, cardinal, sentence):
        return kind
    if cardinal.value < _LEAST or noun.word.lemmas & _LOOSE or _is_governed(before, sentence):
        return None
    if kind == "" and noun.word.lemmas.isdisjoint(SUBJECT_NOUNS):
        return None
    spoken = field.tokens[sentence.start : sentence.end]
    return kind if any(token.word.lemmas & _COUNTING for token in spoken) else None


def _kind_of_any(field: Annotated, cardinal: Number, sentence: Sentence, before: list[Token]) -> str | None:
    """What a number counts that no noun of those that are ranked follows."""
    if _where_from(field, cardinal, sentence):
        return None
    if _holds(field, cardinal, sentence):
        return ""
    rows = field.tokens[cardinal.end : min(cardinal.end + 2, sentence.end)]
    listed = any(not token.word.lemmas.isdisjoint(_ROWS) for token in rows)
    return "" if listed and _of_a_list(field, cardinal, sentence) else _counted_before(before)


def _polled_in(field: Annotated, cardinal: Number, sentence: Sentence) -> bool:
    """ "опросили 28 тысяч человек из 84 городов": those where people are asked are ranked, not the people."""
    if not sentence.features & _POLLS:
        return False
    before = field.tokens[max(sentence.start, cardinal.start - _REACH) : cardinal.start]
    asked = any(token.features & _POLLS for token in field.tokens[sentence.start : cardinal.start])
    return asked and any("anim" in parse.marks for token in before for parse in token.word.parses[:1])


def _holds(field: Annotated, cardinal: Number, sentence: Sentence) -> bool:
    """ "в списке 80 фамилий", "рейтинг охватил 71 посёлок", "в число 30 лучших сцен": any noun is ranked."""
    tokens = field.tokens
    at = cardinal.end
    while at < sentence.end and tokens[at].word.poses & {"ADJF", "PRTF"}:
        at += 1
    noun = tokens[at].word if at < sentence.end else None
    if noun is None or not noun.parses or noun.parses[0].pos != "NOUN" or noun.lemmas & _LISTS:
        return False
    if noun.lemmas & _NOT_RANKED and not tokens[at - 1].word.lemmas & _SETTLED:
        return False  # "44 показателя", but "71 населённый пункт"
    of_one = cardinal.value % 10 == 1 and noun.cases & {"nomn", "accs"}  # "71 посёлок"
    if "gent" not in noun.cases and not of_one:
        return False
    before = tokens[max(sentence.start, cardinal.start - 3) : cardinal.start]
    lower = [token.lower for token in before]
    best = at > cardinal.end and tokens[cardinal.end].lower in ("лучших", "крупнейших", "сильнейших")
    if lower[-2:] in (["в", "число"], ["в", "числе"]):
        return best
    listed = [place for place, token in enumerate(before) if token.word.lemmas & _LISTS]
    if not listed or any(token.text in _SIGNS for token in before[listed[-1] :]):
        return False
    if listed[-1] == len(before) - 1:
        return len(before) > 1 and lower[-2] in ("в", "во")
    between = before[listed[0] + 1 :]
    if listed[0] and lower[listed[0] - 1] in ("в", "во") and all(t.word.verb in _BEING for t in between):
        return True  # "в зачёте было 79 сборных"
    held = any(token.word.lemmas & _HOLDING for token in between)
    return held and "nomn" in before[listed[0]].word.cases


def _of_people(before: list[Token]) -> bool:
    """ "жители 64 регионов", "представители 30 вузов": counted besides, whatever the verb."""
    last = before[-1].word if before else None
    if last is None or not last.parses or last.parses[0].pos != "NOUN":
        return False
    return "anim" in last.parses[0].marks and last.parses[0].number == "plur"


def _compared(field: Annotated, cardinal: Number, sentence: Sentence) -> bool:
    """ "обошла 50 регионов", "в прошлом выпуске оценили 80 регионов": counted otherwise, or before."""
    before = field.tokens[max(sentence.start, cardinal.start - _REACH) : cardinal.start]
    overtaken = any(not token.word.lemmas.isdisjoint(_OVERTAKEN) for token in before[-2:])
    return overtaken or any(not token.word.lemmas.isdisjoint(_EARLIER) for token in before)


def _of_some(field: Annotated, cardinal: Number, sentence: Sentence) -> bool:
    """ "из области в нём три школы", "в первую сотню вошли восемь вузов": some of those that are ranked."""
    before = field.tokens[max(sentence.start, cardinal.start - _REACH) : cardinal.start]
    own = next((n for n in range(len(before) - 1, -1, -1) if before[n].word.lemmas & _WHICH), -1)
    if any(token.lower.startswith(_TIERS) for token in before[own + 1 :]):
        return True  # not "в двадцатку рейтинга, в котором 150 вузов"
    start = cardinal.start - len(before)
    return any(
        e.kind == "region" and start <= e.start < cardinal.start and field.tokens[e.start - 1].lower == "из"
        for e in field.entities
        if e.start
    )


def _quoted(field: Annotated, cardinal: Number, sentence: Sentence) -> bool:
    """ "рейтинг «Сто лучших клиник»": a number of a name."""
    return cardinal.start > sentence.start and field.tokens[cardinal.start - 1].text == "«"


def _where_from(field: Annotated, cardinal: Number, sentence: Sentence) -> bool:
    """ "300 школ из 57 регионов": where those that are ranked are from."""
    start = cardinal.start - 1
    if start <= sentence.start or field.tokens[start].lower != "из":
        return False
    ends = {number.end for number in field.numbers if sentence.start <= number.start < start}
    counted = next((end for end in range(start - 1, max(start - 4, sentence.start), -1) if end in ends), None)
    between = field.tokens[counted:start] if counted is not None else []
    listed = any(not token.word.lemmas.isdisjoint(_LISTS) for token in between)
    return counted is not None and not listed and all(token.kind == "word" for token in between)


def _is_governed(before: list[Token], spoken: Sentence) -> bool:
    """ "жители 64 регионов", "в 19 субъектах": counted besides, not ranked."""
    last = before[-1].word if before else None
    if last is None or not last.parses or last.lemmas & (_TELLING | _LISTS):
        return False
    if last.lower in ("для", "по") and any(token.word.lemmas & _MADE for token in before):
        return False
    return last.lower in _BESIDES and not spoken.features & (_STUDIED | _POLLS)


def _is_told(before: list[Token], opening: bool) -> bool:
    """Whether the words before a count say that so many are ranked."""
    near = before[-3:]
    if any(token.word.lemmas & _TELLING for token in near) or _take_part(before) or _looked_through(before):
        return True
    last = before[-1] if before else None
    if last is None:
        return False
    if last.lower == "где" and len(before) > 1 and before[-2].text == ",":
        return True
    if last.lower == "среди" or (last.lower == "из" and opening):
        return True
    if last.lower in ("числе", "числа") and len(before) > 1 and before[-2].lower in ("в", "из"):
        return True
    if last.lower == "из":
        return len(before) > 1 and bool(before[-2].word.lemmas & _LISTS)
    if last.lower == "при":
        return True
    if last.lower in ("нем", "ней", "котором", "которой") and len(before) > 1:
        return before[-2].lower == "в"
    if len(before) > 1 and last.word.lemmas & _LISTS and before[-2].lower in ("в", "во"):
        return True
    all_of = bool(last.word.lemmas & _ALL) and last.lower != "всего"
    return all_of or (last.text in "—–-" and len(before) > 1 and bool(before[-2].word.lemmas & _LISTS))


def _made_of(field: Annotated, cardinal: Number, sentence: Sentence) -> bool:
    """ "рассчитывает его с 2018 года по 85 регионам": behind a verb of making one."""
    if cardinal.start == sentence.start or field.tokens[cardinal.start - 1].lower not in ("для", "по"):
        return False
    counted = field.tokens[cardinal.end : min(cardinal.end + 2, sentence.end)]
    if cardinal.value < _LEAST or any(token.word.lemmas & _NOT_RANKED for token in counted):
        return False  # "рассчитывают по 30 показателям"
    behind = field.tokens[max(sentence.start, cardinal.start - _FAR) : cardinal.start]
    return any(token.word.verb and token.word.lemmas & _MADE for token in behind)


def _looked_through(before: list[Token]) -> bool:
    """ "изучили сайты 89 правительств": what those that are ranked have, behind a verb of study."""
    if len(before) < 2 or not before[-2].features & _STUDIED or not before[-2].word.finite:
        return False
    first = before[-1].word.parses[0] if before[-1].word.parses else None
    return first is not None and first.pos == "NOUN" and "inan" in first.marks


def _takes_part(field: Annotated, cardinal: Number, noun: Token, sentence: Sentence) -> bool:
    """ "40 территорий, участвующих в рейтинге", "120 вузов, попавших в список"."""
    at = next(place for place in range(cardinal.end, sentence.end) if field.tokens[place] is noun) + 1
    if at + 1 >= sentence.end or field.tokens[at].text != ",":
        return False
    word = field.tokens[at + 1].word
    return "PRTF" in word.poses and not word.lemmas.isdisjoint(_TELLING)


def _of_a_list(field: Annotated, cardinal: Number, sentence: Sentence) -> bool:
    """ "рейтинг сёл России из 300 пунктов", "список, состоящий из 75 строк": with no verb between."""
    start = cardinal.start - 1
    if start <= sentence.start or field.tokens[start].lower != "из":
        return False
    for token in reversed(field.tokens[max(sentence.start, start - _REACH) : start]):
        if token.word.lemmas & _LISTS:
            return True
        if (
            (token.word.finite and token.word.verb not in _CONSISTING)
            or token.kind == "number"
            or token.text in ";.:—()"
        ):
            return False
    return False


def _take_part(before: list[Token]) -> bool:
    """ "участие в нём приняли 83 региона", "приняли участие"."""
    lemmas = {lemma for token in before for lemma in token.word.lemmas}
    return {"принять", "участие"} <= lemmas


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
    for token in field.tokens[index : min(index + 5, end)]:
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
