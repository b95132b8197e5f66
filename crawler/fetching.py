"""Polite HTTP: one GET at a time, with manners and with caps on everything.

The order for each hop of a fetch: the address is checked, robots.txt is asked, the host's
turn is awaited, the name is resolved and the connection made to a checked address, and the
answer is read within one allowance of bytes and seconds. Nothing is carried from host to
host: no cookie, no credential.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from types import TracebackType
from typing import Self
from urllib.parse import unquote, urlencode, urljoin, urlsplit

import httpx

from crawler.addresses import PrivateAllowance, canonical_url, check_allowance, host_of, origin_of, shown_url
from crawler.compression import ACCEPT_ENCODING, decoded_body
from crawler.connections import Allowance, Resolve, allowance, guarded_transport, system_resolve
from crawler.headers import Headers, condition_of, location_of, max_age_seconds, retry_after_seconds
from crawler.holding import HOLD_SECONDS, HeldPlaces
from crawler.politeness import (
    LIMIT_ROBOTS_BYTES,
    LIMIT_ROBOTS_REDIRECTS,
    HostGate,
    Robots,
    RobotsAnswer,
    RobotsShelf,
    product_token,
)
from model.errors import FetchError, FetchFailed, FetchInterrupted, FetchRefused, FetchTooLarge

ACCEPT = "text/html, application/rss+xml, application/atom+xml, application/xml;q=0.9, */*;q=0.8"
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_TEMPORARY = frozenset({408, 421, 423, 425, 429})
_RESTING = frozenset({429, 503})
LIMIT_REST_SECONDS = 3_600.0
"""A host is left alone for no longer, whatever it asks; the address that was asked for is, for a day."""
_FIRST_PAUSE_SECONDS, _LONGEST_PAUSE_SECONDS = 0.02, 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchLimits:
    """The caps of one fetch. A page of news is some 0.2 MB, a big feed 2 MB."""

    wire_bytes: int = 10 * 1024 * 1024
    body_bytes: int = 10 * 1024 * 1024
    header_bytes: int = 64 * 1024
    total_seconds: float = 60.0
    step_seconds: float = 15.0
    redirects: int = 5
    crawl_delay_seconds: float = 30.0
    """The most that we wait between requests because robots.txt asks for it."""
    turn_seconds: float = 30.0
    """The most that a worker waits for a host's turn; beyond it the fetch is put off."""
    host_places: int = 2
    """Requests to one host at the same time, over all workers. Browsers make six."""
    hold_seconds: float = HOLD_SECONDS
    """How long after its death a process still counts as one that makes a request."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """An answer: 2xx with its body, or 304 when it was asked for conditionally.

    `url` is the address that answered, after redirects, with its whole query. Header names
    are lower-case, values exactly as received.
    """

    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes


def utc_now() -> datetime:
    """The time of day."""
    return datetime.now(UTC)


class Fetcher:
    """Fetches pages and feeds. Threads may share it; the connections are kept for reuse."""

    def __init__(
        self,
        *,
        user_agent: str,
        gate: HostGate,
        robots: RobotsShelf,
        limits: FetchLimits | None = None,
        allow_private_addresses: PrivateAllowance = False,
        host_delay_seconds: float = 1.0,
        clock: Callable[[], datetime] = utc_now,
        sleep: Callable[[float], None] = time.sleep,
        monotonic: Callable[[], float] = time.monotonic,
        resolve: Resolve = system_resolve,
    ) -> None:
        check_allowance(allow_private_addresses)
        self._limits = limits or FetchLimits()
        self._gate = gate
        self._held = HeldPlaces(gate, self._limits.hold_seconds)
        self._robots = Robots(
            product=product_token(user_agent), shelf=robots, ask=self._ask_robots, monotonic=monotonic
        )
        self._host_delay_seconds = host_delay_seconds
        self._clock = clock
        self._sleep = sleep
        self._monotonic = monotonic
        self._headers = {
            b"User-Agent": user_agent.encode(),
            b"Accept": ACCEPT.encode(),
            b"Accept-Encoding": ACCEPT_ENCODING.encode(),
            b"Accept-Language": b"ru, en;q=0.5",
        }
        self._transport = guarded_transport(allow=allow_private_addresses, resolve=resolve)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the kept connections."""
        self._held.close()
        self._transport.close()

    def fetch(self, url: str, *, etag: str | None = None, last_modified: str | None = None) -> Fetched:
        """GET the address, politely, following redirects.

        `etag` and `last_modified` are validators exactly as received earlier; then the status
        may be 304. Raises FetchRefused, FetchTooLarge, FetchFailed or FetchInterrupted.
        """
        condition = condition_of(etag, last_modified)
        hop = _first_hop(url)
        for _ in range(self._limits.redirects + 1):
            answer = self._polite(hop, condition)
            if answer.status not in _REDIRECTS:
                return _judged(answer, bool(condition), self._clock)
            hop = self._redirected(hop, answer)
        raise FetchTooLarge(
            f"more than {self._limits.redirects} redirects, last to {shown_url(hop.url)}", url=shown_url(url)
        )

    def post_form(self, url: str, fields: Mapping[str, str]) -> int:
        """POST a form, as a hub is asked for a subscription; the status of the answer, 2xx.

        Redirects are not followed. Raises as `fetch` does.
        """
        hop = replace(_first_hop(url), form=urlencode(fields).encode())
        with self._turn(hop.url, self._host_delay_seconds):
            answer = self._exchange(hop, self._limits, {})
        self._heed_rest(answer)
        return _judged(answer, False, self._clock).status

    def sitemaps(self, url: str) -> tuple[str, ...]:
        """The sitemaps that robots.txt of the address's site names. Raises FetchRefused."""
        return self._robots.sitemaps(canonical_url(url))

    def asked_delay_seconds(self, url: str) -> float:
        """The pause between requests that robots.txt asks for at a canonical address; 0 for none.

        Raises FetchRefused where it forbids the address, FetchInterrupted where it cannot be read.
        """
        return self._robots.crawl_delay(url)

    def _polite(self, hop: _Hop, condition: Headers) -> Fetched:
        asked_seconds = self._robots.crawl_delay(hop.url)
        delay_seconds = max(self._host_delay_seconds, min(asked_seconds, self._limits.crawl_delay_seconds))
        with self._turn(hop.url, delay_seconds):
            answer = self._exchange(hop, self._limits, condition)
        self._heed_rest(answer)
        return answer

    @contextmanager
    def _turn(self, url: str, delay_seconds: float) -> Iterator[None]:
        """One of the host's places and its next turn, both waited for. Raises FetchInterrupted."""
        host, place = host_of(url), secrets.token_hex(8)
        wait_seconds = self._await_place(url, host, place, delay_seconds)
        self._held.add(host, place)
        try:
            if wait_seconds > 0:
                self._sleep(wait_seconds)
            yield
        finally:
            self._held.drop(host, place)
            self._gate.leave(host, place)

    def _await_place(self, url: str, host: str, place: str, delay_seconds: float) -> float:
        """Take a place at the host and its next turn, when one is free; the seconds until the turn."""
        limits, left_seconds, pause_seconds = self._limits, self._limits.turn_seconds, _FIRST_PAUSE_SECONDS
        while True:
            wait_seconds = self._gate.enter(
                host,
                place,
                places=limits.host_places,
                hold_seconds=limits.hold_seconds,
                delay_seconds=delay_seconds,
                limit_seconds=left_seconds,
            )
            if wait_seconds is not None and wait_seconds <= left_seconds:
                return wait_seconds
            if wait_seconds is not None or pause_seconds > left_seconds:
                raise _busy(url, host, wait_seconds, limits)
            self._sleep(pause_seconds)
            left_seconds -= pause_seconds
            pause_seconds = min(pause_seconds * 2, _LONGEST_PAUSE_SECONDS)

    def _redirected(self, hop: _Hop, answer: Fetched) -> _Hop:
        """Where a redirect leads, after the pause that it asks for (RFC 9110, 10.2.3), if that is short."""
        following = _next_hop(hop, answer)
        seconds = retry_after_seconds(answer.headers, self._clock) or 0.0
        if seconds > self._limits.turn_seconds:
            shown = shown_url(hop.url)
            raise FetchInterrupted(
                f"{shown} redirects, to be followed in {seconds:.0f} s",
                url=shown,
                retry_after_seconds=seconds,
            )
        if seconds > 0:
            self._sleep(seconds)
        return following

    def _heed_rest(self, answer: Fetched) -> None:
        """A server that asks to be left alone means all of us, not only who asked."""
        if answer.status in _RESTING:
            seconds = retry_after_seconds(answer.headers, self._clock) or 0.0
            if seconds > 0:
                self._gate.rest(host_of(answer.url), min(seconds, LIMIT_REST_SECONDS))

    def _ask_robots(self, url: str) -> RobotsAnswer:
        limits = replace(self._limits, body_bytes=LIMIT_ROBOTS_BYTES)
        hop = _Hop(url=url)
        for _ in range(LIMIT_ROBOTS_REDIRECTS + 1):
            # That the host is busy with us says nothing of its robots.txt: it is raised.
            with self._turn(hop.url, self._host_delay_seconds):
                try:
                    answer = self._exchange(hop, limits, {}, cut=True)
                except FetchRefused:
                    raise
                except FetchError as error:
                    return RobotsAnswer(status=None, reason=str(error))
            self._heed_rest(answer)
            if answer.status not in _REDIRECTS:
                age = max_age_seconds(answer.headers)
                return RobotsAnswer(status=answer.status, body=answer.body, max_age_seconds=age)
            try:
                hop = self._redirected(hop, answer)
            except FetchInterrupted as error:
                return RobotsAnswer(status=None, reason=str(error))
            except FetchError:
                break
        return RobotsAnswer(status=404)

    def _exchange(self, hop: _Hop, limits: FetchLimits, condition: Headers, *, cut: bool = False) -> Fetched:
        """One request and its answer. With `cut`, a body over its limit ends there."""
        shown = shown_url(hop.url)
        current = Allowance(
            url=shown,
            deadline=self._monotonic() + limits.total_seconds,
            bytes_left=limits.wire_bytes,
            monotonic=self._monotonic,
        )
        token = allowance.set(current)
        try:
            try:
                return self._answer(hop, limits, condition, cut=cut)
            except (httpx.ReadError, httpx.WriteError, httpx.RemoteProtocolError):
                # The server may let go of a kept connection just as it is used again.
                if current.connected or current.bytes_left < limits.wire_bytes:
                    raise
                return self._answer(hop, limits, condition, cut=cut)
        except httpx.TimeoutException:
            current.seconds_left()  # where the whole is over, that is the error
            raise FetchInterrupted(f"{shown} did not answer in time", url=shown) from None
        except httpx.InvalidURL as error:
            raise FetchRefused(f"{shown} cannot be fetched: {error}", url=shown) from None
        except httpx.HTTPError as error:
            raise FetchInterrupted(
                f"{shown} did not answer: {error or type(error).__name__}", url=shown
            ) from None
        finally:
            allowance.reset(token)

    def _answer(self, hop: _Hop, limits: FetchLimits, condition: Headers, *, cut: bool) -> Fetched:
        timeouts = dict.fromkeys(("connect", "read", "write", "pool"), limits.step_seconds)
        headers = {**self._headers, **condition}
        if hop.form is not None:
            headers[b"Content-Type"] = b"application/x-www-form-urlencoded"
        request = httpx.Request(
            "GET" if hop.form is None else "POST",
            hop.url,
            headers=headers,
            content=hop.form,
            extensions={"timeout": timeouts},
        )
        if hop.credentials is not None:
            request = next(httpx.BasicAuth(*hop.credentials).sync_auth_flow(request))
        response = self._transport.handle_request(request)
        try:
            told = _headers(response, limits.header_bytes, shown_url(hop.url))
            body = _body(response, told, limits, shown_url(hop.url), cut=cut)
        finally:
            response.close()
        return Fetched(url=hop.url, status=response.status_code, headers=told, body=body)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Hop:
    """One address on the way, and the credentials that go to its origin alone."""

    url: str
    credentials: tuple[str, str] | None = None
    form: bytes | None = None
    """What is posted there; a GET without it."""


