"""Noun phrases as subjects, by the class of their head: regions, organisations, people, heads."""

from __future__ import annotations

from collections.abc import Iterable

from extractors.rankings.districts import by_adjective
from extractors.rankings.items import Referent, ReferentKind
from extractors.rankings.subjects.attachments import Region
from extractors.rankings.subjects.named import Named
from extractors.rankings.subjects.phrases import NounPhrase
from extractors.rankings.subjects.wordforms import RATED, cases_of
from extractors.rankings.vocabulary import words
from extractors.rankings.wording import (
    gender_of,
    heads,
    is_plural,
    noun_lemma,
    people_name,
    region_name,
    region_noun,
)
from extractors.tokens import Entity, Token

FEDERAL_CITIES = frozenset(["RU-MOW", "RU-SPE", "UA-40"])
COMPETING = (
    *("спортсмен", "борец", "борц", "боксер", "лыжни", "плов", "гимнаст", "игрок", "атлет", "шахматист"),
    *("легкоатлет", "биатлонист", "конькобеж", "фигурист", "футболист", "хоккеист", "волейболист"),
    *("баскетболист", "гандболист", "теннисист", "дзюдоист", "самбист", "каратист", "тхэквондист"),
    *("велосипедист", "велогонщи", "гонщи", "фехтовальщи", "штангист", "тяжелоатлет", "саночни"),
    *("сноубордист", "фристайлист", "бегун", "марафонец", "марафонц", "гребц", "гребец", "яхтсмен", "прыгун"),
    *("метател", "многобор", "бадминтонист", "регбист", "скалолаз", "паралимпи"),
)
"""Beginnings of words for people whose places are their own, and no region's."""
_PLACES = frozenset(["место", "позиция", "положение"])
_OF_TOWNS = ("ский", "ского", "скому", "ским", "ском", "цкий", "цкого", "цкому", "цким", "цком")
"""How adjectives end that are made of the names of towns."""
_LOCAL = frozenset(["региональный", "областной", "краевой", "республиканский", "окружной"])
_ALL_CASES = frozenset(["nomn", "gent", "datv", "accs", "ablt", "loct"])
_ENDINGS = tuple(words("subjects", "endings"))
_MEASURES = words("superlatives", "measures")


