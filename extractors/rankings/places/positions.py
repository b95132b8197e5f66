"""From the places of a clause to positions of subjects: lists, tiers, closers, ranges, shared places."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from extractors.rankings.clauses import Clause
from extractors.rankings.items import Group, Place, Referent, Scope

_OPENS = "ranking/opens"
"""Several who open a tier stand in order from its first place."""
_ALSO = frozenset(["также", "тоже", "еще", "ещё"])


@dataclass(slots=True)
class Assignment:
    """A referent with the place it gets."""

    referent: Referent
    position: int | None
    position_to: int | None
    basis: Literal["explicit", "listed", "group"]


def scope_of(clause: Clause, place: Place) -> Scope | None:
    """The scope nearest to a place, of several in the clause."""
    if not clause.scopes:
        return None
    return min(
        clause.scopes,
        key=lambda s: s.start - place.end if s.start >= place.end else place.start - s.end,
    )


def shared(place: Place) -> Place:
    """Several places that are shared are one range for each who shares them."""
    if place.kind == "exact" and len(place.positions) > 1:
        return replace(place, kind="range", positions=place.positions[:1], to=place.positions[-1])
    return replace(place, ordered=False, together=place.together or place.kind == "first" or place.plural)


def complete(clause: Clause, place: Place, group: Group) -> bool:
    """Whether a tier is named wholly and in order: nothing says "также" or "в числе"."""
    if place.kind != "tier" or place.to is None:
        return False
    words = clause.words
    if place.together:
        return False  # "вошла в тройку вместе с Тулой и Орлом"
    return len(group.referents) == place.to - place.first + 1 and not words & _ALSO


def assign(place: Place, group: Group, whole: bool) -> list[Assignment]:
    """The positions of a group's members; `whole` tells that a tier is named completely and in order."""
    members = group.referents
    match place.kind:
        case "exact":
            return _exact(place, members)
        case "range" if place.ordered and _size(place) == len(members):
            return _marked(members, place.positions[0])
        case "range":
            return [Assignment(m, place.positions[0], place.to, "explicit") for m in members]
        case "first" if place.together or len(members) == 1:
            return [_own(m, 1) for m in members]
        case "first":
            return _marked(members, 1)
        case "tier":
            return _marked(members, place.first) if whole else [_grouped(m, place) for m in members]
    return [_grouped(m, None) for m in members]


def _exact(place: Place, members: list[Referent]) -> list[Assignment]:
    if place.verb and len(members) > 1:
        return _marked(members, place.positions[0] - len(members) + 1)
    if place.rule == _OPENS and len(members) > 1:
        return _marked(members, place.positions[0])
    if len(place.positions) == len(members):
        return [
            Assignment(m, position, None, "explicit")
            for m, position in zip(members, place.positions, strict=True)
        ]
    if place.plural and place.positions == (1,) and not place.together and len(members) > 1:
        return _marked(members, 1)
    if len(place.positions) == 1:
        return [_own(m, place.positions[0]) for m in members]
    return []


def _size(place: Place) -> int:
    return place.to - place.positions[0] + 1 if place.to is not None else 0


def _own(member: Referent, position: int) -> Assignment:
    marked = _mark(member)
    return Assignment(member, position if marked is None else marked, None, "explicit")


def _mark(member: Referent) -> int | None:
    """The place in brackets behind a member that goes before what the clause tells."""
    place = member.place
    return place.positions[0] if place is not None and place.kind == "exact" and place.scope is None else None


def _marked(members: list[Referent], position: int) -> list[Assignment]:
    """A list in order from `position`; a place in brackets goes before the order."""
    return [
        Assignment(m, marked, None, "explicit")
        if (marked := _mark(m)) is not None
        else Assignment(m, position + offset, None, "listed")
        for offset, m in enumerate(members)
    ]


def _grouped(member: Referent, tier: Place | None) -> Assignment:
    marked = _mark(member)
    if marked is not None:
        return Assignment(member, marked, None, "explicit")
    if tier is None:
        return Assignment(member, None, None, "group")
    return Assignment(member, tier.first, tier.to, "group")
