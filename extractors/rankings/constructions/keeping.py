"""Places that were kept, and places that were swapped."""

from __future__ import annotations

from extractors.rankings.clauses import Clause
from extractors.rankings.constructions.assertion import UNCHANGED
from extractors.rankings.constructions.earlier import Earlier
from extractors.rankings.items import Place, Told
from extractors.rankings.places import moves
from extractors.rankings.places.positions import Assignment

KEEPING = frozenset(
    [
        "сохранить",
        "сохранять",
        "удержать",
        "удерживать",
        "остаться",
        "оставаться",
        "удержаться",
        "удерживаться",
        "застыть",
        "замереть",
        "застрять",
    ]
)
_BECOMING = frozenset(["подняться", "выйти", "вырваться", "вернуться", "обойти", "обогнать", "опередить"])
"""With these a place is taken again, and not kept."""
_KEPT = frozenset(["место", "позиция", "строчка", "строка", "ступень", "вершина", "лидерство", "первенство"])


class Keeping(Earlier):
    """Reads whether a place is the one of the edition before."""

    def _keeps(self, clause: Clause, places: list[Place]) -> None:
        self._kept_here = bool(places)
        if self._keeps_on(clause, places):
            return
        again = clause.signal("again") is not None and bool(places) and not clause.verbs & _BECOMING
        years = bool(places) and moves.year_after_year(self._text, clause)
        unchanged = bool(clause.verbs & UNCHANGED) and clause.signal("not") is not None
        if clause.signal("keep") is None and not again and not years and not unchanged:
            return
        if self._keeps_told(clause, places):
            return
        if places or self._pending is not None or self._unpaired or not self.told:
            self._kept = True
            return
        if clause.finite and not clause.verbs & KEEPING and clause.signal("list", "rating") is not None:
            return  # "то есть по-прежнему находится в середине списка"
        if "который" in {token.word.lemma for token in self._tokens_of(clause)}:
            return
        batch = self._sentence_batch() if self._plural_keep(clause) else self.told[-1:]
        for told in batch:
            moves.keep(told)

    def _keeps_on(self, clause: Clause, places: list[Place]) -> bool:
        """ "Орёл сохранил пятое место, Курск — шестое": the verb holds for both."""
        if clause.verbs & KEEPING:
            self._keeping = True
            self._keeping_as = bool(places) and places[0].instrumental
        elif clause.finite:
            self._keeping = False
        elif self._keeping and places:
            first = bool(clause.groups) and clause.groups[0].start < places[0].start
            alike = not places[0].bare or self._is_kept_as_well(places[0])
            moved = bool(places[0].change)  # "Орёл сохранил пятое место, Курск — 15-й (+2)"
            self._keeping = self._kept = clause.dash is not None and first and alike and not moved
            return self._kept
        return False

    def _is_kept_as_well(self, place: Place) -> bool:
        """ "сохранил пятое место, Курск — шестое"; not "сохраняет лидерство, Курск — второй"."""
        if place.instrumental != self._keeping_as:
            return False
        token = self._text.tokens[place.start]
        if token.kind == "mixed":
            located = self._text.tokens[place.start - 1].lower == "на"
            return not token.lower.endswith("-я") and (located or not token.lower.endswith("-й"))
        return self._keeping_as or bool(token.word.cases & {"accs", "loct"})

    def _keeps_told(self, clause: Clause, places: list[Place]) -> bool:
        """ "Эту позицию она сохраняет второй год": of a place that was told in a sentence before."""
        if places or self.told or self._reading.places or self._pending is not None:
            return False
        kept = [token.word for token in self._tokens_of(clause) if token.word.lemmas & _KEPT]
        if not kept:
            return False
        group = next((g for g in clause.groups if g.role == "nom" and len(g.referents) == 1), self._subject)
        resolved = self._discourse.resolved(group.referents[0]) if group is not None else None
        told = self._discourse.last_told_of(resolved, self._own_scope()) if resolved is not None else None
        if group is None and not self._reading.referents and not self._reading.has("none"):
            # "Показатель вырос, но место прежнее"; not "осталось 8% свободных мест"
            told = self._just_told() if any("nomn" in word.cases for word in kept) else None
        if told is not None:
            moves.keep(told)
        return told is not None

    def _just_told(self) -> Told | None:
        """What the sentence before told of the subject in focus."""
        told = self._discourse.last_told(self._own_scope())
        return told if told is not None and self._index - told.sentence == 1 else None

    def _sentence_batch(self) -> list[Told]:
        return [told for told in self.told if told.basis == "explicit"][-2:]

    def _plural_keep(self, clause: Clause) -> bool:
        return any(
            t.lower in ("оба", "обе", "все", "они", "трое")
            for t in self._text.tokens[clause.start : clause.end]
        )

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
