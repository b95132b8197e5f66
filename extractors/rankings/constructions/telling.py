"""What is told: statements made of subjects and places, with what waited for them."""

from __future__ import annotations

from extractors.features import of_forms
from extractors.rankings.clauses import Clause, Reading
from extractors.rankings.discourse.admission import held_by_a_thing, means_several
from extractors.rankings.discourse.state import Discourse
from extractors.rankings.districts import district_ids
from extractors.rankings.items import Delta, Group, Place, Referent, Told
from extractors.rankings.places import moves, positions, signs
from extractors.rankings.places.positions import Assignment
from extractors.tokens import DASHES, Annotated, Token

_NATIONAL = frozenset(["ranking/leads", "ranking/opens"])
"""Who leads a list of the whole country is named on his own account, not as one of a region's."""
_SHARING = frozenset(["делить", "поделить", "разделить"])
"""Verbs that share the summit, too, which is a word for the first place."""
_PLACE = "ranking/place"
_WHO = frozenset(["кто", "кого", "кому", "кем", "чей", "чья", "чье", "чьи"])
_THOSE = frozenset(["тот", "та", "те", "тех", "тем", "теми", "того", "тому", "той", "ту"])
_MOST_INSIDE = 18
"""Regions of the largest district: a place out of more is one in the country."""
_BY_NAME = ("алфавит", "вразбивку", "вперемешку", "произвольн")
"""How words begin that say that a list is in no order of places."""
_EQUALLY = of_forms({"поровну", "наравне", "поделив", "разделив"})


