"""What articles' claims concern: the books that they are in or were in, and where in these. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from model.claims import Claim
from storage.changing import is_ledger, is_named
from storage.claims import ArticleClaims
from storage.decisions import Rulings
from storage.folding import fact_id
from storage.neighbours import neighbours
from storage.refolding import Refolded
from storage.volumes import Volume

OwnClaims = Mapping[str, Mapping[str, Sequence[Claim]]]
"""Claims by book and article."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What is folded at once: the claims of articles (by id), and the decisions that hold."""

    rulings: Rulings
    known: Mapping[str, ArticleClaims]
    silent: bool
    forget: bool = False


def by_book(step: Step) -> dict[str, dict[str, list[Claim]]]:
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
    return rulings.homes(name) if rulings.decisions and is_named(name) else frozenset((name,))


def facts_concerned(name: str, step: Step, own: Mapping[str, Sequence[Claim]]) -> list[str]:
    """The facts that claims speak for in a book without history, or did, and those they are compared with."""
    claims = (claim for article_id in own for claim in step.known[article_id].claims)
    spoken = {claim.key for claim in claims if claim.key.book == name}
    keyed = {fact_id(key, key.period) for key in spoken}
    left = {fact for article_id in own for book, fact in step.known[article_id].left if book == name}
    # Only events compare a fact with others.
    compared = () if step.silent else (neighbours(key, key.period) for key in spoken)
    return sorted(keyed.union(left, *compared))


def earlier_claims(name: str, step: Step, own: Mapping[str, Sequence[Claim]]) -> list[Claim] | None:
    """The claims that articles may have in a rating's book; None where that cannot be told.

    What better rules no longer find may be in any edition.
    """
    earlier = []
    for article_id in own:
        known = step.known[article_id]
        if any(name in _homes(step.rulings, book) for book, _ in known.left):
            return None
        earlier += [
            claim for claim in (*known.claims, *known.redated) if name in _homes(step.rulings, claim.key.book)
        ]
    return earlier


def moved_about(folded: Iterable[tuple[Volume, Refolded]], own: OwnClaims) -> set[str]:
    """Books that claims come to from another, or leave for it: that is bookkeeping and no news."""
    before: dict[str, set[str]] = defaultdict(set)
    for volume, refolded in folded:
        for claim_id in refolded.had:
            before[claim_id].add(volume.name)
    concerned: set[str] = set()
    for name, members in own.items():
        if is_ledger(name):
            for claim in (claim for claims in members.values() for claim in claims):
                others = before[claim.id] - {name}
                concerned |= {name, *others} if others else set()
    return concerned
