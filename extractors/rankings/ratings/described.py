"""What a rating is of, where a clause behind its noun says so.

    в рейтинге, отражающем качество школьного питания
    рейтинг, в котором сравнивают уровень преступности
    индекс, который показывает долговую нагрузку
    исследование банка «Прогресс», посвящённое долговой нагрузке

and names that a study has, which no rating's noun calls one: "в исследовании «Где дышать легко»",
"в QS World University Rankings".
"""

from __future__ import annotations

from extractors.features import feature, of_lemmas
from extractors.morphology import inflected
from extractors.rankings.ratings.complements import past_governed
from extractors.rankings.ratings.extent import past_metric
from extractors.rankings.vocabulary import words
from extractors.tokens import Annotated, Sentence, Token

_DESCRIBING = words("described", "describing")
_INDICATORS = words("described", "indicators")
_DATIVE = frozenset(["посвятить"])
_STUDY = of_lemmas(words("described", "studies"))
_MEASURED = words("described", "measured")
_MEASURES = of_lemmas(_MEASURED)
_TITLED_STUDY = of_lemmas(_MEASURED | frozenset(["голосование", "подборка", "обзор", "доклад"]))
_RESULTS = frozenset(["итог", "результат"])
_RANKED = frozenset(["регионов", "субъектов", "городов", "муниципалитетов", "вузов"])
_WHOSE = words("described", "whose")
_INTO = frozenset(["в", "во", "согласно", "итогам", "результатам", "итоги", "результаты"])
_RANKINGS = feature(lambda piece: piece.lower in ("rankings", "ranking", "rating", "ratings", "index"))
_PUBLISHING = words("described", "publishing")
_MOST = words("described", "most")
_MOST_WORDS = words("described", "most_words")
WHITHER = frozenset(["откуда", "куда"])
_WHERE = WHITHER | {"где"}
_THEREIN = frozenset([",", ":", "в", "котором", "которой", "где"])
_LONGEST_CLAUSE = 12
_WITHIN = 6
"""Tokens between the noun and the comma of its clause: whose it is."""
_LONGEST = 9
_LONGEST_TITLE = 14
_BACK = 4


def description(text: Annotated, sentence: Sentence, index: int) -> tuple[int, str] | None:
    """What the clause says that follows a rating's noun soon after `index`: past its end, in the genitive."""
    for at in range(index, min(index + _WITHIN, sentence.end - 2)):
        token = text.tokens[at]
        if token.text == ",":
            return _clause(text, sentence, at + 1)
        if token.word.finite or token.kind in ("number", "break") or token.text in ".;:—()":
            return None
    return None


def _clause(text: Annotated, sentence: Sentence, at: int) -> tuple[int, str] | None:
    """The object of a participle ("отражающем ...") or of the verb behind "который", "где"."""
    first = text.tokens[at]
    if any(parse.pos == "PRTF" and parse.lemma in _DESCRIBING for parse in first.word.parses[:2]):
        return _object(text, sentence, at + 1, "datv" if first.word.lemmas & _DATIVE else "accs")
    relative = first.lower == "где" or "который" in first.word.lemmas
    if first.lower in ("в", "во") and at + 1 < sentence.end:
        relative = "который" in text.tokens[at + 1].word.lemmas
    if not relative:
        return None
    for verb in range(at + 1, min(at + _BACK, sentence.end - 1)):
        word = text.tokens[verb].word
        if word.finite:
            return _object(text, sentence, verb + 1, "accs") if word.verb in _DESCRIBING else None
    return None


def _object(text: Annotated, sentence: Sentence, start: int, case: str) -> tuple[int, str] | None:
    """The noun phrase at a token that has a case, with what hangs on it, in the genitive."""
    count = text.tokens[start].kind == "number" and start + 2 < sentence.end
    if count and text.tokens[start + 1].word.lemmas & _INDICATORS:
        start, case = start + 2, "gent"  # "учитывающий 30 показателей развития"
    head = _head(text, start, min(start + _BACK, sentence.end), case)
    if head is None:
        return None
    end = head + 1
    while end < min(sentence.end, start + _LONGEST) and _goes_on(text.tokens[end]):
        end += 1
    tail = text.tail(head + 1, end)
    return end, " ".join([*genitive(text.tokens[start : head + 1]), *tail])


