"""Which of the periods in a text are those that its ratings are for.

"за 2025 год", "по итогам квартала", "в рейтинге 2025 года", "вузов России 2025 года" behind a tier;
what stands "в 2024 году" is one only beside a place or a verb of ranking.
"""

from __future__ import annotations

from collections.abc import Iterable

from extractors.rankings.places.moves import FIRSTS
from extractors.rankings.ratings.topics import RANKING
from extractors.rankings.views import between
from extractors.rankings.vocabulary import words
from extractors.signals import Signal
from extractors.tokens import DASHES, Annotated, PeriodSpan, Sentence, Token

_SEASONS = frozenset(["осень", "зима", "весна", "лето", "сезон"])
_RESULTS = frozenset(["итогам", "итоги", "результатам", "итогах"])
_EDITIONS = words("dating", "editions")
_SPANS = words("dating", "spans")
_ASKING = frozenset(["кто", "где", "какой", "который", "чей"])
_DATA = frozenset(["данные", "статистика"])
_STUDIES = frozenset(["отчет", "доклад", "обзор", "исследование", "мониторинг", "ранжирование", "замер"])
_ENDING = frozenset(["закрыть", "завершить", "закончить", "окончить"])
_COVERING = frozenset(["охватывать", "охватить", "относиться", "—", "–", "-"])
_COMPARED = frozenset(["с", "со", "к", "до", "чем", "после", "от"])
_PLACED = frozenset(["placenoun", "rating", "lead", "tier", "list", "open"])
_FIRST = frozenset(["первый", "впервые", "первая", "создали", "запустили", "основан", "учрежден", "ведется"])
_OPENERS = frozenset(["где", "когда", "хотя", "чьи", "чей", "чья"])
_RELATIVE = frozenset(["который"])
_NEAR = 8
_SOON = 4
_REPORTS = frozenset(["отчет", "отчитаться", "отчитываться", "послание"])
_OFFICES = frozenset(
    "губернатор глава правительство мэр мэрия министр администрация врио премьер вице-губернатор"
    " вице-премьер дума законодательный замгубернатора".split()
)
_MEASURES = words("superlatives", "measures")
_FIRST_LINES = 3
_SUMMED_UP = frozenset(["работа", "деятельность", "год", "полугодие", "квартал"])
_AMOUNTING = frozenset(["составить", "показать"])
_UNITS = frozenset(["процент", "рубль", "доллар", "тонна"])
_WAS = frozenset(
    [
        "быть",
        "идти",
        "занимать",
        "находиться",
        "стоять",
        "располагаться",
        "входить",
        "держаться",
        "лидировать",
    ]
)


def rates(field: Annotated, index: int, period: PeriodSpan, found: list[Signal]) -> bool:
    """Whether a period of sentence `index` is one that a rating may be for, by the field's signals."""
    sentence = field.sentences[index]
    if period.start > sentence.start and field.tokens[period.start - 1].word.lemmas & _SEASONS:
        return False
    if _bracketed(field, sentence, period) or _planned(field, sentence, period):
        return False
    if _began(field, sentence, period) or _won_then(field, sentence, period):
        return False
    if period.end == period.start + 1 and _is_edition(field, sentence, period):
        return True
    start = _told_again(field, period) or period.start
    near = field.tokens[max(sentence.start, start - _NEAR) : start]
    before = [token.lower for token in near[-3:]]
    last = before[-1] if before else ""
    if before[:2] == ["как", "и"] or before[-2:-1] == ["как"]:
        return False  # "как и в 2024 году, республика 71-я"
    if last == "за" or _RESULTS & set(before) or _covers(near) or _ended(near):
        return True
    if last not in {"в", "во", *_COMPARED} and any(map(_names_edition, near)):
        return True
    if last in ("в", "во"):
        return _in(field, index, period, found)
    if _within_metric(near) or (last in ("с", "со") and "/" in (period.period or "")):
        return True  # "с января по октябрь 2025 года"
    return last not in _COMPARED and _ranks(field.tokens[sentence.start : period.start])


