"""HTTP as channels use it: guarded, capped, never redirected, and telling the truth of the answer.

A target that resolves to an address that is not public is refused, unless the channel allows it;
the check is made on the address that is then connected to. Redirects are not followed.
"""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import lru_cache
from typing import Literal
from urllib.parse import quote

import httpx

from alerts.wording import plain_line
from model.errors import ConfigurationError, DeliveryInterrupted, DeliveryRejected
from model.subscriptions import Channel

TRANSIENT_STATUSES = frozenset({408, 425, 429})
"""Besides 3xx and 5xx: the target may take the same message later."""

SAID_CHARACTERS = 200
"""How much of what a target or the network said goes into the log of deliveries."""

LEAST_SECRET = 8
"""A path that is shorter would hide words that are none of the secret."""

AddressGuard = Callable[[str], bool]
"""Whether an IP address, as text, is public: one that a stranger may make us connect to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PostLimits:
    """Caps on one try. `whole_seconds` covers all of it, from resolving the name to the answer.

    `answer_bytes` is how much of an answer is read: chat services repeat the message in it, and
    their word is believed only when it can be read to the end.
    """

    whole_seconds: float = 15.0
    connect_seconds: float = 5.0
    answer_bytes: int = 128_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What goes out. `url` may hold a secret: it is in no message and no log."""

    url: httpx.URL
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    method: Literal["POST", "GET"] = "POST"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came back: the status, the first bytes of the body, and how long we are asked to wait."""

    status: int
    body: bytes
    retry_after_seconds: float | None

    @property
    def is_success(self) -> bool:
        """Whether the status is a 2xx."""
        return 200 <= self.status < 300


class Poster:
    """Sends requests of channels. Each is a connection of its own."""

    def __init__(
        self,
        *,
        is_public: AddressGuard,
        clock: Callable[[], datetime],
        limits: PostLimits | None = None,
        user_agent: str = "svodka",
    ) -> None:
        self._is_public = is_public
        self._clock = clock
        self._limits = limits or PostLimits()
        self._user_agent = user_agent

    def send(self, request: Request, channel: Channel) -> Answer:
        """The answer, whatever it is. The whole exchange is within the limits.

        Raises DeliveryRejected for a target that we must not connect to, DeliveryInterrupted when
        there was no answer. None of their messages shows the address or a secret.
        """
        return asyncio.run(self._within_limits(request, channel))

    async def _within_limits(self, request: Request, channel: Channel) -> Answer:
        """The caps of httpx are a step's, not the whole's: one byte a second would go on for ever."""
        try:
            async with asyncio.timeout(self._limits.whole_seconds):
                addresses = await self._allowed_addresses(request.url, channel)
                return await self._exchange(request, addresses, channel)
        except TimeoutError as error:
            seconds = self._limits.whole_seconds
            raise DeliveryInterrupted(f"channel {channel.name}: no answer within {seconds:g} s") from error
        except httpx.TransportError as error:
            reason = plain_line(f"{type(error).__name__}: {error}")[:SAID_CHARACTERS]
            message = f"channel {channel.name}: the connection failed: {masked(reason, channel)}"
            raise DeliveryInterrupted(message) from error

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

    async def _exchange(self, request: Request, addresses: tuple[str, ...], channel: Channel) -> Answer:
        """Sends to the first address that can be connected to.

        The name goes into Host and TLS, the address into the connection: nothing resolves again.
        """
        timeout = httpx.Timeout(self._limits.whole_seconds, connect=self._limits.connect_seconds)
        verify = tls_context(channel.ca_file) if request.url.scheme == "https" else False
        async with httpx.AsyncClient(
            verify=verify, timeout=timeout, trust_env=False, follow_redirects=False
        ) as client:
            for address in addresses[:-1]:
                try:
                    return await self._send_to(client, request, address)
                except (httpx.ConnectError, httpx.ConnectTimeout):
                    continue
            return await self._send_to(client, request, addresses[-1])

    async def _send_to(self, client: httpx.AsyncClient, request: Request, address: str) -> Answer:
        headers = {
            "user-agent": self._user_agent,
            "accept-encoding": "identity",
            **request.headers,
            "host": request.url.netloc.decode(),
        }
        async with client.stream(
            request.method,
            request.url.copy_with(host=address),
            content=request.body,
            headers=headers,
            extensions={"sni_hostname": request.url.host},
        ) as response:
            return Answer(
                status=response.status_code,
                body=await self._beginning(response),
                retry_after_seconds=_retry_after_seconds(response.headers.get("retry-after"), self._clock()),
            )

    async def _beginning(self, response: httpx.Response) -> bytes:
        """The first bytes of an answer; what cannot be read is left out.

        The status has been told by then: a body that breaks off, or never ends, changes nothing.
        """
        body = bytearray()
        try:
            async for chunk in response.aiter_raw():
                body += chunk
                if len(body) >= self._limits.answer_bytes:
                    break
        except httpx.HTTPError:
            pass
        return bytes(body[: self._limits.answer_bytes])


def address_of(url: str, channel: Channel) -> httpx.URL:
    """An address as one to send to. Raises ConfigurationError unless it is HTTP(S) with a host."""
    try:
        parsed = httpx.URL(url)
    except (httpx.InvalidURL, ValueError) as error:
        raise ConfigurationError(f"channel {channel.name}: its url is no address") from error
    if parsed.scheme not in ("http", "https") or not parsed.host:
        raise ConfigurationError(f"channel {channel.name}: its url must begin with https:// or http://")
    return parsed


def refusal(
    channel: Channel,
    status: int,
    *,
    said: str = "",
    retry_after_seconds: float | None = None,
    parts: int = 0,
) -> DeliveryRejected | DeliveryInterrupted:
    """The error for an answer that did not take the message.

    A redirect counts as "later": it may be a gate that stands before the receiver for an hour.
    """
    message = f"channel {channel.name}: the target answered {status}"
    if said:
        message += f": {masked(plain_line(said)[:SAID_CHARACTERS], channel)}"
    if status in TRANSIENT_STATUSES or status < 400 or status >= 500:
        return DeliveryInterrupted(
            message, status=status, retry_after_seconds=retry_after_seconds, parts=parts
        )
    return DeliveryRejected(message, status=status)


def masked(text: str, channel: Channel) -> str:
    """A text without the channel's secrets, whoever said them.

    Neither as they are nor as they stand in an address; of one that is an address its path is secret too.
    """
    for secret in channel.secrets:
        _, scheme, rest = secret.partition("://")
        path = rest.partition("/")[2] if scheme else ""
        for form in (secret, quote(secret, safe=""), path if len(path) >= LEAST_SECRET else ""):
            text = text.replace(form, "***") if form else text
    return text


@lru_cache(maxsize=16)
def tls_context(ca_file: str) -> ssl.SSLContext:
    """The certificates that are trusted, with those of a file besides. Raises ConfigurationError."""
    context = httpx.create_ssl_context(trust_env=False)
    if ca_file:
        try:
            context.load_verify_locations(ca_file)
        except (OSError, ssl.SSLError) as error:
            raise ConfigurationError(f"cannot read the certificates in {ca_file}: {error}") from error
    return context


def _port(url: httpx.URL) -> int:
    return url.port or (443 if url.scheme == "https" else 80)


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