def _head(text: Annotated, start: int, limit: int, case: str) -> int | None:
    """The noun that a phrase has behind its adjectives, if all can stand in a case."""
    for at in range(start, limit):
        word = text.tokens[at].word
        if not word.parses or word.cases.isdisjoint((case, "nomn")):
            return None
        if word.parses[0].pos == "NOUN":
            return at
    return None


def _goes_on(token: Token) -> bool:
    return token.kind in ("word", "mixed") and not token.word.finite and token.lower not in ("а", "но", "что")


def genitive(tokens: list[Token]) -> list[str]:
    """The words of a noun phrase in the genitive of its number."""
    return in_case(tokens, "gent")


def in_case(tokens: list[Token], case: str, *, given: str = "") -> list[str]:
    """The words of a noun phrase in a case, each as it is where it has no such form.

    `given` is the case that the phrase stands in, where that is known: "зарплаты" are then several.
    """
    nouns = [p for p in tokens[-1].word.parses if p.pos == "NOUN"]
    noun = next((p for p in nouns if p.case == given), nouns[0] if nouns else None)
    number = noun.number if noun and noun.number else "sing"
    gender = [noun.gender] if noun and noun.gender and number == "sing" else []
    forms = [inflected(t.lower, case, number, *gender) or t.text for t in tokens[:-1]]
    return [*forms, inflected(tokens[-1].lower, case, number) or tokens[-1].text]


def studies(text: Annotated, sentence: Sentence) -> list[tuple[int, int, str, bool]]:
    """Studies that are named in a sentence where one stands in them: start, end and name of each.

    The last tells whether they are announced ("подвели итоги оценки качества"), not only stood in.
    """
    found: list[tuple[int, int, str, bool]] = []
    if sentence.features & (_STUDY | _MEASURES):
        for at in range(sentence.start + 1, sentence.end - 1):
            if not text.tokens[at].features & (_STUDY | _MEASURES):
                continue
            if _stands_in(text, sentence, at) or _comes_out(text, sentence, at):
                named = _titled(text, sentence, at + 1) or description(text, sentence, at + 1)
                results = _results_of(text, sentence, at) if named is None else None
                named = named or results
                if named is not None:
                    kind = inflected(text.tokens[at].lower, "nomn", "sing") or text.tokens[at].lower
                    found.append((at, named[0], f"{kind} {named[1]}", results is not None))
    if sentence.features & _RANKINGS:
        found += [(*named, True) for named in _latin(text, sentence)]
    return found


def study_of(text: Annotated, sentence: Sentence) -> tuple[int, int, str] | None:
    """ "Исследование трезвости", "исследование «Где дышать легко»": by what it is of; else None."""
    for at in range(sentence.start, sentence.end - 1) if sentence.features & _TITLED_STUDY else ():
        titled = _titled(text, sentence, at + 1) if text.tokens[at].features & _TITLED_STUDY else None
        if titled is not None:
            kind = inflected(text.tokens[at].lower, "nomn", "sing") or text.tokens[at].lower
            return at, titled[0], f"{kind} {titled[1]}"
    for at in range(sentence.start, sentence.end - 1) if sentence.features & _MEASURES else ():
        end = _past_what(text, sentence, at) if text.tokens[at].features & _MEASURES else at
        if end > at + 1:
            kind = inflected(text.tokens[at].lower, "nomn", "sing") or text.tokens[at].lower
            return at, end, f"{kind} {text.slice(at + 1, end)}"
    return None


def _past_what(text: Annotated, sentence: Sentence, at: int) -> int:
    """Past the genitives that say what a study at a token is of."""
    end = at + 1
    while end < min(sentence.end, at + _WITHIN) and _ingenitive(text.tokens[end]):
        end += 1
    return end


