"""Names of ratings made of what a clause tells: its deed, its change, its subject."""

from __future__ import annotations

from extractors.rankings.ratings.described import genitive, in_case
from extractors.rankings.ratings.extent import past_metric
from extractors.rankings.views import between
from extractors.rankings.vocabulary import pairs, words
from extractors.tokens import DASHES, Annotated, Sentence, Token

_CHANGES = pairs("superlatives", "changes")
NOT_MEASURED = words("superlatives", "not_measured")
_DEEDS = pairs("superlatives", "deeds")
_AMOUNTING = words("superlatives", "amounting")
_UNITS = words("superlatives", "units")
_SAID_ONCE = words("naming", "said_once")
_RANKED = words("context", "organisations") | words("context", "cities")
_LISTS = words("totals", "lists") | frozenset(["исследование", "журнал", "доклад"])
_WHOSE = words("naming", "not_naming") | frozenset(["чей", "какой"])
SIGNS = frozenset([*",;:.!?()«»", *DASHES])


def told_in(text: Annotated, clause: Sentence) -> str | None:
    """What a clause tells a figure of: "собрали 4 млн тонн свёклы", "турпоток вырос", "доход составил"."""
    if not between(text.numbers, clause.start, clause.end):
        return None
    named = where_and_when(text, clause.start, clause.end)
    for at in range(clause.start, clause.end):
        token = text.tokens[at]
        deed = next((_DEEDS[lemma] for lemma in token.word.lemmas if lemma in _DEEDS), None)
        if deed is not None and token.word.poses & {"VERB", "PRTS"}:
            abroad = [t.lower for t in text.tokens[at + 1 : at + 3]] == ["за", "рубеж"]
            of = _done_to(text, clause, at + 3 if abroad else at + 1, named)
            deed = "экспорту" if abroad else deed
            return f"рейтинг по {deed} {of}" if of else None
        if token.word.finite and token.word.verb in _CHANGES:
            return of_change(text, clause.start, clause.end, named)
        if token.word.finite and token.word.verb in _AMOUNTING:
            return _amounting(text, clause, at, named)
    return None


def amount_in(text: Annotated, sentence: Sentence) -> str | None:
    """ "Кубань нарастила экспорт вина": a noun of measures with what it is of, in a sentence."""
    for at in range(sentence.start, sentence.end - 1):
        token = text.tokens[at]
        if token.word.lemmas & _SAID_ONCE and token.word.pos == "NOUN":
            end = min(past_metric(text, sentence, at + 1), sentence.end)
            listed = bool(text.tokens[at + 1].word.lemmas & _LISTS)  # "в новом выпуске рейтинга"
            if end > at + 1 and not text.tokens[at + 1].capitalised and not listed:
                return " ".join(["рейтинг по", *in_case([token], "datv"), *text.tail(at + 1, end)])
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
        if text.tokens[at].text in SIGNS and text.tokens[at].text != ".":
            return None
        at += 1
    noun = at
    while noun < clause.end - 1 and text.tokens[noun].word.poses & {"ADJF", "PRTF"}:
        noun += 1
    if noun >= clause.end or not text.tokens[noun].word.cases & {"gent", "accs"} or noun in named:
        return None
    end = min(past_metric(text, clause, noun + 1), clause.end)
    tail = text.tail(noun + 1, end)
    phrase = text.tokens[at : noun + 1]
    stands = all("gent" in token.word.cases for token in phrase)
    return " ".join([*([token.text for token in phrase] if stands else genitive(phrase)), *tail])


def _is_of_a_phrase(token: Token) -> bool:
    parses = token.word.parses
    return bool(parses) and parses[0].pos in ("NOUN", "ADJF", "PRTF") and not token.capitalised


def _amounting(text: Annotated, clause: Sentence, verb: int, named: set[int]) -> str | None:
    """ "объём инвестиций составил": the subject with what hangs on it."""
    for at in range(clause.start, verb):
        if at not in named and is_thing(text.tokens[at]):
            low = _phrase_start(text, clause.start, at, named)
            end = min(past_metric(text, clause, at + 1), verb)
            tail = text.tail(at + 1, end)
            return " ".join(["рейтинг по", *in_case(text.tokens[low : at + 1], "datv", given="nomn"), *tail])
    return None


def where_and_when(text: Annotated, start: int, end: int) -> set[int]:
    """Tokens that say where and when: names and periods, with their prepositions."""
    told: set[int] = set()
    names = [(e.start, e.end) for e in between(text.entities, start, end)]
    for first, last in [*names, *((p.start, p.end) for p in between(text.periods, start, end))]:
        told.update(range(first, last))
        told.update({first - 1} if first and "PREP" in text.tokens[first - 1].word.poses else ())
    return told


def of_change(text: Annotated, start: int, end: int, named: set[int]) -> str | None:
    """ "быстрее всего выросли зарплаты": a verb of change and its subject."""
    verb = next(
        (t.word.verb for t in text.tokens[start:end] if t.word.finite and t.word.verb in _CHANGES), ""
    )
    for at in range(start, end) if verb else ():
        if at in named or not is_thing(text.tokens[at]):
            continue
        low = _phrase_start(text, start, at, named)
        whose = in_case(text.tokens[low : at + 1], "gent", given="nomn")
        return " ".join(["рейтинг по", _CHANGES[verb or ""], *whose])
    return None


def is_thing(token: Token) -> bool:
    """A noun in the nominative that nobody is called by, and no time."""
    first = token.word.best
    if first is None or first.pos != "NOUN" or "nomn" not in token.word.cases or "anim" in first.marks:
        return False
    return token.word.lemmas.isdisjoint(NOT_MEASURED) and token.word.lemmas.isdisjoint(_RANKED)


def _phrase_start(text: Annotated, start: int, noun: int, named: set[int]) -> int:
    """Where the adjectives of a noun begin, at `start` at the earliest."""
    low = noun
    while low > start and low - 1 not in named and _agrees(text.tokens[low - 1], text.tokens[noun]):
        low -= 1
    return low


def _agrees(adjective: Token, noun: Token) -> bool:
    if adjective.word.lemmas & _WHOSE:
        return False
    return bool(adjective.word.poses & {"ADJF", "PRTF"} and adjective.word.cases & noun.word.cases)
