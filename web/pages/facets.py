"""What the facts found are of, with counts: each count is a way to narrow the question down."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass

from model.claims import Fact
from model.statements import Partnership
from web.catalogue import Words
from web.names import Names

VALUES_SHOWN = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class FacetValue:
    """A value of a filter, in words, and how many of the facts have it."""

    value: str
    words: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Facet:
    """A filter that is not set yet, with its commonest values."""

    name: str
    values: tuple[FacetValue, ...]


def facets(facts: Sequence[Fact], told: Collection[str], names: Names, words: Words) -> tuple[Facet, ...]:
    """Facets that tell facts apart; a filter that is set, or that has one value only, is none."""
    ratings = {fact.key.rating: fact for fact in facts if fact.kind == "ranking"}

    def rating_words(identifier: str) -> str:
        told_name = getattr(ratings[identifier].statement, "rating", None)
        return names.rating(identifier, told_name, words.language) or words("rating_unnamed")

    ways: tuple[tuple[str, Callable[[Fact], str | None], Callable[[str], str]], ...] = (
        ("kind", lambda fact: fact.kind, lambda kind: words(f"kind_{kind}")),
        ("region", lambda fact: fact.statement.region, lambda code: names.name(code, words.language)),
        ("rating", _rating, rating_words),
        ("country", _country, lambda code: names.name(code, words.language)),
        ("period", lambda fact: fact.period, words.period),
        ("status", lambda fact: fact.status, lambda status: words(f"status_{status}")),
    )
    found = (
        Facet(name=name, values=_values(map(value_of, facts), spelled))
        for name, value_of, spelled in ways
        if name not in told
    )
    return tuple(facet for facet in found if len(facet.values) > 1)


def _values(values: Iterable[str | None], spelled: Callable[[str], str]) -> tuple[FacetValue, ...]:
    counts = Counter(value for value in values if value)
    return tuple(
        FacetValue(value=value, words=spelled(value), count=count)
        for value, count in counts.most_common(VALUES_SHOWN)
    )


def _rating(fact: Fact) -> str | None:
    """The id that the filter takes; a rating without a name of its own has none."""
    return getattr(fact.statement, "rating_id", None) if fact.kind == "ranking" else None


def _country(fact: Fact) -> str | None:
    return fact.statement.country if isinstance(fact.statement, Partnership) else None