def _busy(url: str, host: str, wait_seconds: float | None, limits: FetchLimits) -> FetchInterrupted:
    """Why a fetch is put off: the host's turn is too far off, or all of its places are taken."""
    why = (
        f"its next turn is in {wait_seconds:.0f} s"
        if wait_seconds is not None
        else f"with {limits.host_places} of our requests"
    )
    return FetchInterrupted(
        f"{host} is busy{':' if wait_seconds is not None else ''} {why}",
        url=shown_url(url),
        retry_after_seconds=limits.turn_seconds if wait_seconds is None else wait_seconds,
    )


def _first_hop(url: str) -> _Hop:
    try:
        parts = urlsplit(url.strip())
        credentials = (unquote(parts.username), unquote(parts.password or "")) if parts.username else None
        return _Hop(url=canonical_url(url, keep_query=True), credentials=credentials)
    except ValueError as error:
        raise FetchRefused(f"{shown_url(url)} cannot be fetched: {error}", url=shown_url(url)) from None


def _next_hop(hop: _Hop, answer: Fetched) -> _Hop:
    shown = shown_url(hop.url)
    location = answer.headers.get("location")
    if not location:
        raise FetchFailed(
            f"{shown} redirects (status {answer.status}) to nowhere", url=shown, status=answer.status
        )
    try:
        url = canonical_url(urljoin(hop.url, location_of(location)), keep_query=True)
    except ValueError as error:
        raise FetchRefused(f"{shown} redirects to what cannot be fetched: {error}", url=shown) from None
    kept = hop.credentials if origin_of(url) == origin_of(hop.url) else None
    return _Hop(url=url, credentials=kept)


