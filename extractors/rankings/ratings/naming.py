"""The ratings that a sentence names, by their nouns or by what is measured."""

from __future__ import annotations

import re

from extractors.features import feature
from extractors.morphology import inflected
from extractors.rankings.attributes.compilers import in_genitive
from extractors.rankings.ratings.described import WHITHER, description, ranked_by, studies, the_less
from extractors.rankings.ratings.extent import past_name
from extractors.rankings.ratings.measured import (
    among_best,
    called_best,
    metrics,
    of_the_most,
    of_tiers,
    row_heads,
)
from extractors.rankings.ratings.rating_name import RatingName
from extractors.rankings.vocabulary import words
from extractors.signals import Signal
from extractors.tokens import Annotated, Sentence, Token

_NOT_NAMING = words("naming", "not_naming")
_GENERIC = words("naming", "generic")
_INSTITUTIONS = words("naming", "institutions")
_COMPILERS = words("naming", "compilers")
_EXPERTS = words("publishers", "experts")
_TABLES = words("naming", "tables")
_PLAIN = words("naming", "plain")
_LISTS = words("naming", "lists")
_RANKED = words("naming", "ranked")
_AMOUNTING = words("naming", "amounting")
_RATINGS = frozenset(["рейтинг"])
_BASES = frozenset(["основа", "база", "основание"])
_RANKABLE = frozenset(
    ["банк", "компания", "холдинг", "корпорация", "служба", "данные", "платформа", "маркетплейс"]
)
_COUNT = re.compile(r"^\d+ (?!на |тысяч)")
"""How many are ranked is no part of a name."""
_INDICES = frozenset(["индекс"])
_REGION = frozenset(["регион", "субъект", "область", "край", "республика", "округ"])
_LEADING = frozenset(
    "возглавлять возглавить замыкать замкнуть открывать открыть закрывать закрыть завершать завершить"
    " начинать начать".split()
)
_EQUALS = frozenset(["равен", "равна", "равно", "равны"])
_POINTS = frozenset(["балл", "пункт", "очко"])
_NEAR = 8
"""Tokens between the index of one who is ranked and its value."""
_THIS = frozenset(["этот", "тот", "данный"])
_JOINED = ("индекс", "рейтинг", "рэнкинг", "конкурс")
_COMPOUND = feature(lambda piece: any(f"-{noun}" in piece.lower for noun in _JOINED))


def rating_names(text: Annotated, index: int, sentence: Sentence, signals: list[Signal]) -> list[RatingName]:
    """The ratings and metrics that a sentence names, in order."""
    found: list[RatingName] = []
    for signal in signals:
        if signal.name in ("rating", "contest", "list"):
            named = _named(text, index, sentence, signal)
            if named is not None:
                found.append(named)
    found = [name for name in found if not _is_of_nomination(name, found)]
    found += _compounds(text, index, sentence)
    found += of_tiers(text, index, sentence, signals)
    found += of_the_most(text, index, sentence, found)
    for start, end, name, announced in studies(text, sentence):
        over = next((o for o in found if start < o.end and o.start < end and not o.bare), None)
        if over is None:
            found.append(RatingName(start, end, index, name, False, metric=not announced))
        elif end >= over.end and name.isascii():
            over.name, over.end = f"рейтинг {name}", end  # "мировой рейтинг THE Impact Rankings"
    found += among_best(text, index, sentence, found)
    found += called_best(text, index, sentence, found)
    if text.numbers:
        found += row_heads(text, index, sentence)
    found += metrics(text, index, sentence, found)
    return sorted(found, key=lambda name: name.start)


def _is_of_nomination(name: RatingName, found: list[RatingName]) -> bool:
    """ "номинация «Лучший музей» премии города": the prize is part of the nomination's name."""
    return any(
        other is not name and other.name.startswith("номинация «") and other.start < name.start < other.end
        for other in found
    )


def _compounds(text: Annotated, index: int, sentence: Sentence) -> list[RatingName]:
    """ "ESG-индекс", "инвест-рейтинг": the head is part of one word."""
    if not sentence.features & _COMPOUND:
        return []
    found = []
    for at in range(sentence.start, sentence.end):
        stem, hyphen, tail = text.tokens[at].text.rpartition("-")
        noun = next((n for n in _JOINED if tail.lower().startswith(n)), None)
        if hyphen and noun is not None and not _is_institution(text, at):
            end = past_name(text, sentence, at + 1)
            kind = "смотр" if stem.lower().startswith("смотр") else stem
            name = f"{kind}-{noun} {text.slice(at + 1, end)}" if end > at + 1 else f"{kind}-{noun}"
            found.append(RatingName(at, end, index, name, False, local=noun == "конкурс"))
    return found


