"""Other claims of some articles -> what becomes of a book. Pure; only the editions concerned are read.

What comes out is what `storage.folding.fold` makes of all claims. What couples editions: when others were
written about tells where a claim belongs that tells no edition; a place is compared with the one in the
edition before; only the newest edition makes events.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Generator, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from model.claims import Claim, Fact, FactKey
from storage.contents import (
    Chapter,
    Contents,
    Naming,
    names_in,
    publishers_in,
    untold_span,
    withdrawn_of,
)
from storage.folding import (
    DIFFERS,
    FactPlace,
    Line,
    edition_after,
    edition_before,
    edition_of,
    fact_id,
    facts_of,
    flagged,
    is_untold,
    newest_editions,
    order,
    told_dates,
    told_edition,
)
from storage.moments import to_ms
from storage.spans import Dates, Span, change_between, spans_of

Turning = Generator[frozenset[str], Iterable[Fact], None]
"""Asks for editions, by period, and is sent their facts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Refolded:
    """What has become of a book.

    `lines` are of all facts that were read or made, in the order of `fold`; `concerned` (ids) of them may
    be other than they were. `contents` are as they are now, without the months of the editions `changed`;
    `had` are the claims (ids) that the articles had in it.
    """

    lines: tuple[Line, ...]
    concerned: frozenset[str]
    removed: frozenset[str]
    contents: Contents
    changed: frozenset[str]
    had: frozenset[str] = frozenset()

    @property
    def of_concern(self) -> list[Line]:
        """The lines that may be other than they were."""
        return [line for line in self.lines if line.fact.id in self.concerned]


def refold(
    book: str, contents: Contents, own: Mapping[str, Sequence[Claim]], earlier: Iterable[Claim] | None
) -> Generator[frozenset[str], Iterable[Fact], Refolded]:
    """A rating's book when some articles' claims, by article, take the place of those that they had.

    `earlier` are the claims that the articles may have in the book; None where that is not known, and all
    is read. Yields the periods of editions to be read, and is sent their facts.
    """
    pages = _Pages(contents, own)
    if earlier is None:
        yield from pages.turn(contents.chapters)
        touched = [*pages.known]
    else:
        places = [(_key_in(book, claim), edition_of(claim, contents.told)) for claim in earlier]
        yield from pages.turn(period for _, period in places)
        touched = [fact_id(key, period) for key, period in places]
    yield from pages.remake(touched)
    history = _History(pages)
    yield from pages.turn(history.asked())
    name = yield from _best(names_in, contents.name, pages)
    publisher = yield from _best(publishers_in, contents.publisher, pages)
    lines = history.lines()
    return Refolded(
        lines=lines,
        concerned=frozenset(history.concerned),
        removed=frozenset(pages.removed),
        contents=Contents(chapters=pages.chapters(), name=name, publisher=publisher),
        changed=frozenset(pages.periods),
        had=frozenset(pages.had),
    )


def refold_loose(known: Iterable[Fact], own: Mapping[str, Sequence[Claim]]) -> tuple[Line, ...]:
    """The same of facts that do not hang together: all that the articles' claims are in, or come to."""
    pages = _Pages(Contents(), own)
    pages.known = {fact.id: fact for fact in known}
    for _ in pages.remake(pages.known):
        raise AssertionError("facts that do not hang together are in no edition")
    return tuple([Line(fact=fact) for fact in sorted(pages.facts.values(), key=order)])


