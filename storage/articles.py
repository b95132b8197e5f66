"""Articles with their revisions, by month of publication."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime

from model.articles import Article, digest
from storage import keys
from storage.codec import article_array, article_from, pack_json, unpack_json
from storage.moments import from_ms, to_ms
from storage.results import Saved
from storage.scripts import Script
from storage.server import Server
from storage.work import Work

_SAVE = Script("save_article")


class Articles:
    """Articles by id; new and changed ones are due to be extracted."""

    def __init__(self, server: Server, work: Work, *, clock: Callable[[], datetime]) -> None:
        self._server = server
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
        item = f"{kept.id}@{kept.revision}"
        outcome = self._server.run(_SAVE, _names(kept), self._arguments(kept, item)).decode()
        if ref_id is not None:
            self._work.done("read", [ref_id])
        return Saved(outcome=outcome, article_id=kept.id, item=item if outcome != "unchanged" else None)

    def get(self, article_id: str, revision: str | None = None) -> Article | None:
        """An article as it is now, or one revision of it."""
        key = keys.article(article_id)
        wanted = revision or _text(self._server.call("HGET", key, "current"))
        record = self._server.call("HGET", key, f"b:{wanted}") if wanted else None
        return article_from(article_id, unpack_json(record)) if record is not None else None

    def note_gone(self, article_id: str, at: datetime) -> bool:
        """Note that the page of an article is gone; False where that was known, or there is no article."""
        key = keys.article(article_id)
        known = self._server.call("HEXISTS", key, "current")
        return bool(known and self._server.call("HSETNX", key, "gone", to_ms(at)))

    def note_there(self, article_id: str) -> None:
        """Note that the page of an article is there, as it was."""
        self._server.call("HDEL", keys.article(article_id), "gone")

    def gone_at(self, article_id: str) -> datetime | None:
        """Since when the page of an article is gone; None while it is there."""
        noted = self._server.call("HGET", keys.article(article_id), "gone")
        return from_ms(int(noted)) if noted is not None else None

    def by_url(self, url: str) -> str | None:
        """The id of the article at a canonical address."""
        own = digest(url)
        return _text(self._server.call("HGET", keys.addresses(keys.ref_partition(own)), own))

    def revisions(self, article_id: str) -> tuple[str, ...]:
        """The revisions of an article in the order in which they were last seen, the current one last."""
        fields = self._server.call("HGETALL", keys.article(article_id))
        seen = {
            name[2:].decode(): int(times.split()[1])
            for name, times in fields.items()
            if name.startswith(b"t:")
        }
        return tuple(sorted(seen, key=lambda revision: (seen[revision], revision)))

    def months(self) -> tuple[str, ...]:
        """Months that have data, the newest first."""
        return tuple(month.decode() for month in self._server.call("ZREVRANGE", keys.MONTHS, 0, -1))

    def ids(self, month: str) -> Iterator[str]:
        """The articles of a month by their dates, oldest first."""
        start = 0
        while page := self._server.call("ZRANGE", keys.articles(month), start, start + 999):
            start += len(page)
            yield from (f"{month}.{own.decode()}" for own in page)

    def _note_month(self, month: str) -> None:
        # Once a job: a process that lives longer would not see that a month was pruned.
        if month not in self._months:
            self._server.call("ZADD", keys.MONTHS, int(month.replace("-", "")), month)
            self._months.add(month)

    def _kept_id(self, article: Article) -> str:
        """The id that the address was given first."""
        own = digest(article.url)
        addresses = keys.addresses(keys.ref_partition(own))
        if self._server.call("HSETNX", addresses, own, article.id):
            return article.id
        kept: bytes = self._server.call("HGET", addresses, own)
        return kept.decode()

    def _arguments(self, article: Article, item: str) -> tuple[str | int | bytes, ...]:
        return (
            article.id.partition(".")[2],
            article.revision,
            to_ms(article.fetched_at),
            to_ms(article.dated_at),
            pack_json(article_array(article)),
            to_ms(self._clock()),
            item,
        )


def _names(article: Article) -> tuple[str, ...]:
    return (
        keys.article(article.id),
        keys.articles(article.month),
        keys.due(article.month, "extract"),
        keys.tries(article.month, "extract"),
        keys.quarantine(article.month, "extract"),
    )


def _text(value: bytes | None) -> str | None:
    return value.decode() if value is not None else None
