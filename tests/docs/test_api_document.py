"""docs/api.md is run, and docs/openapi.json is what the service gives out."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import uvicorn
from redis import Redis

from model.articles import Article, article_id, revision_of
from model.claims import claims_of
from model.statements import Evidence, Ranking
from storage.store import Store
from web.app import create_app
from web.openapi import openapi_document

DOCS = Path(__file__).parents[2] / "docs"
TEXT = (DOCS / "api.md").read_text(encoding="utf-8")
SERVICE = "http://127.0.0.1:8321"
EXAMPLES = re.findall(r"```(python|sh)\n(.*?)```", TEXT, re.DOTALL)


def test_the_committed_openapi_document_is_the_one_of_the_code() -> None:
    committed = (DOCS / "openapi.json").read_text(encoding="utf-8")
    assert committed == openapi_document(), "run: python -m web.openapi > docs/openapi.json"


@pytest.mark.parametrize(
    ("language", "example"), EXAMPLES, ids=[f"{n}-{e[0]}" for n, e in enumerate(EXAMPLES)]
)
def test_an_example_runs(service: str, tmp_path: Path, language: str, example: str) -> None:
    told = example.replace(SERVICE, service)
    if language == "sh" and shutil.which("curl") is None:
        pytest.skip("curl is not there")
    command = [sys.executable, "-c", told] if language == "python" else [*shlex.split(told), "--fail"]
    ran = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=30, check=False)
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout or list(tmp_path.iterdir())
    assert "problem" not in ran.stdout


@pytest.fixture
def service(redis: Redis) -> Iterator[str]:
    """The application over two editions, on loopback."""
    store = Store(redis, clock=lambda: datetime(2026, 2, 9, tzinfo=UTC))
    for year, place in ((2024, 5), (2025, 2)):
        _tell(store, year, place)
    server = uvicorn.Server(uvicorn.Config(create_app(store), port=0, log_level="error", lifespan="off"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join(10)


def _tell(store: Store, year: int, place: int) -> None:
    sentence = f"Смоленская область заняла {place}-е место в рейтинге за {year} год."
    at = datetime(year + 1, 2, 8, 9, 30, tzinfo=UTC)
    url = f"https://agency.example/{year}"
    article = Article(
        id=article_id(url, at),
        url=url,
        source="agency",
        revision=revision_of(None, sentence),
        title=None,
        text=sentence,
        published_at=at,
        fetched_at=at,
    )
    ranking = Ranking(
        evidence=Evidence(field="text", start=0, end=len(sentence), sentence=sentence, rule="rankings/told"),
        region="RU-SMO",
        subject="Смоленская область",
        subject_kind="region",
        subject_id="RU-SMO",
        position=place,
        period=str(year),
        rating="рейтинг",
        rating_id="~rating",
        basis="explicit",
    )
    saved = store.articles.save(article)
    store.claims.save(article, claims_of(article, (ranking,)))
    for book in store.books.fold(saved.article_id).books_with_events:
        store.events.relayed(book, store.events.pending(book))
