"""Bad pages and feeds by the thousand: mutations of good ones.

`make fuzz-read` reads ten thousand; `python benchmarks/fuzz_read.py [count] [seed]` as many as
wanted. It tells the slowest and the memory at its highest, and ends with status 1 where
anything but an article, a feed or one of our errors came out.
"""

from __future__ import annotations

import re
import sys
import time
import traceback
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from random import Random

from pages import page

from crawler.feeds import feed_of
from crawler.listings import listing_of
from crawler.reading import article_from_page
from crawler.sitemaps import sitemap_of
from crawler.telegram import channel_of
from model.errors import UnreadableFeed, UnreadablePage
from model.sources import Source

NOW = datetime(2026, 3, 12, 15, 0, tzinfo=UTC)
SOURCE = Source(
    name="agency",
    url="https://news.example/rss",
    selectors={"text": ".story__text", "title": "h1:not(.x)", "published": "time"},
)
LIMIT_SECONDS = 10.0
LIMIT_MIB = 500
SPITE = (
    *(
        b"<",
        b">",
        b"</",
        b"<!--",
        b"-->",
        b"<![CDATA[",
        b"]]>",
        b"&#0;",
        b"&#x110000;",
        b"&amp;" * 99,
        b"\x00",
    ),
    *(
        b"\xff\xfe",
        b"\xef\xbb\xbf",
        b"<table>" * 500,
        b"<div>" * 2_000,
        b"</div>" * 500,
        b"<a " * 3_000,
        b"<p" * 999,
    ),
    *(b'{"@graph":[' * 400, b"[" * 5_000, b'"', b"\\u0000", b"<script>", b"<title>", b"<base href='//x'>"),
    *(
        b"<!DOCTYPE x [",
        b"<!ENTITY a 'b'>",
        b"&a;",
        b"<item>" * 300,
        b"</item>",
        b"<?xml version='1.0'?>",
        b"<ul><li>" * 900,
    ),
    *(
        b"<font>" * 700,
        b"<b><i>" * 900,
        b"<svg><math>" * 300,
        b"<select><option>" * 400,
        b"9" * 5_000,
        b"\n" * 9_000,
    ),
    *(
        "вчера 99:99 31.02.2026".encode(),
        "Читайте также: ".encode() * 50,
        b"a" * 50_000,
        b"<form>" * 99,
        b"<br>" * 5_000,
    ),
)
WAYS_IN = (
    Source(name="map", kind="sitemap", url="https://news.example/sitemap.xml"),
    Source(name="list", kind="listing", url="https://news.example/", selectors={"links": "a:not(.x)"}),
    Source(name="channel", kind="telegram", url="https://news.example/channel"),
)
SITEMAP = (
    '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
    + "<url><loc>https://news.example/1</loc><lastmod>2026-03-12</lastmod></url>" * 9
    + "</urlset>"
).encode()
CHANNEL = (
    '<div data-post="channel/1"><div class="tgme_widget_message_text js-message_text">Текст</div>'
    '<a class="tgme_widget_message_date" href="/1"><time datetime="2026-03-12T11:05:00Z"></time></a></div>'
).encode() * 5
RSS = (
    '<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>Лента</title><ttl>5</ttl>'
    + "".join(
        f"<item><title>Новость {n} &amp; рейтинг</title><link>https://news.example/{n}</link>"
        f"<pubDate>Thu, 12 Mar 2026 14:{n:02d}:00 +0300</pubDate>"
        f"<description><![CDATA[<p>Текст {n}</p>]]></description></item>"
        for n in range(20)
    )
    + "</channel></rss>"
).encode()
ATOM = (
    '<feed xmlns="http://www.w3.org/2005/Atom"><title>Лента</title><entry><title>Одна</title><id>urn:1</id>'
    '<link href="/1"/><updated>2026-03-12T14:05:00+03:00</updated>'
    '<content type="xhtml"><div>Текст</div></content></entry></feed>'
).encode()


