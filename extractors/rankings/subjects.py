"""Subjects of a sentence: regions, their organisations, cities, persons, stand-ins, and lists of them."""

from __future__ import annotations

from collections.abc import Iterable

from extractors.morphology import fold, is_known
from extractors.rankings.districts import by_adjective
from extractors.rankings.items import Referent, ReferentKind
from extractors.rankings.named import Named
from extractors.rankings.phrases import NounPhrase, Region, cases_of
from extractors.rankings.vocabulary import words
from extractors.rankings.wording import (
    gender_of,
    heads,
    is_plural,
    people_name,
    region_name,
    region_noun,
)
from extractors.tokens import DASHES, Annotated, Entity, Token

_PRONOUNS = {
    "он": ("masc", "nom"), "она": ("femn", "nom"), "оно": ("neut", "nom"), "они": ("", "nom"),
    "него": ("masc", "gen"), "нее": ("femn", "gen"), "ним": ("masc", "ins"), "ней": ("femn", "ins"),
    "ее": ("femn", "acc"), "его": ("masc", "acc"), "ему": ("masc", "dat"), "ей": ("femn", "dat"),
    "им": ("", "dat"), "них": ("", "gen"), "ними": ("", "ins"), "та": ("femn", "nom"),
    "тот": ("masc", "nom"), "мы": ("", "nom"), "нас": ("", "gen"),
}  # fmt: skip
_PRONOUN_CASES = {
    "nom": frozenset(["nomn"]),
    "gen": frozenset(["gent", "accs", "loct"]),
    "ins": frozenset(["ablt", "datv", "loct"]),
    "dat": frozenset(["datv", "ablt"]),
    "acc": frozenset(["accs", "gent"]),
}
_REGIONS = frozenset(["регион", "субъект", "область", "территория", "республика"])
_OF_WHOM = frozenset(["gent"])
_SEVERAL = frozenset(["округов", "округам", "округами", "макрорегионов", "макрорегионам"])
FEDERAL_CITIES = frozenset(["RU-MOW", "RU-SPE", "UA-40"])
_COMPETING = ("спортсмен", "борец", "боксер", "лыжни", "плов", "гимнаст", "игрок", "атлет", "шахматист")
"""Beginnings of words for people whose places are their own, and no region's."""
_SHARED = frozenset(["университет", "институт", "район", "академия", "театр", "завод", "музей"])
"""Nouns that a text names once for several that an adjective tells apart."""
_AGENCIES = frozenset(["риа", "иа"])
_BACK = 80
"""Tokens that such a noun may stand before: some four sentences."""
_PROPER = frozenset(["Geox", "Name", "Surn", "Orgn", "anim"])
_LOCAL = frozenset(["региональный", "областной", "краевой", "республиканский", "окружной"])
_ALL_CASES = frozenset(["nomn", "gent", "datv", "accs", "ablt", "loct"])
_ENDINGS = tuple(words("subjects", "endings"))


