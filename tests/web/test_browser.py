"""The pages in a real browser: nothing on the console, nothing from another host, live news.

Skipped where no Chromium is on the PATH (Debian: chromium).
"""

from __future__ import annotations

import shutil
import subprocess
import threading
import time
from datetime import UTC, datetime

import pytest
from bs4 import BeautifulSoup

from storage.facts import FactQuery

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
PAGES = [
    "/",
    "/facts",
    "/ratings",
    "/ratings/rec-export-centres",
    "/ratings/~hostile",
    "/regions",
    "/regions/RU-TOM",
    "/articles/{hostile}",
    "/service",
    "/deliveries",
]
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is on the PATH")


@pytest.fixture
def browse(tmp_path):
    """Opens an address: the document as it ends up, and what came on the console."""

    def at(address, *options):
        command = [
            CHROMIUM,
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            f"--user-data-dir={tmp_path}",
            "--enable-logging=stderr",
            # Whatever another host would serve cannot be had, and a try of it comes on the console.
            "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
            *options,
            "--dump-dom",
            address,
        ]
        ran = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)
        console = [line for line in ran.stderr.splitlines() if "CONSOLE" in line]
        return BeautifulSoup(ran.stdout, "lxml"), console

    return at


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("language", ["ru", "en"])
def test_a_page_opens_without_a_word_on_the_console(browse, address, told, page, language):
    hostile = told.facts.find(FactQuery(rating="~hostile")).facts[0].shown.article_id
    document, console = browse(f"{address}{page.format(hostile=hostile)}?lang={language}")
    assert document.html["lang"] == language
    assert document.h1
    assert console == []


def test_news_that_comes_is_told_without_a_reload(browse, address, told, put_news):
    at = datetime(2026, 2, 8, 12, 0, tzinfo=UTC)
    put_news(told, "https://live.example/1", at, 9, period="2024", rating_id="~live")

    def later():
        time.sleep(4)
        put_news(told, "https://live.example/2", at, 4, period="2025", rating_id="~live")

    thread = threading.Thread(target=later)
    thread.start()
    document, console = browse(f"{address}/?lang=en", "--virtual-time-budget=600000", "--timeout=12000")
    thread.join()
    note = document.select_one("[data-live]")
    assert "hidden" not in note.attrs
    assert console == []
