"""What a rating is of, where the text never calls it a rating.

    Рослесхоз оценил, как регионы подготовились к пожароопасному сезону 2025 года.
    Сервис «Туту» проверил пунктуальность аэропортов за июнь 2025 года.

The words behind a verb of ranking, up to the period or the end of the clause, are its name.
"""

from __future__ import annotations

from extractors.features import feature, of_forms
from extractors.rankings.ratings.described import in_case
from extractors.rankings.ratings.rating_name import RatingName
from extractors.rankings.vocabulary import words
from extractors.tokens import Annotated, Sentence, Token

RANKING = words("topics", "ranking")
"""Verbs of who ranks, whose object is what is ranked."""
_REPORTING = words("topics", "reporting")
_TELLING = RANKING | _REPORTING
_RANKS = feature(lambda piece: bool(piece.word.lemmas & _TELLING) and "VERB" in piece.word.poses)
_SHOWING = words("topics", "showing") | _REPORTING
_RELATIVE = frozenset(["чей", "который"])
_ASKING = words("topics", "asking")
_EMPTY = words("topics", "empty")
_MEASURES = words("superlatives", "measures")
_WHO = words("topics", "who")
"""Behind the verb stands who ranks, not what is ranked ("составило агентство")."""
_ASKS = of_forms({"где", "кто", "как", "какие", "какой", "какая", "какое", "сколько", "насколько"})
_OPENS = _ASKS | feature(lambda piece: piece.lower.startswith("самы"))
_BEST = ("самы", "лучш", "худш", "наиболее", "крупнейш")
_CALLING = frozenset(["назвать", "определить", "выбрать"])
_SOON = 4
_NAMED = frozenset(["рейтинг", "рэнкинг", "индекс"])
"""What is a rating itself: "обновил национальный рейтинг"."""
_STOPS = frozenset(".;:!?()—")
_LONGEST = 14
_CENTURY = range(2000, 2100)
_LONGEST_BEFORE = 5
_LEAST_WORDS = 2


def topics(text: Annotated) -> list[RatingName]:
    """The first phrase of a field that says what is ranked; empty where none does."""
    for index, sentence in enumerate(text.sentences):
        opened = _opening(text, index, sentence) if sentence.features & _OPENS else None
        if opened is not None:
            return [opened]
        for at in range(sentence.start, sentence.end - 1) if sentence.features & _RANKS else ():
            if text.tokens[at].features & _RANKS and (
                not _loosely(text.tokens[at])
                or _asks(text, sentence, at + 1) is not None
                or _calls_best(text, at)
                or _measures(text, at + 1)
            ):
                topic = _topic(text, index, sentence, at + 1)
                if topic is not None:
                    return [topic]
    return []


def _opening(text: Annotated, index: int, sentence: Sentence) -> RatingName | None:
    """ "Где жить хорошо, узнали социологи", "Самые щедрые регионы назвал фонд": how a sentence opens."""
    start = sentence.start + sentence.marker
    first = text.tokens[start]
    asks = bool(first.features & _ASKS) and first.capitalised
    if not asks and not first.lower.startswith("самы"):
        return None
    end = start + 1
    while end < min(sentence.end, start + _LONGEST) and text.tokens[end].kind in ("word", "mixed"):
        if not asks and text.tokens[end].features & _RANKS:
            break
        end += 1
    follows = text.tokens[end] if end < sentence.end else None
    told = [token for token in text.tokens[start:end] if _says(token)]
    if follows is None or len(told) < _LEAST_WORDS:
        return None
    ends = follows.text in "?,:" if asks else bool(follows.features & _RANKS)
    if not ends or (follows.text == "," and not _ranks_next(text, sentence, end + 1)):
        return None
    begin = start + 1 if asks else start
    return RatingName(begin, end, index, _called(text, begin, end), False, metric=True)


def _called(text: Annotated, start: int, end: int) -> str:
    """ "самые тихие города для пенсионеров" as "рейтинг самых тихих городов ...", all else as it is told."""
    noun = start
    while noun < end and noun < start + _LONGEST_BEFORE and "ADJF" in text.tokens[noun].word.poses:
        noun += 1
    first = text.tokens[start].lower
    plural = noun < end and any(p.pos == "NOUN" and p.number == "plur" for p in text.tokens[noun].word.parses)
    if noun == start or not first.startswith(_BEST) or not plural:
        return f"рейтинг: {text.slice(start, end)}"
    tail = text.tail(noun + 1, end)
    return " ".join(["рейтинг", *in_case(text.tokens[start : noun + 1], "gent", given="nomn"), *tail])


def _ranks_next(text: Annotated, sentence: Sentence, at: int) -> bool:
    """Whether a verb of ranking follows soon: "..., узнали социологи"."""
    return any(token.features & _RANKS for token in text.tokens[at : min(at + _SOON, sentence.end)])


