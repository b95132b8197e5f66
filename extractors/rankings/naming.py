"""Names of ratings and of who compiles them, and which statement belongs to which."""

from __future__ import annotations

import re
from dataclasses import dataclass

from extractors.features import feature, of_forms
from extractors.morphology import inflected, word
from extractors.rankings.described import description, ranked_by, studies
from extractors.rankings.vocabulary import words
from extractors.signals import Signal
from extractors.tokens import Annotated, Sentence, Token

LONGEST_NAME = 16
"""Tokens of a rating's name."""
_NOT_NAMING = words("naming", "not_naming")
_GENERIC = words("naming", "generic")
_INSTITUTIONS = words("naming", "institutions")
_TABLES = frozenset(["зачет", "таблица"])
_RATINGS = frozenset(["рейтинг"])
_PLAIN = frozenset(["рейтинг", "антирейтинг", "подрейтинг"])
_LISTS = frozenset(["список", "перечень", "зачет", "таблица"])
_NOT_METRICS = words("naming", "not_metrics")
_COMPOUND = feature(lambda piece: any(noun in piece.lower for noun in ("-индекс", "-рейтинг", "-конкурс")))
_WITH = frozenset(["обращение", "борьба", "взаимодействие", "работа"])
_SPENT = words("naming", "spent")
_BY = of_forms({"по"})
_PLACES = frozenset(["country", "region", "district"])
_COMPILERS = frozenset(["агентство", "портал", "сервис", "журнал", "издание", "ассоциация", "фонд", "газета"])
_PUT_INTO = words("naming", "put_into")
_COMPILED = words("naming", "compiled")
_LONGEST_PARTICIPLE = 8
_LONGEST_OBJECT = 4
_EXTREMES = frozenset(["худший", "лучший", "высокий", "низкий", "большой", "максимальный", "минимальный"])
_OF_YEAR = re.compile(r"([а-яё-]+)-20\d\d")
_COUNT = re.compile(r"^\d+ (?!на |тысяч)")
"""How many are ranked is no part of a name."""
_AMONG_BIT = of_forms({"среди", "числе"})
_MOST = feature(
    lambda piece: (
        piece.lower.startswith(("самым", "самой", "наи")) or not piece.word.lemmas.isdisjoint(_EXTREMES)
    )
)
_RANKED = words("naming", "ranked")
_INDICES = frozenset(["индекс"])
_AMOUNTING = frozenset(["составить", "составлять", "равняться", "достичь", "превысить", "вырасти"])
_PARTS = frozenset(["блок", "направление", "категория", "подындекс", "субиндекс", "составляющая"])
_DRAWN = frozenset(["готовность", "подготовка", "доступ", "интерес", "устойчивость", "отношение", "переход"])
_AMONG = frozenset(["среди", "числе"])
_SIZED = frozenset(["население", "численность", "число"])
_SIZES = words("naming", "sizes")


@dataclass(slots=True)
class RatingName:
    """A rating named at tokens `start` to `end` of sentence `sentence`; `bare` names none ("в рейтинге").

    `metric` is what is measured, with no rating's noun; `part` a part of the rating at hand ("по
    социальному блоку"); `local` a contest or nomination; `weak` says whose it is, and not what of.
    """

    start: int
    end: int
    sentence: int
    name: str
    bare: bool
    metric: bool = False
    local: bool = False
    weak: bool = False
    part: bool = False


def rating_names(text: Annotated, index: int, sentence: Sentence, signals: list[Signal]) -> list[RatingName]:
    """The ratings and metrics that a sentence names, in order."""
    found: list[RatingName] = []
    for signal in signals:
        if signal.name in ("rating", "contest", "list"):
            named = _named(text, index, sentence, signal)
            if named is not None:
                found.append(named)
    found += _compounds(text, index, sentence)
    found += _tiers(text, index, sentence, signals)
    found += _of_the_most(text, index, sentence, found)
    for start, end, name in studies(text, sentence):
        over = next((o for o in found if start < o.end and o.start < end and not o.bare), None)
        if over is None:
            found.append(RatingName(start, end, index, name, False, metric=True))
        elif end > over.end and name.isascii():
            over.name, over.end = f"рейтинг {name}", end  # "мировой рейтинг THE Impact Rankings"
    found += _among_best(text, index, sentence, found)
    found += _metrics(text, index, sentence, found)
    return sorted(found, key=lambda name: name.start)


