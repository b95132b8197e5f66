"""What a count is of in the words next to it, and whether they say that so many are ranked."""

from __future__ import annotations

from extractors.features import of_lemmas
from extractors.rankings.vocabulary import tier_stems, words
from extractors.tokens import Annotated, Number, Sentence, Token

_OVERTAKEN = frozenset(["обойти", "обогнать", "опередить", "опережать", "уступить", "уступать", "превзойти"])
_CONSISTING = frozenset(["состоять"])
_EARLIER = words("totals", "earlier")
_TELLING = words("totals", "telling")
_LISTS = words("totals", "lists")
_STUDIED = of_lemmas(words("totals", "studied"))
_BESIDES = frozenset(["в", "во", "на", "по", "для", "к", "с", "со", "у", "от"])
_FAR = 9
REACH = 6
"""Tokens before a count that tell whose it is."""
_TIERS = (*tier_stems(), "топ-")
_MADE = words("totals", "made")
POLLS = of_lemmas({"опросить", "опрос", "опрашивать"})
_WHICH = frozenset(["который"])
_NOT_RANKED = words("totals", "not_ranked")
_ON_AVERAGE = frozenset(["средний", "медианный", "усредненный", "среднероссийский"])
_TOGETHER = frozenset(["совокупный", "суммарный", "общий"])
_SETTLED = frozenset(["населить", "населенный"])
_HOLDING = words("totals", "holding")
_BEING = words("totals", "being")
_SIGNS = frozenset(",;:.()—")
_EDITIONS = frozenset(["выпуск", "издание", "версия", "редакция"])
_TIER_NOUNS = frozenset(["топ", "лига"])
_BEST = words("totals", "best")
_SOME = words("totals", "some")
_ALL = frozenset(["весь", "целый"])
LEAST = 10
"""Below this a count is one of a total only where the words next to it say so."""


def holds(field: Annotated, cardinal: Number, sentence: Sentence) -> bool:
    """ "в списке 80 фамилий", "рейтинг охватил 71 посёлок", "в число 30 лучших сцен": any noun is ranked."""
    tokens = field.tokens
    at = cardinal.end
    while at < sentence.end and tokens[at].word.poses & {"ADJF", "PRTF"}:
        at += 1
    noun = tokens[at].word if at < sentence.end else None
    if noun is None or noun.pos != "NOUN" or noun.lemmas & _LISTS:
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


def is_held(field: Annotated, cardinal: Number, noun: Token, sentence: Sentence) -> bool:
    """ "Рейтинг составлен фондом и объединяет 20 участников": what a list is said to hold."""
    if cardinal.start - 1 <= sentence.start or not field.tokens[cardinal.start - 1].word.lemmas & _HOLDING:
        return False
    if noun.word.lemmas & _NOT_RANKED:
        return False
    before = field.tokens[sentence.start : cardinal.start - 1]
    return any(token.word.lemmas & _LISTS and "nomn" in token.word.cases for token in before)


def of_people(before: list[Token]) -> bool:
    """ "жители 64 регионов", "представители 30 вузов": counted besides, whatever the verb."""
    last = before[-1].word if before else None
    if last is None or last.pos != "NOUN":
        return False
    return "anim" in last.parses[0].marks and last.parses[0].number == "plur"


def compared(field: Annotated, cardinal: Number, sentence: Sentence) -> bool:
    """ "обошла 50 регионов", "в прошлом выпуске оценили 80 регионов": counted otherwise, or before."""
    before = field.tokens[max(sentence.start, cardinal.start - REACH) : cardinal.start]
    overtaken = any(not token.word.lemmas.isdisjoint(_OVERTAKEN) for token in before[-2:])
    return overtaken or any(not token.word.lemmas.isdisjoint(_EARLIER) for token in before)


def of_some(field: Annotated, cardinal: Number, sentence: Sentence) -> bool:
    """ "из области в нём три школы", "в первую сотню вошли восемь вузов": some of those that are ranked."""
    before = field.tokens[max(sentence.start, cardinal.start - REACH) : cardinal.start]
    if before and before[-1].lower in _SOME:
        return True  # "прибавили сразу десять регионов"
    own = next((n for n in range(len(before) - 1, -1, -1) if before[n].word.lemmas & _WHICH), -1)
    if any(token.lower.startswith(_TIERS) for token in before[own + 1 :]):
        return True  # not "в двадцатку рейтинга, в котором 150 вузов"
    start = cardinal.start - len(before)
    return any(
        e.kind == "region" and start <= e.start < cardinal.start and field.tokens[e.start - 1].lower == "из"
        for e in field.entities
        if e.start
    )


def quoted(field: Annotated, cardinal: Number, sentence: Sentence) -> bool:
    """ "рейтинг «Сто лучших клиник»": a number of a name."""
    return cardinal.start > sentence.start and field.tokens[cardinal.start - 1].text == "«"