def _is_institution(text: Annotated, at: int) -> bool:
    """ "агентства «Регион-Индекс»": who compiles it, called like a rating."""
    if at < 2 or text.tokens[at - 1].text != "«":
        return False
    return bool(text.tokens[at - 2].word.lemmas & (_INSTITUTIONS | _COMPILERS | _EXPERTS))


def _named(text: Annotated, index: int, sentence: Sentence, signal: Signal) -> RatingName | None:
    head = signal.start
    if _inside_quotes(text, sentence, head):
        return _within_title(text, index, sentence, head)
    if text.tokens[head].capitalised and signal.key == "лига":
        return None  # who compiles it
    start = _left(text, sentence, head)
    end = head + 1 if _is_led(text, sentence, head) else past_name(text, sentence, head + 1)
    end = _before_compiler(text, head, end)
    told = [t for t in text.tokens[start:end] if t.kind in ("word", "mixed")]
    bare = len([t for t in told if not t.word.lemmas & _NOT_NAMING]) < 2
    topical = [t for t in told[1:] + told[:1] if not t.word.lemmas & (_GENERIC | _NOT_NAMING | _RATINGS)]
    weak = all(t.capitalised or t is text.tokens[head] for t in topical) and "«" not in text.slice(start, end)
    weak = weak and not any(_is_numbered(token) for token in topical)
    weak = weak or _only_institution(text, head, end) or _is_whose(text, head, end)
    basis = _is_basis(text, sentence, head)
    weak = weak or bool(text.tokens[head].word.lemmas & _TABLES) or basis
    bare = bare or _of_generic(text, head, end)
    bare = bare or not [t for t in topical if t is not text.tokens[head]]
    if bare and _titled(text, head, end):
        bare = weak = False
    if bare and len(told) == 1 and _is_compound(text.tokens[head]):
        bare, weak = False, True
    of_one = _of_one(text, head, end)
    counted = text.tokens[head].word.lemmas & _INDICES or of_one
    if counted and (_amounts(text, end, sentence.end) or (of_one and _scores(text, end, sentence.end))):
        bare = True
    name = _nominative(text, start, head, end)
    described = (bare or weak) and not basis and signal.name == "rating"
    said = description(text, sentence, end) if described else None
    clause = ranked_by(text, sentence, end) if said is None and end > head + 1 else None
    whither = clause is not None and text.tokens[end + 1].lower in WHITHER
    if clause is not None and (bare or whither) and text.tokens[end - 1].word.lemmas & _RANKED:
        end, name, bare, weak = clause, f"{name}{text.slice(end, clause)}", False, False
    if signal.name == "list" and (bare or not text.tokens[head].word.lemmas & _LISTS):
        return None
    less = the_less(text, sentence, end) if not bare else None
    if less is not None:
        end, name = less[0], f"{name} {less[1]}"
    if said is not None:
        noun = _nominative(text, head, head, head + 1)
        end, name, bare, weak = said[0], f"{noun} {said[1]}", False, False
    back = (bare or weak) and any(t.word.lemmas & _THIS for t in text.tokens[max(0, head - 2) : head])
    return RatingName(
        start,
        end,
        index,
        name,
        bare or back,
        local=signal.name == "contest",
        weak=weak,
        back=back,
    )


def _within_title(text: Annotated, index: int, sentence: Sentence, head: int) -> RatingName | None:
    """ "в «Национальном агрегированном рейтинге»", "«Экспортный рейтинг — 2025»": the noun of a title.

    Not "«Национальные кредитные рейтинги»", who compiles one, nor "агентство «Эксперт рейтинг»".
    """
    start = _left(text, sentence, head)
    before = start - 2
    if start == head or text.tokens[start - 1].text != "«" or not _is_single(text.tokens[head]):
        return None
    if before >= sentence.start and text.tokens[before].word.lemmas & (_INSTITUTIONS | _COMPILERS):
        return None
    end = past_name(text, sentence, head + 1)
    return RatingName(start, end, index, _nominative(text, start, head, end), False)


def _is_numbered(token: Token) -> bool:
    """ "RAEX-100": a title, and not only whose it is."""
    return token.text[:1].isupper() and token.text[-1].isdecimal() and "-" in token.text


def _is_single(noun: Token) -> bool:
    return any(parse.pos == "NOUN" and parse.number == "sing" for parse in noun.word.parses)


def _titled(text: Annotated, head: int, end: int) -> bool:
    """ "рейтинг «Регионы России — 2024»": a title, whatever its words; one that is only a year is none."""
    opening = next((at for at in range(head + 1, end) if text.tokens[at].text == "«"), None)
    return opening is not None and sum(t.kind == "word" for t in text.tokens[opening:end]) > 1


