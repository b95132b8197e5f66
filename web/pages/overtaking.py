"""Who passed whom between two editions: those who stood behind a subject before and are ahead of it now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from model.ledger import Edition, Place
from web.catalogue import Words
from web.names import Names
from web.pages.comparing import place_before
from web.pages.phrases import Move, moved
from web.pages.subjects import subject_name

_Stand = tuple[int, int]
"""The exact places before and now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Passer:
    """One that changed sides with the subject, and how it moved itself."""

    name: str
    foreign: bool
    before: int
    now: int
    fact_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Overtaking:
    """A subject, those who passed it and those whom it passed, the best now first.

    `move` is None where one of its own places is not known: then nobody can be said to have passed it.
    """

    name: str
    foreign: bool
    region: str | None
    move: Move | None
    passed_by: tuple[Passer, ...] = ()
    passed: tuple[Passer, ...] = ()


def overtakings(
    newest: Edition, before: Edition | None, scope: str, asked: Sequence[str], names: Names, words: Words
) -> tuple[Overtaking, ...]:
    """For each of the subjects asked for that the edition tells of."""
    earlier = {place.subject_id: place for place in before.places if place.scope == scope} if before else {}
    places = {place.subject_id: place for place in newest.places if place.scope == scope}
    stands = {
        identifier: (previous, place.position)
        for identifier, place in places.items()
        if place.position_to is None
        and place.position is not None
        and (previous := place_before(place, earlier.get(identifier))[0]) is not None
    }
    asked_for = (identifier for identifier in dict.fromkeys(asked) if identifier in places)
    return tuple(_overtaking(identifier, places, stands, names, words) for identifier in asked_for)


def _overtaking(
    own: str, places: Mapping[str, Place], stands: Mapping[str, _Stand], names: Names, words: Words
) -> Overtaking:
    name, foreign = subject_name(places[own], names, words)
    if own not in stands:
        return Overtaking(name=name, foreign=foreign, region=places[own].region, move=None)
    before, now = stands[own]

    def passers(changed: bool) -> tuple[Passer, ...]:
        found = (
            (identifier, stand)
            for identifier, stand in stands.items()
            if (stand[0] > before and stand[1] < now if changed else stand[0] < before and stand[1] > now)
        )
        ordered = sorted(found, key=lambda one: one[1][1])
        return tuple(_passer(places[identifier], stand, names, words) for identifier, stand in ordered)

    return Overtaking(
        name=name,
        foreign=foreign,
        region=places[own].region,
        move=moved(before - now, before, now, words),
        passed_by=passers(True),
        passed=passers(False),
    )


def _passer(place: Place, stand: _Stand, names: Names, words: Words) -> Passer:
    name, foreign = subject_name(place, names, words)
    return Passer(name=name, foreign=foreign, before=stand[0], now=stand[1], fact_id=place.fact_id)
