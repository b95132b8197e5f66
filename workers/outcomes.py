"""Every item ends with exactly one outcome, counted and logged once."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta

import structlog

from model.errors import StoreUnavailable, SvodkaError, UnusableStore
from runtime.queues import Stage
from runtime.service import Service
from workers.leases import Leases
from workers.retry import retry_for
from workers.threads import at_once

logger = structlog.get_logger()

Outcome = str
"""A word of the stage's own: "new", "unchanged", "refused", ..."""


def each_item(
    stage: Stage,
    items: Sequence[str],
    work: Callable[[str], Outcome],
    service: Service,
    *,
    threads: int = 1,
    meanwhile: Callable[[], None] = lambda: None,
    together: Callable[[Sequence[str]], Mapping[str, Outcome]] | None = None,
    lot: int | None = None,
) -> None:
    """Do `work` for each item that is still due, apart: one that fails leaves the others alone.

    Up to `threads` items at the same time; then `meanwhile` is called about once a second, else after each
    item or lot, and at the end. What is still to do is kept from others for as long as this process lives.
    An error that may pass puts the item off; one that will not drops it. An error that we did not foresee
    leaves the item due: the sweeper gives it out again, and after too many tries puts it into quarantine.
    When the worker is asked to stop, what was not begun is given back.

    `together` does the same work for several items in less time, `lot` of them at once or all. It is given
    those whose work never died, and what fails among them is done apart.
    """
    ended: deque[Outcome] = deque()
    with Leases(service, stage, items) as leases:
        if together is not None and len(items) > 1:
            size = lot or len(items)
            left: list[str] = []
            for start in range(0, len(items), size):
                left += _done_together(stage, items[start : start + size], together, leases, service)
                meanwhile()
            items = left

        def do(item: str) -> None:
            if service.stopping.is_set():
                leases.give_back(item)
                return
            outcome = _attempt(stage, item, work, service) if leases.begin(item) else "already_done"
            leases.end(item)
            _log(stage, item, outcome)
            ended.append(outcome)

        def count_and_go_on() -> None:
            outcomes = Counter(ended.popleft() for _ in range(len(ended)))
            service.store.counters.count_all(stage, outcomes)
            meanwhile()

        if threads > 1:
            at_once(do, items, threads, count_and_go_on)
            return
        for item in items:
            do(item)
            count_and_go_on()


def _done_together(
    stage: Stage,
    items: Sequence[str],
    work: Callable[[Sequence[str]], Mapping[str, Outcome]],
    leases: Leases,
    service: Service,
) -> Sequence[str]:
    """Do the work of fresh items at once; the items that are still to be done."""
    if service.stopping.is_set():
        return items
    # Whatever killed its worker goes alone from then on: the others are not to die of it again.
    fresh = leases.begin_fresh(items)
    try:
        outcomes = work(fresh)
    except (StoreUnavailable, UnusableStore):
        raise
    except Exception:
        logger.exception(f"{stage}.apart", items=len(fresh))
        return items
    service.store.counters.count_all(stage, Counter(outcomes.values()))
    for item, outcome in outcomes.items():
        leases.end(item)
        _log(stage, item, outcome)
    return [item for item in items if item not in outcomes]


def finish(stage: Stage, item: str, outcome: Outcome, service: Service) -> None:
    """Count and log the one outcome of an item."""
    service.store.counters.count(stage, outcome)
    _log(stage, item, outcome)


def _log(stage: Stage, item: str, outcome: Outcome) -> None:
    logger.info(f"{stage}.finished", item=item, outcome=outcome)


def _attempt(stage: Stage, item: str, work: Callable[[str], Outcome], service: Service) -> Outcome:
    try:
        return work(item)
    except (StoreUnavailable, UnusableStore):
        # Nothing can be written down now, and nothing is wrong with the item: it stays due.
        raise
    except SvodkaError as error:
        return _put_off_or_drop(stage, item, error, service)
    except Exception as error:
        logger.exception(f"{stage}.crashed", item=item)
        service.store.work.note_fault(stage, [item], f"{type(error).__name__}: {error}")
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
