"""Every item ends with exactly one outcome, counted and logged once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

import structlog
from rq.timeouts import BaseTimeoutException

from model.errors import SvodkaError
from runtime.queues import Stage
from runtime.service import Service
from workers.retry import retry_for

logger = structlog.get_logger()

Outcome = str
"""A word of the stage's own: "new", "unchanged", "refused", ..."""


def each_item(stage: Stage, items: Sequence[str], work: Callable[[str], Outcome], service: Service) -> None:
    """Do `work` for each item that is still due, apart: one that fails leaves the others alone.

    The lease of what is still to do is prolonged before each, so that a long batch is not
    given out a second time. An error that may pass puts the item off; one that will not drops it.
    An error that we did not foresee leaves the item due: the sweeper gives it out again, and
    after too many tries puts it into quarantine.
    """
    for index, item in enumerate(items):
        held = service.store.work.extend(stage, items[index:], service.settings.lease_seconds)
        outcome = _attempt(stage, item, work, service) if item in held else "already_done"
        finish(stage, item, outcome, service)


def finish(stage: Stage, item: str, outcome: Outcome, service: Service) -> None:
    """Count and log the one outcome of an item."""
    service.store.counters.count(stage, outcome)
    logger.info(f"{stage}.finished", item=item, outcome=outcome)


def _attempt(stage: Stage, item: str, work: Callable[[str], Outcome], service: Service) -> Outcome:
    try:
        return work(item)
    except BaseTimeoutException:
        # RQ's time limit of the whole job: swallowing it would let the job run on.
        raise
    except SvodkaError as error:
        return _put_off_or_drop(stage, item, error, service)
    except Exception:
        logger.exception(f"{stage}.crashed", item=item)
        return "crashed"


def _put_off_or_drop(stage: Stage, item: str, error: SvodkaError, service: Service) -> Outcome:
    retry = retry_for(error, tries=service.store.work.tries(stage, item))
    logger.warning(f"{stage}.failed", item=item, error=str(error), again=retry.action == "again")
    if retry.action == "again":
        service.store.work.postpone(stage, item, _after(service.clock(), retry.pause_seconds))
        return "put_off"
    service.store.work.done(stage, [item])
    return type(error).__name__


def _after(now: datetime, seconds: float) -> datetime:
    return now + timedelta(seconds=seconds)
