"""The Telegram channel: sendMessage of the Bot API, https://core.telegram.org/bots/api#sendmessage."""

from __future__ import annotations

import html

from alerts.channels.chat import json_request, need, told_by, words_of
from alerts.letters import unmentioned, utf16_length
from alerts.posting import Answer, Request, address_of, refusal
from model.errors import DeliveryInterrupted, DeliveryRejected
from model.subscriptions import Channel

API_URL = "https://api.telegram.org"

PIECE_LENGTH = 4_096
"""sendMessage, `text`: 1-4096 characters after entities parsing; counted in UTF-16 code units, as the
offsets of entities are (https://core.telegram.org/bots/api#messageentity)."""

INTERVAL_SECONDS = 3.0
"""20 messages a minute to one group, 1 a second to one person: the stricter of the two
(https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this)."""


class Telegram:
    """The token of the bot is the channel's secret, `to` the chat's id or @name."""

    piece_length = PIECE_LENGTH
    interval_seconds = INTERVAL_SECONDS

    def check(self, channel: Channel) -> None:
        """Raises ConfigurationError without a chat or a token."""
        need(channel, to=True, token="the bot's token")  # noqa: S106 (no token, the name of one)
        address_of(channel.url or API_URL, channel)

    def length(self, text: str) -> int:
        """UTF-16 code units."""
        return utf16_length(unmentioned(text))

    def request(self, text: str, headline: str, channel: Channel) -> Request:
        """sendMessage with HTML, in which only three characters have a meaning."""
        base = address_of(channel.url or API_URL, channel)
        content = {
            "chat_id": channel.to,
            "text": markup(text, headline),
            "parse_mode": "HTML",
            "link_preview_options": {"is_disabled": True},
        }
        return json_request(base.copy_with(path=f"/bot{channel.secrets[0]}/sendMessage"), content)

    def fault(
        self, answer: Answer, channel: Channel, *, parts: int
    ) -> DeliveryRejected | DeliveryInterrupted | None:
        """`ok` tells; `parameters.retry_after` is how long to wait (seconds)."""
        told = told_by(answer)
        if answer.is_success and told.get("ok") is True:
            return None
        asked = (told.get("parameters") or {}).get("retry_after")
        # A 2xx that does not say "ok" is no answer of Telegram's.
        status = answer.status if not answer.is_success else 502
        return refusal(
            channel,
            status,
            said=words_of(answer, "description"),
            retry_after_seconds=float(asked) if asked is not None else answer.retry_after_seconds,
            parts=parts,
        )


def markup(text: str, headline: str) -> str:
    """A text as HTML, the headline in bold; news can mention nobody."""
    escaped = html.escape(unmentioned(text.removeprefix(headline)), quote=False)
    return f"<b>{html.escape(unmentioned(headline), quote=False)}</b>{escaped}" if headline else escaped
