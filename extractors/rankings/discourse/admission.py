"""Who can be the subject of a ranking here, and who is when the sentence names none."""

from __future__ import annotations

from extractors.rankings.clauses import Clause, Reading
from extractors.rankings.discourse.standins import StandIns
from extractors.rankings.items import Place, Referent
from extractors.rankings.lists.portraits import portrayed
from extractors.rankings.subjects.noun_phrases import FEDERAL_CITIES
from extractors.rankings.wording import heads, of_town
from extractors.tokens import Annotated

_MOVING = frozenset(
    ["уход", "переход", "подъем", "спуск", "падение", "взлет", "скачок", "перемещение", "сдвиг"]
)
_OFFICES = frozenset(
    [
        "руководитель",
        "представитель",
        "коллега",
        "глава",
        "губернатор",
        "мэр",
        "врио",
        "раис",
        "градоначальник",
        "сенатор",
        "депутат",
    ]
)
_NATIONS = frozenset(["России", "РФ", "мира", "Европы"])
_OTHERS = frozenset(["region", "person", ""])
"""What a rating can rank beside towns and organisations."""
_PLACING_WORDS = (
    "placenoun",
    "lead",
    "best",
    "next",
    "last",
    "close",
    "above",
    "metal",
    "bottom",
    "up",
    "down",
)
_APART = frozenset(
    ["после", "кроме", "перед", "вслед", "уступая", "уступив", "опередив", "обогнав", "обойдя"]
)
"""Words before whoever stands beside the one that is told of."""
_RATES = ("рейтинг", "рэнкинг", "ренкинг")
"""How names begin of what rates others, or is a rating itself."""
_AREAS = frozenset(["район", "округ"])
_SUMS_UP = frozenset(["это", "итог", "итого", "результат"])
"""Words that tell a place of whom the text is about: "Итог — 33-е место"."""
_JOINTS = frozenset([",", "и"])
_PLACING = frozenset(["ranking/place", "ranking/leads", "ranking/metal"])