def _tiers(text: Annotated, index: int, sentence: Sentence, signals: list[Signal]) -> list[RatingName]:
    """ "сотня лучших вузов России": what is ranked, where no rating is named."""
    found = []
    for signal in signals:
        if signal.name != "tier" or signal.end >= sentence.end:
            continue
        first = text.tokens[signal.end]
        best = first.lower in ("лучших", "сильнейших", "крупнейших", "самых")
        if not best and not (_is_ranked(first) and _genitive(first)):
            continue
        end = _right(text, sentence, signal.end)
        if end > signal.end + (1 if best else 2):
            name = f"рейтинг {text.slice(signal.end, end)}"
            found.append(RatingName(signal.end, end, index, name, False, metric=True))
    return found


def _among_best(text: Annotated, index: int, sentence: Sentence, found: list[RatingName]) -> list[RatingName]:
    """ "пятая среди лучших регионов для бизнеса": what those are best for."""
    names = []
    for at in range(sentence.start + 1, sentence.end - 2) if sentence.features & _AMONG_BIT else ():
        first = text.tokens[at]
        if text.tokens[at - 1].lower not in _AMONG or not first.lower.startswith(
            ("лучш", "крупнейш", "худш")
        ):
            continue
        end = _right(text, sentence, at)
        taken = any(name.start < end and at < name.end for name in found if not name.bare)
        if end > at + 2 and not taken and any(_is_ranked(token) for token in text.tokens[at:end]):
            names.append(RatingName(at, end, index, f"рейтинг {text.slice(at, end)}", False, metric=True))
    return names


def _is_ranked(token: Token) -> bool:
    """ "регионов", "городов", "регионов-доноров"."""
    return bool(token.word.lemmas & _RANKED) or token.lower.startswith(("регионов-", "городов-"))


def _compounds(text: Annotated, index: int, sentence: Sentence) -> list[RatingName]:
    """ "ESG-индекс", "инвест-рейтинг": the head is part of one word."""
    if not sentence.features & _COMPOUND:
        return []
    found = []
    for at in range(sentence.start, sentence.end):
        stem, hyphen, tail = text.tokens[at].text.rpartition("-")
        noun = next((n for n in ("индекс", "рейтинг", "конкурс") if tail.lower().startswith(n)), None)
        if hyphen and noun is not None and not _is_institution(text, at):
            end = _right(text, sentence, at + 1) if noun == "конкурс" else at + 1
            kind = "смотр" if stem.lower().startswith("смотр") else stem
            name = f"{kind}-{noun} {text.slice(at + 1, end)}" if end > at + 1 else f"{kind}-{noun}"
            found.append(RatingName(at, end, index, name, False, local=noun == "конкурс"))
    return found


def _is_institution(text: Annotated, at: int) -> bool:
    """ "агентства «Регион-Индекс»": who compiles it, called like a rating."""
    if at < 2 or text.tokens[at - 1].text != "«":
        return False
    return bool(text.tokens[at - 2].word.lemmas & _INSTITUTIONS)


