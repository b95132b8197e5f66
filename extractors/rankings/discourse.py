"""What is at hand over the sentences of a document: the subject in focus, the last place told, the year."""

from __future__ import annotations

from collections.abc import Callable
from itertools import takewhile

from extractors.features import of_lemmas
from extractors.rankings.clauses import Clause, Reading
from extractors.rankings.context import Context
from extractors.rankings.items import Group, Place, Referent, Told
from extractors.rankings.locating import Locator
from extractors.rankings.portraits import portrayed
from extractors.rankings.vocabulary import words
from extractors.rankings.wording import heads, of_town, spells_out
from extractors.registries import region
from extractors.registries.towns import town_regions
from extractors.signals import Signal
from extractors.tokens import Annotated

MOST_SEEN = 200
MOST_DEFERRED = 6
"""Sentences without a place that are kept for stand-ins: no pronoun reaches further back."""
_ORGANISATIONS = words("discourse", "organisations")
_NOUN_GENDERS = {
    "область": "femn",
    "край": "masc",
    "республика": "femn",
    "округ": "masc",
}
_MOVING = frozenset(
    ["уход", "переход", "подъем", "спуск", "падение", "взлет", "скачок", "перемещение", "сдвиг"]
)
_TYPES = {"республиканск": "республика", "областн": "область", "краев": "край", "окружн": "округ"}
_OFFICES = frozenset(["руководитель", "представитель", "коллега", "глава", "губернатор", "мэр"])
_CENTRES = frozenset(["центр", "цпэ"])
_NATIONAL = of_lemmas({"общероссийский", "всероссийский", "страна", "россия"})
"""Words of sentences whose names in quotes may lie anywhere."""
_NATIONS = frozenset(["России", "РФ", "мира", "Европы"])
_TIED = frozenset(["person", "organisation", "city"])
_PLACING = frozenset(["ranking/place", "ranking/leads", "ranking/metal"])
_CAPITALS = frozenset(["RU-MOW", "RU-SPE"])
_CITIES = frozenset(["город", "столица", "муниципалитет", "райцентр"])


