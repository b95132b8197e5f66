"""The Apprise channel, for services that have no channel of their own: https://github.com/caronc/apprise.

One target a call: Apprise gives one yes or no for all the targets of a call.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from queue import Empty, Queue
from threading import Thread

import structlog

from alerts.channels.chat import need
from alerts.letters import letter_of, unmentioned
from model.errors import ConfigurationError, DeliveryInterrupted
from model.subscriptions import Attempt, Channel, Delivery

logger = structlog.get_logger()

WHOLE_SECONDS = 30.0
INTERVAL_SECONDS = 1.0
"""Apprise keeps to the limits of its services itself; this spreads our own calls."""


class AppriseSender:
    """Hands messages over to Apprise; the Apprise URL of the target is the channel's secret."""

    interval_seconds = INTERVAL_SECONDS

    def __init__(self, *, clock: Callable[[], datetime], whole_seconds: float = WHOLE_SECONDS) -> None:
        self._clock = clock
        self._whole_seconds = whole_seconds

    def check(self, channel: Channel) -> None:
        """Raises ConfigurationError for a URL that Apprise does not know."""
        import apprise

        need(channel, token="an Apprise URL")  # noqa: S106 (no token, the name of one)
        if len(channel.secrets) != 1 or not apprise.Apprise().add(channel.secrets[0]):
            raise ConfigurationError(f"channel {channel.name}: its secret is one URL that Apprise knows")

    def send(self, delivery: Delivery, channel: Channel) -> Attempt:
        """One try. Apprise tells no reason, so a no is always worth another try."""
        self.check(channel)
        answer: Queue[bool] = Queue()
        # Apprise caps each step of a call and not the whole of it; what hangs is left behind.
        Thread(target=lambda: answer.put(_notified(delivery, channel)), daemon=True).start()
        try:
            taken = answer.get(timeout=self._whole_seconds)
        except Empty:
            raise DeliveryInterrupted(
                f"channel {channel.name}: no answer within {self._whole_seconds:g} s"
            ) from None
        if not taken:
            raise DeliveryInterrupted(f"channel {channel.name}: Apprise could not hand the message over")
        return Attempt(at=self._clock())


def _notified(delivery: Delivery, channel: Channel) -> bool:
    import apprise

    target = apprise.Apprise()
    target.add(channel.secrets[0])
    for service in target:
        # As Apprise comes, a long text is left to the service, which may cut it off.
        service.overflow_mode = apprise.OverflowMode.SPLIT
    letter = letter_of(delivery)
    body = letter.text.removeprefix(f"{letter.headline}.").lstrip() or letter.text
    try:
        return bool(
            target.notify(
                title=unmentioned(letter.headline),
                body=unmentioned(body),
                body_format=apprise.NotifyFormat.TEXT,
                interpret_escapes=False,
            )
        )
    except Exception:
        logger.exception("apprise.failed", channel=channel.name)
        return False
