"""Subjects of a sentence: regions, their organisations, cities, persons, stand-ins, and lists of them."""

from __future__ import annotations

from pathlib import Path

from extractors.data_files import made_once, words_with_installed
from extractors.morphology import inflected
from extractors.rankings.items import Group, Place, Referent, Role
from extractors.signals import Signal
from extractors.tokens import Annotated, Entity, Sentence, Token

LONGEST_PHRASE = 24
"""Tokens of one noun phrase; longer ones are not names."""
_GENDERS = {
    "область": "femn",
    "край": "masc",
    "республика": "femn",
    "округ": "masc",
    "город": "masc",
}
_PRONOUNS = {
    "он": ("masc", "nom"), "она": ("femn", "nom"), "оно": ("neut", "nom"), "они": ("", "nom"),
    "него": ("masc", "gen"), "нее": ("femn", "gen"), "ним": ("masc", "ins"), "ней": ("femn", "ins"),
    "ее": ("femn", "acc"),
    "его": ("masc", "acc"),
    "ему": ("masc", "dat"), "ей": ("femn", "dat"), "им": ("", "dat"), "них": ("", "gen"), "ними": ("", "ins"),
    "та": ("femn", "nom"),
    "тот": ("masc", "nom"), "мы": ("", "nom"), "нас": ("", "gen"),
}  # fmt: skip
_CASE_ROLES: tuple[tuple[str, Role], ...] = (
    ("nomn", "nom"), ("gent", "gen"), ("datv", "dat"), ("accs", "acc"), ("ablt", "ins"), ("loct", "loc"),
)  # fmt: skip
_ALL_CASES = frozenset(["nomn", "gent", "datv", "accs", "ablt", "loct"])
_ENDINGS = (
    "школа", "университет", "центр", "лицей", "больница", "завод", "клиника", "институт", "компания", "клуб", "музей",
    "холдинг", "комбинат", "политех", "агентство", "фонд", "академия",
)  # fmt: skip
_RATED = frozenset(["рейтинг", "индекс", "список", "перечень", "таблица"])
_AGENCIES = frozenset(["риа", "тасс", "интерфакс", "прайм", "regnum", "рбк", "вциом", "росстат"])
_PERSONAL = frozenset(["Name", "Surn", "Patr"])
_LIST_JOINTS = frozenset([",", "и", "да", "плюс"])


@made_once
def heads() -> dict[str, frozenset[str]]:
    """The classes of heads of `heads.yaml`."""
    content = words_with_installed(Path(__file__).parent / "heads.yaml", "rankings/heads.yaml")
    return {name: frozenset(words.split()) for name, words in content.items()}


