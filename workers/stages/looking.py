"""look: an article that was read lately -> whether its page changed since, or is gone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from crawler.fetching import Fetcher
from crawler.looking import CONFIRMED_AFTER, next_look_at, says_gone
from crawler.reading import visit
from model.articles import ArticleRef, Look
from model.errors import FetchError, UnreadablePage
from model.sources import Source
from runtime.service import Service
from workers.noting import Note, Notes, word_of
from workers.outcomes import Outcome, each_item
from workers.stages.reading import THREADS, look_after


def look_again(service: Service, ref_ids: Sequence[str]) -> None:
    """Look at pages again; those that changed are due to be extracted."""
    due: list[str] = []
    notes = Notes(service, "look")
    with service.fetcher() as fetcher:

        def look(ref_id: str) -> Outcome:
            return _look(service, fetcher, ref_id, notes, due)

        each_item("look", ref_ids, look, service, threads=THREADS, meanwhile=notes.flush)
    service.hand_over("extract", due)


def _look(service: Service, fetcher: Fetcher, ref_id: str, notes: Notes, due: list[str]) -> Outcome:
    refs, last = service.store.refs.get([ref_id]), service.store.looks.get(ref_id)
    if not refs or last is None:
        service.store.looks.end(ref_id)
        return "unknown_reference"
    (ref,) = refs
    source = service.configuration.source(ref.source)
    with notes.of(ref.source, ref.url) as note:
        try:
            _look_at(service, fetcher, ref, source, last, note, due)
        except (FetchError, UnreadablePage) as error:
            # It costs this look; the article that we have stays.
            note.outcome, note.reason = word_of(error), str(error)
            if says_gone(error, source):
                _miss(service, ref, source, last, note)
            else:
                _plan(service, ref, source, last)
    return note.outcome


def _look_at(
    service: Service,
    fetcher: Fetcher,
    ref: ArticleRef,
    source: Source | None,
    last: Look,
    note: Note,
    due: list[str],
) -> None:
    seen = visit(ref, source, fetcher, service.clock(), last=last)
    if seen.article is None:
        _there(service, last.url)
        note.outcome, note.reason = "unchanged", "the page is as it was"
    else:
        saved = service.store.articles.save(seen.article)
        note.outcome = saved.outcome
        if saved.item is not None:
            due.append(saved.item)
        else:
            note.reason = "the page changed, its article did not"
    _plan(service, ref, source, look_after(seen, last.url, last.dated_at))


def _there(service: Service, url: str) -> None:
    article_id = service.store.articles.by_url(url)
    if article_id is not None:
        service.store.articles.note_there(article_id)


def _miss(service: Service, ref: ArticleRef, source: Source | None, last: Look, note: Note) -> None:
    """A page that is not there: once may be a mishap, twice it is gone."""
    now = service.clock()
    missed = replace(last, misses=last.misses + 1)
    if missed.misses == 1:
        note.outcome = "missing"
        service.store.looks.plan(ref.id, missed, now + CONFIRMED_AFTER)
        return
    article_id = service.store.articles.by_url(last.url)
    if article_id is not None:
        service.store.articles.note_gone(article_id, now)
    note.outcome = "gone"
    # It may come back; validators of the page that was there would hide that.
    _plan(service, ref, source, replace(missed, etag=None, last_modified=None, body_digest=None))


def _plan(service: Service, ref: ArticleRef, source: Source | None, look: Look) -> None:
    """Plan the next look, or end them."""
    due_at = next_look_at(look.dated_at, service.clock(), source, telling=_tells(service, look.url))
    if due_at is None:
        service.store.looks.end(ref.id)
    else:
        service.store.looks.plan(ref.id, look, due_at)


def _tells(service: Service, url: str) -> bool:
    """Whether the article makes claims."""
    article_id = service.store.articles.by_url(url)
    if article_id is None:
        return False
    return any(claim.withdrawn_at is None for claim in service.store.claims.get(article_id).claims)
