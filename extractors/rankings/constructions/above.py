"""Who stands above whom: "выше только Тула", "уступив Орлу и Курску"."""

from __future__ import annotations

from extractors.rankings.clauses import Clause
from extractors.rankings.constructions.amounts import Amounts
from extractors.rankings.constructions.extremes import counts_on, is_low
from extractors.rankings.items import Group, Place, Told
from extractors.rankings.places.positions import Assignment

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
_BOTTOM = "ranking/bottom"
_RULE = "ranking/above"
_SOON = 2
"""Sentences over which "only X is better" still is of whoever was told to be in a tier."""
_MEANT = frozenset(["standin", "pronoun", "region"])
_DISTRICT = frozenset(["округе", "своем округе", "макрорегионе", "федеральном округе"])
_PASSING = frozenset(["обойти", "обогнать", "опередить", "пропустить", "уступить"])
_ORDERLY = frozenset(["порядку", "последовательно", "сверху"])


class Above(Amounts):
    """Reads what stands above."""

    def _pair(self, clause: Clause, groups: list[Group], places: list[Place]) -> None:
        """Give the clause's places to its subjects. The assembler knows how."""
        raise NotImplementedError

    def _above(self, clause: Clause, places: list[Place]) -> bool:
        signal = clause.signal("above")
        if signal is not None and "PRTF" in self._text.tokens[signal.start].word.poses:
            return False  # "опередившая её на ступень Карелия": a predicate of its own follows
        end = signal.end if signal is not None else self._only_better(clause) or self._only_passed(clause)
        if end is None:
            return False
        group = self._after_above(clause, end)
        anchor = next((g for g in clause.groups if g.start == end and g is not group), None)
        if group is not None and anchor is not None and not self._is_placed(anchor):
            self._discourse.turn_to(anchor.referents[-1], group.referents)
        if group is None:
            self._above_open = not places
            return False
        return self._best_after(clause, group) or self._stand_above(clause, places, group)

    def _is_placed(self, group: Group) -> bool:
        """Whether a place of whoever a group names last is told already: what follows is of another."""
        last = self._discourse.resolved(group.referents[-1])
        told = self._discourse.standing(last)
        return told is not None and told.position is not None

    def _best_after(self, clause: Clause, group: Group) -> bool:
        """ "Адыгея — лучшая на юге после Кубани": whoever is the best but for some stands next to them."""
        best, after = clause.signal("best"), next((s for s in clause.signals if s.key == "после"), None)
        if best is None or after is None or best.start > after.start or clause.places:
            return False
        subject = next((g for g in clause.groups if g.role == "nom" and g.end <= best.start), None)
        if subject is None or len(subject.referents) > 1 or not self._ranks(clause):
            return False
        self._above_group(group, len(group.referents))
        self._emit(Assignment(subject.referents[0], len(group.referents) + 1, None, "listed"), _RULE, None)
        self._subject, self._unpaired = subject, False
        return True

    def _ranks(self, clause: Clause) -> bool:
        """Whether a clause says by what or where it ranks."""
        return bool(clause.scopes) or self._reading.metric or self._reading.has("rating", "list")

    def _only_better(self, clause: Clause) -> int | None:
        """ "Дешевле только в Пензе", "лучше показатели лишь у Тулы": past the comparative, where one is.

        Without "только" where as many are named as stand above: "Коми третья. Дешевле в Туле и Орле".
        """
        if not self._discourse.numbered():
            return None
        tokens = self._text.tokens
        if clause.signal("only") is None:
            return clause.start + 1 if self._names_all_above(clause) else None
        return next((i + 1 for i in range(clause.start, clause.end) if "COMP" in tokens[i].word.poses), None)

    def _names_all_above(self, clause: Clause) -> bool:
        first, latest = self._text.tokens[clause.start], self._discourse.latest
        group = clause.groups[0] if len(clause.groups) == 1 else None
        if "COMP" not in first.word.poses or group is None or latest is None or self.told:
            return False
        near = (
            self._index - latest.sentence <= 1 and latest.basis == "explicit" and group.role in ("loc", "u")
        )
        count = len(group.referents)
        return near and not clause.places and latest.position == count + 1 > 2

    def _only_passed(self, clause: Clause) -> int | None:
        """ "Обогнала край лишь Тула": past "лишь", where the verb stands in front of whom was passed."""
        overtakes, only = clause.signal("overtakes"), clause.signal("only")
        if overtakes is None or overtakes.start != clause.start:
            return None
        passed = next((g for g in clause.groups if g.start == overtakes.end), None)
        if only is None:
            return self._past_overtaken(clause, passed)
        meant = passed is not None and passed.end == only.start and passed.referents[0].kind in _MEANT
        return only.end if meant and self._discourse.numbered() else None

    def _past_overtaken(self, clause: Clause, passed: Group | None) -> int | None:
        """ "Тула четвёртая. Обошли её Крым, Тыва и Коми": as many as stand above, and so the first."""
        after = next((g for g in clause.groups if passed is not None and g.start == passed.end), None)
        if passed is None or after is None or clause.places or passed.referents[0].kind not in _MEANT:
            return None
        told = self._discourse.standing(self._discourse.resolved(passed.referents[0]))
        count = len(after.referents)
        return passed.end if told is not None and told.position == count + 1 > 2 else None

    def _stand_above(self, clause: Clause, places: list[Place], group: Group) -> bool:
        if any(r.place is not None for r in group.referents):
            self._move_first()
            self._tell_marked(group)
            return True
        count = len(group.referents)
        if self._waiting_taken(clause, group, count):
            return True
        own = self._own_place(clause, places, group, count)
        if not places and own != count + 1 and self._next_to_so_many(clause, group, count):
            own = count + 1
        if self._is_first(clause, group, own) or self._are_first_inside(clause, group, own):
            return True
        if own is None:
            return self._above_unplaced(clause, group, count)
        if own == 0:
            for referent in group.referents:
                self._emit(
                    Assignment(referent, None, None, "group"),
                    _RULE,
                    None,
                    counts=False,
                )
            return True
        better = self._only_better(clause)
        if own <= count or (own != count + 1 and better is not None):
            if own > count + 1 and better is not None:
                self._better_inside(clause, group, low=is_low(self._text.tokens[better - 1]))
            return True
        self._place_above(clause, group, own)
        return True

    def _above_unplaced(self, clause: Clause, group: Group, count: int) -> bool:
        """Those above whoever has no place of his own yet: first of his tier, or they wait for his place."""
        if self._ahead_in_tier(clause, group, count):
            self._above_group(group, count)
            return True
        self._stood_above = group
        return False

    def _ahead_in_tier(self, clause: Clause, group: Group, count: int) -> bool:
        """ "Тула вошла в пятёрку. Выше только Орёл и Курск": of the tier's members the first."""
        told = self.told[-1] if self.told else self._discourse.latest
        if (
            told is None
            or told.basis != "group"
            or told.position_to is None
            or told.scope != self._own_scope()
        ):
            return False
        near = self._index - told.sentence <= _SOON and not clause.places
        near = near and all(referent.kind == told.subject.kind for referent in group.referents)
        return near and clause.signal("only") is not None and count < told.position_to

    def _meant_scope(self, told: Told, scope: str | None) -> str | None:
        """ "третья в ЦФО …. Впереди в округе A и B": which district "в округе" means."""
        if scope not in _DISTRICT:
            return scope
        return self._discourse.district_of(told) or scope

    def _move_first(self) -> None:
        """ "откатилась на девять позиций, уступив Твери (13-е место)": the movement is of the one before."""
        if self._delta is not None and self._subject is not None:
            self._only_moved(self._delta)
            self._delta = None

    def _waiting_taken(self, clause: Clause, group: Group, count: int) -> bool:
        """Whether those who stand above take the place that waits: not where it is the one behind them."""
        if self._pending is None or self._pending[0].kind != "exact":
            return False
        place, where = self._pending
        self._pending = None
        if clause.signal("only") is None or place.positions != (count + 1,):
            self._tell(where, group, [place])
            return True
        focus = self._discourse.focus
        if focus is not None:  # "Вторая в округе, впереди только Татарстан"
            self._tell(where, Group(focus.start, focus.start, [focus], "nom"), [place])
        return False

    def _is_first(self, clause: Clause, group: Group, own: int | None) -> bool:
        """ "Впереди Тула", where nobody's place is at hand or the count goes on: the first, and so told."""
        ahead = next((s for s in clause.signals if s.key == "=впереди"), None)
        if ahead is None or group.role != "nom" or self._numbered_besides(clause):
            return False
        if clause.signal("only") is not None and own is None and self._in_tier(clause, group):
            return False  # "вошла в пятёрку. Впереди лишь Тула и Орёл"
        if own is not None and (own == len(group.referents) + 1 or not self._second_follows(clause)):
            return False
        self._tell(clause, group, [Place(ahead.start, ahead.end, "first", (1,), rule="ranking/leads")])
        return True

    def _in_tier(self, clause: Clause, group: Group) -> bool:
        """Whether several stand above whoever was just told to be in a tier."""
        count = len(group.referents)
        return count > 1 and self._ahead_in_tier(clause, group, count)

    def _numbered_besides(self, clause: Clause) -> bool:
        """ "Кубань заметно впереди, она восьмая": whether the place of who is ahead is told next."""
        after = next((each for each in self._reading.clauses if each.start >= clause.end), None)
        if after is None or not after.places or not after.groups:
            return False
        place, first = after.places[0], after.groups[0].referents[0]
        return first.kind == "pronoun" and place.kind == "exact" and place.positions[0] > 1

    def _second_follows(self, clause: Clause) -> bool:
        """ "впереди Тула, на втором месте Орёл": whether the count goes on behind whoever is ahead."""
        at = (self._number, self._index)
        return counts_on(self._text, clause.end, at, self._discourse) == 2

    def _are_first_inside(self, clause: Clause, group: Group, own: int | None) -> bool:
        """ "14-я в стране. По Северо-Западу впереди только Коми": in a scope that no place was told in."""
        told = self.told[-1] if self.told else self._discourse.latest
        scope = next((scope.name for scope in clause.scopes), None)
        only = clause.signal("only") is not None and clause.signal("above") is not None
        inside = only and scope is not None and told is not None and told.scope is None
        if not inside or own is None or own == len(group.referents) + 1:
            return False
        self._above_group(group, len(group.referents))
        return True

    def _better_inside(self, clause: Clause, group: Group, *, low: bool) -> None:
        """ "На 52-м месте Тува. Среди сибиряков лучше только Омск и Томск": the first two of those."""
        if low:
            self._only_worse(group)
        elif any(scope.name is not None for scope in clause.scopes):
            self._above_group(group, len(group.referents))

    def _only_worse(self, group: Group) -> None:
        """ "На 79-м месте Тула. Хуже подготовилась только Тверь": whoever is left is among the last."""
        for referent in group.referents:
            assignment = Assignment(referent, None, None, "group")
            self._emit(assignment, "ranking/below", None, counts=False)

    def _place_above(self, clause: Clause, group: Group, own: int) -> None:
        """The places of those who stand above place `own`: in order where the text gives one."""
        count = len(group.referents)
        if own > count + 1 and self._text.tokens[clause.start].lower == "из":
            return  # "Из соседей выше Тула и Орёл": some of those who do
        near = count == 1 and (bool(clause.words & _DIRECTLY) or self._let_one_pass(clause, own))
        told = own == count + 1 and self._in_order(clause)
        for number, referent in enumerate(group.referents, own - 1 if near else 1):
            if near or own == 2 or told:
                assignment = Assignment(referent, number, None, "listed")
            else:
                assignment = Assignment(referent, 1, own - 1, "group")
            self._emit(assignment, _RULE, None, counts=False)

    def _let_one_pass(self, clause: Clause, own: int) -> bool:
        """ "сместилась со второго места на третье, её обошла Тула": who takes the place that was left."""
        told = self.told[-1] if self.told else None
        passes = clause.signal("above", "overtakes") is not None and clause.verbs & _PASSING
        return bool(passes) and told is not None and told.position == own and told.previous == own - 1

    def _in_order(self, clause: Clause) -> bool:
        """ "впереди, если идти сверху вниз, A и B": whether the words say that they stand in order."""
        here = any(each.words & _ORDERLY for each in self._reading.clauses if each.start <= clause.start)
        return here or any(each.words & {"порядке", "очередности"} for each in self._reading.clauses)

    def _next_to_so_many(self, clause: Clause, group: Group, count: int) -> bool:
        """ "В округе область уступает лишь Коми": whoever yields to so many alone stands next to them."""
        only = clause.signal("only")
        subject = next((g for g in clause.groups if g is not group and g.role in ("nom", "u")), None)
        if only is None or not -1 <= group.start - only.end <= 2 or not self._ranks(clause):
            return False
        if subject is None or len(subject.referents) != 1 or subject.start > group.start:
            return False
        assignment = Assignment(subject.referents[0], count + 1, None, "listed")
        self._emit(assignment, _RULE, None)
        self._subject, self._unpaired = subject, False
        return True

    def _above_group(self, group: Group, count: int) -> None:
        """ "пропустил вперёд A и B и стал третьим": those two are the first two, in no told order."""
        for referent in group.referents:
            if count == 1:
                assignment = Assignment(referent, 1, None, "listed")
            else:
                assignment = Assignment(referent, 1, count, "group")
            self._emit(assignment, _RULE, None, counts=False)

    def _after_above(self, clause: Clause, position: int) -> Group | None:
        better = clause.signal("above") is None
        roles = ("nom", "u", "loc") if better else ("nom", "dat", "acc", "gen")
        if clause.signal("only") is not None and not clause.finite and not self._counts(clause):
            roles = (*roles, "u")  # "Выше темпы только у Чукотки", no "больше только у Тулы — 27"
        after = [g for g in clause.groups if g.start >= position and g.role in roles]
        if not clause.verbs & {"уступить", "уступать", "пропустить", "пропускать"}:
            after = [g for g in after if g.role != "dat"]
        usable = [g for g in after if g.referents[0].kind not in ("pronoun", "standin")]
        only = clause.signal("only")
        if only is not None and only.start > position:  # "выше МГТУ только МФТИ"
            usable = [g for g in usable if g.start >= only.end] or usable
        if len(usable) > 1:
            usable = [g for g in usable if g.role == "nom"] or usable
        return usable[0] if usable else None

    def _counts(self, clause: Clause) -> bool:
        """Whether a clause has figures, or a mark with one that it is cut at."""
        tokens = self._text.tokens[clause.start : min(clause.end + 2, self._reading.sentence.end)]
        return any(token.kind == "number" for token in tokens)

    def _own_place(self, clause: Clause, places: list[Place], group: Group, count: int) -> int | None:
        """The place of whoever the others stand above; 0 where it is the last."""
        if (places and places[0].kind == "exact" and len(clause.groups) > 1) or (
            places and self._subject is not None
        ):
            self._pair(
                clause,
                [g for g in clause.groups if g.start < max(places[0].start, group.start) and g is not group],
                places[:1],
            )
        anchor = next((g.referents[0] for g in clause.groups if g is not group), None)
        told = self.told[-1] if self.told else self._discourse.latest
        if anchor is not None and not self.told:
            told = self._discourse.standing_at(anchor, count + 1) or told
        elif told is not None and not self.told and not clause.scopes and told.position != count + 1:
            told = self._discourse.standing_at(told.subject, count + 1) or told
        if told is not None and clause.scopes and not self.told:
            self._scope = self._meant_scope(told, self._scope)
            told = self._discourse.beside(told, self._scope)
        if told is not None and told.rule == _BOTTOM:
            return 0  # also where a number is told with it: "последнее место из 85"
        if told is not None and told.position is None and told.basis == "group":
            return 0
        if told is not None and told.scope is not None and not self._scoped:
            self._scope, self._scoped = told.scope, True
        if told is None and self._pending is not None:
            return self._pending[0].positions[0] if self._pending[0].positions else None
        return told.position if told is not None and told.basis != "group" else None
