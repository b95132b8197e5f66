"""What a document says once for all its statements: rating, publisher, period, how many are ranked."""

from __future__ import annotations

from functools import cached_property

from extractors.features import feature
from extractors.memory import Memory
from extractors.morphology import word
from extractors.rankings.attributes.points import announces_points
from extractors.rankings.attributes.totals import SUBJECT_NOUNS
from extractors.rankings.attributes.totals_told import TotalsTold
from extractors.rankings.discourse.whereabouts import home, main_region, only_region
from extractors.rankings.items import Told
from extractors.rankings.places.tops import TOPS
from extractors.rankings.ratings.ratings_told import own_name
from extractors.rankings.views import between
from extractors.rankings.vocabulary import words
from extractors.signals import Signal
from extractors.tokens import Annotated

_PERSONS = words("context", "heads")
_HEADS_OF_REGIONS = words("context", "heads_of_regions")
_SETTLEMENTS = words("context", "settlements")
_INDEX = feature(lambda piece: "индекс" in piece.lower)


def _kinds_of(lower: str) -> frozenset[str]:
    """What a plural noun says that a rating ranks."""
    noun = word(lower)
    kinds = frozenset([SUBJECT_NOUNS[lemma] for lemma in noun.lemmas if lemma in SUBJECT_NOUNS])
    known = kinds if any(parse.number == "plur" for parse in noun.parses[:3]) else frozenset()
    if lower.startswith(("город", "миллионник")) and ("-" in lower or lower[0] == "м"):
        known |= {"city"}  # "городов-миллионников"
    if lower in _SETTLEMENTS:
        known |= {"city"}
    return known


_KINDS_OF = Memory(_kinds_of)


class Context(TotalsTold):
    """Ratings, compilers, periods and totals of a document's fields, by sentence."""

    def __init__(self, fields: list[Annotated], signals: list[list[Signal]]) -> None:
        super().__init__(fields, signals)
        self.rated = any(
            s.name in ("rating", "placenoun", "list", "tier") for found in signals for s in found
        ) or any(sentence.features & TOPS for field in fields for sentence in field.sentences)
        self.rated = self.rated or any(own_name(name) for _, name in self._all)
        self._words = {
            token.lower
            for field in fields
            for token in field.tokens[field.sentences[0].start : field.sentences[-1].end]
        }
        self.persons = self._of_persons()
        self.kinds = self._ranked_kinds()
        indexed = any(sentence.features & _INDEX for field in fields for sentence in field.sentences)
        self.scored = (
            indexed
            or any(s.name == "score" for found in signals for s in found)
            or any("индекс" in s.key for found in signals for s in found if s.name == "rating")
            or any(announces_points(field) for field in fields)
        )
        self.only_region = only_region(fields)
        self.main_region = main_region(fields)
        self.home = home(fields)

    def same_paragraph(self, number: int, told: Told, other: int, later: Told) -> bool:
        """Whether two statements stand in one paragraph, the second behind the first."""
        sentences = self._fields[number].sentences
        together = number == other and told.sentence <= later.sentence
        return together and sentences[told.sentence].paragraph == sentences[later.sentence].paragraph

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

    @cached_property
    def regions(self) -> frozenset[str]:
        """The codes of all regions that the document names in any form."""
        return frozenset(
            e.code for field in self._fields for e in field.entities if e.kind == "region" and e.code
        )

    def signals_between(self, number: int, start: int, end: int) -> list[Signal]:
        """The signals of a field that begin at tokens `start` to before `end`."""
        return between(self._signals[number], start, end)

    def sources(self, number: int, told: Told) -> list[tuple[str, int, int, int]]:
        """Where the statement's rating, publisher and period are named, as `Told.spans` tells it."""
        publisher, period = self.compiler_of(number, told), self.span_of(number, told)
        found = [("rating", n, name.start, name.end) for name in self._naming(number, told)
                 for n, other in self._all if other is name]  # fmt: skip
        found += [("publisher", n, p.start, p.end) for n, p in self._publishers if p is publisher]
        return found + [
            ("period", n, p.start, p.end)
            for n, periods in enumerate(self._periods)
            for _, p in periods
            if p is period
        ]
