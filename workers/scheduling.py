"""The schedule: due sources are crawled, overdue work is swept up.

RQ's own CronScheduler enqueues twice when two of it run, and ends after a short outage of Redis;
a tick of our own under a lease in Redis does neither.
"""

from __future__ import annotations

import secrets
from contextlib import suppress
from datetime import datetime, timedelta

import structlog

from model.errors import StoreUnavailable
from model.sources import SourceState
from runtime.service import Service
from workers.continuity import Continuity
from workers.stopping import Stop
from workers.sweeping import sweep
from workers.tidying import tidy_if_due
from workers.watching import watch_if_due

logger = structlog.get_logger()

LEASE_TICKS = 10
"""Another scheduler takes over after so many ticks without one of the first."""


def schedule(service: Service, stop: Stop) -> None:
    """Tick until `stop` is set.

    Any number may run: one holds the lease and works, the others stand by.
    """
    holder = secrets.token_hex(8)
    continuity = Continuity(service)
    while not stop.is_set():
        try:
            tick(service, holder, continuity)
        except StoreUnavailable as error:
            logger.warning("schedule.interrupted", error=str(error))
        stop.wait(service.settings.tick_seconds)
    with suppress(StoreUnavailable):
        service.store.schedule.release(holder)


def tick(service: Service, holder: str, continuity: Continuity) -> bool:
    """One look at what is due, if `holder` has the lease or can have it; whether it had."""
    lease_seconds = service.settings.tick_seconds * LEASE_TICKS
    if not service.store.schedule.hold(holder, lease_seconds):
        continuity.stand_by(service.store.schedule.beats())
        return False
    continuity.notice(service.store.schedule.beat())
    crawl_due_sources(service)
    watch_if_due(service)
    tidy_if_due(service)
    sweep(service)
    return True


def crawl_due_sources(service: Service) -> int:
    """Enqueue the sources whose time has come; the number of them.

    None while jobs wait: a source that waits longer than its lease would only come into the queue
    a second time, and its site would be asked twice for one look.
    """
    if service.dispatcher.waiting("crawl"):
        return 0
    now = service.clock()
    states = service.store.sources.states()
    due = [
        source.name
        for source in service.configuration.sources
        if source.enabled and source.kind != "manual" and _is_due(states.get(source.name), now)
    ]
    # While the job waits and runs, the source is not due: the look itself sets the next time.
    for name in due:
        service.store.sources.put_off(name, now + timedelta(seconds=service.settings.lease_seconds))
    service.dispatcher.enqueue("crawl", due, now=now)
    return len(due)


def _is_due(state: SourceState | None, now: datetime) -> bool:
    return state is None or state.next_at is None or state.next_at <= now