def _is_edition(field: Annotated, sentence: Sentence, period: PeriodSpan) -> bool:
    """ "Самые чистые города — 2025", "рейтинг «Инвестклимат» (2025)", "АПК-2025": a bare year names one."""
    before = field.tokens[period.start - 1].text if period.start > sentence.start else ""
    token = field.tokens[period.start]
    return before in DASHES or (before == "(" and token.kind == "number") or token.text[:1].isalpha()


def _within_metric(near: list[Token]) -> bool:
    """ "по сбору яблок урожая 2024 года": of what is measured, with no sign or verb between."""
    for token in reversed(near):
        if token.kind != "word" or token.word.finite or token.lower in _COMPARED:
            return False
        if token.lower == "по":
            return True
    return False


def _told_again(field: Annotated, period: PeriodSpan) -> int | None:
    """ "за прошлый год (2024-й)", "в прошлом году, 2024-м": where the words begin that a year says again."""
    before = field.tokens[period.start - 1].text if period.start else ""
    if before not in ("(", ","):
        return None
    return next((p.start for p in field.periods if p.relative and p.end == period.start - 1), None)


def _in(field: Annotated, index: int, period: PeriodSpan, found: list[Signal]) -> bool:
    """ "в 2025 году заняла пятое место": what is told "in" a period, if it is a place or a ranking."""
    sentence = field.sentences[index]
    if _aside(field, sentence, period, found) or _of_then(field, sentence, period):
        return False
    if heads_a_table(field, index):
        return True
    if _speaks(sentence, found, _PLACED - {"list", "open"}) or is_told_next(field, index, found):
        return True
    tokens = field.tokens[sentence.start : sentence.end]
    ranks = any(n.kind == "ordinal" for n in between(field.numbers, sentence.start, sentence.end))
    measures = any(token.lower == "по" for token in tokens)
    before = field.tokens[sentence.start : period.start]
    return (ranks and measures) or _ranks(before) or _asks_for_most(before)


def _asks_for_most(before: list[Token]) -> bool:
    """ "рассказал, кто получил больше грантов в 2025 году", "где дорожало быстрее всего": it is ranked."""
    asked = next((at for at, token in enumerate(before) if token.word.lemmas & _ASKING), None)
    return asked is not None and any("COMP" in token.word.poses for token in before[asked:])


def _around(field: Annotated, sentence: Sentence, period: PeriodSpan) -> tuple[int, int]:
    """The stretch between signs that a period stands in."""
    start, end = period.start, period.end
    while start > sentence.start and field.tokens[start - 1].text not in ",(—":
        start -= 1
    while end < sentence.end and field.tokens[end].text not in ",)—":
        end += 1
    return start, end


def _of_then(field: Annotated, sentence: Sentence, period: PeriodSpan) -> bool:
    """ "заняла 12-е место, в 2023 году она была семнадцатой": of the edition before."""
    start, end = _around(field, sentence, period)
    placed = any(n.kind == "ordinal" for n in between(field.numbers, sentence.start, start))
    return placed and any(t.word.verb == "быть" and t.word.finite for t in field.tokens[start:end])


def _aside(field: Annotated, sentence: Sentence, period: PeriodSpan, found: list[Signal]) -> bool:
    """ "край, где в 2023 году действовало 11 парков, возглавил": in a clause of its own, with no place."""
    start, end = _around(field, sentence, period)
    opener = field.tokens[start].word
    if start == sentence.start or not (opener.lower in _OPENERS or opener.lemmas & _RELATIVE):
        return False
    return not any(s.name in _PLACED - {"list", "open"} and start <= s.start < end for s in found)


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


def _began(field: Annotated, sentence: Sentence, period: PeriodSpan) -> bool:
    """ "первый вышел в 2020 году", "впервые составлен в 2020 году": when a rating began."""
    near = field.tokens[max(sentence.start, period.start - _SOON) : period.start]
    return any(token.lower in _FIRST for token in near) and near[-1].lower in ("в", "во", "с")