class Admission(StandIns):
    """Admits subjects, and finds those that a sentence leaves out."""

    def admits(self, referent: Referent, reading: Reading) -> bool:
        """Whether a referent can be the subject of a ranking here."""
        if referent.kind in ("region", "people"):
            return referent.region is not None
        if referent.name.lower().startswith(_RATES):
            return False
        thing = self._of_things and referent.region is None and referent.kind in ("city", "organisation")
        if referent.kind in ("standin", "pronoun") or thing:
            return False
        if referent.kind == "district":
            return reading.has(*_PLACING_WORDS) or any(p.bare for p in reading.places)
        if referent.kind == "person":
            return self._admits_person(referent)
        if referent.kind == "city":
            named = referent.name[-1:] == "»" or referent.name.split()[-1][:1].isupper()
            named = named or (referent.noun in _AREAS and referent.name[:1].isupper())
            ranked = "city" in self._kinds or self._told_cities or self._is_placed(referent, reading)
            ranked = ranked or (self.rated and _beside_federal_city(referent, reading))
            return referent.region is not None or (named and ranked)
        named = referent.noun in heads()["organisation"] and " " in referent.name and _has_own_name(referent)
        if " № " in referent.name:
            return True
        if referent.region is None and not any(letter.isupper() for letter in referent.name):
            return "organisation" in self._kinds and of_town(referent.name)
        located = " в " in referent.name or " из " in referent.name or _of_named_town(referent)
        if referent.region is not None or named or located or "organisation" in self._kinds:
            return True
        named = reading.has("rating") and not self._persons and "nomn" in referent.cases
        return named and self._has_number(reading)

    @staticmethod
    def _has_number(reading: Reading) -> bool:
        """Whether a sentence tells a place by its number."""
        return any(place.kind == "exact" and place.rule in _PLACING for place in reading.places)

    def _admits_person(self, person: Referent) -> bool:
        if person.region is None and person.name.islower():
            return False
        if person.region and person.name[:1].isupper() and self._heads_told():
            return True  # "губернатор Тверской области — восьмой, липецкий Игорь Артамонов — шестой"
        return (self._persons or person.noun in _OFFICES) and bool(person.region or self._persons)

    def _heads_told(self) -> bool:
        """Whether the place told last was that of a person."""
        return bool(self.told) and self.told[-1].subject.kind == "person"

    def _is_placed(self, city: Referent, reading: Reading) -> bool:
        """Whether a sentence gives a place by its number to a city, though the rating is of others."""
        before, after = reading.tokens[city.start - 1 : city.start], reading.tokens[city.end : city.end + 3]
        related = any(token.lower.startswith("котор") for token in after)
        holds = (
            "nomn" in city.cases
            or ("datv" in city.cases and reading.has("give", "above"))
            or ("" not in self._kinds and any(token.lower == "у" for token in before))
            or related
        )
        if not self.rated or not holds or _is_given_name(reading, city):
            return False
        return (
            any(_is_place_of(place, city) for place in reading.places)
            or (
                reading.has("lead", "metal", "open", "close")
                and (reading.has("rating", "give") or bool(self._kinds - _OTHERS))
            )
            or (bool(self._kinds - _OTHERS) and reading.has("next"))
        )

    def implied_subject(
        self, text: Annotated, reading: Reading, clause: Clause, place: Place
    ) -> Referent | None:
        """The one region that the sentence names in any case; else the focus, where nobody else is named."""
        apart = _apart(text, reading)
        known = (r for r in reading.referents if r.kind == "region" and r.place is None)
        regions = {r.region: r for r in known if r not in apart}
        headed = self._of_heading(reading, clause, place)
        if headed is not None:
            return headed
        stated = (place.rule == "ranking/leads" and clause.finite) or (
            place.rule == "ranking/beats-all" and bool(clause.verbs)
        )
        by_word = place.kind == "first" and not stated
        if not by_word and self.names_another(text, reading, clause):
            return None
        reaches = place.kind == "first" or not clause.finite or "соответствовать" in clause.verbs
        if len(regions) == 1 and not reading.foreign and reaches:
            return next(iter(regions.values()))
        inner = (
            {} if reading.foreign or apart else {r.region: r for c in reading.clauses for r in c.mentioned}
        )
        if len(inner) == 1 and reaches and (not reading.referents or place.rule == "ranking/extreme"):
            return next(iter(inner.values()))
        if regions or reading.foreign or reading.has("swap"):
            return None
        if reading.sentence.bullet and not reading.referents:
            self._catch_up()
            return self.focus or self._only
        if not reading.referents and reading.has("rating") and self._only is not None and not clause.finite:
            return self._only
        plain = clause.finite or bool(clause.words & _SUMS_UP)
        beside = any(self.focus is not None and each.region == self.focus.region for each in apart)
        if self.focus is None or not plain or clause.verbs == {"быть"} or beside:
            return None
        if self.names_another(text, reading, clause):
            return None
        return self.focus

    def portrayed(self, number: int, index: int, reading: Reading) -> Referent | None:
        """The region that a line without a subject tells of, in a list of what one region has reached."""
        if not self.rated or self.context.views[number][index].sentences[0].start == 0:
            return None
        return portrayed(self.context.views[number], index, reading, self._only)

    def _of_heading(self, reading: Reading, clause: Clause, place: Place) -> Referent | None:
        """ "Наша область:", then "— 4-е место по вводу жилья": a bullet that begins with its place."""
        named = any(r.kind != "district" for r in reading.referents)
        if named or reading.foreign or clause.finite or place.start != clause.start:
            return None
        if place.start == reading.sentence.start and _goes_on(reading):
            return self.focus  # "Тула: 5-е место по надоям;", then "8-е — по сбору зерна;"
        if not reading.sentence.bullet:
            # "Индекс городской среды. Второе место в Приволжье."
            alone = place.noun and clause.start == reading.sentence.start and len(reading.clauses) == 1
            return self._only if alone else None
        self._catch_up()
        return self.focus

    @staticmethod
    def names_another(text: Annotated, reading: Reading, clause: Clause) -> bool:
        """Whether the clause has a noun in the nominative that is no part of a place or a rating's name."""
        known = {i for p in reading.places for i in range(p.start, p.end)}
        known |= {s.start for s in reading.signals if s.name in ("rating", "list", "placenoun", "tier")}
        # "Год назад была на 46-й": nobody is named by when it was
        known |= {i for s in clause.signals if s.name == "before" for i in range(s.start, s.end)}
        for index in range(clause.start, clause.end):
            word = text.tokens[index].word
            best = word.best
            if best is None and index - 1 in known and _is_latin(text.tokens[index].text):
                return True  # "на третьем Tecno"
            if (
                word.lemmas & _MOVING
                or index in known
                or best is None
                or best.pos not in ("NOUN", "NPRO")
                or "nomn" not in word.cases
            ):
                continue
            if best.case == "nomn" or index - 1 in known or not _governed(text, index):
                return word.lower not in ("это", "итог", "результат")
        return False


