"""What a noun takes behind it in the name of a rating: genitives, "по ...", "к ...", "с ...", sizes."""

from __future__ import annotations

import re

from extractors.morphology import word
from extractors.rankings.vocabulary import words
from extractors.tokens import Annotated, Sentence, Token

NOT_NAMING = words("naming", "not_naming")
_GENERIC = words("naming", "generic")
_NOT_METRICS = words("naming", "not_metrics")
_WITH = words("naming", "with")
_GOVERNING = words("naming", "governing")
_FAVOURING = words("naming", "favouring")
_SPENT = words("naming", "spent")
_PUT_INTO = words("naming", "put_into")
_EXTREMES = words("naming", "extremes")
RANKED = words("naming", "ranked")
_DRAWN = words("naming", "drawn")
_SIZED = words("naming", "sized")
_SIZES = words("naming", "sizes")
_SCALING = words("naming", "scaling")
_STEPS = words("lasts", "places") | frozenset(["пункт", "шаг"])
_SUMS = frozenset(["доллар", "рубль", "евро", "юань"])
_PLACES = frozenset(["country", "region", "district"])
SAYING_WHICH = frozenset(["PRTF", "ADJF"])
LONGEST_PARTICIPLE = 8
LONGEST_OBJECT = 4
_OF_YEAR = re.compile(r"([а-яё-]+)-20\d\d")
_NO_GENITIVES = frozenset(["раз", "места", "позиции", "строки", "строчки"])


def is_place(text: Annotated, index: int) -> bool:
    """ "субъектов РФ", "регионов Приволжья": where what is ranked is."""
    return any(e.start <= index < e.end and e.kind in _PLACES for e in text.entities)


def _qualified(text: Annotated, sentence: Sentence, index: int) -> int | None:
    """ "социально ориентированных", "особо опасных": past an adverb and its adjective in the genitive."""
    token = text.tokens[index]
    if index + 1 >= sentence.end or token.word.pos != "ADVB" or not token.lower.endswith(("о", "ски")):
        return None
    follows = text.tokens[index + 1]
    said = follows.word.pos in SAYING_WHICH and not follows.capitalised
    return index + 2 if said and is_genitive(follows) else None


def past_phrase(text: Annotated, sentence: Sentence, index: int) -> int | None:
    """Past one more part of the name, or None."""
    token = text.tokens[index]
    lower = token.lower
    if lower == "по":
        return past_governed(text, sentence, index, "datv")
    if lower in ("о", "об"):
        return past_governed(text, sentence, index, "loct")
    if lower == "на" and index + 2 < sentence.end:
        return _per(text, sentence, index)
    if lower == "с":
        return _with(text, sentence, index)
    if lower in ("к", "среди") and index + 1 < sentence.end:
        return _towards(text, sentence, index)
    if lower in ("их", "его", "ее") and index + 1 < sentence.end and is_genitive(text.tokens[index + 1]):
        return index + 2
    if lower == "в" and text.tokens[index - 1].word.lemmas & _PUT_INTO:
        return _accusative(text, sentence, index + 1)
    if lower in ("и", "для", "у") and index + 1 < sentence.end:
        follows = text.tokens[index + 1]
        good = lower == "и" and is_genitive(follows) and not follows.capitalised
        good = good or (
            lower in ("у", "для")
            and not follows.word.lemmas & _GENERIC
            and is_genitive(follows)
            and not follows.capitalised
        )
        return index + 2 if good else None
    if token.kind in ("word", "mixed") and is_genitive(token) and lower not in _NO_GENITIVES:
        return index + 1
    return _by_noun(text, sentence, index) or _qualified(text, sentence, index)


def _by_noun(text: Annotated, sentence: Sentence, index: int) -> int | None:
    """ "управление госфинансами", "содействие развитию конкуренции": what a noun governs."""
    before = text.tokens[max(sentence.start, index - 2) : index]
    if before and before[-1].word.lemmas & _FAVOURING:
        return _past_noun(text, sentence, index, "datv", LONGEST_OBJECT)
    governs = any(token.word.lemmas & _GOVERNING for token in before)
    return past_most(text, sentence, index) if governs else None


def _towards(text: Annotated, sentence: Sentence, index: int) -> int | None:
    """ "готовность к отопительному сезону", "спорт среди глухих": what else belongs to a metric."""
    if text.tokens[index].lower == "к":
        drawn = text.tokens[index - 1].word.lemmas & _DRAWN
        return past_governed(text, sentence, index, "datv") if drawn else None
    follows = text.tokens[index + 1]
    some = follows.word.lemmas & (_GENERIC | RANKED | NOT_NAMING) or follows.capitalised
    return index + 2 if is_genitive(follows) and not some and not is_superlative(follows) else None


def _with(text: Annotated, sentence: Sentence, index: int) -> int | None:
    """ "обращение с отходами", "городов с населением до 100 тысяч", "с самой тяжёлой долговой нагрузкой"."""
    if index + 1 >= sentence.end:
        return None
    follows = text.tokens[index + 1]
    if text.tokens[index - 1].word.lemmas & _WITH:
        return index + 2 if "ablt" in follows.word.cases else None
    if follows.word.lemmas & _SIZED:
        return _sized(text, sentence, index + 2)
    return past_most(text, sentence, index + 1) if is_superlative(follows) else None


