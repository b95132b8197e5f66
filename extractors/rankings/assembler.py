"""Clauses to statements: which subject holds which place, and what is told of it besides."""

from __future__ import annotations

from extractors.rankings import positions
from extractors.rankings.assertion import asserted
from extractors.rankings.clauses import Clause, Reading
from extractors.rankings.discourse import Discourse
from extractors.rankings.items import Group, Place, Referent, Score, Told
from extractors.rankings.positions import Assignment
from extractors.rankings.vocabulary import words
from extractors.tokens import Annotated

_COUNTED = frozenset(["два", "три", "четыре", "пять", "шесть", "несколько", "сразу"])
_DIRECTLY = frozenset(
    [
        "прямо",
        "сразу",
        "непосредственно",
        "строчкой",
        "ступенью",
        "строкой",
        "позицией",
        "чуть",
    ]
)
_LISTING = frozenset(["lead", "tier", "next", "best", "open", "group", "bottom", "below"])
_PUSHING = frozenset(["оттеснить", "сместить", "отодвинуть", "сдвинуть", "потеснить", "столкнуть"])
_SPEAKING = words("assembler", "speaking")
_KEEPING = frozenset(
    [
        "сохранить",
        "сохранять",
        "удержать",
        "удерживать",
        "остаться",
        "оставаться",
        "удержаться",
        "удерживаться",
    ]
)
_NOW = frozenset(["теперь", "сейчас", "ныне", "нынче", "сегодня"])