class SubjectReader:
    """Reads the groups of subjects of one sentence. `places` are not read as subjects."""

    def __init__(
        self,
        text: Annotated,
        sentence: Sentence,
        places: list[Place],
        covered: list[Signal],
    ) -> None:
        self._text = text
        self._tokens = text.tokens
        self._start, self._end = sentence.start + sentence.marker, sentence.end
        self._entities = {e.start: e for e in text.entities}
        self._adjectives = {e.end - 1 for e in text.entities if e.form == "adjective"}
        self._shouting = text.slice(sentence.start, sentence.end).isupper()
        self._taken = {index for part in (*places, *covered) for index in range(part.start, part.end)}
        self._numbers = {i for n in text.numbers for i in range(n.start, n.end)}

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

    # One noun phrase: [modifiers] head [genitives, names, brackets]

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
        start, head = position, self._head_after(position)
        if head is None:
            return [], position + 1
        return self._headed(start, head)

    def _is_object(self, position: int) -> bool:
        """ "поместил её на 3-е место": behind a verb and before no noun it is an object, no possessive."""
        before = self._tokens[position - 1] if position > self._start else None
        following = self._tokens[position + 1] if position + 1 < self._end else None
        if before is None or not before.word.finite or following is None:
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
        case = {
            "nom": "nomn",
            "gen": "gent",
            "ins": "ablt",
            "dat": "datv",
            "acc": "accs",
        }[role]
        return Referent(
            position, position + 1, "pronoun", None, "", noun=self._tokens[position].lower, gender=gender,
            plural=not gender, cases=frozenset([case]),
        )  # fmt: skip

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
            if self._is_noun(token):
                return index
            if not self._is_modifier(token):
                return None
            index += 1
        return None

    def _modifies(self, index: int) -> bool:
        """Whether the adjective at `index` has a noun after it that it can belong to."""
        following = index + 1
        while following < self._end and following < index + 4:
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

    def _quoted(self, position: int) -> tuple[list[Referent], int]:
        """«Name» with no noun before it: an organisation, tied to a region by what follows."""
        end = self._closing(position)
        if end is None or end - position < 3 or position + 1 in self._taken:
            return [], position + 1
        name = self._text.slice(position + 1, end - 1)
        before = self._tokens[position - 1] if position > self._start else None
        modified = position - 1 in self._adjectives
        if before is not None and before.word.parses and before.word.parses[0].pos == "NOUN" and not modified:
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
                cases=frozenset(["nomn", "accs"]),
            )
        ], stop

    def _owned(self, index: int) -> tuple[str | None, int]:
        """ "«Русский Север» Вологодской области", "Суздаль Владимирской области": the region in genitive."""
        entity = self._entities.get(index)
        if entity is None or entity.kind != "region" or entity.form != "noun" or "gent" not in entity.cases:
            return None, index
        return (entity.code, entity.end) if "nomn" not in entity.cases else (None, index)

    def _closing(self, position: int) -> int | None:
        depth = 0
        for index in range(position, min(self._end, position + LONGEST_PHRASE)):
            depth += {"«": 1, "»": -1}.get(self._tokens[index].text, 0)
            if depth == 0:
                return index + 1
        return None

    def _headed(self, start: int, head: int) -> tuple[list[Referent], int]:
        entity = self._entities.get(head)
        if entity is not None and entity.kind == "country":
            return [], entity.end
        if entity is not None and entity.kind == "district" and entity.form == "adjective":
            return [], entity.end
        if entity is not None and entity.kind == "district":
            return [Referent(entity.start, entity.end, "district", None, entity.name, noun="округ", gender="masc",
                             cases=entity.cases or _ALL_CASES)], entity.end  # fmt: skip
        if entity is not None and entity.kind in ("region", "city"):
            return self._region_phrase(start, head, entity)
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

    def _region_phrase(self, start: int, head: int, entity: Entity) -> tuple[list[Referent], int]:
        kind = "people" if entity.form == "demonym" else "region"
        if entity.kind == "city":
            return self._city(start, entity.start, entity.end)
        if entity.code is None or (kind == "people" and not entity.plural):
            return [], entity.end
        noun, gender = _region_noun(entity.name)
        return [
            Referent(
                entity.start, entity.end, kind, entity.code, entity.name, noun=noun, gender=gender,
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
        if lemma in known["role"]:
            return self._person(start, head, end, regions, adjective, cases, lemma)
        if lemma in known["city"] and not regions and self._named_city(head + 1):
            return self._city(start, head + 1, head + 2, region=adjective)
        if lemma in ("сосед", "соседка") and regions:
            return [
                Referent(
                    start,
                    end,
                    "people",
                    regions[0][0],
                    _region_name(regions[0][0]),
                    noun=lemma,
                    cases=cases,
                )
            ], end
        if lemma in known["region"] and not regions:
            code = adjective
            return [
                Referent(
                    start, head + 1, "region" if code else "standin", code, _region_name(code) if code else "",
                    noun=lemma, gender=_gender(token), plural=_plural(token, cases), cases=cases,
                    own=any(t.word.lemmas & {"наш"} for t in self._tokens[start:head]),
                )
            ], head + 1  # fmt: skip
        if lemma in known["organisation"] or lemma.endswith(_ENDINGS) or self._is_abbreviation(token):
            return self._organisation(start, head, end, regions, adjective, cases, lemma, named)
        if lemma in known["city"]:
            return self._settlement(start, head, end, regions, adjective, cases, lemma)
        if lemma in known["people"]:
            region = adjective or (regions[0][0] if regions else None)
            made = [
                Referent(
                    start,
                    end,
                    "people",
                    region,
                    _region_name(region),
                    noun=lemma,
                    cases=cases,
                    plural=True,
                )
            ]
            return (made if region else []), end
        if self._is_name(head):
            return self._name(start, head)
        if regions and not regions[-1][3] and regions[-1][1] > head:
            return [], regions[-1][1]  # "вода в Северной Осетии": the region is not the noun's
        return [], max(end, head + 1)

    def _names_rating(self, start: int) -> bool:
        """Whether the phrase stands behind "рейтинг": then it is who compiles it."""
        return start > self._start and bool(self._tokens[start - 1].word.lemmas & _RATED)

    def _is_abbreviation(self, token: Token) -> bool:
        if token.lower in _AGENCIES:
            return False
        capitals = sum(letter.isupper() for letter in token.text)
        cyrillic = "А" <= token.text[:1] <= "Я"
        return cyrillic and capitals > 1 and 2 < len(token.text) < 8 and not self._shouting

    def _extent(self, head: int) -> tuple[int, list[tuple[str, int, int, str]], bool]:
        """Past the last token of the phrase; the regions in genitive inside it; whether it has a name in quotes."""
        index, regions, named = head + 1, list[tuple[str, int, int, str]](), False
        while index < min(self._end, head + LONGEST_PHRASE):
            step = self._extension(index, regions)
            if step is None:
                break
            named = named or self._tokens[index].text == "«"
            index = step
        return index, regions, named

    def _extension(self, index: int, regions: list[tuple[str, int, int, str]]) -> int | None:
        token = self._tokens[index]
        if index in self._taken:
            return None
        entity = self._entities.get(index)
        if entity is not None and entity.kind == "region" and entity.form == "noun":
            if entity.code is None or "gent" not in entity.cases:
                return None
            regions.append((entity.code, entity.start, entity.end, entity.name))
            return entity.end
        if entity is not None and entity.kind in ("country", "district", "city"):
            return entity.end if "gent" in entity.cases else None
        if token.text == "«":
            return self._closing(index)
        if token.text == "(":
            return self._abbreviation(index)
        if token.lower in ("имени", "им", "№", "из", "в"):
            return self._named_after(index, regions)
        if token.kind == "punctuation" or index in self._numbers:
            return index + 1 if index in self._numbers and self._tokens[index - 1].text == "№" else None
        return self._genitive(index)

    def _abbreviation(self, index: int) -> int | None:
        if (
            index + 2 < self._end
            and self._tokens[index + 2].text == ")"
            and self._tokens[index + 1].text.isupper()
        ):
            return index + 3 if self._tokens[index + 1].kind == "word" else None
        return None

    def _named_after(self, index: int, regions: list[tuple[str, int, int, str]]) -> int | None:
        lower = self._tokens[index].lower
        if lower == "№":
            return index + 2 if index + 1 in self._numbers or index + 1 < self._end else None
        if lower in ("имени", "им"):
            stop = index + 1 + (lower == "им" and self._tokens[index + 1].text == ".")
            while (
                stop < min(self._end, index + 6)
                and self._tokens[stop].capitalised
                and stop not in self._entities
            ):
                stop += 1
            return stop
        region, stop = self._tied(index)
        if region is None or regions:
            return None
        regions.append((region, index, stop, ""))
        return stop

    def _tied(self, index: int) -> tuple[str | None, int]:
        """ "из Ненецкого округа", "из Барнаула (Алтайский край)": the region behind a name."""
        if index + 1 >= self._end or self._tokens[index].lower not in ("из", "в"):
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

    def _genitive(self, index: int) -> int | None:
        """Past a genitive noun with its adjectives, if one begins at `index`."""
        stop = index
        while stop < min(self._end, index + 5):
            token = self._tokens[stop]
            if stop in self._taken or token.kind not in ("word", "mixed") or "gent" not in token.word.cases:
                return None
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
        for index in range(start, head):
            token = self._tokens[index]
            if index not in self._entities and token.kind == "word" and token.word.cases & cases:
                cases &= token.word.cases
            entity = self._entities.get(index)
            if entity is not None and entity.cases & cases:
                cases &= entity.cases
        return cases or frozenset(["nomn", "gent", "datv", "accs", "ablt", "loct"])

    def _organisation(
        self,
        start: int,
        head: int,
        end: int,
        regions: list[tuple[str, int, int, str]],
        adjective: str | None,
        cases: frozenset[str],
        lemma: str,
        named: bool,
    ) -> tuple[list[Referent], int]:
        token = self._tokens[head]
        plural = _plural(token, cases)
        if (
            lemma == "центр"
            and end == head + 1
            and any(
                t.word.lemmas & {"областной", "краевой", "республиканский"} for t in self._tokens[start:head]
            )
        ):
            return [
                Referent(
                    start,
                    end,
                    "standin",
                    None,
                    "",
                    noun="областной центр",
                    gender="masc",
                    cases=cases,
                )
            ], end
        if lemma == "центр" and regions and self._is_name(end):
            return self._city(start, end, end + 1, region=regions[-1][0])
        generic = end == head + 1 and adjective is None and start == head
        if generic and lemma in heads()["generic"]:
            return [
                Referent(
                    start,
                    end,
                    "standin",
                    None,
                    "",
                    noun=lemma,
                    gender=_gender(token),
                    plural=plural,
                    cases=cases,
                )
            ], end
        region = regions[-1][0] if regions else adjective
        if region is None and plural and not named:
            return [], end
        if self._names_rating(start):
            return [], end
        name = self._nominative(start, head, end)
        made = [
            Referent(
                start,
                end,
                "organisation",
                region,
                name,
                noun=lemma,
                gender=_gender(token),
                plural=plural,
                cases=cases,
            )
        ]
        if regions:
            more, end = self._same_head(start, head, end, regions[-1], made[0])
            made += more
        return made, end

    def _same_head(
        self,
        start: int,
        head: int,
        end: int,
        last: tuple[str, int, int, str],
        first: Referent,
    ) -> tuple[list[Referent], int]:
        """ "центры поддержки Омской области, Крыма и Коми": one head, several regions."""
        more: list[Referent] = []
        while True:
            following = self._after_joint(end)
            entity = self._entities.get(following) if following is not None else None
            if entity is None or entity.kind != "region" or entity.form != "noun" or entity.code is None:
                break
            if "gent" not in entity.cases or ("nomn" in entity.cases and not first.plural and not more):
                break
            name = f"{self._nominative(start, head, last[1])} {_genitive_of(self._text, entity)}"
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
                first.name = f"{self._nominative(start, head, last[1])} {_genitive_of(self._text, owner)}"
        return more, end

    def _after_joint(self, index: int) -> int | None:
        stop = index
        while stop < self._end and self._tokens[stop].lower in (",", "и", "а", "также"):
            stop += 1
        return stop if index < stop < self._end else None

    def _nominative(self, start: int, head: int, end: int) -> str:
        """The phrase with its head and modifiers in the nominative singular."""
        gender = _gender(self._tokens[head])
        pieces = [self._put(index, gender) for index in range(start, head + 1)]
        return " ".join([*pieces, self._text.slice(head + 1, end)] if end > head + 1 else pieces)

    def _put(self, index: int, gender: str) -> str:
        token = self._tokens[index]
        if (token.text.isupper() and len(token.text) > 1) or self._is_plain_name(token):
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

    def _settlement(
        self,
        start: int,
        head: int,
        end: int,
        regions: list[tuple[str, int, int, str]],
        adjective: str | None,
        cases: frozenset[str],
        lemma: str,
    ) -> tuple[list[Referent], int]:
        region = regions[-1][0] if regions else adjective
        if self._is_name(end) and regions:
            return self._city(start, end, end + 1, region=region)
        if region is None and end == head + 1 and start == head:
            return [
                Referent(
                    start,
                    end,
                    "standin",
                    None,
                    "",
                    noun=lemma,
                    gender=_gender(self._tokens[head]),
                    cases=cases,
                )
            ], end
        name = self._nominative(start, head, end)
        return [Referent(start, end, "city", region, name, noun=lemma, gender="masc", cases=cases)], end

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

    def _name(self, start: int, head: int) -> tuple[list[Referent], int]:
        marks = {mark for parse in self._tokens[head].word.parses for mark in parse.marks}
        if "Geox" in marks or (start < head and "Name" not in marks):
            return self._city(start, head, head + 1)
        if "Name" in marks or "Surn" in marks:
            return self._plain_person(head)
        return [], head + 1

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
            and head - 1 not in self._entities
        ):
            begin = head - 1
        token = self._tokens[end - 1]
        name = self._nominative(begin, end - 1, end)
        return [
            Referent(
                min(start, begin),
                stop,
                "city",
                region,
                name,
                noun="город",
                gender=_gender(token),
                cases=self._cases(begin, end - 1),
            )
        ], stop

    def _plain_person(self, head: int) -> tuple[list[Referent], int]:
        stop = head
        while stop < min(self._end, head + 3) and self._is_person_part(stop):
            stop += 1
        if stop - head < 2:
            return [], head + 1
        region, tied_end = self._tied(stop)
        cases = _person_cases(self._tokens[head]) & _person_cases(self._tokens[stop - 1])
        name = _person_name(self._tokens[head:stop])
        return [
            Referent(
                head,
                tied_end,
                "person",
                region,
                name,
                noun="человек",
                gender="masc",
                cases=cases,
            )
        ], tied_end

    def _is_person_part(self, index: int) -> bool:
        token = self._tokens[index]
        if index in self._entities or not (token.kind == "word" and token.capitalised):
            return False
        marks = {mark for parse in token.word.parses for mark in parse.marks}
        return bool(marks & {"Name", "Surn", "Patr"}) or not token.word.parses or len(token.text) > 3

    def _person(
        self,
        start: int,
        head: int,
        end: int,
        regions: list[tuple[str, int, int, str]],
        adjective: str | None,
        cases: frozenset[str],
        lemma: str,
    ) -> tuple[list[Referent], int]:
        region = regions[-1][0] if regions else adjective
        token = self._tokens[head]
        name, stop = self._nominative(start, head, end), end
        if stop < self._end and self._is_person_part(stop):
            made, after = self._plain_person(stop)
            if made:
                name, stop = made[0].name, after
                region = region or made[0].region
        first = Referent(
            start,
            stop,
            "person",
            region,
            name,
            noun=lemma,
            gender="masc",
            plural=_plural(token, cases),
            cases=cases,
        )
        if stop == end and regions:
            more, stop = self._same_head(start, head, end, regions[-1], first)
            return [first, *more], stop
        return [first], stop


def mentioned_regions(text: Annotated, start: int, end: int) -> list[Referent]:
    """All regions named between two tokens, in whatever part of a phrase: stand-ins may mean them."""
    found = []
    for entity in text.entities:
        if start <= entity.start < end and entity.kind == "region" and entity.code is not None:
            noun, gender = _region_noun(entity.name)
            if entity.form == "adjective":
                name = _region_name(entity.code)
                noun, gender = _region_noun(name)
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


def role_of(tokens: list[Token], referent: Referent, lowest: int, covered: set[int]) -> Role:
    """The part that a referent plays, by the preposition before it or else its cases."""
    preposition = _preposition(tokens, referent.start, lowest, covered)
    if preposition in ("у",):
        return "u"
    if preposition == "за":
        return "za" if "ablt" in referent.cases else "oblique"
    if preposition in ("в", "во", "на") and "loct" in referent.cases:
        return "loc"
    if preposition:
        return "oblique"
    return next((role for case, role in _CASE_ROLES if case in referent.cases), "nom")


def _preposition(tokens: list[Token], start: int, lowest: int, covered: set[int]) -> str:
    """The preposition that governs the phrase at `start`, over its own adjectives."""
    for index in range(start - 1, max(lowest, start - 4) - 1, -1):
        token = tokens[index]
        if index in covered:
            return ""
        if token.word.parses and token.word.parses[0].pos == "PREP":
            return token.lower
        if token.kind != "word" or not token.word.poses & {"ADJF", "PRTF"}:
            return ""
    return ""


def groups_of(tokens: list[Token], referents: list[Referent], lowest: int, covered: set[int]) -> list[Group]:
    """The referents in coordinated groups. Brackets between two members must have been read into `end`."""
    found: list[Group] = []
    for referent in referents:
        role = role_of(tokens, referent, lowest, covered)
        last = found[-1] if found else None
        joint = _joint(tokens, last.end, referent.start) if last is not None else None
        if last is not None and joint is False and _apposed(last, referent):
            last.end = referent.end
            continue
        if last is not None and joint is not None and _fits(last, referent, role):
            last.referents.append(referent)
            last.end = referent.end
            last.listed = last.listed or joint
            last.tailed = not joint
        else:
            found.append(Group(referent.start, referent.end, [referent], role))
    return found


def _apposed(group: Group, referent: Referent) -> bool:
    """ "Якутск, столица республики Саха": the second says what the first is."""
    city = group.referents[-1]
    if city.kind != "city" or referent.noun not in ("столица", "центр") or city.region or not referent.region:
        return False
    city.region = referent.region
    return True


def _joint(tokens: list[Token], start: int, end: int) -> bool | None:
    """None where the gap does not join two members; else whether it has a conjunction."""
    if not 0 < end - start <= 4:
        return None
    words = [token.lower for token in tokens[start:end]]
    if any(
        word
        not in (
            ",",
            "и",
            "да",
            "а",
            "также",
            "плюс",
            "ещё",
            "еще",
            "соседняя",
            "соседний",
        )
        for word in words
    ):
        return None
    if words == ["а"] or words == [",", "а"]:
        return None
    return any(word in ("и", "также", "плюс") for word in words)


def _fits(group: Group, referent: Referent, role: Role) -> bool:
    first = group.referents[0]
    if "pronoun" in (first.kind, referent.kind) or "standin" in (
        first.kind,
        referent.kind,
    ):
        return False
    if role == group.role:
        return True
    return role not in ("u", "za", "oblique") and (
        group.role in ("u", "za", "oblique") or bool(first.cases & referent.cases)
    )


def _region_noun(name: str) -> tuple[str, str]:
    lower = name.lower()
    for noun, gender in _GENDERS.items():
        if noun in lower:
            return noun, gender
    if lower.endswith("автономия"):
        return "автономия", "femn"
    return "регион", "femn" if lower[-1:] in "ая" else "neut" if lower[-1:] in "оеё" else "masc"


def _gender(token: Token) -> str:
    return next(
        (parse.gender for parse in token.word.parses if parse.pos == "NOUN" and parse.gender),
        "",
    )


def _plural(token: Token, cases: frozenset[str]) -> bool:
    fitting = [p for p in token.word.parses if p.pos == "NOUN" and (not cases or p.case in cases)]
    return bool(fitting) and fitting[0].number == "plur"


def _region_name(code: str | None) -> str:
    from extractors.registries import region

    return region(code).name if code else ""


def _genitive_of(text: Annotated, entity: Entity) -> str:
    """The name of a region as an organisation bears it; an elliptic one gets its noun back."""
    words = text.slice(entity.start, entity.end)
    noun = entity.name.rsplit(" ", 1)[-1]
    if not entity.name.count(" ") or not words.split(" ", 1)[0].lower().endswith(("ой", "ого")):
        return words
    return f"{words.split(' ', 1)[0]} {_tail(entity.name)}" if noun.islower() else words


def _tail(name: str) -> str:
    tail = name.split(" ", 1)[1]
    return inflected(tail, "gent") or tail


def _person_cases(token: Token) -> frozenset[str]:
    cases = frozenset(p.case for p in token.word.parses if p.marks & _PERSONAL and p.number != "plur")
    return cases or token.word.cases or frozenset(["nomn", "gent", "datv", "accs", "ablt"])


def _person_name(tokens: list[Token]) -> str:
    pieces = []
    for position, token in enumerate(tokens):
        wanted = _PERSONAL if position == 0 else _PERSONAL - {"Name"}
        own = [p for p in token.word.parses if p.marks & wanted and p.number != "plur"]
        form = own[0].lemma if own else token.lower
        if any(p.case == "nomn" for p in own):
            form = token.lower
        pieces.append("-".join(part[:1].upper() + part[1:] for part in form.split("-")))
    return " ".join(pieces)
