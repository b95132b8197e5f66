"""How far the name of a rating reaches: past its genitives, its "по ..." phrases, its names in quotes."""

from __future__ import annotations

import re

from extractors.morphology import word
from extractors.rankings.known_compilers import is_known
from extractors.rankings.vocabulary import words
from extractors.tokens import DASHES, Annotated, Sentence, Token

_NOT_NAMING = words("naming", "not_naming")
_GENERIC = words("naming", "generic")
_INSTITUTIONS = words("naming", "institutions")
_NOT_METRICS = words("naming", "not_metrics")
_WITH = words("naming", "with")
_GOVERNING = words("naming", "governing")
_FAVOURING = words("naming", "favouring")
_SPENT = words("naming", "spent")
_BODIES = words("publishers", "heads") | _INSTITUTIONS
_COMPILERS = words("naming", "compilers")
_PUT_INTO = words("naming", "put_into")
_COMPILED = words("naming", "compiled")
_EXTREMES = words("naming", "extremes")
_RANKED = words("naming", "ranked")
_DRAWN = words("naming", "drawn")
_SIZED = words("naming", "sized")
_SIZES = words("naming", "sizes")
_SCALING = words("naming", "scaling")
_STEPS = words("lasts", "places") | frozenset(["пункт", "шаг"])
_SUMS = frozenset(["доллар", "рубль", "евро", "юань"])
_PLACES = frozenset(["country", "region", "district"])
_LONGEST_PARTICIPLE = 8
_LONGEST_OBJECT = 4
_OF_YEAR = re.compile(r"([а-яё-]+)-20\d\d")
_ACRONYMS = words("naming", "acronyms")
_MEASURE = 4
"""Tokens of what is measured."""
LONGEST_NAME = 16
"""Tokens of a rating's name."""


def past_name(text: Annotated, sentence: Sentence, index: int) -> int:
    """Past the genitives, "по ..." phrases and names in quotes that belong to the head."""
    periods = {p.start for p in text.periods}
    numbers = {n.start for n in text.numbers if n.kind == "ordinal"}
    counts = {n.start for n in text.numbers if n.kind == "cardinal" and n.end == n.start + 1}
    end = _past_compiler(text, sentence, index)
    while end < min(sentence.end, index + LONGEST_NAME):
        token = text.tokens[end]
        if end in periods or (end in numbers and not _among_genitives(text, end)):
            break
        if end in counts and _counts_ranked(text, sentence, end + 1):
            end += 2
            continue
        if token.text == "«":
            close = text.past_quote(end, min(sentence.end, end + LONGEST_NAME))
            if close is None:
                break
            end = close
            continue
        if end > index and token.word.lemmas & _COMPILERS and _is_named(text, sentence, end + 1):
            break  # "рейтинг дорог агентства RAEX"
        if token.capitalised and end > index and _is_somebody(text, index, end):
            break
        if "nomn" not in text.tokens[index - 1].word.cases and _is_placed(
            text, sentence, index, end, numbers
        ):
            break  # "в общем списке ДВФУ — 34-й"
        step = _phrase(text, sentence, end) or _participle(text, sentence, end)
        if step is None:
            break
        end = step
    return end


def _is_placed(text: Annotated, sentence: Sentence, head: int, at: int, ordinals: set[int]) -> bool:
    """Whether a dash gives a place to the acronym at a token right behind a rating's noun."""
    if at > head or not text.tokens[at].text.isupper() or at + 2 >= sentence.end:
        return False
    return text.tokens[at + 1].text in DASHES and at + 2 in ordinals


def _is_somebody(text: Annotated, index: int, at: int) -> bool:
    """Whether a capital in a name that began at `index` is that of who compiles it, or who is in it."""
    first, token = text.tokens[index], text.tokens[at]
    if first.capitalised:
        other = first.text.isascii() != token.text.isascii()  # "в рейтинге QS МГУ занял"
        return other and not _is_place(text, at)
    acronym = token.text.isupper() and (_is_adjective(text.tokens[at - 1]) or _measures(text, index, at))
    acronym = acronym or token.lower in _ACRONYMS
    return not (acronym or _is_place(text, at) or _is_known(text, at) or _is_titled(text, at))


def _is_titled(text: Annotated, at: int) -> bool:
    """ "сведений Единого государственного реестра": a thing by its title, not "Высшей школы экономики"."""
    noun = at
    while noun < at + _LONGEST_OBJECT and noun < len(text.tokens) - 1 and _is_adjective(text.tokens[noun]):
        noun += 1
    token = text.tokens[noun]
    if noun == at or token.capitalised or not is_genitive(token) or is_known(text, at):
        return False
    return token.word.lemmas.isdisjoint(_BODIES)


def _measures(text: Annotated, index: int, at: int) -> bool:
    """ "по развитию ГЧП", "по эффективности поддержки НКО": whose it is what is measured, and no compiler."""
    measured = any(token.lower == "по" for token in text.tokens[max(index, at - _MEASURE) : at])
    return measured and len(text.tokens[at].text) > 1 and not is_known(text, at)


def _past_compiler(text: Annotated, sentence: Sentence, index: int) -> int:
    """ "рейтинг Forbes «Университеты будущего»": where a title opens behind a name of a word or two."""
    for at in range(index, min(index + 3, sentence.end)):
        token = text.tokens[at]
        if token.text == "«":
            return at
        if not token.capitalised or token.word.lemmas & _INSTITUTIONS:
            break
    return index