def is_superlative(token: Token) -> bool:
    """ "самый", "лучший", "наивысший", "высокий": of what those that are ranked have most."""
    return token.lower.startswith(("самы", "самой", "наи", "лучш", "худш")) or bool(
        token.word.lemmas & _EXTREMES
    )


def past_most(text: Annotated, sentence: Sentence, index: int) -> int | None:
    """Past "самой тяжёлой долговой нагрузкой": the adjectives in the instrumental and their noun."""
    return _past_noun(text, sentence, index, "ablt", LONGEST_PARTICIPLE)


def _past_noun(text: Annotated, sentence: Sentence, index: int, case: str, most: int) -> int | None:
    """Behind the noun that `index` begins, with its adjectives in a case; None for over `most` words."""
    for stop in range(index, min(sentence.end, index + most)):
        word = text.tokens[stop].word
        if case not in word.cases:
            return None
        if word.parses[0].pos == "NOUN":
            return stop + 1
    return None


def _sized(text: Annotated, sentence: Sentence, index: int) -> int:
    """Past the size of what is ranked: "с населением более 250 тысяч человек"."""
    end = index
    while end < sentence.end and (
        text.tokens[end].kind == "number" or not text.tokens[end].word.lemmas.isdisjoint(_SIZES)
    ):
        end += 1
    return end


def _per(text: Annotated, sentence: Sentence, index: int) -> int | None:
    """ "на душу населения", "на 100 тысяч населения", "расходов на науку", "смотр на звание ..."."""
    following = text.tokens[index + 1]
    if following.lower == "душу":
        return index + 3
    if text.tokens[index - 1].word.lemmas & _SPENT and not following.word.lemmas & _NOT_METRICS:
        return _accusative(text, sentence, index + 1)
    if following.word.lemmas & {"звание", "житель"}:
        return index + 2
    if following.lower in ("тысячу", "миллион") and is_genitive(text.tokens[index + 2]):
        return index + 3
    number = next((n for n in text.numbers if n.start == index + 1 and n.kind == "cardinal"), None)
    if number is None or number.end >= sentence.end or not is_genitive(text.tokens[number.end]):
        return None
    if any(period.start == number.end for period in text.periods):
        return None  # "рейтинг дорог на 1 июля"
    counted = text.tokens[number.end : number.end + 2]
    if counted[0].word.lemmas & _STEPS or any(token.word.lemmas & _SUMS for token in counted):
        return None  # "поднялась в рейтинге на шесть строк", "продали вина на 6 млн долларов"
    return number.end + 1


def _accusative(text: Annotated, sentence: Sentence, index: int) -> int | None:
    """Past "вторичное жильё", "агрегаторы такси": adjectives and a noun in the accusative."""
    return _past_noun(text, sentence, index, "accs", LONGEST_OBJECT)


def is_genitive(token: Token) -> bool:
    """Whether a token can stand in the genitive: a noun, its adjective, an acronym."""
    if token.kind not in ("word", "mixed") or token.lower == "округ":
        return False  # the dictionary takes "округ" for several "округи", too
    if token.kind == "mixed" and (joined := _OF_YEAR.fullmatch(token.lower)):
        return "gent" in word(joined[1]).cases or token.text[:2].isupper()
    if not token.word.parses:
        return token.text.isupper() and len(token.text) > 1
    best = token.word.parses[0]
    if best.pos in (
        "VERB",
        "INFN",
        "PREP",
        "CONJ",
        "ADVB",
        "PRCL",
        "GRND",
        "NPRO",
        "PRTS",
        "ADJS",
    ):
        return False
    return "gent" in token.word.cases or (token.text.isupper() and len(token.text) > 1)


def _scaled(text: Annotated, sentence: Sentence, index: int) -> bool:
    """ "по величине средней зарплаты", "по показателю рождаемости": what follows is measured."""
    follows = text.tokens[index] if index < sentence.end else None
    if follows is None or not is_genitive(follows) or follows.capitalised:
        return False
    return not follows.word.lemmas & (_NOT_METRICS | RANKED)


def past_governed(text: Annotated, sentence: Sentence, index: int, case: str) -> int | None:
    """ "по качеству жизни", "о доступности питания": past the noun in a case and its adjectives."""
    stop = index + 1
    if is_place(text, stop):
        return None
    while stop < min(sentence.end, index + 5):
        token = text.tokens[stop]
        if token.kind not in ("word", "mixed") or case not in token.word.cases:
            return None
        if token.lower in ("их", "его", "ее", "ним", "всем", "этому", "этим"):
            return None
        if token.word.pos == "NOUN":
            scales = token.word.lemmas & _SCALING and _scaled(text, sentence, stop + 1)
            return None if token.word.lemmas & _NOT_METRICS and not scales else stop + 1
        stop += 1
    return None
