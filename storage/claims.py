"""Claims: what the revisions of an article say, and since when one says it no longer."""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from model.articles import Article
from model.claims import Claim
from storage import keys
from storage.articles import sightings_from
from storage.codec import Packed, article_from, claim_array, claim_from
from storage.folding import fact_id
from storage.moments import from_ms, to_ms
from storage.packing import pack_json, unpack_json
from storage.scripts import Script
from storage.server import Server, Value
from storage.states import States

_SAVE = Script("save_claims")
_FOLDED = Script("folded")
_VERSION = struct.Struct("<I")
"""In front of an article's claims, so that both are read at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What one revision says, and the first and last time that the revision was seen."""

    revision: str
    first_at: datetime
    last_at: datetime
    claims: tuple[Claim, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleClaims:
    """The claims of an article over all its revisions. `version` grows with every change.

    `redated` are those of the claims that another revision published at another time, as it did.
    `left` are books and facts (ids) that may still have claims that better rules no longer find.
    """

    version: int
    claims: tuple[Claim, ...]
    redated: tuple[Claim, ...] = ()
    left: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class _Record:
    """An article's claims as they are kept."""

    version: int
    revisions: list[Packed]
    left: list[Packed]


class Claims:
    """Claims by article."""

    def __init__(self, server: Server, *, clock: Callable[[], datetime]) -> None:
        self._server = server
        self._states = States(server)
        self._clock = clock

    def save(self, article: Article, claims: Iterable[Claim]) -> None:
        """Keep what a revision says; what it says no longer is withdrawn, and folding is due.

        One atomic step, which also takes the extracting out of the due work. Revisions may
        come in any order. Saving the same again changes nothing.
        """
        self.save_many([(article, tuple(claims))])

    def save_many(
        self, told: Sequence[tuple[Article, tuple[Claim, ...]]], *, lease_seconds: float = 0
    ) -> None:
        """The same for several revisions, each in a step of its own, in fewer ways to Redis.

        The folding is leased to the caller, who hands it over.
        """
        while told:
            saved = self._save(told, self._clock() + timedelta(seconds=lease_seconds))
            told = [one for one, is_saved in zip(told, saved, strict=True) if not is_saved]

    def get(self, article_id: str) -> ArticleClaims:
        """An article's claims, withdrawn ones too, in the order of the text of the newest revision."""
        return self.get_many([article_id])[article_id]

    def get_many(self, article_ids: Sequence[str]) -> dict[str, ArticleClaims]:
        """The claims of several articles, read together."""
        records = dict(
            zip(article_ids, self._server.batch([_asked(one) for one in article_ids]), strict=True)
        )
        known = {one: _record(record) for one, record in records.items()}
        asked = [one for one in article_ids if known[one].revisions]
        bodies = self._server.batch([_bodies_asked(one, known[one].revisions) for one in asked])
        said = {
            one: _said_in(one, known[one].revisions, found) for one, found in zip(asked, bodies, strict=True)
        }
        return {
            one: ArticleClaims(
                version=record.version,
                claims=(claims := claims_over(said.get(one, ()))),
                redated=_redated(said.get(one, ()), claims),
                left=tuple((book, fact) for book, fact in record.left),
            )
            for one, record in known.items()
        }

    def said(self, article_id: str) -> tuple[Said, ...]:
        """What each revision says, in the order in which they were last seen."""
        revisions = self._record(article_id).revisions
        if not revisions:
            return ()
        return _said_in(article_id, revisions, self._server.call(*_bodies_asked(article_id, revisions)))

    def has(self, article_id: str, revision: str) -> bool:
        """Whether it is known what a revision says, even if nothing."""
        return any(array[0] == revision for array in self._record(article_id).revisions)

    def versions(self, article_ids: Sequence[str]) -> list[int]:
        """The versions of articles' claims, in order; 0 where there are none."""
        return [
            _record(record).version for record in self._server.batch([_asked(one) for one in article_ids])
        ]

    def folded(self, items: Mapping[str, int]) -> list[bool]:
        """Note that the claims of these versions are folded, by item; False when there are newer ones."""
        steps: list[tuple[list[str], list[Value]]] = []
        for item, version in items.items():
            month = keys.month_partition(item)
            names = [keys.claims(month), keys.due(month, "fold"), keys.tries(month, "fold")]
            steps.append((names, [keys.article_field(item.partition("@")[0]), version, item]))
        return [bool(done) for done in self._server.run_each(_FOLDED, steps)]

    def _record(self, article_id: str) -> _Record:
        return _record(self._server.call(*_asked(article_id)))

    def _save(self, told: Sequence[tuple[Article, tuple[Claim, ...]]], due_at: datetime) -> list[bool]:
        """Which of them are kept; the others' claims were changed in between."""
        articles = [article.id for article, _ in told]
        states = self._states.get(articles)
        records = self._server.batch([_asked(one) for one in articles])
        steps = [
            (
                _save_names(article.month),
                (*_save_arguments(article, claims, state, _record(record)), to_ms(due_at)),
            )
            for (article, claims), state, record in zip(told, states, records, strict=True)
        ]
        return [bool(saved) for saved in self._server.run_each(_SAVE, steps)]


def _save_arguments(
    article: Article, claims: tuple[Claim, ...], state: bytes | None, before: _Record
) -> tuple[Value, ...]:
    first_at, last_at = _times(state, article)
    said = _said_array(article.revision, first_at, last_at, claims, article)
    after = with_revision(before.revisions, said)
    left = _left(before, after, article)
    packed = pack_json([after, left]) if after != before.revisions else b""
    return keys.article_field(article.id), before.version, packed, f"{article.id}@{article.revision}"


def _save_names(month: str) -> tuple[str, ...]:
    return (
        keys.claims(month),
        keys.due(month, "extract"),
        keys.tries(month, "extract"),
        keys.due(month, "fold"),
        keys.tries(month, "fold"),
        keys.quarantine(month, "fold"),
    )


def _asked(article_id: str) -> tuple[Value, ...]:
    """The command that gives an article's claims."""
    return "HGET", keys.claims(keys.month_partition(article_id)), keys.article_field(article_id)


def _bodies_asked(article_id: str, revisions: Sequence[Packed]) -> tuple[Value, ...]:
    """The command that gives the texts of revisions; there is one or more."""
    fields = [keys.body_field(article_id, revision[0]) for revision in revisions]
    return "HMGET", keys.bodies(keys.month_partition(article_id)), *fields


def _said_in(article_id: str, arrays: Sequence[Packed], bodies: Sequence[bytes]) -> tuple[Said, ...]:
    """What the revisions say, with their sentences taken from the revisions' texts."""
    return tuple(
        _said(array, article_from(article_id, unpack_json(body)))
        for array, body in zip(arrays, bodies, strict=True)
    )


def claims_record(version: int, said: Iterable[tuple[Said, Article]]) -> bytes:
    """An article's claims as they are kept, of revisions in the order in which they were last seen."""
    arrays = [
        _said_array(one.revision, one.first_at, one.last_at, one.claims, article) for one, article in said
    ]
    return _VERSION.pack(version) + pack_json([arrays, []])


def _record(record: bytes | None) -> _Record:
    if record is None:
        return _Record(0, [], [])
    (version,) = _VERSION.unpack_from(record)
    return _Record(version, *unpack_json(record[_VERSION.size :]))


def _left(before: _Record, after: Sequence[Packed], article: Article) -> list[Packed]:
    """Where claims were that no revision makes any more, because other rules read this one anew."""
    made = {claim[0] for revision in after for claim in revision[3]}
    dropped = [
        claim_from(array, article=article).key
        for revision in before.revisions
        if revision[0] == article.revision
        for array in revision[3]
        if array[0] not in made
    ]
    fresh = [[key.book, fact_id(key, key.period)] for key in dropped]
    return [*before.left, *(pair for pair in fresh if pair not in before.left)]


def with_revision(revisions: Sequence[Packed], said: Packed) -> list[Packed]:
    """The revisions with one put in, in the order in which they were last seen.

    A revision that was there is replaced: rules may have become better since.
    """
    others = [one for one in revisions if one[0] != said[0]]
    return sorted([*others, said], key=lambda one: (one[2], one[0]))


def claims_over(revisions: tuple[Said, ...]) -> tuple[Claim, ...]:
    """What an article claims: as its latest revision that says it puts it, seen when first said.

    A claim that the newest revision does not make is withdrawn: when the revision came that
    followed the last one to make it.
    """
    latest: dict[str, tuple[int, Claim]] = {}
    seen: dict[str, datetime] = {}
    for index, said in enumerate(revisions):
        for claim in said.claims:
            latest[claim.id] = index, claim
            seen[claim.id] = min(seen.get(claim.id, said.first_at), said.first_at)
    newest_first = sorted(latest.values(), key=lambda found: -found[0])
    return tuple(
        replace(claim, seen_at=seen[claim.id], withdrawn_at=_withdrawn_at(revisions, index))
        for index, claim in newest_first
    )


def _redated(revisions: Iterable[Said], claims: Iterable[Claim]) -> tuple[Claim, ...]:
    """Claims as revisions say them that published them at other times than the latest."""
    dates = {claim.id: claim.published_at for claim in claims}
    every = (claim for said in revisions for claim in said.claims)
    return tuple(claim for claim in every if claim.published_at != dates[claim.id])


def _withdrawn_at(revisions: tuple[Said, ...], index: int) -> datetime | None:
    if index == len(revisions) - 1:
        return None
    said, following = revisions[index], revisions[index + 1]
    # A text that came back was first seen before the one that it replaced.
    return following.first_at if following.first_at > said.last_at else following.last_at


def _said(array: Packed, article: Article) -> Said:
    revision, first_ms, last_ms, claims = array
    return Said(
        revision=revision,
        first_at=from_ms(first_ms),
        last_at=from_ms(last_ms),
        claims=tuple(claim_from(claim, article=article) for claim in claims),
    )


def _times(state: bytes | None, article: Article) -> tuple[datetime, datetime]:
    for seen in sightings_from(state):
        if seen.revision == article.revision:
            return from_ms(seen.first_ms), from_ms(seen.last_ms)
    return article.fetched_at, article.fetched_at


def _said_array(
    revision: str, first_at: datetime, last_at: datetime, claims: Iterable[Claim], article: Article
) -> Packed:
    told = [claim_array(claim, article=article) for claim in claims]
    return [revision, to_ms(first_at), to_ms(last_at), told]
