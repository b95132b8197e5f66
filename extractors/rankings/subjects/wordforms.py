"""The words of noun phrases: what each can be, and the form that a name has."""

from __future__ import annotations

from extractors.morphology import inflected
from extractors.rankings.items import Place
from extractors.rankings.wording import gender_of
from extractors.signals import Signal
from extractors.tokens import DASHES, Annotated, Entity, Sentence, Token

LONGEST_PHRASE = 24
"""Tokens of one noun phrase; longer ones are not names."""
_MOST_MODIFIERS = 6
"""Of one noun: "Саратовский национальный исследовательский государственный университет"."""
_LONGEST_SHORT, _LONGEST_JOINED = 7, 12
"""Letters of an abbreviation, and of two with a hyphen between: "КНИТУ-КАИ"."""
_GENITIVE = frozenset(["gent"])
_LISTS = frozenset(["рейтинг", "список", "перечень", "таблица"])
_NOMINATIVE = frozenset(["nomn"])
_PROPER = frozenset(["Geox", "Name", "Surn", "Orgn"])
_ALL_CASES = frozenset(["nomn", "gent", "datv", "accs", "ablt", "loct"])
RATED = frozenset(["рейтинг", "индекс", "список", "перечень", "таблица"])
_AGENCIES = frozenset(["риа", "тасс", "интерфакс", "прайм", "regnum", "рбк", "вциом", "росстат"])