def where_from(field: Annotated, cardinal: Number, sentence: Sentence) -> bool:
    """ "300 школ из 57 регионов": where those that are ranked are from."""
    start = cardinal.start - 1
    if start <= sentence.start or field.tokens[start].lower != "из":
        return False
    ends = {number.end for number in field.numbers if sentence.start <= number.start < start}
    counted = next((end for end in range(start - 1, max(start - 4, sentence.start), -1) if end in ends), None)
    between = field.tokens[counted:start] if counted is not None else []
    listed = any(not token.word.lemmas.isdisjoint(_LISTS) for token in between)
    return counted is not None and not listed and all(token.kind == "word" for token in between)


def is_governed(before: list[Token], spoken: Sentence) -> bool:
    """ "жители 64 регионов", "в 19 субъектах": counted besides, not ranked."""
    last = before[-1].word if before else None
    if last is None or not last.parses or last.lemmas & (_TELLING | _LISTS):
        return False
    if last.lower in ("для", "по") and any(token.word.lemmas & _MADE for token in before):
        return False
    return last.lower in _BESIDES and not spoken.features & (_STUDIED | POLLS)


def is_told(before: list[Token], opening: bool) -> bool:
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
        return len(before) > 1 and (bool(before[-2].word.lemmas & _LISTS) or _best_out_of(near))
    if last.lower == "при":
        return True
    if last.lower in ("нем", "ней", "котором", "которой") and len(before) > 1:
        return before[-2].lower == "в"
    if _stands_in(before):
        return True
    all_of = bool(last.word.lemmas & _ALL) and last.lower != "всего"
    return all_of or (last.text in "—–-" and len(before) > 1 and bool(before[-2].word.lemmas & _LISTS))


def _stands_in(before: list[Token]) -> bool:
    """ "в рейтинге 80 вузов", "рейтинг 120 учреждений", "в нынешнем выпуске 1994 вуза".

    Not "в конце списка три республики".
    """
    last = before[-1].word
    if last.lemmas & _LISTS:
        inside = len(before) > 1 and before[-2].lower in ("в", "во")
        return inside or (last.pos == "NOUN" and "gent" not in last.cases and not last.lemmas & _TIER_NOUNS)
    return bool(last.lemmas & _EDITIONS) and any(token.lower in ("в", "во") for token in before[-3:-1])


def _best_out_of(near: list[Token]) -> bool:
    """ "лучшими из 83 участников", "самыми открытыми из 79 регионов": out of all that are ranked."""
    return bool(near[-2].word.lemmas & _BEST) or any("самый" in token.word.lemmas for token in near[:-2])


def made_of(field: Annotated, cardinal: Number, sentence: Sentence) -> bool:
    """ "рассчитывает его с 2018 года по 85 регионам": behind a verb of making one."""
    if cardinal.start == sentence.start or field.tokens[cardinal.start - 1].lower not in ("для", "по"):
        return False
    counted = field.tokens[cardinal.end : min(cardinal.end + 2, sentence.end)]
    if cardinal.value < LEAST or any(token.word.lemmas & _NOT_RANKED for token in counted):
        return False  # "рассчитывают по 30 показателям"
    behind = field.tokens[max(sentence.start, cardinal.start - _FAR) : cardinal.start]
    return any(token.word.verb and token.word.lemmas & _MADE for token in behind)


def of_all(before: list[Token], cardinal: Number) -> bool:
    """ "средний балл по 85 субъектам", "общий оборот ста участников": what all have together."""
    if cardinal.value < LEAST or not before:
        return False
    lemmas = frozenset[str]().union(*(token.word.lemmas for token in before))
    if before[-1].lower == "по":
        return bool(lemmas & _ON_AVERAGE) or any(token.lower == "среднем" for token in before)
    return bool(lemmas & _TOGETHER) and before[-1].word.pos == "NOUN"


def _looked_through(before: list[Token]) -> bool:
    """ "изучили сайты 89 правительств": what those that are ranked have, behind a verb of study."""
    if len(before) < 2 or not before[-2].features & _STUDIED or not before[-2].word.finite:
        return False
    first = before[-1].word.best
    return first is not None and first.pos == "NOUN" and "inan" in first.marks


def takes_part(field: Annotated, cardinal: Number, noun: Token, sentence: Sentence) -> bool:
    """ "40 территорий, участвующих в рейтинге", "120 вузов, попавших в список"."""
    at = next(place for place in range(cardinal.end, sentence.end) if field.tokens[place] is noun) + 1
    if at + 1 >= sentence.end or field.tokens[at].text != ",":
        return False
    word = field.tokens[at + 1].word
    return "PRTF" in word.poses and not word.lemmas.isdisjoint(_TELLING)


def of_a_list(field: Annotated, cardinal: Number, sentence: Sentence) -> bool:
    """ "рейтинг сёл России из 300 пунктов", "список, состоящий из 75 строк": with no verb between."""
    start = cardinal.start - 1
    if start <= sentence.start or field.tokens[start].lower != "из":
        return False
    for token in reversed(field.tokens[max(sentence.start, start - REACH) : start]):
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
