"""Books: claims become facts, the ledger and events, in one atomic step a book."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from model.claims import Claim
from model.ledger import Event
from model.statements import Ranking
from storage import keys
from storage.claims import Claims
from storage.folding import Line, fact_id, fold, span_of
from storage.indexing import Entry, Indexes, moved, slot_month
from storage.ledger import packed_editions
from storage.moments import to_ms
from storage.movements import movements
from storage.results import Folded
from storage.server import Server
from storage.shelf import Change, Kept, Shelf, Slot, Volume, kept_array, own_digest

UNNAMED = "unnamed:"
"""A rating that the news does not name: its places are facts, but no ledger and no event."""


class Books:
    """The facts of each book."""

    def __init__(self, server: Server, claims: Claims, *, clock: Callable[[], datetime]) -> None:
        self._claims = claims
        self._clock = clock
        self._shelf = Shelf(server)
        self._indexes = Indexes(server)

    def fold(self, item: str) -> Folded:
        """Bring the claims of an article into their books ("ID" or "ID@REVISION", an item of "fold").

        Each book is changed in one atomic step with its ledger and its events; then the months'
        indexes follow, and at last the folding is done. Doing it again, or after a crash
        between any two steps, changes nothing in the end.
        """
        article_id = item.partition("@")[0]
        changed: dict[str, None] = {}
        told: dict[str, None] = {}
        while True:
            known = self._claims.get(article_id)
            for name in dict.fromkeys(claim.key.book for claim in known.claims):
                facts, events = self._fold_book(name, article_id)
                changed.update(dict.fromkeys(facts))
                if events:
                    told[keys.book_digest(name)] = None
            if self._claims.folded(article_id, known.version, item):
                return Folded(changed=tuple(changed), books_with_events=tuple(told))

    def _fold_book(self, name: str, article_id: str) -> tuple[list[str], Sequence[Event]]:
        """Fold one book with the article's claims: ids of changed facts, and new events."""
        while True:
            # The book first, the claims second: claims that are newer than these come with a
            # commit that makes ours fail, or with a folding that is still due.
            wanted = None if is_ledger(name) else self._concerned(name, article_id)
            volume = self._shelf.read(name, wanted)
            own = [claim for claim in self._claims.get(article_id).claims if claim.key.book == name]
            change = self._change(volume, article_id, own)
            version = volume.version
            if change.kept or change.removed:
                version = self._shelf.commit(volume, change, due_ms=to_ms(self._clock()))
            if version:
                self._index(_committed(volume, change, version))
                changed = [kept.fact.id for kept in change.kept]
                return changed, change.events

    def _concerned(self, name: str, article_id: str) -> set[str]:
        """The facts of a book without history that the article's claims speak for."""
        return {
            fact_id(claim.key, claim.key.period)
            for claim in self._claims.get(article_id).claims
            if claim.key.book == name
        }

    def _change(self, volume: Volume, article_id: str, own: Sequence[Claim]) -> Change:
        before = volume.facts
        others = (
            claim for kept in before.values() for claim in kept.fact.claims if claim.article_id != article_id
        )
        lines = fold([*others, *own])
        announced: Mapping[str, int] = _announced(before, lines)
        named = is_ledger(volume.name) and not volume.name.startswith(UNNAMED)
        told = movements(lines, known=volume.known, announced=announced, now=self._clock()) if named else None
        if told is not None:
            announced = told.announced
        kept = self._kept(before, lines, announced)
        changed = [one for one in kept if _array_before(before, one) != one.array]
        removed = sorted(before.keys() - {own_digest(one.fact.id) for one in kept})
        return Change(
            kept=changed,
            removed=removed,
            editions=_editions(before, changed, removed, lines) if named else {},
            rating=_rating(volume.name, lines) if named else None,
            events=told.events if told is not None else (),
            known=_known(volume, lines) if named else (),
            unindexed=volume.unindexed | _to_index(before, changed, removed),
        )

    def _kept(
        self, before: Mapping[str, Kept], lines: Sequence[Line], announced: Mapping[str, int]
    ) -> list[Kept]:
        """The facts with their slots; new ones, and those that move to another month, get new ones."""
        slots: dict[str, Slot] = {}
        homeless: dict[str, list[str]] = defaultdict(list)
        for line in lines:
            fact = line.fact
            known = before.get(own_digest(fact.id))
            if known is None or moved(known.slot, fact):
                homeless[slot_month(fact)].append(fact.id)
            else:
                slots[fact.id] = known.slot
        for month, identifiers in homeless.items():
            numbers = self._indexes.numbers(month, len(identifiers))
            slots.update(zip(identifiers, ((month, number) for number in numbers), strict=True))
        return [_kept(line, slots[line.fact.id], announced.get(line.fact.id)) for line in lines]

    def _index(self, volume: Volume) -> None:
        """Bring what is not indexed yet into the indexes of its months."""
        if not volume.unindexed:
            return
        book_digest = keys.book_digest(volume.name)
        missing = sorted({own for own, _, _ in volume.unindexed} - volume.facts.keys())
        loaded = self._shelf.facts([f"{book_digest}.{own}" for own in missing])
        facts = {**volume.facts, **{own: one for own, one in zip(missing, loaded, strict=True) if one}}
        by_month: dict[str, list[Entry]] = defaultdict(list)
        for own, month, number in sorted(volume.unindexed):
            kept = facts.get(own)
            fact = kept.fact if kept is not None and kept.slot == (month, number) else None
            by_month[month].append(Entry(number=number, version=volume.version, fact=fact))
        for month, entries in by_month.items():
            self._indexes.write(month, entries)
        self._shelf.indexed(volume)


