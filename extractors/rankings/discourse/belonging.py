"""The region of a subject whose own name does not tell it."""

from __future__ import annotations

from extractors.rankings.discourse.locating import Locator
from extractors.rankings.discourse.mentions import Mentions
from extractors.rankings.items import Referent, Told
from extractors.rankings.subjects.noun_phrases import FEDERAL_CITIES
from extractors.rankings.vocabulary import words
from extractors.rankings.wording import of_town, spells_out
from extractors.registries import region
from extractors.registries.towns import town_regions
from extractors.tokens import Annotated

_TYPES = {"республиканск": "республика", "областн": "область", "краев": "край", "окружн": "округ"}
_OF_THE_CAPITALS = words("mentions", "of_the_capitals")
_TIED = frozenset(["person", "organisation", "city"])


class Belonging(Mentions):
    """Ties organisations, cities and persons to regions by what the document says of them."""

    def settle(self, fields: list[Annotated], told: list[tuple[int, Told]]) -> None:
        """Tie subjects without a region to the one that some other sentence ties their names to.

        "Никитин — восьмой" in a headline, "губернатор Нижегородской области Никитин" in the text.
        """
        for _, each in told:
            own = self._only is not None and _is_district(each.subject)
            own = own or (self.context.home is not None and each.subject.kind == "city")
            if each.subject.region is None and own:
                self._locate(each.subject)  # of a list, whose lines are told as they stand
        untied = [each for each in told if each[1].subject.region is None and each[1].subject.kind in _TIED]
        if not untied:
            return
        self._catch_up()
        for _, each in untied:
            each.subject.region = self._regions_of.get(each.subject.name)
        locator = Locator(fields, told, self.context.regions)
        for number, each in untied:
            if each.subject.region is None:
                each.subject.region = locator.region_of(number, each)
        for _, each in untied:
            if each.subject.region is None:
                each.subject.region = _spelt_out(each.subject, told)

    def _locate(self, referent: Referent) -> None:
        """Tie a named subject without a region of its own to the one that the text ties it to."""
        of_only = referent.noun == "«" and not self._national and not self._of_another(referent)
        if self._only is not None and (of_only or _is_district(referent)):
            referent.region, referent.presumed = self._only.region, of_only
        elif referent.kind == "city" and self.context.home is not None:
            known = town_regions(referent.name)
            referent.region = self.context.home if not known or self.context.home in known else None
        elif referent.name:
            referent.region = self._regions_of.get(referent.name)
        if referent.region is not None:
            return
        if referent.kind == "organisation" and not referent.plural:
            self._catch_up()
            if self._persons and " " not in referent.name and not referent.noun and self._spell_out(referent):
                referent.kind, referent.noun = "person", "человек"
                return
            referent.region = self._of_local(referent)
            referent.presumed = referent.region is not None and not referent.local
        elif referent.kind == "person" and self._persons and not referent.name.islower():
            self._catch_up()
            if " " not in referent.name and self._spell_out(referent):
                return
            self._tie(referent)

    def _of_another(self, referent: Referent) -> bool:
        """ "«Тюмень-Геофизика» вторая, оренбургский «Импульс» пятый": the one region is another name's."""
        known = [each for each, _ in self._here if each.noun == "«" and each.name != referent.name]
        owners = [each for each in known if each.region and not each.presumed]
        return bool(owners) and all(
            any(owner.start - 2 <= entity.start < owner.end for owner in owners)
            for views in self.context.views
            for view in views
            for entity in view.entities
            if entity.kind == "region"
        )

    def _spell_out(self, person: Referent) -> bool:
        """ "Собянин": who was named in full before, with his region."""
        known = (*reversed([each for each, _ in self._here]), *reversed(self._seen))
        bearers = (each for each in known if each.kind == "person" and " " in each.name)
        same = next((each for each in bearers if each.name.endswith(f" {person.name}")), None)
        if same is not None:
            person.name, person.region = same.name, same.region
        return same is not None

    def _of_local(self, referent: Referent) -> str | None:
        """The region of an organisation that the text calls regional, or lists below "пять томских вузов"."""
        if referent.local:
            here = [each for each, _ in self._here if each.start < referent.start]
            known = [
                *reversed(here),
                *([self.focus] if self.focus is not None else []),
                *reversed(self._seen),
            ]
            return next((each.region for each in known if _of_type(each.region, referent.name)), None)
        if of_town(referent.name):
            return None
        paragraph, region = self._heading
        of_capital = referent.name in _OF_THE_CAPITALS and region not in FEDERAL_CITIES
        return region if paragraph == self._paragraph and not of_capital else None

    def _tie(self, person: Referent) -> None:
        """A head of a region whom the text names after naming one region alone."""
        regions = {r.region for r in self._seen if r.kind in ("region", "people")}
        # "Глава Адыгеи в лидерах", then "Мурат Кумпилов занял": an office alone names nobody else.
        others = (r for r in self._seen if r.kind == "person" and r.name != person.name)
        headed = {r.region for r in others if not r.name.lower().startswith(r.noun)}
        if len(regions) == 1 and not regions & headed:
            person.region = next(iter(regions))


def _spelt_out(subject: Referent, told: list[tuple[int, Told]]) -> str | None:
    """ "ДВФУ": the region to which the text has tied the name that it stands for."""
    full = (each.subject for _, each in told if each.subject.region and each.subject.kind == subject.kind)
    return next((each.region for each in full if spells_out(subject.name, each.name)), None)


def _of_type(code: str | None, name: str) -> bool:
    """Whether a region can be the one that an organisation's name means: "республиканская" no oblast."""
    entry = region(code) if code else None
    if entry is None:
        return False
    lower = name.lower()
    wanted = next((noun for stem, noun in _TYPES.items() if stem in lower), "")
    return wanted in entry.name.lower()


def _is_district(referent: Referent) -> bool:
    """Whether a municipal district is named: it lies in the one region that the text is about."""
    return referent.kind == "city" and referent.name.endswith((" район", " округ"))
