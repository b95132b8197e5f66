"""What hubs ask and post."""

from __future__ import annotations

import asyncio
import hmac
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from model.articles import ArticleRef
from model.sources import Push, Source
from runtime.configuration import Configuration
from web.app import create_app
from web.push import LIMIT_BODY_BYTES

NOW = datetime(2026, 2, 9, 12, 0, tzinfo=UTC)
PUSH = Push(
    source="agency",
    hub="https://hub.example/",
    topic="https://news.example/rss",
    token="t" * 32,
    secret="s" * 64,
    asked_at=NOW,
)
FEED = """<rss version="2.0"><channel><title>Лента</title><item><title>Первая новость</title>
<link>https://news.example/1</link></item></channel></rss>""".encode()
QUESTION = {
    "hub.mode": "subscribe",
    "hub.topic": PUSH.topic,
    "hub.challenge": "abc",
    "hub.lease_seconds": "60000",
}
READ = ArticleRef(url="https://news.example/1", source="agency").id


@pytest.fixture
def app(store):
    store.pushes.save(PUSH)
    source = Source(name="agency", url="https://news.example/rss")
    configuration = Configuration(sources=(source,))
    return create_app(store, configuration=configuration, clock=lambda: NOW, access="keys")


def ask(app, method, address=f"/push/{PUSH.token}", **given):
    async def asked():
        transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://svodka.test") as client:
            return await client.request(method, address, **given)

    return asyncio.run(asked())


def post(app, body, signature=None, **given):
    signature = signature or f"sha256={hmac.new(PUSH.secret.encode(), body, 'sha256').hexdigest()}"
    return ask(app, "POST", content=body, headers={"X-Hub-Signature": signature}, **given)


def test_the_hub_is_told_that_it_was_us(app, store):
    answer = ask(app, "GET", params=QUESTION)
    assert (answer.status_code, answer.text) == (200, "abc")
    assert answer.headers["content-type"].startswith("text/plain")
    push = store.pushes.get("agency")
    assert (push.status, push.lease_until) == ("verified", NOW + timedelta(seconds=60_000))


@pytest.mark.parametrize(
    "given",
    [
        {"hub.topic": "https://news.example/other"},
        {"hub.mode": "unsubscribe"},
        {"hub.mode": ""},
        {"hub.challenge": ""},
        {"hub.challenge": "x" * 3_000},
    ],
    ids=["topic", "unsubscribe", "no mode", "no challenge", "endless challenge"],
)
def test_what_we_did_not_ask_for_is_not_confirmed(app, store, given):
    assert ask(app, "GET", params=QUESTION | given).status_code == 404
    assert store.pushes.get("agency") == PUSH


def test_an_address_that_was_not_given_out_is_not_there(app):
    assert ask(app, "GET", "/push/other", params=QUESTION).status_code == 404
    assert ask(app, "POST", "/push/other", content=FEED).status_code == 404


def test_a_refusal_is_kept_with_its_reason(app, store):
    told = {"hub.mode": "denied", "hub.topic": PUSH.topic, "hub.reason": "no room"}
    assert ask(app, "GET", params=told).status_code == 204
    push = store.pushes.get("agency")
    assert (push.status, push.reason) == ("denied", "no room")


def test_what_is_posted_is_due_to_be_read(app, store):
    assert post(app, FEED).status_code == 202
    assert store.work.is_due("read", READ)
    assert store.pushes.get("agency").pushed_at == NOW
    (noted,) = store.fetches.list(limit=9)
    assert (noted.stage, noted.outcome, noted.reason) == ("push", "found", "1 posted, 1 new or changed")
    assert store.sources.days("agency", NOW.date(), 1)[0].listed == 1


def test_the_same_post_again_changes_nothing(app, store):
    post(app, FEED)
    store.work.done("read", [READ])
    assert post(app, FEED).status_code == 202
    assert not store.work.is_due("read", READ)


@pytest.mark.parametrize("signature", ["sha256=" + "0" * 64, "none"])
def test_a_post_without_the_right_signature_is_dropped_without_a_word(app, store, signature):
    assert post(app, FEED, signature).status_code == 202
    assert not store.work.is_due("read", READ)
    assert store.fetches.list(limit=9) == ()


def test_a_signed_post_that_is_no_feed_is_noted(app, store):
    assert post(app, b"<html>").status_code == 202
    (noted,) = store.fetches.list(limit=9)
    assert noted.outcome == "unreadable"


def test_an_endless_post_is_cut_off(app):
    assert post(app, b"x" * (LIMIT_BODY_BYTES + 1)).status_code == 413


def test_a_source_that_is_not_read_any_more_is_gone(app, store):
    store.pushes.save(replace(PUSH, source="former"))
    assert post(app, FEED).status_code == 410
    assert ask(app, "GET", params=QUESTION).status_code == 404
