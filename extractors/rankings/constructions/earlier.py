"""The edition before: places of then."""

from __future__ import annotations

from extractors.features import of_forms, of_lemmas
from extractors.rankings.clauses import Clause
from extractors.rankings.constructions.telling import Telling, names_all
from extractors.rankings.items import Group, Place, Referent, Told
from extractors.rankings.places import moves
from extractors.signals import Signal

_ALSO = frozenset(["и", "тоже", "также"])
_FORMERLY = frozenset(["=прежнего", "=прежней", "=прежнему"])
_SEASONS = of_forms({"летом", "зимой", "весной", "осенью", "тогда"}) | of_lemmas(
    set("январь февраль март апрель май июнь июль август сентябрь октябрь ноябрь декабрь".split())
)
_LAST = frozenset(["прошлом", "прошлый", "прошлого", "предыдущем"])
_LAST_YEAR = 9_999
"""That of a place that no year is told with: "в прошлом", "год назад"."""
NOW = frozenset(["теперь", "сейчас", "ныне", "нынче", "сегодня"])
_THIS = frozenset(["этот", "сей"])


def is_now(clause: Clause) -> bool:
    """Whether a clause has words for now: "теперь", "на этот раз"."""
    words = clause.words
    return bool(words & NOW) or ("раз" in words and bool(words & _THIS))


