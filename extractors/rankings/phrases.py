"""The parts of noun phrases: heads, modifiers, genitives, and what ties them to a region."""

from __future__ import annotations

from dataclasses import dataclass

from extractors.morphology import inflected
from extractors.rankings.items import Place
from extractors.rankings.wording import gender_of
from extractors.signals import Signal
from extractors.tokens import DASHES, Annotated, Entity, Sentence, Token

LONGEST_PHRASE = 24
"""Tokens of one noun phrase; longer ones are not names."""
_MOST_MODIFIERS = 6
"""Of one noun: "Саратовский национальный исследовательский государственный университет"."""
_GENITIVE = frozenset(["gent"])
_PROPER = frozenset(["Geox", "Name", "Surn", "Orgn"])
_ALL_CASES = frozenset(["nomn", "gent", "datv", "accs", "ablt", "loct"])
_CAPITALS = frozenset(["столица", "центр", "город", "райцентр"])
RATED = frozenset(["рейтинг", "индекс", "список", "перечень", "таблица"])
_AGENCIES = frozenset(["риа", "тасс", "интерфакс", "прайм", "regnum", "рбк", "вциом", "росстат"])


Region = tuple[str, int, int, str]
"""The code of a region in a noun phrase, its tokens, its name there; "" behind a preposition."""


@dataclass(slots=True)
class NounPhrase:
    """A noun at the token `head` with all that belongs to it, `start` to `end`.

    `regions` are named in it behind the noun, `adjective` is the code of the region that an adjective
    before the noun tells; `cases` are those of the noun and its adjectives, `lemma` the noun's. `named`
    tells that it has a name of its own.
    """

    start: int
    head: int
    end: int
    regions: list[Region]
    adjective: str | None
    cases: frozenset[str]
    lemma: str
    named: bool

    @property
    def region(self) -> str | None:
        """The region that it is of: the last one behind the noun, else that of the adjective."""
        return self.regions[-1][0] if self.regions else self.adjective

    @property
    def is_bare(self) -> bool:
        """Whether it is the noun alone."""
        return self.start == self.head and self.end == self.head + 1


