"""Which of the periods in a text are those that its ratings are for.

"за 2025 год", "по итогам квартала", "в рейтинге 2025 года", "вузов России 2025 года" behind a tier;
what stands "в 2024 году" is one only beside a place or a verb of ranking.
"""

from __future__ import annotations

from collections.abc import Iterable

from extractors.rankings.topics import RANKING
from extractors.rankings.views import between
from extractors.rankings.vocabulary import words
from extractors.signals import Signal
from extractors.tokens import Annotated, PeriodSpan, Sentence, Token

_SEASONS = frozenset(["осень", "зима", "весна", "лето", "сезон"])
_RESULTS = frozenset(["итогам", "итоги", "результатам", "итогах"])
_EDITIONS = words("dating", "editions")
_SPANS = words("dating", "spans")
_STUDIES = frozenset(["исследование", "мониторинг", "ранжирование", "замер"])
_COVERING = frozenset(["охватывать", "охватить", "относиться", "—", "–", "-"])
_DASHES = frozenset("—–-")
_COMPARED = frozenset(["с", "со", "к", "до", "чем", "после", "от"])
_PLACED = frozenset(["placenoun", "rating", "lead", "tier", "list", "open"])
_NEAR = 8
_SOON = 4
_AMOUNTING = frozenset(["составить", "показать"])
_UNITS = frozenset(["процент", "рубль", "доллар", "тонна"])
_WAS = frozenset(["быть", "идти", "занимать", "находиться", "стоять", "располагаться"])


def rates(field: Annotated, index: int, period: PeriodSpan, found: list[Signal]) -> bool:
    """Whether a period of sentence `index` is one that a rating may be for, by the field's signals."""
    sentence = field.sentences[index]
    if period.start > sentence.start and field.tokens[period.start - 1].word.lemmas & _SEASONS:
        return False
    if _bracketed(field, sentence, period) or _planned(field, sentence, period):
        return False
    if period.end == period.start + 1 and field.tokens[period.start - 1].text in _DASHES:
        return True  # "Самые чистые города — 2025": a bare year names the edition
    near = field.tokens[max(sentence.start, period.start - _NEAR) : period.start]
    before = [token.lower for token in near[-3:]]
    last = before[-1] if before else ""
    if last == "за" or _RESULTS & set(before) or _covers(near):
        return True
    if last not in {"в", "во", *_COMPARED} and any(map(_names_edition, near)):
        return True
    if last in ("в", "во") and _speaks(sentence, found, _PLACED - {"list", "open"}):
        return True
    if last in ("в", "во") and is_told_next(field, index, found):
        return True
    return last not in _COMPARED and _ranks(field.tokens[sentence.start : period.start])


def is_firm(field: Annotated, index: int, period: PeriodSpan) -> bool:
    """ "за 2024 год", "по итогам 2024 года": what a rating is for, not only when it came out ("в марте")."""
    before = field.tokens[max(field.sentences[index].start, period.start - 3) : period.start]
    lowers = [token.lower for token in before]
    return bool(lowers) and (lowers[-1] == "за" or not _RESULTS.isdisjoint(lowers))


def tells_a_figure(field: Annotated, index: int) -> bool:
    """Whether a sentence has a share or a sum: "по итогам 2024 года зарплаты выросли на 12%"."""
    sentence = field.sentences[index]
    tokens = field.tokens[sentence.start : sentence.end]
    return any(token.text == "%" or not token.word.lemmas.isdisjoint(_UNITS) for token in tokens)


def _planned(field: Annotated, sentence: Sentence, period: PeriodSpan) -> bool:
    """ "поставил задачу в 2030 году войти в тройку": when it is to be reached."""
    return period.end < sentence.end and "INFN" in field.tokens[period.end].word.poses


def of_edition_before(field: Annotated, index: int, period: PeriodSpan) -> bool:
    """ "хотя в выпуске за 2023 год шёл пятнадцатым": an edition of which is told what was."""
    sentence = field.sentences[index]
    before = field.tokens[max(sentence.start, period.start - _SOON) : period.start]
    behind = field.tokens[period.end : min(period.end + _SOON, sentence.end)]
    return _told_was(reversed(before)) or _told_was(behind)


def _told_was(tokens: Iterable[Token]) -> bool:
    """Whether the words up to the next sign have a verb that tells what was."""
    for token in tokens:
        if token.kind == "punctuation":
            return False
        if token.word.verb in _WAS and token.word.parses[0].tense == "past":
            return True
    return False


def is_told_next(field: Annotated, index: int, found: list[Signal]) -> bool:
    """ "В 2025 году здесь собрали 3 млн тонн. Это второе место": the place is of what came before."""
    if index + 1 >= len(field.sentences):
        return False
    follows = field.sentences[index + 1]
    if field.tokens[follows.start].lower != "это":
        return False
    return _speaks(follows, found, _PLACED) or any(
        number.kind == "ordinal" for number in between(field.numbers, follows.start, follows.end)
    )


def _names_edition(token: Token) -> bool:
    """ "рейтинг", and what is made of it: "туррейтинг", "медиарейтинг"."""
    return bool(token.word.lemmas & _EDITIONS) or token.word.lemma.endswith("рейтинг")


def speaks_of_rating(field: Annotated, index: int, period: PeriodSpan, found: list[Signal]) -> bool:
    """Whether a sentence speaks of a rating or ranks, so that its period can be other sentences' too."""
    sentence = field.sentences[index]
    near = field.tokens[max(sentence.start, period.start - _NEAR) : period.start]
    if _covers(near) or any(map(_names_edition, near)):
        return True
    if any(
        t.lower in _RESULTS or t.word.lemmas & _STUDIES for t in field.tokens[sentence.start : period.start]
    ):
        return True
    return _speaks(sentence, found, _PLACED) or _ranks(field.tokens[sentence.start : sentence.end])


def _speaks(sentence: Sentence, found: list[Signal], names: frozenset[str]) -> bool:
    return any(s.name in names and sentence.start <= s.start < sentence.end for s in found)


def _ranks(tokens: list[Token]) -> bool:
    """ "сравнил устойчивость бюджетов в 2024 году": behind a verb of ranking."""
    return any(
        token.word.verb and token.word.lemmas & RANKING and not _amounts(tokens, at)
        for at, token in enumerate(tokens)
    )


def _amounts(tokens: list[Token], at: int) -> bool:
    """ "составил 3,1 трлн", "показал рост на 5%": a figure, and no ranking."""
    return tokens[at].word.verb in _AMOUNTING and any(
        token.kind == "number" for token in tokens[at + 1 : at + 4]
    )


def _covers(near: list[Token]) -> bool:
    """ "расчёт охватывает 2024 год", "период оценки — 2025 год", "данные относятся к 2024 году"."""
    tokens = near[:-1] if near and near[-1].lower == "к" else near
    last = tokens[-1] if tokens else None
    if last is None or not (last.word.lemmas & _COVERING or last.text in _COVERING):
        return False
    return any(token.word.lemmas & _SPANS for token in tokens)


def _bracketed(field: Annotated, sentence: Sentence, period: PeriodSpan) -> bool:
    """ "13-е место (в 2023 году — 20-е)": a year in brackets with a place is that of the place."""
    before = [token.text for token in field.tokens[max(sentence.start, period.start - 3) : period.start]]
    after = field.tokens[period.end : min(period.end + 3, sentence.end)]
    return "(" in before and any(token.word.lemmas & {"место"} or token.text in "—–-" for token in after)
