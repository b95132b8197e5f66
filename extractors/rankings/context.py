"""What a document says once for all its statements: rating, publisher, period, how many are ranked."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from functools import cached_property

from extractors.features import feature
from extractors.memory import Memory
from extractors.morphology import inflected, word
from extractors.rankings.dating import (
    is_firm,
    is_told_next,
    of_edition_before,
    rates,
    speaks_of_rating,
    tells_a_figure,
    was_then,
)
from extractors.rankings.described import study_of
from extractors.rankings.items import Referent, Told
from extractors.rankings.likeness import alike, says_who, spell_out, unify
from extractors.rankings.naming import rating_names
from extractors.rankings.publishers import Publisher, publishers
from extractors.rankings.ranked import Kinds
from extractors.rankings.rating_name import RatingName
from extractors.rankings.scoring import announces_points
from extractors.rankings.superlatives import told_by_most
from extractors.rankings.topics import topics
from extractors.rankings.tops import TOPS
from extractors.rankings.totals import SUBJECT_NOUNS, Total, sentence_of, totals
from extractors.rankings.views import between, sentence_views
from extractors.registries import region
from extractors.signals import Signal
from extractors.tokens import Annotated, Entity, PeriodSpan

_PERSONS = frozenset(["губернатор", "глава", "мэр", "градоначальник", "ректор", "руководитель"])
_HEADS_OF_REGIONS = frozenset(
    [
        "губернаторы",
        "губернаторов",
        "губернаторам",
        "губернаторами",
        "градоначальников",
        "мэров",
        "глав",
        "главам",
    ]
)
_TOWNS = frozenset(["городов", "муниципалитетов", "районов", "городам", "муниципалитетам", "районам"])
_SIGNS = frozenset(",;:")
_SOON = 3
_CONTESTS = ("конкурс «", "всероссийский конкурс «", "премия «", "смотр-конкурс")
_INDEX = feature(lambda piece: "индекс" in piece.lower)
_SEASONS = frozenset(["осень", "зима", "весна", "лето", "сезон"])


def _kinds_of(lower: str) -> frozenset[str]:
    """What a plural noun says that a rating ranks."""
    noun = word(lower)
    kinds = frozenset([SUBJECT_NOUNS[lemma] for lemma in noun.lemmas if lemma in SUBJECT_NOUNS])
    known = kinds if any(parse.number == "plur" for parse in noun.parses[:3]) else frozenset()
    if lower.startswith(("город", "миллионник")) and ("-" in lower or lower[0] == "м"):
        known |= {"city"}  # "городов-миллионников"
    if lower in ("поселений", "поселениям", "муниципалитет", "муниципалитетов", "муниципальном"):
        known |= {"city"}
    return known


_KINDS_OF = Memory(_kinds_of)
_WHOLE = {plural: kind for noun, kind in SUBJECT_NOUNS.items() if (plural := inflected(noun, "gent", "plur"))}
"""Scopes that leave out nobody of their kind ("среди вузов")."""


def _says_which(name: str) -> bool:
    """ "рейтинг городов с самым дешёвым жильём", "рейтинг самых тихих городов": which ones are ranked."""
    return " с " in name or name.startswith(("рейтинг самых", "рейтинг лучших", "рейтинг крупнейших"))


def _own_name(name: RatingName) -> bool:
    """Whether it says by itself which rating it is."""
    return not (name.bare or name.weak or name.metric or name.local)


class Context:
    """Ratings, periods and totals of a document's fields, by sentence."""

    def __init__(self, fields: list[Annotated], signals: list[list[Signal]]) -> None:
        self._fields = fields
        self._signals = signals
        self.views = [sentence_views(field) for field in fields]
        self.names: list[list[RatingName]] = []
        self.rated = any(
            s.name in ("rating", "placenoun", "list", "tier") for found in signals for s in found
        ) or any(sentence.features & TOPS for field in fields for sentence in field.sentences)
        for views, found in zip(self.views, signals, strict=True):
            self.names.append(self._names(views, found))
        self._words = {
            token.lower
            for field in fields
            for token in field.tokens[field.sentences[0].start : field.sentences[-1].end]
        }
        self._all = [(number, name) for number, names in enumerate(self.names) for name in names]
        self.persons = self._of_persons()
        self.kinds = self._ranked_kinds()
        self._ratings: dict[int, RatingName | None] = {}
        indexed = any(sentence.features & _INDEX for field in fields for sentence in field.sentences)
        self.scored = (
            indexed
            or any(s.name == "score" for found in signals for s in found)
            or any("индекс" in s.key for found in signals for s in found if s.name == "rating")
            or any(announces_points(field) for field in fields)
        )
        self.titled = len(fields) > 1
        self.only_region = _only_region(fields)
        self.main_region = _main_region(fields)
        self.home = _home(fields)
        self._measured = {(number, name.sentence) for number, name in self._all if name.metric}
        self._periods = [
            self._field_periods(field, found) for field, found in zip(fields, signals, strict=True)
        ]
        self.period = self._default_period()
        self.year = int(self.period[:4]) if self.period else None
        self._places: set[tuple[int, int]] = set()
        self._of_kinds: Kinds | None = None
        self._first_told = (len(fields), 0)
        self.totals = [total for number, field in enumerate(fields) for total in totals(number, field)]

    @staticmethod
    def _names(views: list[Annotated], found: list[Signal]) -> list[RatingName]:
        names: list[RatingName] = []
        for index, view in enumerate(views):
            sentence = view.sentences[0]
            names += rating_names(view, index, sentence, between(found, sentence.start, sentence.end))
        return names

    def learn_told(self, told: list[tuple[int, Told]]) -> None:
        """What is measured names a rating only where a place stands with it, or in the headline."""
        places = {(number, each.sentence) for number, each in told}
        titled = len(self._fields) > 1
        self._places, self._of_kinds = places, Kinds(self._fields, told)
        self._first_told = min(
            (place for place in places if not self.heads(place[0])), default=self._first_told
        )
        metrics = [(number, name) for number, name in self._all if name.metric]
        self._all = [
            (number, name)
            for number, name in self._all
            if not name.metric or (number, name.sentence) in places or (titled and number == 0)
        ]
        if self._told_before_named(told):
            self._all = sorted(
                [*self._early_topics(), *self._all], key=lambda each: (each[0], each[1].sentence)
            )
        if not any(_own_name(name) or name.metric for _, name in self._all):
            self._all += [(n, topic) for n, field in enumerate(self._fields) for topic in topics(field)]
        if not any(not name.bare for _, name in self._all):
            self._all += metrics[:1] or self._studies()
        if not any(_own_name(name) or name.metric for _, name in self._all):
            self._all += told_by_most(self._fields)
        spell_out(self._all, self._fields)
        unify(self._all, titled=titled)

    def _studies(self) -> list[tuple[int, RatingName]]:
        """The first study that the document names, where it names nothing else."""
        for number, field in enumerate(self._fields):
            for index, sentence in enumerate(field.sentences):
                found = study_of(field, sentence)
                if found is not None:
                    return [(number, RatingName(found[0], found[1], index, found[2], False))]
        return []

    def _told_before_named(self, told: list[tuple[int, Told]]) -> bool:
        """Whether places are told before any rating is named that is one by itself."""
        named, places = self._naming_sentences(), [(number, each.sentence) for number, each in told]
        body = [place for place in places if not self.heads(place[0])]
        measured = any(
            name.metric and self.heads(number) and not _says_which(name.name) for number, name in self._all
        )
        return bool(body) and (min(body) < min(named) if named else measured)

    def _naming_sentences(self) -> list[tuple[int, int]]:
        """Where ratings are named that are one by themselves; what a headline measures names none."""
        return [
            (number, name.sentence)
            for number, name in self._all
            if _own_name(name) or (name.metric and not self.heads(number))
        ]

    def _early_topics(self) -> list[tuple[int, RatingName]]:
        """What verbs of ranking say is ranked, before the first rating is named."""
        first = min(self._naming_sentences(), default=(len(self._fields), 0))
        found = [(number, topic) for number, field in enumerate(self._fields) for topic in topics(field)]
        return [
            (n, replace(topic, weak=False, metric=False)) for n, topic in found if (n, topic.sentence) < first
        ]

    def heads(self, number: int) -> bool:
        """Whether a field is the headline."""
        return number == 0 and self.titled

    def same_paragraph(self, number: int, told: Told, other: int, later: Told) -> bool:
        """Whether two statements stand in one paragraph, the second behind the first."""
        sentences = self._fields[number].sentences
        together = number == other and told.sentence <= later.sentence
        return together and sentences[told.sentence].paragraph == sentences[later.sentence].paragraph

    def measures(self, number: int, sentence: int) -> bool:
        """Whether a sentence tells what is measured ("по вывозу баранины")."""
        return (number, sentence) in self._measured

    def _of_persons(self) -> bool:
        for number, name in self._all:
            sentence = self._fields[number].sentences[name.sentence]
            words = self._fields[number].tokens[name.start : min(name.end + 3, sentence.end)]
            if any(token.word.lemmas & _PERSONS for token in words) and not name.metric:
                return True
        return not _HEADS_OF_REGIONS.isdisjoint(self._words)

    def _ranked_kinds(self) -> frozenset[str]:
        """What the ratings named rank: "рейтинг вузов" organisations, "среди городов" cities."""
        kinds_of = _KINDS_OF
        return frozenset().union(*[kinds_of[lower] for lower in self._words])

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

    @cached_property
    def regions(self) -> frozenset[str]:
        """The codes of all regions that the document names in any form."""
        return frozenset(
            e.code for field in self._fields for e in field.entities if e.kind == "region" and e.code
        )

    def names_rating(self, number: int, index: int) -> bool:
        """Whether a sentence names a rating that is one by itself."""
        return any(name.sentence == index and _own_name(name) for name in self.names[number])

    def signals_between(self, number: int, start: int, end: int) -> list[Signal]:
        """The signals of a field that begin at tokens `start` to before `end`."""
        return between(self._signals[number], start, end)

    # What a statement takes from here

    def rating_of(self, number: int, told: Told) -> RatingName | None:
        """The rating that a statement is of (see `_rating_of`), looked for once all are told."""
        if id(told) not in self._ratings:
            self._ratings[id(told)] = self._rating_of(number, told)
        return self._ratings[id(told)]

    def _rating_of(self, number: int, told: Told) -> RatingName | None:
        """The rating that a statement is of: of its sentence, else the last named, else the next."""
        named = [(n, name) for n, name in self._all if not name.bare]
        mine = [name for n, name in named if n == number and name.sentence == told.sentence]
        position = told.spans[-1][2] if told.spans else 0
        own = [name for name in mine if not name.metric]
        real = [(n, name) for n, name in named if not name.metric and not name.local and not name.weak]
        before = [name for n, name in real if (n, name.sentence) < (number, told.sentence)]
        after = [(n, name) for n, name in real if (n, name.sentence) > (number, told.sentence)]
        far = bool(after) and not self._soon(number, told, *after[0])
        if mine and (own or before or far or not real):
            return min(own or mine, key=lambda name: self._distance(number, name, position))
        ratings = [(n, name) for n, name in named if not name.metric and not name.local]
        earlier = [name for n, name in ratings if (n, name.sentence) < (number, told.sentence)]
        nomination = self._nomination(number, told, earlier[-1] if earlier else None)
        if nomination is not None:
            return nomination
        if earlier:
            return earlier[-1]
        later = [(n, name) for n, name in ratings if (n, name.sentence) > (number, told.sentence)]
        heading = next((name for n, name in named if name.metric and self.heads(n)), None)
        measured = [n for n, name in named if name.metric and (n, name.sentence) < (number, told.sentence)]
        back = any(n.back and n.sentence == told.sentence for n in self.names[number])
        if number in measured and later and (back or not self._soon(number, told, *later[0])):
            later = []
        if later and (heading is None or (later[0][0], later[0][1].sentence) <= self._first_told):
            return later[0][1]
        metrics = [name for n, name in named if (n, name.sentence) < (number, told.sentence)]
        metrics = [name for name in metrics if not name.local] or metrics
        return metrics[-1] if metrics else next((name for _, name in named), None)

    def _soon(self, number: int, told: Told, other: int, name: RatingName) -> bool:
        """Whether a rating is named soon behind a statement: what is measured there is then of that one."""
        return self.heads(number) or (number == other and name.sentence - told.sentence <= _SOON)

    def _nomination(self, number: int, told: Told, real: RatingName | None) -> RatingName | None:
        """The nomination that the paragraph speaks of, if no rating was named since."""
        sentences = self._fields[number].sentences
        here = sentences[told.sentence].paragraph
        local = [
            name
            for n, name in self._all
            if n == number and name.local and "«" in name.name and 0 < told.sentence - name.sentence < 2
            and sentences[name.sentence].paragraph == here
        ]  # fmt: skip
        if not local or (real is not None and real.sentence > local[-1].sentence):
            return None
        # "подвела итоги конкурса «Сад» и составила рейтинг субъектов"
        bare = (name.start for name in self.names[number] if name.bare and name.sentence < told.sentence)
        return None if any(start > local[-1].start for start in bare) else local[-1]

    def _distance(self, number: int, name: RatingName, position: int) -> tuple[int, int]:
        """How far a name is from a place: signs between them, then tokens."""
        low, high = (name.end, position) if name.end <= position else (position, name.start)
        between = self._fields[number].tokens[low:high]
        return sum(token.text in _SIGNS for token in between), abs(name.start - position)

    def name_of(self, number: int, told: Told) -> str | None:
        """What the rating of a statement is called; a name that only says whose it is borrows the metric."""
        named = self._naming(number, told)
        return (
            " ".join([named[0].name, *(m.name.removeprefix("рейтинг").lstrip(": ") for m in named[1:])])
            if named
            else None
        )

    def _naming(self, number: int, told: Told) -> list[RatingName]:
        """The name of a statement's rating, and the metric that it borrows if it does."""
        rating = self.rating_of(number, told)
        if rating is not None and rating.local and rating.name.startswith("номинация"):
            contests = [name for _, name in self._all if name.local and name.name.startswith(_CONTESTS)]
            return [*contests[:1], rating]
        if rating is not None and rating.part:
            whole = next((name for _, name in self._all if _own_name(name)), None)
            return [whole, rating] if whole is not None else [rating]
        if rating is not None and rating.metric:
            return [self._fuller(rating)]
        if rating is not None and _own_name(rating) and says_who(rating.name):
            near = [name for n, name in self._all if name.metric and self._near(n, name, rating)]
            return [rating, *near[:1]]
        if rating is None or not rating.weak:
            return [rating] if rating else []
        real = next(
            (name for _, name in self._all if _own_name(name)),
            None,
        )
        if real is not None:
            return [real]
        metric = next((name for _, name in self._all if name.metric), None)
        return [rating, metric] if metric is not None else [rating]

    def _near(self, number: int, metric: RatingName, rating: RatingName) -> bool:
        """Whether a metric is told in the headline, or close to where a rating is named."""
        of = next((n for n, name in self._all if name is rating), number)
        return self.heads(number) or (number == of and abs(metric.sentence - rating.sentence) < _SOON)

    def _fuller(self, metric: RatingName) -> RatingName:
        """ "по вводу жилья" is "по вводу жилья на душу населения" where the text says that too."""
        fuller = [name for _, name in self._all if name.metric and name.name.startswith(f"{metric.name} ")]
        return max(fuller, key=lambda name: len(name.name), default=metric)

    @cached_property
    def _publishers(self) -> list[tuple[int, Publisher]]:
        """By field, in the order of the text; most documents that tell no place never ask."""
        return [
            (number, publisher)
            for number, (field, found) in enumerate(zip(self._fields, self._signals, strict=True))
            for publisher in publishers(field, found)
        ]

    def publisher_of(self, number: int, told: Told) -> str | None:
        """Who compiles the statement's rating."""
        publisher = self._publisher(number, told)
        return publisher.name if publisher else None

    def names_publisher(self, number: int, at: int) -> bool:
        """Whether a compiler of ratings is named at a token."""
        return any(n == number and p.firm and p.start <= at < p.end for n, p in self._publishers)

    def _publisher(self, number: int, told: Told) -> Publisher | None:
        """The compiler named in the statement's sentence, else last, else next: firm ones first."""
        mine = [p for n, p in self._publishers if n == number and p.sentence == told.sentence]
        if mine:
            return next((p for p in mine if p.firm), mine[0])
        rating = self.rating_of(number, told)
        at = next(((n, name.sentence) for n, name in self._all if name is rating), None)
        beside = [p for n, p in self._publishers if p.firm and (n, p.sentence) == at]
        if beside and rating is not None and _own_name(rating):
            return beside[-1]
        for found in ([each for each in self._publishers if each[1].firm], self._publishers):
            earlier = [p for n, p in found if (n, p.sentence) < (number, told.sentence)]
            if found:
                return earlier[-1] if earlier else found[0][1]
        return None

    def period_of(self, number: int, told: Told) -> str | None:
        """The period that a statement's rating is for."""
        period = self._period(number, told)
        return period.period if period else None

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
                if self._can_be_of(field, index, period, rating):
                    beside = [p for at, p in periods if at == index and is_firm(self._fields[field], at, p)]
                    return beside[-1] if beside else period
        return None

    def _can_be_of(self, field: int, index: int, period: PeriodSpan, rating: RatingName | None) -> bool:
        """Whether a period of another sentence can be that of a rating."""
        text, signals = self._fields[field], self._signals[field]
        if self._is_aside(field, index) or was_then(text, index, period):
            return False
        told_of = rating is not None and not rating.metric and self._opens(field, index)
        told_of = told_of or (field, index) in self._places
        told_of = told_of or speaks_of_rating(text, index, period, signals)
        told_of = told_of or is_told_next(text, index, signals)
        return told_of and self._of_rating(field, index, rating)

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

    def sources(self, number: int, told: Told) -> list[tuple[str, int, int, int]]:
        """Where the statement's rating, publisher and period are named, as `Told.spans` tells it."""
        publisher, period = self._publisher(number, told), self._period(number, told)
        found = [("rating", n, name.start, name.end) for name in self._naming(number, told)
                 for n, other in self._all if other is name]  # fmt: skip
        found += [("publisher", n, p.start, p.end) for n, p in self._publishers if p is publisher]
        return found + [
            ("period", n, p.start, p.end)
            for n, periods in enumerate(self._periods)
            for _, p in periods
            if p is period
        ]

    def _of_rating(self, field: int, index: int, rating: RatingName | None) -> bool:
        """Whether a sentence's period can be that of a rating: it names no other one."""
        names = [
            n
            for n in self.names[field]
            if n.sentence == index and not (n.bare or n.metric or n.weak or n.local)
        ]
        if not names and rating is not None and _own_name(rating):
            return self._goes_with(field, index, rating)
        return (
            rating is None
            or rating.weak
            or rating.metric
            or not names
            or any(_akin(n, rating) for n in names)
        )

    def _goes_with(self, field: int, index: int, rating: RatingName) -> bool:
        """Whether a sentence that names no rating speaks of one: not of another that was named before it."""
        spoken = self._rating_at(field, index)
        if spoken is not None and all(n != field for n, name in self._all if name is spoken):
            return True  # the headline's, which may call it otherwise
        if spoken is None or not _own_name(spoken) or spoken is rating:
            return True
        return _akin(spoken, rating) or spoken.name == rating.name or self._named_before(rating, field, index)

    def _named_before(self, rating: RatingName, field: int, index: int) -> bool:
        return any((n, name.sentence) <= (field, index) for n, name in self._all if name is rating)

    def learn_totals(self, told: list[tuple[int, Told]]) -> None:
        """Totals told with one place hold for the others of the same kind."""
        for number, each in told:
            if each.total is not None:
                kind = each.subject.subject_kind
                self.totals.append(
                    Total(each.total, kind, number, each.sentence, with_place=each, scope=each.scope)
                )
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
        for total in totals:
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
        if told.position is not None and max(told.position, told.position_to or 0) > total.count:
            return False
        if total.with_place is not None:
            return self.name_of(total.field, total.with_place) == self.name_of(number, told)
        mine, rated = self.rating_of(number, told), self._rating_at(total.field, total.sentence)
        if mine is None or rated is None or rated is mine or mine.weak or rated.weak or total.of_all:
            return True
        if mine.metric and (mine.sentence != told.sentence or self.heads(number)):
            return True
        return _akin(mine, rated) or mine.name == rated.name

    def _rating_at(self, number: int, sentence: int) -> RatingName | None:
        """The rating that a sentence speaks of: the last that was named in it or before."""
        named = [
            name
            for n, name in self._all
            if not (name.bare or name.metric or name.local) and (n, name.sentence) <= (number, sentence)
        ]
        return named[-1] if named else None


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


