"""Forgetting what is too old to be asked for: the log of deliveries, and silences that are over."""

from __future__ import annotations

from datetime import timedelta

import structlog

from runtime.service import Service

logger = structlog.get_logger()

TIDY_SECONDS = 3_600


def tidy_if_due(service: Service) -> int:
    """Tidy up once an hour, over all schedulers; how many deliveries were forgotten."""
    return tidy(service) if service.store.schedule.is_time("tidying", TIDY_SECONDS) else 0


def tidy(service: Service) -> int:
    """Forget what is older than the log is to be; what is still due stays. How many deliveries."""
    before = service.clock() - timedelta(days=service.settings.delivery_log_days)
    forgotten = service.store.deliveries.forget(before)
    silences = service.store.silences.forget(before)
    if forgotten or silences:
        logger.info("log.tidied", deliveries=forgotten, silences=silences)
    return forgotten