def _named(text: Annotated, index: int, sentence: Sentence, signal: Signal) -> RatingName | None:
    head = signal.start
    if _inside_quotes(text, sentence, head):
        return None
    if text.tokens[head].text[:1].isupper() and head and text.tokens[head - 1].text in ("РИА",):
        return None  # the agency's own name
    if text.tokens[head].capitalised and signal.key == "лига":
        return None  # who compiles it
    start = _left(text, sentence, head)
    end = _right(text, sentence, head + 1)
    told = [t for t in text.tokens[start:end] if t.kind in ("word", "mixed")]
    bare = len([t for t in told if not t.word.lemmas & _NOT_NAMING]) < 2
    topical = [t for t in told[1:] + told[:1] if not t.word.lemmas & (_GENERIC | _NOT_NAMING | _RATINGS)]
    weak = all(t.capitalised or t is text.tokens[head] for t in topical) and "«" not in text.slice(start, end)
    weak = weak or _only_institution(text, head, end)
    weak = weak or bool(text.tokens[head].word.lemmas & _TABLES)
    bare = bare or not [t for t in topical if t is not text.tokens[head]]
    if bare and _titled(text, head, end):
        bare = weak = False
    if bare and len(told) == 1 and _is_compound(text.tokens[head]):
        bare, weak = False, True
    if text.tokens[head].word.lemmas & _INDICES and _amounts(text, end, sentence.end):
        bare = True
    if signal.name == "list" and (bare or not text.tokens[head].word.lemmas & _LISTS):
        return None
    name = _nominative(text, start, head, end)
    said = description(text, sentence, end) if (bare or weak) and signal.name == "rating" else None
    clause = ranked_by(text, sentence, end) if said is None and bare and end > head + 1 else None
    if clause is not None and text.tokens[end - 1].word.lemmas & _RANKED:
        end, name, bare, weak = clause, f"{name}{text.slice(end, clause)}", False, False
    if said is not None:
        noun = _nominative(text, head, head, head + 1)
        end, name, bare, weak = said[0], f"{noun} {said[1]}", False, False
    return RatingName(
        start,
        end,
        index,
        name,
        bare,
        local=signal.name == "contest",
        weak=weak,
    )


def _titled(text: Annotated, head: int, end: int) -> bool:
    """ "рейтинг «Регионы России — 2024»": a title, whatever its words; one that is only a year is none."""
    opening = next((at for at in range(head + 1, end) if text.tokens[at].text == "«"), None)
    return opening is not None and sum(t.kind == "word" for t in text.tokens[opening:end]) > 1


def _is_compound(token: Token) -> bool:
    """ "медиарейтинг": says by itself what it is of, if not of whom."""
    return token.word.lemma.endswith("рейтинг") and token.word.lemma not in _PLAIN


def _amounts(text: Annotated, index: int, end: int) -> bool:
    """ "индекс цен составил 104,1%", "индекс готовности — 0,81": a figure, and no rating."""
    dashed = index + 1 < end and text.tokens[index].text in "—–-" and text.tokens[index + 1].kind == "number"
    return dashed or any(token.word.lemmas & _AMOUNTING for token in text.tokens[index : min(index + 6, end)])


def _only_institution(text: Annotated, head: int, end: int) -> bool:
    """ "рейтинг Института туризма": whose it is, and not what it is of."""
    follows = text.tokens[head + 1] if head + 1 < end else None
    return follows is not None and follows.capitalised and bool(follows.word.lemmas & _INSTITUTIONS)


def _inside_quotes(text: Annotated, sentence: Sentence, index: int) -> bool:
    """Whether a token stands inside a name in quotes: «Национальные кредитные рейтинги» is an agency.

    «Индекс кошелька» is an index: the noun opens the name.
    """
    if index > sentence.start and text.tokens[index - 1].text == "«":
        return False
    depth = 0
    for token in text.tokens[sentence.start : index]:
        depth = depth + 1 if token.text == "«" else max(0, depth - 1) if token.text == "»" else depth
    return depth > 0 and any(t.text == "»" for t in text.tokens[index : min(index + 6, sentence.end)])


def _left(text: Annotated, sentence: Sentence, head: int) -> int:
    start = head
    while start > sentence.start:
        token = text.tokens[start - 1]
        word = token.word
        if (
            token.kind not in ("word", "mixed")
            or not word.poses & {"ADJF", "PRTF"}
            or word.parses[0].pos == "NOUN"
        ):
            break
        if word.lemmas & _NOT_NAMING or not word.cases & text.tokens[head].word.cases:
            break
        start -= 1
    return start


