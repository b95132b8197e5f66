"""The webhook channel: Standard Webhooks 1.0.

https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md

A message is one POST with `webhook-id` (the delivery's id, the same at every try),
`webhook-timestamp` (of the try) and `webhook-signature` (one `v1` HMAC-SHA256 for each secret, so
that a secret can be changed while receivers still know the old one). Redirects are not followed.
A target that resolves to an address that is not public is refused, unless the channel allows it;
the check is made on the address that is then connected to.
"""

from __future__ import annotations

import asyncio
import base64
import binascii
import hashlib
import hmac
import socket
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import httpx

from alerts.wording import plain_line
from model.errors import ConfigurationError, DeliveryInterrupted, DeliveryRejected
from model.subscriptions import Attempt, Channel, Delivery

SECRET_PREFIX = "whsec_"  # noqa: S105 (the prefix of every secret, not one of them)
SECRET_BYTES = range(24, 65)
"""Lengths of a key that the specification allows."""

TRANSIENT_STATUSES = frozenset({408, 425, 429})
"""Besides 3xx and 5xx: the target may take the same message later."""

SAID_CHARACTERS = 200
"""How much of what a target or the network said goes into the log of deliveries."""

AddressGuard = Callable[[str], bool]
"""Whether an IP address, as text, is public: one that a stranger may make us connect to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookLimits:
    """Caps on one try. `whole_seconds` covers all of it, from resolving the name to the answer.

    `answer_bytes` is how much of a refusal is read, to be able to tell what the target said.
    """

    whole_seconds: float = 15.0
    connect_seconds: float = 5.0
    answer_bytes: int = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class _Refusal:
    """What a target answered that did not take the message."""

    status: int
    said: str
    retry_after: str | None


class WebhookSender:
    """Hands messages over to webhooks. Each try is a connection of its own."""

    def __init__(
        self,
        *,
        is_public: AddressGuard,
        clock: Callable[[], datetime],
        limits: WebhookLimits | None = None,
        user_agent: str = "svodka",
    ) -> None:
        self._is_public = is_public
        self._clock = clock
        self._limits = limits or WebhookLimits()
        self._user_agent = user_agent
        self._tls = httpx.create_ssl_context(trust_env=False)

    def send(self, delivery: Delivery, channel: Channel) -> Attempt:
        """One try. Gives the attempt if the target took the message (any 2xx).

        Raises DeliveryRejected when trying again is of no use (410: the target is gone for good),
        DeliveryInterrupted when it may work later, ConfigurationError for a channel that cannot
        be used. None of their messages shows the address or a secret: an address may be one.
        """
        now = self._clock()
        url = target(channel)
        headers = {
            "content-type": "application/json",
            "user-agent": self._user_agent,
            "accept-encoding": "identity",
            **signed_headers(delivery.id, delivery.payload, channel, now),
        }
        outcome = asyncio.run(self._within_limits(url, delivery.payload.encode(), headers, channel))
        if isinstance(outcome, int):
            return Attempt(at=now, status=outcome)
        raise _error(outcome, channel, now)

    async def _within_limits(
        self, url: httpx.URL, body: bytes, headers: Mapping[str, str], channel: Channel
    ) -> int | _Refusal:
        """The caps of httpx are a step's, not the whole's: one byte a second would go on for ever."""
        try:
            async with asyncio.timeout(self._limits.whole_seconds):
                addresses = await self._allowed_addresses(url, channel)
                return await self._post(url, addresses, body, headers)
        except TimeoutError as error:
            seconds = self._limits.whole_seconds
            raise DeliveryInterrupted(f"channel {channel.name}: no answer within {seconds:g} s") from error
        except httpx.TransportError as error:
            reason = plain_line(f"{type(error).__name__}: {error}")[:SAID_CHARACTERS]
            raise DeliveryInterrupted(f"channel {channel.name}: the connection failed: {reason}") from error

    async def _allowed_addresses(self, url: httpx.URL, channel: Channel) -> tuple[str, ...]:
        """The addresses of the target's host, resolved once; each of them may be connected to."""
        loop = asyncio.get_running_loop()
        try:
            found = await loop.getaddrinfo(url.host, _port(url), type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:  # UnicodeError: no such name can be, a part is too long
            raise DeliveryInterrupted(f"channel {channel.name}: its host cannot be resolved") from error
        addresses = tuple(dict.fromkeys(str(entry[4][0]) for entry in found))
        allowed = tuple(
            address for address in addresses if channel.allow_private_addresses or self._is_public(address)
        )
        if not allowed:
            raise DeliveryRejected(
                f"channel {channel.name}: its host has no public address; "
                "set allow_private_addresses if the receiver is yours"
            )
        return allowed

    async def _post(
        self, url: httpx.URL, addresses: tuple[str, ...], body: bytes, headers: Mapping[str, str]
    ) -> int | _Refusal:
        """Posts to the first address that can be connected to.

        The name goes into Host and TLS, the address into the connection: nothing resolves again.
        """
        timeout = httpx.Timeout(self._limits.whole_seconds, connect=self._limits.connect_seconds)
        async with httpx.AsyncClient(
            verify=self._tls, timeout=timeout, trust_env=False, follow_redirects=False
        ) as client:
            for address in addresses[:-1]:
                try:
                    return await self._post_to(client, url, address, body, headers)
                except (httpx.ConnectError, httpx.ConnectTimeout):
                    continue
            return await self._post_to(client, url, addresses[-1], body, headers)

    async def _post_to(
        self, client: httpx.AsyncClient, url: httpx.URL, address: str, body: bytes, headers: Mapping[str, str]
    ) -> int | _Refusal:
        async with client.stream(
            "POST",
            url.copy_with(host=address),
            content=body,
            headers={**headers, "host": url.netloc.decode()},
            extensions={"sni_hostname": url.host},
        ) as response:
            if response.is_success:
                return response.status_code
            return _Refusal(
                status=response.status_code,
                said=await self._beginning(response),
                retry_after=response.headers.get("retry-after"),
            )

    async def _beginning(self, response: httpx.Response) -> str:
        """The first bytes of an answer as one line; what cannot be read is left out."""
        body = bytearray()
        try:
            async for chunk in response.aiter_raw():
                body += chunk
                if len(body) >= self._limits.answer_bytes:
                    break
        except httpx.HTTPError:
            pass
        return plain_line(body[: self._limits.answer_bytes].decode("utf-8", "replace"))[:SAID_CHARACTERS]


def target(channel: Channel) -> httpx.URL:
    """The address of a webhook. Raises ConfigurationError unless it is HTTP(S) with a host."""
    try:
        url = httpx.URL(channel.url)
    except (httpx.InvalidURL, ValueError) as error:
        raise ConfigurationError(f"channel {channel.name}: its url is no address") from error
    if url.scheme not in ("http", "https") or not url.host:
        raise ConfigurationError(f"channel {channel.name}: its url must begin with https:// or http://")
    return url


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


def _port(url: httpx.URL) -> int:
    return url.port or (443 if url.scheme == "https" else 80)


def _error(refusal: _Refusal, channel: Channel, now: datetime) -> DeliveryRejected | DeliveryInterrupted:
    """A redirect counts as "later": it may be a gate that stands before the receiver for an hour."""
    status = refusal.status
    message = f"channel {channel.name}: the target answered {status}"
    if refusal.said:
        message += f": {refusal.said}"
    if status in TRANSIENT_STATUSES or status < 400 or status >= 500:
        return DeliveryInterrupted(
            message, status=status, retry_after_seconds=_retry_after_seconds(refusal.retry_after, now)
        )
    return DeliveryRejected(message, status=status)


def _retry_after_seconds(header: str | None, now: datetime) -> float | None:
    """Seconds from a Retry-After header (RFC 9110, 10.2.3): a number of them, or a date."""
    if header is None:
        return None
    if header.strip().isdecimal():
        return float(header)
    try:
        moment = parsedate_to_datetime(header)
    except ValueError:
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return max(0.0, (moment - now).total_seconds())
