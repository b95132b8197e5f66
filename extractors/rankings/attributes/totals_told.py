"""How many are ranked in the ratings of a document, and who, statement by statement."""

from __future__ import annotations

from extractors.morphology import inflected
from extractors.rankings.attributes.periods_told import PeriodsTold
from extractors.rankings.attributes.totals import SUBJECT_NOUNS, Total, totals
from extractors.rankings.items import Told
from extractors.rankings.ratings.ratings_told import akin
from extractors.signals import Signal
from extractors.tokens import Annotated

_WHOLE = {plural: kind for noun, kind in SUBJECT_NOUNS.items() if (plural := inflected(noun, "gent", "plur"))}
"""Scopes that leave out nobody of their kind ("среди вузов")."""

_NATIONAL = frozenset(
    ["стране", "россии", "рф", "общероссийском", "общероссийского", "общего", "общем", "федерации"]
)


class TotalsTold(PeriodsTold):
    """The totals that a document's fields tell, too."""

    def __init__(self, fields: list[Annotated], signals: list[list[Signal]]) -> None:
        super().__init__(fields, signals)
        self.totals = [total for number, field in enumerate(fields) for total in totals(number, field)]

    def learn_totals(self, told: list[tuple[int, Told]]) -> None:
        """Totals told with one place hold for the others of the same kind."""
        for number, each in told:
            if each.total is not None:
                kind = each.subject.subject_kind
                self.totals.append(
                    Total(each.total, kind, number, each.sentence, with_place=each, scope=each.scope)
                )
        counts = [(total.kind, total.count) for total in self.totals]
        for total in self.totals:  # the only total is that of all
            total.of_few &= any(kind == total.kind and count > total.count for kind, count in counts)
        scopes = {each.scope for _, each in told}
        for total in self.totals:
            if total.beside:
                _learn_beside(total, told)
            elif total.scope not in scopes:
                total.scope = None

    def total_of(self, number: int, told: Told) -> int | None:
        """How many are ranked with the statement's subject."""
        if told.total is not None:
            return told.total
        kind = told.subject.subject_kind
        totals = [
            total
            for total in self.totals
            if _in_one_scope(total, told.scope) and self._counts(total, number, told)
        ]
        for total in sorted(totals, key=lambda total: not total.of_few):
            if total.kind in ("", kind):
                return total.count
        counts = {t.count for t in totals if t.kind != "other" and kind != "city" and not t.beside}
        return counts.pop() if len(counts) == 1 else None

    def ranked_of(self, number: int, told: Told) -> str | None:
        """What is ranked with a statement's subject, in the genitive plural: "концертных организаций"."""
        kind = told.subject.subject_kind
        if kind == "region":
            return "регионов"
        counted = (
            total
            for total in self.totals
            if total.noun and total.kind in ("", kind) and self._counts(total, number, told)
        )
        found = next(counted, None)
        if found is not None:
            return found.noun
        if kind == "city":
            return "городов"
        return self._of_kinds.called(number, told.subject) if self._of_kinds else None

    def _counts(self, total: Total, number: int, told: Told) -> bool:
        """Whether a total can be of a statement's rating: one told with a place is of that place's."""
        if total.beside and total.with_place is None:
            return False
        if total.of_few and (total.field, total.sentence) != (number, told.sentence):
            return False
        if told.position is not None and max(told.position, told.position_to or 0) > total.count:
            return False
        if total.with_place is not None:
            same = self.name_of(total.field, total.with_place) == self.name_of(number, told)
            return same and self._as_wide(total, number, told)
        mine, rated = self.rating_of(number, told), self._rating_at(total.field, total.sentence)
        if mine is None or rated is None or rated is mine or mine.weak or rated.weak or total.of_all:
            return True
        if self.is_apart(mine):
            return False
        if mine.metric and (mine.sentence != told.sentence or self.heads(number)):
            return True
        return akin(mine, rated) or mine.name == rated.name

    def _as_wide(self, total: Total, number: int, told: Told) -> bool:
        """Whether a total of the country can be of a statement: not where its rating is of a part of it."""
        rating = self.rating_of(number, told)
        if rating is None or (total.field, total.sentence) == (number, told.sentence):
            return True
        of = next((n for n, name in self._all if name is rating), number)
        local = any(
            e.kind == "district" and rating.start <= e.start < rating.end for e in self._fields[of].entities
        )
        return (
            not local
            or self._is_national(number, told.sentence)
            or not self._is_national(total.field, total.sentence)
        )

    def _is_national(self, number: int, index: int) -> bool:
        """ "По стране в целом область на 14-м месте", "первая тройка общего списка"."""
        sentence = self._fields[number].sentences[index]
        return any(t.lower in _NATIONAL for t in self._fields[number].tokens[sentence.start : sentence.end])


def _in_one_scope(total: Total, scope: str | None) -> bool:
    """Whether a total counts those of a scope: "218 городов" also those of "среди городов"."""
    return total.scope == scope or (total.scope is None and scope in _WHOLE and _WHOLE[scope] == total.kind)


def _learn_beside(total: Total, told: list[tuple[int, Told]]) -> None:
    """Take the subset and the rating of a total from the place that stands closest to it."""
    near = [
        (abs(start - total.at), at)
        for at, (number, each) in enumerate(told)
        if number == total.field and each.sentence == total.sentence
        for role, n, start, _ in each.spans
        if role == "position" and n == number
    ]
    if near:
        total.with_place = told[min(near)[1]][1]
        total.scope = total.with_place.scope
        total.kind = total.with_place.subject.subject_kind