def _right(text: Annotated, sentence: Sentence, index: int) -> int:
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
        if token.capitalised and end > index and not text.tokens[index].capitalised:
            acronym = token.text.isupper() and _is_adjective(text.tokens[end - 1])
            if not (acronym or _is_place(text, end) or _is_known(text, end)):
                break  # who compiles it
        step = _phrase(text, sentence, end) or _participle(text, sentence, end)
        if step is None:
            break
        end = step
    return end


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
    if index + 1 >= sentence.end or not _genitive(text.tokens[index]):
        return False
    if not _is_adjective(text.tokens[index]):
        return text.tokens[index + 1].lower == "по"
    noun = next((t for t in text.tokens[index : min(index + 4, sentence.end)] if not _is_adjective(t)), None)
    best = _superlative(text.tokens[index]) or text.tokens[index].lower.startswith(("крупнейш", "ведущ"))
    return noun is not None and _genitive(noun) and (best or bool(noun.word.lemmas & _RANKED))


def _is_named(text: Annotated, sentence: Sentence, index: int) -> bool:
    """Whether a name of one's own stands at a token: Latin, in capitals or in quotes."""
    follows = text.tokens[index].text if index < sentence.end else ""
    return follows == "«" or (
        len(follows) > 1 and follows[:1].isupper() and (follows.isascii() or follows.isupper())
    )


def _is_place(text: Annotated, index: int) -> bool:
    """ "субъектов РФ", "регионов Приволжья": where what is ranked is."""
    return any(e.start == index and e.kind in _PLACES for e in text.entities)


def _is_known(text: Annotated, index: int) -> bool:
    """Whether a token goes on a name of the registry of ratings."""
    return any(e.start < index < e.end and e.kind == "rating" for e in text.entities)


def _is_adjective(token: Token) -> bool:
    """ "региональных ЦПЭ": the noun of an adjective is still to come."""
    return bool(token.word.parses) and token.word.parses[0].pos == "ADJF"


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
        return _governed(text, sentence, index, "datv")
    if lower in ("о", "об"):
        return _governed(text, sentence, index, "loct")
    if lower == "на" and index + 2 < sentence.end:
        return _per(text, sentence, index)
    if lower == "с":
        return _with(text, sentence, index)
    if lower in ("к", "среди") and index + 1 < sentence.end:
        return _towards(text, sentence, index)
    if lower in ("их", "его", "ее") and index + 1 < sentence.end and _genitive(text.tokens[index + 1]):
        return index + 2
    if lower == "в" and text.tokens[index - 1].word.lemmas & _PUT_INTO:
        return _accusative(text, sentence, index + 1)
    if lower in ("и", "для", "у") and index + 1 < sentence.end:
        follows = text.tokens[index + 1]
        good = lower == "и" and _genitive(follows) and not follows.capitalised
        good = good or (
            lower in ("у", "для")
            and not follows.word.lemmas & _GENERIC
            and _genitive(follows)
            and not follows.capitalised
        )
        return index + 2 if good else None
    if token.kind in ("word", "mixed") and _genitive(token):
        return index + 1
    return None


def _towards(text: Annotated, sentence: Sentence, index: int) -> int | None:
    """ "готовность к отопительному сезону", "спорт среди глухих": what else belongs to a metric."""
    if text.tokens[index].lower == "к":
        drawn = text.tokens[index - 1].word.lemmas & _DRAWN
        return _governed(text, sentence, index, "datv") if drawn else None
    follows = text.tokens[index + 1]
    some = follows.word.lemmas & (_GENERIC | _RANKED | _NOT_NAMING) or follows.capitalised
    return index + 2 if _genitive(follows) and not some and not _superlative(follows) else None


def _with(text: Annotated, sentence: Sentence, index: int) -> int | None:
    """ "обращение с отходами", "городов с населением до 100 тысяч", "с самой тяжёлой долговой нагрузкой"."""
    if index + 1 >= sentence.end:
        return None
    follows = text.tokens[index + 1]
    if text.tokens[index - 1].word.lemmas & _WITH:
        return index + 2 if "ablt" in follows.word.cases else None
    if follows.word.lemmas & _SIZED:
        return _sized(text, sentence, index + 2)
    return _with_most(text, sentence, index + 1) if _superlative(follows) else None