def _loosely(token: Token) -> bool:
    """Verbs that name a topic only with a question: "смотрит, где лучше лечат"."""
    return bool(token.word.lemmas & _SHOWING)


def _calls_best(text: Annotated, at: int) -> bool:
    """ "назвал самые популярные курорты", "определили лучшие города": what an author calls so is ranked."""
    tokens = text.tokens
    called = any(token.lower.startswith(_BEST) for token in tokens[at + 1 : at + 2])
    return called and bool(tokens[at].word.lemmas & _CALLING)


def _measures(text: Annotated, at: int) -> bool:
    """ "определило качество жизни", "показало уровень доходов": what is measured, as the verb's object."""
    while at < len(text.tokens) - 1 and text.tokens[at].word.pos == "ADJF":
        at += 1
    noun = text.tokens[at].word
    return "accs" in noun.cases and noun.pos == "NOUN" and bool(noun.lemmas & _MEASURES)


def _topic(text: Annotated, index: int, sentence: Sentence, at: int) -> RatingName | None:
    start = _past_comma(text, sentence, at)
    end = _end(text, sentence, start)
    told = [token for token in text.tokens[start:end] if _says(token)]
    if _counts(text, sentence, end):
        return None  # "изучили статистику 340 учреждений": what was looked through, not what is ranked
    if told and _is_who(told) and text.tokens[at - 1].word.finite:
        return _before(text, index, sentence, at - 1)
    if (
        len(told) < _LEAST_WORDS
        or _is_who(told)
        or (told[0].text.isupper() and len(told[0].text) > 1)
        or text.tokens[start].word.poses & {"PREP"}
        or told[-1].word.lemmas & _NAMED
    ):
        return None
    return RatingName(start, end, index, _called(text, start, end), False, metric=True)


def _counts(text: Annotated, sentence: Sentence, end: int) -> bool:
    """Whether a count follows a topic with no preposition between."""
    if end >= sentence.end or any(period.start == end for period in text.periods):
        return False
    return text.tokens[end].kind == "number" and not _is_year(text.tokens[end])


def _is_year(token: Token) -> bool:
    """ "готовность к сезону 2025/26 года": when, and no count."""
    return token.text[:4].isdecimal() and int(token.text[:4]) in _CENTURY


def _is_who(told: list[Token]) -> bool:
    """ "составило агентство", "посчитал Тульский аналитический центр": behind the verb is who ranks."""
    head = next((token for token in told if "ADJF" not in token.word.poses), told[0])
    return bool(head.word.lemmas & _WHO) or (told[0].capitalised and told[0] is not head)


def _before(text: Annotated, index: int, sentence: Sentence, verb: int) -> RatingName | None:
    """ "Пресс-службы правительств оценивали сами журналисты": the object stands before the verb."""
    told = text.tokens[sentence.start : verb]
    if not 0 < len(told) <= _LONGEST_BEFORE or any(not _says(word) for word in told):
        return None
    if "accs" not in told[0].word.cases or told[0].word.parses[0].number != "plur":
        return None
    name = f"рейтинг: {text.slice(sentence.start, verb)}"
    return RatingName(sentence.start, verb, index, name, False, metric=True)


def _past_comma(text: Annotated, sentence: Sentence, at: int) -> int:
    """ "оценил, как регионы ...", "подсчитал, во сколько обходится ...": the question is the topic."""
    asking = _asks(text, sentence, at)
    return asking + 1 if asking else at


def _asks(text: Annotated, sentence: Sentence, at: int) -> int | None:
    """The token that asks, behind a comma and perhaps a preposition; None where none does."""
    if at + 2 >= sentence.end or text.tokens[at].text != ",":
        return None
    asking = at + 2 if "PREP" in text.tokens[at + 1].word.poses else at + 1
    if text.tokens[at - 1].word.lemmas & _REPORTING and text.tokens[asking].lower == "как":
        return None  # "сообщили, как прошёл год"
    return asking if text.tokens[asking].word.lemmas & _ASKING else None


def _end(text: Annotated, sentence: Sentence, start: int) -> int:
    periods = {period.start for period in text.periods}
    end = start
    while end < min(sentence.end, start + _LONGEST):
        token = text.tokens[end]
        if token.text in _STOPS or end in periods or token.kind in ("break", "number"):
            break
        if token.text == "," and not any(t.word.lemmas & _RELATIVE for t in text.tokens[end + 1 : end + 2]):
            break
        end += 1
    while end > start and text.tokens[end - 1].word.poses & {"PREP", "CONJ"}:
        end -= 1
    return end


def _says(token: Token) -> bool:
    return token.kind == "word" and len(token.text) > 2 and not token.word.lemmas & _EMPTY