class Earlier(Telling):
    """Reads what a sentence says of the edition before."""

    def _is_before(self, clause: Clause) -> bool:
        if clause.opener == ";":
            self._before = self._dated = False
        signal = clause.signal("before")
        if self._was_then(clause):
            return True
        if is_now(clause):
            self._before = self._framed = self._gapped = False
            return False
        if signal is not None:
            return self._says_before(clause, signal)
        if self._goes_on_before(clause):
            return True
        if self._discourse.earlier_year(clause):
            self._before = self._dated = True
            return bool(clause.places)
        if self._was_standing(clause):
            return True
        own = clause.finite and any(g.role == "nom" and names_all(g) for g in clause.groups)
        return self._before and bool(clause.places) and (not clause.finite or (self._dated and not own))

    def _says_before(self, clause: Clause, signal: Signal) -> bool:
        """Whether words for then say it of the clause that they stand in."""
        if self._discourse.kept_phrase(clause, signal):
            return False
        if clause.places and (self._instead(signal) or self._is_of_another_rating(clause)):
            return False
        if signal.key in _FORMERLY and moves.one_step(self._text, clause):
            return False  # "на ступень выше прежнего"
        self._before = self._opens(clause, signal.start) or not clause.finite
        self._framed = not clause.places and not clause.verbs and self._before
        self._gapped = bool(clause.places) and bool(clause.verbs) and clause.verbs <= moves.STANDING
        return True

    def _is_of_another_rating(self, clause: Clause) -> bool:
        """ "Месяцем ранее вуз занял 24-ю строку в рейтинге RAEX": a place of its own, in another rating."""
        if clause.signal("rating") is None or any("год" in t.word.lemmas for t in self._tokens_of(clause)):
            return False
        return self._discourse.context.names_another(self._number, self._index)

    def _goes_on_before(self, clause: Clause) -> bool:
        """Whether a clause without a word for then is told of then, by what the ones before it say.

        "На прошлогоднем конкурсе, который прошёл в Туле, область была пятой", "Тула год назад была
        третьей, Орёл — восьмым", "Для сравнения: в 2023 году — 51-я", "в 2019 году мы были 68-ми, в
        прошлом — девятыми".
        """
        if not clause.places:
            return False
        if self._stood_of is not None and not clause.finite and not clause.groups:
            other = clause.places[0].positions[:1] != (self._stood_of.position,)
            if other and (clause.years or clause.words & _LAST):
                return True
        if self._adds_to_then(clause):
            return True
        named = any(group.role == "nom" and names_all(group) for group in clause.groups)
        if self._framed and clause.verbs and clause.verbs <= moves.STANDING:
            return True
        if self._gapped and not clause.verbs and clause.dash is not None and named:
            return True
        compares = any("сравнения" in c.words for c in self._reading.clauses if c.start <= clause.start)
        return compares and bool(clause.years) and not clause.groups and not clause.finite

    def _adds_to_then(self, clause: Clause) -> bool:
        """ "Годом ранее у региона были 84 балла и 22-е место": what is joined to what was then."""
        if clause.opener != "и" or clause.finite or clause.groups:
            return False
        before = next((c for c in reversed(self._reading.clauses) if c.end <= clause.start), None)
        return before is not None and before.signal("before") is not None and not before.places

    def _was_standing(self, clause: Clause) -> bool:
        """Whether the tense of a clause says that its place is one of then."""
        if clause.places and clause.verbs == {"быть"} and self._speaks_on(clause):
            return True
        if clause.opener == "хотя" and self._is_dated(clause) and self._speaks_on(clause):
            return bool(clause.places) and clause.verbs <= moves.STANDING  # "хотя в феврале шла девятой"
        return self._stood_then(clause) or self._stood_before_now(clause) or self._is_compared(clause)

    def _is_compared(self, clause: Clause) -> bool:
        """ "Если в июне область была 44-й, то в июле — 38-й": the place of then, beside that of now."""
        if not clause.places or self._text.tokens[clause.start].lower != "если":
            return False
        after = next((c for c in self._reading.clauses if c.start >= clause.end), None)
        return after is not None and bool(after.places) and "то" in after.words and not clause.future

    def _opens(self, clause: Clause, position: int) -> bool:
        """Whether nothing but the like of "Напомним," stands before a token."""
        before = [c for c in self._reading.clauses if c.start < clause.start]
        aside = position > clause.start and self._text.tokens[position - 1].text == ","
        return (position <= clause.start + 1 or aside) and not any(c.places or c.groups for c in before)

    def _was_then(self, clause: Clause) -> bool:
        """ "ещё зимой бывший пятым", "по сравнению с предыдущим рейтингом, где край был десятым"."""
        if not clause.places:
            return False
        former = self._text.tokens[clause.places[0].start - 1].lower.startswith("бывш")
        return former or (self._before and clause.opener == "где") or self._was_when(clause)

    def _was_when(self, clause: Clause) -> bool:
        """ "Когда я открывался, Чувашия была двадцать первой": at a time of somebody's own."""
        before = [each for each in self._reading.clauses if each.end <= clause.start]
        when = any(
            "когда" in (c.opener, self._text.tokens[c.start].lower)
            and c.signal("rating", "list", "before") is None
            for c in before
        )
        return when and clause.verbs == {"быть"}

    def _stood_before_now(self, clause: Clause) -> bool:
        """ "Тула, занимавшая 14-е место, сейчас на 68-м", "Тула, весной лидировавшая, вторая"."""
        leading = clause.signal("lead") is not None and bool(clause.verbs) and clause.verbs <= moves.LEADING
        standing = bool(clause.places) and bool(clause.verbs) and clause.verbs <= moves.STANDING
        if not standing and not leading:
            return False
        past = any(
            p.pos == "PRTF" and p.tense == "past"
            for t in self._tokens_of(clause)
            if t.word.verb
            for p in t.word.parses[:1]
        )
        moved = any(c.start == clause.end + 1 and c.deltas and not c.groups for c in self._reading.clauses)
        later = [c for c in self._reading.clauses if c.start > clause.start and c.places]
        return past and (moved or (bool(later) and not any(g.role == "nom" for g in later[0].groups)))

    def _stood_then(self, clause: Clause) -> bool:
        """ "В сентябре он занимал 17-е место", "летом край был 85-м": of whom another place was told."""
        if not clause.places or not clause.verbs or not clause.verbs <= moves.STANDING:
            return False
        if any(scope.name is not None for scope in clause.scopes):
            return False
        past = any(
            p.tense == "past" for t in self._tokens_of(clause) if t.word.verb for p in t.word.parses[:1]
        )
        if (
            not past
            or not self._is_dated(clause)
            or self._discourse.context.names_rating(self._number, self._index)
        ):
            return False
        group = next((g for g in clause.groups if g.role == "nom" and len(g.referents) == 1), None)
        told = self._of_subject(clause, group.referents[0] if group is not None else None)
        if told is None and group is not None and self._now_follows():
            self._gapped = True  # "Зимой Тула была пятой, Орёл — седьмым. Сейчас Тула четвёртая"
            return True
        return told is not None and told.position is not None and told.previous is None and told.scope is None

    def _is_dated(self, clause: Clause) -> bool:
        return bool(clause.years) or any(t.features & _SEASONS for t in self._tokens_of(clause))

    def _now_follows(self) -> bool:
        """Whether the next sentence begins with a word for now."""
        end = self._reading.sentence.end
        return end < len(self._text.tokens) and self._text.tokens[end].lower in NOW

    def _instead(self, signal: Signal) -> bool:
        """ "десятую строку взамен двадцать первой": the place told first is that of now."""
        then = moves.of_then(self._text, signal.end, self._reading.sentence.end)
        return signal.key in moves.INSTEAD and then is not None

    def _speaks_on(self, clause: Clause) -> bool:
        """Whether a clause goes on about whom the sentence has just told a place of."""
        if not self.told or self.told[-1].was or clause.opener not in ("хотя", "но", "а", ","):
            return False
        return not any(names_all(group) and group.role == "nom" for group in clause.groups)

    @staticmethod
    def _moves(clause: Clause, places: list[Place]) -> bool:
        return (not places and moves.from_then(clause)) or (
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
        if self._respective(places) or self._was_when(clause):
            return
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
        told = self._of_subject(clause, holder)
        if told is not None:
            if told.position is not None:
                self._stood(told, clause, exact)
            if self._also(clause) and told.position == value:
                told.change = 0
            return
        if self._gapped and holder is not None and not self._is_compared(clause):
            self._discourse.stood(holder, value)  # "Тула год назад была пятой, Орёл — восьмым. Теперь ..."
            return
        self._previous = value
        if nominative is not None:
            self._subject, self._unpaired = nominative, True

    def _stood(self, told: Told, clause: Clause, place: Place) -> None:
        """The place before of a statement: of several editions before, the latest."""
        years = [int(period.period[:4]) for period in clause.years if period.period is not None]
        year = max(years, default=_LAST_YEAR)
        if told.previous is not None:
            if told.previous_year is None or year <= told.previous_year:
                return
            told.spans = [span for span in told.spans if span[0] != "previous"]
        told.previous, told.previous_year = place.positions[0], year
        told.spans.append(("previous", self._number, place.start, place.end))
        self._stood_of = told
        self._discourse.context.learn_then(self._number, clause.years)

    def _respective(self, places: list[Place]) -> bool:
        """ "В прошлом списке они были 4-м, 12-м и 9-м соответственно": of those just told of."""
        place = next((p for p in places if p.kind == "exact" and len(p.positions) > 1), None)
        if place is None or self.told or not self._reading.has("respectively"):
            return False
        latest = self._discourse.told[-len(place.positions) :]
        if len(latest) == len(place.positions):
            for told, value in zip(latest, place.positions, strict=True):
                told.previous = told.previous or value
        return True

    def _was_also(self, clause: Clause) -> bool:
        """ "третьим он был и в 2023-м": the place just told is that of the year before too."""
        if clause.opener != "и" or clause.groups or clause.places or not (self.told and self.told[-1].was):
            return False
        return self._discourse.earlier_year(clause) or clause.signal("before") is not None

    def _also(self, clause: Clause) -> bool:
        return self._text.tokens[clause.start].lower == "как" or bool(clause.words & _ALSO)

    def _own_scope(self) -> str | None:
        return self._scope if self._scoped else None

    def _meant(self, clause: Clause) -> Referent | None:
        """Whom the sentence named before the clause, where no place of his is still to come."""
        if self._latest_group is not None and self._subject is None:
            return self._latest_group.referents[-1]
        if self._subject is None or not self._unpaired or len(self._subject.referents) != 1:
            return None
        return None if self._comes_later(clause) else self._subject.referents[0]

    def _comes_later(self, clause: Clause) -> bool:
        return any(place.start >= clause.end for place in self._reading.places)

    def _speaks_of_another(self, clause: Clause, pronoun: Referent | None) -> bool:
        if self._subject is not None and self._unpaired:
            return True
        return pronoun is None and self._discourse.names_another(self._text, self._reading, clause)

    def _of_subject(self, clause: Clause, holder: Referent | None) -> Told | None:
        """What was last told of a subject: in this sentence, else before it."""
        if holder is None or (holder.kind == "pronoun" and holder.noun not in ("мы", "нас")):
            mine = [told for told in self.told if told.basis != "group" or told.position_to]
            if mine and (
                self._subject is None or mine[-1].subject in self._subject.referents or not self._unpaired
            ):
                return mine[-1]
            meant = self._meant(clause)
            if meant is None:
                another = self._speaks_of_another(clause, holder)
                return None if another else self._discourse.last_told(self._own_scope())
            holder = meant
        resolved = self._discourse.resolved(holder)
        for told in reversed(self.told):
            if self._discourse.same(told.subject, resolved):
                return told
        latest = self._discourse.last_told_of(resolved, self._own_scope())
        return latest if latest is not None else self._discourse.told_of_region(resolved)