class Wordforms:
    """The tokens of one sentence, as parts of noun phrases.

    `persons` tells that the rating is of persons, so that a surname alone is one.
    """

    def __init__(
        self,
        text: Annotated,
        sentence: Sentence,
        places: list[Place],
        covered: list[Signal],
        *,
        persons: bool = False,
    ) -> None:
        self._persons = persons
        self._text = text
        self._tokens = text.tokens
        self._start, self._end = sentence.start + sentence.marker, sentence.end
        self._entities = {e.start: e for e in text.entities}
        self._adjectives = {e.end - 1 for e in text.entities if e.form == "adjective"}
        self._shouting = text.slice(sentence.start, sentence.end).isupper()
        self._taken = {index for start, end in _spans(places, covered) for index in range(start, end)}
        self._counted = {n.end for n in text.numbers if n.kind == "cardinal" and n.value > 1}
        self._numbers = {i for n in text.numbers for i in range(n.start, n.end)}

    @staticmethod
    def _is_noun(token: Token) -> bool:
        word = token.word
        if not word.parses:
            return token.kind == "word" and token.capitalised
        best = word.parses[0]
        if best.pos == "NOUN":
            return True
        if token.capitalised and token.text.isupper() and len(token.text) > 1:
            return True
        return (
            "NOUN" in word.poses
            and token.capitalised
            and best.pos not in ("PREP", "CONJ", "PRCL", "VERB", "ADVB")
        )

    @staticmethod
    def _is_modifier(token: Token) -> bool:
        return bool(token.word.poses & {"ADJF", "PRTF"}) and token.word.parses[0].pos in (
            "ADJF",
            "PRTF",
            "NOUN",
        )

    def _is_abbreviation(self, token: Token) -> bool:
        text = token.text
        longest = _LONGEST_JOINED if "-" in text else _LONGEST_SHORT
        if not "А" <= text[:1] <= "Я" or not 2 < len(text) <= longest or self._shouting or text[1:].islower():
            return False
        return sum(letter.isupper() for letter in text) > 1 and token.lower not in _AGENCIES

    def _names_rating(self, start: int) -> bool:
        """Whether the phrase stands behind "рейтинг": then it is who compiles it."""
        return start > self._start and bool(self._tokens[start - 1].word.lemmas & RATED)

    def _closing(self, position: int) -> int | None:
        depth = 0
        for index in range(position, min(self._end, position + LONGEST_PHRASE)):
            depth += {"«": 1, "»": -1}.get(self._tokens[index].text, 0)
            if depth == 0:
                return index + 1
        return None

    def _single(self, index: int) -> bool:
        """Whether an adjective in the singular stands at `index`."""
        if index >= self._end or index in self._taken or index in self._numbers:
            return False
        parses = self._tokens[index].word.parses
        return bool(parses) and parses[0].pos == "ADJF" and parses[0].number == "sing"

    def _closed(self, index: int) -> bool:
        """Whether a bracket holds one word: "Северный (Арктический)"."""
        return index + 2 < self._end and self._tokens[index + 2].text == ")"

    def _after_joint(self, index: int) -> int | None:
        stop = index
        while stop < self._end and self._tokens[stop].lower in (",", "и", "а", "также"):
            stop += 1
        return stop if index < stop < self._end else None

    def _modifies(self, index: int) -> bool:
        """Whether the adjective at `index` has a noun after it that it can belong to."""
        following = index + 1
        while following < self._end and following < index + _MOST_MODIFIERS:
            token = self._tokens[following]
            if following in self._taken or (token.kind not in ("word", "mixed") and token.text != "«"):
                return False
            if token.text == "«":
                return True
            entity = self._entities.get(following)
            if entity is not None:
                if entity.form != "adjective":
                    return False
                following = entity.end
                continue
            if self._is_noun(token):
                return bool(token.word.cases & self._tokens[index].word.cases) or not token.word.cases
            if not self._is_modifier(token):
                return False
            following += 1
        return False

    def _cases(self, start: int, head: int) -> frozenset[str]:
        cases = self._tokens[head].word.cases
        if start == head and self._never_changes(self._tokens[head]):
            if self._acts(head) or self._is_dashed(head):
                return _NOMINATIVE
            return _GENITIVE if self._follows_noun(head) else _ALL_CASES
        for index in range(start, head):
            token = self._tokens[index]
            if index not in self._entities and token.kind == "word" and token.word.cases & cases:
                cases &= token.word.cases
            entity = self._entities.get(index)
            if entity is not None and entity.cases & cases:
                cases &= entity.cases
        return cases or _ALL_CASES

    def _is_dashed(self, index: int) -> bool:
        """ "Среди 100 вузов ДВФУ — 34-й", no "место ДВФУ — 34-е": whom a dash gives a place behind a list."""
        if index + 2 >= self._end or self._tokens[index + 1].text not in DASHES or index == self._start:
            return False
        ordinal = any(n.start == index + 2 and n.kind == "ordinal" for n in self._text.numbers)
        before = self._tokens[index - 1].word
        listed = bool(before.lemmas & _LISTS) and "nomn" not in before.cases
        return ordinal and (listed or any(p.number == "plur" for p in before.parses[:1]))

    def _acts(self, index: int) -> bool:
        """ "в рейтинге вузов страны МФТИ занял": whom a singular verb right behind needs as its subject."""
        acts = self._tokens[index + 1].word.parses[:1] if index + 1 < self._end else ()
        if not any(parse.pos == "VERB" and parse.number == "sing" for parse in acts):
            return False
        if self._names_actor(index + 2):
            return False  # "место по экспорту продукции АПК получила Тула"
        for at in range(index - 1, self._start - 1, -1):
            token = self._tokens[at]
            if token.kind == "punctuation":
                break
            best = token.word.best
            if best is not None and best.case == "nomn" and best.pos in ("NOUN", "NPRO"):
                return False
        return True

    def _is_led(self, index: int) -> bool:
        """ "Возглавляет рейтинг МГУ", "Замыкает список Ильсур": what a verb leads, before who does."""
        verb = self._tokens[index - 1] if index > self._start else None
        if verb is None or not verb.word.finite or not self._tokens[index].word.lemmas & RATED:
            return False
        for at in range(index - 2, self._start - 1, -1):
            token, parses = self._tokens[at], self._tokens[at].word.parses
            if token.text in ";:":
                break
            if (parses and parses[0].case == "nomn" and parses[0].pos == "NOUN") or at in self._entities:
                return False
            if self._is_abbreviation(token):
                return False
        return True

    def _names_actor(self, index: int) -> bool:
        """Whether somebody is named in the nominative behind a verb, before the next sign."""
        for at in range(index, self._end):
            token = self._tokens[at]
            if token.kind == "punctuation":
                return False
            if token.capitalised and "nomn" in token.word.cases and not token.text.isupper():
                return True
        return False

    def _follows_noun(self, index: int) -> bool:
        """ "поддержка НКО", "доступность МФЦ": an abbreviation right behind a noun tells whose it is."""
        before = self._tokens[index - 1] if index > self._start else None
        best = before.word.parses[0] if before is not None and before.word.parses else None
        if best is None or index - 1 in self._taken or index - 1 in self._entities:
            return False
        if any(token.lower == "по" for token in self._tokens[max(self._start, index - 3) : index]):
            return False  # "по вовлечённости КГУ — 41-й"
        owner = best.pos == "NOUN" and not best.marks & _PROPER
        return owner and not (before is not None and self._apart(before, index + 1))

    def _never_changes(self, token: Token) -> bool:
        """An abbreviation, whatever endings the dictionary sees in it: "МФТИ" is no genitive."""
        return _is_spelt(token) or (len(token.text) > 1 and token.text.isupper() and not self._shouting)

    def _nominative(self, start: int, head: int, end: int) -> str:
        """The phrase with its head and modifiers in the nominative singular."""
        gender = gender_of(self._tokens[head])
        pieces = [self._put(index, gender) for index in range(start, head + 1)]
        return " ".join([*pieces, *self._text.tail(head + 1, end)])

    def _put(self, index: int, gender: str) -> str:
        token = self._tokens[index]
        if (token.text.isupper() and len(token.text) > 1) or _is_spelt(token) or self._is_plain_name(token):
            return token.text
        if token.word.parses and _is_singular_nominative(token, gender):
            return token.text
        form = inflected(
            token.lower,
            "nomn",
            "sing",
            *((gender,) if "ADJF" in token.word.poses and gender else ()),
        )
        form = form or token.text
        return form[:1].upper() + form[1:] if token.capitalised else form

    @staticmethod
    def _is_plain_name(token: Token) -> bool:
        """A name that is a nominative as it stands: "Печоры", "Кириллов"."""
        return token.capitalised and any(
            parse.case == "nomn" and parse.marks & {"Geox", "Surn", "Orgn"} for parse in token.word.parses
        )

    def _apart(self, before: Token, end: int) -> bool:
        """ "в рейтинге клубов «Искра» заняла": a name in quotes that is not that of the noun before it."""
        best = before.word.best
        if best is None or best.pos != "NOUN" or best.number != "plur" or "gent" not in before.word.cases:
            return False
        if self._is_predicate(end) or self._joins_abbreviation(end):
            return True
        acts = self._tokens[end].word.parses[:1] if end < self._end else ()
        return any(parse.pos == "VERB" and parse.number == "sing" for parse in acts)

    def _joins_abbreviation(self, index: int) -> bool:
        """ "в рейтинге вузов МГУ и СПбГУ": two that are named, and no owners."""
        if index + 1 >= self._end or self._tokens[index].lower not in ("и", ","):
            return False
        return self._is_abbreviation(self._tokens[index + 1])

    def _is_predicate(self, index: int) -> bool:
        """Whether an ordinal with no noun of its own begins at a token, so that a subject stands before."""
        if index not in self._numbers or self._tokens[index].kind != "word":
            return False
        return "nomn" in self._tokens[index].word.cases and not self._modifies(index)

    def _begins_predicate(self, index: int) -> bool:
        """Whether a town whose name never changes has a dash or an ordinal behind it."""
        fixed = {p.case for p in self._tokens[index].word.parses if "Geox" in p.marks} >= {"nomn", "gent"}
        if index + 1 >= self._end or not fixed:
            return False
        return self._tokens[index + 1].text in DASHES or self._is_predicate(index + 1) or self._acts(index)

    def _is_given_name(self, index: int) -> bool:
        """ "глава Коми Владимир Уйба": a town's name that is first of all a man's, before another name."""
        parses, following = self._tokens[index].word.parses, index + 1
        named = bool(parses) and "Name" in parses[0].marks and self._entities[index].kind == "city"
        if not named or following >= self._end or following in self._entities:
            return False
        return self._tokens[following].kind == "word" and self._tokens[following].capitalised

    def _is_person_part(self, index: int) -> bool:
        token = self._tokens[index]
        if index in self._entities and not self._is_given_name(index):
            return False
        if not (token.kind == "word" and token.capitalised):
            return False
        marks = {mark for parse in token.word.parses for mark in parse.marks}
        return bool(marks & {"Name", "Surn", "Patr"}) or not token.word.parses or len(token.text) > 3


def cases_of(entity: Entity) -> frozenset[str]:
    """The cases that a name can be in: all of them where it never changes ("ЯНАО")."""
    return entity.cases or _ALL_CASES


def _is_singular_nominative(token: Token, gender: str) -> bool:
    """Whether a word stands in the form that a name has: "Высшая", not "высочайшая"."""
    fitting = (p for p in token.word.parses if p.case == "nomn" and p.number == "sing")
    return any(p.pos == "NOUN" or not gender or p.gender == gender for p in fitting)


def _is_spelt(token: Token) -> bool:
    """ "УрФУ", "СибГУ": an abbreviation of small and capital letters, the same in all cases."""
    tail = token.text[1:]
    return tail.isalpha() and tail != tail.lower() and tail != tail.upper()


def _spans(places: list[Place], covered: list[Signal]) -> list[tuple[int, int]]:
    return [(p.start, p.end) for p in places] + [(s.start, s.end) for s in covered]
