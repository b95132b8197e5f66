"""What a rating is of, where the text never names one and only tells who has most of something.

    Быстрее всего за год выросли зарплаты на Камчатке     рейтинг по росту зарплат
    Больше всего миллионеров живёт в Москве               рейтинг по числу миллионеров
    Минспорт сообщил, где активнее всего сдают нормы      рейтинг: активнее всего сдают нормы
    Самые высокие пенсии — на Чукотке                     рейтинг самых высоких пенсий
    Доля самозанятых за 2024 год: первая Чечня            рейтинг по доле самозанятых
    Собрали 4 млн тонн свёклы. Это пятое место            рейтинг по сбору свёклы

The context asks only where nothing else names the rating.
"""

from __future__ import annotations

from extractors.features import feature, of_forms
from extractors.rankings.described import genitive, in_case
from extractors.rankings.extent import past_metric
from extractors.rankings.rating_name import RatingName
from extractors.rankings.views import between
from extractors.rankings.vocabulary import pairs, words
from extractors.tokens import DASHES, Annotated, Sentence, Token

_MORE = words("superlatives", "comparatives")
_COUNTED = frozenset(["больше", "меньше"])
_ALL = of_forms({"всего", "всех"})
_THAN_ALL = frozenset(["всего", "всех"])
_CHANGES = pairs("superlatives", "changes")
_MOST = feature(
    lambda piece: piece.lower.startswith(("самые", "самая", "самое", "самый", "наибол", "наимен"))
)
_NOT_MEASURED = words("superlatives", "not_measured")
_DEEDS = pairs("superlatives", "deeds")
_AMOUNTING = words("superlatives", "amounting")
_UNITS = words("superlatives", "units")
_THIS = of_forms({"это", "что", "этому", "данному", "такому", "таким", "этим"})
_PLACES = frozenset(["место", "строчка", "строка", "позиция", "результат", "показатель"])
_RESULTS = frozenset(["показатель", "результат", "параметр", "критерий"])
_SOON = 4
_MEASURES = words("superlatives", "measures")
_OF_MEASURES = ("ость", "емость", "оток")
_WHOSE = words("naming", "not_naming") | frozenset(["чей", "какой"])
_ASKING = frozenset(["где", "кто", "как", "чей"])
_SIGNS = frozenset([*",;:.!?()«»", *DASHES])
_BEHIND_HEADING = frozenset([*",:.?(", *DASHES, "за", "по", "в"])
_LONGEST_CLAUSE = 16
_LONGEST_PHRASE = 5
_LEAST_LETTERS = 3
_LEAST_WORDS = 2


def told_by_most(fields: list[Annotated]) -> list[tuple[int, RatingName]]:
    """The name that a field begins with, else the first that a comparison makes, and its field's number."""
    for number, text in enumerate(fields):
        heading = _heading(text)
        if heading is not None:
            return [(number, heading)]
    for number, text in enumerate(fields):
        pointed = _pointed_at(text)
        if pointed is not None:
            return [(number, pointed)]
    for number, text in enumerate(fields):
        for index, sentence in enumerate(text.sentences):
            if sentence.features & (_ALL | _MOST):
                found = _compared(text, index, sentence) or _superlative(text, index, sentence)
                if found is not None:
                    return [(number, found)]
    return []


def _pointed_at(text: Annotated) -> RatingName | None:
    """What is told right before "Это пятое место", "По этому показателю", "С таким результатом"."""
    for index, sentence in enumerate(text.sentences):
        opening = _opening(sentence) if sentence.features & _THIS else range(0)
        this = (at for at in opening if text.tokens[at].features & _THIS)
        at = next((at for at in this if _points(text, at)), None)
        if at is None:
            continue
        start = sentence.start
        clause = text.sentences[index - 1] if index and at - start < _SOON else None
        clause = clause or (Sentence(start, at - 1, sentence.paragraph) if at - start >= _SOON else None)
        name = _told_in(text, clause) if clause is not None else None
        if clause is not None and name is not None:
            return RatingName(clause.start, clause.end, index, name, False, metric=True)
    return None


def _opening(sentence: Sentence) -> range:
    return range(sentence.start + sentence.marker, sentence.end - 2)


def _points(text: Annotated, at: int) -> bool:
    """ "это второе место", "по этому показателю": not "этот регион"."""
    if text.tokens[at].lower in ("это", "что"):
        near = text.tokens[at + 1 : at + _SOON]
        return any(token.word.lemmas & _PLACES for token in near)
    return bool(text.tokens[at + 1].word.lemmas & _RESULTS)


