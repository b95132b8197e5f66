"""Subjects that are named: cities, persons, names in quotes."""

from __future__ import annotations

from extractors.data_files import made_once
from extractors.morphology import fold, is_known
from extractors.rankings.items import Referent, ReferentKind
from extractors.rankings.subjects.phrases import NounPhrase, Phrases
from extractors.rankings.subjects.wordforms import RATED, cases_of
from extractors.rankings.wording import gender_of, genitive_of, is_plural, person_cases, person_name
from extractors.registries import regions
from extractors.registries.towns import town_called, town_regions
from extractors.tokens import DASHES

_AGENCIES = frozenset(["риа", "иа"])
_ELECTED = frozenset(["сенатор", "депутат", "представитель"])
_PROPER = frozenset(["Geox", "Name", "Surn", "Orgn", "anim"])


@made_once
def _ambiguous() -> frozenset[str]:
    """The short names that fit several regions, folded."""
    return frozenset([fold(name) for region in regions() for name in region.weak])


class Named(Phrases):
    """Reads cities, persons and names in quotes."""

    def _quoted(self, position: int) -> tuple[list[Referent], int]:
        """«Name» with no noun before it: an organisation, tied to a region by what follows."""
        end = self._closing(position)
        if end is None or end - position < 3 or position + 1 in self._taken or self._is_said(position, end):
            return [], position + 1
        name = self._text.slice(position + 1, end - 1)
        before = self._tokens[position - 1] if position > self._start else None
        modified = position - 1 in self._adjectives or position - 1 in self._taken
        noun = before is not None and before.word.pos == "NOUN"
        if (
            before is not None
            and noun
            and not modified
            and not (self._apart(before, end) and self._heads(position - 1))
        ):
            return [], end
        if not self._tokens[position + 1].capitalised or end - position > 8 or "," in name:
            return [], position + 1 if end - position > 8 else end
        region, stop = self._tied(end)
        region, stop = (region, stop) if region else self._owned(end)
        inner = next(
            (e for i, e in self._entities.items() if position < i < end and e.kind == "region"),
            None,
        )
        region = region or (inner.code if inner is not None else None)
        return [
            Referent(
                position,
                stop,
                "organisation",
                region,
                name,
                noun="«",
                cases=self._inner_cases(position + 1, end - 1),
            )
        ], stop

    def _heads(self, position: int) -> bool:
        """Whether a noun is not itself a genitive behind another one: "производитель вагонов «Сигма»"."""
        parses = self._tokens[position - 1].word.parses if position > self._start else ()
        return not parses or parses[0].pos != "NOUN" or bool(self._tokens[position - 1].word.lemmas & RATED)

    def _is_said(self, position: int, end: int) -> bool:
        """ "«Тула взяла второе место», — рассказал ...": somebody's words, no name."""
        spoken = end < self._end and self._tokens[end].text == ","
        dashed = end + 1 < self._end and self._tokens[end + 1].text in DASHES
        begins = position == self._start or self._tokens[position - 1].text in (*DASHES, ":", ".")
        return begins and spoken and dashed

    def _inner_cases(self, start: int, end: int) -> frozenset[str]:
        """ "за «Красной зорькой»": a name with no noun before it is put into cases itself."""
        cases = self._tokens[start].word.cases
        if end == start + 1 and not is_known(self._tokens[start].lower):
            return frozenset(["nomn", "accs"])
        for index in range(start + 1, end):
            if self._is_modifier(self._tokens[index - 1]):
                cases = cases & self._tokens[index].word.cases or cases
        return frozenset(["nomn", "accs"]) if not cases or "nomn" in cases else cases

    def _city(self, start: int, head: int, end: int, region: str | None = None) -> tuple[list[Referent], int]:
        tied, stop = self._tied(end)
        tied, stop = (tied, stop) if tied else self._owned(end)
        region = region or tied or self._adjective_region(start, head)
        begin = head
        before = self._tokens[head - 1] if head > self._start else None
        if (
            before is not None
            and before.capitalised
            and "ADJF" in before.word.poses
            and "Apro" not in before.word.parses[0].marks
            and head - 1 not in self._entities
        ):
            begin = head - 1
        token = self._tokens[end - 1]
        words = " ".join(each.lower for each in self._tokens[begin:end])
        name = (town_called(words) if end - begin > 1 else None) or self._nominative(begin, end - 1, end)
        cases = self._cases(begin, end - 1)
        return [
            Referent(
                min(start, begin),
                stop,
                "city",
                region,
                name,
                noun="город",
                gender=gender_of(token),
                plural=end - begin > 1 and is_plural(token, cases),
                cases=cases,
            )
        ], stop

    def _is_long_town(self, index: int) -> bool:
        """ "Великие Луки", "Красная Поляна": a town whose name the dictionary does not know as one."""
        behind = index + 1
        if (
            behind >= self._end
            or behind in self._taken
            or behind in self._entities
            or index in self._entities
        ):
            return False
        first, second = self._tokens[index], self._tokens[behind]
        if not second.capitalised or "ADJF" not in first.word.poses:
            return False
        return town_called(f"{first.lower} {second.lower}") is not None

    def _name(self, start: int, head: int) -> tuple[list[Referent], int]:
        marks = {mark for parse in self._tokens[head].word.parses for mark in parse.marks}
        if self._tokens[head].word.lemmas & _ambiguous():
            return [], head + 1  # "Осетия": which region it is, the text does not say
        if self._tokens[head].lower.startswith("мин") and not is_known(self._tokens[head].lower):
            return [], head + 1  # "данные Минспорта"
        if self._is_person(head, marks):
            return self._plain_person(head)
        if "Geox" in marks or (start < head and "Name" not in marks) or self._is_town(head):
            return self._city(start, head, head + 1)
        if "Name" in marks or "Surn" in marks:
            made, stop = self._plain_person(head)
            for person in made:
                person.region = person.region or self._adjective_region(start, head)
            return made, stop
        return [], head + 1

    def _is_person(self, head: int, marks: set[str]) -> bool:
        """ "Артём Бехер": a town that is called as somebody is, before a surname."""
        behind = head + 1
        if not {"Geox", "Name"} <= marks or behind >= self._end or behind in self._entities:
            return False
        following = self._tokens[behind]
        surname = any("Surn" in parse.marks for parse in following.word.parses) or not is_known(
            following.lower
        )
        return following.capitalised and following.kind == "word" and surname

    def _is_rare_name(self, head: int) -> bool:
        """ "Ильсур Метшин" in a rating of persons: a first name that no dictionary has, and a surname."""
        behind = head + 1
        if behind >= self._end or behind in self._entities or is_known(self._tokens[head].lower):
            return False
        following = self._tokens[behind]
        named = any("Surn" in parse.marks for parse in following.word.parses)
        return following.capitalised and following.kind == "word" and named

    def _is_town(self, head: int) -> bool:
        """ "Энгельс — 74-й": a town that is called as somebody was, where a dash or a verb follows."""
        alone = not self._persons and "nomn" in self._tokens[head].word.cases
        guessed = alone and not is_known(self._tokens[head].lower)
        able = guessed or (alone and self._is_predicated(head + 1))
        return able and bool(town_regions(self._tokens[head].text))

    def _plain_person(self, head: int) -> tuple[list[Referent], int]:
        stop = head
        while stop < min(self._end, head + 3) and self._is_person_part(stop):
            stop += 1
        if stop - head < 2 and not (self._persons and self._is_surname(head)):
            return [], head + 1
        region, tied_end = self._tied(stop)
        region = region or self._inhabitant_before(head)
        cases = person_cases(self._tokens[head]) & person_cases(self._tokens[stop - 1])
        name = person_name(self._tokens[head:stop])
        return [
            Referent(
                head,
                tied_end,
                "person",
                region,
                name,
                noun="человек",
                gender=gender_of(self._tokens[head]) or "masc",
                cases=cases,
            )
        ], tied_end

    def _inhabitant_before(self, head: int) -> str | None:
        """ "курянин Павел Ильин", "белгородка Анна Ильина": where a person is from."""
        entity = next(
            (e for e in self._entities.values() if e.end == head and e.form == "demonym" and not e.plural),
            None,
        )
        return entity.code if entity is not None else None

    def _is_surname(self, index: int) -> bool:
        parses = self._tokens[index].word.parses
        return bool(parses) and "Surn" in parses[0].marks and index > self._start

    def _person(self, phrase: NounPhrase) -> tuple[list[Referent], int]:
        region = phrase.region
        token = self._tokens[phrase.head]
        name, stop = self._nominative(phrase.start, phrase.head, phrase.end), phrase.end
        if region is None and phrase.lemma in _ELECTED:
            region, stop = self._elected(stop)
        if stop < self._end and self._is_person_part(stop):
            made, after = self._plain_person(stop)
            if made:
                name, stop = made[0].name, after
                region = region or made[0].region
        first = Referent(
            phrase.start,
            stop,
            "person",
            region,
            name,
            noun=phrase.lemma,
            gender="masc",
            plural=is_plural(token, phrase.cases),
            cases=phrase.cases,
        )
        if stop == phrase.end and phrase.regions:
            more, stop = self._same_head(phrase, first)
            return [first, *more], stop
        return [first], stop

    def _elected(self, index: int) -> tuple[str | None, int]:
        """ "сенатор от Ярославской области": whose deputy somebody is; past the region."""
        of = index < self._end and self._tokens[index].lower == "от"
        entity = self._entities.get(index + 1) if of else None
        if entity is None or entity.kind != "region" or entity.form != "noun":
            return None, index
        return entity.code, entity.end

    def _same_head(self, phrase: NounPhrase, first: Referent) -> tuple[list[Referent], int]:
        """ "центры поддержки Омской области, Крыма и Коми": one head, several regions."""
        more: list[Referent] = []
        end, last = phrase.end, phrase.regions[-1]
        while True:
            following = self._after_joint(end)
            entity = self._entities.get(following) if following is not None else None
            if entity is None or entity.kind != "region" or entity.form != "noun" or entity.code is None:
                break
            cases = cases_of(entity)
            if "gent" not in cases or ("nomn" in cases and not first.plural and not more):
                break
            name = f"{self._nominative(phrase.start, phrase.head, last[1])} {genitive_of(self._text, entity)}"
            more.append(
                Referent(
                    entity.start, entity.end, first.kind, entity.code, name, noun=first.noun,
                    gender=first.gender, plural=False, cases=first.cases,
                )
            )  # fmt: skip
            end = entity.end
        if more:
            first.end = last[2]
            owner = self._entities.get(last[1])
            if owner is not None:
                first.name = (
                    f"{self._nominative(phrase.start, phrase.head, last[1])} {genitive_of(self._text, owner)}"
                )
        return more, end

    def _listed_with_region(self, index: int) -> bool:
        """ "Столица, Татарстан и Крым": among regions the capital is the country's."""
        joint = index + 1 < self._end and self._tokens[index].lower in (",", "и")
        entity = self._entities.get(index + 1) if joint else None
        return entity is not None and entity.kind == "region" and "nomn" in cases_of(entity)

    def _ends_regions(self, start: int) -> bool:
        """ "Выше только Белгородская и столица": the capital behind a region and "и"."""
        if start - 2 < self._start or self._tokens[start - 1].lower != "и":
            return False
        before = next((e for e in self._entities.values() if e.end == start - 1), None)
        return before is not None and before.kind == "region" and "nomn" in cases_of(before)

    @staticmethod
    def _stand_in(phrase: NounPhrase, noun: str, gender: str, *, plural: bool = False) -> Referent:
        """Whom the context has to name: "город", "центры"."""
        return Referent(
            phrase.start,
            phrase.end,
            "standin",
            None,
            "",
            noun=noun,
            gender=gender,
            plural=plural,
            cases=phrase.cases,
        )

    def _settlement(self, phrase: NounPhrase) -> tuple[list[Referent], int]:
        region = phrase.region
        listed = self._listed_with_region(phrase.end) or self._ends_regions(phrase.start)
        if phrase.lemma == "столица" and phrase.is_bare and listed:
            return [
                Referent(
                    phrase.start,
                    phrase.end,
                    "region",
                    "RU-MOW",
                    "столица",
                    noun="регион",
                    gender="femn",
                    cases=phrase.cases,
                )
            ], phrase.end
        if self._is_name(phrase.end) and phrase.regions:
            return self._city(phrase.start, phrase.end, phrase.end + 1, region=region)
        many = self._tokens[phrase.head].word.parses[:1]
        if region is None and not phrase.is_bare and not phrase.named and many and many[0].number == "plur":
            return [], phrase.end  # "самые гостеприимные города"
        if region is None and phrase.start in self._counted and many and many[0].number == "plur":
            return [], phrase.end  # "из 62 городов", but "эти два города"
        if region is not None and phrase.start in self._counted and not phrase.named:
            return [], phrase.end  # "три города Ставрополья"
        if region is None and phrase.is_bare:
            head = self._tokens[phrase.head]
            counted = any(index in self._counted for index in range(phrase.start, phrase.head + 1))
            plural = counted or is_plural(head, phrase.cases)
            return [self._stand_in(phrase, phrase.lemma, gender_of(head), plural=plural)], phrase.end
        name = self._nominative(phrase.start, phrase.head, phrase.end)
        return [
            Referent(
                phrase.start,
                phrase.end,
                "city",
                region,
                name,
                noun=phrase.lemma,
                gender="masc",
                plural=is_plural(self._tokens[phrase.head], phrase.cases),
                cases=phrase.cases,
            )
        ], phrase.end

    def _own_name(
        self, start: int, head: int, end: int, adjective: str | None, cases: frozenset[str]
    ) -> list[Referent]:
        """ "самарский Курумоч", "Сбербанк": a capital inside a sentence, and no class of things."""
        if not self._is_own_name(start, head, end, adjective):
            return []
        token = self._tokens[head]
        kind: ReferentKind = "city" if town_regions(token.text) else "organisation"
        noun = "город" if kind == "city" else ""
        return [Referent(start, end, kind, adjective, token.text, noun, gender_of(token), cases=cases)]

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
