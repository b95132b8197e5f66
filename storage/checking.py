"""A check of the whole: what is stored is walked and held against what it is made from.

Articles with their claims are what everything else follows from; a repair makes the rest follow
again, by the same steps as ever. What is due to be folded is left alone: it is on its way.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from storage import keys
from storage.articles import Articles
from storage.books import Books
from storage.claims import Claims
from storage.decisions import Decisions
from storage.indexing import NOTHING, Entry, Indexes, entered, is_alive, without_version
from storage.kept import Kept, Slot
from storage.keys import Stage
from storage.server import Server
from storage.shelf import Shelf
from storage.terms import terms_of
from storage.volumes import Volume
from storage.work import Work

FindingKind = Literal[
    "work_without_item",
    "undone_work",
    "claim_without_fact",
    "fact_without_claim",
    "fact_disagrees",
    "edition_disagrees",
    "index_without_fact",
    "fact_without_index",
    "term_disagrees",
    "unreadable_fact",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Something that is not as it should be: what, where, and whether it was repaired."""

    kind: FindingKind
    where: str
    detail: str
    repaired: bool


@dataclass(slots=True)
class _Seen:
    """What the walk has come across and not yet found the counterpart of.

    Claims by id with their book and whether they are withdrawn, articles that wait to be folded, books
    by digest, entries by slot.
    """

    claims: dict[str, tuple[str, bool]] = field(default_factory=dict)
    folding: set[str] = field(default_factory=set)
    books: dict[str, str] = field(default_factory=dict)
    entries: dict[Slot, bytes] = field(default_factory=dict)