def _is_compound(token: Token) -> bool:
    """ "медиарейтинг": says by itself what it is of, if not of whom."""
    return token.word.lemma.endswith("рейтинг") and token.word.lemma not in _PLAIN


def _of_one(text: Annotated, head: int, end: int) -> bool:
    """ "рейтинг области", "рейтинг Томской области": what one of those that are ranked has reached."""
    if any(e.kind == "region" and e.start == head + 1 and e.end == end for e in text.entities):
        return True
    noun = text.tokens[head + 1] if end == head + 2 else None
    return noun is not None and bool(noun.word.lemmas & _REGION) and _is_single(noun)


def _is_basis(text: Annotated, sentence: Sentence, head: int) -> bool:
    """ "построен на основе индекса": what a rating is made from, perhaps of another name."""
    made = head - 2 > sentence.start and text.tokens[head - 1].word.lemmas & _BASES
    return bool(made) and bool(text.tokens[head].word.lemmas & _INDICES)


def _of_generic(text: Annotated, head: int, end: int) -> bool:
    """ "в рейтинге журнала": of one who was named before, and so is the rating."""
    noun = text.tokens[head + 1] if end == head + 2 else None
    whose = noun is not None and not noun.capitalised and noun.word.lemmas & (_INSTITUTIONS - _RANKABLE)
    return bool(whose) and noun is not None and _is_single(noun)


def _amounts(text: Annotated, index: int, end: int) -> bool:
    """ "индекс цен составил 104,1%", "индекс готовности — 0,81": a figure, and no rating."""
    dashed = index + 1 < end and text.tokens[index].text in "—–-" and text.tokens[index + 1].kind == "number"
    near = text.tokens[index : min(index + 6, end)]
    return dashed or any(token.word.lemmas & _AMOUNTING or token.lower in _EQUALS for token in near)


def _scores(text: Annotated, index: int, end: int) -> bool:
    """ "сводный индекс края за год прибавил 2,5 балла": what one of those that are ranked has reached."""
    behind = text.tokens[index : min(index + _NEAR, end)]
    stop = next((at for at, token in enumerate(behind) if token.text in ",;:"), len(behind))
    decimal = any(n.kind == "decimal" and index <= n.start < index + stop for n in text.numbers)
    return decimal or any(token.word.lemmas & _POINTS for token in behind[:stop])


def _only_institution(text: Annotated, head: int, end: int) -> bool:
    """ "рейтинг Института туризма", "рейтинг фонда «Рука»": whose it is, and not what it is of."""
    follows = text.tokens[head + 1] if head + 1 < end else None
    if follows is None or not follows.word.lemmas & _INSTITUTIONS:
        return False
    quoted = end > head + 3 and text.tokens[head + 2].text == "«" and text.tokens[end - 1].text == "»"
    return follows.capitalised or (quoted and all(t.text != "»" for t in text.tokens[head : end - 1]))


def _before_compiler(text: Annotated, head: int, end: int) -> int:
    """ "рейтинг дешевизны «Продстата»": the name ends where the one of who compiles it begins."""
    opening = next((at for at in range(head + 2, end) if text.tokens[at].text == "«"), None)
    if opening is None or text.tokens[end - 1].text != "»":
        return end
    noun = text.tokens[opening - 1]
    if not _is_single(noun) or noun.word.lemmas & (_INSTITUTIONS | _COMPILERS):
        return end  # "рейтинг отделений «Движения первых»": whose those are that are ranked
    return opening if in_genitive(text, opening, end) else end


def _is_whose(text: Annotated, head: int, end: int) -> bool:
    """ "рейтинг «Медиалогии»": the name in quotes is that of who compiles it."""
    return end > head + 3 and text.tokens[end - 1].text == "»" and bool(in_genitive(text, head + 1, end))


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
        if word.lemmas & _LEADING:
            break  # "возглавлявший список край"
        if word.lemmas & _NOT_NAMING or not word.cases & text.tokens[head].word.cases:
            break
        start -= 1
    return start


def _is_led(text: Annotated, sentence: Sentence, head: int) -> bool:
    """ "у замыкающей список Тувы", "открывающего рейтинг Татарстана": who leads it stands behind its noun."""
    if head <= sentence.start or head + 1 >= sentence.end:
        return False
    word, follows = text.tokens[head - 1].word, text.tokens[head + 1]
    if not word.lemmas & _LEADING or "PRTF" not in word.poses or not follows.capitalised:
        return False
    return bool({parse.case for parse in word.parses if parse.pos == "PRTF"} & follows.word.cases)


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
