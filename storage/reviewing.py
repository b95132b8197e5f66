"""Review of ratings: those that the registry does not know, and what people decide about them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from model.articles import digest
from model.errors import InvalidDecision
from model.ledger import Decision, DecisionKind, Rating
from model.names import folded
from storage.books import Books
from storage.decisions import PROVISIONAL, Decisions
from storage.moments import to_ms
from storage.ratings import Ratings
from storage.wording import indexed_stems
from storage.work import Work

LEAST_LIKENESS = 0.34
"""Names that share fewer of their words are not put beside each other."""
SAME_PUBLISHER = 0.2
MOST_SUGGESTIONS = 5
BATCH = 100
"""Articles that are folded at a time."""
OUR_TURN = timedelta(minutes=10)
"""So long the folding is left to whoever decided; after that it is anybody's work."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """A rating that another may be; `likeness` is from 0 to 1, of their names and publishers."""

    rating: Rating
    likeness: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Pending:
    """A rating that waits for review: what news call it (the most frequent first), and what it may be."""

    rating: Rating
    names: tuple[str, ...]
    articles: tuple[str, ...]
    suggestions: tuple[Suggestion, ...]


class Reviewing:
    """Decisions, and the folding that follows from them.

    A decision is kept first; then all articles that it concerns are due to be folded, and are folded. What
    a crash leaves undone of that is found by `finish`, which the sweeper calls.
    """

    def __init__(
        self,
        decisions: Decisions,
        *,
        books: Books,
        ratings: Ratings,
        work: Work,
        clock: Callable[[], datetime],
    ) -> None:
        self._decisions = decisions
        self._books = books
        self._ratings = ratings
        self._work = work
        self._clock = clock

    def queue(self, limit: int = 50) -> tuple[Pending, ...]:
        """Provisional ratings that nobody decided about, those of the most facts first."""
        kept = {one.rating for one in self._decisions.list() if one.kind == "keep" and not one.undone_at}
        every = self._ratings.list()
        waiting = [rating for rating in every if rating.provisional and rating.id not in kept]
        waiting.sort(key=lambda rating: (-rating.facts, rating.id))
        return tuple(self._pending(rating, every) for rating in waiting[:limit])

    def decisions(self) -> tuple[Decision, ...]:
        """All that was decided, the oldest first; what was undone too."""
        return self._decisions.list()

    def merge(self, rating: str, into: str, *, registered: Collection[str] = ()) -> Decision:
        """One rating is another: its whole history goes there. `registered` may have no facts yet.

        Raises InvalidDecision.
        """
        rulings = self._decisions.rulings()
        for one, other in ((into, rating), (rating, into)):
            belongs = rulings.rating_of(one, None)
            if other in (one, belongs) or (one == rating and belongs != rating):
                raise InvalidDecision(f"{one} is {belongs} already; undo that first", rating=one)
        self._known(rating)
        if into not in registered:
            self._known(into)
        return self._decide("merge", rating, into)

    def split(self, rating: str, name: str) -> Decision:
        """What calls a rating by this name means another, which gets an id of its own.

        Raises InvalidDecision.
        """
        self._known(rating)
        names = self._books.names_in(rating)
        if folded(name) not in map(folded, names):
            told = "; ".join(sorted(names)) or "nothing"
            raise InvalidDecision(f"no news calls {rating} {name!r}; they call it: {told}", rating=rating)
        return self._decide("split", rating, f"{PROVISIONAL}{digest(f'{rating} {folded(name)}')}", name)

    def alias(self, name: str, into: str, *, registered: Collection[str] = ()) -> Decision:
        """Whatever is called by this name and is not in the registry is this rating, from now on and before.

        Raises InvalidDecision.
        """
        if into not in registered:
            self._known(into)
        return self._decide("alias", "", into, name)

    def keep(self, rating: str) -> Decision:
        """A provisional rating is one of its own. Raises InvalidDecision."""
        self._known(rating)
        return self._decide("keep", rating, rating)

    def undo(self, decision_id: str) -> Decision:
        """Take a decision back, with all that followed from it. Raises InvalidDecision."""
        decision = next((one for one in self._decisions.list() if one.id == decision_id), None)
        if decision is None or decision.undone_at is not None:
            told = "was undone already" if decision is not None else "is not known"
            raise InvalidDecision(f"decision {decision_id} {told}", rating="")
        undone = replace(decision, undone_at=self._clock())
        self._decisions.put(undone)
        self._follow(undone)
        return undone

    def finish(self) -> int:
        """Make the articles due whose decision nobody followed to the end; how many decisions there were."""
        unfollowed = self._decisions.unfollowed()
        for decision in unfollowed:
            for article_id in self._concerned(decision):
                self._work.put("fold", article_id, self._clock())
            self._decisions.put(decision, followed=True)
        return len(unfollowed)

    def _decide(self, kind: DecisionKind, rating: str, into: str, name: str | None = None) -> Decision:
        now = self._clock()
        said = f"{kind} {rating} {into} {folded(name or '')}"
        for one in self._decisions.list():
            if (one.kind, one.rating, one.into, one.name) == (kind, rating, into, name) and not one.undone_at:
                self._follow(one)
                return one
        decision = Decision(
            id=digest(f"{said} {to_ms(now)} {len(self._decisions.list())}")[:8],
            kind=kind,
            rating=rating,
            name=name,
            into=into,
            decided_at=now,
        )
        self._decisions.put(decision)
        self._follow(decision)
        return decision

    def _follow(self, decision: Decision) -> None:
        """Fold the articles that a decision concerns, a batch at a time; each is due until it is done."""
        ids = self._concerned(decision)
        for article_id in ids:
            self._work.put("fold", article_id, self._clock() + OUR_TURN)
        self._decisions.put(decision, followed=True)
        for start in range(0, len(ids), BATCH):
            self._books.fold_many(ids[start : start + BATCH])

    def _concerned(self, decision: Decision) -> list[str]:
        """The articles with claims in a rating that a decision leads from or to."""
        if decision.kind == "keep":
            return []
        names = [decision.rating, decision.into] if decision.rating else [decision.into]
        if decision.kind == "alias":
            names += [rating.id for rating in self._ratings.list() if rating.provisional]
        return sorted({one for name in dict.fromkeys(names) for one in self._books.articles_in(name)})

    def _known(self, rating: str) -> None:
        if self._ratings.get(rating) is None:
            raise InvalidDecision(
                f"there is no rating {rating!r}; `svodka ratings` lists those there are", rating=rating
            )

    def _pending(self, rating: Rating, every: Sequence[Rating]) -> Pending:
        names = self._books.names_in(rating.id)
        return Pending(
            rating=rating,
            names=tuple(sorted(names, key=lambda name: (-names[name], name))),
            articles=self._books.articles_in(rating.id),
            suggestions=_suggestions(rating, every),
        )


def _suggestions(rating: Rating, every: Iterable[Rating]) -> tuple[Suggestion, ...]:
    found = [
        Suggestion(rating=other, likeness=round(_likeness(rating, other), 2))
        for other in every
        if other.id != rating.id
    ]
    near = [one for one in found if one.likeness >= LEAST_LIKENESS]
    return tuple(sorted(near, key=lambda one: (-one.likeness, one.rating.id))[:MOST_SUGGESTIONS])


def _likeness(one: Rating, other: Rating) -> float:
    """The share of common words in the names, and a little more for the same publisher."""
    words, others = indexed_stems(one.name), indexed_stems(other.name)
    shared = len(words & others) / max(1, len(words | others))
    return min(1.0, shared + SAME_PUBLISHER * (_same(one.publisher, other.publisher)))


def _same(one: str | None, other: str | None) -> bool:
    return one is not None and other is not None and folded(one) == folded(other)
