"""Clauses to statements: which subject holds which place, and what is told of it besides."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from extractors.rankings import extremes, fitting, moves, signs, swaps
from extractors.rankings.amounts import SPEAKING
from extractors.rankings.assertion import asserted
from extractors.rankings.clauses import Clause
from extractors.rankings.earlier import NOW
from extractors.rankings.items import Group, Place, Referent, Told
from extractors.rankings.relations import Relations
from extractors.rankings.telling import names_all, names_one
from extractors.rankings.views import between
from extractors.rankings.vocabulary import words
from extractors.tokens import Word

_THESE = frozenset(["эти", "этим", "этих"])
_BEFORE_NOUN = 2
"""Words that may stand between "эти" and its noun: "эти три северных региона"."""
_YIELDING = frozenset(["уступить", "уступать", "отдать", "отдавать", "проиграть"])
_GOING = words("assembler", "going")
_TOWARDS = frozenset(["в", "во", "на", "к", "ко"])
_ASPECTS = frozenset(["по", "в", "во", "на", "среди"])
"""Words that begin what a place is by, or where."""
_LISTING = frozenset(["lead", "tier", "next", "best", "open", "group", "bottom", "below"])
_PUSHING = frozenset(
    [
        "вытеснить",
        "подвинуть",
        "подвигать",
        "оттеснить",
        "сместить",
        "отодвинуть",
        "сдвинуть",
        "потеснить",
        "столкнуть",
    ]
)
_PUBLISHING = words("assembler", "publishing")
_THEY = frozenset(["они", "них", "им"])
_SPEAKERS = frozenset(["person", "organisation", "pronoun"])


class SentenceAssembler(Relations):
    """Reads one sentence into statements; `discourse` is what the sentences before left behind."""

    def assemble(self) -> list[Told]:
        """The statements of the sentence, in order."""
        self._discourse.begin(self._reading)
        _join_listings(self._reading.clauses)
        whose = self._discourse.portrayed(self._number, self._index, self._reading)
        if whose is not None:
            self._subject, self._unpaired = Group(whose.start, whose.start, [whose], "nom"), True
        for clause in self._reading.clauses:
            resumed = self._relative(clause)
            _number_brackets(clause)
            self._clause(clause)
            self._leftovers(clause)
            if resumed is not None:
                self._subject, self._unpaired = resumed, True
            named = [r for r in self._reading.referents if clause.start <= r.start < clause.end]
            self._discourse.see([*clause.mentioned, *(r for r in named if r.kind != "region")])
        self._finish()
        return self.told

    def _relative(self, clause: Clause) -> Group | None:
        """ "..., который скатился на 70-е место", "..., опустившуюся на 34-ю": of whom was named last.

        Gives whose sentence goes on behind such a clause, if it was about somebody else.
        """
        opening = self._tokens_of(clause)[:1]
        if self._latest_group is None or not opening or any(g.role == "nom" for g in clause.groups):
            return None
        word = opening[0].word
        if "который" in word.lemmas and "nomn" in word.cases:
            self._take_over(self._latest_group.referents[-1:])
            self._scope, self._scoped = None, False
            return None
        if not self._qualifies(clause, word, self._latest_group):
            return None
        before = self._subject
        plural = any(p.pos == "PRTF" and p.number == "plur" for p in word.parses)
        self._take_over(self._latest_group.referents if plural else self._latest_group.referents[-1:])
        return before

    def _qualifies(self, clause: Clause, word: Word, group: Group) -> bool:
        """Whether a clause begins with a participle that agrees with the subject right before it."""
        parses = [parse for parse in word.parses if parse.pos == "PRTF"]
        last = group.referents[-1]
        if clause.opener != "," or not parses or group.end != clause.start - 1 or group is self._subject:
            return False
        if last.kind in ("pronoun", "standin") or not clause.places:
            return False
        return any(parse.case in last.cases or not last.cases for parse in parses)

    def _take_over(self, referents: list[Referent]) -> None:
        last = referents[-1]
        self._subject, self._unpaired = Group(referents[0].start, last.end, list(referents), "nom"), True
        self._place_first = False

    def _leftovers(self, clause: Clause) -> None:
        """Places and movements in brackets behind subjects that the clause did not use otherwise."""
        for group in clause.groups:
            self._leftovers_of(group)
        named = [g for g in clause.groups if names_all(g)]
        if named:
            self._latest_group = self._discourse.latest_group = named[-1]
        for group in clause.groups:
            if any(r.place is not None and r.start not in self._marked for r in group.referents):
                self._tell_marked(group)

    def _leftovers_of(self, group: Group) -> None:
        for referent in group.referents:
            moved = (
                referent.delta is not None and referent.place is None and referent.start not in self._marked
            )
            if (
                moved
                and referent.delta
                and self._discourse.rated
                and self._discourse.admits(referent, self._reading)
            ):
                self._marked.add(referent.start)
                told = Told(referent, self._index, "ranking/moved", "explicit", change=referent.delta)
                told.spans.append(("subject", self._number, referent.start, referent.end))
                self.told.append(told)

    def _clause(self, clause: Clause) -> None:
        self._set_scope(clause)
        self._elliptic_owner(clause)
        self._these(clause)
        self._same_city(clause)
        self._of_one_region(clause)
        self._receives(clause)
        groups = self._same_person(self._subjects(clause))
        groups = self._by_turn(clause) or groups
        places = self._places(clause, groups)
        self._giving = self._giving or clause.signal("give") is not None
        self._going = bool(clause.verbs & _GOING) or (self._going and not clause.finite)
        self._putting = self._putting or clause.signal("put") is not None
        self._prior(clause)
        if any(g.role == "nom" for g in groups) and clause.opener not in ("что", "чтобы"):
            self._planned = False
        now = bool(clause.words & NOW)
        self._planned = self._planned and not now
        self._planned, holds = asserted(clause, self._planned, places)
        before = self._is_before(clause)
        if holds and self._denied and clause.opener == "и" and not clause.finite and not groups and not now:
            holds = False
        self._denied = clause.signal("not") is not None or (not holds and not self._planned)
        if not holds:
            self._remember(groups)
            return
        moves_to = len(places) == 2 and moves.from_to(self._text, clause, places) is not None
        if before and not moves_to and not self._moves(clause, places):
            self._earlier(clause, groups, places)
            return
        self._keeps(clause, places)
        if self._pushed(clause, places) or self._yields(clause, groups, places):
            return
        if self._swapped is not None and self._swap_places(places):
            return
        if self._relational(clause, groups, places):
            return
        self._pair(clause, groups, places)
        self._movement(clause)
        self._score(clause)

    def _places(self, clause: Clause, groups: list[Group]) -> list[Place]:
        """The places of a clause: told, made by words, plain numbers of a list, or by comparison."""
        places = signs.places_of(clause, self._reading, self._discourse.rated)
        if not places and self._numbered:
            places = signs.number_first(self._text, clause)
        if not places and self._counts_places(clause):
            places = signs.plain_number(self._text, clause) or signs.number_first(self._text, clause)
        if places:
            return places
        at = (self._number, self._index)
        extreme = extremes.place_of(clause, groups, self._reading, self._text, at, self._discourse)
        return [extreme] if extreme is not None else []

    def _pushed(self, clause: Clause, places: list[Place]) -> bool:
        """ "Орёл вытеснил Курск с первого места на второе": one takes the place that the other leaves."""
        if not clause.verbs & _PUSHING:
            return False
        if len(places) == 1 and len(clause.groups) == 1:
            return self._pushed_to(clause, clause.groups[0], places[0])
        if len(places) < 2 or len(clause.groups) != 2:
            return False
        merged = moves.from_to(self._text, clause, places)
        winner, loser = clause.groups
        if merged is None or winner.role != "nom" or "accs" not in loser.referents[0].cases:
            return False
        self._tell(clause, winner, [replace(places[0], positions=(merged[1],), rule="ranking/place")])
        self._previous = merged[1]
        self._tell(clause, loser, merged[0])
        self._subject, self._unpaired = winner, False
        return True

    def _pushed_to(self, clause: Clause, loser: Group, place: Place) -> bool:
        """ "..., потеснивший на вторую строчку Пензенскую область": whom somebody puts to a place."""
        if self._subject is None or (loser.role == "nom" and "accs" not in loser.referents[0].cases):
            return False
        if place.kind != "exact" or self._text.tokens[place.start - 1].lower != "на" or not names_all(loser):
            return False
        self._previous = None
        self._tell(clause, loser, [place])
        return True

    def _yields(self, clause: Clause, groups: list[Group], places: list[Place]) -> bool:
        """ "Тула уступила 15-е место Орлу и занимает 16-е": the place is his to whom it was yielded."""
        if not clause.verbs & _YIELDING or len(places) != 1 or places[0].kind not in ("exact", "first"):
            return False
        before = self._text.tokens[clause.start : places[0].start]
        if places[0].kind == "exact" and not any(token.word.verb in _YIELDING for token in before):
            return False
        winner = next((g for g in clause.groups if g.start >= places[0].end and _can_receive(g)), None)
        subject = next((g for g in groups if g.role == "nom" and g is not winner), self._subject)
        if winner is None or subject is None or not names_all(winner):
            return False
        self._tell(clause, winner, places)
        self._subject, self._unpaired, self._previous = subject, True, places[0].positions[0]
        held = next((t for t in self.told if t.subject is subject.referents[-1]), None)
        if held is not None:
            held.previous, self._previous = held.previous or places[0].positions[0], None
        return True

    def _prior(self, clause: Clause) -> None:
        """What a clause tells of the edition before without telling a place."""
        for referent in (r for group in clause.groups for r in group.referents):
            if moves.led_before(self._text, referent):
                self._discourse.former = self._discourse.resolved(referent)
        if moves.lost_lead(clause):
            self._previous = 1
        if self._was_also(clause):
            moves.keep(self.told[-1])
        if clause.signal("swap") is None:
            return
        self._swapped = swaps.pair_of(clause, self._reading, self._subject)
        if swaps.first_two(clause, self._tokens_of(clause)):
            swaps.swap_first_two(self._discourse)

    def _counts_places(self, clause: Clause) -> bool:
        """Whether a plain number after a dash can be a place: places were just told, and no points."""
        if clause.opener in (":", ";") and clause.start > self._reading.sentence.start:
            headed = self._reading.has("placenoun") and not self._reading.has("step", "score", "up", "down")
            if headed and not self._reading.places:
                return True  # "места таковы: «Заря», Тверская область, — 3; ..."
        latest = self.told[-1] if self.told else self._discourse.latest
        near = latest is not None and latest.basis == "explicit" and self._index - latest.sentence <= 1
        return near and not self._reading.has("score")

    def _receives(self, clause: Clause) -> None:
        """ "Серебро ушло в Карелию, бронза — к соседям из Коми": where a place goes is who holds it."""
        if not (clause.verbs & _GOING or (self._going and not clause.finite)):
            return
        if clause.signal("metal", "lead", "placenoun") is None:
            return
        for group in clause.groups:
            before = self._text.tokens[group.start - 1].lower
            if group.role == "oblique" and before in _TOWARDS:
                group.role = "u"
            self._giving = self._giving or _can_receive(group)

    def _these(self, clause: Clause) -> None:
        """ "Эти регионы занимают последние строчки": all that the sentence before named."""
        group = clause.groups[0] if clause.groups else None
        if group is None or group.referents[0].kind != "standin" or not group.referents[0].plural:
            return
        before = self._text.tokens[max(clause.start, group.start - _BEFORE_NOUN) : group.start + 1]
        if not any(token.lower in _THESE for token in before):
            return
        named = self._discourse.these()
        if len(named) > 1:
            group.referents = list(named)

    def _elliptic_owner(self, clause: Clause) -> None:
        """ "Губернатор Тверской области — 5-й, Тульской — 8-й": the office or body of another region."""
        group = clause.groups[0] if clause.groups else None
        latest = self.told[-1].subject if self.told else None
        if group is None or latest is None or len(group.referents) != 1 or clause.dash != group.end:
            return
        owned = group.referents[0]
        bodies = latest.kind in ("person", "organisation") and latest.region is not None
        if not bodies or owned.kind != "region" or group.start != clause.start or "nomn" in owned.cases:
            return
        owned.kind, owned.noun = latest.kind, latest.noun
        owned.name = f"{latest.noun} {self._text.slice(owned.start, owned.end)}"
        group.role = "nom"

    def _same_city(self, clause: Clause) -> None:
        """ "Якутск, столица Якутии, ...", "Столица Дона прибавила: Ростов ...": one city, one region."""
        group = next((g for g in clause.groups if len(g.referents) == 1), None)
        before = self._latest_group.referents[-1] if self._latest_group is not None else None
        if group is None or before is None or before.kind != "city":
            return
        city = group.referents[0]
        alone = len(clause.groups) == 1 and not clause.places and not clause.finite
        if city.noun in ("столица", "центр") and alone and city.region and before.region is None:
            before.region = city.region
            clause.groups = []
        elif clause.opener == ":" and city.kind == "city" and city.region is None:
            city.region = before.region

    def _of_one_region(self, clause: Clause) -> None:
        """ "Два завода Кубани: «Сатурн» и «Орбита»": what the list names lies where its heading says."""
        before = self._latest_group.referents[-1] if self._latest_group is not None else None
        if clause.opener != ":" or before is None or not clause.groups or before.region is None:
            return
        if before.kind == "organisation" and (before.plural or len(clause.groups[0].referents) > 1):
            for referent in clause.groups[0].referents:
                if referent.noun == "«" and referent.region is None:
                    referent.region = before.region

    def _same_person(self, groups: list[Group]) -> list[Group]:
        """ "Усс прибавил две строчки: глава края был 59-м": the office is the person's just named."""
        if self._subject is None or not groups:
            return groups
        named, office = self._subject.referents[-1], groups[0].referents[0]
        if named.kind != "person" or office.kind != "person" or named.region or named.noun != "человек":
            return groups
        if office.name[:1].islower() and len(groups[0].referents) == 1:
            named.region = office.region
            return [self._subject, *groups[1:]]
        return groups

    def _set_scope(self, clause: Clause) -> None:
        if clause.scopes:
            self._scope, self._scoped = clause.scopes[0].name, True

    @staticmethod
    def _is_predicate(clause: Clause, group: Group) -> bool:
        """ "Второй по числу сделок регион — Подмосковье": whom the dash names holds the place."""
        if group.referents[0].kind != "standin" or clause.dash != group.end or clause.finite:
            return False
        named = next((g for g in clause.groups if g.start == group.end + 1), None)
        ordinal = any(place.bare and place.end <= group.start for place in clause.places)
        return ordinal and named is not None and named.role == "nom" and names_all(named)

    def _subjects(self, clause: Clause) -> list[Group]:
        """The groups of the clause whose part in it lets them hold a place."""
        overtakes = clause.signal("overtakes")
        if overtakes is not None and clause.places and clause.verbs & _PUSHING:
            overtakes = None
        publishes = bool(clause.verbs & _PUBLISHING) and clause.signal("rating", "list") is not None
        speaks = clause.finite and (publishes or (bool(clause.verbs & SPEAKING) and not clause.places))
        excepted, best = clause.signal("except"), clause.signal("best")
        found = []
        for group in clause.groups:
            if excepted is not None and group.start >= excepted.end and group.start <= excepted.end + 2:
                continue
            if (
                overtakes is not None
                and group.start > overtakes.start
                and not self._is_nominative(group, clause)
            ):
                continue
            if best is not None and best.end == group.start and self._is_title(clause, group):
                continue
            if self._is_predicate(clause, group):
                continue
            if speaks and group.role == "nom" and group.referents[0].kind in _SPEAKERS:
                continue
            if group.role != "oblique":
                found.append(group)
        return found

    @staticmethod
    def _is_title(clause: Clause, group: Group) -> bool:
        """ "Лучшим санаторием назвали «Прибой»", "лучшим МФЦ признан офис": what somebody is the best of."""
        cases = group.referents[0].cases
        others = any(g is not group and g.role == "nom" for g in clause.groups)
        return "ablt" in cases and ("nomn" not in cases or others)

    def _is_nominative(self, group: Group, clause: Clause) -> bool:
        if group.role != "nom":
            return False
        return not any(other.role == "nom" and other.start < group.start for other in clause.groups) and not (
            self._subject is not None and "accs" in group.referents[0].cases
        )

    def _pair(self, clause: Clause, groups: list[Group], places: list[Place]) -> None:
        chosen = fitting.choose(clause, groups, places, giving=self._giving, putting=self._putting)
        if not places:
            self._only_subjects(clause, groups)
            return
        groups = self._with_companion(clause, self._plural_pronoun(groups, places), places)
        chosen = fitting.choose(clause, groups, places, giving=self._giving, putting=self._putting)
        merged = moves.from_to(self._text, clause, places)
        if merged is not None:
            places = merged[0]
        if chosen is not None and self._is_about_other(clause, chosen, places[0]):
            return
        if chosen is None:
            self._previous = merged[1] if merged is not None else self._previous
            self._only_place(clause, places)
            return
        if self._pending is not None and self._pending[1] is not clause:
            pending, self._pending = self._pending, None
            self._implied(*pending)
        self._switch(chosen)
        self._previous = merged[1] if merged is not None else self._previous
        if _announces(chosen) and clause.dash == chosen.end:
            named = next((g for g in clause.groups if g.start == chosen.end + 1 and names_all(g)), None)
            chosen = named or chosen  # "досталось двум регионам — Туле и Орлу"
        if _announces(chosen) or self._heads_list(clause, chosen):
            self._pending = (places[0], clause)
            return
        self._place_first = places[0].start < chosen.start
        if merged is None and moves.left(self._text, clause, places):
            if not self._leaves(clause, chosen.referents[0], places[0]):
                self._subject, self._unpaired = chosen, True  # "рухнул с четвёртой строки в подвал"
            return
        self._subject, self._unpaired = chosen, False
        self._repeated = (places[0], clause) if len(chosen.referents) == len(places) == 1 else None
        self._tell(clause, chosen, places)

    def _heads_list(self, clause: Clause, group: Group) -> bool:
        """ "В двадцатку входят две свердловские компании:": they are named behind the colon."""
        first = group.referents[0]
        ends = clause.end < len(self._text.tokens) and self._text.tokens[clause.end].text == ":"
        several = first.kind == "organisation" and first.plural and first.name[:1].islower()
        return ends and several and len(group.referents) == 1 and group.end >= clause.end - 1

    def _is_about_other(self, clause: Clause, group: Group, place: Place) -> bool:
        """ "На первом месте у области люди": something else holds the place, the region only has it so."""
        if group.role != "u" or place.start == clause.start or group.start < place.start:
            return False
        on = self._text.tokens[place.start - 1].lower == "на"
        return on and self._discourse.names_another(self._text, self._reading, clause)

    def _again(self, clause: Clause, groups: list[Group]) -> bool:
        """ "По экологии лидирует Тула, по экономике — Омск": the predicate is said once for several."""
        if self._repeated is None or clause.finite or clause.verbs or clause.dash is None:
            return False
        place, where = self._repeated
        group = next((g for g in groups if g.role in ("nom", "u") and names_all(g)), None)
        if group is None or not clause.dash < group.start <= clause.dash + _BEFORE_NOUN:
            return False
        heads = [self._text.tokens[each.start].lower for each in (where, clause)]
        if heads[0] != heads[1] or heads[0] not in _ASPECTS or clause.signals:
            return False
        self._subject, self._unpaired = group, False
        self._tell(clause, group, [place])
        return True

    def _only_subjects(self, clause: Clause, groups: list[Group]) -> None:
        if self._again(clause, groups):
            return
        waits = self._pending is not None
        able = [g for g in groups if g.role in ("nom", "u", "za", "dat") or (waits and g.role == "gen")]
        group = next((g for g in able if not waits or names_all(g)), None)
        if group is None or group.role == "dat":
            given = self._giving or waits or not clause.finite
            group = next((g for g in able if g.role != "gen" and (given or g.role != "dat")), None)
        if group is None or (self._pending is not None and _announces(group)):
            return
        if not names_all(group) and not clause.verbs and self._unpaired:
            return  # "Забайкальский край, её сосед, ..."
        self._switch(group)
        if self._above_open and names_all(group):
            self._above_open = False
            self._stand_above(clause, [], group)
            return
        if self._pending is not None and group.referents[0].kind not in ("pronoun",):
            place, where = self._pending
            self._pending = None
            self._subject, self._unpaired = group, False
            self._tell(where, group, [place])
            return
        if any(r.place is not None for r in group.referents):
            self._tell_marked(group)
            self._subject, self._unpaired = group, False
            return
        if group.role in ("nom", "u", "dat"):
            self._subject, self._unpaired = group, True
            self._discourse.focus_on(group.referents[-1])

    def _headed(self, clause: Clause) -> bool:
        """ "отметили успех Херсонской области: двадцатая строчка": the one whom a heading names."""
        latest = self._latest_group
        if clause.opener != ":" or latest is None or len(latest.referents) != 1 or self._subject is not None:
            return False
        if clause.finite and self._discourse.names_another(self._text, self._reading, clause):
            return False  # "В Москве иначе: первое место заняло ток-шоу"
        return not self.told and latest.referents[0].region is not None

    def _apposition(self, clause: Clause, places: list[Place]) -> Group | None:
        """ "Между Дагестаном, третьим в списке, и ...": the ordinal agrees with whom it stands behind."""
        group = self._latest_group
        if group is None or clause.opener != "," or group.end != clause.start - 1 or clause.verbs:
            return None
        last = group.referents[-1]
        if places[0].start > clause.start + 1 or last.kind in ("pronoun", "standin") or group.role == "nom":
            return None
        return Group(last.start, last.end, [last], group.role)

    def _plural_pronoun(self, groups: list[Group], places: list[Place]) -> list[Group]:
        """ "они 82, 83 и 84-е": all of whom the clause before named."""
        latest = self._latest_group or self._discourse.latest_group
        if latest is None or not groups or groups[0].referents[0].noun not in _THEY:
            return groups
        if len(latest.referents) in (len(places[0].positions), 1) or len(places[0].positions) == 1:
            return [latest, *groups[1:]]
        return groups

    def _leaves(self, clause: Clause, holder: Referent | None, place: Place) -> bool:
        """ "9-е место, поднявшись с 14-го": the place that was left, of whose present place is told."""
        told = self._of_subject(clause, holder)
        if told is None or told.position is None:
            self._previous = place.positions[0]
            return False
        told.previous = told.previous or place.positions[0]
        return True

    def _with_companion(self, clause: Clause, groups: list[Group], places: list[Place]) -> list[Group]:
        """ "Карелия с Мурманской областью — на пятом и шестом местах": two in one subject."""
        first = groups[0] if groups else None
        if first is None or len(places[0].positions) != 2 or len(first.referents) != 1:
            return groups
        other = next((g for g in clause.groups if g.start == first.end + 1), None)
        with_ = self._text.tokens[first.end].lower in ("с", "со") and first.end < clause.end
        if other is None or not with_ or "ablt" not in other.referents[0].cases:
            return groups
        both = Group(first.start, other.end, [*first.referents, *other.referents], first.role, listed=True)
        return [both, *(g for g in groups if g is not first and g is not other)]

    def _only_place(self, clause: Clause, places: list[Place]) -> None:
        if self.told and self._previous is None and moves.left(self._text, clause, places):
            self._leaves(clause, None, places[0])
            return
        if clause.verbs == {"быть"} and self._subject is None and len(places[0].positions) == 1:
            self._previous = places[0].positions[0]
            return  # "было 38-е место, стало 27-е"
        if clause.signal("give") is not None or (self._giving and self._goes_on(clause)):
            return  # it went to somebody who is no subject
        if places[0].kind in ("tier", "leaders") and self.told and not self._unpaired and not clause.finite:
            return  # "ими десятка и исчерпывается"
        latest = self._latest_group
        if latest is not None and self._of_latest(clause, latest, places):
            return
        apposed = self._apposition(clause, places)
        if apposed is not None:
            self._tell(clause, apposed, places)
            return
        if self._points_back(clause, places):
            return
        subject = self._subject
        if (
            subject is not None
            and clause.plural
            and not clause.groups
            and len(subject.referents) == 1
            and not subject.referents[0].plural
        ):
            return  # "победителем признали одну": somebody else's predicate
        usable = self._subject is not None and (self._unpaired or not self._place_first)
        if usable and self._subject is not None:
            self._tell(clause, self._subject, places)
            self._unpaired = False
            return
        self._pending = (places[0], clause)

    def _of_latest(self, clause: Clause, latest: Group, places: list[Place]) -> bool:
        """Whether places with no subject in their clause are of the group that was named last."""
        if clause.opener in (":", ",") and self._in_turn(latest, places[0]):
            self._pending = None
            self._tell(clause, latest, places)
            return True
        if self._says_again(latest, places[0]):
            return True
        if self._headed(clause):
            self._tell(clause, latest, places)
            return True
        return False

    def _points_back(self, clause: Clause, places: list[Place]) -> bool:
        """ "В Коми собрали 9 тонн. Это второй результат в ПФО": of the one whom the sentence before names."""
        this = self._text.tokens[clause.start].lower == "это"
        if not this or not places[0].noun or places[0].start > clause.start + 2:
            return False
        if clause.start > self._reading.sentence.start:
            return self._points_at(clause, places)
        if not (clause.scopes or self._reading.has("rating", "list")):
            return False
        named = self._discourse.these()
        if len(named) != 1:
            return False
        self._subject, self._unpaired = Group(clause.start, clause.start + 1, [named[0]], "nom"), True
        self._tell(clause, self._subject, places)
        return True

    def _points_at(self, clause: Clause, places: list[Place]) -> bool:
        """ "Быстрее всего дорожало жильё в Твери: это первое место": of whom its sentence names alone."""
        named = {r.name: r for r in self._reading.referents if r.start < clause.start and names_one(r)}
        if not named:
            before = [r for c in self._reading.clauses for r in c.mentioned if r.start < clause.start]
            named = {str(r.region): r for r in before} or self._towns_before(clause)
        if len(named) != 1 or self._subject is not None:
            return False
        one = next(iter(named.values()))
        self._subject, self._unpaired = Group(one.start, one.end, [one], "nom"), True
        self._tell(clause, self._subject, places)
        return True

    def _towns_before(self, clause: Clause) -> dict[str, Referent]:
        """The towns that a sentence tells something of before a clause: "дорожает аренда в Рязани"."""
        found = {}
        for index in range(self._reading.sentence.start + 1, clause.start):
            token = self._text.tokens[index]
            here = self._text.tokens[index - 1].lower in ("в", "во") and token.capitalised
            lemma = next((p.lemma for p in token.word.parses if "Geox" in p.marks), None) if here else None
            if lemma is not None:
                name = "-".join(part[:1].upper() + part[1:] for part in lemma.split("-"))
                found[name] = Referent(
                    index, index + 1, "city", None, name, noun="город", cases=frozenset(["nomn"])
                )
        return found

    def _by_turn(self, clause: Clause) -> list[Group]:
        """ "Выросли Тула и Орёл. Первая — с 46-го на 31-е место": an ordinal that means whom."""
        group = self._discourse.latest_group
        first = clause.places[0] if len(clause.places) > 1 else None
        if first is None or group is None or not first.bare or first.start != clause.start or clause.groups:
            return []
        number = first.positions[0] if len(first.positions) == 1 else 0
        own = between(self._text.numbers, first.start, first.start + 1)
        nominative = any("nomn" in n.cases for n in own)
        if not nominative or not 1 <= number <= len(group.referents) or len(group.referents) < 2:
            return []
        clause.places = clause.places[1:]
        meant = group.referents[number - 1]
        return [Group(first.start, first.end, [meant], "nom")]

    def _in_turn(self, group: Group, place: Place) -> bool:
        """ "Тула и Орёл: 4-е и 5-е места", "..., соответственно, 4-е и 5-е": so many places as subjects."""
        untold = all(referent.start not in self._marked for referent in group.referents)
        return untold and len(group.referents) == len(place.positions) > 1

    def _says_again(self, group: Group, place: Place) -> bool:
        """ "Десятку замыкают A и B, занявшие девятую и десятую строки": their places, with numbers."""
        batch = [told for told in self.told if told.basis == "listed"][-len(place.positions) :]
        if len(batch) != len(group.referents) or tuple(told.position for told in batch) != place.positions:
            return False
        for told in batch:
            told.basis = "explicit"
        return True

    def _goes_on(self, clause: Clause) -> bool:
        """ "сотое — студентке": the next place that was given, too."""
        if clause.dash is None or clause.groups or clause.dash + 1 >= clause.end:
            return False
        word = self._text.tokens[clause.dash + 1].word
        return "datv" in word.cases and "NOUN" in word.poses

    def _finish(self) -> None:
        """What the sentence left open: a place with no subject, a movement with no place, a swap."""
        exact = [told for told in self.told if told.position is not None and told.basis == "explicit"]
        if self._swapped is not None and len(exact) == 2:
            exact[0].previous, exact[1].previous = exact[1].position, exact[0].position
        elif self._swapped is not None and not self.told:
            swaps.swap_told(self._swapped, self._discourse)
        if swaps.reverses(self._reading.sentence, self._reading.signals):
            latest = swaps.last_two(self.told or self._discourse.told)
            if latest:
                swaps.swap(*latest)
        ends = self._text.tokens[self._reading.sentence.end - 1].text
        if (
            self._stood_above is not None
            and exact
            and exact[-1].position == len(self._stood_above.referents) + 1
        ):
            self._above_group(self._stood_above, exact[-1].position - 1)
        if self._pending is not None and ends != ":":
            self._implied(*self._pending)
        if self._delta is not None:
            self._only_moved(self._delta)


