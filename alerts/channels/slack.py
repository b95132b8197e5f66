"""Slack's incoming webhooks, https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks."""

from __future__ import annotations

import html

import httpx

from alerts.channels.chat import json_request, need
from alerts.posting import Answer, Request, address_of, refusal
from model.errors import DeliveryInterrupted, DeliveryRejected
from model.subscriptions import Channel

PIECE_LENGTH = 4_000
"""The length that a text should keep to; above 40,000 it is cut
(https://docs.slack.dev/reference/methods/chat.postMessage#truncating)."""

INTERVAL_SECONDS = 1.0
"""One message a second, https://docs.slack.dev/apis/web-api/rate-limits."""


class Slack:
    """The webhook's address is the channel's secret: whoever knows it can write."""

    piece_length = PIECE_LENGTH
    interval_seconds = INTERVAL_SECONDS

    def check(self, channel: Channel) -> None:
        """Raises ConfigurationError without an address."""
        hook_of(channel)

    def length(self, text: str) -> int:
        """Characters as they go out."""
        return len(html.escape(text, quote=False))

    def request(self, text: str, headline: str, channel: Channel) -> Request:  # noqa: ARG002 (no bold type)
        """The text with its three special characters escaped, and no other markup read in it."""
        escaped = html.escape(text, quote=False)
        return json_request(hook_of(channel), {"text": escaped, "mrkdwn": False})

    def fault(
        self, answer: Answer, channel: Channel, *, parts: int
    ) -> DeliveryRejected | DeliveryInterrupted | None:
        """The status tells; the body is a word such as "no_service"."""
        return hook_fault(answer, channel, parts)


def hook_of(channel: Channel) -> httpx.URL:
    """The address of an incoming webhook."""
    need(channel, token="the webhook's address")  # noqa: S106 (no token, the name of one)
    return address_of(channel.secrets[0], channel)


def hook_fault(answer: Answer, channel: Channel, parts: int) -> DeliveryRejected | DeliveryInterrupted | None:
    """What was wrong by the status alone."""
    if answer.is_success:
        return None
    return refusal(
        channel,
        answer.status,
        said=answer.body.decode("utf-8", "replace"),
        retry_after_seconds=answer.retry_after_seconds,
        parts=parts,
    )
