"""deliver: a planned delivery -> the recipient, with retries and a record of every try."""

from __future__ import annotations

import random
from collections.abc import Sequence

from alerts.backoff import next_try
from model.errors import ConfigurationError, DeliveryError, DeliveryInterrupted
from model.subscriptions import Attempt, Delivery
from runtime.service import Service
from workers.outcomes import Outcome, each_item


def deliver_messages(service: Service, delivery_ids: Sequence[str]) -> None:
    """Hand over messages that are due."""
    each_item("deliver", delivery_ids, lambda item: _deliver(service, item), service)


def _deliver(service: Service, delivery_id: str) -> Outcome:
    delivery = service.store.deliveries.get(delivery_id)
    if delivery is None or delivery.status != "due":
        service.store.work.done("deliver", [delivery_id])
        return "already_done"
    try:
        attempt = _send(service, delivery)
    except DeliveryInterrupted as error:
        return _try_again(service, delivery, error)
    except (DeliveryError, ConfigurationError) as error:
        return _give_up(service, delivery, error)
    service.store.deliveries.record(delivery.id, attempt, status="delivered")
    return "delivered"


def _send(service: Service, delivery: Delivery) -> Attempt:
    channel = service.configuration.channel(delivery.channel)
    if channel is None:
        raise ConfigurationError(f"channel {delivery.channel!r} is no longer in the configuration")
    return service.webhooks.send(delivery, channel)


def _try_again(service: Service, delivery: Delivery, error: DeliveryInterrupted) -> Outcome:
    now = service.clock()
    attempts = len(delivery.attempts) + 1
    due_at = next_try(attempts, now, random.random, retry_after_seconds=error.retry_after_seconds)
    if due_at is None:
        return _give_up(service, delivery, error)
    attempt = Attempt(at=now, status=error.status, error=str(error))
    service.store.deliveries.record(delivery.id, attempt, status="due", due_at=due_at)
    return "put_off"


def _give_up(service: Service, delivery: Delivery, error: DeliveryError | ConfigurationError) -> Outcome:
    status = error.status if isinstance(error, DeliveryError) else None
    attempt = Attempt(at=service.clock(), status=status, error=str(error))
    service.store.deliveries.record(delivery.id, attempt, status="dead")
    return "dead"
