"""The sweeper: finds what is overdue and enqueues it again, whatever happened to its job."""

from __future__ import annotations

from datetime import timedelta
from typing import get_args

import structlog

from runtime.queues import QUEUE_OF, QueueName, Stage
from runtime.service import Service
from workers.job_table import waiting_jobs

logger = structlog.get_logger()

SWEEP_LIMIT = 1_000
"""Items that may wait in a queue before a sweep adds no more, if its jobs all had a batch."""
HANDED_OVER: frozenset[Stage] = frozenset(["read", "extract", "fold", "relay"])
"""Stages whose work is handed over by the stage that made it due; the others' comes with time."""
JOBS_LOOKED_AT = 100
"""Of those that wait, for items that need no second one; at the usual size of a batch there are 20."""


def sweep(service: Service) -> int:
    """Enqueue everything that is due and not being worked on; the number of items.

    Storage leases what it gives out, so that two sweepers give out nothing twice. An item whose
    work died before goes into a job of its own: a poison item takes no others with it.
    """
    service.store.reviewing.finish()
    return sum(_sweep_stage(service, stage) for stage in get_args(Stage))


def _sweep_stage(service: Service, stage: Stage) -> int:
    now = service.clock()
    room = _room(service, QUEUE_OF[stage])
    if room <= 0:
        return 0
    # What was made due a moment ago is about to be handed over by whoever made it, with other items.
    grace = service.settings.grace_seconds if stage in HANDED_OVER else 0
    since = now - timedelta(seconds=grace)
    overdue = service.store.work.overdue(stage, since, room, service.settings.lease_seconds)
    if overdue:
        # Their jobs are there, and wait for longer than a lease lasts.
        jobs = waiting_jobs(service.dispatcher.queue(QUEUE_OF[stage]), JOBS_LOOKED_AT)
        waiting = {item for job in jobs if job.stage == stage for item in job.items}
        overdue = tuple(item for item in overdue if item not in waiting)
    fresh = [item for item in overdue if service.store.work.tries(stage, item) == 0]
    suspects = [item for item in overdue if item not in set(fresh)]
    service.dispatcher.enqueue(stage, fresh, now=now)
    for item in suspects:
        service.dispatcher.enqueue(stage, [item], now=now, alone=True)
    if overdue:
        logger.info("sweep.enqueued", stage=stage, items=len(overdue), retried=len(suspects))
    return len(overdue)


def _room(service: Service, queue: QueueName) -> int:
    """How many more items a queue can do with.

    With a job for every item that is to be done, none is missing, however long they wait.
    """
    jobs = service.dispatcher.waiting(queue)
    until = service.clock() + timedelta(seconds=service.settings.lease_seconds)
    items = sum(service.store.work.size(stage, until) for stage, own in QUEUE_OF.items() if own == queue)
    return min(SWEEP_LIMIT - jobs * service.dispatcher.batch_size, items - jobs)