def _can_receive(group: Group) -> bool:
    return group.role in ("dat", "gen") and "datv" in group.referents[0].cases


def _announces(group: Group) -> bool:
    """Whether the group only announces a list: "сразу пяти регионам:"."""
    first = group.referents[0]
    return len(group.referents) == 1 and first.kind == "standin" and first.plural


def _join_listings(clauses: list[Clause]) -> None:
    """ "Начало рейтинга таково: Ямал — 1,9 года, Чукотка — 2,5": one list, each with a figure of its own."""
    for index, clause in enumerate(clauses):
        leads = any(s.name in _LISTING for earlier in clauses[:index] for s in earlier.signals)
        if clause.opener != ":" or not _is_member(clause) or not leads:
            continue
        for following in clauses[index + 1 :]:
            if following.opener not in (",", "и", "а") or not _is_member(following):
                break
            clause.groups[0].referents += following.groups[0].referents
            following.groups = []


def _is_member(clause: Clause) -> bool:
    """Whether a clause is one subject, and perhaps a dash with its figure."""
    if len(clause.groups) != 1 or clause.places or clause.finite or clause.kinds - {"score", "step"}:
        return False
    return clause.groups[0].start == clause.start and clause.dash is not None and names_all(clause.groups[0])


def _number_brackets(clause: Clause) -> None:
    """ "Курганская (40), Рязанская (41) и Пермский край (42)": numbers in a row are places."""
    tier = next((p.to for p in clause.places if p.kind == "tier" and p.to is not None), 0)
    for group in clause.groups:
        numbers = [r.bracketed for r in group.referents]
        if len(numbers) < 2 or None in numbers or any(r.place is not None for r in group.referents):
            continue
        values = [number for number in numbers if number is not None]
        steps = {after - before for before, after in pairwise(values)}
        if steps in ({1}, {-1}) or (min(steps) > 0 and values[-1] <= tier):
            for referent, value in zip(group.referents, values, strict=True):
                referent.place = Place(
                    referent.start,
                    referent.end,
                    "exact",
                    (value,),
                    rule="ranking/bracketed",
                )
                referent.score = None
