"""crawl: a source's feed -> references to articles that are new or changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import chain, zip_longest

import structlog
from rq.timeouts import BaseTimeoutException

from crawler.addresses import shown_url
from crawler.crawling import crawl
from crawler.fetching import Fetcher
from runtime.service import Service
from workers.noting import Notes
from workers.outcomes import Outcome, finish
from workers.pushing import slowed_while_pushed, subscribe_if_due
from workers.threads import at_once

logger = structlog.get_logger()

THREADS = 8


def crawl_sources(service: Service, names: Sequence[str]) -> None:
    """Look once at each of the named sources; what is found is due to be read."""
    found: list[tuple[str, ...]] = []
    notes = Notes(service, "crawl")

    def hand_over() -> None:
        # The hosts by turns, so that a batch of pages need not wait for one of them.
        lots = [found.pop() for _ in range(len(found))]
        mixed = chain.from_iterable(zip_longest(*lots))
        service.hand_over("read", [ref_id for ref_id in mixed if ref_id is not None])
        notes.flush()

    with service.fetcher() as fetcher:

        def look(name: str) -> None:
            finish("crawl", name, _look(service, fetcher, name, notes, found), service)

        at_once(look, names, THREADS, hand_over)


def _look(
    service: Service, fetcher: Fetcher, name: str, notes: Notes, found: list[tuple[str, ...]]
) -> Outcome:
    """One source. An error that we did not foresee leaves the others alone: its time comes again."""
    try:
        return _crawl_source(service, fetcher, name, notes, found)
    except BaseTimeoutException:
        raise
    except Exception:
        logger.exception("crawl.crashed", item=name)
        return "crashed"


def _crawl_source(
    service: Service, fetcher: Fetcher, name: str, notes: Notes, found: list[tuple[str, ...]]
) -> Outcome:
    source = service.configuration.source(name)
    if source is None:
        return "unknown_source"
    with notes.of(name, shown_url(source.url)) as note:
        crawled = crawl(source, service.store.sources.state(name), fetcher, service.clock())
        fresh = service.store.refs.add(crawled.refs)
        # The validators are stored after the references: were we to die between, the next look
        # would fetch the same feed again, not skip it as unchanged.
        state = replace(crawled.state, new_at=service.clock()) if fresh else crawled.state
        service.store.sources.save_state(name, slowed_while_pushed(service, source, state))
        note.outcome, note.reason = crawled.outcome, crawled.reason
        if crawled.refs:
            note.reason += f", {len(fresh)} new or changed"
            note.counts = {"listed": len(fresh)}
    found.append(fresh)
    subscribe_if_due(service, fetcher, source, state)
    return crawled.outcome