class NounPhrases(Named):
    """Reads a noun phrase into whom it names."""

    def _located(self, head: int, end: int) -> bool:
        """Whether a phrase says itself where the organisation is: "диспансер из Челябинска"."""
        return any(token.lower in ("из", "в") for token in self._tokens[head + 1 : end])

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
        lemma = noun_lemma(token)
        end, regions, named = self._extent(head)
        adjective = self._adjective_region(start, head)
        cases = self._cases(start, head)
        phrase = NounPhrase(start, head, end, regions, adjective, cases, lemma, named)
        if lemma == "обязанность" and self._is_acting(head):
            return self._acting(start, head)
        if lemma in known["role"] or self._is_leader_named(phrase):
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

    def _is_leader_named(self, phrase: NounPhrase) -> bool:
        """ "чеченский лидер Рамзан Кадыров", "лидера Чечни Кадырова": the head of a region."""
        named = phrase.region is not None and phrase.end < self._end and self._is_person_part(phrase.end)
        return named and phrase.lemma == "лидер" and phrase.end not in self._entities

    def _is_short_name(self, start: int, head: int) -> bool:
        """ "МФТИ"; not "пятая по ИЖС" or "доля МСП", which say by what."""
        before = self._tokens[start - 1] if start > self._start else None
        measured = before is not None and (before.lower == "по" or bool(before.word.lemmas & _MEASURES))
        return self._is_abbreviation(self._tokens[head]) and not measured

    def _other_phrase(self, phrase: NounPhrase) -> tuple[list[Referent], int]:
        """A phrase whose noun is of no class of subjects: a name, or what a region has."""
        start, head, end, regions = phrase.start, phrase.head, phrase.end, phrase.regions
        if self._persons and start == head and self._is_rare_name(head):
            return self._plain_person(head)
        if self._is_name(head):
            return self._name(start, head)
        has = phrase.lemma in heads()["transparent"] and start not in self._counted
        has = has or (phrase.lemma in RATED and self._is_place_in(start))
        if has and regions and regions[-1][3]:
            return self._transparent(phrase)
        own = self._own_name(start, head, end, phrase.adjective, phrase.cases)
        return (own, end) if own else ([], self._past_other(head, end, regions))

    def _is_place_in(self, start: int) -> bool:
        """ "место в рейтинге Тульской области — 44-е": whose place in it is told."""
        before = self._tokens[max(self._start, start - 2) : start]
        return len(before) > 1 and before[1].lower == "в" and bool(before[0].word.lemmas & _PLACES)

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
        named = self._city_end(phrase.head + 1, {"gent"}) if not region and "nomn" in phrase.cases else None
        if named is not None:
            made, stop = self._city(phrase.start, named - 1, named)
            made[0].cases = phrase.cases  # "дольше всего копят жители Сочи"
            return made, stop
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
        name = district_called(named)
        if phrase.lemma == "округ" and name is not None:
            return [
                Referent(
                    phrase.start, phrase.head + 1, "district", None, name, noun="округ", gender="masc",
                    cases=phrase.cases,
                )
            ], phrase.head + 1  # fmt: skip
        district = self._municipal(phrase)
        if district is not None:
            return [district], phrase.head + 1
        plural = is_plural(token, phrase.cases) or phrase.start in self._counted
        own = any(t.word.lemmas & {"наш"} for t in self._tokens[phrase.start : phrase.head])
        return [
            Referent(
                phrase.start, phrase.head + 1, "region" if phrase.adjective else "standin", phrase.adjective,
                region_name(phrase.adjective),
                noun=phrase.lemma, gender=gender_of(token), plural=plural, cases=phrase.cases, own=own,
            )
        ], phrase.head + 1  # fmt: skip

    def _municipal(self, phrase: NounPhrase) -> Referent | None:
        """ "Суздальский округ", "Сысертский муниципальный округ": a district of the second rank."""
        first = self._tokens[phrase.start]
        if (
            phrase.lemma != "округ"
            or phrase.adjective
            or phrase.start == phrase.head
            or not first.capitalised
        ):
            return None
        if (
            phrase.start == self._start
            or not first.lower.endswith(_OF_TOWNS)
            or "ADJF" not in first.word.poses
        ):
            return None
        if is_plural(self._tokens[phrase.head], phrase.cases):
            return None
        name = " ".join([*(self._put(index, "masc") for index in range(phrase.start, phrase.head)), "округ"])
        return Referent(
            phrase.start, phrase.head + 1, "city", None, name, noun="округ", gender="masc", cases=phrase.cases
        )

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
        plural = any(p.number == "plur" for p in self._tokens[head].word.parses[:1])
        if plural or not self._named_city(head + 1):
            return [], head  # "среди больших городов Обнинск занял"
        made, stop = self._city(start, head + 1, head + 2, region=adjective)
        made[0].cases = cases
        return made, stop

    @staticmethod
    def _are_people(token: Token, cases: frozenset[str]) -> bool:
        """ "вологодские сладкоежки", "мурманские водители": people of a region, whatever they do."""
        plural = (p for p in token.word.parses if p.pos == "NOUN" and p.number == "plur" and p.case in cases)
        competing = token.lower.startswith(COMPETING)
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
            return self._town_in(head, end) or max(end, head + 1)
        start = regions[-1][1]
        if self._is_marked(regions[-1][2]):
            return start  # "соседи Омской области (47-е место) по рейтингу"
        if not regions[-1][3]:
            return start  # "вода в Северной Осетии": the region is not the noun's
        # "список из семи территорий замыкает Марий Эл": what never changes need be no genitive
        if "nomn" in cases_of(self._entities[start]):
            return start
        people = any("anim" in parse.marks for parse in self._tokens[head].word.parses[:1])
        return max(end, head + 1) if people else self._past_owners(max(end, head + 1))

    def _past_owners(self, end: int) -> int:
        """Past those joined to a region that a noun is of: "водоёмы Псковской и Тульской областей"."""
        while True:
            following = self._after_joint(end)
            entity = self._entities.get(following) if following is not None else None
            if entity is None or entity.kind != "region" or entity.form != "noun":
                return end
            cases = cases_of(entity)
            if "gent" not in cases or "nomn" in cases:
                return end
            end = entity.end

    def _town_in(self, head: int, end: int) -> int | None:
        """ "ситуация в Чите": the town that the end of a phrase tells is not the noun's."""
        at = next((i for i in range(end - 1, head, -1) if self._tokens[i].lower in ("в", "во")), None)
        if at is None or at + 1 >= end or not self._tokens[at + 1].capitalised:
            return None
        return at + 1

    def _is_marked(self, index: int) -> bool:
        """Whether a bracket with an ordinal follows."""
        if index + 1 not in self._numbers or self._tokens[index].text != "(":
            return False
        return self._tokens[index + 1].kind == "mixed"

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
            return [self._stand_in(phrase, "областной центр", "masc")], phrase.end
        if phrase.lemma == "центр" and phrase.regions and self._is_name(phrase.end):
            return self._city(phrase.start, phrase.end, phrase.end + 1, region=phrase.region)
        generic = phrase.is_bare and phrase.adjective is None
        if generic and phrase.lemma in heads()["generic"]:
            return [self._stand_in(phrase, phrase.lemma, gender_of(token), plural=plural)], phrase.end
        region = phrase.region
        plural = plural and not self._never_changes(token)
        if region is None and plural and not phrase.named:
            return [], phrase.end
        named = self._names_rating(phrase.start) and not self._is_led(phrase.start - 1)
        if named and "gent" in phrase.cases:
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


def district_called(adjectives: Iterable[str]) -> str | None:
    """The name of the district that one of some adjectives means."""
    known = by_adjective()
    return next((known[each].name for each in adjectives if each in known), None)
