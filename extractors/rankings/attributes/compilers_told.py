"""Who compiles the ratings of a document, statement by statement."""

from __future__ import annotations

from functools import cached_property

from extractors.rankings.attributes.publishers import Publisher, publishers
from extractors.rankings.items import Told
from extractors.rankings.ratings.ratings_told import RatingsTold, own_name
from extractors.signals import Signal
from extractors.tokens import Annotated


class CompilersTold(RatingsTold):
    """The compilers that a document's fields name, too."""

    def __init__(self, fields: list[Annotated], signals: list[list[Signal]]) -> None:
        super().__init__(fields, signals)
        self._compilers: dict[int, Publisher | None] = {}

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
        publisher = self.compiler_of(number, told)
        return publisher.name if publisher else None

    def compiler_of(self, number: int, told: Told) -> Publisher | None:
        """The compiler of the statement's rating where it is named, looked for once all are told."""
        if id(told) not in self._compilers:
            self._compilers[id(told)] = self._publisher(number, told)
        return self._compilers[id(told)]

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
        if beside and rating is not None and own_name(rating):
            return beside[-1]
        for found in ([each for each in self._publishers if each[1].firm], self._publishers):
            earlier = [p for n, p in found if (n, p.sentence) < (number, told.sentence)]
            if found:
                return earlier[-1] if earlier else found[0][1]
        return None
