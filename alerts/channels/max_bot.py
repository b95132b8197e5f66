"""The MAX channel: POST /messages of its Bot API, https://dev.max.ru/docs-api/methods/POST/messages."""

from __future__ import annotations

from alerts.channels.chat import json_request, need, told_by, words_of
from alerts.channels.telegram import markup
from alerts.letters import unmentioned, utf16_length
from alerts.posting import Answer, Request, address_of, refusal
from model.errors import ConfigurationError, DeliveryInterrupted, DeliveryRejected
from model.subscriptions import Channel

API_URL = "https://platform-api2.max.ru"
"""Its certificate is signed by the Russian Ministry of Digital Development: `ca_file` holds that root
(https://dev.max.ru/docs-api)."""

PIECE_LENGTH = 4_000
"""`text` of NewMessageBody: up to 4000 characters (https://dev.max.ru/docs-api/objects/NewMessageBody)."""

INTERVAL_SECONDS = 0.5
"""Two messages a second to one dialogue, group or channel
(https://dev.max.ru/docs-api/methods/POST/messages)."""

USER_PREFIX = "user:"


class Max:
    """The token of the bot is the channel's secret, `to` a chat's id, or user:ID for a dialogue."""

    piece_length = PIECE_LENGTH
    interval_seconds = INTERVAL_SECONDS

    def check(self, channel: Channel) -> None:
        """Raises ConfigurationError without a chat or a token."""
        need(channel, to=True, token="the bot's token")  # noqa: S106 (no token, the name of one)
        if not channel.to.removeprefix(USER_PREFIX).lstrip("-").isdecimal():
            raise ConfigurationError(f"channel {channel.name}: `to` is a chat's id, or user:ID")
        address_of(channel.url or API_URL, channel)

    def length(self, text: str) -> int:
        """UTF-16 code units: no fewer than characters, however those are counted."""
        return utf16_length(unmentioned(text))

    def request(self, text: str, headline: str, channel: Channel) -> Request:
        """POST /messages with HTML; the token goes into a header, an address would show it."""
        base = str(address_of(channel.url or API_URL, channel)).rstrip("/")
        name = "user_id" if channel.to.startswith(USER_PREFIX) else "chat_id"
        url = address_of(f"{base}/messages", channel).copy_merge_params(
            {name: channel.to.removeprefix(USER_PREFIX), "disable_link_preview": "true"}
        )
        content = {"text": markup(text, headline), "format": "html"}
        return json_request(url, content, Authorization=channel.secrets[0])

    def fault(
        self, answer: Answer, channel: Channel, *, parts: int
    ) -> DeliveryRejected | DeliveryInterrupted | None:
        """A yes has the message that was made; a no says why in `message`."""
        if answer.is_success and isinstance(told_by(answer).get("message"), dict):
            return None
        return refusal(
            channel,
            # A 2xx that holds no message is no answer of MAX's.
            502 if answer.is_success else answer.status,
            said=words_of(answer, "message", "code"),
            retry_after_seconds=answer.retry_after_seconds,
            parts=parts,
        )
