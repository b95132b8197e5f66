"""Whom a pronoun or a stand-in ("регион", "город", "мы") means."""

from __future__ import annotations

from itertools import takewhile

from extractors.morphology import fold, word
from extractors.rankings.discourse.belonging import Belonging
from extractors.rankings.items import Referent
from extractors.rankings.vocabulary import words
from extractors.registries import region

_ORGANISATIONS = words("standins", "organisations")
_NOUN_GENDERS = {
    "область": "femn",
    "край": "masc",
    "республика": "femn",
    "округ": "masc",
}
_CAPITALS = frozenset(["RU-MOW", "RU-SPE"])
_SHORES = {"полуостров": frozenset(["RU-KAM", "UA-43"]), "остров": frozenset(["RU-SAK"])}
"""What regions are called by where they lie."""
_TOWN_HALLS = frozenset(["администрация", "мэрия", "горадминистрация", "горсовет", "гордума"])
_MOSCOW = "RU-MOW"
_REGIONS = frozenset(["region", ""])
"""What a text ranks, if not towns or bodies."""
_ANY_REGION = frozenset(["регион", "субъект", "губерния"])
_CITIES = frozenset(["город", "столица", "муниципалитет", "райцентр"])


class StandIns(Belonging):
    """Finds whom the text means by words that name nobody."""

    def resolved(self, referent: Referent) -> Referent:
        """Whom a stand-in or pronoun means; the referent itself where it names something."""
        if referent.region is None:
            self._locate(referent)
        if referent.noun in ("мы", "нас", "нами"):
            return self._home() or referent
        if referent.kind in ("pronoun", "standin"):
            self._catch_up()
        if referent.kind == "pronoun":
            meant = self._by_gender(referent)
            if meant is not None and meant.region is None:
                self._locate(meant)
            return meant or referent
        if referent.kind != "standin":
            return referent
        return self._by_noun(referent) or referent

    def _home(self) -> Referent | None:
        """The region that speaks of itself as "we": the speaker's, else the one named most."""
        speaker = next((r for r, _ in self._here if r.kind == "person" and r.region), None)
        entry = region(speaker.region) if speaker is not None and speaker.region else None
        if speaker is not None and entry is not None:
            return Referent(
                speaker.start,
                speaker.end,
                "region",
                entry.code,
                entry.name,
                noun="регион",
                field=speaker.field,
            )
        if self.told and all(told.subject.kind in ("organisation", "city") for told in self.told):
            return self.told[0].subject  # "Бизнес-инкубатор Ульяновска третий. Год назад мы были седьмыми"
        if self._main is None:
            return None
        known = next((r for r in self._seen if r.region == self._main and r.kind == "region"), None)
        return known or self.context.main_region

    def _in_sentence(self, referent: Referent) -> Referent | None:
        """Whom a pronoun means in its own sentence: the last subject before it, else the last named."""
        before = [
            (subject, each.start, each)
            for each, subject in self._here
            if each.start < referent.start and referent.gender and _named_by(each, referent.gender)
        ]
        if not before and referent.noun == "он":
            quoted = [each for each, _ in self._here if each.start < referent.start and each.noun == "«"]
            return quoted[-1] if quoted else None
        exact = [entry for entry in before if entry[2].gender == referent.gender]
        return max(exact or before, key=lambda entry: entry[:2])[2] if before else None

    def _by_gender(self, referent: Referent) -> Referent | None:
        here = self._in_sentence(referent)
        if here is not None:
            return here
        candidates = [r for r in (self.focus, *reversed(self._seen)) if r is not None]
        candidates = [c for c in candidates if c.kind != "district" or c is self.focus]
        for candidate in candidates[:4]:
            if not referent.gender or referent.gender == candidate.gender:
                return candidate
        return next((c for c in candidates[:8] if referent.gender in _genders(c)), None)

    def _by_noun(self, referent: Referent) -> Referent | None:
        noun = referent.noun
        candidates = [r for r in (self.focus, *reversed(self._seen)) if r is not None]
        if noun == "областной центр":
            owner = next((c for c in candidates if c.kind == "region"), None)
            others = {each.name for each, _ in self._here}
            towns = [each for each in candidates if each.name not in others]
            return self._capital(referent, owner) or self._city(referent, towns)
        if noun in _ORGANISATIONS:
            return next((c for c in candidates if c.kind == "organisation"), None)
        if noun in _CITIES:
            return self._city(referent, candidates)
        if referent.own and self._main is not None:
            return next(
                (c for c in candidates if c.region == self._main and c.kind == "region"),
                self.context.main_region,
            )
        topic = self._topic(noun)
        if topic is not None:
            return topic
        if not candidates and not referent.plural:
            fits = self._only is not None and (noun in _ANY_REGION or self._suits(self._only, noun))
            return self._only if fits else None
        if noun in _ANY_REGION:
            return (
                self._beside_list(candidates)
                or next((c for c in candidates if c.region and c.kind in ("region", "people")), None)
                or next((c for c in candidates if c.region), None)
            )
        return self._called(noun, candidates)

    def _called(self, noun: str, candidates: list[Referent]) -> Referent | None:
        """The region that a noun fits: "область", "край", "республика"."""
        main = self._beside_list(candidates)
        if main is not None and self._suits(main, noun):
            return main
        regions = [c for c in candidates if c.kind == "region"]
        listed = self.latest_group.referents if self.latest_group is not None else []
        called = [r for r in listed if r.noun == noun and r.kind == "region"]
        if len(listed) == 2 and len(called) == 1 and self.focus is listed[1]:
            return called[0]  # "Приморский край и Камчатка …: край вторым"
        if self.focus in regions and self._suits(regions[0], noun):
            return self.focus
        named = next((c for c in regions if c.noun == noun), None)
        return named or next((c for c in regions if self._suits(c, noun)), None)

    def _topic(self, noun: str) -> Referent | None:
        """The region that the document is about, where the text has come back to it since the last place.

        "В целом по стране область занимает 16-е место": not whoever a list named in between.
        """
        if self.focus is None or self._main is None or self.focus.region == self._main:
            return None
        since = list(takewhile(lambda each: each is not self.focus, reversed(self._seen)))
        last = next((each for each in since if each.region), None)
        if last is None or last.region != self._main:
            return None
        found = last if last.kind == "region" else self.context.main_region
        fits = noun in _ANY_REGION or (found is not None and (found.noun == noun or self._suits(found, noun)))
        return found if fits else None

    def _beside_list(self, candidates: list[Referent]) -> Referent | None:
        """The region that the document names most, where the last told was a list of others."""
        listed = self.latest_group.referents if self.latest_group is not None else []
        if len(listed) < 2 or self.focus is None or all(r.region != self.focus.region for r in listed):
            return None
        if any(r.region == self._main for r in listed):
            return None
        return next((c for c in candidates if c.region == self._main and c.kind == "region"), None)

    def _city(self, referent: Referent, candidates: list[Referent]) -> Referent | None:
        """Which city "город" or "столица" means: a capital just named in its sentence, else the last."""
        here = [each for each, _ in self._here if each.start < referent.start]
        capitals = [c for c in (*reversed(here), *candidates) if c.region in _CAPITALS]
        if referent.noun == "столица" and capitals and capitals[0] in (*here[-1:], self.focus):
            return capitals[0]
        found = next((c for c in candidates if c.kind == "city" or c.region in _CAPITALS), None)
        found = found or next(filter(None, map(_governed_town, (*reversed(here), *candidates))), None)
        if found is None and referent.noun == "столица" and not self._kinds - _REGIONS:
            return Referent(
                referent.start, referent.end, "region", _MOSCOW, "столица", noun="город", gender="femn"
            )  # of the country, where regions are ranked
        return found

    @staticmethod
    def _capital(referent: Referent, owner: Referent | None) -> Referent | None:
        if owner is None:
            return None
        return Referent(
            referent.start,
            referent.end,
            "city",
            owner.region,
            "областной центр",
            noun="город",
            gender="masc",
        )

    @staticmethod
    def _suits(candidate: Referent, noun: str) -> bool:
        """Whether a short name ("Якутия", "Югра", "Кубань") can be called by the noun."""
        entry = region(candidate.region) if candidate.region else None
        if noun in _SHORES:
            return candidate.region in _SHORES[noun]
        return entry is not None and noun in entry.name.lower()