class Discourse:
    """The state over the sentences of one document, title first."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self.rated = context.rated
        self._year = context.year
        self._persons = context.persons
        self._kinds = context.kinds
        self._main = context.main_region.region if context.main_region is not None else None
        self._only = context.only_region
        self.listed_until = 0
        self.numbered_until = -1
        """Past the last line of a numbered list that was read, where one was."""
        self.focus: Referent | None = None
        self.latest: Told | None = None
        self.last_place: int | None = None
        self.latest_group: Group | None = None
        self.former: Referent | None = None
        self._regions_of: dict[str, str] = {}
        self._deferred: list[tuple[int, Callable[[], Reading]]] = []
        self.told: list[Told] = []
        self._seen: list[Referent] = []
        self._here: list[tuple[Referent, bool]] = []
        self._before_here = 0
        self.moved = -1
        self.top_is_low = False
        """Whether the rating's first is who has least: "минимальный разрыв"."""
        self._previous: list[Referent] = []
        self._told_cities = False
        self._stood: dict[str, int] = {}
        self._paragraph = -1
        self._national = False
        self._heading: tuple[int, str | None] = (-1, None)

    # Subjects

    def begin(self, reading: Reading) -> None:
        """A sentence is read: whom it names, and whether as its subject, pronouns in it look at first."""
        self._previous = _regions_in(self._here)
        self._before_here = len(self._seen)
        self._paragraph = reading.sentence.paragraph
        self._national = bool(reading.sentence.features & _NATIONAL)
        groups = [group for clause in reading.clauses for group in clause.groups]
        self._here = [(r, group.role == "nom") for group in groups for r in group.referents]
        self._head(reading)
        self._here += [(r, False) for clause in reading.clauses for r in clause.mentioned]
        self._here = [(r, subject) for r, subject in self._here if r.kind not in ("pronoun", "standin")]

    def _head(self, reading: Reading) -> None:
        """ "Пять томских вузов вошли ...": the organisations that its paragraph names are of that region."""
        several = [r for r in reading.referents if r.kind == "organisation" and r.plural and r.region]
        if several and reading.sentence.paragraph >= self._heading[0]:
            regions = {referent.region for referent in several}
            self._heading = (reading.sentence.paragraph, regions.pop() if len(regions) == 1 else None)

    def defer(self, read: Callable[[], Reading]) -> None:
        """A sentence that tells no place: it is read only if a stand-in has to be understood."""
        self._deferred.append((len(self.told), read))
        del self._deferred[:-MOST_DEFERRED]

    def _catch_up(self) -> None:
        deferred, self._deferred = self._deferred, []
        here = self._seen[self._before_here :]
        del self._seen[self._before_here :]
        for told, read in deferred:
            reading = read()
            self._head(reading)
            self._previous = [r for clause in reading.clauses for r in clause.mentioned]
            for clause in reading.clauses:
                self.see(
                    [
                        *clause.mentioned,
                        *(r for g in clause.groups for r in g.referents if r.kind != "region"),
                    ]
                )
                for group in clause.groups:
                    if group.role == "nom" and told == len(self.told):
                        self.focus_on(group.referents[-1])
        self._before_here = len(self._seen)
        self._seen += here

    def see(self, referents: list[Referent]) -> None:
        """Remember the subjects that a sentence names, for stand-ins to come."""
        named = [r for r in referents if r.kind not in ("standin", "pronoun")]
        self._seen += named
        del self._seen[:-MOST_SEEN]
        for each in named:
            if each.region is not None and each.kind in (
                "organisation",
                "city",
                "person",
            ):
                self._regions_of[each.name] = each.region
            entry = region(each.region) if each.region and each.kind == "city" else None
            if entry is not None and each.noun == "столица":
                self._regions_of[entry.capital] = entry.code

    def settle(self, fields: list[Annotated], told: list[tuple[int, Told]]) -> None:
        """Tie subjects without a region to the one that some other sentence ties their names to.

        "Никитин — восьмой" in a headline, "губернатор Нижегородской области Никитин" in the text.
        """
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

    def focus_on(self, referent: Referent) -> None:
        """Put a named subject into focus, if it is one that rankings are of."""
        if referent.region is not None or referent.kind == "city":
            self.focus = referent

    def resolved(self, referent: Referent) -> Referent:
        """Whom a stand-in or pronoun means; the referent itself where it names something."""
        if referent.region is None:
            self._locate(referent)
        if referent.noun in ("мы", "нас"):
            return self._home() or referent
        if referent.kind in ("pronoun", "standin"):
            self._catch_up()
        if referent.kind == "pronoun":
            return self._by_gender(referent) or referent
        if referent.kind != "standin":
            return referent
        return self._by_noun(referent) or referent

    def _locate(self, referent: Referent) -> None:
        """Tie a named subject without a region of its own to the one that the text ties it to."""
        of_only = referent.noun == "«" and not self._national
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
            referent.region = self._of_local(referent)
            referent.presumed = referent.region is not None and not referent.local
        elif referent.kind == "person" and self._persons and not referent.name.islower():
            self._catch_up()
            self._tie(referent)

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
        return region if paragraph == self._paragraph else None

    def these(self) -> list[Referent]:
        """ "эти регионы": those that the sentence before named."""
        self._catch_up()
        return self._previous

    def _tie(self, person: Referent) -> None:
        """A head of a region whom the text names after naming one region alone."""
        regions = {r.region for r in self._seen if r.kind in ("region", "people")}
        if len(regions) == 1:
            person.region = next(iter(regions))

    def _home(self) -> Referent | None:
        """The region that speaks of itself as "we": the speaker's, else the one named most."""
        speaker = next((r for r, _ in self._here if r.kind == "person" and r.region), None)
        entry = region(speaker.region) if speaker is not None and speaker.region else None
        if speaker is not None and entry is not None:
            return Referent(speaker.start, speaker.end, "region", entry.code, entry.name, noun="регион")
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
        return max(before, key=lambda entry: entry[:2])[2] if before else None

    def _by_gender(self, referent: Referent) -> Referent | None:
        here = self._in_sentence(referent)
        if here is not None:
            return here
        candidates = [r for r in (self.focus, *reversed(self._seen)) if r is not None]
        for candidate in candidates[:4]:
            if not referent.gender or referent.gender == candidate.gender:
                return candidate
        return next((c for c in candidates[:8] if referent.gender in _genders(c)), None)

    def _by_noun(self, referent: Referent) -> Referent | None:
        noun = referent.noun
        candidates = [r for r in (self.focus, *reversed(self._seen)) if r is not None]
        if noun == "областной центр":
            owner = next((c for c in candidates if c.kind == "region"), None)
            return self._capital(referent, owner)
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
        if noun in ("регион", "субъект", "губерния"):
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
        if self.focus in regions and self._suits(regions[0], noun):
            return self.focus
        named = next((c for c in regions if c.noun == noun), None)
        return named or next((c for c in regions if self._suits(c, noun)), None)

    def _city(self, referent: Referent, candidates: list[Referent]) -> Referent | None:
        """Which city "город" or "столица" means: a capital just named in its sentence, else the last."""
        here = [each for each, _ in self._here if each.start < referent.start]
        capitals = [c for c in (*reversed(here), *candidates) if c.region in _CAPITALS]
        if referent.noun == "столица" and capitals and capitals[0] in (*here[-1:], self.focus):
            return capitals[0]
        return next((c for c in candidates if c.kind == "city" or c.region in _CAPITALS), None)

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
        fits = noun in ("регион", "субъект", "губерния") or (
            found is not None and (found.noun == noun or self._suits(found, noun))
        )
        return found if fits else None

    def _beside_list(self, candidates: list[Referent]) -> Referent | None:
        """The region that the document names most, where the last told was a list of others."""
        listed = self.latest_group.referents if self.latest_group is not None else []
        if len(listed) < 2 or self.focus is None or all(r.region != self.focus.region for r in listed):
            return None
        if any(r.region == self._main for r in listed):
            return None
        return next((c for c in candidates if c.region == self._main and c.kind == "region"), None)

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
        return entry is not None and noun in entry.name.lower()

    def admits(self, referent: Referent, reading: Reading) -> bool:
        """Whether a referent can be the subject of a ranking here."""
        if referent.kind in ("region", "people"):
            return referent.region is not None
        if referent.kind in ("standin", "pronoun"):
            return False
        if referent.kind == "district":
            return reading.has("placenoun", "lead", "best") or any(p.bare for p in reading.places)
        if referent.kind == "person" and referent.region is None and referent.name.islower():
            return False
        if referent.kind == "person":
            return (self._persons or referent.noun in _OFFICES) and bool(referent.region or self._persons)
        if referent.kind == "city":
            named = referent.name[-1:] == "»" or referent.name.split()[-1][:1].isupper()
            ranked = "city" in self._kinds or self._told_cities or self._is_placed(referent, reading)
            return referent.region is not None or (named and ranked)
        named = referent.noun in heads()["organisation"] and " " in referent.name and _has_own_name(referent)
        if " № " in referent.name:
            return True
        if referent.region is None and not any(letter.isupper() for letter in referent.name):
            return "organisation" in self._kinds and of_town(referent.name)
        located = " в " in referent.name or " из " in referent.name or _of_named_town(referent)
        return referent.region is not None or named or located or "organisation" in self._kinds

    def _is_placed(self, city: Referent, reading: Reading) -> bool:
        """Whether a sentence gives a place by its number to a city, though the rating is of others."""
        holds = "nomn" in city.cases or ("datv" in city.cases and reading.has("give", "above"))
        if not self.rated or not holds or _is_given_name(reading, city):
            return False
        return any(
            place.kind in ("exact", "first") and place.rule in _PLACING for place in reading.places
        ) or (reading.has("lead", "metal") and reading.has("rating", "give"))

    def same(self, one: Referent, other: Referent) -> bool:
        """Whether two referents are the same subject."""
        if one is other:
            return True
        if one.region and one.region == other.region:
            plain = one.kind in ("region", "people")
            if one.kind == other.kind == "organisation" and one.noun in _CENTRES and other.noun in _CENTRES:
                return True
            return plain == (other.kind in ("region", "people")) and (plain or _alike(one.name, other.name))
        if one.kind != other.kind or one.region != other.region:
            return False
        return one.name == other.name or spells_out(one.name, other.name) or spells_out(other.name, one.name)

    def implied_subject(
        self, text: Annotated, reading: Reading, clause: Clause, place: Place
    ) -> Referent | None:
        """The one region that the sentence names in any case; else the focus, where nobody else is named."""
        regions = {r.region: r for r in reading.referents if r.kind == "region"}
        headed = self._of_heading(reading, clause, place)
        if headed is not None:
            return headed
        by_word = place.kind == "first" and not (place.rule == "ranking/leads" and clause.finite)
        if not by_word and self.names_another(text, reading, clause):
            return None
        reaches = place.kind == "first" or not clause.finite or "соответствовать" in clause.verbs
        if len(regions) == 1 and not reading.foreign and reaches:
            return next(iter(regions.values()))
        inner = {} if reading.foreign else {r.region: r for c in reading.clauses for r in c.mentioned}
        if len(inner) == 1 and reaches and (not reading.referents or place.rule == "ranking/extreme"):
            return next(iter(inner.values()))
        if regions or reading.foreign or reading.has("swap"):
            return None
        if reading.sentence.bullet and not reading.referents:
            self._catch_up()
            return self.focus or self._only
        if not reading.referents and reading.has("rating") and self._only is not None and not clause.finite:
            return self._only
        plain = clause.finite or any(token.lower == "это" for token in text.tokens[clause.start : clause.end])
        if self.focus is None or not plain or clause.verbs == {"быть"}:
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
        for index in range(clause.start, clause.end):
            word = text.tokens[index].word
            best = word.parses[0] if word.parses else None
            if (
                word.lemmas & _MOVING
                or index in known
                or best is None
                or best.pos not in ("NOUN", "NPRO")
                or "nomn" not in word.cases
            ):
                continue
            if best.case == "nomn" or not _governed(text, index):
                return word.lower not in ("это", "итог", "результат")
        return False

    # Statements

    def note(self, told: Told, *, counts: bool) -> None:
        """A statement was made. `counts` false: it stands above what was told, and moves no list on."""
        self.told.append(told)
        self._told_cities = self._told_cities or (told.subject.kind == "city" and told.position is not None)
        if not counts:
            return
        self.focus = told.subject
        self.latest = told
        if told.position is not None and told.position_to is None:
            self.last_place = told.position
        elif told.basis in ("group", "listed"):
            self.last_place = None
        if told.position_to is not None and told.basis == "explicit":
            self.last_place = told.position_to

    def numbered(self) -> bool:
        """Whether some place was told with its number."""
        return any(told.position is not None for told in self.told)

    def batch(self) -> list[Told]:
        """The statements that share the place told last."""
        last = self.told[-1] if self.told else None
        if last is None:
            return []
        return [
            told
            for told in self.told[-8:]
            if told.sentence == last.sentence
            and (told.position, told.position_to) == (last.position, last.position_to)
        ]

    def stood(self, referent: Referent, place: int) -> None:
        """A place of the edition before, of whom no place of now is told yet."""
        self._stood[self.resolved(referent).name] = place

    def stood_at(self, referent: Referent) -> int | None:
        """The place of the edition before that was told of a subject, which is told of only once."""
        return self._stood.pop(referent.name, None)

    def forget(self, told: Told) -> None:
        """A statement turned out to be of the edition before."""
        self.told = [each for each in self.told if each is not told]

    def last_told(self, scope: str | None) -> Told | None:
        """What was last told of the subject in focus."""
        if self.focus is None:
            return None
        return self.last_told_of(self.focus, scope)

    def last_told_of(self, referent: Referent, scope: str | None) -> Told | None:
        """What was last told of a subject, in the scope if some statement has it."""
        mine = [told for told in self.told if self.same(told.subject, referent) and told.position is not None]
        exact = [told for told in mine if told.scope == scope and told.position_to is None]
        return exact[-1] if exact else None

    def told_of_region(self, referent: Referent) -> Told | None:
        """What was told of the one subject of a region, where a text calls it by its people."""
        mine = [t for t in self.told if t.subject.region == referent.region and t.position is not None]
        plain = [t for t in mine if t.scope is None and t.position_to is None] or mine
        names = {told.subject.name for told in plain}
        return plain[-1] if len(names) == 1 and referent.region is not None else None

    def standing_at(self, referent: Referent, position: int) -> Told | None:
        """What was told of a subject at a place, in whatever scope."""
        resolved = self.resolved(referent)
        mine = [told for told in self.told if self.same(told.subject, resolved)]
        return next(
            (told for told in mine if told.position == position and told.position_to is None),
            None,
        )

    def beside(self, told: Told, scope: str | None) -> Told:
        """What was told of the same subject in another scope, if that was."""
        mine = (each for each in reversed(self.told) if self.same(each.subject, told.subject))
        return next((each for each in mine if each.scope == scope and each.position is not None), told)

    def held_before(self, referent: Referent) -> bool:
        """Whether the text said that a subject was the first before."""
        return self.former is not None and self.same(self.former, referent)

    def standing(self, referent: Referent) -> Told | None:
        """What was last told of a subject, in whatever scope."""
        return next(
            (told for told in reversed(self.told) if self.same(told.subject, referent)),
            None,
        )

    def score_here(self, said: Referent, meant: Referent) -> float | None:
        """The points that the sentence put behind whom a pronoun in it means."""
        here = said.kind == "pronoun" and any(each is meant for each, _ in self._here)
        return meant.score if here else None

    def score_focus(self, value: float) -> None:
        """Points that stand in a sentence of their own belong to the subject in focus."""
        if self.focus is None:
            return
        told = self.last_told_of(self.focus, None)
        if told is not None and told.score is None:
            told.score = value

    # Time

    def earlier_year(self, clause: Clause) -> bool:
        """Whether the clause is dated to a year before the one that the rating is for."""
        if self._year is None:
            return False
        years = [int(p.period[:4]) for p in clause.years if p.period is not None]
        return bool(years) and max(years) < self._year

    def kept_phrase(self, clause: Clause, signal: Signal) -> bool:
        """ "как и год назад" tells that a place was kept, not a place of then."""
        return any(s.name == "keep" and s.start <= signal.start <= s.end for s in clause.signals)

    def forgotten(self, told: Told) -> bool:
        """Whether a statement turned out to be of the edition before."""
        return all(each is not told for each in self.told) and told.position is not None


