"""Clauses to statements: which subject holds which place, and what is told of it besides."""

from __future__ import annotations

from extractors.rankings import positions
from extractors.rankings.assertion import asserted
from extractors.rankings.clauses import Clause, Reading
from extractors.rankings.discourse import Discourse
from extractors.rankings.items import Group, Place, Referent, Told
from extractors.rankings.positions import Assignment
from extractors.tokens import Annotated

_COUNTED = frozenset(["два", "три", "четыре", "пять", "шесть", "несколько", "сразу"])
_NOW = frozenset(["теперь", "сейчас", "ныне", "нынче", "сегодня"])


class SentenceAssembler:
    """Reads one sentence into statements; `discourse` is what the sentences before left behind."""

    def __init__(
        self, text: Annotated, number: int, index: int, reading: Reading, discourse: Discourse
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

    def assemble(self) -> list[Told]:
        """The statements of the sentence, in order."""
        for number, clause in enumerate(self._reading.clauses):
            self._clause(clause, number)
        self._finish()
        return self.told

    # One clause

    def _clause(self, clause: Clause, number: int) -> None:
        self._set_scope(clause)
        groups = self._subjects(clause)
        places = positions.places_of(clause, self._reading, self._discourse.rated)
        if not places and self._counts_places():
            places = positions.plain_number(self._text, clause)
        if any(g.role == "nom" for g in groups):
            self._planned = False
        self._planned, holds = asserted(clause, self._planned, places)
        before = self._is_before(clause)
        if not holds:
            self._remember(groups)
            return
        if before and not self._moves(clause, places):
            self._earlier(clause, groups, places)
            return
        self._keeps(clause, places)
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

    def _set_scope(self, clause: Clause) -> None:
        if clause.scopes:
            self._scope, self._scoped = clause.scopes[0].name, True

    def _subjects(self, clause: Clause) -> list[Group]:
        """The groups of the clause whose part in it lets them hold a place."""
        overtakes = clause.signal("overtakes")
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
            if group.role in ("nom", "u", "za", "acc", "dat", "ins", "gen"):
                found.append(group)
        return found

    def _is_nominative(self, group: Group, clause: Clause) -> bool:
        if group.role != "nom":
            return False
        return not any(other.role == "nom" and other.start < group.start for other in clause.groups) and not (
            self._subject is not None and "accs" in group.referents[0].cases
        )

    def _is_before(self, clause: Clause) -> bool:
        signal = clause.signal("before")
        lowers = {token.lower for token in self._text.tokens[clause.start : clause.end]}
        if lowers & _NOW:
            self._before = False
            return False
        if signal is not None and signal.name == "before":
            self._before = signal.start == self._reading.sentence.start or not clause.finite
            if self._discourse.kept_phrase(clause, signal):
                return False
            return True
        if self._discourse.earlier_year(clause):
            return True
        return self._before and not clause.finite and bool(clause.places)

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
        exact = next((p for p in places if p.kind in ("exact", "first") and len(p.positions) == 1), None)
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

    def _keeps(self, clause: Clause, places: list[Place]) -> None:
        if clause.signal("keep") is None:
            return
        if places or self._pending is not None or not self.told:
            self._kept = True
            return
        batch = self._batch if self._plural_keep(clause) else self.told[-1:]
        for told in batch:
            positions.keep(told)

    def _plural_keep(self, clause: Clause) -> bool:
        return any(
            t.lower in ("оба", "обе", "все", "они", "трое")
            for t in self._text.tokens[clause.start : clause.end]
        )

    # What stands above, below and next

    def _relational(self, clause: Clause, groups: list[Group], places: list[Place]) -> bool:
        excepted = clause.signal("except")
        if excepted is not None:
            return self._all_but(clause, excepted.end)
        if clause.signal("next") is not None:
            self._next_open = True
        if self._next_open and self._next(clause, groups, places):
            return True
        if clause.signal("above") is not None and self._above(clause, places):
            return True
        return clause.signal("below") is not None and self._below(clause, groups, places)

    def _all_but(self, clause: Clause, position: int) -> bool:
        """ "опередил все регионы, кроме Тюменской области": second, and the other first."""
        group = next((g for g in clause.groups if position <= g.start <= position + 2), None)
        firsts = [told for told in self.told if told.rule == "ranking/beats-all"]
        if group is None or not firsts:
            return group is None
        place = Place(position, position, "exact", (len(group.referents) + 1,), rule="ranking/all-but")
        for told in firsts:
            told.position, told.basis, told.rule = place.positions[0], "listed", place.rule
        if len(group.referents) == 1:
            self._emit(Assignment(group.referents[0], 1, None, "listed"), "ranking/all-but", None)
        return True

    def _next(self, clause: Clause, groups: list[Group], places: list[Place]) -> bool:
        if places and places[0].kind != "leaders":
            self._next_open = False
            return False
        group = next((g for g in groups if g.role in ("nom", "u", "za") and _names(g)), None)
        if group is None:
            return False
        self._next_open = False
        self._count_on(group)
        return True

    def _count_on(self, group: Group, rule: str = "ranking/next") -> None:
        position = self._discourse.last_place
        for referent in group.referents:
            position = position + 1 if position is not None else None
            if referent.place is not None and referent.place.kind == "exact":
                position = referent.place.positions[0]
                self._emit(
                    Assignment(referent, position, None, "explicit"), referent.place.rule, referent.place
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
            return False
        if any(r.place is not None for r in group.referents):
            self._tell_marked(group)
            return True
        own = self._own_place(clause, places)
        count = len(group.referents)
        if own is None or own != count + 1:
            return own is not None
        ordered = count == 1 or any(
            t.lower in ("порядку", "последовательно") for t in self._tokens_of(clause)
        )
        for number, referent in enumerate(group.referents, 1):
            if ordered:
                self._emit(Assignment(referent, number, None, "listed"), "ranking/above", None, counts=False)
            else:
                self._emit(Assignment(referent, 1, count, "group"), "ranking/above", None, counts=False)
        return True

    def _tokens_of(self, clause: Clause) -> list:
        return self._text.tokens[clause.start : clause.end]

    def _after_above(self, clause: Clause, position: int) -> Group | None:
        after = [g for g in clause.groups if g.start >= position]
        usable = [g for g in after if g.referents[0].kind not in ("pronoun", "standin")]
        if len(usable) > 1:
            usable = [g for g in usable if g.role == "nom"] or usable
        return usable[0] if usable else None

    def _own_place(self, clause: Clause, places: list[Place]) -> int | None:
        """The place of whoever the others stand above."""
        if (
            places
            and places[0].kind == "exact"
            and len(clause.groups) > 1
            or places
            and self._subject is not None
        ):
            self._pair(clause, [g for g in clause.groups if g.start < places[0].start] or [], places[:1])
        told = self.told[-1] if self.told else self._discourse.latest
        if told is None and self._pending is not None:
            return self._pending[0].positions[0] if self._pending[0].positions else None
        return told.position if told is not None and told.position_to is None else None

    def _below(self, clause: Clause, groups: list[Group], places: list[Place]) -> bool:
        if places:
            return False
        group = next((g for g in groups if g.role == "nom" and g.referents[0].kind != "pronoun"), None)
        latest = self.told[-1] if self.told else None
        anchor = self._discourse.anchor
        if group is None or (latest is None and anchor is None):
            return False
        if anchor is not None:
            self._discourse.last_place = anchor
        self._count_on(group, "ranking/below")
        return True

    def _tell_marked(self, group: Group) -> None:
        for referent in group.referents:
            if referent.place is not None:
                for assignment in positions.assign(referent.place, Group(0, 1, [referent], "nom"), False):
                    self._emit(assignment, referent.place.rule, referent.place)

    # Pairing

    def _pair(self, clause: Clause, groups: list[Group], places: list[Place]) -> None:
        chosen = positions.choose(clause, groups, places, self._text)
        if not places:
            self._only_subjects(clause, groups)
            return
        merged = positions.from_to(self._text, clause, places)
        if merged is not None:
            places, self._previous = merged
        if chosen is None:
            self._only_place(clause, places)
            return
        if _announces(chosen):
            self._pending = (places[0], clause)
            return
        self._place_first = places[0].start < chosen.start
        self._subject, self._unpaired = chosen, False
        self._tell(clause, chosen, places)

    def _only_subjects(self, clause: Clause, groups: list[Group]) -> None:
        group = next((g for g in groups if g.role in ("nom", "u", "za", "dat")), None)
        if group is None:
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
        if group.role in ("nom", "u"):
            self._subject, self._unpaired = group, True
            self._discourse.focus_on(group.referents[-1])

    def _only_place(self, clause: Clause, places: list[Place]) -> None:
        usable = self._subject is not None and (self._unpaired or not self._place_first)
        if usable and self._subject is not None:
            self._tell(clause, self._subject, places)
            self._unpaired = False
            return
        self._pending = (places[0], clause)

    def _tell(self, clause: Clause, group: Group, places: list[Place]) -> None:
        self._batch = []
        swap = self._reading.has("swap")
        for place in places:
            scope = positions.scope_of(clause, place)
            if scope is not None:
                self._scope, self._scoped = scope.name, True
            for assignment in positions.assign(
                place, group, positions.complete(self._text, clause, place, group)
            ):
                self._emit(assignment, place.rule, place)
        if swap and len(self._batch) == 2:
            first, second = self._batch
            first.previous, second.previous = second.position, first.position

    def _emit(self, assignment: Assignment, rule: str, place: Place | None, *, counts: bool = True) -> None:
        referent = self._discourse.resolved(assignment.referent)
        if not self._discourse.admits(referent, self._reading):
            return
        told = Told(
            referent, self._index, rule, assignment.basis, assignment.position, assignment.position_to,
            score=assignment.referent.score, change=assignment.referent.delta,
            previous=assignment.referent.previous,
            total=place.total if place is not None else None,
            scope=self._scope if self._scoped else None,
        )  # fmt: skip
        told.spans.append(("subject", self._number, assignment.referent.start, assignment.referent.end))
        if place is not None and place.end > place.start:
            told.spans.append(("position", self._number, place.start, place.end))
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
        self._kept = False

    def _replaces_earlier(self, told: Told) -> None:
        """ "был 59-м, стал 57-м": the first is the place before."""
        last = self.told[-1] if self.told else None
        if (
            last is None
            or last.subject is not told.subject
            or last.scope != told.scope
            or told.position is None
        ):
            return
        if last.position_to is not None or last.position is None or last.position == told.position:
            return
        told.previous = last.position
        self.told.remove(last)
        self._discourse.forget(last)

    # Movement and points

    def _movement(self, clause: Clause) -> None:
        sign = positions.direction(clause)
        for delta in clause.deltas:
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
        for score in clause.scores:
            group = next((g for g in clause.groups if g.end <= score.start), None) or self._subject
            targets = self._batch if self._batch else self.told[-1:]
            if group is not None and len(score.values) == len(group.referents) > 1:
                self._distribute(group, score.values)
            elif targets and targets[-1].score is None and not self._unpaired:
                targets[-1].score = score.values[-1]
                targets[-1].spans.append(("score", self._number, score.start, score.end))
            elif group is not None and len(group.referents) == 1 and group.referents[0].score is None:
                group.referents[0].score = score.values[-1]
            elif group is None:
                self._discourse.score_focus(score.values[-1])

    def _distribute(self, group: Group, values: tuple[float, ...]) -> None:
        for referent, value in zip(group.referents, values, strict=True):
            for told in self.told:
                if told.subject is referent or told.spans[0][2] == referent.start:
                    told.score = value

    def _finish(self) -> None:
        """What the sentence left open: a place with no subject, a movement with no place."""
        if self._pending is not None:
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
