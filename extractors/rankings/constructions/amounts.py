"""Places moved and points, and whose they are."""

from __future__ import annotations

from extractors.rankings.clauses import Clause
from extractors.rankings.constructions import extremes
from extractors.rankings.constructions.keeping import Keeping
from extractors.rankings.items import Delta, Group, Referent, Score, Told
from extractors.rankings.places import moves
from extractors.rankings.vocabulary import words

SPEAKING = words("amounts", "speaking")
_BOTH = frozenset(["оба", "обе"])
_LEADERS = frozenset(["лидер", "победитель", "чемпион"])


def _scorer(clause: Clause, score: Score) -> Group | None:
    """Whose points a clause tells: its subject's before them, else of whom it names first."""
    before = [group for group in clause.groups if group.end <= score.start]
    return next((g for g in before if g.role in ("nom", "u")), before[0] if before else None)


def _is_theirs(group: Group) -> bool:
    """ "у них 98, 97 и 95 баллов": of all of whom was just told."""
    return group.referents[0].noun in ("они", "них", "им")


class Amounts(Keeping):
    """Reads movements and points."""

    def _leftovers_of(self, group: Group) -> None:
        """Tell the movements of a group's members that stand with no place. The assembler knows how."""
        raise NotImplementedError

    def _movement(self, clause: Clause) -> None:
        sign = moves.direction(clause)
        self._direction = sign or self._direction
        if clause.deltas and not sign and not clause.groups:
            sign = self._direction
        deltas = list(clause.deltas) or ([] if clause.places else moves.one_step(self._text, clause))
        if sign and not deltas and self._unsigned:
            deltas = self._unsigned
        self._unsigned = [] if sign or clause.groups or clause.verbs else [*self._unsigned, *deltas]
        latest = self._discourse.told[-1].change if self._discourse.told else None
        if sign and latest and not deltas and moves.as_many(self._tokens_of(clause)):
            self._moved(clause, sign * abs(latest))
        last = self._discourse.told[-1] if self._discourse.told else None
        just = self._discourse.moved == self._index - 1 or (
            last is not None and bool(last.change) and last.sentence == self._index - 1
        )
        moved = self._delta_sign or (sign and (self._reading.places or just))
        if not deltas and moved and not clause.places:
            deltas = moves.plain_delta(self._text, clause)
            sign = sign or self._delta_sign
        if self._moved_each(clause, deltas, sign or self._delta_sign):
            return
        for delta in deltas:
            value = delta.signed if delta.signed is not None else sign and sign * delta.places
            if not value:
                continue
            self._delta_sign = 1 if value > 0 else -1
            if clause.words & _BOTH and not clause.groups:
                self._moved_both(value)
            else:
                self._moved(clause, value)

    def _moved_both(self, value: int) -> None:
        """ "обе поднялись на три строки": of the two that were told of last in the sentence."""
        for told in [t for t in self.told if t.basis == "explicit"][-2:]:
            told.change = value if told.change is None else told.change

    def _moved_each(self, clause: Clause, deltas: list[Delta], sign: int) -> bool:
        """ "Тула и Орёл: они поднялись на 18 и 14 строчек": one step for each of whom was named."""
        group = self._latest_group
        named = next((g for g in clause.groups if len(g.referents) == len(deltas)), group)
        if len(deltas) < 2 or not sign or named is None or len(named.referents) != len(deltas):
            return False
        for referent, delta in zip(named.referents, deltas, strict=True):
            referent.delta = sign * delta.places
            mine = next((t for t in self.told if t.subject is referent and t.change is None), None)
            if mine is not None:
                mine.change = referent.delta
        self._leftovers_of(named)
        return True

    def _moved(self, clause: Clause, value: int) -> None:
        told = self.told[-1] if self.told and not self._unpaired else None
        if told is not None and told.change is None and not clause.groups:
            told.change = value
        elif self._subject is not None:
            mine = [t for t in self.told if t.subject in self._subject.referents and t.change is None]
            if self._subject.referents[0].kind == "pronoun":
                mine = [t for t in self.told[-1:] if t.change is None]
            if mine:
                mine[-1].change = value
            else:
                self._delta = value
        elif told is not None and told.change is None:
            told.change = value
        else:
            self._subject = self._affected(clause)
            greatest = bool(self._reading.sentence.features & extremes.EXTREME)
            if not self._noun_moves(clause) or (not greatest and (self._subject or not clause.finite)):
                self._delta = value  # not "самый большой скачок, на 32 строки, область сделала в 2017-м"

    def _noun_moves(self, clause: Clause) -> bool:
        """Whether a noun tells the movement, here or before: "потеря двух мест", "скачок, на 32 пункта"."""
        told = (s for s in self._reading.signals if s.name in ("up", "down"))
        moved = clause.signal("up", "down") or next(told, None)
        return moved is not None and "NOUN" in self._text.tokens[moved.start].word.poses

    def _affected(self, clause: Clause) -> Group | None:
        """ "Для Тувы рейтинг обернулся потерей трёх мест", "подъём у Коми": whom a movement is told of."""
        if not self._noun_moves(clause):
            return None
        named = [g for g in clause.groups if g.referents[0].region is not None]
        return named[0] if len(named) == 1 and len(named[0].referents) == 1 else None

    def _score(self, clause: Clause) -> None:
        if clause.opener == "когда" or self._text.tokens[clause.start].lower == "когда":
            return  # points of the edition that was told of just before
        for score in clause.scores:
            if score.each:
                self._score_each(score.values[-1])
                continue
            group = _scorer(clause, score)
            if group is None and self._score_leader(clause, score):
                continue
            if group is not None and len(score.values) == len(group.referents) > 1:
                self._distribute(group, score.values)
            elif len(score.values) == len(self._batch) > 1 and (group is None or _is_theirs(group)):
                for told, value in zip(self._batch, score.values, strict=True):
                    told.score = told.score or value
            else:
                self._one_score(clause, group, score)

    def _score_named(self, clause: Clause, value: float) -> bool:
        """ "Индекс Республики Алтай дотянул до 0,311", "её балл 52,8": whose the points are in genitive."""
        regions = {referent.region: referent for referent in clause.mentioned}
        if len(regions) == 1:
            self._score_told(next(iter(regions.values())), value)
            return True
        if regions or self._subject is not None:
            return False
        owned = any(token.lower in ("ее", "его") for token in self._tokens_of(clause)[:2])
        if owned:
            self._discourse.score_focus(value)
        return owned

    def _score_leader(self, clause: Clause, score: Score) -> bool:
        """ "у лидера 78", "победителю начислили 96,4": of who holds the first place."""
        near = self._text.tokens[clause.start : score.end + 4]
        if not any(t.word.lemmas & _LEADERS and t.word.cases & {"datv", "gent"} for t in near):
            return False
        first = next((t for t in self._discourse.told if t.position == 1 and t.scope is None), None)
        if first is not None and first.position_to is None:
            first.score = first.score or score.values[-1]
        return True

    def _one_score(self, clause: Clause, group: Group | None, score: Score) -> None:
        """Points of the clause's own subject; else of what was told last; else of the subject in focus."""
        value = score.values[-1]
        if group is None and not self.told and self._score_named(clause, value):
            return
        if group is not None and len(group.referents) == 1:
            self._score_of(group, value)
        elif self._batch or self.told:
            told = self._latest(self._batch or self.told)
            if told.score is None and not (self._unpaired and self._awaits_place(told)):
                told.score = value
                told.spans.append(("score", self._number, score.start, score.end))
        elif self._subject is not None:
            for referent in self._subject.referents:
                referent.score = value
            if len(self._subject.referents) == 1:
                self._score_told(self._subject.referents[0], value)
        elif self._reading.places or self._pending is not None:
            self._points = value
        elif not self._others_named():
            self._discourse.score_focus(value)

    def _awaits_place(self, told: Told) -> bool:
        """Whether the subject at hand is another than was told of ("Тыва, которая набрала 70 баллов")."""
        return self._subject is None or all(r is not told.subject for r in self._subject.referents)

    def _latest(self, told: list[Told]) -> Told:
        """Who was told of last; not with whom ("разделила 6-7 места с Тывой, набрав 70 баллов")."""
        start = told[-1].subject.start
        along = len(told) > 1 and start and self._text.tokens[start - 1].lower in ("с", "со")
        return told[-2] if along else told[-1]

    def _others_named(self) -> bool:
        """Whether the sentence has a subject beside whoever says so."""
        told = (c for c in self._reading.clauses if not (c.finite and c.verbs & SPEAKING and not c.places))
        return any(group.role == "nom" for clause in told for group in clause.groups)

    def _score_of(self, group: Group, value: float) -> None:
        """Points of one subject that the clause names, told of here, before or still to come."""
        told = self._told_here(group)
        if told is not None:
            told.score = told.score or value
            return
        group.referents[0].score = group.referents[0].score or value
        self._score_told(group.referents[0], value)

    def _score_each(self, value: float) -> None:
        """ "у обоих по 93,1 балла", "у каждой 81": of all of whom a place was told together."""
        if not self._batch and self._unpaired and self._subject is not None:
            for referent in self._subject.referents:
                referent.score = value
        elif not self._batch and self._reading.places:
            self._points, self._points_each = value, True
        for told in self._batch or ([] if self._reading.places else self._discourse.batch()):
            if told.score is None:
                told.score = value

    def _told_here(self, group: Group) -> Told | None:
        """What this sentence told of a group's one subject, outside scopes if it told that."""
        if group.referents[0].kind == "pronoun" and self.told:
            return self.told[-1]
        resolved = self._discourse.resolved(group.referents[0])
        mine = [told for told in self.told if self._discourse.same(told.subject, resolved)]
        return min(mine, key=lambda told: told.scope is not None, default=None)

    def _score_told(self, referent: Referent, value: float) -> None:
        """Points told of a subject whose place was told before."""
        resolved = self._discourse.resolved(referent)
        told = self._discourse.last_told_of(resolved, None) or self._discourse.standing(resolved)
        if told is not None and told.score is None:
            told.score = value

    def _distribute(self, group: Group, values: tuple[float, ...]) -> None:
        for referent, value in zip(group.referents, values, strict=True):
            for told in self.told:
                if told.subject is referent or told.spans[0][2] == referent.start:
                    told.score = value
