"""A fact as its book holds it, and its record."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from model.claims import Claim, Fact
from model.unchecked import unchecked
from storage.codec import Packed, claim_array
from storage.deferred import SHOWN, Source, StoredClaims, make, source_of, taken_apart
from storage.packing import Content, content_of

Slot = tuple[str, int]
"""Where the indexes have a fact: its month, and its number there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A fact as its book holds it.

    `slot` is where the indexes have it, `announced` the place that was told of it last, `previous_stored`
    the place in the edition before, as the ledger has it. `source` is what its record holds.
    """

    fact: Fact
    slot: Slot
    announced: int | None
    previous_stored: int | None
    source: Source = field(compare=False)

    @property
    def content(self) -> Content:
        """The record before packing: equal contents are equal facts."""
        return self.source.whole()


_fact = unchecked(Fact)
_kept = unchecked(Kept)


def to_keep(fact: Fact, slot: Slot, announced: int | None, previous_stored: int | None) -> Kept:
    """A fact as it is to be kept."""
    content = content_of(kept_array(fact, slot, announced, previous_stored))
    return _kept(fact, slot, announced, previous_stored, Source(content))


def kept_array(fact: Fact, slot: Slot, announced: int | None, previous_stored: int | None) -> Packed:
    """A fact as a record. The stored place before is in it, so that the ledger follows its change."""
    shown = next(i for i, claim in enumerate(fact.claims) if claim.id == fact.shown.id)
    claims = [claim_array(claim) for claim in fact.claims]
    return [fact.period, fact.status, shown, [*fact.flags], *slot, announced, previous_stored, claims]


def kept_from(identifier: str, record: bytes) -> Kept:
    """The fact again."""
    return kept_from_all([identifier], [record])[0]


def some_kept(identifiers: Sequence[str], records: Sequence[bytes | None]) -> list[Kept | None]:
    """Facts again; None where there is no record."""
    there = {identifier: record for identifier, record in zip(identifiers, records, strict=True) if record}
    read = dict(zip(there, kept_from_all(there, there.values()), strict=True))
    return [read.get(identifier) for identifier in identifiers]


def kept_from_all(identifiers: Iterable[str], records: Iterable[bytes]) -> list[Kept]:
    """Facts again. Of the claims of each none is made but the one that is shown, until it is asked for.

    Step by step for all of them, which takes three quarters of the time: what one step works with is
    then at hand in the processor.
    """
    sources = [source_of(record) for record in records]
    parts = [taken_apart(source) for source in sources]
    make((claims, head[SHOWN]) for head, claims in parts)
    shown = [claims[head[SHOWN]] for head, claims in parts]
    return [
        _kept_of(identifier, *part, claim, source)
        for identifier, part, claim, source in zip(identifiers, parts, shown, sources, strict=True)
    ]


def _kept_of(identifier: str, head: Packed, claims: StoredClaims, shown: Claim, source: Source) -> Kept:
    period, status, _, flags, month, number, announced, previous_stored = head
    fact = _fact(identifier, status, shown, period, claims, tuple(flags), None)
    return _kept(fact, (month, number), announced, previous_stored, source)
