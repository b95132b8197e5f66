"""The VK Teams channel: messages/sendText of its Bot API, https://teams.vk.com/botapi/."""

from __future__ import annotations

from urllib.parse import quote

import httpx

from alerts.channels.chat import need, told_by, words_of
from alerts.channels.telegram import markup
from alerts.posting import Answer, Request, address_of, refusal
from model.errors import DeliveryInterrupted, DeliveryRejected
from model.subscriptions import Channel

API_URL = "https://myteam.mail.ru/bot/v1"
"""The cloud; an installation of one's own has another."""

PIECE_LENGTH = 4_000
"""Bytes of the text in the address: the call is a GET, and common servers take 8 KB of a request line."""

INTERVAL_SECONDS = 1.0
"""The documentation names no limit; this is what its kin allow to one chat."""


class VkTeams:
    """The token of the bot is the channel's secret, `to` the chat's id, `url` the API of the installation."""

    piece_length = PIECE_LENGTH
    interval_seconds = INTERVAL_SECONDS

    def check(self, channel: Channel) -> None:
        """Raises ConfigurationError without a chat or a token."""
        need(channel, to=True, token="the bot's token")  # noqa: S106 (no token, the name of one)
        address_of(channel.url or API_URL, channel)

    def length(self, text: str) -> int:
        """Bytes of the text as it stands in the address, escaped for HTML."""
        return len(quote(markup(text, ""), safe=""))

    def request(self, text: str, headline: str, channel: Channel) -> Request:
        """sendText with HTML."""
        base = str(address_of(channel.url or API_URL, channel)).rstrip("/")
        parameters = {
            "token": channel.secrets[0],
            "chatId": channel.to,
            "text": markup(text, headline),
            "parseMode": "HTML",
        }
        return Request(url=httpx.URL(f"{base}/messages/sendText", params=parameters), method="GET")

    def fault(
        self, answer: Answer, channel: Channel, *, parts: int
    ) -> DeliveryRejected | DeliveryInterrupted | None:
        """`ok` tells, whatever the status: "ok": false comes with a 200 and a description."""
        told = told_by(answer)
        if answer.is_success and told.get("ok") is True:
            return None
        refused = answer.is_success and told.get("ok") is False
        return refusal(
            channel,
            400 if refused else 502 if answer.is_success else answer.status,
            said=words_of(answer, "description"),
            retry_after_seconds=answer.retry_after_seconds,
            parts=parts,
        )