def _told_in(text: Annotated, clause: Sentence) -> str | None:
    """What a clause tells a figure of: "собрали 4 млн тонн свёклы", "турпоток вырос", "доход составил"."""
    if not between(text.numbers, clause.start, clause.end):
        return None
    named = _named(text, clause.start, clause.end)
    for at in range(clause.start, clause.end):
        token = text.tokens[at]
        deed = next((_DEEDS[lemma] for lemma in token.word.lemmas if lemma in _DEEDS), None)
        if deed is not None and token.word.poses & {"VERB", "PRTS"}:
            of = _done_to(text, clause, at + 1, named)
            return f"рейтинг по {deed} {of}" if of else None
        if token.word.finite and token.word.verb in _CHANGES:
            return _of_change(text, clause.start, clause.end, named)
        if token.word.finite and token.word.verb in _AMOUNTING:
            return _amounting(text, clause, at, named)
    return None


def _done_to(text: Annotated, clause: Sentence, at: int, named: set[int]) -> str | None:
    """The noun phrase behind a deed, past numbers and units: "4 млн тонн сахарной свёклы"."""
    numbers = between(text.numbers, clause.start, clause.end)
    counted = {at for number in numbers for at in range(number.start, number.end)}
    while at < clause.end and (
        at in named
        or at in counted
        or text.tokens[at].word.lemmas & _UNITS
        or not _is_of_a_phrase(text.tokens[at])
    ):
        if text.tokens[at].text in _SIGNS and text.tokens[at].text != ".":
            return None
        at += 1
    noun = at
    while noun < clause.end - 1 and text.tokens[noun].word.poses & {"ADJF", "PRTF"}:
        noun += 1
    if noun >= clause.end or not text.tokens[noun].word.cases & {"gent", "accs"} or noun in named:
        return None
    end = min(past_metric(text, clause, noun + 1), clause.end)
    tail = [text.slice(noun + 1, end)] if end > noun + 1 else []
    phrase = text.tokens[at : noun + 1]
    stands = all("gent" in token.word.cases for token in phrase)
    return " ".join([*([token.text for token in phrase] if stands else genitive(phrase)), *tail])


def _is_of_a_phrase(token: Token) -> bool:
    parses = token.word.parses
    return bool(parses) and parses[0].pos in ("NOUN", "ADJF", "PRTF") and not token.capitalised


def _amounting(text: Annotated, clause: Sentence, verb: int, named: set[int]) -> str | None:
    """ "объём инвестиций составил": the subject with what hangs on it."""
    for at in range(clause.start, verb):
        if at not in named and _is_thing(text.tokens[at]):
            low = at
            while (
                low > clause.start and low - 1 not in named and _agrees(text.tokens[low - 1], text.tokens[at])
            ):
                low -= 1
            end = min(past_metric(text, clause, at + 1), verb)
            tail = [text.slice(at + 1, end)] if end > at + 1 else []
            return " ".join(["рейтинг по", *in_case(text.tokens[low : at + 1], "datv", given="nomn"), *tail])
    return None


def _compared(text: Annotated, index: int, sentence: Sentence) -> RatingName | None:
    """ "больше всего", "чаще всех": what the clause says that it stands in."""
    for at in range(sentence.start, sentence.end - 1) if sentence.features & _ALL else ():
        if text.tokens[at].lower not in _MORE or text.tokens[at + 1].lower not in _THAN_ALL:
            continue
        start, end = _clause(text, sentence, at)
        if end - start > _LONGEST_CLAUSE:
            continue
        named = _named(text, start, end)
        name = _of_change(text, start, end, named) or _of_number(text, sentence, at + 2, end)
        name = name or _of_words(text, start, end, named)
        if name is not None:
            return RatingName(start, end, index, name, False, metric=True)
    return None


def _clause(text: Annotated, sentence: Sentence, at: int) -> tuple[int, int]:
    """From the sign in front of a token to the next one."""
    start, end = at, at + 2
    while start > sentence.start and text.tokens[start - 1].text not in _SIGNS:
        start -= 1
    while end < sentence.end and text.tokens[end].text not in _SIGNS:
        end += 1
    return start, end


def _named(text: Annotated, start: int, end: int) -> set[int]:
    """Tokens that say where and when: names and periods, with their prepositions."""
    told: set[int] = set()
    names = [(e.start, e.end) for e in between(text.entities, start, end)]
    for first, last in [*names, *((p.start, p.end) for p in between(text.periods, start, end))]:
        told.update(range(first, last))
        told.update({first - 1} if first and "PREP" in text.tokens[first - 1].word.poses else ())
    return told


