"""Articles with their revisions, by month of publication."""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from model.articles import Article, digest
from storage import keys
from storage.addresses import Addresses
from storage.codec import article_array, article_from
from storage.moments import from_ms, to_ms
from storage.packing import pack_json, unpack_json
from storage.results import Saved
from storage.scripts import Script
from storage.server import Server, Value
from storage.states import States
from storage.work import Work

_SAVE = Script("save_article")
_DATE = struct.Struct("<d")
_SEEN = struct.Struct("<8sdd")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """A revision, and the first and the last time it was seen (ms)."""

    revision: str
    first_ms: int
    last_ms: int


class Articles:
    """Articles by id; new and changed ones are due to be extracted."""

    def __init__(self, server: Server, work: Work, *, clock: Callable[[], datetime]) -> None:
        self._server = server
        self._addresses = Addresses(server)
        self._states = States(server)
        self._work = work
        self._clock = clock
        self._months: set[str] = set()

    def save(self, article: Article, ref_id: str | None = None) -> Saved:
        """Keep a revision that was read, and make it due to be extracted, in one atomic step.

        The revision that was fetched last is the current one, in whatever order they are saved.
        `ref_id` is the reference that led here: the work of reading it is done afterwards.
        """
        kept = replace(article, id=self._kept_id(article))
        # Before the month's first write: an empty month in the directory harms nobody, a month
        # that is not in it is never swept.
        self._note_month(kept.month)
        self._states.hash.settle([kept.id])
        item = f"{kept.id}@{kept.revision}"
        outcome = self._server.run(_SAVE, _names(kept), self._arguments(kept, item)).decode()
        if ref_id is not None:
            self._work.done("read", [ref_id])
        return Saved(outcome=outcome, article_id=kept.id, item=item if outcome != "unchanged" else None)

    def get(self, article_id: str, revision: str | None = None) -> Article | None:
        """An article as it is now, or one revision of it."""
        wanted = revision or self.current(article_id)
        found = self.bodies(article_id, [wanted]) if wanted else []
        return found[0] if found else None

    def bodies(self, article_id: str, revisions: list[str]) -> list[Article | None]:
        """Revisions of an article, in the order asked for; None for one that was never kept."""
        month = keys.month_partition(article_id)
        fields = [keys.body_field(article_id, revision) for revision in revisions]
        records = self._server.call("HMGET", keys.bodies(month), *fields) if fields else []
        return [article_from(article_id, unpack_json(one)) if one is not None else None for one in records]

    def meant_by(self, items: Sequence[str]) -> list[Article | None]:
        """The revisions that items of work ("ID@REVISION") are about, read together.

        None for one that is not its article's current one any more, or was never kept.
        """
        named = [(article_id, revision) for article_id, _, revision in (one.partition("@") for one in items)]
        states = self._states.get([article_id for article_id, _ in named])
        bodies = self._server.batch(
            [
                ("HGET", keys.bodies(keys.month_partition(one)), keys.body_field(one, revision))
                for one, revision in named
            ]
        )
        return [
            article_from(article_id, unpack_json(body))
            if body is not None and _current_in(state) == revision
            else None
            for (article_id, revision), state, body in zip(named, states, bodies, strict=True)
        ]

    def note_gone(self, article_id: str, at: datetime) -> bool:
        """Note that the page of an article is gone; False where that was known, or there is no article."""
        month, field = keys.month_partition(article_id), keys.article_field(article_id)
        (known,) = self._states.get([article_id])
        return bool(known and self._server.call("HSETNX", keys.gone(month), field, to_ms(at)))

    def note_there(self, article_id: str) -> None:
        """Note that the page of an article is there, as it was."""
        self._server.call("HDEL", keys.gone(keys.month_partition(article_id)), keys.article_field(article_id))

    def gone_at(self, article_id: str) -> datetime | None:
        """Since when the page of an article is gone; None while it is there."""
        name = keys.gone(keys.month_partition(article_id))
        noted = self._server.call("HGET", name, keys.article_field(article_id))
        return from_ms(int(noted)) if noted is not None else None

    def by_url(self, url: str) -> str | None:
        """The id of the article at a canonical address."""
        own = digest(url)
        month = self._addresses.month(own)
        return f"{month}.{own}" if month is not None else None

    def sightings(self, article_id: str) -> tuple[Sighting, ...]:
        """The revisions in the order in which they were last seen, the current one last."""
        return sightings_from(*self._states.get([article_id]))

    def revisions(self, article_id: str) -> tuple[str, ...]:
        """The revisions of an article in the order in which they were last seen, the current one last."""
        return tuple(seen.revision for seen in self.sightings(article_id))

    def current(self, article_id: str) -> str | None:
        """The revision that was seen last; None for an unknown article."""
        return _current_in(*self._states.get([article_id]))

    def months(self) -> tuple[str, ...]:
        """Months that have data, the newest first."""
        return tuple(month.decode() for month in self._server.call("ZREVRANGE", keys.MONTHS, 0, -1))

    def ids(self, month: str) -> Iterator[str]:
        """The articles of a month by their dates, oldest first."""
        states = self._states.every(month)
        dated = sorted((_DATE.unpack_from(state)[0], article_id) for article_id, state in states)
        for _, article_id in dated:
            yield article_id

    def count(self, month: str) -> int:
        """How many articles a month has."""
        return self._states.count(month)

    def _note_month(self, month: str) -> None:
        # Once a job: a process that lives longer would not see that a month was pruned.
        if month not in self._months:
            self._server.call("ZADD", keys.MONTHS, int(month.replace("-", "")), month)
            self._months.add(month)

    def _kept_id(self, article: Article) -> str:
        """The id that the address was given first."""
        own = digest(article.url)
        (month,) = self._addresses.take([(own, article.month)])
        return f"{month}.{own}"

    def _arguments(self, article: Article, item: str) -> tuple[Value, ...]:
        return (
            keys.article_field(article.id),
            bytes.fromhex(article.revision),
            to_ms(article.fetched_at),
            to_ms(article.dated_at),
            pack_json(article_array(article), "bodies"),
            to_ms(self._clock()),
            item,
        )


def sightings_from(state: bytes | None) -> tuple[Sighting, ...]:
    """What an article's state says of its revisions, in the order in which they were last seen."""
    if state is None:
        return ()
    seen = [
        Sighting(revision=revision.hex(), first_ms=int(first), last_ms=int(last))
        for revision, first, last in _SEEN.iter_unpack(state[_DATE.size :])
    ]
    return tuple(sorted(seen, key=lambda one: (one.last_ms, one.revision)))


def _current_in(state: bytes | None) -> str | None:
    """The revision that was seen last, of an article's state."""
    seen = sightings_from(state)
    return seen[-1].revision if seen else None


def _names(article: Article) -> tuple[str, ...]:
    return (
        keys.state(article.id),
        keys.bodies(article.month),
        keys.due(article.month, "extract"),
        keys.tries(article.month, "extract"),
        keys.quarantine(article.month, "extract"),
        keys.gone(article.month),
    )
