"""`svodka sources` as a person runs it."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
import yaml

TEXT = "Тульская область поднялась на четвёртое место в рейтинге центров поддержки экспорта. " * 3
PAGES = {
    "/rss": (
        '<rss version="2.0"><channel><title>Лента</title><item><title>Новость</title><link>/news/1</link>'
        "<pubDate>Thu, 12 Mar 2026 14:05:00 +0300</pubDate></item></channel></rss>"
    ),
    "/news/1": f"<html><body><h1>Новость о рейтинге</h1><article><p>{TEXT}</p></article></body></html>",
}
CONFIGURATION = """
sources:
  - name: agency
    url: https://news.example.org/rss.xml
  - name: portal
    kind: listing
    url: https://portal.example.org/news
    selectors: {links: a.item}
"""


class Site(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        page = PAGES.get(self.path)
        self.send_response(200 if page else 404)
        self.end_headers()
        self.wfile.write((page or "").encode())

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def site() -> Iterator[str]:
    server = HTTPServer(("127.0.0.1", 0), Site)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def sources(*arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
    """The command, with no Redis to reach: none of these is to need one."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("SVODKA_")}
    return subprocess.run(
        [sys.executable, "-m", "cli", "sources", *arguments],
        capture_output=True,
        text=True,
        timeout=120,
        env={**inherited, "SVODKA_REDIS_URL": "unix:///nowhere", **settings},
        check=False,
    )


def test_an_address_is_tried_out_without_a_redis(site: str) -> None:
    done = sources("test", f"{site}/rss", SVODKA_ALLOW_PRIVATE_ADDRESSES="1", SVODKA_HOST_DELAY_SECONDS="0")

    assert done.returncode == 0
    for told in ("robots.txt lets us in", "1 items, 1 with a time", "Новость о рейтинге", "by feed", "utf-8"):
        assert told in done.stdout


def test_where_nothing_can_be_read_the_status_says_so(site: str) -> None:
    done = sources("test", f"{site}/rss")

    assert (done.returncode, "private or reserved" in done.stdout) == (1, True)
    assert "no article could be read" in done.stderr


def test_ready_entries_are_printed_as_they_are_pasted() -> None:
    assert len(yaml.safe_load(sources("ready").stdout)["sources"]) >= 10


def test_sources_go_out_as_opml_and_come_back(tmp_path: Path) -> None:
    configuration, opml = tmp_path / "svodka.yaml", tmp_path / "sources.opml"
    configuration.write_text(CONFIGURATION)

    opml.write_text(sources("export", SVODKA_CONFIG=str(configuration)).stdout)

    assert yaml.safe_load(sources("import", str(opml)).stdout) == yaml.safe_load(CONFIGURATION)


def test_a_file_that_is_no_opml_is_one_line(tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.opml"
    wrong.write_text("<rss/>")

    done = sources("import", str(wrong))

    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