class SubjectReader(Named):
    """Reads the groups of subjects of one sentence. `places` are not read as subjects."""

    def referents(self) -> list[Referent]:
        """The single subjects, in order."""
        found: list[Referent] = []
        position = self._start
        while position < self._end:
            token = self._tokens[position]
            if not (token.word.nominal or token.text == "«" or position in self._entities):
                position += 1
                continue
            read, position = self._phrase(position)
            found += read
        return found

    def _phrase(self, position: int) -> tuple[list[Referent], int]:
        token = self._tokens[position]
        if position in self._taken or token.kind in ("number", "break"):
            return [], position + 1
        if position in self._numbers:
            return self._numbered(position)
        if token.lower in ("ее", "его") and self._is_object(position):
            return [self._pronoun(position)], position + 1
        if token.lower in _PRONOUNS and token.lower not in ("ее", "его") and not self._points(position):
            return [self._pronoun(position)], position + 1
        if token.text == "«":
            return self._quoted(position)
        shared = self._sharing(position)
        if shared is not None and self._organises(shared[1]):
            return self._sharers(shared)
        district = self._elliptic_district(position) if token.capitalised else None
        if district is not None:
            return [district], position + 1
        elliptic = self._elliptic(position)
        if elliptic is not None:
            return elliptic
        start, head = position, self._head_after(position)
        if head is None:
            return [], position + 1
        return self._headed(start, head)

    def _located(self, head: int, end: int) -> bool:
        """Whether a phrase says itself where the organisation is: "диспансер из Челябинска"."""
        return any(token.lower in ("из", "в") for token in self._tokens[head + 1 : end])

    def _elliptic_district(self, position: int) -> Referent | None:
        """ "Среди федеральных округов лидирует Центральный": the noun was said of all of them."""
        token = self._tokens[position]
        name = _district_called(token.word.lemmas)
        if name is None or self._modifies(position):
            return None
        before = self._tokens[max(0, position - _BACK) : position]
        if not any(each.lower in _SEVERAL for each in before):
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

    def _elliptic(self, position: int) -> tuple[list[Referent], int] | None:
        """ "Балтийский имени Канта — 34-й", "Терновский и Панинский": the noun was named with another one."""
        end = position
        while self._single(end) and (end > position or self._tokens[end].capitalised):
            end += 1
        if end == position or (end == position + 1 and position in self._entities):
            return None
        if end < self._end and not self._may_end(end):
            return None
        head = self._antecedent(position)
        if head is None:
            return None
        stop = self._named_after(end, []) if end < self._end and self._tokens[end].lower == "имени" else None
        token = self._tokens[head]
        kind: ReferentKind = "city" if token.word.lemmas & {"район"} else "organisation"
        words = [self._put(index, gender_of(token)) for index in range(position, end)]
        lemma = next((p.lemma for p in token.word.parses if p.pos == "NOUN"), token.lower)
        name = " ".join([*words, lemma, *([self._text.slice(end, stop)] if stop else [])])
        region = self._adjective_region(position, end)
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
        best = token.word.parses[0] if token.word.parses else None
        return best is not None and best.pos in ("VERB", "PREP", "CONJ", "ADVB", "PRCL", "PRTS")

    def _antecedent(self, position: int) -> int | None:
        """The noun of the last organisation or district before whose name begins with such an adjective."""
        wanted = {p.gender for p in self._tokens[position].word.parses if p.pos == "ADJF"}
        for index in range(position - 1, max(0, position - _BACK) - 1, -1):
            word = self._tokens[index].word
            if not word.lemmas & _SHARED or gender_of(self._tokens[index]) not in wanted:
                continue
            first = index - 1
            while first >= 0 and "ADJF" in self._tokens[first].word.poses:
                if self._tokens[first].capitalised:
                    return index
                first -= 1
        return None

    def _organises(self, head: int) -> bool:
        """Whether an organisation's noun stands at `head`."""
        lemmas = self._tokens[head].word.lemmas
        return bool(lemmas & heads()["organisation"]) or any(lemma.endswith(_ENDINGS) for lemma in lemmas)

    def _sharers(self, shared: tuple[list[tuple[int, int]], int]) -> tuple[list[Referent], int]:
        """Organisations that share a head in the plural."""
        runs, head = shared
        token = self._tokens[head]
        lemma = next((p.lemma for p in token.word.parses if p.pos == "NOUN"), token.lower)
        found = []
        for start, end in runs:
            name = " ".join([*(self._put(index, gender_of(token)) for index in range(start, end)), lemma])
            found.append(
                Referent(
                    start, end, "organisation", self._adjective_region(start, end), name, noun=lemma,
                    gender=gender_of(token), cases=token.word.cases,
                )
            )  # fmt: skip
        found[-1].end = head + 1
        return found, head + 1

    def _is_object(self, position: int) -> bool:
        """ "поместил её на 3-е место": behind a verb and before no noun it is an object, no possessive."""
        before = self._tokens[position - 1] if position > self._start else None
        following = self._tokens[position + 1] if position + 1 < self._end else None
        acts = before is not None and (before.word.finite or "GRND" in before.word.poses)
        if not acts or following is None:
            return False
        return not (self._is_noun(following) or self._is_modifier(following))

    def _points(self, position: int) -> bool:
        """Whether "тот" or "та" belongs to a noun that follows, or to "тот же"."""
        if self._tokens[position].lower not in ("та", "тот") or position + 1 >= self._end:
            return False
        following = self._tokens[position + 1]
        return following.lower == "же" or self._is_noun(following) or self._is_modifier(following)

    def _numbered(self, position: int) -> tuple[list[Referent], int]:
        """ "239-й лицей": the number is part of the name."""
        following = position + 1
        if following >= self._end or following in self._numbers or following in self._taken:
            return [], following
        if (
            self._tokens[position].kind != "mixed"
            or not self._tokens[following].word.lemmas & heads()["organisation"]
        ):
            return [], following
        return self._headed(position, following)

    def _pronoun(self, position: int) -> Referent:
        gender, role = _PRONOUNS[self._tokens[position].lower]
        return Referent(
            position, position + 1, "pronoun", None, "", noun=self._tokens[position].lower, gender=gender,
            plural=not gender, cases=_PRONOUN_CASES[role],
        )  # fmt: skip

    def _headed(self, start: int, head: int) -> tuple[list[Referent], int]:
        entity = self._entities.get(head)
        if entity is not None and entity.kind == "country":
            return [], entity.end
        alone = start == head and self._tokens[start].capitalised
        if entity is not None and entity.kind == "district" and entity.form == "adjective" and not alone:
            return [], entity.end
        if (
            entity is not None
            and entity.kind == "district"
            and self._tokens[start - 1].word.lemmas & _REGIONS
        ):
            return [], entity.end  # "из регионов СКФО"
        if entity is not None and entity.kind == "district":
            name = _district_called([fold(entity.name)]) or entity.name
            district = Referent(entity.start, entity.end, "district", None, name, noun="округ", gender="masc")
            district.cases = entity.cases or self._tokens[head].word.cases or _ALL_CASES
            if "gent" in district.cases and self._follows_noun(start):
                district.cases = _OF_WHOM  # "лидером ПФО стала Пензенская область"
            return [district], entity.end
        if entity is not None and entity.kind in ("region", "city"):
            return self._region_phrase(start, entity)
        if self._tokens[head].text == "«":
            made, stop = self._quoted(head)
            for each in made:
                each.region, each.start = (
                    each.region or self._adjective_region(start, head),
                    start,
                )
                each.cases = self._tokens[head - 1].word.cases or each.cases
            return made, stop
        return self._noun_phrase(start, head)

    def _region_phrase(self, start: int, entity: Entity) -> tuple[list[Referent], int]:
        kind: ReferentKind = "people" if entity.form == "demonym" else "region"
        if entity.kind == "city":
            return self._city(start, entity.start, entity.end)
        if entity.code is None or (kind == "people" and not entity.plural):
            return [], entity.end
        told_of = start in self._counted or self._tokens[start - 1].text == "—"
        if entity.form == "adjective" and entity.plural and told_of:
            return [], entity.end  # "первые три клиники — московские", "в сотне четыре воронежских"
        noun, gender = region_noun(entity.name)
        name = people_name(entity.name) if kind == "people" else entity.name
        return [
            Referent(
                entity.start, entity.end, kind, entity.code, name, noun=noun, gender=gender,
                plural=entity.plural, cases=entity.cases or _ALL_CASES,
            )
        ], entity.end  # fmt: skip

    def _noun_phrase(self, start: int, head: int) -> tuple[list[Referent], int]:
        token = self._tokens[head]
        known = heads()
        lemma = next((p.lemma for p in token.word.parses if p.pos == "NOUN"), token.lower)
        end, regions, named = self._extent(head)
        adjective = self._adjective_region(start, head)
        cases = self._cases(start, head)
        phrase = NounPhrase(start, head, end, regions, adjective, cases, lemma, named)
        if lemma == "обязанность" and self._is_acting(head):
            return self._acting(start, head)
        if lemma in known["role"]:
            return self._person(phrase)
        made: list[Referent] = []
        if lemma in known["city"] and not regions:
            made, stop = self._named_town(start, head, lemma, adjective, cases)
        elif lemma in known["region"]:
            made, stop = self._area(phrase)
        if made:
            return made, stop
        if lemma in known["organisation"] or lemma.endswith(_ENDINGS) or self._is_short_name(start, head):
            return self._organisation(phrase)
        if lemma in known["city"]:
            return self._settlement(phrase)
        if lemma in known["people"] or (adjective is not None and self._are_people(token, cases)):
            return self._people(phrase)
        return self._other_phrase(phrase)

    def _is_short_name(self, start: int, head: int) -> bool:
        """ "МФТИ"; not "пятая по ИЖС", which says by what."""
        measured = start > self._start and self._tokens[start - 1].lower == "по"
        return self._is_abbreviation(self._tokens[head]) and not measured

    def _other_phrase(self, phrase: NounPhrase) -> tuple[list[Referent], int]:
        """A phrase whose noun is of no class of subjects: a name, or what a region has."""
        start, head, end, regions = phrase.start, phrase.head, phrase.end, phrase.regions
        if self._is_name(head):
            return self._name(start, head)
        has = phrase.lemma in heads()["transparent"] and start not in self._counted
        if has and regions and regions[-1][3]:
            return self._transparent(phrase)
        own = self._own_name(start, head, end, phrase.adjective, phrase.cases)
        return (own, end) if own else ([], self._past_other(head, end, regions))

    def _people(self, phrase: NounPhrase) -> tuple[list[Referent], int]:
        """ "жители Карелии", "жителям Дагестана, Калмыкии и Тувы", "томские аграрии": of a region each."""
        token = self._tokens[phrase.head]
        region = phrase.adjective or (phrase.regions[0][0] if phrase.regions else None)
        people = Referent(
            phrase.start,
            phrase.end,
            "people",
            region,
            region_name(region),
            noun=phrase.lemma,
            cases=phrase.cases,
            plural=True,
        )
        someone = any("anim" in parse.marks for parse in token.word.parses[:1])
        if not region or (someone and not is_plural(token, phrase.cases)):
            return [], phrase.end
        if not phrase.regions:
            return [people], phrase.end
        return self._of_each(phrase, people)

    def _transparent(self, phrase: NounPhrase) -> tuple[list[Referent], int]:
        """ "место Карелии", "подъём Коми и Тувы": what is told of it is told of the region."""
        code, _, end, name = phrase.regions[-1]
        noun, gender = region_noun(name)
        owner = Referent(
            phrase.start, end, "region", code, name, noun=noun, gender=gender, cases=phrase.cases
        )
        return self._of_each(phrase, owner)

    def _of_each(self, phrase: NounPhrase, first: Referent) -> tuple[list[Referent], int]:
        """What is told of each region of a phrase, by the region's name and not the phrase's."""
        name = first.name
        more, stop = self._same_head(phrase, first)
        first.name = name
        for each in more:
            each.name = region_name(each.region)
        return [first, *more], stop

    def _area(self, phrase: NounPhrase) -> tuple[list[Referent], int]:
        """ "тверской регион", "область", "сосед Тувы": a region by a common noun."""
        if phrase.regions:
            code = phrase.regions[0][0]
            near = Referent(
                phrase.start,
                phrase.end,
                "people",
                code,
                region_name(code),
                noun=phrase.lemma,
                cases=phrase.cases,
            )
            return ([near] if phrase.lemma in ("сосед", "соседка") else []), phrase.end
        token = self._tokens[phrase.head]
        named = {lemma for each in self._tokens[phrase.start : phrase.head] for lemma in each.word.lemmas}
        name = _district_called(named)
        if phrase.lemma == "округ" and name is not None:
            return [
                Referent(
                    phrase.start, phrase.head + 1, "district", None, name, noun="округ", gender="masc",
                    cases=phrase.cases,
                )
            ], phrase.head + 1  # fmt: skip
        plural = is_plural(token, phrase.cases) or phrase.start in self._counted
        own = any(t.word.lemmas & {"наш"} for t in self._tokens[phrase.start : phrase.head])
        return [
            Referent(
                phrase.start, phrase.head + 1, "region" if phrase.adjective else "standin", phrase.adjective,
                region_name(phrase.adjective),
                noun=phrase.lemma, gender=gender_of(token), plural=plural, cases=phrase.cases, own=own,
            )
        ], phrase.head + 1  # fmt: skip

    def _named_town(
        self, start: int, head: int, lemma: str, adjective: str | None, cases: frozenset[str]
    ) -> tuple[list[Referent], int]:
        """ "город Москва" is the region; "из села Оса": the name stands in the nominative behind its noun."""
        federal = self._entities.get(head + 1)
        if lemma == "город" and federal is not None and federal.code in FEDERAL_CITIES:
            made, stop = self._region_phrase(head + 1, federal)
            for each in made:
                each.start = start
            return made, stop
        if not self._named_city(head + 1):
            return [], head
        made, stop = self._city(start, head + 1, head + 2, region=adjective)
        made[0].cases = cases
        return made, stop

    def _own_name(
        self, start: int, head: int, end: int, adjective: str | None, cases: frozenset[str]
    ) -> list[Referent]:
        """ "самарский Курумоч", "Сбербанк": a capital inside a sentence, and no class of things."""
        if not self._is_own_name(start, head, end, adjective):
            return []
        token = self._tokens[head]
        return [
            Referent(start, end, "organisation", adjective, token.text, gender=gender_of(token), cases=cases)
        ]

    def _is_own_name(self, start: int, head: int, end: int, adjective: str | None) -> bool:
        token = self._tokens[head]
        if not token.capitalised or end != head + 1 or token.kind != "word":
            return False
        if head > self._start and self._tokens[head - 1].lower in _AGENCIES:
            return False  # "РИА Рейтинг"
        if adjective is not None and head == start + 1:
            return True
        marks = {mark for parse in token.word.parses for mark in parse.marks}
        known = is_known(token.lower)
        plain = not (known and marks & {"Surn", "Name", "Patr"}) and not token.lower.startswith("мин")
        able = start == head and plain and not self._shouting and len(token.text) > 3
        if head > self._start + (self._tokens[self._start].text in DASHES):
            return able
        # "Ростсельмаш — 12-й": what begins a sentence has its capital anyway
        acts = end < self._end and self._tokens[end].word.finite
        named = "Orgn" in marks or (not known and (acts or bool(marks & _PROPER)))
        return able and named and self._is_predicated(end)

    def _is_predicated(self, index: int) -> bool:
        """Whether a dash or a verb follows, so that what stands before is a subject."""
        if index >= self._end:
            return False
        return self._tokens[index].text in DASHES or self._tokens[index].word.finite

    @staticmethod
    def _are_people(token: Token, cases: frozenset[str]) -> bool:
        """ "вологодские сладкоежки", "мурманские водители": people of a region, whatever they do."""
        plural = (p for p in token.word.parses if p.pos == "NOUN" and p.number == "plur" and p.case in cases)
        competing = token.lower.startswith(_COMPETING)
        return any("anim" in parse.marks for parse in plural) and not token.capitalised and not competing

    def _is_acting(self, head: int) -> bool:
        return head + 1 < self._end and bool(self._tokens[head + 1].word.lemmas & heads()["role"])

    def _acting(self, start: int, head: int) -> tuple[list[Referent], int]:
        """ "временно исполняющий обязанности главы Мордовии"."""
        end, regions, _ = self._extent(head + 1)
        region = regions[-1][0] if regions else None
        name = self._text.slice(start, end)
        cases = self._tokens[start].word.cases
        return [Referent(start, end, "person", region, name, noun="глава", gender="masc", cases=cases)], end

    def _past_other(self, head: int, end: int, regions: list[Region]) -> int:
        """Where to read on behind a phrase that names no subject: a region in it may be one."""
        if not regions or regions[-1][1] <= head:
            return max(end, head + 1)
        start = regions[-1][1]
        if not regions[-1][3]:
            return start  # "вода в Северной Осетии": the region is not the noun's
        # "список из семи территорий замыкает Марий Эл": what never changes need be no genitive
        return start if "nomn" in cases_of(self._entities[start]) else max(end, head + 1)

    def _organisation(self, phrase: NounPhrase) -> tuple[list[Referent], int]:
        token = self._tokens[phrase.head]
        plural = is_plural(token, phrase.cases) or phrase.start in self._counted
        local = any(t.word.lemmas & _LOCAL for t in self._tokens[phrase.start : phrase.head])
        if (
            phrase.lemma == "центр"
            and phrase.end == phrase.head + 1 == phrase.start + 2
            and local
            and not self._tokens[phrase.start].word.lemmas & {"региональный"}
        ):
            return [
                Referent(
                    phrase.start,
                    phrase.end,
                    "standin",
                    None,
                    "",
                    noun="областной центр",
                    gender="masc",
                    cases=phrase.cases,
                )
            ], phrase.end
        if phrase.lemma == "центр" and phrase.regions and self._is_name(phrase.end):
            return self._city(phrase.start, phrase.end, phrase.end + 1, region=phrase.region)
        generic = phrase.is_bare and phrase.adjective is None
        if generic and phrase.lemma in heads()["generic"]:
            return [
                Referent(
                    phrase.start,
                    phrase.end,
                    "standin",
                    None,
                    "",
                    noun=phrase.lemma,
                    gender=gender_of(token),
                    plural=plural,
                    cases=phrase.cases,
                )
            ], phrase.end
        region = phrase.region
        if region is None and plural and not phrase.named:
            return [], phrase.end
        if self._names_rating(phrase.start) and "gent" in phrase.cases:
            return [], phrase.end
        name = self._nominative(phrase.start, phrase.head, phrase.end)
        made = [
            Referent(
                phrase.start,
                phrase.end,
                "organisation",
                region,
                name,
                noun=phrase.lemma,
                gender=gender_of(token),
                plural=plural,
                cases=phrase.cases,
                local=local and not self._located(phrase.head, phrase.end),
            )
        ]
        if phrase.regions:
            more, stop = self._same_head(phrase, made[0])
            return [*made, *more], stop
        return made, phrase.end


def mentioned_regions(text: Annotated, start: int, end: int) -> list[Referent]:
    """All regions named between two tokens, in whatever part of a phrase: stand-ins may mean them."""
    found = []
    for entity in text.entities:
        if start <= entity.start < end and entity.kind == "region" and entity.code is not None:
            noun, gender = region_noun(entity.name)
            if entity.form == "adjective":
                name = region_name(entity.code)
                noun, gender = region_noun(name)
            else:
                name = entity.name
            found.append(
                Referent(
                    entity.start,
                    entity.end,
                    "region",
                    entity.code,
                    name,
                    noun=noun,
                    gender=gender,
                )
            )
    return found


def _district_called(adjectives: Iterable[str]) -> str | None:
    """The name of the district that one of some adjectives means."""
    known = by_adjective()
    return next((known[each].name for each in adjectives if each in known), None)