def held_by_a_thing(text: Annotated, reading: Reading, place: Place) -> bool:
    """ "Третье место у фильма, снятого в Карелии": who has the place is no subject of rankings."""
    starts = {referent.start for referent in reading.referents}
    return any(
        text.tokens[at].lower == "у" and at + 1 not in starts and "NOUN" in text.tokens[at + 1].word.poses
        for at in range(place.start, reading.sentence.end - 1)
    )


def _regions_in(named: list[tuple[Referent, bool]]) -> list[Referent]:
    """The regions among those that a sentence named, each once."""
    found = {referent.region: referent for referent, _ in named if referent.kind == "region"}
    return list(found.values())


def _named_by(referent: Referent, gender: str) -> bool:
    """Whether a pronoun of a gender can mean a referent that its own sentence names."""
    known = bool(referent.gender) and not referent.plural
    return known and (gender == referent.gender or gender in _genders(referent))


def _has_own_name(referent: Referent) -> bool:
    """ "Высшая школа экономики", "аэропорт Кольцово": no "школа района"."""
    first, *rest = referent.name.split()
    return first[:1].isupper() or (len(rest) == 1 and rest[0][:1].isupper() and rest[0] not in _NATIONS)


def _of_named_town(referent: Referent) -> bool:
    """ "администрация Хабаровска": an office of a town."""
    return referent.noun in ("администрация", "мэрия") and referent.name[-1:] != referent.noun[-1:]


