"""Claims: what the revisions of an article say, and since when one says it no longer."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from model.articles import Article
from model.claims import Claim
from storage import keys
from storage.codec import Packed, article_from, claim_array, claim_from, pack_json, unpack_json
from storage.moments import from_ms, to_ms
from storage.scripts import Script
from storage.server import Server

_SAVE = Script("save_claims")
_FOLDED = Script("folded")


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What one revision says, and the first and last time that the revision was seen."""

    revision: str
    first_at: datetime
    last_at: datetime
    claims: tuple[Claim, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleClaims:
    """The claims of an article over all its revisions. `version` grows with every change."""

    version: int
    claims: tuple[Claim, ...]


class Claims:
    """Claims by article."""

    def __init__(self, server: Server, *, clock: Callable[[], datetime]) -> None:
        self._server = server
        self._clock = clock

    def save(self, article: Article, claims: Iterable[Claim]) -> None:
        """Keep what a revision says; what it says no longer is withdrawn, and folding is due.

        One atomic step, which also takes the extracting out of the due work. Revisions may
        come in any order. Saving the same again changes nothing.
        """
        said = tuple(claims)
        while not self._save(article, said):
            pass

    def get(self, article_id: str) -> ArticleClaims:
        """An article's claims, withdrawn ones too, in the order of the text of the newest revision."""
        record, version = self._server.call("HMGET", keys.article(article_id), "claims", "cv")
        arrays: list[Packed] = unpack_json(record) if record is not None else []
        return ArticleClaims(
            version=int(version or 0), claims=claims_over(self._revisions(article_id, arrays))
        )

    def has(self, article_id: str, revision: str) -> bool:
        """Whether it is known what a revision says, even if nothing."""
        record = self._server.call("HGET", keys.article(article_id), "claims")
        arrays: list[Packed] = unpack_json(record) if record is not None else []
        return any(array[0] == revision for array in arrays)

    def version(self, article_id: str) -> int:
        """The version of an article's claims; 0 where there are none."""
        return int(self._server.call("HGET", keys.article(article_id), "cv") or 0)

    def folded(self, article_id: str, version: int, item: str) -> bool:
        """Note that the claims of this version are folded; False when there are newer ones."""
        month = keys.month_partition(article_id)
        names = (keys.article(article_id), keys.due(month, "fold"), keys.tries(month, "fold"))
        return bool(self._server.run(_FOLDED, names, (version, item)))

    def _save(self, article: Article, claims: tuple[Claim, ...]) -> bool:
        key = keys.article(article.id)
        record, version, times = self._server.call("HMGET", key, "claims", "cv", f"t:{article.revision}")
        before: list[Packed] = unpack_json(record) if record is not None else []
        first_at, last_at = _times(times, article)
        said = _said_array(article.revision, first_at, last_at, claims, article)
        after = with_revision(before, said)
        packed = pack_json(after) if after != before else b""
        month = article.month
        names = (
            key,
            keys.due(month, "extract"),
            keys.tries(month, "extract"),
            keys.due(month, "fold"),
            keys.tries(month, "fold"),
            keys.quarantine(month, "fold"),
        )
        item = f"{article.id}@{article.revision}"
        arguments = (int(version or 0), packed, item, to_ms(self._clock()))
        return bool(self._server.run(_SAVE, names, arguments))

    def _revisions(self, article_id: str, arrays: Sequence[Packed]) -> tuple[Said, ...]:
        """What the revisions say, with their sentences taken from the revisions' texts."""
        key = keys.article(article_id)
        bodies = self._server.batch([("HGET", key, f"b:{array[0]}") for array in arrays])
        return tuple(
            _said(array, article_from(article_id, unpack_json(body)))
            for array, body in zip(arrays, bodies, strict=True)
        )


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


def _times(told: bytes | None, article: Article) -> tuple[datetime, datetime]:
    if told is None:
        return article.fetched_at, article.fetched_at
    first, last = told.split()
    return from_ms(int(first)), from_ms(int(last))


def _said_array(
    revision: str, first_at: datetime, last_at: datetime, claims: Iterable[Claim], article: Article
) -> Packed:
    told = [claim_array(claim, article=article) for claim in claims]
    return [revision, to_ms(first_at), to_ms(last_at), told]
