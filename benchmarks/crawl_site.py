"""Twenty news sites on loopback for `make bench-crawl`: feeds, articles, and a log of who asked when.

    python crawl_site.py ARTICLES HOSTS SIZE_KB LATENCY_MS LOG

Each host is an address of 127.0.1.0/24 on one port. Prints a line of JSON when it listens: its port.
Ends with its standard input, and writes each request to LOG as JSON lines: host, path, when it
came and when it was answered (seconds). A site answers after LATENCY_MS, as one over the net does.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from dataclasses import dataclass
from email.utils import format_datetime
from pathlib import Path

from crawl_news import story
from pages import page

ROBOTS = b"User-agent: *\nDisallow: /search\n"


@dataclass(frozen=True, slots=True)
class Sites:
    """The answers by host and path, and the log."""

    answers: dict[tuple[str, str], bytes]
    log: list[tuple[str, str, float, float]]
    latency_seconds: float


def host_of(number: int) -> str:
    """The address of a host."""
    return f"127.0.1.{number + 1}"


def answers_of(articles: int, hosts: int, size_kb: int, port: int) -> dict[tuple[str, str], bytes]:
    """Everything that the sites have."""
    answers = {}
    for host in range(hosts):
        items = []
        for number in range(host, articles, hosts):
            told = story(number)
            path = f"/news/{number}.html"
            body = page(size_kb, "json-ld", number % 50, story=told)
            answers[host_of(host), path] = answered(body, "text/html; charset=utf-8")
            items.append(
                f"<item><title>{told.title}</title><link>http://{host_of(host)}:{port}{path}</link>"
                f"<pubDate>{format_datetime(told.published_at)}</pubDate></item>"
            )
        feed = f'<?xml version="1.0"?><rss version="2.0"><channel>{"".join(items)}</channel></rss>'
        answers[host_of(host), "/rss"] = answered(feed.encode(), "application/rss+xml")
        answers[host_of(host), "/robots.txt"] = answered(ROBOTS, "text/plain")
    return answers


def answered(body: bytes, content_type: str, status: str = "200 OK") -> bytes:
    """A whole answer."""
    head = f"HTTP/1.1 {status}\r\nContent-Type: {content_type}\r\nContent-Length: {len(body)}\r\n\r\n"
    return head.encode() + body


MISSING = answered(b"", "text/plain", "404 Not Found")


async def serve(sites: Sites, host: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Answer the requests of one connection."""
    try:
        while head := await reader.readuntil(b"\r\n\r\n"):
            came = time.monotonic()
            path = head.split(b" ", 2)[1].decode()
            await asyncio.sleep(sites.latency_seconds)
            writer.write(sites.answers.get((host, path), MISSING))
            sites.log.append((host, path, came, time.monotonic()))
            await writer.drain()
    except (asyncio.IncompleteReadError, ConnectionError):
        pass
    finally:
        writer.close()


async def main() -> None:
    """Listen until standard input ends, then write the log."""
    articles, hosts, size_kb, latency_ms = map(int, sys.argv[1:5])
    sites = Sites(answers={}, log=[], latency_seconds=latency_ms / 1000)
    first = await _listening(sites, host_of(0), 0)
    port = first.sockets[0].getsockname()[1]
    servers = [first, *[await _listening(sites, host_of(number), port) for number in range(1, hosts)]]
    sites.answers.update(answers_of(articles, hosts, size_kb, port))
    sys.stdout.write(json.dumps({"port": port}) + "\n")
    sys.stdout.flush()
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)
    for server in servers:
        server.close()
    names = ("host", "path", "came", "answered")
    lines = (json.dumps(dict(zip(names, entry, strict=True))) for entry in sites.log)
    await asyncio.to_thread(Path(sys.argv[5]).write_text, "\n".join(lines) + "\n", encoding="utf-8")


async def _listening(sites: Sites, host: str, port: int) -> asyncio.Server:
    return await asyncio.start_server(
        lambda reader, writer: serve(sites, host, reader, writer), host, port, limit=65_536
    )


if __name__ == "__main__":
    asyncio.run(main())