def _of_change(text: Annotated, start: int, end: int, named: set[int]) -> str | None:
    """ "быстрее всего выросли зарплаты": a verb of change and its subject."""
    verb = next(
        (t.word.verb for t in text.tokens[start:end] if t.word.finite and t.word.verb in _CHANGES), ""
    )
    for at in range(start, end) if verb else ():
        if at in named or not _is_thing(text.tokens[at]):
            continue
        low = at
        while low > start and low - 1 not in named and _agrees(text.tokens[low - 1], text.tokens[at]):
            low -= 1
        whose = in_case(text.tokens[low : at + 1], "gent", given="nomn")
        return " ".join(["рейтинг по", _CHANGES[verb or ""], *whose])
    return None


def _is_thing(token: Token) -> bool:
    """A noun in the nominative that nobody is called by, and no time."""
    first = token.word.parses[0] if token.word.parses else None
    if first is None or first.pos != "NOUN" or "nomn" not in token.word.cases or "anim" in first.marks:
        return False
    return token.word.lemmas.isdisjoint(_NOT_MEASURED)


def _agrees(adjective: Token, noun: Token) -> bool:
    if adjective.word.lemmas & _WHOSE:
        return False
    return bool(adjective.word.poses & {"ADJF", "PRTF"} and adjective.word.cases & noun.word.cases)


def _of_number(text: Annotated, sentence: Sentence, at: int, end: int) -> str | None:
    """ "больше всего миллионеров": how many there are of what stands behind it in the genitive."""
    if at >= end or text.tokens[at - 2].lower not in _COUNTED:
        return None
    first = text.tokens[at]
    plural = any(parse.number == "plur" and parse.case == "gent" for parse in first.word.parses[:2])
    if first.capitalised or not plural:
        return None
    return f"рейтинг по числу {text.slice(at, min(past_metric(text, sentence, at), end))}"


def _of_words(text: Annotated, start: int, end: int, named: set[int]) -> str | None:
    """What the clause says besides where and when."""
    said = [token for at, token in enumerate(text.tokens[start:end], start) if at not in named]
    content = [t for t in said if _says(t) and t.lower not in _MORE | _THAN_ALL]
    if len(content) < _LEAST_WORDS or not any(token.word.finite for token in content):
        return None
    said = said[1:] if said[0].lower in _ASKING else said
    told = [token.text if token.text.isupper() else token.lower for token in said]
    return f"рейтинг: {' '.join(told)}"


def _says(token: Token) -> bool:
    return token.kind == "word" and len(token.text) > _LEAST_LETTERS


def _superlative(text: Annotated, index: int, sentence: Sentence) -> RatingName | None:
    """ "самые высокие пенсии", "самым популярным направлением для поездок": a phrase that says most."""
    for at in range(sentence.start, sentence.end - 1) if sentence.features & _MOST else ():
        if not text.tokens[at].features & _MOST:
            continue
        noun = at + 1
        while noun < min(sentence.end - 1, at + _LONGEST_PHRASE) and text.tokens[noun].word.poses & {"ADJF"}:
            noun += 1
        if not _is_thing(text.tokens[noun]) or text.tokens[noun].capitalised:
            continue
        end = past_metric(text, sentence, noun + 1)
        tail = [text.slice(noun + 1, end)] if end > noun + 1 else []
        if end - at > _LEAST_WORDS:
            name = " ".join(["рейтинг", *in_case(text.tokens[at : noun + 1], "gent", given="nomn"), *tail])
            return RatingName(at, end, index, name, False, metric=True)
    return None


def _heading(text: Annotated) -> RatingName | None:
    """ "Пассажиропоток аэропортов за квартал: ...": what a field begins with, where that is measured."""
    sentence = text.sentences[0]
    at = start = sentence.start + sentence.marker
    while at < min(sentence.end - 1, start + _LONGEST_PHRASE) and text.tokens[at].word.poses == {"ADJF"}:
        at += 1
    noun = text.tokens[at]
    measured = noun.word.lemmas & _MEASURES or noun.word.lemma.endswith(_OF_MEASURES)
    if at >= sentence.end - 1 or text.tokens[start].features & _MOST or not measured or not _is_thing(noun):
        return None
    end = past_metric(text, sentence, at + 1)
    if end - start < _LEAST_WORDS or end >= sentence.end or text.tokens[end].lower not in _BEHIND_HEADING:
        return None
    tail = [text.slice(at + 1, end)] if end > at + 1 else []
    name = " ".join(["рейтинг по", *in_case(text.tokens[start : at + 1], "datv", given="nomn"), *tail])
    return RatingName(start, end, 0, name, False, metric=True)
