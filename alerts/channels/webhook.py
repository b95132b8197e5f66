"""The webhook channel: Standard Webhooks 1.0, and CloudEvents 1.0 on request.

https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/formats/json-format.md

A message is one POST with `webhook-id` (the delivery's id, the same at every try),
`webhook-timestamp` (of the try) and `webhook-signature` (one `v1` HMAC-SHA256 for each secret, so
that a secret can be changed while receivers still know the old one). Any 2xx takes the message;
410 and other 4xx are the end of it, what may pass is tried again.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
from collections.abc import Callable
from datetime import datetime

from alerts.posting import Poster, Request, address_of, refusal
from model.errors import ConfigurationError
from model.subscriptions import Attempt, Channel, Delivery

SECRET_PREFIX = "whsec_"  # noqa: S105 (the prefix of every secret, not one of them)
SECRET_BYTES = range(24, 65)
"""Lengths of a key that the specification allows."""

INTERVAL_SECONDS = 0.0
"""A receiver of one's own bears what comes; one that does not says 429."""

_CLOUDEVENTS_SOURCE = "svodka"


class WebhookSender:
    """Hands messages over to webhooks."""

    def __init__(self, poster: Poster, *, clock: Callable[[], datetime]) -> None:
        self._poster = poster
        self._clock = clock

    interval_seconds = INTERVAL_SECONDS

    def check(self, channel: Channel) -> None:
        """Raises ConfigurationError for a channel that cannot be used."""
        address_of(channel.url, channel)
        signing_keys(channel)

    def send(self, delivery: Delivery, channel: Channel) -> Attempt:
        """One try. Gives the attempt if the target took the message (any 2xx).

        Raises DeliveryRejected when trying again is of no use (410: the target is gone for good),
        DeliveryInterrupted when it may work later, ConfigurationError for a channel that cannot
        be used.
        """
        now = self._clock()
        body = cloudevent(delivery) if channel.cloudevents else delivery.payload
        kind = "application/cloudevents+json" if channel.cloudevents else "application/json"
        request = Request(
            url=address_of(channel.url, channel),
            body=body.encode(),
            headers={"content-type": kind, **signed_headers(delivery.id, body, channel, now)},
        )
        answer = self._poster.send(request, channel)
        if not answer.is_success:
            raise refusal(
                channel,
                answer.status,
                said=answer.body.decode("utf-8", "replace"),
                retry_after_seconds=answer.retry_after_seconds,
            )
        return Attempt(at=now, status=answer.status)


def cloudevent(delivery: Delivery) -> str:
    """The message as a CloudEvent in structured JSON; its id is the delivery's."""
    message = json.loads(delivery.payload)
    envelope = {
        "specversion": "1.0",
        "id": delivery.id,
        "source": _CLOUDEVENTS_SOURCE,
        "type": f"svodka.{message['type']}",
        "time": message["timestamp"],
        "datacontenttype": "application/json",
        "data": message["data"],
    }
    return json.dumps(envelope, ensure_ascii=False, separators=(",", ":"))


def signed_headers(identifier: str, body: str, channel: Channel, now: datetime) -> dict[str, str]:
    """The three headers of Standard Webhooks, with a signature for each secret of the channel."""
    seconds = int(now.timestamp())
    content = f"{identifier}.{seconds}.{body}".encode()
    return {
        "webhook-id": identifier,
        "webhook-timestamp": str(seconds),
        "webhook-signature": " ".join(_signature(key, content) for key in signing_keys(channel)),
    }


def signing_keys(channel: Channel) -> tuple[bytes, ...]:
    """The keys in a channel's secrets, in their order. Raises ConfigurationError for a bad one."""
    if not channel.secrets:
        raise ConfigurationError(f"channel {channel.name}: a webhook needs a secret to sign with")
    return tuple(_key(secret, channel) for secret in channel.secrets)


def _key(secret: str, channel: Channel) -> bytes:
    try:
        key = base64.b64decode(secret.removeprefix(SECRET_PREFIX), validate=True)
    except binascii.Error:
        key = b""
    if not secret.startswith(SECRET_PREFIX) or len(key) not in SECRET_BYTES:
        raise ConfigurationError(
            f"channel {channel.name}: a secret is {SECRET_PREFIX} and the base64 of 24 to 64 bytes; "
            f"make one with: echo {SECRET_PREFIX}$(openssl rand -base64 32)"
        )
    return key


def _signature(key: bytes, content: bytes) -> str:
    return f"v1,{base64.b64encode(hmac.digest(key, content, hashlib.sha256)).decode()}"