def _won_then(field: Annotated, sentence: Sentence, period: PeriodSpan) -> bool:
    """ ", победитель 2023 года," , "бывшее в 2022 году лидером": of whom the edition before was led by."""
    before = field.tokens[max(sentence.start, period.start - 2) : period.start]
    if len(before) < 2:
        return False
    if before[1].lower in ("в", "во") and before[0].lower.startswith("бывш"):
        return True
    return before[0].text in (",", "(") and bool(before[1].word.lemmas & FIRSTS)


def of_edition_before(field: Annotated, index: int, period: PeriodSpan) -> bool:
    """ "хотя в выпуске за 2023 год шёл пятнадцатым": an edition of which is told what was."""
    sentence = field.sentences[index]
    before = field.tokens[max(sentence.start, period.start - _SOON) : period.start]
    behind = field.tokens[period.end : min(period.end + _SOON, sentence.end)]
    return _told_was(reversed(before)) or _told_was(behind)


def was_then(field: Annotated, index: int, period: PeriodSpan) -> bool:
    """ "В 2019 году республика находилась в последней десятке": what was, told in a sentence of its own."""
    sentence = field.sentences[index]
    if period.start == sentence.start or field.tokens[period.start - 1].lower not in ("в", "во", "до"):
        return False
    clause = field.tokens[period.end : min(period.end + _NEAR, sentence.end)]
    return _told_was(clause) or of_edition_before(field, index, period)


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
    opening = field.tokens[follows.start : min(follows.start + 3, follows.end)]
    if opening[0].lower != "это" and not _takes_up(opening):
        return False
    return _speaks(follows, found, _PLACED) or any(
        number.kind == "ordinal" for number in between(field.numbers, follows.start, follows.end)
    )


def _takes_up(opening: list[Token]) -> bool:
    """ "По этому показателю", "С таким результатом"."""
    return (
        len(opening) > 2
        and not opening[1].word.lemmas.isdisjoint(("этот", "такой", "данный"))
        and not opening[2].word.lemmas.isdisjoint(("показатель", "результат", "параметр", "критерий"))
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
    if near and near[-1].lower == "за" and any(token.word.lemmas & _DATA for token in near[-2:-1]):
        return True  # "учтены данные за 2025 год"
    if any(
        t.lower in _RESULTS or t.word.lemmas & _STUDIES for t in field.tokens[sentence.start : period.start]
    ):
        return True
    tokens = field.tokens[sentence.start : sentence.end]
    return _speaks(sentence, found, _PLACED) or _ranks(tokens) or _asks_for_most(tokens)


def heads_a_table(field: Annotated, index: int) -> bool:
    """ "Инфляция в июне 2024 года, регионы Сибири:": a line of a measure near the top, with no verb."""
    sentence = field.sentences[index]
    tokens = field.tokens[sentence.start : sentence.end]
    if index >= _FIRST_LINES or any(token.word.finite for token in tokens):
        return False
    return any(token.word.lemmas & _MEASURES for token in tokens[:_SOON])


def sums_up_work(field: Annotated, index: int, found: list[Signal]) -> bool:
    """ "Губернатор отчитался за 2025 год", "Правительство края подвело итоги года": of no rating."""
    sentence = field.sentences[index]
    if _speaks(sentence, found, _PLACED | {"contest"}):
        return False
    tokens = field.tokens[sentence.start : sentence.end]
    if not any(token.word.lemmas & _OFFICES for token in tokens):
        return False
    for at, token in enumerate(tokens):
        if token.word.lemmas & _REPORTS:
            return True
        drawn = "итог" in token.word.lemmas and at and "подвести" in tokens[at - 1].word.lemmas
        if drawn and any(follows.word.lemmas & _SUMMED_UP for follows in tokens[at + 1 : at + 3]):
            return True
    return False


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


def _ended(near: list[Token]) -> bool:
    """ "закрыла 2025 год на 4-м месте"."""
    return bool(near) and near[-1].word.verb in _ENDING


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
