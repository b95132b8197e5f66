"""The sweeper: finds what is overdue and enqueues it again, whatever happened to its job."""

from __future__ import annotations

from typing import get_args

import structlog

from runtime.queues import Stage
from runtime.service import Service

logger = structlog.get_logger()

SWEEP_LIMIT = 1_000
"""Items of a stage that one sweep takes; the next, a moment later, takes more."""


def sweep(service: Service) -> int:
    """Enqueue everything that is due and not being worked on; the number of items.

    Storage leases what it gives out, so that two sweepers give out nothing twice. An item whose
    work died before goes into a job of its own: a poison item takes no others with it.
    """
    total = 0
    for stage in get_args(Stage):
        total += _sweep_stage(service, stage)
    return total


def _sweep_stage(service: Service, stage: Stage) -> int:
    now = service.clock()
    overdue = service.store.work.overdue(stage, now, SWEEP_LIMIT, service.settings.lease_seconds)
    fresh = [item for item in overdue if service.store.work.tries(stage, item) <= 1]
    suspects = [item for item in overdue if item not in set(fresh)]
    service.dispatcher.enqueue(stage, fresh, now=now)
    for item in suspects:
        service.dispatcher.enqueue(stage, [item], now=now)
    if overdue:
        logger.info("sweep.enqueued", stage=stage, items=len(overdue), retried=len(suspects))
    return len(overdue)
