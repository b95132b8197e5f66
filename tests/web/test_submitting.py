"""Articles that are handed in."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from itertools import count

import httpx
import pytest

from model.articles import ArticleRef
from web.app import create_app

NOW = datetime(2026, 2, 9, 12, 0, tzinfo=UTC)
URL = "https://news.example/1"
GIVEN = {
    "url": f"{URL}?utm_source=x",
    "title": "Рейтинг центров поддержки экспорта",
    "text": "Тульская область заняла второе место в рейтинге центров поддержки экспорта.\nПервая — Москва.",
    "published_at": "2026-02-08T12:30:00+03:00",
    "source": "desk",
}


@pytest.fixture(params=["open", "public", "keys"])
def hand_in(request, store):
    moments = count()
    app = create_app(store, clock=lambda: NOW + timedelta(seconds=next(moments)), access=request.param)

    def handed_in(content, role="editor", **headers):
        if role is not None:
            headers["authorization"] = f"Bearer {store.api_keys.create('test', role)[1]}"

        async def posted():
            transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
            async with httpx.AsyncClient(transport=transport, base_url="http://svodka.test") as client:
                return await client.post("/v1/articles", json=content, headers=headers)

        return asyncio.run(posted())

    return handed_in


def test_an_article_with_its_text_is_stored_and_due_to_be_extracted(hand_in, store):
    answer = hand_in(GIVEN)
    assert answer.status_code == 202
    told = answer.json()
    assert (told["url"], told["outcome"]) == (URL, "new")
    article = store.articles.get(told["id"])
    assert (article.title, article.text, article.source) == (GIVEN["title"], GIVEN["text"], "desk")
    assert article.published_at == datetime(2026, 2, 8, 9, 30, tzinfo=UTC)
    assert store.work.is_due("extract", f"{told['id']}@{told['revision']}")


def test_the_same_again_changes_nothing_and_another_text_makes_a_revision(hand_in, store):
    first = hand_in(GIVEN).json()
    assert hand_in(GIVEN).json()["outcome"] == "unchanged"
    changed = hand_in(GIVEN | {"text": "Тульская область заняла третье место."}).json()
    assert (changed["outcome"], changed["id"]) == ("changed", first["id"])
    assert len(store.articles.revisions(first["id"])) == 2


def test_an_address_alone_is_due_to_be_read_and_again_when_it_comes_again(hand_in, store):
    ref_id = ArticleRef(url=URL, source="api").id
    told = hand_in({"url": URL}).json()
    assert told == {"url": URL, "outcome": "to_be_read", "id": None, "revision": None}
    assert store.work.is_due("read", ref_id)


@pytest.mark.parametrize(("role", "status"), [(None, 401), ("reader", 403), ("editor", 202), ("admin", 202)])
def test_only_editors_hand_in(hand_in, store, role, status):
    assert hand_in({"url": URL}, role).status_code == status
    assert store.work.is_due("read", ArticleRef(url=URL, source="api").id) == (status == 202)


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ({"url": "ftp://news.example/1"}, "url"),
        ({"url": "https://"}, "url"),
        ({"text": ""}, "text"),
        ({"text": " \n"}, "text"),
        ({"text": "а" * 200_001}, "text"),
        ({"published_at": "2026-02-08T12:30:00"}, "published_at"),
        ({"published_at": "2036-02-08T12:30:00Z"}, "published_at"),
        ({"published_at": "0001-01-01T00:00:00+14:00"}, "published_at"),
        ({"published_at": 0}, "published_at"),
        ({"source": "a b"}, "source"),
        ({"body": "x"}, "body"),
    ],
)
def test_what_is_wrong_is_named(hand_in, wrong, named):
    answer = hand_in(GIVEN | wrong)
    assert answer.status_code == 422
    assert answer.headers["content-type"].startswith("application/problem+json")
    assert named in answer.text
