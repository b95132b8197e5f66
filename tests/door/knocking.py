"""Knocks at the three doors that take an address, with addresses that lead inside. A process of its own.

    python -m tests.door.knocking INSIDE_PORT OPEN_PORT

The open internet is played by 127.0.0.2, where a server redirects; everything else on this machine is
inside. Names are answered by a table here instead of by DNS. Prints a JSON line for each knock.
"""

from __future__ import annotations

import json
import socket
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from alerts.channels.webhook import WebhookSender
from alerts.posting import Poster
from crawler.addresses import is_public
from crawler.crawling import crawl
from crawler.fetching import Fetcher
from crawler.politeness import HostsInProcess
from crawler.reading import read
from model.articles import ArticleRef
from model.errors import SvodkaError
from model.sources import Source, SourceState
from model.subscriptions import Channel, Delivery

NOW = datetime(2026, 2, 8, 12, 0, tzinfo=UTC)
OPEN = "127.0.0.2"
INSIDE = "127.0.0.1"
NAMES = {"localhost": [[INSIDE]], "rebinding.example": [[OPEN], [INSIDE]], "both.example": [[OPEN, INSIDE]]}
"""What a name is answered with, the first time, the second time and ever after."""

WAYS = {
    "an address": "http://127.0.0.1:{inside}/",
    "a name": "http://localhost:{inside}/",
    "IPv6": "http://[::1]:{inside}/",
    "IPv4 in IPv6": "http://[::ffff:127.0.0.1]:{inside}/",
    "a number": "http://2130706433:{inside}/",
    "hexadecimal": "http://0x7f000001:{inside}/",
    "octal": "http://0177.0.0.1:{inside}/",
    "short": "http://127.1:{inside}/",
    "unspecified": "http://0.0.0.0:{inside}/",
    "userinfo": "http://news.example@127.0.0.1:{inside}/",
    "NAT64": "http://[64:ff9b::7f00:1]:{inside}/",
    "6to4": "http://[2002:7f00:1::1]:{inside}/",
    "metadata": "http://169.254.169.254:{inside}/",
    "a private network": "http://10.0.0.1:{inside}/",
    "a redirect": "http://127.0.0.2:{open}/to-inside",
    "rebinding": "http://rebinding.example:{open}/",
    "open and inside": "http://both.example:{open}/",
}


SYSTEM = socket.getaddrinfo


class Answers:
    """A resolver over the table; what is not in it is resolved as the system does, without DNS."""

    def __init__(self) -> None:
        self._asked: dict[str, int] = {}

    def __call__(
        self,
        host: Any,
        port: Any,
        family: int = 0,
        type: int = 0,  # noqa: A002 - the name is socket's
        proto: int = 0,
        flags: int = 0,
    ) -> Any:
        name = host.decode() if isinstance(host, bytes) else str(host)
        if name in NAMES:
            times = self._asked.get(name, 0)
            self._asked[name] = times + 1
            told = NAMES[name][min(times, len(NAMES[name]) - 1)]
            return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, port)) for one in told]
        return SYSTEM(host, port, family, type, proto, flags | socket.AI_NUMERICHOST)


def fetcher() -> Fetcher:
    hosts = HostsInProcess()
    return Fetcher(
        user_agent="svodka/test",
        gate=hosts,
        robots=hosts,
        host_delay_seconds=0,
        allow_private_addresses=[f"{OPEN}/32"],
    )


def at_source(url: str) -> str:
    with fetcher() as opened:
        found = crawl(Source(name="hostile", url=url), SourceState(), opened, NOW)
    assert not found.refs
    return f"{found.outcome}: {found.state.last_error}"


def at_article(url: str) -> str:
    with fetcher() as opened:
        read(ArticleRef(url=url, source="manual"), None, opened, NOW)
    return "read"


def at_webhook(url: str) -> str:
    poster = Poster(is_public=lambda address: address == OPEN or is_public(address), clock=lambda: NOW)
    channel = Channel(name="hostile", url=url, secrets=("whsec_" + "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",))
    delivery = Delivery(
        id="msg_1",
        event_id="1",
        subscription="s",
        channel="hostile",
        status="due",
        reason="new",
        payload="{}",
        created_at=NOW,
        due_at=NOW,
    )
    WebhookSender(poster, clock=lambda: NOW).send(delivery, channel)
    return "sent"


DOORS: dict[str, Callable[[str], str]] = {"source": at_source, "article": at_article, "webhook": at_webhook}


def main(inside: int, opened: int) -> None:
    for door, knock in DOORS.items():
        for way, url in WAYS.items():
            socket.getaddrinfo = Answers()  # type: ignore[assignment]
            try:
                answer = knock(url.format(inside=inside, open=opened))
            except SvodkaError as error:
                answer = f"{type(error).__name__}: {error}"
            print(json.dumps({"door": door, "way": way, "answer": answer}), flush=True)  # noqa: T201


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
