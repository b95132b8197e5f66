"""What people decided about ratings: which are one, which are two, what a name stands for.

Claims are kept as they were read. A decision says under which rating they are folded, so that undoing
it brings everything back: nothing is rewritten but what is made of the claims.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any

from model.claims import Claim
from model.ledger import Decision, DecisionKind
from model.names import folded
from model.statements import Ranking
from storage import keys
from storage.moments import from_ms, to_ms
from storage.server import Server

PROVISIONAL = "~"
"""In front of a rating's id: no registry entry fits it, it waits for review."""


class Decisions:
    """Decisions by id."""

    def __init__(self, server: Server) -> None:
        self._server = server

    def list(self) -> tuple[Decision, ...]:
        """All decisions, the oldest first; undone ones too."""
        return _read(self._records())

    def rulings(self) -> Rulings:
        """What the decisions come to."""
        return Rulings(tuple(one for one in _read(self._records()) if one.kind != "keep"))

    def unfollowed(self) -> tuple[Decision, ...]:
        """Those whose articles were not all folded since they were made or undone."""
        return _read(record for record in self._records() if not json.loads(record)["followed"])

    def put(self, decision: Decision, *, followed: bool = False) -> None:
        """Keep a decision, new or changed; `followed` when its articles were folded."""
        record = {**asdict(decision), "followed": followed}
        record |= {name: _ms(record[name]) for name in ("decided_at", "undone_at")}
        self._server.call(
            "HSET", keys.DECISIONS, decision.id, json.dumps(record, ensure_ascii=False, sort_keys=True)
        )

    def _records(self) -> Iterable[bytes]:
        records: Iterable[bytes] = self._server.call("HVALS", keys.DECISIONS)
        return records


@dataclass(frozen=True, slots=True)
class Rulings:
    """Which rating a claim belongs to, by the decisions that stand. Equal when these are."""

    decisions: tuple[Decision, ...] = ()

    def rating_of(self, rating_id: str, name: str | None) -> str:
        """The rating that claims of this id belong to which call it by this name."""
        seen = [rating_id]
        while True:
            following = next(
                (one.into for one in self._fitting(seen[-1], name) if one.undone_at is None), None
            )
            if following is None or following in seen:
                return seen[-1]
            seen.append(following)

    def homes(self, rating_id: str) -> frozenset[str]:
        """Every rating that claims of this id belong to or ever did, whatever they call it."""
        reached, fresh = {rating_id}, [rating_id]
        while fresh:
            here = fresh.pop()
            there = {one.into for one in self.decisions if _leads_from(one, here)} - reached
            reached |= there
            fresh += there
        return frozenset(reached)

    def applied(self, claim: Claim) -> Claim:
        """The claim as it is folded: of the rating that it belongs to."""
        statement = claim.statement
        if not self.decisions or not isinstance(statement, Ranking) or statement.rating_id is None:
            return claim
        belongs = self.rating_of(statement.rating_id, statement.rating)
        if belongs == statement.rating_id:
            return claim
        return replace(claim, statement=replace(statement, rating_id=belongs))

    def _fitting(self, rating_id: str, name: str | None) -> Iterable[Decision]:
        """What was decided of a rating, the newest first, and of its name before the rest."""
        newest_first = self.decisions[::-1]
        of_name = [one for one in newest_first if one.name is not None and _leads_from(one, rating_id)]
        yield from (one for one in of_name if name is not None and folded(name) == folded(one.name or ""))
        yield from (one for one in newest_first if one.kind == "merge" and one.rating == rating_id)


def _leads_from(decision: Decision, rating_id: str) -> bool:
    match decision.kind:
        case "merge" | "split":
            return decision.rating == rating_id
        case "alias":
            return rating_id.startswith(PROVISIONAL)
        case "keep":
            return False


def _read(records: Iterable[bytes]) -> tuple[Decision, ...]:
    return tuple(sorted(map(_decision, records), key=lambda one: (one.decided_at, one.id)))


def _decision(record: bytes) -> Decision:
    told: dict[str, Any] = json.loads(record)
    kind: DecisionKind = told["kind"]
    return Decision(
        id=told["id"],
        kind=kind,
        rating=told["rating"],
        name=told["name"],
        into=told["into"],
        decided_at=from_ms(told["decided_at"]),
        undone_at=None if told["undone_at"] is None else from_ms(told["undone_at"]),
    )


def _ms(moment: datetime | None) -> int | None:
    return None if moment is None else to_ms(moment)
