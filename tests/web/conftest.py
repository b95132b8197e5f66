"""News put through storage, and a client of the application over it."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
import uvicorn
from fastapi import FastAPI
from redis import Redis

from model.articles import Article, article_id, revision_of
from model.claims import claims_of
from model.statements import Evidence, Partnership, Percentage, Ranking, Span, Statement
from storage.store import Store
from web.app import create_app

EXPORT = {
    "rating": "рейтинг центров поддержки экспорта",
    "rating_id": "rec-export-centres",
    "publisher": "Российский экспортный центр",
    "subject_kind": "organisation",
}
HOSTILE = "<script>alert(1)</script>"


def news(url: str, title: str | None, sentences: list[str], at: datetime, source: str = "agency") -> Article:
    text = " ".join(sentences)
    return Article(
        id=article_id(url, at),
        url=url,
        source=source,
        revision=revision_of(title, text),
        title=title,
        text=text,
        published_at=at,
        published_precision="minute",
        fetched_at=at + timedelta(minutes=3),
        signature=revision_of(title, text),
    )


def evidence(article: Article, sentence: str, **spans: str) -> Evidence:
    """The sentence as evidence; `spans` are pieces of it by their role."""
    start = article.text.index(sentence)
    return Evidence(
        field="text",
        start=start,
        end=start + len(sentence),
        sentence=sentence,
        rule="rankings/told",
        spans=tuple(_span(role, start + sentence.index(piece), piece) for role, piece in spans.items()),
    )


def _span(role: str, start: int, piece: str) -> Span:
    return Span(role=role, field="text", start=start, end=start + len(piece))


def ranking(found: Evidence, region: str | None, subject: str, position: int | None, **told: Any) -> Ranking:
    values: dict[str, Any] = {
        "evidence": found,
        "region": region,
        "subject": subject,
        "subject_id": region or f"-/{subject}",
        "position": position,
        "period": "2025",
        "basis": "explicit",
        **EXPORT,
    }
    return Ranking(**(values | told))


def first_edition() -> tuple[Article, list[Statement]]:
    sentence = (
        "Лидером за 2024 год назван московский центр, второй стала Рязань, третьим Татарстан, пятым Смоленск."
    )
    article = news(
        "https://agency.example/2025/export",
        "Назван лучший центр",
        [sentence],
        datetime(2025, 2, 10, 9, 0, tzinfo=UTC),
    )
    told = (("RU-MOW", "Московский экспортный центр", 1), ("RU-RYA", "Рязанская область", 2))
    told += (("RU-TA", "Республика Татарстан", 3), ("RU-SMO", "Смоленский центр поддержки экспорта", 5))
    return article, [
        ranking(evidence(article, sentence), region, subject, place, period="2024")
        for region, subject, place in told
    ]


def second_edition() -> tuple[Article, list[Statement]]:
    sentences = [
        "Смоленский центр поддержки экспорта поднялся с пятого места на второе в рейтинге за 2025 год.",
        "Первое место сохранил Московский экспортный центр.",
        "Далее следуют Рязанская область и Республика Татарстан.",
        "В число лидеров вошёл и центр Республики Башкортостан.",
        "Объём поддержанного экспорта вырос более чем в восемь раз.",
        "Предприятия региона торгуют с Белоруссией и Египтом.",
    ]
    article = news(
        "https://agency.example/2026/export",
        "Смоленский центр стал вторым в стране",
        sentences,
        datetime(2026, 2, 8, 9, 30, tzinfo=UTC),
    )
    second = evidence(article, sentences[0], subject="Смоленский центр поддержки экспорта", position="второе")
    listed = evidence(article, sentences[2], subject="Рязанская область")
    trade = evidence(article, sentences[5])
    return article, [
        ranking(second, "RU-SMO", "Смоленский центр поддержки экспорта", 2, previous=5),
        ranking(
            evidence(article, sentences[1]), "RU-MOW", "Московский экспортный центр", 1, previous=1, change=0
        ),
        ranking(listed, "RU-RYA", "Рязанская область", 3, basis="listed"),
        ranking(listed, "RU-TA", "Республика Татарстан", 4, basis="listed"),
        ranking(
            evidence(article, sentences[3]), "RU-BA", "Центр Республики Башкортостан", None, basis="group"
        ),
        Percentage(
            evidence=evidence(article, sentences[4]),
            value=8,
            unit="times",
            direction="up",
            approx="over",
            region="RU-SMO",
            metric="объём поддержанного экспорта",
            period="2025",
        ),
        Partnership(evidence=trade, region="RU-SMO", country="BY", relation="trade"),
        Partnership(evidence=trade, region="RU-SMO", country="EG", relation="trade"),
    ]


def other_report() -> tuple[Article, list[Statement]]:
    sentence = "Смоленщина заняла второе место среди центров поддержки экспорта."
    article = news(
        "https://smolensk.example/1",
        "Вторые в стране",
        [sentence],
        datetime(2026, 2, 8, 11, 0, tzinfo=UTC),
        "smolensk",
    )
    return article, [ranking(evidence(article, sentence), "RU-SMO", "Смоленский центр поддержки экспорта", 2)]


def moved_down() -> tuple[Article, list[Statement]]:
    sentence = "Тверская область потеряла 11 позиций и заняла 23-е место из 85 с результатом 86,48 балла."
    article = news(
        "https://tver.example/1",
        "Тверь опустилась",
        [sentence],
        datetime(2026, 2, 7, 6, 0, tzinfo=UTC),
        "tver",
    )
    rating = {"rating": "Национальный рейтинг состояния инвестиционного климата", "rating_id": "~climate"}
    told = {"change": -11, "score": 86.48, "total": 85, "publisher": "АСИ", **rating}
    return article, [ranking(evidence(article, sentence), "RU-TVE", "Тверская область", 23, **told)]


def hostile_news() -> tuple[Article, list[Statement]]:
    sentence = f"{HOSTILE} Томская область вошла в топ-10."
    article = news(
        "javascript:alert(1)",
        f"<img src=x onerror=alert(1)>{HOSTILE}",
        [sentence],
        datetime(2026, 2, 6, 5, 0, tzinfo=UTC),
        f"<b>{HOSTILE}</b>",
    )
    told = {"position_to": 10, "basis": "group", "rating": f"Рейтинг {HOSTILE}", "rating_id": "~hostile"}
    return article, [
        ranking(
            evidence(article, sentence),
            "RU-TOM",
            f"Томск {HOSTILE}",
            1,
            publisher=HOSTILE,
            scope=HOSTILE,
            **told,
        )
    ]


ALL_NEWS: tuple[Callable[[], tuple[Article, list[Statement]]], ...] = (
    first_edition,
    second_edition,
    other_report,
    moved_down,
    hostile_news,
)


def put(store: Store, article: Article, statements: list[Statement]) -> None:
    """What the workers do with an article that was read."""
    saved = store.articles.save(article)
    store.claims.save(article, claims_of(article, tuple(statements)))
    for book in store.books.fold(saved.article_id).books_with_events:
        store.events.relayed(book, store.events.pending(book))


@pytest.fixture
def store(redis: Redis) -> Store:
    return Store(redis, clock=lambda: datetime(2026, 2, 9, 12, 0, tzinfo=UTC))


@pytest.fixture
def told(store: Store) -> Store:
    """A store that has read all the news."""
    for make in ALL_NEWS:
        put(store, *make())
    return store


class Client:
    """Asks the application as a server would: errors become answers."""

    def __init__(self, app: FastAPI) -> None:
        self._transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)

    def get(self, address: str, **headers: str) -> httpx.Response:
        return self.request("GET", address, **headers)

    def post(self, address: str, form: dict[str, str], **headers: str) -> httpx.Response:
        return self.request("POST", address, form, **headers)

    def request(
        self, method: str, address: str, form: dict[str, str] | None = None, **headers: str
    ) -> httpx.Response:
        told = {name.replace("_", "-"): value for name, value in headers.items()}
        return asyncio.run(self._request(method, address, form, told))

    async def _request(
        self, method: str, address: str, form: dict[str, str] | None, headers: dict[str, str]
    ) -> httpx.Response:
        async with httpx.AsyncClient(transport=self._transport, base_url="http://svodka.test") as client:
            return await client.request(method, address, data=form, headers=headers)


@pytest.fixture
def make_client() -> type[Client]:
    return Client


@pytest.fixture
def client(store: Store) -> Client:
    return Client(create_app(store))


@pytest.fixture
def put_news() -> Callable[..., None]:
    """Puts an article that tells one place."""

    def put_one(store: Store, url: str, at: datetime, position: int, **told: Any) -> None:
        sentence = f"Томская область на {position}-м месте."
        article = news(url, "Томск", [sentence], at)
        put(
            store,
            article,
            [ranking(evidence(article, sentence), "RU-TOM", "Томская область", position, **told)],
        )

    return put_one


@pytest.fixture
def address(told: Store) -> Iterator[str]:
    """The application on loopback: a stream without an end needs a real server."""
    server = uvicorn.Server(uvicorn.Config(create_app(told), port=0, log_level="error", lifespan="off"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    host, port = server.servers[0].sockets[0].getsockname()[:2]
    yield f"http://{host}:{port}"
    server.should_exit = True
    thread.join(10)
