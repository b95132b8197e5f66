"""Places told by another's place: below, next, between, steps from it, all but one."""

from __future__ import annotations

from extractors.rankings.clauses import Clause
from extractors.rankings.constructions.above import Above
from extractors.rankings.constructions.extremes import counts_on
from extractors.rankings.constructions.nearly import follows_nearly
from extractors.rankings.constructions.telling import names_all
from extractors.rankings.items import Group, Place, Told
from extractors.rankings.places import moves
from extractors.rankings.places.positions import Assignment
from extractors.rankings.vocabulary import words
from extractors.signals import Signal

_LATELY = 4
_ORDERED = frozenset(["в порядок убывание", "в порядок возрастание", "по убывание"])
"""With these whoever stands above is named in order, and nobody follows."""
_RIGHT = frozenset(["сразу", "прямо", "вплотную", "следом", "непосредственно", "тут"])
_COMPLETING = words("relations", "completing")
_ONE = frozenset(["ним", "ней", "нею", "него", "нее", "нему"])
_RIVALS = frozenset(["преследователь", "конкурент", "соперник"])
_THIRD = 3


class Relations(Above):
    """Reads what stands below, next and between."""

    def _relational(self, clause: Clause, groups: list[Group], places: list[Place]) -> bool:
        if self._completes(clause, groups, places) if places else self._steps_from(clause, groups):
            return True
        excepted = clause.signal("except")
        if excepted is not None:
            return self._all_but(clause, excepted.end)
        if clause.opener == ";":
            self._next_open = False
        following = clause.signal("next")
        ordering = following is not None and following.key in _ORDERED and clause.signal("above") is not None
        if following is not None and not ordering and not self._apposes(clause, following):
            self._next_open = True
        if self._next_open and self._next(clause, groups, places):
            return True
        if not places and self._nearly(clause):
            return True
        if not places and (self._behind(clause, groups) or self._ahead_of(clause, groups)):
            return True
        if not places and (self._between(clause, groups) or self._right_behind(clause)):
            return True
        if self._compared(clause, groups, places) or self._above(clause, places):
            return True
        return clause.signal("below") is not None and self._below(clause, groups, places)

    def _completes(self, clause: Clause, groups: list[Group], places: list[Place]) -> bool:
        """ "Первая Тула. Тройку дополнили Орёл и Курск": as many as the tier still lacks."""
        last, place = self._discourse.last_place, places[0]
        group = next((g for g in groups if g.role == "nom"), None)
        if place.kind != "tier" or not clause.verbs & _COMPLETING or last is None or group is None:
            return False
        if not names_all(group) or place.first > last or last + len(group.referents) != place.to:
            return False
        self._count_on(group)
        return True

    def _nearly(self, clause: Clause) -> bool:
        """ "Меньше всего тратят в Туле. Чуть больше — в Орле и Курске": the next places."""
        end = follows_nearly(clause, self._reading, self._index, self._discourse)
        group = next((g for g in clause.groups if end is not None and g.start >= end and names_all(g)), None)
        if group is None or group.role not in ("nom", "u", "loc"):
            return False
        self._count_on(group)
        return True

    def _apposes(self, clause: Clause, signal: Signal) -> bool:
        """ "ближайшие преследователи, Тула и Орёл, занимают ...": whom a noun means stands behind a comma."""
        ends = signal.end == clause.end < self._reading.sentence.end
        rivals = self._text.tokens[signal.end - 1].word.lemmas & _RIVALS
        return ends and bool(rivals) and self._text.tokens[clause.end].text == ","

    def _steps_from(self, clause: Clause, groups: list[Group]) -> bool:
        """ "Строкой выше — Тула", "двумя строчками ниже Омска": a place told by another's."""
        step = moves.step_from(self._text, clause) or moves.lags(clause)
        if step is None:
            return False
        distance, end = step
        anchor = next(
            (
                g
                for g in clause.groups
                if end <= g.start <= end + 1 and g.role in ("gen", "acc", "ins", "oblique")
            ),
            None,
        )
        if anchor is not None and anchor.referents[0].place is not None:
            self._tell_marked(anchor)
        told = self.told[-1] if self.told else self._discourse.latest
        if self._stepped_from is not None and "еще" not in clause.words:
            told = self._stepped_from  # "Тула — на строчку ниже, Орёл — на две выше"
        if told is not None and told.scope != (self._scope if self._scoped else None):
            told = self._discourse.beside(told, self._scope if self._scoped else None)
        if anchor is not None:
            told = self._discourse.standing(self._discourse.resolved(anchor.referents[0])) or told
        if anchor is not None and "gent" not in anchor.referents[0].cases:
            anchor = None
        group = next((g for g in groups if g is not anchor and g.role in ("nom", "u")), None)
        group = group or (self._subject if self._unpaired else None)
        if told is None or told.position is None or group is None or told.position + distance < 1:
            return False
        clause.deltas = []
        self._stepped_from = told if anchor is None else None
        self._subject, self._unpaired = group, False
        for referent in group.referents:
            self._emit(Assignment(referent, told.position + distance, None, "listed"), "ranking/next", None)
        return True

    def _between(self, clause: Clause, groups: list[Group]) -> bool:
        """ "Между Омском (шестое место) и Томском (восьмое) — Курган", "между ними — Курган"."""
        at = next((i for i in range(clause.start, clause.end) if self._text.tokens[i].lower == "между"), None)
        if at is None and len(self.told) == 2 and not clause.scores:
            return self._between_told(clause, groups)
        group = next((g for g in groups if g.role == "nom" and len(g.referents) == 1 and names_all(g)), None)
        if at is None or group is None or clause.deltas or clause.scores:
            return False
        around = next((g for g in clause.groups if g.start == at + 1), None)
        if around is None:
            return False
        if names_all(around):
            marks = [r.place.positions[0] for r in around.referents if r.place and r.place.kind == "exact"]
            self._tell_marked(around)
        else:
            near = [told for told in self._discourse.told[-2:] if self._index - told.sentence <= 1]
            marks = [told.position for told in near if told.position is not None]
        if len(marks) != 2 or abs(marks[0] - marks[1]) != 2:
            return False
        assignment = Assignment(group.referents[0], sum(marks) // 2, None, "listed")
        self._emit(assignment, "ranking/next", None, counts=False)
        self._subject, self._unpaired = group, False
        return True

    def _between_told(self, clause: Clause, groups: list[Group]) -> bool:
        """ "Между Тулой, шестой в списке, и Тверью, восьмой, разместился Псков"."""
        opened = self._reading.clauses[0]
        if self._text.tokens[opened.start].lower != "между" or clause is opened:
            return False
        group = next((g for g in groups if g.role == "nom" and len(g.referents) == 1 and names_all(g)), None)
        marks = [told.position or 0 for told in self.told]
        if group is None or abs(marks[0] - marks[1]) != 2:
            return False
        assignment = Assignment(group.referents[0], sum(marks) // 2, None, "listed")
        self._emit(assignment, "ranking/next", None, counts=False)
        self._subject, self._unpaired = group, False
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
        group = next((g for g in groups if g.role == "nom" and names_all(g)), None)
        if anchor is None or group is None:
            return False
        told = self._told_of_anchor(anchor)
        if told is None:
            return False
        self._discourse.last_place = told.position
        self._count_on(group)
        return True

    def _compared(self, clause: Clause, groups: list[Group], places: list[Place]) -> bool:
        """ "Тула выше Орла на две строчки — 43-е и 45-е места": the places of both, in turn."""
        signal = clause.signal("above", "below")
        if signal is None or len(places) != 1 or places[0].kind != "exact" or len(places[0].positions) != 2:
            return False
        first = next((g for g in groups if g.role == "nom" and g.end <= signal.start), None)
        other = next((g for g in clause.groups if g.start == signal.end), None)
        if first is None or other is None or len(first.referents) + len(other.referents) != 2:
            return False
        both = Group(first.start, other.end, [*first.referents, *other.referents], "nom", listed=True)
        self._subject, self._unpaired = first, False
        clause.deltas = []
        self._tell(clause, both, places)
        return True

    def _right_behind(self, clause: Clause) -> bool:
        """ "Орёл на пятой строке, сразу за Тулой": she has the place before his."""
        opening = self._text.tokens[clause.start : clause.start + 2]
        told = self.told[-1] if self.told else None
        if len(opening) < 2 or opening[0].lower not in _RIGHT or opening[1].lower != "за" or clause.finite:
            return False
        group = next((g for g in clause.groups if g.start == clause.start + 2 and g.role == "za"), None)
        if group is None or len(clause.groups) > 1 or len(group.referents) > 1 or not names_all(group):
            return False
        if told is None or told.basis != "explicit" or told.position_to or (told.position or 0) < 2:
            return False
        before = (told.position or 0) - 1
        if self._discourse.standing_at(group.referents[0], before) is None:
            assignment = Assignment(group.referents[0], before, None, "listed")
            self._emit(assignment, "ranking/above", None, counts=False)
        return True

    def _ahead_of(self, clause: Clause, groups: list[Group]) -> bool:
        """ "Тула опередила Орёл, третьим стал Курск": the first two, where the third follows."""
        overtakes = clause.signal("overtakes")
        if overtakes is None or self._discourse.numbered():
            return False
        winner = next((g for g in groups if g.role == "nom" and g.end <= overtakes.start), None)
        loser = next((g for g in clause.groups if g.start >= overtakes.end), None)
        if winner is None or loser is None or not (names_all(winner) and names_all(loser)):
            return False
        at = (self._number, self._index)
        if len(winner.referents) > 1 or len(loser.referents) > 1 or "accs" not in loser.referents[0].cases:
            return False
        if counts_on(self._text, clause.end, at, self._discourse) != _THIRD:
            return False
        for position, group in enumerate((winner, loser), 1):
            self._emit(Assignment(group.referents[0], position, None, "listed"), "ranking/next", None)
        self._subject, self._unpaired = winner, False
        return True

    def _told_of_anchor(self, anchor: Group) -> Told | None:
        """What was told of whom a list counts on from; a region can stand for its one subject."""
        resolved = self._discourse.resolved(anchor.referents[-1])
        told = self._discourse.last_told_of(resolved, None)
        return told if told is not None else self._discourse.told_of_region(resolved)

    def _anchor(self, clause: Clause) -> None:
        """ "Вслед за липчанами": the list counts on from the place of whom it names."""
        signal = clause.signal("next")
        if signal is None:
            return
        group = next(
            (g for g in clause.groups if g.role in ("za", "oblique", "ins") and g.start <= signal.end + 1),
            None,
        )
        told = self._told_of_anchor(group) if group is not None else self._of_focus(signal)
        if told is not None:
            self._discourse.last_place = told.position
        elif group is not None and names_all(group) and group.role == "za":
            self._discourse.last_place = None  # of whom nothing was told

    def _of_focus(self, signal: Signal) -> Told | None:
        """ "На третьем Крым. Тула набрала 88 баллов. За ней Орёл": of whom "ней" means."""
        one = any(token.lower in _ONE for token in self._text.tokens[signal.start : signal.end])
        focus, latest = self._discourse.focus, self._discourse.latest
        if not one or self.told or focus is None or latest is None:
            return None
        known = self._discourse.same(focus, latest.subject)
        return None if known else self._discourse.last_told_of(focus, None)

    def _next(self, clause: Clause, groups: list[Group], places: list[Place]) -> bool:
        if places and places[0].kind != "leaders" and not self._inside_tier(clause, groups, places[0]):
            if self._outer is not None and self._outer[1] is clause:
                return False  # "Следом за Тулой, у которой 14-е место, идёт Орёл"
            self._next_open = False
            if not groups and self._pending is None:
                self._pending = (places[0], clause)
                return True
            return False
        given = clause.signal("give") is not None
        named = (g for g in groups if names_all(g))
        put = clause.signal("put") is not None
        group = next(
            (
                g for g in named
                if g.role in ("nom", "u") or (given and _is_dative(g)) or (put and g.role == "acc")
            ),
            None,
        )  # fmt: skip
        if group is None:
            group = self._named_in_front(clause)
        if group is None:
            return False
        self._next_open = False
        self._anchor(clause)
        self._count_on(group)
        return True

    def _inside_tier(self, clause: Clause, groups: list[Group], place: Place) -> bool:
        """ "Далее в десятке — A, B и C": where those are who fill it up."""
        last, first = self._discourse.last_place, clause.signal("next")
        group = next((g for g in groups if g.role == "nom" and names_all(g)), None)
        if place.kind != "tier" or group is None or last is None or first is None or place.to is None:
            return False
        inside = self._text.tokens[place.start - 1].lower in ("в", "во")
        return (
            inside
            and first.start < place.start
            and place.first <= last
            and last + len(group.referents) == place.to
        )

    def _named_in_front(self, clause: Clause) -> Group | None:
        """ "Анапа и Ялта — далее", "Анапа и Ялта следом": who follows stands in front of the word."""
        signal = clause.signal("next")
        if signal is None or signal.end < clause.end - 1 or self._subject is None or clause.groups:
            return None
        return self._subject if self._unpaired and signal.start == clause.start else None

    def _count_on(self, group: Group, rule: str = "ranking/next") -> None:
        position = self._discourse.last_place
        for referent in group.referents:
            position = self._vacant(position + 1) if position is not None else None
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

    def _vacant(self, position: int) -> int:
        """ "Коми вторая. Первое место у Тывы, далее Крым": the next place that nobody has been given yet."""
        if self._reading.metric or self._reading.has("rating", "list"):
            return position
        scope = self._own_scope()
        taken = any(
            told.position == position and told.position_to is None and told.scope == scope
            and told.basis == "explicit" and self._index - told.sentence <= 1
            for told in self._discourse.told[-_LATELY:]
        )  # fmt: skip
        return position + 1 if taken else position

    def _below(self, clause: Clause, groups: list[Group], places: list[Place]) -> bool:
        if places:
            return False
        group = next(
            (g for g in groups if g.role == "nom" and g.referents[0].kind != "pronoun"),
            None,
        )
        if clause.deltas or moves.one_step(self._text, clause):
            return False
        if group is None or self._discourse.last_place is None:
            return False
        if self._numbered_next(clause, len(group.referents)):
            self._subject, self._unpaired = group, True
            return True
        self._count_on(group, "ranking/below")
        return True

    def _numbered_next(self, clause: Clause, count: int) -> bool:
        """ "Тула и Орёл ниже: 33-е и 54-е места": whether the next clause tells as many places."""
        follows = next((c for c in self._reading.clauses if c.start >= clause.end), None)
        if follows is None or follows.opener != ":" or follows.groups or not follows.places:
            return False
        return follows.places[0].kind == "exact" and len(follows.places[0].positions) == count


def _is_dative(group: Group) -> bool:
    """ "принадлежат Тульской области": a form that can be a dative, whatever else it can be."""
    return group.role in ("dat", "gen") and "datv" in group.referents[0].cases