def _results_of(text: Annotated, sentence: Sentence, at: int) -> tuple[int, str] | None:
    """ "подвели итоги оценки качества питания", "по результатам мониторинга дорог": what it is of."""
    if at <= sentence.start or not text.tokens[at - 1].word.lemmas & _RESULTS:
        return None
    end = _past_what(text, sentence, at)
    end += end == at + 1 < sentence.end - 2 and text.tokens[end].lower in _RANKED
    if end < sentence.end - 1 and text.tokens[end].lower == "по":  # "оценки регионов по уровню доходов"
        measured = past_governed(text, sentence, end, "datv")
        end = past_metric(text, sentence, measured) if measured is not None else end
    return (end, text.slice(at + 1, end)) if end > at + 2 else None


def _ingenitive(token: Token) -> bool:
    word = token.word
    if token.kind != "word" or token.capitalised or not word.parses or word.lemmas & _WHOSE:
        return False
    if word.parses[0].pos == "NOUN" and word.parses[0].number == "plur" and "anim" in word.parses[0].marks:
        return False  # "оценка предпринимателей"
    return word.parses[0].pos in ("NOUN", "ADJF", "PRTF") and "gent" in word.cases


def _stands_in(text: Annotated, sentence: Sentence, at: int) -> bool:
    """ "в исследовании", "по итогам народного голосования"."""
    before = [token.lower for token in text.tokens[max(sentence.start, at - 3) : at]]
    return not _INTO.isdisjoint(before)


def _comes_out(text: Annotated, sentence: Sentence, at: int) -> bool:
    """ "центр «Сова» выпустил доклад «Регионы в сети»"."""
    return at > sentence.start and bool(text.tokens[at - 1].word.lemmas & _PUBLISHING)


def the_less(text: Annotated, sentence: Sentence, index: int) -> tuple[int, str] | None:
    """ ", в котором чем меньше пожаров, тем выше строка": where that ends, and by the number of what."""
    at = index
    while at < min(sentence.end - 3, index + _BACK) and text.tokens[at].lower in _THEREIN:
        at += 1
    if at + 3 >= sentence.end:
        return None
    if text.tokens[at].lower != "чем" or text.tokens[at + 1].lower not in ("меньше", "больше"):
        return None
    end = at + 2
    while end < min(sentence.end - 1, at + _LONGEST) and text.tokens[end].text != ",":
        end += 1
    if text.tokens[end].text != "," or text.tokens[end + 1].lower != "тем" or end == at + 2:
        return None
    plural = any(p.case == "gent" and p.number == "plur" for p in text.tokens[at + 2].word.parses)
    return (end, f"по числу {text.slice(at + 2, end)}") if plural else None


def ranked_by(text: Annotated, sentence: Sentence, index: int) -> int | None:
    """Where the clause ends that says which are ranked ("регионов, в которых активнее ..."), or None."""
    if index + 2 >= sentence.end or text.tokens[index].text != ",":
        return None
    opening = text.tokens[index + 1 : index + 3]
    if opening[0].lower not in _WHERE and not any("который" in token.word.lemmas for token in opening):
        return None
    end = index + 2
    when = {at for period in text.periods for at in range(period.start, period.end)}
    while end < min(sentence.end, index + _LONGEST_CLAUSE) and (
        text.tokens[end].kind in ("word", "mixed") or end in when
    ):
        end += 1
    told = text.tokens[index + 1 : end]
    if opening[0].lower in WHITHER:
        return end if any(token.word.finite for token in told) else None
    return end if any(t.word.lemmas & _MOST or t.lower in _MOST_WORDS for t in told) else None


def _titled(text: Annotated, sentence: Sentence, at: int) -> tuple[int, str] | None:
    """The name in quotes right behind a study's noun."""
    if text.tokens[at].text != "«":
        return None
    close = text.past_quote(at, min(sentence.end, at + _LONGEST_TITLE))
    return (close, text.slice(at, close)) if close is not None else None


def _latin(text: Annotated, sentence: Sentence) -> list[tuple[int, int, str]]:
    """ "QS World University Rankings": a run of Latin words that ends in the noun, or has it inside."""
    found = []
    at = sentence.start
    while at < sentence.end:
        end = at
        while end < sentence.end and _is_latin(text.tokens[end].text):
            end += 1
        if end > at + 1 and any(token.features & _RANKINGS for token in text.tokens[at:end]):
            found.append((at, end, text.slice(at, end)))
        at = max(end, at + 1)
    return found


def _is_latin(text: str) -> bool:
    return text.isascii() and text[:1].isalpha()
