"""What the ratings of a document are for, statement by statement."""

from __future__ import annotations

from collections.abc import Iterable

from extractors.rankings.attributes.compilers_told import CompilersTold
from extractors.rankings.attributes.dating import (
    heads_a_table,
    is_firm,
    is_told_next,
    of_edition_before,
    rates,
    speaks_of_rating,
    sums_up_work,
    tells_a_figure,
    was_then,
)
from extractors.rankings.attributes.totals import sentence_of
from extractors.rankings.items import Told
from extractors.rankings.ratings.likeness import alike
from extractors.rankings.ratings.rating_name import RatingName
from extractors.rankings.ratings.ratings_told import akin, own_name
from extractors.signals import Signal
from extractors.tokens import Annotated, PeriodSpan


class PeriodsTold(CompilersTold):
    """The periods that a document's fields tell, too."""

    def __init__(self, fields: list[Annotated], signals: list[list[Signal]]) -> None:
        super().__init__(fields, signals)
        self._periods = [
            self._field_periods(field, found) for field, found in zip(fields, signals, strict=True)
        ]
        self.period = self._default_period()
        self.year = int(self.period[:4]) if self.period else None
        self._then: set[tuple[int, int]] = set()
        self._spans: dict[int, PeriodSpan | None] = {}

    def learn_then(self, number: int, periods: Iterable[PeriodSpan]) -> None:
        """Periods for which a place before was told: the ratings of the text are for none of them."""
        self._then.update((number, period.start) for period in periods)

    def _field_periods(self, field: Annotated, found: list[Signal]) -> list[tuple[int, PeriodSpan]]:
        """The periods that a rating may be for: "за", "по итогам", "в рейтинге 2025 года"."""
        before = [s.start for s in found if s.name == "before"]
        periods = []
        for period in field.periods:
            if period.period is None:
                continue
            index = sentence_of(field, period.start)
            if index is None or not rates(field, index, period, found):
                continue
            sentence = field.sentences[index]
            low, high = (
                max(sentence.start, period.start - 3),
                min(sentence.end, period.end + 3),
            )
            if any(low <= start < high for start in before):
                continue
            periods.append((index, period))
        return periods

    def _default_period(self) -> str | None:
        for periods in self._periods:
            if periods:
                return periods[0][1].period
        return None

    def period_of(self, number: int, told: Told) -> str | None:
        """The period that a statement's rating is for."""
        period = self.span_of(number, told)
        return period.period if period else None

    def span_of(self, number: int, told: Told) -> PeriodSpan | None:
        """Where the period of a statement's rating stands, looked for once all are told."""
        if id(told) not in self._spans:
            self._spans[id(told)] = self._period(number, told)
        return self._spans[id(told)]

    def _period(self, number: int, told: Told) -> PeriodSpan | None:
        mine = [period for index, period in self._periods[number] if index == told.sentence]
        now = [
            period for period in mine if not of_edition_before(self._fields[number], told.sentence, period)
        ]
        if now:
            return self._nearest(number, told, now)
        return self._of_document(number, told) or (mine[0] if mine else None)

    def _of_document(self, number: int, told: Told) -> PeriodSpan | None:
        """The first period of a sentence that can tell what a statement's rating is for.

        Of one that says when it came out and one that says what it is for, in one sentence, the latter.
        """
        rating = self.rating_of(number, told)
        for field, periods in enumerate(self._periods):
            for index, period in periods:
                if self.in_later_item(number, told, field, index):
                    continue
                firm = is_firm(self._fields[field], index, period)
                if not firm and self._measures_other(number, told, field, index):
                    continue
                if self._can_be_of(field, index, period, rating):
                    beside = [p for at, p in periods if at == index and is_firm(self._fields[field], at, p)]
                    return beside[-1] if beside else period
        return None

    def _can_be_of(self, field: int, index: int, period: PeriodSpan, rating: RatingName | None) -> bool:
        """Whether a period of another sentence can be that of a rating."""
        text, signals = self._fields[field], self._signals[field]
        if self._is_aside(field, index) or (field, period.start) in self._then:
            return False
        if was_then(text, index, period) or sums_up_work(text, index, signals):
            return False
        told_of = rating is not None and not rating.metric and self._opens(field, index)
        told_of = told_of or (rating is not None and self._measured_there(field, index, rating))
        told_of = told_of or (field, index) in self._places or heads_a_table(text, index)
        told_of = told_of or speaks_of_rating(text, index, period, signals)
        told_of = told_of or is_told_next(text, index, signals)
        return told_of and self._of_rating(field, index, rating)

    def _measured_there(self, field: int, index: int, rating: RatingName) -> bool:
        """Whether a sentence before the places speaks of what a headline says is measured."""
        headed = any(name is rating and self.heads(n) for n, name in self._all)
        if not (headed and rating.metric) or not (field, index) < self._first_told:
            return False
        sentence = self._fields[field].sentences[index]
        return alike(rating.name, " ".join(self._fields[field].tail(sentence.start, sentence.end)))

    def _measures_other(self, number: int, told: Told, field: int, index: int) -> bool:
        """Whether the places of a sentence elsewhere are by something else than a statement's rating."""
        rating, sentences = self.rating_of(number, told), self._fields[field].sentences
        here = [name for name in self.names[field] if name.sentence == index and name.metric]
        own = any(own_name(name) for name in self.names[field] if name.sentence == index)
        if rating is None or own or not here or (field, index) not in self._places or field != number:
            return False
        if (field, index) <= self._first_told:
            return False  # what opens the text says it for all
        if sentences[index].paragraph == sentences[told.sentence].paragraph:
            return False
        return not any(name is rating or akin(name, rating) for name in here)

    def _is_aside(self, number: int, sentence: int) -> bool:
        """Whether a sentence behind the first places tells a figure, and no place."""
        at = (number, sentence)
        if (
            at <= self._first_told
            or at in self._places
            or any(n.sentence == sentence for n in self.names[number])
        ):
            return False
        return tells_a_figure(self._fields[number], sentence)

    def _opens(self, number: int, sentence: int) -> bool:
        """Whether a sentence stands before the first places, or in their paragraph."""
        field, first = self._first_told
        if number != field:
            return number < field
        sentences = self._fields[number].sentences
        return sentences[sentence].paragraph <= sentences[first].paragraph

    def _nearest(self, number: int, told: Told, periods: list[PeriodSpan]) -> PeriodSpan:
        """Of the periods of a sentence that are firm the one that a place follows closest."""
        firm = [p for p in periods if is_firm(self._fields[number], told.sentence, p)]
        periods = firm or periods
        place = next((start for role, n, start, _ in told.spans if role == "position" and n == number), None)
        before = [p for p in periods if place is not None and p.end <= place]
        return before[-1] if before else periods[0]

    def _of_rating(self, field: int, index: int, rating: RatingName | None) -> bool:
        """Whether a sentence's period can be that of a rating: it names no other one."""
        names = [
            n
            for n in self.names[field]
            if n.sentence == index and not (n.bare or n.metric or n.weak or n.local)
        ]
        if not names and rating is not None and own_name(rating):
            return self._goes_with(field, index, rating)
        if names and rating is not None and self.is_apart(rating):
            return False
        return (
            rating is None or rating.weak or rating.metric or not names or any(akin(n, rating) for n in names)
        )

    def _goes_with(self, field: int, index: int, rating: RatingName) -> bool:
        """Whether a sentence that names no rating speaks of one: not of another that was named before it."""
        spoken = self._rating_at(field, index)
        if spoken is not None and all(n != field for n, name in self._all if name is spoken):
            return True  # the headline's, which may call it otherwise
        if spoken is None or not own_name(spoken) or spoken is rating:
            return True
        return akin(spoken, rating) or spoken.name == rating.name or self._named_before(rating, field, index)

    def _named_before(self, rating: RatingName, field: int, index: int) -> bool:
        return any((n, name.sentence) <= (field, index) for n, name in self._all if name is rating)
