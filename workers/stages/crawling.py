"""crawl: a source's feed -> references to articles that are new or changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from crawler.addresses import shown_url
from crawler.crawling import crawl
from crawler.fetching import Fetcher
from runtime.service import Service
from workers.noting import noted
from workers.outcomes import Outcome, finish


def crawl_sources(service: Service, names: Sequence[str]) -> None:
    """Look once at each of the named sources; what is found is due to be read."""
    with service.fetcher() as fetcher:
        for name in names:
            finish("crawl", name, _crawl_source(service, fetcher, name), service)


def _crawl_source(service: Service, fetcher: Fetcher, name: str) -> Outcome:
    source = service.configuration.source(name)
    if source is None:
        return "unknown_source"
    with noted(service, "crawl", name, shown_url(source.url)) as note:
        found = crawl(source, service.store.sources.state(name), fetcher, service.clock())
        fresh = service.store.refs.add(found.refs)
        # The validators are stored after the references: were we to die between, the next look
        # would fetch the same feed again, not skip it as unchanged.
        state = replace(found.state, new_at=service.clock()) if fresh else found.state
        service.store.sources.save_state(name, state)
        note.outcome, note.reason = found.outcome, found.reason
        if found.refs:
            note.reason += f", {len(fresh)} new or changed"
            note.counts = {"listed": len(fresh)}
    service.hand_over("read", fresh)
    return found.outcome