class _Pages:
    """The editions of a book that were read, and the facts in them before and after."""

    def __init__(self, contents: Contents, own: Mapping[str, Sequence[Claim]]) -> None:
        self.contents = contents
        self.own = own
        self.said = [claim for claims in own.values() for claim in claims]
        self.known: dict[str, Fact] = {}
        """What was read, by id."""
        self.read: set[str] = set()
        self.made: dict[str, Fact] = {}
        """What is new, or other than it was."""
        self.gone: dict[str, Fact] = {}
        """As they were: those that are other now, and those that there are not any more."""
        self.told: Dates = contents.told
        self.had: set[str] = set()
        """The claims (ids) that the articles had."""

    def turn(self, periods: Iterable[str | None]) -> Turning:
        """Read editions, as far as there are such and they were not read."""
        wanted = frozenset([one for one in periods if one in self.contents.chapters]) - self.read
        if wanted:
            found = yield frozenset([one for one in wanted if one is not None])
            self.known.update((fact.id, fact) for fact in found)
            self.read.update(one for one in wanted if one is not None)

    def remake(self, candidates: Iterable[str]) -> Turning:
        """Put the articles' claims into the facts where they belong by now; of these they may be in some."""
        touched = {one: self.known[one] for one in candidates if self._has_own(one)}
        there = [claim for fact in touched.values() for claim in fact.claims]
        others = [claim for claim in there if claim.article_id not in self.own]
        self.had = {claim.id for claim in there if claim.article_id in self.own}
        before = self.told
        self.told = self._told_after(touched, others)
        moved = self._moved_by(before)
        yield from self.turn([*moved, *(edition_of(claim, self.told) for claim in self.said)])
        displaced = {
            fact.id: fact
            for fact in self.known.values()
            if fact.period in moved and fact.id not in touched and _is_displaced(fact, self.told)
        }
        loose = [*others, *self.said, *(claim for fact in displaced.values() for claim in fact.claims)]
        homes = [(claim.key, edition_of(claim, self.told)) for claim in loose]
        yield from self.turn(period for _, period in homes)
        joined = {fact_id(*home) for home in homes} & self.known.keys()
        loose += [
            claim
            for one in sorted(joined - touched.keys() - displaced.keys())
            for claim in self.known[one].claims
        ]
        self._replace({*touched, *displaced, *joined}, facts_of(loose, self.told))

    def _has_own(self, identifier: str) -> bool:
        fact = self.known.get(identifier)
        return fact is not None and any(claim.article_id in self.own for claim in fact.claims)

    def _told_after(self, touched: Mapping[str, Fact], others: Sequence[Claim]) -> Dates:
        """When editions are written about by now."""
        before = _moments(
            claim for fact in touched.values() for claim in fact.claims if claim.article_id in self.own
        )
        after = _moments(self.said)
        told = dict(self.told)
        for period in before.keys() | after.keys():
            if before[period] <= after[period]:
                came = [(moment, moment) for moment in after[period]]
                told[period] = spans_of([*told.get(period, ()), *came])
            else:
                resting = (fact for fact in self.known.values() if fact.id not in touched)
                claims = [claim for fact in resting if fact.period == period for claim in fact.claims]
                told[period] = told_dates([*claims, *others, *self.said]).get(period, ())
        return {period: spans for period, spans in told.items() if spans}

    def _moved_by(self, before: Dates) -> set[str]:
        """Editions with claims that tell none, and may belong into another since it was written about."""
        periods = before.keys() | self.told.keys()
        both = [change_between(before.get(one, ()), self.told.get(one, ())) for one in periods]
        changes = [change for change in both if change is not None]
        return {
            period
            for period, chapter in self.contents.chapters.items()
            if any(_overlap(chapter.untold, change) for change in changes)
        }

    def _replace(self, left: Iterable[str], facts: Iterable[Fact]) -> None:
        made = {fact.id: fact for fact in facts}
        for identifier in left:
            known = self.known[identifier]
            if identifier in made and _is_same(made[identifier], known):
                del made[identifier]
            else:
                self.gone[identifier] = known
        self.made = made

    @property
    def facts(self) -> dict[str, Fact]:
        """The facts as they are now, of all editions that were read."""
        resting = {one: fact for one, fact in self.known.items() if one not in self.gone}
        return {**resting, **self.made}

    @property
    def removed(self) -> set[str]:
        """The facts (ids) that there are not any more."""
        return self.gone.keys() - self.made.keys()

    @property
    def other(self) -> list[Fact]:
        """The facts that changed, as they were and as they are."""
        return [*self.gone.values(), *self.made.values()]

    @property
    def periods(self) -> set[str]:
        """The editions whose facts are not what they were."""
        return {fact.period for fact in self.other if fact.period is not None}

    @property
    def live(self) -> set[str]:
        """The editions that are said by now."""
        said = {fact.period for fact in self.facts.values() if fact.status != "withdrawn"}
        return {*(self.contents.live - self.read), *(period for period in said if period is not None)}

    def chapters(self) -> dict[str, Chapter]:
        """The editions by now, without the months of those that changed."""
        members: dict[str, list[Fact]] = defaultdict(list)
        for fact in self.facts.values():
            members[fact.period or ""].append(fact)
        changed = self.periods
        chapters = {one: chapter for one, chapter in self.contents.chapters.items() if one not in changed}
        for period in changed & members.keys():
            chapters[period] = Chapter(
                told=self.told.get(period, ()),
                untold=self._untold(period, members[period]),
                live=sum(fact.status != "withdrawn" for fact in members[period]),
                withdrawn=withdrawn_of(members[period]),
            )
        return chapters

    def _untold(self, period: str, members: Sequence[Fact]) -> Span | None:
        """From when to when the claims are in an edition that tell none."""
        there = [claim for fact in self.made.values() if fact.period == period for claim in fact.claims]
        before = [claim for fact in self.gone.values() if fact.period == period for claim in fact.claims]
        if _untold_moments(before) <= _untold_moments(there):
            chapter = self.contents.chapters.get(period)
            return untold_span(there, chapter.untold if chapter is not None else None)
        return untold_span(claim for fact in members for claim in fact.claims)


