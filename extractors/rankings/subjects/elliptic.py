"""Subjects whose noun is said with another one: "Балтийский имени Канта — 34-й"."""

from __future__ import annotations

from extractors.rankings.items import Referent, ReferentKind
from extractors.rankings.subjects.noun_phrases import NounPhrases, district_called
from extractors.rankings.vocabulary import words
from extractors.rankings.wording import gender_of, heads, noun_lemma

_SHARED = frozenset(
    [
        "школа",
        "гимназия",
        "больница",
        "университет",
        "институт",
        "район",
        "округ",
        "академия",
        "театр",
        "завод",
        "музей",
        "аэропорт",
    ]
)
"""Nouns that a text names once for several that an adjective tells apart."""
_SEVERAL = frozenset(["округов", "округам", "округами", "макрорегионов", "макрорегионам"])
_AREAS = frozenset(["район", "округ"])
_OF_TOWNS = ("ский", "цкий")
"""How adjectives end that are made of the names of towns and areas."""
_NO_NAMES = words("elliptic", "no_names")
_ELSEWHERE = frozenset(["округ"])
"""Of which adjectives mean the federal ones."""
_SIDES = frozenset(["Юг", "Центр"])
"""What districts are called where a text tells of all of them."""
_BACK = 80
"""Tokens that such a noun may stand before: some four sentences."""
_ENDINGS = tuple(words("subjects", "endings"))


class Elliptic(NounPhrases):
    """Reads adjectives that stand for the noun as well."""

    def _elliptic_district(self, position: int) -> Referent | None:
        """ "Среди федеральных округов лидирует Центральный": the noun was said of all of them."""
        token = self._tokens[position]
        name = district_called(token.word.lemmas) or (token.text if token.text in _SIDES else None)
        if name is None or self._modifies(position):
            return None
        if not any(map(self._tells_of_districts, range(max(0, position - _BACK), position))):
            return None
        return Referent(
            position,
            position + 1,
            "district",
            None,
            name,
            noun="округ",
            gender="masc",
            cases=token.word.cases,
        )

    def _tells_of_districts(self, index: int) -> bool:
        """ "федеральных округов", "Сибирский федеральный округ"."""
        token = self._tokens[index]
        if token.lower in _SEVERAL:
            return True
        return "округ" in token.word.lemmas and "федеральный" in self._tokens[index - 1].word.lemmas

    def _elliptic(self, position: int) -> tuple[list[Referent], int] | None:
        """ "Балтийский имени Канта — 34-й", "Терновский и Панинский": the noun was named with another one."""
        end = position
        while self._single(end) and (end > position or self._tokens[end].capitalised):
            end += 1
        if end == position or (end == position + 1 and position in self._entities):
            return None
        if self._tokens[position].word.lemmas & _NO_NAMES or (end < self._end and not self._may_end(end)):
            return None
        head = self._antecedent(position)
        if head is None:
            return None
        stop = self._named_after(end, []) if end < self._end and self._tokens[end].lower == "имени" else None
        token = self._tokens[head]
        kind: ReferentKind = "city" if token.word.lemmas & _AREAS else "organisation"
        words = [self._put(index, gender_of(token)) for index in range(position, end)]
        lemma = noun_lemma(token)
        name = " ".join([*words, lemma, *([self._text.slice(end, stop)] if stop else [])])
        region, behind = self._tied(stop or end)
        stop = behind if region else stop
        region = region or self._adjective_region(position, end)
        cases = self._tokens[position].word.cases
        return [
            Referent(
                position, stop or end, kind, region, name, noun=lemma, gender=gender_of(token), cases=cases
            )
        ], stop or end

    def _may_end(self, index: int) -> bool:
        """Whether no noun that an adjective before `index` could belong to begins there."""
        token = self._tokens[index]
        if token.text == "(":
            return index + 1 in self._numbers
        if token.kind != "word" or token.lower in ("имени", "и", "а"):
            return token.text not in "«-"
        best = token.word.best
        return best is not None and best.pos in ("VERB", "PREP", "CONJ", "ADVB", "PRCL", "PRTS")

    def _antecedent(self, position: int) -> int | None:
        """The noun of the last organisation or district before whose name begins with such an adjective."""
        wanted = {p.gender for p in self._tokens[position].word.parses if p.pos == "ADJF"}
        for index in range(position - 1, max(0, position - _BACK) - 1, -1):
            word = self._tokens[index].word
            if not word.lemmas & _SHARED or gender_of(self._tokens[index]) not in wanted:
                continue
            if self._tells_of_all(index, position):
                return index  # "итоги соревнования районов: победил Чердаклинский"
            if "федеральный" in self._tokens[index - 1].word.lemmas:
                continue
            first = index - 1
            while first >= 0 and "ADJF" in self._tokens[first].word.poses:
                if self._tokens[first].capitalised:
                    return index
                first -= 1
        return None

    def _tells_of_all(self, index: int, position: int) -> bool:
        """Whether a plural says what those are of whom an adjective behind tells one: "сельских школ"."""
        if not any(lemma.endswith(_OF_TOWNS) for lemma in self._tokens[position].word.lemmas):
            return False
        parses = self._tokens[index].word.parses
        if not any(p.pos == "NOUN" and p.number == "plur" for p in parses[:1]):
            return False
        within = (token.kind != "break" for token in self._tokens[index:position])
        return all(within) and self._tokens[index].word.lemmas.isdisjoint(_ELSEWHERE)

    def _organises(self, head: int) -> bool:
        """Whether an organisation's noun stands at `head`."""
        lemmas = self._tokens[head].word.lemmas
        if lemmas & _AREAS:
            return True
        return bool(lemmas & heads()["organisation"]) or any(lemma.endswith(_ENDINGS) for lemma in lemmas)

    def _sharers(self, shared: tuple[list[tuple[int, int]], int]) -> tuple[list[Referent], int]:
        """Organisations that share a head in the plural."""
        runs, head = shared
        token = self._tokens[head]
        lemma = noun_lemma(token)
        kind: ReferentKind = "city" if token.word.lemmas & _AREAS else "organisation"
        found = []
        for start, end in runs:
            name = " ".join([*(self._put(index, gender_of(token)) for index in range(start, end)), lemma])
            found.append(
                Referent(
                    start, end, kind, self._adjective_region(start, end), name, noun=lemma,
                    gender=gender_of(token), cases=token.word.cases,
                )
            )  # fmt: skip
        found[-1].end = head + 1
        return found, head + 1
