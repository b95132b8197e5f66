"""The Apprise channel, for services that have no channel of their own: https://github.com/caronc/apprise.

One target a call: Apprise gives one yes or no for all the targets of a call.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from alerts.channels.chat import need
from alerts.letters import letter_of
from model.errors import ConfigurationError, DeliveryInterrupted
from model.subscriptions import Attempt, Channel, Delivery

INTERVAL_SECONDS = 1.0
"""Apprise keeps to the limits of its services itself; this spreads our own calls."""


class AppriseSender:
    """Hands messages over to Apprise; the Apprise URL of the target is the channel's secret."""

    interval_seconds = INTERVAL_SECONDS

    def __init__(self, *, clock: Callable[[], datetime]) -> None:
        self._clock = clock

    def check(self, channel: Channel) -> None:
        """Raises ConfigurationError for a URL that Apprise does not know."""
        import apprise

        need(channel, token="an Apprise URL")  # noqa: S106 (no token, the name of one)
        if len(channel.secrets) != 1 or not apprise.Apprise().add(channel.secrets[0]):
            raise ConfigurationError(f"channel {channel.name}: its secret is one URL that Apprise knows")

    def send(self, delivery: Delivery, channel: Channel) -> Attempt:
        """One try. Apprise tells no reason, so a no is always worth another try."""
        import apprise

        self.check(channel)
        target = apprise.Apprise()
        target.add(channel.secrets[0])
        letter = letter_of(delivery)
        body = letter.text.removeprefix(f"{letter.headline}.").lstrip() or letter.text
        taken = target.notify(
            title=letter.headline, body=body, body_format=apprise.NotifyFormat.TEXT, interpret_escapes=False
        )
        if not taken:
            raise DeliveryInterrupted(f"channel {channel.name}: Apprise could not hand the message over")
        return Attempt(at=self._clock())