def _apart(text: Annotated, reading: Reading) -> list[Referent]:
    """Those who stand beside whom a place is told of: "второе место после Тулы и Орла"."""
    groups = (g for c in reading.clauses for g in c.groups if text.tokens[g.start - 1].lower in _APART)
    return [r for group in groups for r in group.referents if "nomn" not in r.cases]


def _goes_on(reading: Reading) -> bool:
    """Whether the line before ended with a semicolon."""
    at = reading.sentence.start
    return at > 1 and reading.tokens[at - 1].kind == "break" and reading.tokens[at - 2].text == ";"


def _is_place_of(place: Place, city: Referent) -> bool:
    """Whether a place can be a town's: one with a number, or a tier of which the town is the subject."""
    if place.kind == "tier":
        return "nomn" in city.cases and not city.name.isascii()
    return place.kind in ("exact", "first") and place.rule in _PLACING


def _is_latin(text: str) -> bool:
    return text.isascii() and text[:1].isupper()


def means_several(text: Annotated, place: Place) -> bool:
    """ "Лидеры прежние": a word for the first place in the plural, which nobody holds alone."""
    best = text.tokens[place.start].word.parses[:1]
    return place.kind == "first" and bool(best) and best[0].pos == "NOUN" and best[0].number == "plur"


def held_by_a_thing(text: Annotated, reading: Reading, place: Place) -> bool:
    """ "Третье место у фильма, снятого в Карелии": who has the place is no subject of rankings."""
    starts = {referent.start for referent in reading.referents}
    return any(
        text.tokens[at].lower == "у" and at + 1 not in starts and "NOUN" in text.tokens[at + 1].word.poses
        for at in range(place.start, reading.sentence.end - 1)
    )


def _has_own_name(referent: Referent) -> bool:
    """ "Высшая школа экономики", "аэропорт Кольцово": no "школа района"."""
    first, *rest = referent.name.split()
    return first[:1].isupper() or (len(rest) == 1 and rest[0][:1].isupper() and rest[0] not in _NATIONS)


def _of_named_town(referent: Referent) -> bool:
    """ "администрация Хабаровска": an office of a town."""
    return referent.noun in ("администрация", "мэрия") and referent.name[-1:] != referent.noun[-1:]


def _beside_federal_city(city: Referent, reading: Reading) -> bool:
    """ "Петербург, Казань и Нижний Новгород": what is named with a city is one, too, and no region's name."""
    before = [r for r in reading.referents if r.end <= city.start]
    at = city.start
    for each in reversed(before):
        if any(token.lower not in _JOINTS for token in reading.tokens[each.end : at]):
            return False
        if each.kind == "region" and each.region in FEDERAL_CITIES:
            return True
        if each.kind != "city":
            return False
        at = each.start
    return False


def _is_given_name(reading: Reading, referent: Referent) -> bool:
    """Whether what seems a city can be somebody's first name: "Артём"."""
    return any("Name" in parse.marks for parse in reading.tokens[referent.start].word.parses)


def _governed(text: Annotated, index: int) -> bool:
    """Whether a preposition or a noun right before a token can govern it."""
    if index == 0:
        return False
    parses = text.tokens[index - 1].word.parses
    return bool(parses) and parses[0].pos in ("PREP", "NOUN", "ADJF", "PRTF", "NUMR")