class Check:
    """Walks all of storage. It keeps the ids of all claims in memory: some 200 bytes for each."""

    def __init__(
        self,
        server: Server,
        *,
        articles: Articles,
        claims: Claims,
        books: Books,
        decisions: Decisions,
        work: Work,
        clock: Callable[[], datetime],
    ) -> None:
        self._server = server
        self._articles = articles
        self._claims = claims
        self._books = books
        self._decisions = decisions
        self._work = work
        self._clock = clock
        self._shelf = Shelf(server)
        self._indexes = Indexes(server)

    def findings(self, *, repair: bool = False) -> Iterator[Finding]:
        """What is wrong, as it is found; with `repair` each is put right when it is given."""
        seen = _Seen()
        yield from self._due(seen, repair)
        for month in self._articles.months():
            for article_id in self._articles.ids(month):
                yield from self._article(article_id, seen, repair)
            for number, entry in self._indexes.entries(month):
                seen.entries[month, number] = entry
                seen.books.setdefault(keys.book_digest_of(entered(entry).fact_id), "")
        for name in sorted(self._named(seen)):
            yield from self._book(name, seen, repair)
        for (month, number), entry in sorted(seen.entries.items()):
            if repair:
                gone = Entry(number=number, version=entered(entry).version, fact=None)
                self._indexes.write(month, [gone])
            yield _found("index_without_fact", f"{month} {number}", entered(entry).fact_id, repair)
        for claim_id in sorted(seen.claims):
            article_id = claim_id.rpartition(".")[0]
            if article_id in seen.folding:
                continue
            if repair:
                self._books.fold(article_id)
            told = f"no fact has the claim {claim_id} as it is now"
            yield _found("claim_without_fact", article_id, told, repair)

    def _due(self, seen: _Seen, repair: bool) -> Iterator[Finding]:
        """Due work on something that is not there."""
        stages: tuple[Stage, ...] = ("read", "look", "extract", "fold", "relay", "deliver")
        for stage in stages:
            for item in self._work.every(stage):
                if stage == "fold":
                    seen.folding.add(item.partition("@")[0])
                if self._has_item(stage, item):
                    continue
                if repair:
                    self._work.done(stage, [item])
                yield _found("work_without_item", item, f"{stage} is due, but there is none", repair)

    def _has_item(self, stage: Stage, item: str) -> bool:
        identifier, _, revision = item.partition("@")
        match stage:
            case "read":
                key = keys.refs(keys.ref_partition(item))
                return bool(self._server.call("HEXISTS", key, item))
            case "look":
                key = keys.looks(keys.ref_partition(item))
                return bool(self._server.call("HEXISTS", key, item))
            case "extract":
                name = keys.bodies(keys.month_partition(item))
                return bool(self._server.call("HEXISTS", name, keys.body_field(identifier, revision)))
            case "fold":
                name = keys.claims(keys.month_partition(item))
                return bool(self._server.call("HEXISTS", name, keys.article_field(identifier)))
            case "relay":
                return bool(self._server.call("EXISTS", keys.outbox(item)))
            case _:
                return bool(self._server.call("HEXISTS", keys.DELIVERIES, item))

    def _article(self, article_id: str, seen: _Seen, repair: bool) -> Iterator[Finding]:
        """An article whose current revision was never extracted, though nothing is due."""
        rulings = self._decisions.rulings()
        for claim in map(rulings.applied, self._claims.get(article_id).claims):
            seen.claims[claim.id] = claim.key.book, claim.withdrawn_at is not None
            seen.books.setdefault(keys.book_digest(claim.key.book), claim.key.book)
        revision = self._articles.current(article_id) or ""
        item = f"{article_id}@{revision}"
        if not self._claims.has(article_id, revision):
            yield from self._undone("extract", item, repair)

    def _undone(self, stage: Stage, item: str, repair: bool) -> Iterator[Finding]:
        """Work that is to be done, unless it is due or was set aside."""
        if self._work.is_due(stage, item) or self._work.is_set_aside(stage, item):
            return
        if repair:
            self._work.put(stage, item, self._clock())
        yield _found("undone_work", item, f"{stage} was not done, and is not due", repair)

    def _named(self, seen: _Seen) -> set[str]:
        """The names of all books: of those that only the indexes know, as the books tell them."""
        unnamed = [book_digest for book_digest, name in seen.books.items() if not name]
        told = self._shelf.names(unnamed)
        return {name or told.get(book_digest, "") for book_digest, name in seen.books.items()} - {""}

    def _book(self, name: str, seen: _Seen, repair: bool) -> Iterator[Finding]:
        volume, broken = self._shelf.sound(name)
        for own in broken:
            if repair:
                self._shelf.drop(name, own)
            yield _found("unreadable_fact", f"{keys.book_digest(name)}.{own}", f"in the book {name}", repair)
        strangers = self._strangers(volume, seen)
        wrong = [] if self._is_under_way(volume, seen) else list(self._disagreements(volume))
        if repair and (strangers or wrong):
            slots = {kept.slot for kept in volume.facts.values()}
            self._books.mend(name, forget=set(strangers))
            volume, _ = self._shelf.sound(name)
            self._look_again(slots | {kept.slot for kept in volume.facts.values()}, seen)
        for claim_id, fact_id in strangers.items():
            yield _found("fact_without_claim", fact_id, f"no article makes the claim {claim_id}", repair)
        for kind, where in wrong:
            yield _found(kind, where, f"its claims say otherwise; book {name}", repair)
        yield from self._slots(volume, seen, repair)
        book_digest = keys.book_digest(name)
        if self._server.call("EXISTS", keys.outbox(book_digest)):
            yield from self._undone("relay", book_digest, repair)

    def _look_again(self, slots: set[Slot], seen: _Seen) -> None:
        """Entries as they are after their book was mended."""
        for month, number in slots:
            entry = self._indexes.entry(month, number)
            if is_alive(entry):
                seen.entries[month, number] = entry
            else:
                seen.entries.pop((month, number), None)

    def _strangers(self, volume: Volume, seen: _Seen) -> dict[str, str]:
        """Claims of the book that no article makes, with their facts; the others are ticked off."""
        strangers = {}
        for kept in volume.facts.values():
            for claim in kept.fact.claims:
                book, is_withdrawn = seen.claims.get(claim.id, (None, None))
                if book != volume.name and claim.article_id not in seen.folding:
                    strangers[claim.id] = kept.fact.id
                # One that was withdrawn since stays, and is brought into its fact at the end.
                elif book == volume.name and is_withdrawn == (claim.withdrawn_at is not None):
                    del seen.claims[claim.id]
        return strangers

    def _is_under_way(self, volume: Volume, seen: _Seen) -> bool:
        return any(
            claim.article_id in seen.folding for kept in volume.facts.values() for claim in kept.fact.claims
        )

    def _disagreements(self, volume: Volume) -> Iterator[tuple[FindingKind, str]]:
        """Facts and editions that are not what the book's claims come to."""
        facts, editions = self._books.differences(volume)
        for fact_id in facts:
            yield "fact_disagrees", fact_id
        for period in editions:
            yield "edition_disagrees", f"{volume.name} {period}"

    def _slots(self, volume: Volume, seen: _Seen, repair: bool) -> Iterator[Finding]:
        """Facts whose entries are missing or another's, and postings that they are missing in."""
        waiting = {(month, number) for _, month, number in volume.unindexed}
        under_way = self._is_under_way(volume, seen)
        by_month: dict[str, list[Kept]] = defaultdict(list)
        for _, kept in sorted(volume.facts.items()):
            if not (under_way and kept.slot in waiting):
                by_month[kept.slot[0]].append(kept)
        for month, members in sorted(by_month.items()):
            yield from self._month_slots(month, members, volume, seen, repair)

    def _month_slots(
        self, month: str, members: list[Kept], volume: Volume, seen: _Seen, repair: bool
    ) -> Iterator[Finding]:
        wanted = [Entry(number=kept.slot[1], version=volume.version, fact=kept.fact) for kept in members]
        leading: dict[str, set[int]] = defaultdict(set)
        for kept, entry, text in zip(members, wanted, self._indexes.written(month, wanted), strict=True):
            there = seen.entries.pop(kept.slot, NOTHING)
            if without_version(there) != without_version(text):
                if repair:
                    self._indexes.write(month, [entry], again=True)
                told = f"number {entry.number} of {month}"
                yield _found("fact_without_index", kept.fact.id, told, repair)
            for term in terms_of(kept.fact):
                leading[term].add(entry.number)
        for term, number in list(self._indexes.missing(month, leading)):
            if repair:
                self._indexes.enter(month, number, [term])
            yield _found("term_disagrees", f"{month} {number}", f"is missing in {term}", repair)


def _found(kind: FindingKind, where: str, detail: str, repaired: bool) -> Finding:
    return Finding(kind=kind, where=where, detail=detail, repaired=repaired)