def is_ledger(name: str) -> bool:
    """Whether a book is of a rating: then its facts hang together, and it is folded as a whole."""
    return not name.startswith(("percentage:", "partnership:"))


def _kept(line: Line, slot: Slot, announced: int | None) -> Kept:
    array = kept_array(line.fact, slot, announced, line.previous_stored)
    return Kept(fact=line.fact, slot=slot, announced=announced, array=array)


def _array_before(before: Mapping[str, Kept], kept: Kept) -> object:
    known = before.get(own_digest(kept.fact.id))
    return known.array if known is not None else None


def _announced(before: Mapping[str, Kept], lines: Iterable[Line]) -> dict[str, int]:
    """The places told before, by fact; a claim that moves to another edition takes it along."""
    by_claim = {
        claim.id: kept.announced
        for kept in before.values()
        if kept.announced is not None
        for claim in kept.fact.claims
    }
    announced: dict[str, int] = {}
    for line in lines:
        known = before.get(own_digest(line.fact.id))
        told = [by_claim[claim.id] for claim in line.fact.claims if claim.id in by_claim]
        if known is not None and known.announced is not None:
            announced[line.fact.id] = known.announced
        elif known is None and told:
            announced[line.fact.id] = told[0]
    return announced


def _editions(
    before: Mapping[str, Kept], changed: Iterable[Kept], removed: Iterable[str], lines: Sequence[Line]
) -> dict[str, bytes]:
    """The editions whose places changed; empty for those that nobody tells any more."""
    touched = {kept.fact.period for kept in changed} | {before[own].fact.period for own in removed}
    packed = packed_editions(line for line in lines if line.fact.period in touched)
    return {period: packed.get(period, b"") for period in sorted(filter(None, touched))}


def _rating(name: str, lines: Sequence[Line]) -> dict[str, Any]:
    """The rating's entry: name and publisher as the newest claim that tells them puts them."""
    claims = [claim for line in lines for claim in line.fact.claims]
    claims.sort(key=lambda claim: (claim.withdrawn_at is None, claim.published_at, claim.id), reverse=True)
    statements = [claim.statement for claim in claims if isinstance(claim.statement, Ranking)]
    return {
        "id": name,
        "name": next((one.rating for one in statements if one.rating), name),
        "publisher": next((one.publisher for one in statements if one.publisher), None),
        "periods": _periods(lines),
    }


def _periods(lines: Iterable[Line]) -> tuple[str, ...]:
    live = {line.fact.period for line in lines if line.fact.status != "withdrawn"}
    return tuple(sorted(filter(None, live), key=lambda period: (span_of(period), period)))


def _known(volume: Volume, lines: Iterable[Line]) -> tuple[str, ...]:
    return tuple(sorted({*volume.known, *_periods(lines)}))


def _to_index(
    before: Mapping[str, Kept], changed: Iterable[Kept], removed: Iterable[str]
) -> frozenset[tuple[str, str, int]]:
    """The slots whose entries are to be written, or removed where a fact left them."""
    slots = {(own_digest(kept.fact.id), *kept.slot) for kept in changed}
    for kept in changed:
        own = own_digest(kept.fact.id)
        if own in before:
            slots.add((own, *before[own].slot))
    return frozenset(slots | {(own, *before[own].slot) for own in removed})


def _committed(volume: Volume, change: Change, version: int) -> Volume:
    """The book as it is after the change."""
    facts = {own: kept for own, kept in volume.facts.items() if own not in set(change.removed)}
    facts.update((own_digest(kept.fact.id), kept) for kept in change.kept)
    return replace(volume, version=version, known=change.known, unindexed=change.unindexed, facts=facts)