class Phrases:
    """Looks for the parts of noun phrases among the tokens of one sentence.

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

    def _head_after(self, position: int) -> int | None:
        """The head that the modifiers from `position` lead to, or None where no noun phrase begins."""
        index = position
        while index < min(self._end, position + 6):
            token = self._tokens[index]
            entity = self._entities.get(index)
            if index in self._taken or index in self._numbers:
                return None
            if token.text == "«" and index > position:
                return index
            if entity is not None:
                if entity.form != "adjective":
                    return index
                if not self._modifies(entity.end - 1):
                    return index
                index = entity.end
                continue
            if token.kind not in ("word", "mixed"):
                return None
            if self._is_noun(token) and not (token.word.parses[:1] and self._is_adjective(index)):
                return index
            if not self._is_modifier(token):
                return None
            index += 1
        return None

    def _is_adjective(self, index: int) -> bool:
        """ "Детская больница": a name in form only, where a noun that agrees follows."""
        return self._tokens[index].word.parses[0].pos == "ADJF" and self._modifies(index)

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

    def _owned(self, index: int) -> tuple[str | None, int]:
        """ "«Русский Север» Вологодской области", "Суздаль Владимирской области": the region in genitive."""
        entity = self._entities.get(index)
        if entity is None or entity.kind != "region" or entity.form != "noun":
            return None, index
        cases = cases_of(entity)
        return (entity.code, entity.end) if "gent" in cases and "nomn" not in cases else (None, index)

    def _apart(self, before: Token, end: int) -> bool:
        """ "в рейтинге клубов «Искра» заняла": a name in quotes that is not that of the noun before it."""
        best = before.word.parses[0] if before.word.parses else None
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

    def _closing(self, position: int) -> int | None:
        depth = 0
        for index in range(position, min(self._end, position + LONGEST_PHRASE)):
            depth += {"«": 1, "»": -1}.get(self._tokens[index].text, 0)
            if depth == 0:
                return index + 1
        return None

    def _names_rating(self, start: int) -> bool:
        """Whether the phrase stands behind "рейтинг": then it is who compiles it."""
        return start > self._start and bool(self._tokens[start - 1].word.lemmas & RATED)

    def _is_abbreviation(self, token: Token) -> bool:
        text = token.text
        if not "А" <= text[:1] <= "Я" or not 2 < len(text) < 8 or self._shouting or text[1:].islower():
            return False
        return sum(letter.isupper() for letter in text) > 1 and token.lower not in _AGENCIES

    def _extent(self, head: int) -> tuple[int, list[Region], bool]:
        """Past the phrase's last token; its regions in genitive; whether it has a name in quotes."""
        index, regions, named = head + 1, list[Region](), False
        while index < min(self._end, head + LONGEST_PHRASE):
            step = self._extension(index, regions)
            if step is not None and index == head + 1 and self._tokens[index].text == "«":
                step = None if self._apart(self._tokens[head], step) else step
            if step is None:
                break
            named = named or self._tokens[index].text == "«"
            index = step
        return index, regions, named

    def _extension(self, index: int, regions: list[Region]) -> int | None:
        token = self._tokens[index]
        if index in self._taken:
            return None
        entity = self._entities.get(index)
        if entity is not None and entity.kind == "region" and entity.form == "noun":
            return self._in_genitive(entity, regions)
        if entity is not None and entity.kind in ("country", "district", "city"):
            return entity.end if "gent" in cases_of(entity) else None
        if token.text == "«":
            return self._closing(index)
        if token.text == "(":
            return self._abbreviation(index)
        if token.lower in ("имени", "им", "№", "из", "в", "со"):
            return self._named_after(index, regions)
        if index in self._numbers:
            return index + 1 if self._tokens[index - 1].text == "№" else None
        if token.kind == "punctuation":
            return self._apposed_capital(index, regions)
        return self._genitive(index)

    def _in_genitive(self, entity: Entity, regions: list[Region]) -> int | None:
        """Past a region whose the phrase's head is."""
        if entity.code is None or "gent" not in cases_of(entity):
            return None
        if "nomn" in cases_of(entity) and self._tokens[entity.start - 1].word.lemmas & RATED:
            return None  # "рейтинга Марий Эл": a name that never changes need not be a genitive
        if "nomn" in cases_of(entity) and self._is_predicate(entity.end):
            return None  # "в своей группе Марий Эл третья"
        regions.append((entity.code, entity.start, entity.end, entity.name))
        return entity.end

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
        return self._tokens[index + 1].text in DASHES or self._is_predicate(index + 1)

    def _abbreviation(self, index: int) -> int | None:
        if (
            index + 2 < self._end
            and self._tokens[index + 2].text == ")"
            and self._tokens[index + 1].text.isupper()
        ):
            return index + 3 if self._tokens[index + 1].kind == "word" else None
        return None

    def _named_after(self, index: int, regions: list[Region]) -> int | None:
        lower = self._tokens[index].lower
        if lower == "№":
            return index + 2 if index + 1 in self._numbers or index + 1 < self._end else None
        if lower in ("имени", "им"):
            stop = index + 1 + (lower == "им" and self._tokens[index + 1].text == ".")
            last = min(self._end, index + 8)
            while stop < last and stop not in self._entities and self._tokens[stop].capitalised:
                stop += 1 + self._is_initial(stop)
            return stop
        region, stop = self._tied(index)
        if region is not None and not regions:
            regions.append((region, index, stop, ""))
            return stop
        return self._in_city(index, regions) if region is None and not regions else None

    def _is_initial(self, index: int) -> bool:
        """Whether the point behind a letter is that of an initial: "имени М. В. Ломоносова"."""
        if len(self._tokens[index].text) > 1 or index + 2 >= self._end:
            return False
        return self._tokens[index + 1].text == "." and self._tokens[index + 2].capitalised

    def _in_city(self, index: int, regions: list[Region]) -> int | None:
        """ "центр в Екатеринбурге", "диспансер из Челябинска": the town that tells which one it is."""
        if self._tokens[index].lower not in ("из", "в", "с", "со"):
            return None
        named = self._city_end(index + 1, {"gent", "loct"})
        return named if named is not None else self._capital_of(index + 1, regions)

    def _city_end(self, index: int, cases: frozenset[str] | set[str]) -> int | None:
        """Past the name of a town in one of some cases, if one begins at `index`."""
        if index >= self._end or index in self._taken:
            return None
        entity = self._entities.get(index)
        if entity is not None:
            fitting = entity.kind == "city" and cases_of(entity) & cases
            return entity.end if fitting else None
        first = index
        while (
            first + 1 < self._end
            and self._is_modifier(self._tokens[first])
            and self._tokens[first].capitalised
        ):
            first += 1
        token = self._tokens[first]
        located = token.capitalised and any("Geox" in p.marks and p.case in cases for p in token.word.parses)
        return first + 1 if located else None

    def _capital_of(self, index: int, regions: list[Region]) -> int | None:
        """ "столицы Татарстана", "административного центра Хабаровского края" in whatever case."""
        head = index
        while head < min(self._end, index + 3) and self._is_modifier(self._tokens[head]):
            head += 1
        if head + 1 >= self._end or not self._tokens[head].word.lemmas & _CAPITALS:
            return None
        entity = self._entities.get(head + 1)
        if entity is None or entity.kind != "region" or entity.code is None or "gent" not in cases_of(entity):
            return None
        if regions:
            return None
        regions.append((entity.code, entity.start, entity.end, ""))
        return entity.end

    def _apposed_capital(self, index: int, regions: list[Region]) -> int | None:
        """ "мэр Якутска, столицы Якутии,": what says in brackets of commas which town it is.

        The comma behind is taken with it where a person's name follows.
        """
        if regions or self._tokens[index].text != "," or not self._follows_city(index):
            return None
        if index + 1 >= self._end or "gent" not in self._tokens[index + 1].word.cases:
            return None
        stop = self._capital_of(index + 1, regions)
        if stop is None or stop + 1 >= self._end or self._tokens[stop].text != ",":
            return stop
        return stop + 1 if self._is_person_part(stop + 1) else stop

    def _follows_city(self, index: int) -> bool:
        token = self._tokens[index - 1]
        entity = next((e for e in self._entities.values() if e.end == index), None)
        if entity is not None:
            return entity.kind == "city"
        return token.capitalised and any("Geox" in parse.marks for parse in token.word.parses)

    def _tied(self, index: int) -> tuple[str | None, int]:
        """ "из Ненецкого округа", "из Барнаула (Алтайский край)": the region behind a name."""
        if index + 1 >= self._end or self._tokens[index].lower not in ("из", "в", "с", "со"):
            return None, index
        for following in range(index + 1, min(index + 4, self._end)):
            entity = self._entities.get(following)
            if entity is not None:
                return (
                    (entity.code, entity.end)
                    if entity.kind == "region" and entity.form == "noun"
                    else (None, index)
                )
            if not self._is_modifier(self._tokens[following]):
                break
        return None, index

    def _sharing(self, position: int) -> tuple[list[tuple[int, int]], int] | None:
        """ "Курский аграрный и Псковский медицинский университеты": the adjectives of each, and the head."""
        if position in self._taken or not self._single(position) or not self._tokens[position].capitalised:
            return None
        runs, index = [(position, position + 1)], position + 1
        while index < min(self._end, position + LONGEST_PHRASE):
            token = self._tokens[index]
            if self._single(index):
                runs[-1] = (runs[-1][0], index + 1)
                index += 1
            elif token.lower in (",", "и") and self._single(index + 1):
                runs.append((index + 1, index + 2))
                index += 2
            elif token.text == "(" and self._closed(index):
                index += 3
            else:
                break
        if len(runs) < 2 or not all(self._tokens[start].capitalised for start, _ in runs):
            return None
        best = self._tokens[index].word.parses[:1] if index < self._end else ()
        plural = any(parse.pos == "NOUN" and parse.number == "plur" for parse in best)
        return (runs, index) if plural else None

    def _closed(self, index: int) -> bool:
        """Whether a bracket holds one word: "Северный (Арктический)"."""
        return index + 2 < self._end and self._tokens[index + 2].text == ")"

    def _single(self, index: int) -> bool:
        """Whether an adjective in the singular stands at `index`."""
        if index >= self._end or index in self._taken or index in self._numbers:
            return False
        parses = self._tokens[index].word.parses
        return bool(parses) and parses[0].pos == "ADJF" and parses[0].number == "sing"

    def _genitive(self, index: int) -> int | None:
        """Past a genitive noun with its adjectives, if one begins at `index`."""
        if self._is_abbreviation(self._tokens[index]) and self._apart(self._tokens[index - 1], index + 1):
            return None  # "в рейтинге вузов МГУ занял"
        stop = index
        while stop < min(self._end, index + 5):
            token = self._tokens[stop]
            if stop in self._taken or token.kind not in ("word", "mixed") or "gent" not in token.word.cases:
                return None
            if token.capitalised and (_names_somebody(token) or self._begins_predicate(stop)):
                return None  # "глава Коми Фёдор Канев", "в рейтинге городов Тольятти — восьмой"
            plain = "nomn" in token.word.cases and not token.capitalised
            if plain and token.word.parses[0].case == "nomn":
                return None
            entity = self._entities.get(stop)
            if entity is not None and entity.form == "noun":
                return None if stop == index else stop
            if self._is_noun(token):
                return None if token.word.parses[0].pos in ("VERB", "GRND", "INFN") else stop + 1
            if not self._is_modifier(token):
                return None
            stop += 1
        return None

    def _adjective_region(self, start: int, head: int) -> str | None:
        for index in range(start, head):
            entity = self._entities.get(index)
            if entity is not None and entity.kind == "region":
                return entity.code
        return None

    def _cases(self, start: int, head: int) -> frozenset[str]:
        cases = self._tokens[head].word.cases
        if start == head and self._never_changes(self._tokens[head]):
            return _GENITIVE if self._follows_noun(head) else _ALL_CASES
        for index in range(start, head):
            token = self._tokens[index]
            if index not in self._entities and token.kind == "word" and token.word.cases & cases:
                cases &= token.word.cases
            entity = self._entities.get(index)
            if entity is not None and entity.cases & cases:
                cases &= entity.cases
        return cases or _ALL_CASES

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

    def _after_joint(self, index: int) -> int | None:
        stop = index
        while stop < self._end and self._tokens[stop].lower in (",", "и", "а", "также"):
            stop += 1
        return stop if index < stop < self._end else None

    def _nominative(self, start: int, head: int, end: int) -> str:
        """The phrase with its head and modifiers in the nominative singular."""
        gender = gender_of(self._tokens[head])
        pieces = [self._put(index, gender) for index in range(start, head + 1)]
        return " ".join([*pieces, self._text.slice(head + 1, end)] if end > head + 1 else pieces)

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

    def _named_city(self, index: int) -> bool:
        """Whether a name follows "город": any word with a capital, "Грозный" too."""
        if index >= self._end or index in self._taken or index in self._entities:
            return False
        return self._tokens[index].capitalised and self._tokens[index].kind == "word"

    def _is_name(self, index: int) -> bool:
        if index >= self._end or index in self._taken or index in self._entities or index in self._numbers:
            return False
        token = self._tokens[index]
        if not (token.kind == "word" and token.capitalised):
            return False
        marks = {mark for parse in token.word.parses for mark in parse.marks}
        first = index == self._start
        if token.word.lemmas & {
            "россия",
            "европа",
            "азия",
            "сибирь",
            "урал",
            "поволжье",
            "кавказ",
            "земля",
        }:
            return False
        return bool(marks & {"Geox", "Surn", "Name"}) or (not first and not token.word.parses)

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


def _names_somebody(token: Token) -> bool:
    """Whether a word is first of all somebody's name, in another case than the genitive."""
    best = token.word.parses[0]
    named = any("Name" in parse.marks and parse.case == "nomn" for parse in token.word.parses)
    return named and not (best.case == "gent" and "Name" in best.marks)


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
