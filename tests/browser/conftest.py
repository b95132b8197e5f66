"""The pages in Debian's Chromium, over years of invented news.

Run by `make test-browser`, which installs what is needed. Where Chromium or Playwright is missing,
nothing here is collected.
"""

from __future__ import annotations

import os
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import uvicorn
from redis import Redis

from cli.demo.history import invented_articles, put
from extractors.registries.loading import shipped_registries
from model.articles import Article, article_id, revision_of
from model.claims import claims_of
from model.subscriptions import Delivery, Silence, Subscription
from runtime.configuration import configuration_from
from runtime.service import Service
from runtime.settings import Settings
from storage.store import Store
from web.app import create_app
from workers.stages.delivering import deliver_messages
from workers.stages.extracting import document_of
from workers.stages.relaying import relay_events

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
    service: Service
    corrected: str
    hostile: str
    fact: str
    provisional: str
    event: str
    delivery: str


@dataclass(slots=True)
class Watched:
    """A page, and everything that it did that no page of ours may do."""

    page: Page
    wrong: list[str] = field(default_factory=list)


@pytest.fixture(scope="session")
def site(redis_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Ten years of invented news and a hostile article, served; messages go into a file."""
    with Redis.from_url(redis_url) as client:
        client.flushall()
        configuration = configuration_from(
            {
                "channels": [
                    {"name": "desk", "kind": "file", "url": str(tmp_path_factory.mktemp("desk") / "told")}
                ]
            },
            origin="tests/browser",
        )
        service = Service(
            settings=Settings(),
            configuration=configuration,
            redis=client,
            queue_redis=client,
            clock=lambda: NOW,
        )
        store, extractor = service.store, service.extractor
        hostile = hostile_article()
        for article in (*invented_articles(shipped_registries().regions), hostile):
            put(store, extractor, article)
        told = _watched(service)
        with served(service) as url:
            yield Site(
                url=url,
                service=service,
                corrected=_corrected(store),
                hostile=hostile.id,
                fact=_disputed(store),
                event=told.event_id,
                delivery=told.id,
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


def _watched(service: Service) -> Delivery:
    """A subscription that told of something, and a silence: what it told."""
    store = service.store
    store.subscriptions.save(
        Subscription(name="Тула", channel="desk", regions=("RU-TUL",), ratings=("ria-roads",))
    )
    ends_at = NOW + timedelta(hours=4)
    store.silences.save(
        Silence(
            id="1", author="дежурный", comment="переезд", starts_at=NOW, ends_at=ends_at, regions=("RU-CHU",)
        )
    )
    text = "Тульская область заняла 5-е место в рейтинге регионов по качеству дорог за 2026 год."
    carry(service, _article("https://paper-tul.example/roads", "Тула пятая", text))
    return store.deliveries.list(subscription="Тула")[0]


def _article(url: str, title: str, text: str) -> Article:
    return Article(
        id=article_id(url, NOW),
        url=url,
        source="paper-tul",
        revision=revision_of(title, text),
        title=title,
        text=text,
        published_at=NOW,
        fetched_at=NOW,
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
def served(service: Service) -> Iterator[str]:
    """The application on a free port of loopback, while the block lasts."""
    app = create_app(
        service.store,
        configuration=service.configuration,
        queue_redis=service.queue_redis,
        clock=service.clock,
    )
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


@pytest.fixture
def tell_of_tula(site: Site) -> Callable[[], None]:
    """News of the next edition, taken the whole way: to the facts, to a decision, to the channel."""

    def tell() -> None:
        text = "Тульская область заняла 2-е место в рейтинге регионов по качеству жизни за 2026 год."
        text += " Рейтинг составляет РИА Рейтинг."
        carry(site.service, _article("https://paper-tul.example/next", "Тула вторая", text))

    return tell


def carry(service: Service, article: Article) -> None:
    """What the workers do with an article, one stage after the other."""
    store = service.store
    saved = store.articles.save(article)
    store.claims.save(article, claims_of(article, service.extractor.extract(document_of(article)).statements))
    relay_events(service, store.books.fold(saved.article_id).books_with_events)
    deliver_messages(service, [one.id for one in store.deliveries.list(status="due")])
