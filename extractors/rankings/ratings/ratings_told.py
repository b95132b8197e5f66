"""The ratings that a document names, and which of them a statement is of."""

from __future__ import annotations

from dataclasses import replace

from extractors.rankings.attributes.known_compilers import is_known
from extractors.rankings.items import Told
from extractors.rankings.ratings.bare_measures import complete_bare
from extractors.rankings.ratings.described import study_of
from extractors.rankings.ratings.likeness import alike, says_who, spell_out, unify
from extractors.rankings.ratings.measured import complete_metrics
from extractors.rankings.ratings.naming import rating_names
from extractors.rankings.ratings.phrasing import amount_in, told_in
from extractors.rankings.ratings.ranked import Kinds
from extractors.rankings.ratings.rating_name import RatingName
from extractors.rankings.ratings.superlatives import told_by_most
from extractors.rankings.ratings.topics import topics
from extractors.rankings.views import between, sentence_views
from extractors.signals import Signal
from extractors.tokens import Annotated

_SIGNS = frozenset(",;:")
_LIST = "ranking/list"
_SOON = 3
_OF_NEXT = 2
_FAR = 6
_CONTESTS = ("конкурс «", "всероссийский конкурс «", "премия «", "смотр-конкурс")


def _says_which(name: str) -> bool:
    """ "рейтинг городов с самым дешёвым жильём", "рейтинг самых тихих городов": which ones are ranked."""
    return " с " in name or name.startswith(("рейтинг самых", "рейтинг лучших", "рейтинг крупнейших"))


def own_name(name: RatingName) -> bool:
    """Whether it says by itself which rating it is."""
    return not (name.bare or name.weak or name.metric or name.local)


def akin(one: RatingName, other: RatingName) -> bool:
    """Whether two names can be of one rating: they share a word that says what is ranked by what."""
    return alike(one.name, other.name)


