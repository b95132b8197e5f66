"""Manners: what robots.txt allows us, and when a host's turn has come.

robots.txt is read by RFC 9309: what is "unavailable" (4xx) allows everything, what is
"unreachable" (5xx, network) forbids everything for now, 500 KiB are read, five redirects
followed, and nothing is kept for more than a day. Beyond the RFC, Crawl-delay and
Request-rate are acted upon, up to a cap.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from time import monotonic as system_monotonic
from typing import Protocol

from protego import Protego

from crawler.addresses import host_of, origin_of, shown_url
from model.errors import FetchInterrupted, FetchRefused

LIMIT_ROBOTS_BYTES = 500 * 1024
LIMIT_ROBOTS_REDIRECTS = 5
ROBOTS_LIFE_SECONDS = 86_400
UNREACHABLE_LIFE_SECONDS = 600
AT_HAND_SECONDS = 20.0
"""How long a fetcher goes by a robots.txt without asking the shelf again: a batch of pages."""
UNREACHABLE = "# unreachable: nothing may be fetched for now"
"""How the text begins that is kept for a robots.txt that could not be had; the reason follows.

It is a comment, so it parses as one that allows everything: ask for it before the rules.
"""


class HostGate(Protocol):
    """Whose turn it is at a host, over all workers."""

    def enter(
        self,
        host: str,
        place: str,
        *,
        places: int,
        hold_seconds: float,
        delay_seconds: float,
        limit_seconds: float,
    ) -> float | None:
        """Take one of the host's `places`, under a name, with its next turn; seconds to wait for that.

        None where no place is free. The turn after it is `delay_seconds` later. Over `limit_seconds`
        nothing is taken: who would not wait so long keeps no one else out. A place is free again
        when it is left, and after `hold_seconds` in which it was not prolonged.
        """

    def prolong(self, host: str, place: str, *, hold_seconds: float) -> None:
        """Hold a place, if it is still held, for so long from now on."""

    def leave(self, host: str, place: str) -> None:
        """Give a place up."""

    def rest(self, host: str, seconds: float) -> None:
        """Let no request to the host go out for so long."""


class RobotsShelf(Protocol):
    """Where robots.txt files are kept, for all workers."""

    def robots(self, origin: str) -> str | None:
        """The kept text of an origin ("https://example.org"); None when there is none."""

    def keep_robots(self, origin: str, body: str, ttl_seconds: int) -> None:
        """Keep the text for a time."""


class HostsInProcess:
    """A gate and a shelf for one process: for trying a source out, and for tests."""

    def __init__(self, monotonic: Callable[[], float] = system_monotonic) -> None:
        self._monotonic = monotonic
        self._free_at: dict[str, float] = {}
        self._kept: dict[str, tuple[str, float]] = {}
        self._places: dict[str, dict[str, float]] = {}
        self._lock = threading.Lock()

    def enter(
        self,
        host: str,
        place: str,
        *,
        places: int,
        hold_seconds: float,
        delay_seconds: float,
        limit_seconds: float,
    ) -> float | None:
        """As in HostGate."""
        now = self._monotonic()
        with self._lock:
            taken = {name: until for name, until in self._places.get(host, {}).items() if until > now}
            self._places[host] = taken
            if len(taken) >= places:
                return None
            turn = max(now, self._free_at.get(host, now))
            if turn - now <= limit_seconds:
                taken[place] = now + hold_seconds
                self._free_at[host] = turn + delay_seconds
            return turn - now

    def prolong(self, host: str, place: str, *, hold_seconds: float) -> None:
        """As in HostGate."""
        with self._lock:
            taken = self._places.get(host, {})
            if place in taken:
                taken[place] = self._monotonic() + hold_seconds

    def leave(self, host: str, place: str) -> None:
        """As in HostGate."""
        with self._lock:
            self._places.get(host, {}).pop(place, None)

    def rest(self, host: str, seconds: float) -> None:
        """As in HostGate."""
        now = self._monotonic()
        self._free_at[host] = max(now + seconds, self._free_at.get(host, now))

    def robots(self, origin: str) -> str | None:
        """As in RobotsShelf."""
        body, until = self._kept.get(origin, (None, 0.0))
        return body if until > self._monotonic() else None

    def keep_robots(self, origin: str, body: str, ttl_seconds: int) -> None:
        """As in RobotsShelf."""
        self._kept[origin] = (body, self._monotonic() + ttl_seconds)


@dataclass(frozen=True, slots=True, kw_only=True)
class RobotsAnswer:
    """What came of asking for robots.txt: its first LIMIT_ROBOTS_BYTES.

    `status` is None when no answer came, for `reason`.
    """

    status: int | None
    reason: str = ""
    body: bytes = b""
    max_age_seconds: int | None = None


class Robots:
    """What the robots.txt of any origin says to us; asked for once, then taken from the shelf."""

    def __init__(
        self,
        *,
        product: str,
        shelf: RobotsShelf,
        ask: Callable[[str], RobotsAnswer],
        monotonic: Callable[[], float] = system_monotonic,
    ) -> None:
        self._product = product
        self._shelf = shelf
        self._ask = ask
        self._monotonic = monotonic
        self._lately: dict[str, tuple[str, float]] = {}

    def crawl_delay(self, url: str) -> float:
        """Seconds between requests that the site asks for; 0 when it asks for none.

        Raises FetchRefused where robots.txt forbids the address, FetchInterrupted where it
        cannot be read for now.
        """
        text = self._text(origin_of(url))
        if text.startswith(UNREACHABLE):
            raise FetchInterrupted(
                f"robots.txt of {host_of(url)} cannot be read, so nothing is fetched there for now"
                f" ({text.removeprefix(UNREACHABLE).strip()})",
                url=shown_url(url),
                retry_after_seconds=UNREACHABLE_LIFE_SECONDS,
            )
        rules = _rules(text)
        if not rules.can_fetch(url, self._product):
            raise FetchRefused(f"robots.txt forbids {shown_url(url)} to {self._product}", url=shown_url(url))
        rate = rules.request_rate(self._product)
        return max(rules.crawl_delay(self._product) or 0.0, rate.seconds / rate.requests if rate else 0.0)

    def sitemaps(self, url: str) -> tuple[str, ...]:
        """The sitemaps that the robots.txt of the address's origin names, in its order."""
        return tuple(_rules(self._text(origin_of(url))).sitemaps)

    def _text(self, origin: str) -> str:
        """The robots.txt of an origin: what was at hand a moment ago, from the shelf, or asked for."""
        text, until = self._lately.get(origin, ("", 0.0))
        if self._monotonic() >= until:
            text = self._shelved(origin)
            self._lately[origin] = (text, self._monotonic() + AT_HAND_SECONDS)
        return text

    def _shelved(self, origin: str) -> str:
        kept = self._shelf.robots(origin)
        if kept is not None:
            return kept
        answer = self._ask(f"{origin}/robots.txt")
        text, life_seconds = _verdict(answer)
        # What is at hand is used a moment longer than the shelf keeps it: together no longer than told.
        self._shelf.keep_robots(origin, text, max(1, int(life_seconds - AT_HAND_SECONDS)))
        return text


def product_token(user_agent: str) -> str:
    """The name in robots.txt that speaks to us: "svodka" of "svodka/1.0 (+https://...)"."""
    return user_agent.split("/", 1)[0].split(" ", 1)[0]


def _verdict(answer: RobotsAnswer) -> tuple[str, int]:
    """The text to go by and the seconds that it holds (RFC 9309, section 2.3.1)."""
    status = answer.status
    if status is None or status == 429 or status >= 500:
        reason = " ".join((answer.reason or f"it answered {status}").split())[:300]
        return f"{UNREACHABLE} {reason}", UNREACHABLE_LIFE_SECONDS
    if 200 <= status < 300:
        text = answer.body.decode("utf-8-sig", "replace").replace("\x00", "")
        asked = answer.max_age_seconds if answer.max_age_seconds is not None else ROBOTS_LIFE_SECONDS
        return text, min(max(asked, UNREACHABLE_LIFE_SECONDS), ROBOTS_LIFE_SECONDS)
    return "", ROBOTS_LIFE_SECONDS


@lru_cache(maxsize=64)
def _rules(text: str) -> Protego:
    return Protego.parse(text)
