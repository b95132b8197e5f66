"""deliver: a planned delivery, or a bundle of them -> the recipient, with retries and a record.

The channels of a batch are served side by side: one that does not answer holds up no other. A channel
that failed rests before it is tried again, and is tried by workers of its own kind until it answers.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import structlog

from alerts.backoff import next_try, rest_seconds
from alerts.channels import Sender, interval_of
from alerts.planning import message_of_bundle
from model.errors import ConfigurationError, DeliveryError, DeliveryInterrupted, DeliveryRejected
from model.subscriptions import Attempt, Channel, Delivery, DeliveryStatus
from runtime.configuration import with_secrets
from runtime.queues import RETRIES
from runtime.service import Service
from storage.deliveries import BUNDLE
from workers.outcomes import Outcome, each_item

logger = structlog.get_logger()

GONE = 410
"""Standard Webhooks: a receiver that answers so wants nothing more, and is not to be asked again."""

SIDE_BY_SIDE = 16
"""Channels that are served at once by one job."""


def deliver_messages(service: Service, items: Sequence[str]) -> None:
    """Hand over messages that are due, and make messages of bundles that are.

    Those to channels that failed last go to workers of their own, where there are any.
    """
    bundles = [item for item in items if item.startswith(BUNDLE)]
    each_item("deliver", bundles, lambda item: _close(service, item), service)
    by_channel = _by_channel(service, [item for item in items if not item.startswith(BUNDLE)])
    for name in _failing(service, by_channel):
        service.hand_over("deliver_again", by_channel.pop(name))
    _deliver_side_by_side(service, by_channel)


def deliver_again(service: Service, items: Sequence[str]) -> None:
    """Hand over messages to channels that failed last."""
    _deliver_side_by_side(service, _by_channel(service, items))


def _by_channel(service: Service, delivery_ids: Sequence[str]) -> dict[str, list[str]]:
    by_channel: dict[str, list[str]] = defaultdict(list)
    for delivery_id in delivery_ids:
        delivery = service.store.deliveries.get(delivery_id)
        by_channel[delivery.channel if delivery is not None else ""].append(delivery_id)
    return by_channel


def _failing(service: Service, names: Iterable[str]) -> list[str]:
    """The channels that failed last, where there are workers for them."""
    channels = [one for one in map(service.configuration.channel, names) if one is not None]
    states = service.store.channels.states(channels)
    failing = [one.name for one, state in zip(channels, states, strict=True) if state.failures]
    return failing if failing and service.dispatcher.is_served(RETRIES) else []


def _deliver_side_by_side(service: Service, by_channel: Mapping[str, Sequence[str]]) -> None:
    with ThreadPoolExecutor(max_workers=SIDE_BY_SIDE) as pool:
        # Every channel's result is asked for: an error in one of them is the job's.
        list(pool.map(lambda own: _deliver_all(service, own), by_channel.values()))


def _deliver_all(service: Service, delivery_ids: Sequence[str]) -> None:
    each_item("deliver", delivery_ids, lambda item: _deliver(service, item), service)


def _close(service: Service, bundle: str) -> Outcome:
    """Make one message of what a bundle holds, due now."""
    deliveries = service.store.deliveries
    while True:
        members = deliveries.about(bundle)
        message = message_of_bundle(bundle, members, now=service.clock()) if members else None
        if deliveries.close(bundle, message, members):
            break
    if message is None:
        return "already_done"
    service.hand_over("deliver", [message.id])
    return "bundled"


def _deliver(service: Service, delivery_id: str) -> Outcome:
    delivery = service.store.deliveries.get(delivery_id)
    if delivery is None or delivery.status != "due":
        service.store.work.done("deliver", [delivery_id])
        return "already_done"
    channel = service.configuration.channel(delivery.channel)
    if channel is None:
        gone = ConfigurationError(f"channel {delivery.channel!r} is no longer in the configuration")
        return _give_up(service, delivery, gone)
    sender = service.senders[channel.kind]
    start = service.store.deliveries.begin(
        delivery.id,
        channel,
        interval_seconds=interval_of(channel, sender),
        lease_seconds=service.settings.lease_seconds,
    )
    if start.ended:
        told = f"channel {channel.name}: not tried; its target said that it is gone for good (410)"
        return _give_up(service, delivery, DeliveryRejected(told))
    if start.wait_seconds is None or start.wait_seconds > 0:
        # In another's hand: by the end of its lease it is done, or its worker is dead.
        wait = service.settings.lease_seconds if start.wait_seconds is None else start.wait_seconds
        service.store.work.postpone("deliver", delivery_id, service.clock() + timedelta(seconds=wait))
        return "in_hand" if start.wait_seconds is None else "put_off"
    # Between the reading and the claim another may have handed it over: only what is read now counts.
    claimed = service.store.deliveries.get(delivery_id)
    if claimed is None or claimed.status != "due":
        service.store.deliveries.hold([delivery_id], 0)
        service.store.work.done("deliver", [delivery_id])
        return "already_done"
    return _try(service, claimed, channel, sender, start.failures)


def _try(service: Service, delivery: Delivery, channel: Channel, sender: Sender, failures: int) -> Outcome:
    try:
        attempt = sender.send(delivery, with_secrets(channel))
    except ConfigurationError as error:
        # A wrong secret or address is mended by a person, who then wants the messages.
        return _try_again(service, delivery, DeliveryInterrupted(str(error)), failures)
    except DeliveryInterrupted as error:
        return _try_again(service, delivery, error, failures)
    except DeliveryError as error:
        return _give_up(service, delivery, error, channel)
    service.store.deliveries.record(delivery.id, attempt, status="delivered")
    return "delivered"


def _try_again(service: Service, delivery: Delivery, error: DeliveryInterrupted, failures: int) -> Outcome:
    now = service.clock()
    attempts = len(delivery.attempts) + 1 - delivery.retried_from
    due_at = next_try(attempts, now, random.random, retry_after_seconds=error.retry_after_seconds)
    rest = timedelta(seconds=rest_seconds(failures, error.retry_after_seconds))
    attempt = Attempt(at=now, status=error.status, error=str(error), parts=error.parts)
    status: DeliveryStatus = "dead" if due_at is None else "due"
    service.store.deliveries.record(delivery.id, attempt, status=status, due_at=due_at, rest_until=now + rest)
    return "dead" if due_at is None else "put_off"


def _give_up(
    service: Service,
    delivery: Delivery,
    error: DeliveryError | ConfigurationError,
    channel: Channel | None = None,
) -> Outcome:
    """A dead letter. A target that answered 410 ends its channel: nothing more is sent to it."""
    status = error.status if isinstance(error, DeliveryError) else None
    attempt = Attempt(at=service.clock(), status=status, error=str(error))
    ends = channel if status == GONE else None
    service.store.deliveries.record(delivery.id, attempt, status="dead", ends=ends)
    if ends is not None:
        logger.warning("channel.ended", channel=ends.name, status=status)
    return "dead"