def _counts_ranked(text: Annotated, sentence: Sentence, index: int) -> bool:
    """ "рейтинг 85 регионов по числу ...", "рейтинг 100 велосипедных городов": what follows a count."""
    if index + 1 >= sentence.end or not is_genitive(text.tokens[index]):
        return False
    if not _is_adjective(text.tokens[index]):
        return text.tokens[index + 1].lower == "по"
    noun = next((t for t in text.tokens[index : min(index + 4, sentence.end)] if not _is_adjective(t)), None)
    best = is_superlative(text.tokens[index]) or text.tokens[index].lower.startswith(("крупнейш", "ведущ"))
    return noun is not None and is_genitive(noun) and (best or bool(noun.word.lemmas & _RANKED))


def _is_named(text: Annotated, sentence: Sentence, index: int) -> bool:
    """Whether a name of one's own stands at a token: Latin, in capitals or in quotes."""
    follows = text.tokens[index].text if index < sentence.end else ""
    return follows == "«" or (
        len(follows) > 1 and follows[:1].isupper() and (follows.isascii() or follows.isupper())
    )


def _is_place(text: Annotated, index: int) -> bool:
    """ "субъектов РФ", "регионов Приволжья": where what is ranked is."""
    return any(e.start <= index < e.end and e.kind in _PLACES for e in text.entities)


def _is_known(text: Annotated, index: int) -> bool:
    """Whether a token goes on a name of the registry of ratings."""
    return any(e.start < index < e.end and e.kind == "rating" for e in text.entities)


def _is_adjective(token: Token) -> bool:
    """ "региональных ЦПЭ": the noun of an adjective is still to come."""
    return token.word.pos == "ADJF"


def _participle(text: Annotated, sentence: Sentence, index: int) -> int | None:
    """ "доля жителей, сдавших нормативы": past a participle of the last noun, and what it governs."""
    if index + 2 >= sentence.end or text.tokens[index].text != ",":
        return None
    noun, participle = text.tokens[index - 1].word, text.tokens[index + 1].word
    if "PRTF" not in participle.poses or participle.lemmas & _COMPILED:
        return None
    told = {(parse.case, parse.number) for parse in noun.parses if parse.pos == "NOUN"}
    same = {(p.case, p.number) for p in participle.parses if p.pos == "PRTF" and p.case == "gent"}
    if told.isdisjoint(same):
        return None
    end = index + 2
    while end < sentence.end and text.tokens[end].kind in ("word", "mixed"):
        end += 1
    return end if end - index <= _LONGEST_PARTICIPLE else None


def _among_genitives(text: Annotated, index: int) -> bool:
    """ "по доле третьих и последующих рождений": an ordinal that says what is measured, no place."""
    return text.tokens[index].lower.endswith(("ых", "их"))


def _phrase(text: Annotated, sentence: Sentence, index: int) -> int | None:
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
    if token.kind in ("word", "mixed") and is_genitive(token) and lower != "раз":
        return index + 1
    return _by_noun(text, sentence, index)


def _by_noun(text: Annotated, sentence: Sentence, index: int) -> int | None:
    """ "управление госфинансами", "содействие развитию конкуренции": what a noun governs."""
    before = text.tokens[max(sentence.start, index - 2) : index]
    if before and before[-1].word.lemmas & _FAVOURING:
        return _past_noun(text, sentence, index, "datv", _LONGEST_OBJECT)
    governs = any(token.word.lemmas & _GOVERNING for token in before)
    return past_most(text, sentence, index) if governs else None


def _towards(text: Annotated, sentence: Sentence, index: int) -> int | None:
    """ "готовность к отопительному сезону", "спорт среди глухих": what else belongs to a metric."""
    if text.tokens[index].lower == "к":
        drawn = text.tokens[index - 1].word.lemmas & _DRAWN
        return past_governed(text, sentence, index, "datv") if drawn else None
    follows = text.tokens[index + 1]
    some = follows.word.lemmas & (_GENERIC | _RANKED | _NOT_NAMING) or follows.capitalised
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
    return _past_noun(text, sentence, index, "ablt", _LONGEST_PARTICIPLE)


def _past_noun(text: Annotated, sentence: Sentence, index: int, case: str, most: int) -> int | None:
    """Behind the noun that `index` begins, with its adjectives in a case; None for over `most` words."""
    for stop in range(index, min(sentence.end, index + most)):
        word = text.tokens[stop].word
        if case not in word.cases:
            return None
        if word.parses[0].pos == "NOUN":
            return stop + 1
    return None


def past_metric(text: Annotated, sentence: Sentence, index: int) -> int:
    """Past what belongs to a metric: "рождений на тысячу жителей", "цен на жильё"."""
    end = index
    ordinals = {n.start for n in text.numbers if n.kind == "ordinal"}
    while end < min(sentence.end, index + 8):
        if end in ordinals and not _among_genitives(text, end):
            break  # "по рождаемости второй год подряд"
        step = (
            text.past_quote(end, min(sentence.end, end + LONGEST_NAME))
            if text.tokens[end].text == "«"
            else _phrase(text, sentence, end) or _participle(text, sentence, end)
        )
        if step is None or any(e.start == end for e in text.entities):
            break
        end = step
    return end


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
    return _past_noun(text, sentence, index, "accs", _LONGEST_OBJECT)


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
    return not follows.word.lemmas & (_NOT_METRICS | _RANKED)


def past_governed(text: Annotated, sentence: Sentence, index: int, case: str) -> int | None:
    """ "по качеству жизни", "о доступности питания": past the noun in a case and its adjectives."""
    stop = index + 1
    if _is_place(text, stop):
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