class Telling:
    """The state of one sentence while it is read, and the making of its statements."""

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
        for referent in reading.referents:
            referent.field = number
        self.told: list[Told] = []
        self._batch: list[Told] = []
        self._subject: Group | None = None
        self._unpaired = False
        self._pending: tuple[Place, Clause] | None = None
        self._repeated: tuple[Place, Clause] | None = None
        self._kept = False
        self._kept_here = False
        self._previous: int | None = None
        self._stood_of: Told | None = None
        """Whose place before the sentence has told."""
        self._delta: int | None = None
        self._points: float | None = None
        self._points_each = False
        self._delta_sign = 0
        self._unsigned: list[Delta] = []
        """Steps that were told in front of their verb: "на девять строк, до 44-й, опустилась"."""
        self._before = False
        self._framed = False
        self._gapped = False
        self._place_first = False
        self._planned = False
        self._scope: str | None = None
        self._scoped = False
        self._next_open = False
        self._giving = False
        self._going = False
        self._putting = False
        self._was = False
        self._denied = False
        self._keeping = False
        self._keeping_as = False
        self._stood_above: Group | None = None
        firsts = [c for c in reading.clauses if signs.number_first(text, c)]
        self._numbered = discourse.rated and len(firsts) > 1
        self._dated = False
        words = (token.lower for token in text.tokens[reading.sentence.start : reading.sentence.end])
        self._unordered = any(word.startswith(_BY_NAME) for word in words)
        self._direction = 0
        self._swapped: Group | None = None
        self._latest_group: Group | None = None
        self._outer: tuple[Group | None, Clause] | None = None
        """Whom the sentence was about before a relative clause, and that clause."""
        self._above_open = False
        self._stepped_from: Told | None = None
        """From whose place the steps of the sentence are counted."""
        self._marked: set[int] = set()

    def _tokens_of(self, clause: Clause) -> list[Token]:
        return self._text.tokens[clause.start : clause.end]

    def _tell(self, clause: Clause, group: Group, places: list[Place]) -> None:
        self._batch = []
        held = group
        words = clause.words
        together = bool(words & {"вместе", "поровну", "наравне"})
        if clause.signal("share") is not None or together or clause.verbs & _SHARING:
            places = [positions.shared(place) for place in places]
            group = self._with_partner(clause, group)
        equal = together or bool(self._reading.sentence.features & _EQUALLY)
        for place in places:
            place.together = place.together or together
            place.ordered = place.ordered and not equal
        self._was = "быть" in clause.verbs
        former = moves.dethroned(clause)
        if former is not None:
            self._discourse.former = self._discourse.resolved(former)
        # "первыми, как и прежде, идут A и B": the two were, and nothing is said of either
        self._kept = self._kept and not (places[0].plural and len(group.referents) > 1)
        for place in places:
            scope = positions.scope_of(clause, place)
            if scope is not None:
                self._scope, self._scoped = scope.name, True
            whole = positions.complete(clause, place, group) and not self._unordered
            for assignment in positions.assign(place, group, whole):
                self._emit(assignment, place.rule, place)
        self._kept = False
        if group is not held and self._batch:
            self._discourse.focus_on(self._batch[0].subject)  # not with whom the place is shared
        for member in group.referents:
            if member.place is not None and member.place.scope is not None and self._batch:
                self._emit(
                    Assignment(member, member.place.positions[0], None, "explicit"), _PLACE, member.place
                )

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
        if referent.presumed and rule in _NATIONAL:
            referent.region, referent.presumed = None, False
        if not self._discourse.admits(referent, self._reading):
            return
        told = Told(
            referent, self._index, rule, assignment.basis, assignment.position, assignment.position_to,
            score=assignment.referent.score or self._discourse.score_here(assignment.referent, referent),
            change=assignment.referent.delta,
            previous=assignment.referent.previous,
            total=place.total if place is not None else None,
            scope=self._scope_of(place) or self._carried_scope(assignment),
        )  # fmt: skip
        # Who is only meant may stand in the headline.
        field = self._number if assignment.referent.field is None else assignment.referent.field
        told.spans.append(("subject", field, assignment.referent.start, assignment.referent.end))
        self._marked.add(assignment.referent.start)
        if place is not None and place.previous is not None:
            told.previous = place.previous
        if place is not None:
            told.score = told.score or place.score
            told.change = place.change if told.change is None else told.change
        if place is not None and place.end > place.start:
            told.spans.append(("position", self._number, place.start, place.end))
        told.was = self._was
        if told.previous is None and told.position is not None and told.position_to is None:
            told.previous = self._discourse.stood_at(referent)
        if self._discourse.held_before(referent) and told.position != 1 and told.basis == "explicit":
            told.previous = told.previous or 1
        self._take_pending(told)
        self._replaces_earlier(told)
        self._replaces_vague(told)
        self.told.append(told)
        self._batch.append(told)
        self._discourse.note(told, counts=counts)

    def _carried_scope(self, assignment: Assignment) -> str | None:
        """ "Тула — лидер ЦФО. На втором месте Орёл": the next place, told behind, is in the same scope."""
        latest = self._discourse.latest
        if self._scoped or latest is None or latest.scope is None or self._reading.has("rating", "list"):
            return None
        follows = latest.position is not None and assignment.position == latest.position + 1
        near = self._index - latest.sentence <= 1 and assignment.referent.kind not in ("pronoun", "standin")
        beside = self._discourse.told[-2:-1]
        wider = any(t.scope is None and t.sentence == latest.sentence for t in beside)
        return latest.scope if follows and near and not wider else None

    def _scope_of(self, place: Place | None) -> str | None:
        """The scope of a place: its own, else that of the clause."""
        if place is not None and place.scope is not None:
            return place.scope.name
        if place is not None and (place.total or 0) > _MOST_INSIDE and self._is_inside():
            return None
        return self._scope if self._scoped else None

    def _is_inside(self) -> bool:
        """Whether the scope at hand is one of a few regions: a district, or who is near."""
        return self._scope is not None and (self._scope in district_ids() or self._scope.startswith("сосед"))

    def _replaces_vague(self, told: Told) -> None:
        """ "Хуже всех в Сибири Хакасия, 79-е место из 84": the number counts all."""
        last = self.told[-1] if self.told else None
        if last is None or last.position is not None or last.subject is not told.subject:
            return
        if (
            last.basis == "group"
            and told.scope is None
            and last.scope is not None
            and (told.total or 0) > _MOST_INSIDE
        ):
            self.told.remove(last)
            self._discourse.forget(last)

    def _take_pending(self, told: Told) -> None:
        if told.score is None and self._points is not None:
            told.score = self._points
            self._points = self._points if self._points_each else None
        if self._previous is not None and (told.basis != "group" or told.position_to is not None):
            told.previous, self._previous = self._previous, None
        if self._delta is not None and told.change is None:
            told.change, self._delta = self._delta, None
        kept = self._kept and told.position is not None and told.position_to is None
        other = told.rule == "ranking/best" and told.position != 1  # "вновь лучшим признан ТГУ (17-е место)"
        if kept and not other and (told.basis != "listed" or told.rule == "ranking/place"):
            moves.keep(told)

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

    def _tell_marked(self, group: Group) -> None:
        for referent in group.referents:
            if referent.place is not None and referent.start not in self._marked:
                for assignment in positions.assign(referent.place, Group(0, 1, [referent], "nom"), False):
                    self._emit(assignment, referent.place.rule, referent.place)

    def _implied(self, place: Place, clause: Clause) -> None:
        if asks_who(self._text.tokens, clause):
            return
        if clause.signal("put") is not None and clause.finite:
            return  # "на первое место мы ставим сроки"
        if held_by_a_thing(self._text, self._reading, place):
            return
        if means_several(self._text, place):
            self._kept = False  # "лидеры прежние, Коми на 47-й": what was kept is nobody's here
            return
        focus = self._discourse.implied_subject(self._text, self._reading, clause, place)
        here = focus is not None and any(r is focus for r in self._reading.referents)
        placed = place.kind in ("exact", "range", "first") or (place.kind == "bottom" and here)
        if focus is not None and (placed or self._reading.sentence.bullet):
            self._tell(clause, Group(focus.start, focus.end, [focus], "nom"), [place])

    def _only_moved(self, value: int) -> None:
        subject = self._subject.referents[-1] if self._subject is not None else None
        referent = self._discourse.resolved(subject) if subject is not None else self._discourse.focus
        if referent is None or not self._discourse.admits(referent, self._reading):
            return
        if subject is None and self._index and self._opens_paragraph() and not self._reading.places:
            return  # "— Прибавка — девять мест": what somebody says of himself
        told = Told(referent, self._index, "ranking/moved", "explicit", change=value)
        told.scope = self._scope if self._scoped else None
        if subject is not None:
            field = self._number if subject.field is None else subject.field
            told.spans.append(("subject", field, subject.start, subject.end))
        self.told.append(told)
        self._discourse.focus_on(referent)
        self._discourse.moved = self._index

    def _opens_paragraph(self) -> bool:
        """Whether a line in a talk begins with the sentence: it has a dash in front."""
        sentences = self._text.sentences
        begins = sentences[self._index].paragraph != sentences[self._index - 1].paragraph
        return begins and self._text.tokens[sentences[self._index].start].text in DASHES

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
            self._previous = None
            self._kept = self._kept and (self._kept_here or not self.told)


def asks_who(tokens: list[Token], clause: Clause) -> bool:
    """ "кто возглавил рейтинг", "чей город первый": a question without a mark; not "тем, кто возглавил"."""
    those = clause.start > 1 and tokens[clause.start - 2].lower in _THOSE
    return tokens[clause.start].lower in _WHO and not those


def names_all(group: Group) -> bool:
    """Whether the group names its subjects."""
    return all(map(names_one, group.referents))


def names_one(referent: Referent) -> bool:
    """Whether a referent is named, and not only pointed at."""
    return referent.kind not in ("pronoun", "standin")