class _History:
    """Each edition beside the one before it, as far as that is other than it was."""

    def __init__(self, pages: _Pages) -> None:
        self._pages = pages
        before, after = pages.contents.live, pages.live
        self._risen = newest_editions(after) - newest_editions(before)
        following = {edition_after(one, some) for one in pages.periods for some in (before, after)}
        self._active = {*pages.periods, *self._risen, *(one for one in following if one is not None)}
        self._before = {one: edition_before(one, after) for one in self._active & after}
        self._was_before = {one: edition_before(one, before) for one in self._active & before}
        self.concerned: set[str] = {*pages.made}

    def asked(self) -> list[str | None]:
        """The editions that are to be read for it."""
        return [*self._active, *self._before.values()]

    def lines(self) -> tuple[Line, ...]:
        """The facts in order; those of editions that are concerned with the places before."""
        facts = self._pages.facts
        places: dict[str, dict[FactPlace, Fact]] = defaultdict(dict)
        for fact in facts.values():
            if fact.period is not None and fact.status != "withdrawn":
                places[fact.period][_place(fact)] = fact
        other = {(fact.period, _place(fact)) for fact in self._pages.other}
        lines = []
        for fact in sorted(facts.values(), key=order):
            before = self._before.get(fact.period or "")
            line = Line(fact=fact, before=places[before].get(_place(fact)) if before is not None else None)
            if self._is_moved(fact.period) or (before, _place(fact)) in other:
                self.concerned.add(fact.id)
            lines.append(flagged(line) if fact.id in self.concerned else line)
        return tuple(lines)

    def _is_moved(self, period: str | None) -> bool:
        """Whether all of an edition is to be looked at: another is before it, or it is the newest by now."""
        if period not in self._active or period is None:
            return False
        return period in self._risen or self._before.get(period) != self._was_before.get(period)


def _key_in(book: str, claim: Claim) -> FactKey:
    """The key of a claim as it is, or was, in a book: it may belong to another by what was decided since."""
    return claim.key if claim.key.rating == book else replace(claim.key, rating=book)


def _place(fact: Fact) -> FactPlace:
    return fact.key.scope, fact.key.subject


def _is_displaced(fact: Fact, told: Dates) -> bool:
    """Whether a claim that tells no period belongs into another edition than the fact's by now."""
    return any(is_untold(claim) and edition_of(claim, told) != fact.period for claim in fact.claims)


def _is_same(fact: Fact, known: Fact) -> bool:
    """Whether a fact is as it was, but for what hangs on other editions."""
    flags = tuple(flag for flag in known.flags if flag != DIFFERS)
    return replace(fact, flags=known.flags) == known and fact.flags == flags


def _moments(claims: Iterable[Claim]) -> dict[str, set[int]]:
    """When claims that tell an edition were published, by period."""
    moments: dict[str, set[int]] = defaultdict(set)
    for claim in claims:
        period = told_edition(claim)
        if period is not None:
            moments[period].add(to_ms(claim.published_at))
    return moments


def _overlap(span: Span | None, other: Span) -> bool:
    return span is not None and span[0] <= other[1] and other[0] <= span[1]


def _untold_moments(claims: Iterable[Claim]) -> set[int]:
    return {to_ms(claim.published_at) for claim in claims if is_untold(claim)}


def _best(
    names_in: Callable[[Iterable[Claim]], Iterable[Naming]], known: Naming | None, pages: _Pages
) -> Generator[frozenset[str], Iterable[Fact], Naming | None]:
    """The newest naming by now. Is the one gone that was, it is in what was read, or in what is as new."""
    after = [claim for fact in pages.made.values() for claim in fact.claims]
    gone = {*names_in(claim for fact in pages.gone.values() for claim in fact.claims)} - {*names_in(after)}
    if known is None or known not in gone:
        return max([*names_in(after), *([known] if known is not None else [])], default=None)
    found = max(_names_on(pages, names_in), default=None)
    chapters = pages.contents.chapters
    yield from pages.turn(
        period
        for period, chapter in chapters.items()
        if found is None or not found.is_said or chapter.last_ms >= found.published_ms
    )
    return max(_names_on(pages, names_in), default=None)


def _names_on(pages: _Pages, names_in: Callable[[Iterable[Claim]], Iterable[Naming]]) -> Iterable[Naming]:
    return names_in(claim for fact in pages.facts.values() for claim in fact.claims)
