"""The pages in Debian's Chromium, over years of invented news.

Run by `make test-browser`, which installs what is needed. Where Chromium or Playwright is missing,
nothing here is collected.
"""

from __future__ import annotations

import os
import shutil
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import uvicorn
from redis import Redis

from cli.demo.history import invented_articles, put
from extractors.pipeline import Extractor
from extractors.registries.loading import shipped_registries
from model.articles import Article, article_id, revision_of
from storage.store import Store
from web.app import create_app

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
try:
    from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
except ImportError:
    collect_ignore_glob = ["test_*.py"]
else:
    collect_ignore_glob = [] if CHROMIUM else ["test_*.py"]

OPTIONS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(2)>"
NOW = datetime(2026, 2, 9, 12, 0, tzinfo=UTC)
LANGUAGES = {"ru": "ru-RU", "en": "en-GB"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """The application on loopback, and the addresses of some things in its store."""

    url: str
    store: Store
    corrected: str
    hostile: str
    fact: str
    provisional: str


@dataclass(slots=True)
class Watched:
    """A page, and everything that it did that no page of ours may do."""

    page: Page
    wrong: list[str] = field(default_factory=list)


@pytest.fixture(scope="session")
def site(redis_url: str) -> Iterator[Site]:
    """Ten years of invented news and a hostile article, served."""
    with Redis.from_url(redis_url) as client:
        client.flushall()
        store = Store(client, clock=lambda: NOW)
        extractor = Extractor()
        hostile = hostile_article()
        for article in (*invented_articles(shipped_registries().regions), hostile):
            put(store, extractor, article)
        with served(store) as url:
            yield Site(
                url=url,
                store=store,
                corrected=_corrected(store),
                hostile=hostile.id,
                fact=_disputed(store),
                provisional=next(one.id for one in store.ratings.list() if one.provisional),
            )


def hostile_article() -> Article:
    """An article whose every part tries to run something."""
    text = f"Томская область заняла 3-е место в рейтинге школьного питания {HOSTILE} за 2025 год. {HOSTILE}"
    title, at = f"Томск {HOSTILE}", NOW - timedelta(days=1)
    return Article(
        id=article_id("javascript:alert(3)", at),
        url="javascript:alert(3)",
        source=f"{HOSTILE}",
        revision=revision_of(title, text),
        title=title,
        text=text,
        published_at=at,
        fetched_at=at,
    )


def _corrected(store: Store) -> str:
    """An article that was edited."""
    months = store.articles.months()
    found = (
        one for month in months for one in store.articles.ids(month) if len(store.articles.revisions(one)) > 1
    )
    return next(found)


def _disputed(store: Store) -> str:
    from storage.facts import FactQuery

    return store.facts.find(FactQuery(status="conflicting", limit=1)).facts[0].id


@contextmanager
def served(store: Store) -> Iterator[str]:
    """The application on a free port of loopback, while the block lasts."""
    app = create_app(store, clock=lambda: NOW)
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="error", lifespan="off"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    host, port = server.servers[0].sockets[0].getsockname()[:2]
    yield f"http://{host}:{port}"
    server.should_exit = True
    thread.join(10)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=CHROMIUM, args=list(OPTIONS))
        yield launched
        launched.close()


@pytest.fixture
def opened(browser: Browser, site: Site) -> Iterator[object]:
    """Opens a page in a context of its own, and watches what it does."""
    contexts: list[BrowserContext] = []

    def at(path: str, *, language: str = "ru", scheme: str = "light", width: int = 1440) -> Watched:
        context = browser.new_context(
            viewport={"width": width, "height": 900},
            color_scheme=scheme,
            locale=LANGUAGES[language],
            reduced_motion="reduce",
        )
        contexts.append(context)
        watched = Watched(context.new_page())
        watch(watched, site.url)
        watched.page.goto(f"{site.url}{path}")
        return watched

    yield at
    for context in contexts:
        context.close()


def watch(watched: Watched, own: str) -> None:
    """Take down every word on the console, every request to another host, every dialogue."""
    page, wrong = watched.page, watched.wrong
    page.on("console", lambda message: wrong.append(f"console: {message.text}"))
    page.on("pageerror", lambda error: wrong.append(f"error: {error}"))
    page.on("dialog", lambda dialog: (wrong.append(f"dialogue: {dialog.message}"), dialog.dismiss()))
    page.on("request", lambda request: request.url.startswith(own) or wrong.append(f"request: {request.url}"))


@pytest.fixture(scope="session")
def pictures() -> Path | None:
    """Where to keep pictures of the pages: SVODKA_PICTURES; None where it is not set."""
    told = os.environ.get("SVODKA_PICTURES")
    folder = Path(told) if told else None
    if folder is not None:
        folder.mkdir(parents=True, exist_ok=True)
    return folder
