"""Subjects of a sentence, in order: pronouns, and whatever begins a noun phrase."""

from __future__ import annotations

from extractors.morphology import fold
from extractors.rankings.items import Referent
from extractors.rankings.subjects.elliptic import Elliptic
from extractors.rankings.subjects.noun_phrases import district_called
from extractors.rankings.vocabulary import tiers
from extractors.rankings.wording import (
    heads,
    region_name,
    region_noun,
)
from extractors.tokens import Annotated

_PRONOUNS = {
    "он": ("masc", "nom"), "она": ("femn", "nom"), "оно": ("neut", "nom"), "они": ("", "nom"),
    "него": ("masc", "gen"), "нее": ("femn", "gen"), "ним": ("masc", "ins"), "ней": ("femn", "ins"),
    "нею": ("femn", "ins"),
    "ее": ("femn", "acc"), "его": ("masc", "acc"), "ему": ("masc", "dat"), "ей": ("femn", "dat"),
    "им": ("", "dat"), "них": ("", "gen"), "ними": ("", "ins"), "та": ("femn", "nom"),
    "тот": ("masc", "nom"), "мы": ("", "nom"), "нас": ("", "gen"), "нами": ("", "ins"),
}  # fmt: skip
_PRONOUN_CASES = {
    "nom": frozenset(["nomn"]),
    "gen": frozenset(["gent", "accs", "loct"]),
    "ins": frozenset(["ablt", "datv", "loct"]),
    "dat": frozenset(["datv", "ablt"]),
    "acc": frozenset(["accs", "gent"]),
}
_TIERS = frozenset([*tiers(), "топ"])
_REGIONS = frozenset(["регион", "субъект", "область", "территория", "республика"])
_OF_WHOM = frozenset(["gent"])
_ALL_CASES = frozenset(["nomn", "gent", "datv", "accs", "ablt", "loct"])


class SubjectReader(Elliptic):
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
        known = self._by_capital(position) if token.capitalised else None
        if known is not None:
            return known
        elliptic = self._elliptic(position)
        if elliptic is not None:
            return elliptic
        start, head = position, self._head_after(position)
        if head is None:
            return [], position + 1
        return self._headed(start, head)

    def _by_capital(self, position: int) -> tuple[list[Referent], int] | None:
        """A town of two words, or a district told by its adjective, that begins with a capital letter."""
        if self._is_long_town(position):
            return self._city(position, position + 1, position + 2)
        district = self._elliptic_district(position)
        return ([district], position + 1) if district is not None else None

    def _follows_tier(self, position: int) -> bool:
        """ "такова тройка ЦФО": whose tier it is."""
        return position > self._start and bool(self._tokens[position - 1].word.lemmas & _TIERS)

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
            name = district_called([fold(entity.name)]) or entity.name
            district = Referent(entity.start, entity.end, "district", None, name, noun="округ", gender="masc")
            district.cases = entity.cases or self._tokens[head].word.cases or _ALL_CASES
            if "gent" in district.cases and (self._follows_noun(start) or self._follows_tier(start)):
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
