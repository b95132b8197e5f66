"""Books: claims become facts, the ledger and events, in one atomic step a book."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from model.claims import Fact
from model.ledger import Event
from model.statements import Ranking
from storage import keys
from storage.changing import (
    change_of,
    committed,
    facts_in,
    folded_whole,
    former_of,
    is_ledger,
    is_named,
    rating_entry,
)
from storage.claims import Claims
from storage.concerns import OwnClaims, Step, by_book, earlier_claims, facts_concerned, moved_about
from storage.contents import contents_of
from storage.decisions import Decisions
from storage.folding import Line, exact_place, fact_id, fold, own_digest
from storage.indexing import Entry, Indexes, moved, slot_month
from storage.kept import Kept, Slot, to_keep
from storage.ledger import packed_editions
from storage.moments import to_ms
from storage.movements import is_no_record, others_of, record_of
from storage.packing import unpack_json
from storage.refolding import Refolded, refold, refold_loose
from storage.results import Folded
from storage.server import Server
from storage.shelf import CONTENTS_FROM, Shelf
from storage.volumes import Change, Volume

LOOK_BACK = 4
"""Editions that are looked at together for whether a place is a record: most often they tell it is none."""


class Books:
    """The facts of each book."""

    def __init__(
        self,
        server: Server,
        claims: Claims,
        decisions: Decisions,
        *,
        clock: Callable[[], datetime],
        contents_from: int = CONTENTS_FROM,
    ) -> None:
        self._claims = claims
        self._decisions = decisions
        self._clock = clock
        self._shelf = Shelf(server, contents_from=contents_from)
        self._indexes = Indexes(server)

    def fold(self, item: str) -> Folded:
        """Bring the claims of an article into their books ("ID" or "ID@REVISION", an item of "fold").

        Each book is changed in one atomic step with its ledger and its events; then the months'
        indexes follow, and at last the folding is done. Doing it again, or after a crash
        between any two steps, changes nothing in the end.
        """
        return self.fold_many([item])

    def fold_many(self, items: Iterable[str], *, silent: bool = False) -> Folded:
        """The same for several articles, in fewer ways to Redis; `silent` makes no events of it."""
        waiting = {item: item.partition("@")[0] for item in items}
        tally = _Tally()
        while waiting:
            rulings = self._decisions.rulings()
            known = self._claims.get_many(sorted(set(waiting.values())))
            step = Step(rulings=rulings, known=known, silent=silent)
            # What was decided while they were folded does not know of them.
            if not self._fold(step, tally) or self._decisions.rulings() != rulings:
                continue
            done = self._claims.folded({item: known[waiting[item]].version for item in waiting})
            waiting = {
                item: waiting[item] for item, is_done in zip(waiting, done, strict=True) if not is_done
            }
        return Folded(
            changed=tuple(tally.changed),
            books_with_events=tuple(tally.books),
            articles_with_events=frozenset(tally.articles),
        )

    def forget(self, article_ids: Sequence[str]) -> None:
        """Take the claims of articles out of their books, since these are to be dropped."""
        while True:
            rulings = self._decisions.rulings()
            known = self._claims.get_many(article_ids)
            step = Step(rulings=rulings, known=known, silent=True, forget=True)
            if self._fold(step, _Tally()) and self._decisions.rulings() == rulings:
                return

    def renew_rating(self, name: str) -> None:
        """Write a rating's entry in the list of ratings anew, of the facts in its book."""
        while True:
            volume, _ = self._shelf.sound(name)
            contents = contents_of((kept.fact, kept.slot[0]) for kept in volume.facts.values())
            change = Change(
                kept=(),
                removed=(),
                editions={},
                rating=rating_entry(name, contents),
                events=(),
                known=volume.known,
                unindexed=volume.unindexed,
                contents=contents,
            )
            if self._shelf.commit([(volume, change)], due_ms=to_ms(self._clock()))[0]:
                return

    def articles_in(self, name: str) -> tuple[str, ...]:
        """The articles (ids) that have claims in a book."""
        volume, _ = self._shelf.sound(name)
        return tuple(
            sorted({claim.article_id for kept in volume.facts.values() for claim in kept.fact.claims})
        )

    def names_in(self, name: str) -> dict[str, int]:
        """What the claims in a rating's book call it, and how many do."""
        volume, _ = self._shelf.sound(name)
        statements = [claim.statement for kept in volume.facts.values() for claim in kept.fact.claims]
        return dict(Counter(one.rating for one in statements if isinstance(one, Ranking) and one.rating))

    def differences(self, volume: Volume) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The facts (ids) and the editions (periods) of a book that are not what its claims come to."""
        lines = fold(claim for kept in volume.facts.values() for claim in kept.fact.claims)
        wanted = {own_digest(line.fact.id): line for line in lines}
        facts = {
            own
            for own in wanted.keys() | volume.facts.keys()
            if not _is_same(volume.facts.get(own), wanted.get(own))
        }
        expected = packed_editions(lines) if is_named(volume.name) else {}
        stored = self._shelf.editions(volume.name)
        periods = {
            period
            for period in expected.keys() | stored.keys()
            if _content(expected.get(period)) != _content(stored.get(period))
        }
        book_digest = keys.book_digest(volume.name)
        return tuple(f"{book_digest}.{own}" for own in sorted(facts)), tuple(sorted(periods))

    def mend(self, name: str, *, forget: Collection[str] = ()) -> None:
        """Make a book anew of the claims in it, its editions and index entries too.

        Claims of the ids `forget` are left out. What comes out otherwise than it was told makes
        events, as ever.
        """
        while True:
            volume, _ = self._shelf.sound(name)
            every = (claim for kept in volume.facts.values() for claim in kept.fact.claims)
            lines = fold(claim for claim in every if claim.id not in forget)
            change = self._change(volume, folded_whole(volume, lines))
            packed = packed_editions(lines) if is_named(name) else {}
            editions = {period: packed.get(period, b"") for period in {*packed, *self._shelf.editions(name)}}
            change = replace(change, editions=editions)
            (version,) = self._shelf.commit([(volume, change)], due_ms=to_ms(self._clock()))
            if version:
                self._shelf.forget(name)
                self._index([committed(volume, change, version)], former_of(volume, change))
                return

    def rekey(self, name: str, fact_ids: Collection[str]) -> None:
        """Bring the claims of some facts of a book without history to where their keys are now; no events."""
        while True:
            (volume,) = self._shelf.read({name: fact_ids})
            keyed = {
                fact_id(claim.key, claim.key.period) for fact in facts_in(volume) for claim in fact.claims
            }
            (volume,) = self._shelf.read({name: keyed.union(fact_ids)})
            lines = fold(claim for fact in facts_in(volume) for claim in fact.claims)
            change = self._change(volume, folded_whole(volume, lines), silent=True)
            (version,) = self._shelf.commit([(volume, change)], due_ms=to_ms(self._clock()))
            if version:
                self._index([committed(volume, change, version)], former_of(volume, change))
                return

    def _fold(self, step: Step, tally: _Tally) -> bool:
        """Fold articles' claims; False when others changed something meanwhile."""
        own = by_book(step)
        volumes = self._opened(step, own)
        # The claims were read before the books. Are they still the same, then they are what
        # stood there after: nobody can have put newer ones into the books before we read those.
        if self._claims.versions(list(step.known)) != [one.version for one in step.known.values()]:
            return False
        folded = self._refolded(step, volumes, own)
        if folded is None:
            return False
        changes = self._changes(step, folded, own)
        written = [(volume, change) for volume, change in changes if change.kept or change.removed]
        versions = self._shelf.commit(written, due_ms=to_ms(self._clock()))
        after = [volume for volume, change in changes if not (change.kept or change.removed)]
        former: dict[str, Fact] = {}
        for (volume, change), version in zip(written, versions, strict=True):
            if version:
                after.append(committed(volume, change, version))
                former |= former_of(volume, change)
                tally.changed.update(dict.fromkeys(kept.fact.id for kept in change.kept))
                if change.events:
                    tally.books[keys.book_digest(volume.name)] = None
                    tally.articles.update(own[volume.name])
        for volume in after:
            if is_ledger(volume.name):
                self._shelf.keep(volume)
        self._index([volume for volume in after if volume.unindexed], former)
        return all(versions)

    def _opened(self, step: Step, own: OwnClaims) -> list[Volume]:
        """The books that are concerned: the facts in question of some, ratings with their contents."""
        asked = {
            name: facts_concerned(name, step, members) for name, members in own.items() if not is_ledger(name)
        }
        return [*self._shelf.read(asked), *self._shelf.open([name for name in own if is_ledger(name)])]

    def _refolded(
        self, step: Step, volumes: Sequence[Volume], own: OwnClaims
    ) -> list[tuple[Volume, Refolded]] | None:
        """What the articles' claims make of each book; None where one was changed meanwhile.

        What ratings are to read is read for all of them at a time.
        """
        folded: dict[str, Refolded] = {}
        opened = {volume.name: volume for volume in volumes}
        waiting = {}
        for name, volume in opened.items():
            if volume.contents is None:
                folded[name] = folded_whole(volume, refold_loose(facts_in(volume), own[name]))
                continue
            earlier = earlier_claims(name, step, own[name])
            waiting[name] = refold(name, volume.contents, own[name], earlier)
        sent: dict[str, Any] = dict.fromkeys(waiting)
        while sent:
            asked: dict[str, frozenset[str]] = {}
            for name, facts in sent.items():
                try:
                    asked[name] = waiting[name].send(facts)
                except StopIteration as ended:
                    folded[name] = ended.value
            turned = self._shelf.turn({name: (opened[name], periods) for name, periods in asked.items()})
            if turned is None:
                return None
            opened |= turned
            sent = {name: facts_in(opened[name], periods) for name, periods in asked.items()}
        return [(opened[name], folded[name]) for name in own]

    def _changes(
        self, step: Step, folded: Sequence[tuple[Volume, Refolded]], own: OwnClaims
    ) -> list[tuple[Volume, Change]]:
        """What is to become of each book; those that gain come before those that lose."""
        slots = self._slots(folded)
        silenced = moved_about(folded, own)
        changes = []
        for volume, refolded in folded:
            silent = step.silent or volume.name in silenced
            changes.append((volume, self._change(volume, refolded, slots, silent=silent)))
        return sorted(changes, key=lambda one: not any(own[one[0].name].values()))

    def _change(
        self,
        volume: Volume,
        refolded: Refolded,
        slots: Mapping[str, Slot] | None = None,
        *,
        silent: bool = False,
    ) -> Change:
        """What is to become of a book. Silent, no event is made; what counts as told is, all the same."""
        slots = slots if slots is not None else self._slots([(volume, refolded)])
        change = change_of(volume, refolded, slots, self._clock(), silent=silent)
        return replace(change, events=self._with_records(change.events, refolded))

    def _with_records(self, events: Sequence[Event], refolded: Refolded) -> tuple[Event, ...]:
        """The events; of moves that are told with whether the place is a record.

        Of other editions no more is read than tells that.
        """
        moves = {
            event.id: event.position
            for event in events
            if event.kind == "place_changed" and event.position is not None
        }
        facts = {line.fact.id: line.fact for line in refolded.lines} if moves else {}
        waiting = {
            event.id: others_of(facts[event.fact_id], refolded.contents.live)
            for event in events
            if event.id in moves
        }
        places: dict[str, list[int]] = {one: [] for one in moves}
        while waiting:
            unread = {other for others in waiting.values() for other in others[:LOOK_BACK]} - facts.keys()
            facts |= {kept.fact.id: kept.fact for kept in self._shelf.facts(sorted(unread)) if kept}
            for one, others in waiting.items():
                found = [exact_place(facts[other]) for other in others[:LOOK_BACK] if other in facts]
                places[one] += [place for place in found if place is not None]
            waiting = {
                one: others[LOOK_BACK:]
                for one, others in waiting.items()
                if others[LOOK_BACK:] and not is_no_record(moves[one], places[one])
            }
        records = {one: record_of(place, places[one]) for one, place in moves.items()}
        return tuple(replace(event, record=records.get(event.id)) for event in events)

    def _slots(self, folded: Iterable[tuple[Volume, Refolded]]) -> dict[str, Slot]:
        """The slots of the facts concerned; new ones, and those that move to another month, get new ones."""
        slots: dict[str, Slot] = {}
        homeless: dict[str, list[str]] = defaultdict(list)
        for volume, refolded in folded:
            for line in refolded.of_concern:
                known = volume.facts.get(own_digest(line.fact.id))
                if known is None or moved(known.slot, line.fact):
                    homeless[slot_month(line.fact)].append(line.fact.id)
                else:
                    slots[line.fact.id] = known.slot
        numbers = self._indexes.numbers({month: len(ids) for month, ids in homeless.items()})
        for month, identifiers in homeless.items():
            slots.update((identifier, (month, next(numbers[month]))) for identifier in identifiers)
        return slots

    def _index(self, volumes: Sequence[Volume], former: Mapping[str, Fact]) -> None:
        """Bring what is not indexed yet into the indexes of its months; `former` is what it was before."""
        by_month: dict[str, list[Entry]] = defaultdict(list)
        for volume in volumes:
            facts = self._unindexed(volume)
            for own, month, number in sorted(volume.unindexed):
                kept = facts.get(own)
                fact = kept.fact if kept is not None and kept.slot == (month, number) else None
                before = former.get(fact.id) if fact is not None else None
                entry = Entry(number=number, version=volume.version, fact=fact, former=before)
                by_month[month].append(entry)
        for month, entries in by_month.items():
            self._indexes.write(month, entries)
        self._shelf.indexed(volumes)

    def _unindexed(self, volume: Volume) -> Mapping[str, Kept]:
        """The facts of a book, with those that are still to be indexed and were not read with it."""
        book_digest = keys.book_digest(volume.name)
        missing = sorted({own for own, _, _ in volume.unindexed} - volume.facts.keys())
        loaded = self._shelf.facts([f"{book_digest}.{own}" for own in missing])
        return {**volume.facts, **{own: one for own, one in zip(missing, loaded, strict=True) if one}}


@dataclass(slots=True)
class _Tally:
    """What folding came to, tried again or not: facts, books with events, and the articles in these."""

    changed: dict[str, None] = field(default_factory=dict)
    books: dict[str, None] = field(default_factory=dict)
    articles: set[str] = field(default_factory=set)


def _is_same(known: Kept | None, line: Line | None) -> bool:
    if known is None or line is None:
        return False
    return known.content == to_keep(line.fact, known.slot, known.announced, line.previous_stored).content


def _content(record: bytes | None) -> Any:
    return unpack_json(record) if record is not None else None
