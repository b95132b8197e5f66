"""How many are ranked, where the last place tells it.

    последнее, 85-е место            замкнула список на 82-м месте
    одиннадцатый, то есть последний  последние строки, с 83-й по 85-ю

and where a number stands behind a place with no noun of its own: "9-е место (из 85)",
"26-я позиция рейтинга из 85 возможных", "последнее из 11 мест".
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from extractors.features import of_forms, of_lemmas
from extractors.rankings.vocabulary import tier_stems, words
from extractors.tokens import Annotated, Number, Sentence, Token

_LAST = of_lemmas({"последний"})
_CLOSES = of_lemmas(words("lasts", "closes"))
_OUT_OF = of_forms({"из"})
_THEM = of_forms({"их"})
_ALL_OF = of_forms({"всего"})
_PLACES = words("lasts", "places")
_LISTS = words("lasts", "lists")
_OTHER_LASTS = words("lasts", "other_lasts")
_TIERS = (*tier_stems(), "топ", "группа", "группу")
_RANKED = words("lasts", "ranked")
"""Counted twice they are some of all: "ниже лишь четыре субъекта из 85"."""
_LOCAL = ("окружн", "областн", "краев", "республиканск")
_POSSIBLE = words("lasts", "possible")
_BEHIND = 6
"""Tokens between a place and how many there are."""
_BESIDE = 4
_NEAR = 2
_AGAIN = 9
_PRONOUNS = frozenset(["она", "он", "оно", "ее", "его", "у"])
_BEING = frozenset(["стать", "быть", "идти", "оказаться", "значиться", "остаться", "оставаться"])
_LEAST = 5
"""A lower last place is more often that of a tier or of a handful that was named."""


def last_places(field: Annotated, sentence: Sentence) -> Iterator[Number]:
    """The numbers of a sentence that say which place is the last, so how many there are."""
    if not sentence.features & (_LAST | _CLOSES) or _of_tiers(field, sentence):
        return
    ranks = [number for number in _within(field, sentence) if _is_rank(field, number)]
    for at in range(sentence.start, sentence.end):
        if field.tokens[at].features & _LAST:
            found = _beside(field, sentence, ranks, at)
        elif field.tokens[at].features & _CLOSES and not field.tokens[at].lower.startswith("завершил"):
            found = _closing(field, sentence, ranks, at)
        else:
            continue
        if found is not None:
            yield found
            return


def out_of(field: Annotated, sentence: Sentence) -> Iterator[Number]:
    """The numbers of a sentence that stand behind a place and "из", and count nothing else."""
    if not sentence.features & (_OUT_OF | _THEM | _ALL_OF):
        return
    inside = _within(field, sentence)
    for number in inside:
        before = number.start - 1
        if number.kind != "cardinal" or before <= sentence.start:
            continue
        plain = field.tokens[before].lower == "из" and _is_plain(field, sentence, number)
        if _in_brackets(field, number) or (plain and _follows_place(field, sentence, inside, before)):
            yield number


def _in_brackets(field: Annotated, number: Number) -> bool:
    """ "среди всех субъектов округа (их 11)", "(всего их 89)", "места (всего 40)"."""
    if number.end >= len(field.tokens) or field.tokens[number.end].text != ")":
        return False
    lowers = [token.lower for token in field.tokens[number.start - 3 : number.start]]
    if lowers[-2:] == ["(", "всего"]:
        return bool(field.tokens[number.start - 3].word.lemmas & (_PLACES | _LISTS))
    return "их" in lowers[-2:] and "(" in lowers


def _is_plain(field: Annotated, sentence: Sentence, number: Number) -> bool:
    """Whether a number counts nothing else: "из 85", "из 85 возможных", "из двадцати исследованных"."""
    if number.end >= sentence.end:
        return True
    follows = field.tokens[number.end]
    counted = follows.word.parses[0].pos if follows.word.parses else ""
    return follows.kind == "punctuation" or counted == "PRTF" or bool(follows.word.lemmas & _POSSIBLE)


def _within(field: Annotated, sentence: Sentence) -> list[Number]:
    return [n for n in field.numbers if sentence.start <= n.start < sentence.end]


def _of_tiers(field: Annotated, sentence: Sentence) -> bool:
    """ "замкнула десятку, заняв последнее, 10-е место": the last of a tier."""
    tokens = field.tokens[sentence.start : sentence.end]
    return any(token.lower.startswith(_TIERS) and token.word.lemma != "топ" for token in tokens)


def _is_rank(field: Annotated, number: Number) -> bool:
    """ "85-м", "85 место"."""
    if number.kind == "ordinal":
        return number.value >= _LEAST
    follows = field.tokens[number.end] if number.end < len(field.tokens) else None
    told = follows is not None and "gent" not in follows.word.cases and bool(follows.word.lemmas & _PLACES)
    return number.kind == "cardinal" and number.value >= _LEAST and told


def _beside(field: Annotated, sentence: Sentence, ranks: list[Number], at: int) -> Number | None:
    """ "последнее, 85-е место", "последний в списке, одиннадцатый", "одиннадцатый, то есть последний"."""
    follows = field.tokens[at + 1] if at + 1 < sentence.end else None
    if follows is not None and follows.word.lemmas & _OTHER_LASTS:
        return None
    told = _told_again(field, sentence, ranks, at)
    if told is not None:
        return told
    plural = field.tokens[at].word.parses[0].number == "plur"
    for number in sorted(ranks, key=lambda rank: rank.start < at):
        low, high = (at + 1, number.start) if at < number.start else (number.end, at)
        between = field.tokens[low:high]
        if not between or len(between) > _BESIDE or any(_parts(token) for token in between):
            continue
        signed = any(token.text in ",(—–-" for token in between)
        if signed and not plural and not any(t.capitalised for t in between):
            return number
        if plural and signed and number.value_to is not None:
            return number
    return None


def _parts(token: Token) -> bool:
    """Whether a token sets what stands before it apart from what follows."""
    return token.word.finite or token.text in ";.:" or token.lower in ("а", "и", "но")


def _closing(field: Annotated, sentence: Sentence, ranks: list[Number], at: int) -> Number | None:
    """ "замыкает список на 82-м месте", "замкнула рейтинг, став двадцатой": the only rank of the sentence."""
    best = field.tokens[at].word.best
    if best is not None and (best.pos, best.lemma, best.tense) == ("PRTF", "замыкать", "past"):
        return None  # "в сентябре замыкавшая список область поднялась на 31-е место"
    if any(t.lower.startswith(_LOCAL) for t in field.tokens[at + 1 : min(at + _BEHIND, sentence.end)]):
        return None
    told = any(t.word.lemmas & _LISTS for t in field.tokens[at + 1 : min(at + _BEHIND, sentence.end)])
    behind = [number for number in ranks if number.start > at]
    if behind and _is_aside(field, at, behind[0]):
        return behind[0]  # "Замыкает, четырнадцатой, Ульяновская область"
    listed = told or any(t.word.lemmas & _LISTS for t in field.tokens[max(sentence.start, at - _NEAR) : at])
    if listed and len(behind) == len(ranks) > 1 and _in_a_row(field, behind):
        return behind[-1]  # "замыкают список Псков и Тула — тринадцатое и четырнадцатое места"
    return behind[0] if told and len(behind) == 1 == len(ranks) else None


def _is_aside(field: Annotated, at: int, number: Number) -> bool:
    """Whether a number stands between commas right behind a token."""
    if number.start != at + 2 or number.end >= len(field.tokens):
        return False
    return field.tokens[at + 1].text == "," == field.tokens[number.end].text


def _in_a_row(field: Annotated, ranks: list[Number]) -> bool:
    """Whether ranks are told one after the other, and count on."""
    for number, later in pairwise(ranks):
        beside = later.start == number.end + 1 and field.tokens[number.end].lower in (",", "и")
        if not beside or later.value != number.value + 1:
            return False
    return True


def _told_again(field: Annotated, sentence: Sentence, ranks: list[Number], at: int) -> Number | None:
    """ "Последней стала Тыва, она 85-я", "последним идёт Псков, его место 60-е": the one rank behind."""
    if len(ranks) != 1 or not at < ranks[0].start <= at + _AGAIN or at + 1 >= sentence.end:
        return None
    between = field.tokens[at + 1 : ranks[0].start]
    again = any(token.lower in _PRONOUNS or token.text in "(—–" for token in between)
    return ranks[0] if again and any(token.word.verb in _BEING for token in between) else None


def _follows_place(field: Annotated, sentence: Sentence, inside: list[Number], at: int) -> bool:
    """Whether a place stands close before a token, with no verb and no other count between."""
    low = max(sentence.start, at - _BEHIND)
    by = next((stop for stop in range(at - 1, low - 1, -1) if field.tokens[stop].lower == "по"), at)
    for stop in range(by - 1, low - 1, -1):
        token = field.tokens[stop]
        if token.word.finite or token.text in ";.:":
            return False
        if token.features & _LAST or token.word.lemmas & _PLACES:
            return True
        number = next((n for n in inside if n.end == stop + 1), None)
        if number is not None:
            return number.kind == "ordinal" or bool(field.tokens[at - 1].word.lemmas & _RANKED)
        if token.text in "«»" or (token.word.parses and not _follows_rank(token)):
            return False
    return False


def _follows_rank(token: Token) -> bool:
    """Whether a word may stand between a rank and how many there are: "5-я в списке из 85"."""
    named = token.word.parses[0].pos in ("NOUN", "NPRO") and not token.capitalised
    return not named or bool(token.word.lemmas & (_LISTS | _RANKED))
