"""Clauses to statements: which subject holds which place, and what is told of it besides."""

from __future__ import annotations

from extractors.rankings.clauses import Clause
from extractors.rankings.constructions import extremes, swaps
from extractors.rankings.constructions.assertion import asserted, attributed
from extractors.rankings.constructions.earlier import is_now
from extractors.rankings.constructions.handing import GOING
from extractors.rankings.constructions.keeping import KEEPING
from extractors.rankings.constructions.nearly import NEARLY, nearly_place
from extractors.rankings.constructions.pairing import Pairing
from extractors.rankings.constructions.telling import names_all
from extractors.rankings.items import Group, Place, Told
from extractors.rankings.lists.enumerations import join_listings, number_brackets
from extractors.rankings.places import moves, signs
from extractors.rankings.vocabulary import words
from extractors.tokens import Token

_THERE = frozenset(["туда", "там"])
_LINING_UP = words("places", "lining_up")


class SentenceAssembler(Pairing):
    """Reads one sentence into statements; `discourse` is what the sentences before left behind."""

    def assemble(self) -> list[Told]:
        """The statements of the sentence, in order."""
        self._discourse.begin(self._reading)
        join_listings(self._reading.clauses)
        whose = self._discourse.portrayed(self._number, self._index, self._reading)
        if whose is not None:
            self._subject, self._unpaired = Group(whose.start, whose.start, [whose], "nom"), True
        before = None
        for clause in self._reading.clauses:
            self._resume(clause)
            resumed = self._relative(clause)
            number_brackets(clause, before)
            before = clause
            self._clause(clause)
            self._leftovers(clause)
            if resumed is not None:
                self._subject, self._unpaired = resumed, True
            named = [r for r in self._reading.referents if clause.start <= r.start < clause.end]
            self._discourse.see([*clause.mentioned, *(r for r in named if r.kind != "region")])
        self._finish()
        return self.told

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
        if _says_where(clause, self._text.tokens):
            return
        self._set_scope(clause)
        self._elliptic_owner(clause)
        self._these(clause)
        self._same_city(clause)
        self._of_one_region(clause)
        self._succeeds(clause)
        self._receives(clause)
        self._opened_with(clause)
        self._accompanied(clause)
        groups = self._same_person(self._subjects(clause))
        groups = self._by_turn(clause) or groups
        places = self._places(clause, groups)
        self._giving = self._giving or clause.signal("give") is not None
        self._going = bool(clause.verbs & GOING) or (self._going and not clause.finite)
        self._putting = self._putting or clause.signal("put") is not None
        self._prior(clause)
        if any(g.role == "nom" for g in groups) and clause.opener not in ("что", "чтобы"):
            self._planned = False
        now = is_now(clause)
        self._planned = self._planned and not now and not self._came_out(clause, places)
        self._planned, holds = asserted(clause, self._planned, places, self._text.tokens)
        if self._is_compared(clause):
            self._planned, holds = False, True
        holds = holds or attributed(clause, places, self._text.tokens)
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

    @staticmethod
    def _came_out(clause: Clause, places: list[Place]) -> bool:
        """ "рассчитывали на десятку, но заняли 44-е место": what came of a plan is no plan."""
        exact = bool(places) and places[0].kind == "exact"
        against = clause.opener in ("но", "однако", "а", "зато")
        return exact and against and clause.finite and not clause.future

    def _places(self, clause: Clause, groups: list[Group]) -> list[Place]:
        """The places of a clause: told, made by words, plain numbers of a list, or by comparison."""
        places = signs.places_of(clause, self._reading, self._discourse.rated)
        if not places and self._numbered:
            places = signs.number_first(self._text, clause)
        if not places and self._counts_places(clause):
            places = signs.plain_number(self._text, clause) or signs.number_first(self._text, clause)
        if places:
            return places
        there = self._there_too(clause)
        if there is not None:
            return [there]
        at = (self._number, self._index)
        if not self._reading.sentence.features & (extremes.EXTREME | NEARLY):
            return []
        near = nearly_place(clause, groups, self._reading, self._index, self._discourse)
        if near is not None:
            return [near]
        extreme = extremes.place_of(clause, groups, self._reading, self._text, at, self._discourse)
        return [extreme] if extreme is not None else []

    def _there_too(self, clause: Clause) -> Place | None:
        """ "Тула вошла в топ-15, туда же попали Орёл и Курск": the tier that was just told."""
        for at in range(clause.start, clause.end - 1):
            if self._text.tokens[at].lower in _THERE and self._text.tokens[at + 1].lower == "же":
                told = self.told[-1] if self.told else self._discourse.latest
                near = told is not None and self._index - told.sentence <= 1 and told.basis == "group"
                if told is None or not near or told.position is None or told.position_to is None:
                    return None
                return Place(
                    at,
                    at + 2,
                    "tier",
                    to=told.position_to,
                    first=told.position,
                    rule=told.rule,
                    together=True,
                )
        return None

    def _prior(self, clause: Clause) -> None:
        """What a clause tells of the edition before without telling a place."""
        for referent in (r for group in clause.groups for r in group.referents):
            if moves.led_before(self._text, referent):
                self._discourse.former = self._discourse.resolved(referent)
        if moves.lost_lead(clause):
            self._previous = 1
        if clause.verbs & KEEPING or clause.signal("keep") is not None:
            for told in signs.first_few(clause, self._reading, self._discourse.told):
                moves.keep(told)
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
            headed = self._reading.has("placenoun") or self._lines_up(clause)
            if headed and not self._reading.has("step", "score", "up", "down") and not self._reading.places:
                return True  # "места таковы: «Заря», Тверская область, — 3; ..."
        if self._delta_sign:
            return False  # "прибавила 19, Тула — 14": as many steps
        latest = self.told[-1] if self.told else self._discourse.latest
        near = latest is not None and latest.basis == "explicit" and self._index - latest.sentence <= 1
        scored = self._reading.has("score") or self._reading.has("bottom")
        return near and not scored

    def _lines_up(self, clause: Clause) -> bool:
        """ "В рейтинге соседи расположились так: Крым — 13, Тува — 77": what heads a list tells of places."""
        head = (c for c in self._reading.clauses if c.end <= clause.start)
        return self._reading.has("rating", "list") and any(c.verbs & _LINING_UP for c in head)

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


def _says_where(clause: Clause, tokens: list[Token]) -> bool:
    """ "технопарку из Азова, что в Ростовской области": where somebody is, and nobody who is told of."""
    opening = tokens[clause.start : clause.start + 2]
    where = len(opening) > 1 and opening[0].lower == "что" and opening[1].lower in ("в", "во", "на", "под")
    return where and clause.opener == "," and not clause.verbs and not clause.places