class SentenceAssembler:
    """Reads one sentence into statements; `discourse` is what the sentences before left behind."""

    def __init__(
        self,
        text: Annotated,
        number: int,
        index: int,
        reading: Reading,
        discourse: Discourse,
    ) -> None:
        self._text = text
        self._number = number
        self._index = index
        self._reading = reading
        self._discourse = discourse
        self.told: list[Told] = []
        self._batch: list[Told] = []
        self._subject: Group | None = None
        self._unpaired = False
        self._pending: tuple[Place, Clause] | None = None
        self._kept = False
        self._previous: int | None = None
        self._delta: int | None = None
        self._delta_sign = 0
        self._before = False
        self._place_first = False
        self._planned = False
        self._scope: str | None = None
        self._scoped = False
        self._next_open = False
        self._giving = False
        self._putting = False
        self._was = False
        self._denied = False
        self._keeping = False
        self._stood_above: Group | None = None
        firsts = [c for c in reading.clauses if positions.number_first(text, c)]
        self._numbered = discourse.rated and len(firsts) > 1
        self._dated = False
        self._direction = 0
        self._swapped: Group | None = None
        self._latest_group: Group | None = None
        self._above_open = False
        self._marked: set[int] = set()

    def assemble(self) -> list[Told]:
        """The statements of the sentence, in order."""
        _join_listings(self._reading.clauses)
        for clause in self._reading.clauses:
            self._relative(clause)
            _number_brackets(clause.groups)
            self._clause(clause)
            self._leftovers(clause)
            named = [r for r in self._reading.referents if clause.start <= r.start < clause.end]
            self._discourse.see([*clause.mentioned, *(r for r in named if r.kind != "region")])
        self._finish()
        return self.told

    def _relative(self, clause: Clause) -> None:
        """ "..., который скатился на 70-е место": of whom was named last."""
        opening = self._tokens_of(clause)[:1]
        if self._latest_group is None or not opening or "который" not in opening[0].word.lemmas:
            return
        if "nomn" not in opening[0].word.cases or any(g.role == "nom" for g in clause.groups):
            return
        last = self._latest_group.referents[-1]
        self._subject, self._unpaired = Group(last.start, last.end, [last], "nom"), True
        self._place_first = False

    def _leftovers(self, clause: Clause) -> None:
        """Places and movements in brackets behind subjects that the clause did not use otherwise."""
        for referent in (r for group in clause.groups for r in group.referents):
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
        named = [g for g in clause.groups if _names(g)]
        if named:
            self._latest_group = self._discourse.latest_group = named[-1]
        for group in clause.groups:
            if any(r.place is not None and r.start not in self._marked for r in group.referents):
                self._tell_marked(group)

    # One clause

    def _clause(self, clause: Clause) -> None:
        self._set_scope(clause)
        self._same_city(clause)
        groups = self._same_person(self._subjects(clause))
        places = positions.places_of(clause, self._reading, self._discourse.rated)
        self._giving = self._giving or clause.signal("give") is not None
        self._putting = self._putting or clause.signal("put") is not None
        if clause.signal("swap") is not None:
            self._swapped = next((g for g in groups if len(g.referents) == 2), None)
        if not places and self._numbered:
            places = positions.number_first(self._text, clause)
        if not places and self._counts_places():
            places = positions.plain_number(self._text, clause) or positions.number_first(self._text, clause)
        if any(g.role == "nom" for g in groups) and clause.opener not in ("что", "чтобы"):
            self._planned = False
        self._planned, holds = asserted(clause, self._planned, places)
        before = self._is_before(clause)
        if holds and self._denied and clause.opener == "и" and not clause.finite and not groups:
            holds = False
        self._denied = clause.signal("not") is not None or (not holds and not self._planned)
        if not holds:
            self._remember(groups)
            return
        if before and not self._moves(clause, places):
            self._earlier(clause, groups, places)
            return
        self._keeps(clause, places)
        if self._swapped is not None and self._swap_places(places):
            return
        if self._relational(clause, groups, places):
            return
        self._pair(clause, groups, places)
        self._movement(clause)
        self._score(clause)

    def _counts_places(self) -> bool:
        """Whether a plain number after a dash can be a place: places were just told, and no points."""
        latest = self.told[-1] if self.told else self._discourse.latest
        near = latest is not None and latest.basis == "explicit" and self._index - latest.sentence <= 1
        return near and not self._reading.has("score")

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

    def _subjects(self, clause: Clause) -> list[Group]:
        """The groups of the clause whose part in it lets them hold a place."""
        overtakes = clause.signal("overtakes")
        if overtakes is not None and clause.places and clause.verbs & _PUSHING:
            overtakes = None
        speaks = bool(clause.verbs & _SPEAKING) and not clause.places
        excepted = clause.signal("except")
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
            if speaks and group.role == "nom" and group.referents[0].kind in ("person", "organisation"):
                continue
            if group.role != "oblique":
                found.append(group)
        return found

    def _is_nominative(self, group: Group, clause: Clause) -> bool:
        if group.role != "nom":
            return False
        return not any(other.role == "nom" and other.start < group.start for other in clause.groups) and not (
            self._subject is not None and "accs" in group.referents[0].cases
        )

    def _is_before(self, clause: Clause) -> bool:
        if clause.opener == ";":
            self._before = self._dated = False
        signal = clause.signal("before")
        lowers = {token.lower for token in self._text.tokens[clause.start : clause.end]}
        if lowers & _NOW:
            self._before = False
            return False
        if signal is not None and self._discourse.kept_phrase(clause, signal):
            return False
        if signal is not None:
            self._before = signal.start == self._reading.sentence.start or not clause.finite
            return True
        if self._discourse.earlier_year(clause):
            self._before = self._dated = True
            return bool(clause.places)
        if clause.places and clause.verbs == {"быть"} and self._speaks_on(clause):
            return True
        own = clause.finite and any(g.role == "nom" and _names(g) for g in clause.groups)
        return self._before and bool(clause.places) and (not clause.finite or (self._dated and not own))

    def _speaks_on(self, clause: Clause) -> bool:
        """Whether a clause goes on about whom the sentence has just told a place of."""
        if not self.told or self.told[-1].was or clause.opener not in ("хотя", "но", "а", ","):
            return False
        return not any(_names(group) and group.role == "nom" for group in clause.groups)

    @staticmethod
    def _moves(clause: Clause, places: list[Place]) -> bool:
        return (
            bool(clause.signal("up", "down", "shift"))
            and bool(places)
            and not clause.verbs & {"быть", "занимать"}
        )

    def _remember(self, groups: list[Group]) -> None:
        for group in groups:
            if group.role == "nom":
                self._subject, self._unpaired = group, False
                self._discourse.focus_on(group.referents[-1])

    def _earlier(self, clause: Clause, groups: list[Group], places: list[Place]) -> None:
        """A place of the edition before: `previous` of what the same subject holds now."""
        exact = next(
            (p for p in places if p.kind in ("exact", "first") and len(p.positions) == 1),
            None,
        )
        nominative = next((g for g in groups if g.role in ("nom", "u", "za")), None)
        if exact is None:
            self._remember([nominative] if nominative is not None else [])
            return
        value = exact.positions[0]
        holder = nominative.referents[0] if nominative is not None else None
        told = self._of_subject(holder)
        if told is not None:
            if told.previous is None:
                told.previous = value
                told.spans.append(("previous", self._number, exact.start, exact.end))
            if self._also(clause) and told.position == value:
                told.change = 0
            return
        self._previous = value
        if nominative is not None:
            self._subject, self._unpaired = nominative, True

    def _also(self, clause: Clause) -> bool:
        return self._text.tokens[max(clause.start, 0)].lower in ("как", "и") or any(
            token.lower == "и" for token in self._text.tokens[clause.start : clause.end]
        )

    def _of_subject(self, holder: Referent | None) -> Told | None:
        """What was last told of a subject: in this sentence, else before it."""
        if holder is None or holder.kind == "pronoun":
            mine = [told for told in self.told if told.basis != "group" or told.position_to]
            if mine and (
                self._subject is None or mine[-1].subject in self._subject.referents or not self._unpaired
            ):
                return mine[-1]
            if self._subject is not None and self._unpaired:
                return None
            return self._discourse.last_told(holder, self._scope if self._scoped else None)
        resolved = self._discourse.resolved(holder)
        for told in reversed(self.told):
            if self._discourse.same(told.subject, resolved):
                return told
        return self._discourse.last_told_of(resolved, self._scope if self._scoped else None)

    def _swap_places(self, places: list[Place]) -> bool:
        """ "поменялись местами: первая теперь седьмая": the first ordinal names which of the two."""
        if len(places) != 2 or self._swapped is None or places[0].positions not in ((1,), (2,)):
            return False
        if not (places[0].bare and places[1].bare):
            return False
        member = self._swapped.referents[places[0].positions[0] - 1]
        self._batch = []
        self._emit(
            Assignment(member, places[1].positions[0], None, "explicit"),
            places[1].rule,
            places[1],
        )
        return True

    def _keeps(self, clause: Clause, places: list[Place]) -> None:
        if clause.verbs & _KEEPING:
            self._keeping = True
        elif clause.finite:
            self._keeping = False
        elif self._keeping and clause.dash is not None and places:
            self._kept = True
            return
        again = clause.signal("again") is not None and bool(places) and "возглавить" not in clause.verbs
        years = bool(places) and positions.year_after_year(self._text, clause)
        if clause.signal("keep") is None and not again and not years:
            return
        if places or self._pending is not None or not self.told:
            self._kept = True
            return
        if "который" in {token.word.lemma for token in self._tokens_of(clause)}:
            return
        batch = self._sentence_batch() if self._plural_keep(clause) else self.told[-1:]
        for told in batch:
            positions.keep(told)

    def _sentence_batch(self) -> list[Told]:
        return [told for told in self.told if told.basis == "explicit"][-2:]

    def _plural_keep(self, clause: Clause) -> bool:
        return any(
            t.lower in ("оба", "обе", "все", "они", "трое")
            for t in self._text.tokens[clause.start : clause.end]
        )

    # What stands above, below and next

    def _relational(self, clause: Clause, groups: list[Group], places: list[Place]) -> bool:
        if not places and self._steps_from(clause, groups):
            return True
        excepted = clause.signal("except")
        if excepted is not None:
            return self._all_but(clause, excepted.end)
        if clause.signal("next") is not None:
            self._next_open = True
        if self._next_open and self._next(clause, groups, places):
            return True
        if not places and self._behind(clause, groups):
            return True
        if clause.signal("above") is not None and self._above(clause, places):
            return True
        return clause.signal("below") is not None and self._below(clause, groups, places)

    def _steps_from(self, clause: Clause, groups: list[Group]) -> bool:
        """ "Строкой выше — Тула", "двумя строчками ниже Омска": a place told by another's."""
        step = positions.step_from(self._text, clause)
        if step is None:
            return False
        distance, end = step
        anchor = next(
            (g for g in clause.groups if end <= g.start <= end + 1 and g.role in ("gen", "acc", "ins")), None
        )
        told = self.told[-1] if self.told else self._discourse.latest
        if anchor is not None:
            told = self._discourse.standing(self._discourse.resolved(anchor.referents[0])) or told
        group = next((g for g in groups if g is not anchor and g.role in ("nom", "u")), None)
        group = group or (self._subject if self._unpaired else None)
        if told is None or told.position is None or group is None or told.position + distance < 1:
            return False
        clause.deltas = []
        self._subject, self._unpaired = group, False
        for referent in group.referents:
            self._emit(Assignment(referent, told.position + distance, None, "listed"), "ranking/next", None)
        return True

    def _all_but(self, clause: Clause, position: int) -> bool:
        """ "опередил все регионы, кроме Тюменской области": second, and the other first."""
        group = next((g for g in clause.groups if position <= g.start <= position + 2), None)
        firsts = [told for told in self.told if told.rule == "ranking/beats-all"]
        if group is None or not firsts:
            return group is None
        place = Place(
            position,
            position,
            "exact",
            (len(group.referents) + 1,),
            rule="ranking/all-but",
        )
        for told in firsts:
            told.position, told.basis, told.rule = (
                place.positions[0],
                "listed",
                place.rule,
            )
        if len(group.referents) == 1:
            self._emit(
                Assignment(group.referents[0], 1, None, "listed"),
                "ranking/all-but",
                None,
            )
        return True

    def _behind(self, clause: Clause, groups: list[Group]) -> bool:
        """ "За Москвой следуют Татарстан и Крым": counted on from the place of the first."""
        anchor = next((g for g in clause.groups if g.role == "za"), None)
        group = next((g for g in groups if g.role == "nom" and _names(g)), None)
        if anchor is None or group is None:
            return False
        told = self._discourse.last_told_of(self._discourse.resolved(anchor.referents[-1]), None)
        if told is None:
            return False
        self._discourse.last_place = told.position
        self._count_on(group)
        return True

    def _anchor(self, clause: Clause) -> None:
        """ "Вслед за липчанами": the list counts on from the place of whom it names."""
        signal = clause.signal("next")
        if signal is None:
            return
        group = next(
            (g for g in clause.groups if g.role in ("za", "oblique", "ins") and g.start <= signal.end + 1),
            None,
        )
        told = (
            self._discourse.last_told_of(self._discourse.resolved(group.referents[-1]), None)
            if group
            else None
        )
        if told is not None:
            self._discourse.last_place = told.position

    def _next(self, clause: Clause, groups: list[Group], places: list[Place]) -> bool:
        if places and places[0].kind != "leaders":
            self._next_open = False
            if not groups and self._pending is None:
                self._pending = (places[0], clause)
                return True
            return False
        group = next((g for g in groups if g.role in ("nom", "u") and _names(g)), None)
        if group is None:
            return False
        self._next_open = False
        self._anchor(clause)
        self._count_on(group)
        return True

    def _count_on(self, group: Group, rule: str = "ranking/next") -> None:
        position = self._discourse.last_place
        for referent in group.referents:
            position = position + 1 if position is not None else None
            if referent.place is not None and referent.place.kind == "exact":
                position = referent.place.positions[0]
                self._emit(
                    Assignment(referent, position, None, "explicit"),
                    referent.place.rule,
                    referent.place,
                )
            else:
                self._emit(Assignment(referent, position, None, "listed"), rule, None)
        self._subject, self._unpaired = group, False

    def _above(self, clause: Clause, places: list[Place]) -> bool:
        signal = clause.signal("above")
        if signal is None:
            return False
        group = self._after_above(clause, signal.end)
        if group is None:
            self._above_open = not places
            return False
        return self._stand_above(clause, places, group)

    def _stand_above(self, clause: Clause, places: list[Place], group: Group) -> bool:
        if any(r.place is not None for r in group.referents):
            self._tell_marked(group)
            return True
        if self._pending is not None and self._pending[0].kind == "exact":
            place, where = self._pending
            self._pending = None
            self._tell(where, group, [place])
            return True
        count = len(group.referents)
        own = self._own_place(clause, places, group, count)
        if own is None and group.role == "nom" and any(t.lower == "впереди" for t in self._tokens_of(clause)):
            self._tell(
                clause,
                group,
                [
                    Place(
                        clause.start,
                        clause.start + 1,
                        "first",
                        (1,),
                        rule="ranking/leads",
                    )
                ],
            )
            return True
        if own is None:
            self._stood_above = group
            return False
        if own == 0:
            for referent in group.referents:
                self._emit(
                    Assignment(referent, None, None, "group"),
                    "ranking/above",
                    None,
                    counts=False,
                )
            return True
        if own <= count:
            return True
        words = {token.lower for token in self._tokens_of(clause)}
        near = bool(words & _DIRECTLY) and count == 1
        ordered = near or own == 2 or (own == count + 1 and bool(words & {"порядку", "последовательно"}))
        for number, referent in enumerate(group.referents, own - 1 if near else 1):
            if ordered:
                self._emit(
                    Assignment(referent, number, None, "listed"),
                    "ranking/above",
                    None,
                    counts=False,
                )
            else:
                self._emit(
                    Assignment(referent, 1, own - 1, "group"),
                    "ranking/above",
                    None,
                    counts=False,
                )
        return True

    def _above_group(self, group: Group, count: int) -> None:
        """ "пропустил вперёд A и B и стал третьим": those two are the first two, in no told order."""
        for referent in group.referents:
            if count == 1:
                assignment = Assignment(referent, 1, None, "listed")
            else:
                assignment = Assignment(referent, 1, count, "group")
            self._emit(assignment, "ranking/above", None, counts=False)

    def _tokens_of(self, clause: Clause) -> list:
        return self._text.tokens[clause.start : clause.end]

    def _after_above(self, clause: Clause, position: int) -> Group | None:
        after = [g for g in clause.groups if g.start >= position and g.role in ("nom", "dat", "acc", "gen")]
        if not clause.verbs & {"уступить", "уступать", "пропустить"}:
            after = [g for g in after if g.role != "dat"]
        usable = [g for g in after if g.referents[0].kind not in ("pronoun", "standin")]
        if len(usable) > 1:
            usable = [g for g in usable if g.role == "nom"] or usable
        return usable[0] if usable else None

    def _own_place(self, clause: Clause, places: list[Place], group: Group, count: int) -> int | None:
        """The place of whoever the others stand above; 0 where it is the last."""
        if (places and places[0].kind == "exact" and len(clause.groups) > 1) or (
            places and self._subject is not None
        ):
            self._pair(
                clause,
                [g for g in clause.groups if g.start < places[0].start] or [],
                places[:1],
            )
        anchor = next((g.referents[0] for g in clause.groups if g is not group), None)
        told = self.told[-1] if self.told else self._discourse.latest
        if anchor is not None and not self.told:
            told = self._discourse.standing_at(anchor, count + 1) or told
        if told is not None and told.position is None and told.basis == "group":
            return 0
        if told is not None and told.scope is not None and not self._scoped:
            self._scope, self._scoped = told.scope, True
        if told is None and self._pending is not None:
            return self._pending[0].positions[0] if self._pending[0].positions else None
        return told.position if told is not None and told.basis != "group" else None

    def _below(self, clause: Clause, groups: list[Group], places: list[Place]) -> bool:
        if places:
            return False
        group = next(
            (g for g in groups if g.role == "nom" and g.referents[0].kind != "pronoun"),
            None,
        )
        if clause.deltas:
            return False
        if group is None or self._discourse.last_place is None:
            return False
        self._count_on(group, "ranking/below")
        return True

    def _tell_marked(self, group: Group) -> None:
        for referent in group.referents:
            if referent.place is not None and referent.start not in self._marked:
                for assignment in positions.assign(referent.place, Group(0, 1, [referent], "nom"), False):
                    self._emit(assignment, referent.place.rule, referent.place)

    # Pairing

    def _pair(self, clause: Clause, groups: list[Group], places: list[Place]) -> None:
        chosen = positions.choose(clause, groups, places, giving=self._giving, putting=self._putting)
        if not places:
            self._only_subjects(clause, groups)
            return
        groups = self._plural_pronoun(groups, places)
        chosen = positions.choose(clause, groups, places, giving=self._giving, putting=self._putting)
        merged = positions.from_to(self._text, clause, places)
        if merged is not None:
            places = merged[0]
        if chosen is None:
            self._previous = merged[1] if merged is not None else self._previous
            self._only_place(clause, places)
            return
        if self._pending is not None and self._pending[1] is not clause:
            pending, self._pending = self._pending, None
            self._implied(*pending)
        self._switch(chosen)
        self._previous = merged[1] if merged is not None else self._previous
        if _announces(chosen):
            self._pending = (places[0], clause)
            return
        self._place_first = places[0].start < chosen.start
        self._subject, self._unpaired = chosen, False
        self._tell(clause, chosen, places)

    def _switch(self, group: Group) -> None:
        """Another subject takes over: what was pending for the one before is told of it."""
        if (
            self._subject is None
            or group is self._subject
            or group.referents[0].kind in ("pronoun", "standin")
        ):
            return
        if self._delta is not None:
            self._only_moved(self._delta)
            self._delta = None
        if not self._pending:
            self._previous, self._kept = None, self._kept and not self.told

    def _only_subjects(self, clause: Clause, groups: list[Group]) -> None:
        roles = ("nom", "u", "za", "dat", "gen") if self._pending is not None else ("nom", "u", "za", "dat")
        group = next(
            (g for g in groups if g.role in roles and (self._pending is None or _names(g))),
            None,
        )
        if group is None:
            group = next((g for g in groups if g.role in ("nom", "u", "za", "dat")), None)
        if group is None:
            return
        if not _names(group) and not clause.verbs and self._unpaired:
            return  # "Забайкальский край, её сосед, ..."
        self._switch(group)
        if self._above_open and _names(group):
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
        if latest is None or not groups or groups[0].referents[0].noun not in ("они",):
            return groups
        if len(latest.referents) in (len(places[0].positions), 1) or len(places[0].positions) == 1:
            return [latest, *groups[1:]]
        return groups

    def _only_place(self, clause: Clause, places: list[Place]) -> None:
        if clause.verbs == {"быть"} and self._subject is None and len(places[0].positions) == 1:
            self._previous = places[0].positions[0]
            return  # "было 38-е место, стало 27-е"
        if clause.signal("give") is not None:
            return  # it went to somebody who is no subject
        if places[0].kind in ("tier", "leaders") and self.told and not self._unpaired and not clause.finite:
            return  # "ими десятка и исчерпывается"
        latest = self._latest_group
        if (
            clause.opener == ":"
            and latest is not None
            and len(latest.referents) == len(places[0].positions) > 1
        ):
            self._tell(clause, latest, places)
            return
        apposed = self._apposition(clause, places)
        if apposed is not None:
            self._tell(clause, apposed, places)
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

    def _tell(self, clause: Clause, group: Group, places: list[Place]) -> None:
        self._batch = []
        words = {token.lower for token in self._tokens_of(clause)}
        together = bool(words & {"вместе", "поровну", "наравне"})
        if clause.signal("share") is not None or together:
            places = [positions.shared(place) for place in places]
            group = self._with_partner(clause, group)
        for place in places:
            place.together = place.together or together
        self._was = "быть" in clause.verbs
        former = positions.dethroned(self._text, clause)
        if former is not None:
            self._discourse.former = former
        for place in places:
            scope = positions.scope_of(clause, place)
            if scope is not None:
                self._scope, self._scoped = scope.name, True
            for assignment in positions.assign(
                place, group, positions.complete(self._text, clause, place, group)
            ):
                self._emit(assignment, place.rule, place)
        self._kept = False

    def _with_partner(self, clause: Clause, group: Group) -> Group:
        """ "поделил 6-7 места с Ярославской областью": the other holds the same place."""
        partner = next((g for g in clause.groups if g.role == "oblique" and g is not group), None)
        if partner is None or "ablt" not in partner.referents[0].cases:
            return group
        return Group(group.start, group.end, [*group.referents, *partner.referents], group.role)

    def _emit(
        self,
        assignment: Assignment,
        rule: str,
        place: Place | None,
        *,
        counts: bool = True,
    ) -> None:
        referent = self._discourse.resolved(assignment.referent)
        if assignment.referent.noun in ("та", "тот") and self._latest_group is not None:
            referent = self._latest_group.referents[-1]
        if not self._discourse.admits(referent, self._reading):
            return
        told = Told(
            referent, self._index, rule, assignment.basis, assignment.position, assignment.position_to,
            score=assignment.referent.score, change=assignment.referent.delta,
            previous=assignment.referent.previous,
            total=place.total if place is not None else None,
            scope=self._scope if self._scoped else None,
        )  # fmt: skip
        told.spans.append(
            (
                "subject",
                self._number,
                assignment.referent.start,
                assignment.referent.end,
            )
        )
        self._marked.add(assignment.referent.start)
        if place is not None and place.previous is not None:
            told.previous = place.previous
        if place is not None and place.end > place.start:
            told.spans.append(("position", self._number, place.start, place.end))
        told.was = self._was
        if self._discourse.held_before(referent) and told.position != 1 and told.basis == "explicit":
            told.previous = told.previous or 1
        if self._discourse.held_before(referent) and told.position != 1 and told.basis == "explicit":
            told.previous = told.previous or 1
        self._take_pending(told)
        self._replaces_earlier(told)
        self.told.append(told)
        self._batch.append(told)
        self._discourse.note(told, assignment.referent, counts=counts)

    def _take_pending(self, told: Told) -> None:
        if self._previous is not None and told.basis != "group":
            told.previous, self._previous = self._previous, None
        if self._delta is not None and told.change is None:
            told.change, self._delta = self._delta, None
        if self._kept and told.position is not None and told.position_to is None and told.basis != "listed":
            positions.keep(told)

    def _replaces_earlier(self, told: Told) -> None:
        """ "был 59-м, стал 57-м": the first is the place before."""
        last = self.told[-1] if self.told else None
        if (
            last is None
            or not last.was
            or not self._discourse.same(last.subject, told.subject)
            or last.scope != told.scope
            or told.position is None
        ):
            return
        if last.position_to is not None or last.position is None or last.position == told.position:
            return
        told.previous = last.position
        told.change = told.change if told.change is not None else last.change
        self.told.remove(last)
        self._discourse.forget(last)

    # Movement and points

    def _movement(self, clause: Clause) -> None:
        sign = positions.direction(clause)
        self._direction = sign or self._direction
        if clause.deltas and not sign and not clause.groups:
            sign = self._direction
        deltas = list(clause.deltas)
        moved = self._delta_sign or (sign and self._reading.places)
        if not deltas and moved and not clause.places:
            deltas = positions.plain_delta(self._text, clause)
            sign = sign or self._delta_sign
        for delta in deltas:
            value = delta.signed if delta.signed is not None else sign and sign * delta.places
            if not value:
                continue
            self._delta_sign = 1 if value > 0 else -1
            self._moved(clause, value)

    def _moved(self, clause: Clause, value: int) -> None:
        told = self.told[-1] if self.told and not self._unpaired else None
        if told is not None and told.change is None and not clause.groups:
            told.change = value
        elif self._subject is not None:
            mine = [t for t in self.told if t.subject in self._subject.referents and t.change is None]
            if mine:
                mine[-1].change = value
            else:
                self._delta = value
        elif told is not None and told.change is None:
            told.change = value
        else:
            self._delta = value

    def _score(self, clause: Clause) -> None:
        if clause.opener == "когда" or self._text.tokens[clause.start].lower == "когда":
            return  # points of the edition that was told of just before
        for score in clause.scores:
            if score.each:
                self._score_each(score.values[-1])
                continue
            group = next((g for g in clause.groups if g.end <= score.start), None)
            if group is not None and len(score.values) == len(group.referents) > 1:
                self._distribute(group, score.values)
            elif len(score.values) == len(self._batch) > 1 and group is None:
                for told, value in zip(self._batch, score.values, strict=True):
                    told.score = told.score or value
            else:
                self._one_score(group, score)

    def _one_score(self, group: Group | None, score: Score) -> None:
        """Points of the clause's own subject; else of what was told last; else of the subject in focus."""
        value = score.values[-1]
        if group is not None and len(group.referents) == 1 and not self._batch_has(group):
            group.referents[0].score = group.referents[0].score or value
            self._score_told(group.referents[0], value)
        elif self._batch or self.told:
            told = (self._batch or self.told)[-1]
            if told.score is None and not self._unpaired:
                told.score = value
                told.spans.append(("score", self._number, score.start, score.end))
        elif self._subject is not None and len(self._subject.referents) == 1:
            self._subject.referents[0].score = value
            self._score_told(self._subject.referents[0], value)
        elif not any(g.role == "nom" for clause in self._reading.clauses for g in clause.groups):
            self._discourse.score_focus(value)

    def _score_each(self, value: float) -> None:
        """ "у обоих по 93,1 балла", "у каждой 81": of all of whom a place was told together."""
        for told in self._batch or self._discourse.batch():
            if told.score is None:
                told.score = value

    def _batch_has(self, group: Group) -> bool:
        resolved = self._discourse.resolved(group.referents[0])
        return any(self._discourse.same(told.subject, resolved) for told in self._batch)

    def _score_told(self, referent: Referent, value: float) -> None:
        """Points told of a subject whose place was told before."""
        told = self._discourse.standing(self._discourse.resolved(referent))
        if told is not None and told.score is None:
            told.score = value

    def _distribute(self, group: Group, values: tuple[float, ...]) -> None:
        for referent, value in zip(group.referents, values, strict=True):
            for told in self.told:
                if told.subject is referent or told.spans[0][2] == referent.start:
                    told.score = value

    def _finish(self) -> None:
        """What the sentence left open: a place with no subject, a movement with no place, a swap."""
        exact = [told for told in self.told if told.position is not None and told.basis == "explicit"]
        if self._swapped is not None and len(exact) == 2:
            exact[0].previous, exact[1].previous = exact[1].position, exact[0].position
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

    def _implied(self, place: Place, clause: Clause) -> None:
        focus = self._discourse.implied_subject(self._text, self._reading, clause, place)
        if focus is not None and place.kind in ("exact", "range", "tier", "first"):
            self._tell(clause, Group(focus.start, focus.end, [focus], "nom"), [place])

    def _only_moved(self, value: int) -> None:
        subject = self._subject.referents[-1] if self._subject is not None else None
        referent = self._discourse.resolved(subject) if subject is not None else self._discourse.focus
        if referent is None or not self._discourse.admits(referent, self._reading):
            return
        told = Told(referent, self._index, "ranking/moved", "explicit", change=value)
        told.scope = self._scope if self._scoped else None
        if subject is not None:
            told.spans.append(("subject", self._number, subject.start, subject.end))
        self.told.append(told)


def _names(group: Group) -> bool:
    """Whether the group names its subjects."""
    return all(r.kind not in ("pronoun", "standin") for r in group.referents)


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
    if len(clause.groups) != 1 or clause.places or clause.finite or clause.signals:
        return False
    return clause.groups[0].start == clause.start and clause.dash is not None and _names(clause.groups[0])


def _number_brackets(groups: list[Group]) -> None:
    """ "Курганская (40), Рязанская (41) и Пермский край (42)": numbers in a row are places."""
    for group in groups:
        numbers = [r.bracketed for r in group.referents]
        if len(numbers) < 2 or None in numbers or any(r.place is not None for r in group.referents):
            continue
        values = [number for number in numbers if number is not None]
        steps = {after - before for before, after in zip(values, values[1:], strict=False)}
        if steps in ({1}, {-1}):
            for referent, value in zip(group.referents, values, strict=True):
                referent.place = Place(
                    referent.start,
                    referent.end,
                    "exact",
                    (value,),
                    rule="ranking/bracketed",
                )
                referent.score = None