def _governed_town(office: Referent) -> Referent | None:
    """ "администрация Сургута": the town that an office is of."""
    words = office.name.split()
    if office.noun not in _TOWN_HALLS or len(words) != 2 or not words[1][:1].isupper():
        return None
    parses = word(fold(words[1])).parses
    town = next((p.lemma for p in parses if "Geox" in p.marks and p.case == "gent"), None)
    if town is None:
        return None
    name = "-".join(part[:1].upper() + part[1:] for part in town.split("-"))
    return Referent(
        office.start, office.end, "city", office.region, name, noun="город", gender="masc", field=office.field
    )


def _named_by(referent: Referent, gender: str) -> bool:
    """Whether a pronoun of a gender can mean a referent that its own sentence names."""
    known = bool(referent.gender) and not referent.plural
    return known and (gender == referent.gender or gender in _genders(referent))


def _genders(referent: Referent) -> frozenset[str]:
    """The genders by which pronouns may mean a referent: of its name, and of what it is."""
    found = {referent.gender} if referent.gender else {"masc", "femn", "neut"}
    entry = region(referent.region) if referent.region and referent.kind == "region" else None
    if entry is not None:
        lower = entry.name.lower()
        found |= {gender for noun, gender in _NOUN_GENDERS.items() if noun in lower}
    return frozenset(found)