def _named_regions(fields: list[Annotated]) -> list[tuple[int, Entity]]:
    """The regions that the document names, each with the number of its field."""
    return [
        (number, entity)
        for number, field in enumerate(fields)
        for entity in field.entities
        if entity.kind == "region" and entity.code is not None
    ]


def _main_region(fields: list[Annotated]) -> Referent | None:
    """The region that the document names most often, of several the first."""
    named = _named_regions(fields)
    if not named:
        return None
    code = Counter(entity.code for _, entity in named).most_common(1)[0][0]
    number, first = next(each for each in named if each[1].code == code)
    entry = region(code or "")
    name = entry.name if entry is not None else ""
    return Referent(first.start, first.end, "region", code, name, noun="регион", field=number)


def _home(fields: list[Annotated]) -> str | None:
    """The region whose own towns are ranked: "рейтинг городов Югры", "муниципалитеты области"."""
    for field in fields:
        for entity in field.entities:
            before = field.tokens[entity.start - 1].lower if entity.start else ""
            if entity.kind == "region" and entity.form == "noun" and before in _TOWNS:
                return entity.code
    return None


def _only_region(fields: list[Annotated]) -> Referent | None:
    """The one region that the whole document names, if it names just one."""
    named = _named_regions(fields)
    if len({entity.code for _, entity in named}) != 1:
        return None
    number, entity = next((each for each in named if each[1].form == "noun"), named[0])
    entry = region(entity.code or "")
    name = entity.name if entity.form == "noun" or entry is None else entry.name
    return Referent(entity.start, entity.end, "region", entity.code, name, noun="регион", field=number)


def _akin(one: RatingName, other: RatingName) -> bool:
    """Whether two names can be of one rating: they share a word that says what is ranked by what."""
    return alike(one.name, other.name)
