"""The subjects of a clause and its places, put together."""

from __future__ import annotations

from extractors.rankings.clauses import Clause
from extractors.rankings.constructions import extremes, fitting
from extractors.rankings.constructions.subjectless import Subjectless
from extractors.rankings.constructions.telling import names_all
from extractors.rankings.items import Group, Place
from extractors.rankings.places import moves, positions

_BEHIND_DASH = 2
"""How far behind a dash whoever it names begins."""
_ASPECTS = frozenset(["по", "в", "во", "на", "среди"])
"""Words that begin what a place is by, or where."""
_THEY = frozenset(["они", "них", "им", "ними"])


class Pairing(Subjectless):
    """Gives the places of a clause to its subjects."""

    def _pair(self, clause: Clause, groups: list[Group], places: list[Place]) -> None:
        chosen = fitting.choose(clause, groups, places, giving=self._giving, putting=self._putting)
        if not places:
            self._only_subjects(clause, groups)
            return
        groups = self._without_ranked(groups, places[0])
        groups = self._with_companion(clause, self._plural_pronoun(groups, places), places)
        chosen = fitting.choose(clause, groups, places, giving=self._giving, putting=self._putting)
        merged = moves.from_to(self._text, clause, places)
        if merged is not None:
            places = merged[0]
        if chosen is not None and (
            self._is_about_other(clause, chosen, places[0]) or self._are_last_after_all(groups, places[0])
        ):
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
        if (_announces(chosen) or _heralds(chosen)) and clause.dash == chosen.end:
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

    def _are_last_after_all(self, groups: list[Group], place: Place) -> bool:
        """ "Реже всего шьют в Туле и Орле, последние места за ними": who has least is no first."""
        again = len(groups) == 1 and groups[0] in (self._latest_group, self._subject)
        pointed = again or all(g.referents[0].kind == "pronoun" for g in groups)
        batch = [told for told in self.told if told.rule == extremes.RULE]
        if place.kind != "bottom" or not pointed or not batch:
            return False
        for told in batch:
            told.position, told.basis, told.rule = None, "group", place.rule
        self._discourse.last_place = None
        return True

    def _without_ranked(self, groups: list[Group], place: Place) -> list[Group]:
        """ "попали в двадцатку городов": what a tier is of is not who is in it."""
        if place.kind != "tier" or self._text.tokens[place.start - 1].lower not in ("в", "во"):
            return groups
        return [g for g in groups if g.start != place.end or g.referents[0].kind != "standin"]

    def _only_subjects(self, clause: Clause, groups: list[Group]) -> None:
        if self._again(clause, groups) or self._spelled_out(clause, groups):
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

    def _again(self, clause: Clause, groups: list[Group]) -> bool:
        """ "По экологии лидирует Тула, по экономике — Омск": the predicate is said once for several."""
        if self._repeated is None or clause.finite or clause.verbs or clause.dash is None:
            return False
        place, where = self._repeated
        group = next((g for g in groups if g.role in ("nom", "u") and names_all(g)), None)
        if group is None or not clause.dash < group.start <= clause.dash + _BEHIND_DASH:
            return False
        heads = [self._text.tokens[each.start].lower for each in (where, clause)]
        if heads[0] != heads[1] or heads[0] not in _ASPECTS or clause.signals:
            return False
        self._subject, self._unpaired = group, False
        self._tell(clause, group, [place])
        return True

    def _spelled_out(self, clause: Clause, groups: list[Group]) -> bool:
        """ "Она по-прежнему в первой тройке: Тула, Орёл, Курск": the whole tier where one was just put."""
        place, where = self._repeated if self._repeated is not None else (None, None)
        group = groups[0] if len(groups) == 1 else None
        if clause.opener != ":" or place is None or where is None or group is None or not names_all(group):
            return False
        if clause.finite or not positions.complete(where, place, group):
            return False
        members = [self._discourse.resolved(referent) for referent in group.referents]
        for told in self._batch:
            if any(self._discourse.same(told.subject, member) for member in members):
                self.told.remove(told)
                self._discourse.forget(told)
        self._subject, self._unpaired = group, False
        self._tell(where, group, [place])
        return True

    def _plural_pronoun(self, groups: list[Group], places: list[Place]) -> list[Group]:
        """ "они 82, 83 и 84-е": all of whom the clause before named."""
        latest = self._latest_group or self._discourse.latest_group
        if latest is not None and groups and len(latest.referents) < len(places[0].positions):
            latest = self._told_together(len(places[0].positions)) or latest
        if latest is None or not groups or groups[0].referents[0].noun not in _THEY:
            return groups
        shared = len(places[0].positions) == 1 or places[0].kind in ("tier", "leaders", "bottom")
        if len(latest.referents) in (len(places[0].positions), 1) or shared:
            several = len(latest.referents) > 1 or shared
            return [latest, *groups[1:]] if several or latest.referents[0].plural else groups[1:]
        return groups

    def _those(self, group: Group, places: list[Place]) -> Group:
        """ "Лучше дела в Туле и Орле, они и возглавили список": those two."""
        return next(iter(self._plural_pronoun([group], places)), group)

    def _told_together(self, count: int) -> Group | None:
        """ "Лучшей признана «Заря», второй — «Искра». Они на пятом и девятом местах": both of them."""
        told = [t.subject for t in self._discourse.told if self._index - t.sentence == 1]
        named = list({id(subject): subject for subject in told}.values())
        if len(named) != count:
            return None
        return Group(named[0].start, named[-1].end, named, "nom", listed=True)

    def _with_companion(self, clause: Clause, groups: list[Group], places: list[Place]) -> list[Group]:
        """ "Карелия с Мурманской областью — на пятом и шестом местах": two in one subject."""
        first = groups[0] if groups else None
        if first is None or len(places[0].positions) != 2 or len(first.referents) != 1:
            return groups
        other = next((g for g in clause.groups if g.start == first.end + 1), None)
        with_ = first.end < clause.end and self._text.tokens[first.end].lower in ("с", "со")
        if other is None or not with_ or "ablt" not in other.referents[0].cases:
            return groups
        both = Group(first.start, other.end, [*first.referents, *other.referents], first.role, listed=True)
        return [both, *(g for g in groups if g is not first and g is not other)]

    def _heads_list(self, clause: Clause, group: Group) -> bool:
        """ "В двадцатку входят две свердловские компании:": they are named behind the colon."""
        first = group.referents[0]
        ends = clause.end < len(self._text.tokens) and self._text.tokens[clause.end].text == ":"
        several = first.kind in ("organisation", "city") and first.plural and first.name[:1].islower()
        return ends and several and len(group.referents) == 1 and group.end >= clause.end - 1

    def _is_about_other(self, clause: Clause, group: Group, place: Place) -> bool:
        """ "На первом месте у области люди": something else holds the place, the region only has it so."""
        if group.role != "u" or place.start == clause.start or group.start < place.start:
            return False
        on = self._text.tokens[place.start - 1].lower == "на"
        return on and self._discourse.names_another(self._text, self._reading, clause)


def _heralds(group: Group) -> bool:
    """ "две кавказские столицы — Махачкала и Нальчик": a noun in the plural for those whom the dash names."""
    first = group.referents[0]
    return len(group.referents) == 1 and first.plural and first.name[:1].islower()


def _announces(group: Group) -> bool:
    """Whether the group only announces a list: "сразу пяти регионам:"."""
    first = group.referents[0]
    return len(group.referents) == 1 and first.kind == "standin" and first.plural
