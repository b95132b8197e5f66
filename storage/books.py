"""Books: claims become facts, the ledger and events, in one atomic step a book."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from model.claims import Claim, Fact
from model.ledger import Event
from model.statements import Ranking
from storage import keys
from storage.claims import ArticleClaims, Claims
from storage.decisions import Decisions, Rulings
from storage.folding import Line, fact_id, fold, refold, span_of
from storage.happenings import happenings
from storage.indexing import Entry, Indexes, moved, slot_month
from storage.ledger import packed_editions
from storage.moments import to_ms
from storage.movements import movements
from storage.neighbours import neighbours
from storage.packing import unpack_json
from storage.results import Folded
from storage.server import Server
from storage.shelf import Change, Kept, Shelf, Slot, Volume, own_digest, to_keep

UNNAMED = "unnamed:"
"""A rating that the news does not name: its places are facts, but no ledger and no event."""


class Books:
    """The facts of each book."""

    def __init__(
        self, server: Server, claims: Claims, decisions: Decisions, *, clock: Callable[[], datetime]
    ) -> None:
        self._claims = claims
        self._decisions = decisions
        self._clock = clock
        self._shelf = Shelf(server)
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
            step = _Step(rulings=rulings, known=known, silent=silent)
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
            step = _Step(rulings=rulings, known=known, silent=True, forget=True)
            if self._fold(step, _Tally()) and self._decisions.rulings() == rulings:
                return

    def renew_rating(self, name: str) -> None:
        """Write a rating's entry in the list of ratings anew, of the facts in its book."""
        while True:
            volume, _ = self._shelf.sound(name)
            lines = [Line(fact=fact) for fact in _facts_in(volume)]
            slots = {kept.fact.id: kept.slot for kept in volume.facts.values()}
            change = Change(
                kept=(),
                removed=(),
                editions={},
                rating=_rating(name, lines, slots),
                events=(),
                known=volume.known,
                unindexed=volume.unindexed,
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
        expected = packed_editions(lines) if _is_named(volume.name) else {}
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
            change = _change(volume, lines, self._slots([(volume, lines)]), self._clock())
            packed = packed_editions(lines) if _is_named(name) else {}
            editions = {period: packed.get(period, b"") for period in {*packed, *self._shelf.editions(name)}}
            change = replace(change, editions=editions)
            (version,) = self._shelf.commit([(volume, change)], due_ms=to_ms(self._clock()))
            if version:
                self._shelf.forget(name)
                self._index([_committed(volume, change, version)])
                return

    def rekey(self, name: str, fact_ids: Collection[str]) -> None:
        """Bring the claims of some facts of a book without history to where their keys are now; no events."""
        while True:
            (volume,) = self._shelf.read({name: fact_ids})
            keyed = {
                fact_id(claim.key, claim.key.period) for fact in _facts_in(volume) for claim in fact.claims
            }
            (volume,) = self._shelf.read({name: keyed.union(fact_ids)})
            lines = fold(claim for fact in _facts_in(volume) for claim in fact.claims)
            slots = self._slots([(volume, lines)])
            change = _change(volume, lines, slots, self._clock(), silent=True)
            (version,) = self._shelf.commit([(volume, change)], due_ms=to_ms(self._clock()))
            if version:
                self._index([_committed(volume, change, version)])
                return

    def _fold(self, step: _Step, tally: _Tally) -> bool:
        """Fold articles' claims; False when others changed something meanwhile."""
        own = _by_book(step)
        volumes = self._shelf.read({name: _concerned(name, step, members) for name, members in own.items()})
        # The claims were read before the books. Are they still the same, then they are what
        # stood there after: nobody can have put newer ones into the books before we read those.
        if self._claims.versions(list(step.known)) != [one.version for one in step.known.values()]:
            return False
        changes = self._changes(step, volumes, own)
        written = [(volume, change) for volume, change in changes if change.kept or change.removed]
        versions = self._shelf.commit(written, due_ms=to_ms(self._clock()))
        after = [volume for volume, change in changes if not (change.kept or change.removed)]
        for (volume, change), version in zip(written, versions, strict=True):
            if version:
                committed = _committed(volume, change, version)
                after.append(committed)
                if is_ledger(volume.name):
                    self._shelf.keep(committed)
                tally.changed.update(dict.fromkeys(kept.fact.id for kept in change.kept))
                if change.events:
                    tally.books[keys.book_digest(volume.name)] = None
                    tally.articles.update(own[volume.name])
        self._index([volume for volume in after if volume.unindexed])
        return all(versions)

    def _changes(
        self, step: _Step, volumes: Sequence[Volume], own: Mapping[str, Mapping[str, Sequence[Claim]]]
    ) -> list[tuple[Volume, Change]]:
        """What the articles' claims make of each book; those that gain come before those that lose."""
        folded = [(volume, refold(_facts_in(volume), own[volume.name])) for volume in volumes]
        slots = self._slots(folded)
        moved_about = _moved_about(volumes, own)
        changes = []
        for volume, lines in folded:
            silent = step.silent or volume.name in moved_about
            change = _change(volume, lines, slots, self._clock(), silent=silent)
            changes.append((volume, change))
        return sorted(changes, key=lambda one: not any(own[one[0].name].values()))

    def _slots(self, folded: Iterable[tuple[Volume, Sequence[Line]]]) -> dict[str, Slot]:
        """The facts' slots; new ones, and those that move to another month, get new ones."""
        slots: dict[str, Slot] = {}
        homeless: dict[str, list[str]] = defaultdict(list)
        for volume, lines in folded:
            for line in lines:
                known = volume.facts.get(own_digest(line.fact.id))
                if known is None or moved(known.slot, line.fact):
                    homeless[slot_month(line.fact)].append(line.fact.id)
                else:
                    slots[line.fact.id] = known.slot
        numbers = self._indexes.numbers({month: len(ids) for month, ids in homeless.items()})
        for month, identifiers in homeless.items():
            slots.update((identifier, (month, next(numbers[month]))) for identifier in identifiers)
        return slots

    def _index(self, volumes: Sequence[Volume]) -> None:
        """Bring what is not indexed yet into the indexes of its months."""
        by_month: dict[str, list[Entry]] = defaultdict(list)
        for volume in volumes:
            facts = self._unindexed(volume)
            for own, month, number in sorted(volume.unindexed):
                kept = facts.get(own)
                fact = kept.fact if kept is not None and kept.slot == (month, number) else None
                by_month[month].append(Entry(number=number, version=volume.version, fact=fact))
        for month, entries in by_month.items():
            self._indexes.write(month, entries)
        self._shelf.indexed(volumes)

    def _unindexed(self, volume: Volume) -> Mapping[str, Kept]:
        """The facts of a book, with those that are still to be indexed and were not read with it."""
        book_digest = keys.book_digest(volume.name)
        missing = sorted({own for own, _, _ in volume.unindexed} - volume.facts.keys())
        loaded = self._shelf.facts([f"{book_digest}.{own}" for own in missing])
        return {**volume.facts, **{own: one for own, one in zip(missing, loaded, strict=True) if one}}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Step:
    """What is folded at once: the claims of articles (by id), and the decisions that hold."""

    rulings: Rulings
    known: Mapping[str, ArticleClaims]
    silent: bool
    forget: bool = False


@dataclass(slots=True)
class _Tally:
    """What folding came to, tried again or not: facts, books with events, and the articles in these."""

    changed: dict[str, None] = field(default_factory=dict)
    books: dict[str, None] = field(default_factory=dict)
    articles: set[str] = field(default_factory=set)


def is_ledger(name: str) -> bool:
    """Whether a book is of a rating: then its facts hang together, and it is folded as a whole."""
    return not name.startswith(("percentage:", "partnership:"))


def _is_named(name: str) -> bool:
    """Whether a book is of a rating that has a name, and so a ledger."""
    return is_ledger(name) and not name.startswith(UNNAMED)


def _is_same(known: Kept | None, line: Line | None) -> bool:
    if known is None or line is None:
        return False
    return known.content == to_keep(line.fact, known.slot, known.announced, line.previous_stored).content


def _content(record: bytes | None) -> Any:
    return unpack_json(record) if record is not None else None


def _by_book(step: _Step) -> dict[str, dict[str, list[Claim]]]:
    """The claims by book and article; none for a book that an article's claims may only have left."""
    books: dict[str, dict[str, list[Claim]]] = defaultdict(dict)
    for article_id, known in step.known.items():
        for claim in known.claims:
            applied = step.rulings.applied(claim)
            members = books[applied.key.book].setdefault(article_id, [])
            if not step.forget:
                members.append(applied)
            for home in _homes(step.rulings, claim.key.book):
                books[home].setdefault(article_id, [])
        for name, _ in known.left:
            for home in _homes(step.rulings, name):
                books[home].setdefault(article_id, [])
    return books


def _homes(rulings: Rulings, name: str) -> frozenset[str]:
    """The books that claims of a book may be in, or may have been."""
    return rulings.homes(name) if rulings.decisions and _is_named(name) else frozenset((name,))


def _concerned(name: str, step: _Step, own: Mapping[str, Sequence[Claim]]) -> list[str] | None:
    """The facts that claims speak for in a book without history, or did, and those they are compared with.

    None for the whole of a rating.
    """
    if is_ledger(name):
        return None
    claims = (claim for article_id in own for claim in step.known[article_id].claims)
    spoken = {claim.key for claim in claims if claim.key.book == name}
    keyed = {fact_id(key, key.period) for key in spoken}
    left = {fact for article_id in own for book, fact in step.known[article_id].left if book == name}
    # Only events compare a fact with others.
    compared = () if step.silent else (neighbours(key, key.period) for key in spoken)
    return sorted(keyed.union(left, *compared))


def _facts_in(volume: Volume) -> list[Fact]:
    return [kept.fact for kept in volume.facts.values()]


def _moved_about(volumes: Sequence[Volume], own: Mapping[str, Mapping[str, Sequence[Claim]]]) -> set[str]:
    """Books that claims come to from another, or leave for it: that is bookkeeping and no news."""
    before: dict[str, set[str]] = defaultdict(set)
    for volume in volumes:
        if is_ledger(volume.name):
            for fact in _facts_in(volume):
                for claim in fact.claims:
                    if claim.article_id in own[volume.name]:
                        before[claim.id].add(volume.name)
    concerned: set[str] = set()
    for name, members in own.items():
        if is_ledger(name):
            for claim in (claim for claims in members.values() for claim in claims):
                others = before[claim.id] - {name}
                concerned |= {name, *others} if others else set()
    return concerned


def _change(
    volume: Volume, lines: Sequence[Line], slots: Mapping[str, Slot], now: datetime, *, silent: bool = False
) -> Change:
    """What is to become of a book. Silent, no event is made; what counts as told is, all the same."""
    before = volume.facts
    announced: Mapping[str, int] = _announced(before, lines)
    named = _is_named(volume.name)
    former = {kept.fact.id: kept.fact for kept in before.values()}
    events: tuple[Event, ...] = ()
    if named:
        told = movements(lines, known=volume.known, announced=announced, now=now, former=former)
        events, announced = told.events, told.announced
    elif not is_ledger(volume.name) and not silent:
        events = happenings(lines, former=former, now=now)
    changed = _changed(before, lines, slots, announced)
    removed = sorted(before.keys() - {own_digest(line.fact.id) for line in lines})
    return Change(
        kept=changed,
        removed=removed,
        editions=_editions(before, changed, removed, lines) if named else {},
        rating=_rating(volume.name, lines, slots) if named else None,
        events=() if silent else events,
        known=_known(volume, lines) if named else (),
        unindexed=volume.unindexed | _to_index(before, changed, removed),
    )


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


def _rating(name: str, lines: Sequence[Line], slots: Mapping[str, Slot]) -> dict[str, Any]:
    """The rating's entry: name and publisher as the newest claim that tells them; empty without facts.

    `months` are those whose indexes have the facts of a period, so that not all are asked for them.
    """
    claims = [claim for line in lines for claim in line.fact.claims]
    if not claims:
        return {}
    claims.sort(key=lambda claim: (claim.withdrawn_at is None, claim.published_at, claim.id), reverse=True)
    statements = [claim.statement for claim in claims if isinstance(claim.statement, Ranking)]
    return {
        "id": name,
        "name": next((one.rating for one in statements if one.rating), name),
        "publisher": next((one.publisher for one in statements if one.publisher), None),
        "periods": _periods(lines),
        "facts": sum(line.fact.status != "withdrawn" for line in lines),
        "months": _months(lines, slots),
    }


def _months(lines: Iterable[Line], slots: Mapping[str, Slot]) -> dict[str, list[str]]:
    months: dict[str, set[str]] = defaultdict(set)
    for line in lines:
        months[line.fact.period or ""].add(slots[line.fact.id][0])
    return {period: sorted(months[period]) for period in sorted(months)}


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