def mutated(content: bytes, dice: Random) -> bytes:
    """The content with one to six things done to it that no site would do on purpose."""
    body = bytearray(content)
    for _ in range(dice.randint(1, 6)):
        at = dice.randrange(len(body) + 1)
        to = min(len(body), at + int(dice.paretovariate(0.6)))
        match dice.randrange(6):
            case 0:
                body[at:at] = dice.choice(SPITE)
            case 1:
                del body[at:to]
            case 2:
                body[at:at] = body[at:to] * dice.choice((1, 2, 40))
            case 3:
                for place in range(at, min(to, at + 50)):
                    body[place] = dice.randrange(256)
            case 4:
                other = dice.randrange(len(body) + 1)
                body[at:to] = body[other : other + to - at]
            case _:
                body[at:at] = dice.choice(SPITE) * dice.choice((1, 3, 10))
    return bytes(body[: 3 * 1024 * 1024])


def read_page(body: bytes) -> None:
    """As an article of a source with selectors."""
    article_from_page(
        body, url="https://news.example/1", content_type="text/html", ref=None, source=SOURCE, now=NOW
    )


def read_way_in(body: bytes, kind: Source) -> None:
    """As a sitemap, a listing or a channel."""
    ways = {"sitemap": sitemap_of, "listing": listing_of, "telegram": channel_of}
    ways[kind.kind](body, url="https://news.example/x", content_type="text/html", source=kind, now=NOW)


def read_feed(body: bytes) -> None:
    """As a feed."""
    feed_of(body, url="https://news.example/rss", content_type="text/xml", source=SOURCE, now=NOW)


def attack(count: int, seed: int) -> int:
    """How many of them brought out what they must not."""
    good_pages = [page(size_kb, kind, 7) for kind in ("json-ld", "selectors", "bare") for size_kb in (8, 30)]
    outcomes = {"read": 0, "unreadable": 0, "bad": 0}
    slowest = 0.0
    for number in range(count):
        dice = Random(seed * 1_000_003 + number)  # noqa: S311 - the same for the same seed
        good, read = (
            (dice.choice(good_pages), read_page),
            (dice.choice((RSS, ATOM)), read_feed),
            (dice.choice(good_pages), read_page),
            (dice.choice((SITEMAP, CHANNEL, RSS)), partial(read_way_in, kind=dice.choice(WAYS_IN))),
        )[number % 4]
        body = mutated(good, dice)
        began = time.process_time()
        try:
            read(body)
            outcome = "read"
        except (UnreadablePage, UnreadableFeed):
            outcome = "unreadable"
        except Exception:  # noqa: BLE001 - whatever else comes out is what we look for
            traceback.print_exc()
            outcome = "bad"
        took = time.process_time() - began
        if took > LIMIT_SECONDS:
            outcome = "bad"
        if outcome == "bad":
            sys.stdout.write(f"number {number} of seed {seed}: {took:.1f} s, {len(body)} bytes\n")
        outcomes[outcome] += 1
        slowest = max(slowest, took)
    peak_mib = peak_memory_mib()
    sys.stdout.write(f"{outcomes} slowest {slowest:.2f} s, memory at most {peak_mib:.0f} MiB\n")
    return outcomes["bad"] + (peak_mib > LIMIT_MIB)


def peak_memory_mib() -> float:
    """The most that this process held at once. `ru_maxrss` counts what its parent held before a fork, too."""
    status = Path("/proc/self/status").read_text(encoding="ascii", errors="replace")
    told = re.search(r"^VmHWM:\s+(\d+) kB$", status, re.MULTILINE)
    if told is None:
        raise RuntimeError("the system does not tell VmHWM in /proc/self/status: run this on Linux")
    return int(told[1]) / 1024


if __name__ == "__main__":
    arguments = [int(argument) for argument in sys.argv[1:]]
    sys.exit(attack(*arguments, *(10_000, 1)[len(arguments) :]) > 0)