def _is_given_name(reading: Reading, referent: Referent) -> bool:
    """Whether what seems a city can be somebody's first name: "Артём"."""
    return any("Name" in parse.marks for parse in reading.tokens[referent.start].word.parses)


def _genders(referent: Referent) -> frozenset[str]:
    """The genders by which pronouns may mean a referent: of its name, and of what it is."""
    found = {referent.gender} if referent.gender else {"masc", "femn", "neut"}
    entry = region(referent.region) if referent.region and referent.kind == "region" else None
    if entry is not None:
        lower = entry.name.lower()
        found |= {gender for noun, gender in _NOUN_GENDERS.items() if noun in lower}
    return frozenset(found)


def _alike(one: str, other: str) -> bool:
    """Whether two names of one region's organisations are one: they share half of the shorter's words."""
    first, second = (
        frozenset(word[:5] for word in name.lower().split() if len(word) > 2) for name in (one, other)
    )
    fewer = min(len(first), len(second))
    return bool(fewer) and len(first & second) / fewer >= 0.5


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
    return referent.kind == "city" and referent.name.endswith((" район", " муниципальный округ"))


def _governed(text: Annotated, index: int) -> bool:
    """Whether a preposition or a noun right before a token can govern it."""
    if index == 0:
        return False
    parses = text.tokens[index - 1].word.parses
    return bool(parses) and parses[0].pos in ("PREP", "NOUN", "ADJF", "PRTF", "NUMR")
