"""Mattermost's incoming webhooks, https://developers.mattermost.com/integrate/webhooks/incoming/."""

from __future__ import annotations

import re

from alerts.channels.chat import json_request
from alerts.channels.slack import hook_fault, hook_of
from alerts.letters import outside_addresses, unmentioned
from alerts.posting import Answer, Request
from model.errors import DeliveryInterrupted, DeliveryRejected
from model.subscriptions import Channel

PIECE_LENGTH = 16_383
"""Characters of a message (https://docs.mattermost.com/collaborate/send-messages.html)."""

INTERVAL_SECONDS = 0.1
"""Ten requests a second, RateLimitSettings.PerSec as it comes
(https://docs.mattermost.com/configure/rate-limiting-configuration-settings.html)."""

_MARKUP = re.compile(r"([\\`*_{}\[\]()#+!|<>~-])")


class Mattermost:
    """The webhook's address is the channel's secret: whoever knows it can write."""

    piece_length = PIECE_LENGTH
    interval_seconds = INTERVAL_SECONDS

    def check(self, channel: Channel) -> None:
        """Raises ConfigurationError without an address."""
        hook_of(channel)

    def length(self, text: str) -> int:
        """Characters as they go out."""
        return len(escaped(text))

    def request(self, text: str, headline: str, channel: Channel) -> Request:  # noqa: ARG002 (no bold type)
        """The text with Markdown escaped; news can mention nobody."""
        return json_request(hook_of(channel), {"text": escaped(text)})

    def fault(
        self, answer: Answer, channel: Channel, *, parts: int
    ) -> DeliveryRejected | DeliveryInterrupted | None:
        """The status tells."""
        return hook_fault(answer, channel, parts)


def escaped(text: str) -> str:
    """A text without Markdown and mentions: only addresses stay as they are, to be followed."""
    return unmentioned(outside_addresses(text, lambda plain: _MARKUP.sub(r"\\\1", plain)))