def _headers(response: httpx.Response, limit_bytes: int, shown: str) -> dict[str, str]:
    raw = response.headers.raw
    if sum(len(name) + len(value) + 4 for name, value in raw) > limit_bytes:
        raise FetchTooLarge(f"headers over the limit of {limit_bytes} bytes", url=shown)
    headers: dict[str, str] = {}
    for name, value in raw:
        text = value.decode("latin-1")
        key = name.decode("latin-1").lower()
        # RFC 9110, 5.2: several lines of one name are one list.
        headers[key] = f"{headers[key]}, {text}" if key in headers else text
    return headers


def _body(
    response: httpx.Response, headers: Mapping[str, str], limits: FetchLimits, shown: str, *, cut: bool
) -> bytes:
    if response.status_code == 304 or not 200 <= response.status_code < 300:
        return b""
    return decoded_body(
        response.iter_raw(),
        coding=headers.get("content-encoding", ""),
        limit_bytes=limits.body_bytes,
        url=shown,
        cut=cut,
    )


def _judged(answer: Fetched, conditional: bool, clock: Callable[[], datetime]) -> Fetched:
    """The answer, if it is one to go on with; else the error that it stands for."""
    status, url = answer.status, shown_url(answer.url)
    if 200 <= status < 300 or (status == 304 and conditional):
        return answer
    asked_seconds = retry_after_seconds(answer.headers, clock)
    # Who says when to come back has not refused for good, whatever the status.
    if status in _TEMPORARY or status >= 500 or asked_seconds:
        raise FetchInterrupted(f"{url} answered {status}", url=url, retry_after_seconds=asked_seconds)
    raise FetchFailed(f"{url} answered {status}", url=url, status=status)