class RatingsTold:
    """The names of ratings of a document's fields, by sentence."""

    def __init__(self, fields: list[Annotated], signals: list[list[Signal]]) -> None:
        self._fields = fields
        self._signals = signals
        self.views = [sentence_views(field) for field in fields]
        self.names = [self._names(views, found) for views, found in zip(self.views, signals, strict=True)]
        self._all = [(number, name) for number, names in enumerate(self.names) for name in names]
        complete_metrics(self._all, fields)
        complete_bare(self._all, fields)
        self._ratings: dict[int, RatingName | None] = {}
        self.titled = len(fields) > 1
        self._measured = {(number, name.sentence) for number, name in self._all if name.metric}
        self._places: set[tuple[int, int]] = set()
        self._ranked_at: dict[tuple[int, int], set[str]] = {}
        """What kinds of subjects the places of a sentence are told of."""
        self._of_kinds: Kinds | None = None
        self._first_told = (len(fields), 0)
        self._items = [frozenset([s.paragraph for s in field.sentences if s.bullet]) for field in fields]
        """The paragraphs of each field that are items of a list."""

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
        # "Ниже — места регионов по вводу жилья": what stands right above a list
        heads = places | {(n, each.sentence - up) for n, each in told if each.rule == _LIST for up in (1, 2)}
        self._places, self._of_kinds = places, Kinds(self._fields, told)
        for number, each in told:
            self._ranked_at.setdefault((number, each.sentence), set()).add(each.subject.subject_kind)
        self._first_told = min(
            (place for place in places if not self.heads(place[0])), default=self._first_told
        )
        metrics = [(number, name) for number, name in self._all if name.metric]
        self._all = [
            (number, name)
            for number, name in self._all
            if not name.metric or (number, name.sentence) in heads or (titled and number == 0)
        ]
        if self._told_before_named(told):
            self._all = sorted(
                [*self._early_topics(), *self._all], key=lambda each: (each[0], each[1].sentence)
            )
        if not any(own_name(name) or name.metric for _, name in self._all):
            self._all += [(n, topic) for n, field in enumerate(self._fields) for topic in topics(field)]
        if not any(not name.bare for _, name in self._all):
            early = [(n, name) for n, name in metrics if (n, name.sentence) <= self._first_told]
            self._all += early[:1] or self._studies() or metrics[:1]
        if not any(own_name(name) or name.metric for _, name in self._all):
            self._all += told_by_most(self._fields)
        spell_out(self._all, self._fields)
        unify(self._all, titled=titled)
        self._name_others()

    def _name_others(self) -> None:
        """ "Сама область в рейтинге ФНС шестая": a rating of whom nothing before has named is another one."""
        for number, name in self._all:
            if not name.weak or name.bare or name.metric or name.local:
                continue
            known = [(n, other.sentence) for n, other in self._all if own_name(other)]
            if not known or min(known) >= (number, name.sentence) or self.heads(min(known)[0]):
                continue
            tokens = self._fields[number].tokens
            head = next(
                (at for at in range(name.start, name.end) if "рейтинг" in tokens[at].word.lemmas), None
            )
            if head is None or head + 1 >= name.end or not self._says_whose(number, head):
                continue
            said = [t for field in self._fields[:number] for t in field.tokens] + tokens[: name.start]
            name.weak = any(token.lower == tokens[head + 1].lower for token in said)

    def _says_whose(self, number: int, head: int) -> bool:
        """ "рейтинг Минстроя", "в рейтинге ФНС": whether who compiles it stands behind a rating's noun."""
        field = self._fields[number]
        inside = field.tokens[head - 1].lower in ("в", "во", "из") if head else False
        acronym = field.tokens[head + 1].text.isupper() and len(field.tokens[head + 1].text) > 1
        place = any(e.start <= head + 1 < e.end for e in field.entities if e.kind != "rating")
        return is_known(field, head + 1) or (inside and acronym and not place)

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
            if own_name(name) or (name.metric and not self.heads(number))
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

    def measures(self, number: int, sentence: int) -> bool:
        """Whether a sentence tells what is measured ("по вывозу баранины")."""
        return (number, sentence) in self._measured

    def names_rating(self, number: int, index: int) -> bool:
        """Whether a sentence names a rating that is one by itself."""
        return any(name.sentence == index and own_name(name) for name in self.names[number])

    def _is_of_later(self, number: int, told: Told, other: int, name: RatingName) -> bool:
        """ "По площади край тоже первый": what a later sentence measures for a place of its own."""
        if self.heads(number) or not name.metric or (other, name.sentence) <= (number, told.sentence):
            return False
        opens = name.start - self._fields[other].sentences[name.sentence].start <= 1
        return opens and (other, name.sentence) in self._places

    def names_another(self, number: int, index: int) -> bool:
        """Whether a sentence names a rating that is unlike all that were named before."""
        told = [(n, name) for n, name in self._all if not (name.bare or name.metric or name.local)]
        here = [name for n, name in told if (n, name.sentence) == (number, index)]
        before = [name for n, name in told if (n, name.sentence) < (number, index)]
        return bool(here and before) and not any(akin(name, each) for name in here for each in before)

    def rating_of(self, number: int, told: Told) -> RatingName | None:
        """The rating that a statement is of (see `_rating_of`), looked for once all are told."""
        if id(told) not in self._ratings:
            self._ratings[id(told)] = self._rating_of(number, told) or self._of_deed(number, told)
        return self._ratings[id(told)]

    def _rating_of(self, number: int, told: Told) -> RatingName | None:
        """The rating that a statement is of: of its sentence, else the last named, else the next."""
        named = [
            (n, name)
            for n, name in self._all
            if not name.bare and not self.in_later_item(number, told, n, name.sentence)
        ]
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
            return self._set_apart(number, told, earlier[-1]) or earlier[-1]
        later = [(n, name) for n, name in ratings if (n, name.sentence) > (number, told.sentence)]
        heading = next((name for n, name in named if name.metric and self.heads(n)), None)
        measured = [n for n, name in named if name.metric and (n, name.sentence) < (number, told.sentence)]
        back = any(n.back and n.sentence == told.sentence for n in self.names[number])
        if number in measured and later and (back or not self._soon(number, told, *later[0])):
            later = []
        if later and self._stands_apart(number, told, *later[0]):
            later = []
        if later and (heading is None or (later[0][0], later[0][1].sentence) <= self._first_told):
            return later[0][1]
        metrics = [name for n, name in named if (n, name.sentence) < (number, told.sentence)]
        metrics = [name for name in metrics if not name.local] or metrics
        if metrics:
            return metrics[-1]
        near = (
            name
            for n, name in named
            if not self._is_of_later(number, told, n, name)
            and not (own_name(name) and self._stands_apart(number, told, n, name))
        )
        found = next(near, None)
        return found if found is not None or not named else self._of_most(number, told)

    def _set_apart(self, number: int, told: Told, real: RatingName) -> RatingName | None:
        """What the paragraph measures for those of another kind than the rating ranks.

        "Среди регионов по вводу жилья лидирует Москва. Тула — шестая", in a rating of companies.
        """
        sentences = self._fields[number].sentences
        near = [
            name
            for n, name in self._all
            if n == number and name.metric and not name.part and 0 < told.sentence - name.sentence <= _SOON
            and sentences[name.sentence].paragraph == sentences[told.sentence].paragraph
            and (name.sentence > real.sentence or real not in [other for m, other in self._all if m == n])
        ]  # fmt: skip
        kind = told.subject.subject_kind
        if not near or self._ranked_at.get((number, near[-1].sentence)) != {kind}:
            return None
        return near[-1] if self.is_apart(near[-1]) else None

    def is_apart(self, metric: RatingName) -> bool:
        """Whether what is measured is told of others than all places before it were of."""
        at = next(((n, name.sentence) for n, name in self._all if name is metric), None)
        if not metric.metric or at is None or not any(own_name(name) for _, name in self._all):
            return False
        if any(name.bare and name.sentence == metric.sentence for name in self.names[at[0]]):
            return False  # "по числу компаний в рейтинге"
        sentence = self._fields[at[0]].sentences[metric.sentence]
        if any(s.name == "tier" for s in between(self._signals[at[0]], sentence.start, sentence.end)):
            return False  # "по числу регионов в двадцатке"
        before = frozenset().union(*(kinds for where, kinds in self._ranked_at.items() if where < at))
        return bool(before) and before.isdisjoint(self._ranked_at.get(at, before))

    def _of_deed(self, number: int, told: Told) -> RatingName | None:
        """What a statement's sentence, the one before it or the headline tells that was done or sold."""
        field = self._fields[number]
        near = [(field, index) for index in (told.sentence, told.sentence - 1) if index >= 0]
        headline = [(self._fields[0], 0)] if self.titled and number else []
        for text, index in [*near, *headline]:
            sentence = text.sentences[index]
            name = told_in(text, sentence) or amount_in(text, sentence)
            if name is not None:
                return RatingName(sentence.start, sentence.end, index, name, False, metric=True)
        return None

    def _of_most(self, number: int, told: Told) -> RatingName | None:
        """What a comparison before a statement makes its rating, where all names are of later places."""
        most = told_by_most(self._fields)
        return next((name for n, name in most if (n, name.sentence) <= (number, told.sentence)), None)

    def in_later_item(self, number: int, told: Told, other: int, sentence: int) -> bool:
        """Whether a sentence belongs to an item of a list that follows the one of a statement."""
        if number != other or sentence <= told.sentence:
            return False
        sentences, items = self._fields[number].sentences, self._items[number]
        mine, later = sentences[told.sentence].paragraph, sentences[sentence].paragraph
        return mine != later and mine in items and later in items

    def _stands_apart(self, number: int, told: Told, other: int, name: RatingName) -> bool:
        """Whether a rating that is named far below, with places of its own, is another than a statement's."""
        if (
            number != other
            or name.sentence - told.sentence <= _FAR
            or (other, name.sentence) not in self._places
        ):
            return False
        sentences = self._fields[number].sentences
        return sentences[told.sentence].paragraph != sentences[name.sentence].paragraph

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
        signs = sum(token.text in _SIGNS for token in between)
        if name.metric and name.start > position and self._fields[number].tokens[name.start - 1].text == ",":
            signs += _OF_NEXT  # "по площади, как подсчитали, она четвёртая, по населению — девятая"
        return signs, abs(name.start - position)

    def name_of(self, number: int, told: Told) -> str | None:
        """What the rating of a statement is called; a name that only says whose it is borrows the metric."""
        named = self._naming(number, told)
        return (
            " ".join([named[0].name, *(m.name.removeprefix("рейтинг").lstrip(": ") for m in named[1:])])
            if named
            else None
        )

    def only_whose(self, number: int, told: Told) -> bool:
        """Whether all that the text says of a statement's rating is who compiles it: "рейтинг РЭЦ"."""
        named = self._naming(number, told)
        return len(named) == 1 and named[0].weak and not named[0].bare

    def _naming(self, number: int, told: Told) -> list[RatingName]:
        """The name of a statement's rating, and the metric that it borrows if it does."""
        rating = self.rating_of(number, told)
        if rating is not None and rating.local and rating.name.startswith("номинация"):
            contests = [name for _, name in self._all if name.local and name.name.startswith(_CONTESTS)]
            return [*contests[:1], rating]
        if rating is not None and rating.part:
            whole = next((name for _, name in self._all if own_name(name)), None)
            return [whole, rating] if whole is not None else [rating]
        if rating is not None and rating.metric:
            return [self._fuller(rating)]
        if rating is not None and own_name(rating) and says_who(rating.name):
            near = [name for n, name in self._all if name.metric and self._near(n, name, rating)]
            return [rating, *near[:1]]
        if rating is None or not rating.weak:
            return [rating] if rating else []
        real = next(
            (name for _, name in self._all if own_name(name)),
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

    def _rating_at(self, number: int, sentence: int) -> RatingName | None:
        """The rating that a sentence speaks of: the last that was named in it or before."""
        named = [
            name
            for n, name in self._all
            if not (name.bare or name.metric or name.local) and (n, name.sentence) <= (number, sentence)
        ]
        return named[-1] if named else None
