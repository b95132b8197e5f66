"""What the claims of one fact agree on: its status, and the claim that is shown.

Pure, and the same in whatever order the claims come.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from itertools import combinations, compress

from model.claims import Claim, FactStatus, tells_all
from model.statements import Percentage, Ranking, Statement

REPRINT_BITS = 6
"""Signatures that differ in so many of 64 bits are of one text.

Measured on our signatures: another dateline 4 bits, another word 5, other news 18 and more. Asked
only of claims that say the same, so that a template filled for another region is never taken for a
reprint. (Manku, Jain, Das Sarma, WWW 2007, took 3 bits, without that second condition.)
"""
ABOUT = 0.05
"""How far "about 8 %" may be from the figure that it rounds."""
_PREFERENCE = {"explicit": 0, "listed": 1, "group": 2}
_NO_PLACE = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """The status of a fact, the claim that is shown, and whether an article corrected itself in it."""

    status: FactStatus
    shown: Claim
    corrected: bool


def agreement(claims: Sequence[Claim]) -> Agreement:
    """What claims of one key come to; there is at least one.

    Shown is a told number before a place in a list before a place in a group, and among those
    the claim published last. A reprint of a text that its author has since corrected is left
    out of it: it repeats what is no longer said. Withdrawn claims are shown only when all are.
    """
    live = [claim for claim in claims if claim.withdrawn_at is None]
    corrected = bool(_superseded(claims))
    if not live:
        return Agreement(status="withdrawn", shown=preferred(claims), corrected=False)
    families = [family for family in map(_current, independent(claims)) if family]
    heard = [claim for family in families for claim in family]
    shown = preferred(heard)
    agreeing = sum(any(same_value(claim, shown) for claim in family) for family in families)
    return Agreement(status=_status(heard, agreeing, corrected=corrected), shown=shown, corrected=corrected)


def preferred(claims: Iterable[Claim]) -> Claim:
    """The claim to show of several."""
    return min(claims, key=_preference)


def by_preference(claims: Iterable[Claim]) -> list[Claim]:
    """The claims, the one to show first."""
    return sorted(claims, key=_preference)


def independent(claims: Sequence[Claim]) -> list[list[Claim]]:
    """The claims by text: reprints of one text, and revisions of one article, are one family."""
    families: dict[int, list[int]] = {}
    home: dict[int, int] = {}
    first: dict[str, int] = {}
    """The first claim of each article, and of each signature."""
    bits: list[int] = []
    signed: list[int] = []
    """The signatures, and whose they are: as many may be compared to each, that has to be quick."""
    for number, claim in enumerate(claims):
        if _is_said_once(claim):
            related = list(families)
        else:
            own = _bits(claim.signature)
            kin = [first[name] for name in (claim.article_id, claim.signature) if name in first]
            if own is not None and claim.signature not in first:
                near = [(own ^ other).bit_count() <= REPRINT_BITS for other in bits]
                kin += compress(signed, near)
            found = {home[one] for one in kin}
            related = [family for family in families if family in found]
            if own is not None and claim.signature not in first:
                bits.append(own)
                signed.append(number)
        members = [number, *(one for family in related for one in families.pop(family))]
        families[number] = members
        home.update(dict.fromkeys(members, number))
        first.setdefault(claim.article_id, number)
        first.setdefault(claim.signature, number)
    return [[claims[one] for one in members] for members in families.values()]


def compatible(one: Statement, other: Statement) -> bool:
    """Whether both can be true: the places overlap, or the figures do within what is told of them."""
    if isinstance(one, Ranking) and isinstance(other, Ranking):
        if one.position is None or other.position is None:
            return True
        return one.position <= (other.position_to or other.position) and other.position <= (
            one.position_to or one.position
        )
    if isinstance(one, Percentage) and isinstance(other, Percentage):
        (low, high), (other_low, other_high) = _range(one), _range(other)
        return low <= other_high and other_low <= high
    return True


def same_value(one: Claim, other: Claim) -> bool:
    """Whether both claims tell the same place, or the same figure."""
    return value(one.statement) == value(other.statement)


def value(statement: Statement) -> tuple[float | None, ...]:
    """What is claimed of the key: the place, or the figure; nothing more for a partnership."""
    match statement:
        case Ranking():
            return statement.position, statement.position_to
        case Percentage():
            return statement.value, statement.value_to
        case _:
            return ()


def as_of(claims: Iterable[Claim], moment: datetime) -> tuple[Claim, ...]:
    """The claims as they were known at a moment: what was seen by then, withdrawn if it was by then."""
    return tuple(
        claim
        if claim.withdrawn_at is None or claim.withdrawn_at <= moment
        else replace(claim, withdrawn_at=None)
        for claim in claims
        if claim.seen_at <= moment
    )


def _status(heard: Sequence[Claim], agreeing: int, *, corrected: bool) -> FactStatus:
    told = {_told_value(claim.statement): claim.statement for claim in heard}
    if any(not compatible(one, other) for one, other in combinations(told.values(), 2)):
        return "conflicting"
    if agreeing > 1:
        return "corroborated"
    return "corrected" if corrected else "single_source"


def _told_value(statement: Statement) -> tuple[object, ...]:
    """What a statement tells of the value: those that tell the same are compatible with the same."""
    return type(statement), *value(statement), statement.approx if isinstance(statement, Percentage) else None


def _current(family: list[Claim]) -> list[Claim]:
    """The live claims of a family, less the reprints of what was corrected in it."""
    live = [claim for claim in family if claim.withdrawn_at is None]
    old = {value(claim.statement) for claim in _superseded(family)}
    return [claim for claim in live if value(claim.statement) not in old] or live


def _superseded(claims: Sequence[Claim]) -> list[Claim]:
    """Withdrawn claims whose article now claims another value for the same fact."""
    return [
        claim
        for claim in claims
        if claim.withdrawn_at is not None
        and any(
            other.withdrawn_at is None
            and other.article_id == claim.article_id
            and not same_value(other, claim)
            for other in claims
        )
    ]


def _is_said_once(claim: Claim) -> bool:
    """Whether it is of one text with all of its fact: they meet in that since they say the same sentence."""
    return isinstance(claim.statement, Percentage) and not tells_all(claim.statement)


@lru_cache(maxsize=4096)
def _bits(signature: str) -> int | None:
    try:
        return int(signature, 16)
    except ValueError:
        return None


def _preference(claim: Claim) -> tuple[int, float, float, str]:
    statement = claim.statement
    rank = 0
    if isinstance(statement, Ranking):
        rank = _PREFERENCE[statement.basis] if statement.position is not None else _NO_PLACE
    return rank, -claim.published_at.timestamp(), -claim.seen_at.timestamp(), claim.id


def _range(figure: Percentage) -> tuple[float, float]:
    low, high = figure.value, figure.value_to if figure.value_to is not None else figure.value
    match figure.approx:
        case "about":
            return low * (1 - ABOUT), high * (1 + ABOUT)
        case "over":
            return low, float("inf")
        case "under":
            return float("-inf"), high
        case None:
            return low, high