def _superlative(token: Token) -> bool:
    return token.lower.startswith(("самы", "самой", "наи", "лучш", "худш")) or bool(
        token.word.lemmas & _EXTREMES
    )


def _with_most(text: Annotated, sentence: Sentence, index: int) -> int | None:
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


def _of_the_most(
    text: Annotated, index: int, sentence: Sentence, named: list[RatingName]
) -> list[RatingName]:
    """ "названы города с самым дешёвым жильём": those that are ranked, by what they have most of."""
    if not sentence.features & _MOST:
        return []
    found = []
    for at in range(sentence.start + 1, sentence.end - 1):
        noun = text.tokens[at - 1]
        if text.tokens[at].lower != "с" or any(n.start <= at < n.end for n in named):
            continue
        if not (_superlative(text.tokens[at + 1]) and noun.word.lemmas & _RANKED):
            continue
        end = _with_most(text, sentence, at + 1)
        plural = inflected(noun.lower, "gent", "plur")
        if end is not None and plural is not None:
            end = _past_genitives(text, sentence, end)
            name = f"рейтинг {plural} {text.slice(at, end)}"
            found.append(RatingName(at - 1, end, index, name, False, metric=True))
    return found


def _past_genitives(text: Annotated, sentence: Sentence, index: int) -> int:
    """Past what belongs to a metric: "рождений на тысячу жителей", "цен на жильё"."""
    end = index
    while end < min(sentence.end, index + 8):
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
    if following.lower in ("тысячу", "миллион") and _genitive(text.tokens[index + 2]):
        return index + 3
    number = next((n for n in text.numbers if n.start == index + 1 and n.kind == "cardinal"), None)
    if number is None or number.end >= sentence.end or not _genitive(text.tokens[number.end]):
        return None
    if any(period.start == number.end for period in text.periods):
        return None  # "рейтинг дорог на 1 июля"
    return number.end + 1


def _accusative(text: Annotated, sentence: Sentence, index: int) -> int | None:
    """Past "вторичное жильё", "агрегаторы такси": adjectives and a noun in the accusative."""
    return _past_noun(text, sentence, index, "accs", _LONGEST_OBJECT)


def _genitive(token: Token) -> bool:
    if token.kind not in ("word", "mixed"):
        return False
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


def _governed(text: Annotated, sentence: Sentence, index: int, case: str) -> int | None:
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
        if token.word.parses and token.word.parses[0].pos == "NOUN":
            return None if token.word.lemmas & _NOT_METRICS else stop + 1
        stop += 1
    return None


def _metrics(text: Annotated, index: int, sentence: Sentence, named: list[RatingName]) -> list[RatingName]:
    """ "По вывозу баранины край лидирует": what is measured, where no rating is named with it."""
    if not sentence.features & _BY:
        return []
    found = []
    for start in range(sentence.start, sentence.end):
        if text.tokens[start].lower != "по" or any(n.start <= start < n.end for n in named):
            continue
        stop = _governed(text, sentence, start, "datv")
        if stop is None:
            continue
        end = _past_genitives(text, sentence, stop)
        found.append(
            RatingName(
                start,
                end,
                index,
                f"рейтинг {text.slice(start, end).lower()}",
                False,
                metric=True,
                part=bool(text.tokens[stop - 1].word.lemmas & _PARTS),
            )
        )
    return found


def _nominative(text: Annotated, start: int, head: int, end: int) -> str:
    pieces = []
    gender = next(
        (p.gender for p in text.tokens[head].word.parses if p.pos == "NOUN" and p.gender),
        "masc",
    )
    for index in range(start, head + 1):
        token = text.tokens[index]
        tags = ("nomn", "sing") if index == head else ("nomn", "sing", gender)
        form = inflected(token.lower, *tags) or token.text
        capital = token.capitalised and index > 0
        pieces.append(form[:1].upper() + form[1:] if capital else form)
    tail = _COUNT.sub("", text.slice(head + 1, end)) if end > head + 1 else ""
    return " ".join([*pieces, tail]).strip()
