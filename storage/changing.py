"""What is to become of a book that was folded: its records, editions, entry, events. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from model.claims import Fact
from model.ledger import Event
from storage.contents import Contents, contents_of
from storage.folding import Line, own_digest, when
from storage.happenings import happenings
from storage.kept import Kept, Slot, to_keep
from storage.ledger import packed_editions
from storage.movements import movements
from storage.refolding import Refolded
from storage.volumes import Change, Volume, pages_of

UNNAMED = "unnamed:"
"""A rating that the news does not name: its places are facts, but no ledger and no event."""


def is_ledger(name: str) -> bool:
    """Whether a book is of a rating: then its facts hang together."""
    return not name.startswith(("percentage:", "partnership:"))


def is_named(name: str) -> bool:
    """Whether a book is of a rating that has a name, and so a ledger."""
    return is_ledger(name) and not name.startswith(UNNAMED)


def folded_whole(volume: Volume, lines: tuple[Line, ...]) -> Refolded:
    """What has become of a book of which all that is concerned was folded."""
    contents = contents_of((line.fact, "") for line in lines) if is_ledger(volume.name) else Contents()
    concerned = frozenset(line.fact.id for line in lines)
    return Refolded(
        lines=lines,
        concerned=concerned,
        removed=frozenset(fact.id for fact in facts_in(volume)) - concerned,
        contents=contents,
        changed=frozenset(contents.chapters),
    )


def facts_in(volume: Volume, periods: Collection[str] | None = None) -> list[Fact]:
    """The facts of a book, or of some of its editions."""
    facts = (kept.fact for kept in volume.facts.values())
    return [fact for fact in facts if periods is None or fact.period in periods]


def change_of(
    volume: Volume, refolded: Refolded, slots: Mapping[str, Slot], now: datetime, *, silent: bool
) -> Change:
    """What is to become of a book, its events without what hangs on editions that were not read."""
    before = volume.facts
    named = is_named(volume.name)
    former = {kept.fact.id: kept.fact for kept in before.values()}
    announced: Mapping[str, int] = _announced(volume, refolded)
    contents = _with_months(volume, refolded, slots)
    events: tuple[Event, ...] = ()
    if named:
        told = movements(
            refolded.lines,
            concerned=refolded.concerned,
            periods=contents.live,
            known=volume.known,
            announced=announced,
            now=now,
            former=former,
        )
        events, announced = told.events, told.announced
    elif not is_ledger(volume.name) and not silent:
        events = happenings(refolded.lines, former=former, now=now)
    changed = _changed(before, refolded.of_concern, slots, announced)
    removed = sorted(map(own_digest, refolded.removed))
    return Change(
        kept=changed,
        removed=removed,
        editions=_editions(before, changed, removed, refolded.lines) if named else {},
        rating=rating_entry(volume.name, contents) if named else None,
        events=() if silent else events,
        known=tuple(sorted({*volume.known, *contents.live})) if named else (),
        unindexed=volume.unindexed | _to_index(before, changed, removed),
        contents=contents if is_ledger(volume.name) else None,
    )


def _with_months(volume: Volume, refolded: Refolded, slots: Mapping[str, Slot]) -> Contents:
    """The contents, with the months whose indexes have the facts of the editions that changed."""
    months: dict[str, set[str]] = defaultdict(set)
    for line in refolded.lines:
        fact = line.fact
        if fact.period in refolded.changed:
            slot = slots.get(fact.id) or volume.facts[own_digest(fact.id)].slot
            months[fact.period].add(slot[0])
    chapters = {
        period: replace(chapter, months=tuple(sorted(months[period]))) if period in months else chapter
        for period, chapter in refolded.contents.chapters.items()
    }
    return replace(refolded.contents, chapters=chapters)


def _changed(
    before: Mapping[str, Kept], lines: Iterable[Line], slots: Mapping[str, Slot], announced: Mapping[str, int]
) -> list[Kept]:
    """The facts whose records are to be written."""
    changed = []
    for line in lines:
        fact = line.fact
        known = before.get(own_digest(fact.id))
        place = slots[fact.id], announced.get(fact.id), line.previous_stored
        if known is not None and fact is known.fact and place == _place_of(known):
            continue
        new = to_keep(fact, *place)
        if known is None or known.content != new.content:
            changed.append(new)
    return changed


def _place_of(kept: Kept) -> tuple[Slot, int | None, int | None]:
    return kept.slot, kept.announced, kept.previous_stored


def _announced(volume: Volume, refolded: Refolded) -> dict[str, int]:
    """The places told before, by fact; a claim that moves to another edition takes it along."""
    before = volume.facts
    by_claim: dict[str, int] = {}
    if any(own_digest(line.fact.id) not in before for line in refolded.of_concern):
        left = refolded.concerned | refolded.removed
        by_claim = {
            claim.id: kept.announced
            for kept in before.values()
            if kept.announced is not None and kept.fact.id in left
            for claim in kept.fact.claims
        }
    announced: dict[str, int] = {}
    for line in refolded.of_concern:
        known = before.get(own_digest(line.fact.id))
        if known is not None and known.announced is not None:
            announced[line.fact.id] = known.announced
        elif known is None:
            told = [by_claim[claim.id] for claim in line.fact.claims if claim.id in by_claim]
            announced.update({line.fact.id: told[0]} if told else {})
    return announced


def _editions(
    before: Mapping[str, Kept], changed: Iterable[Kept], removed: Iterable[str], lines: Sequence[Line]
) -> dict[str, bytes]:
    """The editions whose places changed; empty for those that nobody tells any more."""
    touched = {kept.fact.period for kept in changed} | {before[own].fact.period for own in removed}
    packed = packed_editions(line for line in lines if line.fact.period in touched)
    return {period: packed.get(period, b"") for period in sorted(filter(None, touched))}


def rating_entry(name: str, contents: Contents) -> dict[str, Any]:
    """The rating's entry: name and publisher as the newest claim that tells them; empty without facts.

    `months` are those whose indexes have the facts of a period, so that not all are asked for them.
    """
    if not contents.chapters:
        return {}
    return {
        "id": name,
        "name": contents.name.text if contents.name is not None else name,
        "publisher": contents.publisher.text if contents.publisher is not None else None,
        "periods": sorted(contents.live, key=lambda period: (when(period), period)),
        "facts": sum(chapter.live for chapter in contents.chapters.values()),
        "months": {period: contents.chapters[period].months for period in sorted(contents.chapters)},
    }


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


def former_of(volume: Volume, change: Change) -> dict[str, Fact]:
    """The facts that change, by id, as they were before."""
    known = ((kept.fact.id, volume.facts.get(own_digest(kept.fact.id))) for kept in change.kept)
    return {identifier: kept.fact for identifier, kept in known if kept is not None}


def committed(volume: Volume, change: Change, version: int) -> Volume:
    """The book as it is after the change; of one that was opened, what is at hand of it too."""
    facts = {own: kept for own, kept in volume.facts.items() if own not in set(change.removed)}
    facts.update((own_digest(kept.fact.id), kept) for kept in change.kept)
    others = {period: page for period, page in volume.pages.items() if period not in volume.read}
    return replace(
        volume,
        version=version,
        known=change.known,
        unindexed=change.unindexed,
        facts=facts,
        contents=change.contents,
        pages={**others, **pages_of(facts)} if volume.contents is not None else {},
    )
