"""Subscriptions, silences, deliveries and saved queries by the API."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from xml.etree import ElementTree

import feedparser
import httpx
import pytest
from fastapi import FastAPI

from model.subscriptions import Attempt
from runtime.configuration import configuration_from
from storage.store import Store
from tests.web.conftest import HOSTILE
from web.access import CHANGEABLE, SESSION, Sessions
from web.api import alert_documents as documents
from web.app import create_app

NOW = datetime(2026, 2, 9, 12, 0, tzinfo=UTC)
CONFIGURATION = {
    "channels": [{"name": "desk", "url": "https://hooks.example/in", "secret_files": ["/no/such/file"]}],
    "subscriptions": [{"name": "of-file", "channel": "desk", "regions": ["RU-MOW"]}],
}


class Caller:
    """Asks the API with a key; the store behind it."""

    def __init__(self, app: FastAPI, store: Store, spelling: str) -> None:
        self._transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
        self.store = store
        self.spelling = spelling

    def __call__(self, method: str, address: str, **told: Any) -> httpx.Response:
        headers = {"authorization": f"Bearer {self.spelling}"} if self.spelling else {}
        headers |= told.pop("headers", {})
        return asyncio.run(self._ask(method, address, headers=headers, **told))

    async def _ask(self, method: str, address: str, **told: Any) -> httpx.Response:
        async with httpx.AsyncClient(transport=self._transport, base_url="http://svodka.test") as client:
            return await client.request(method, address, **told)


@pytest.fixture
def caller_of(redis, told):
    def make(role="editor", access="open"):
        store = Store(redis, clock=lambda: NOW)
        app = create_app(
            store,
            configuration=configuration_from(CONFIGURATION, origin="test"),
            clock=lambda: NOW,
            access=access,
        )
        spelling = store.api_keys.create("test", role)[1] if role else ""
        return Caller(app, store, spelling)

    return make


@pytest.fixture
def call(caller_of):
    return caller_of()


def subscription(**changes):
    return {"name": "tula", "channel": "desk", "regions": ["RU-TUL"], **changes}


def test_a_subscription_is_made_read_changed_and_taken_back(call):
    made = call("POST", "/v1/subscriptions", json=subscription(into_top=10, quiet_hours="22:00-08:00"))
    assert made.status_code == 201
    documents.SubscriptionDocument.model_validate(made.json())
    assert made.json() == call("GET", "/v1/subscriptions/tula").json()
    assert made.json()["origin"] == "stored"
    changed = call("PUT", "/v1/subscriptions/tula", json=subscription(digest="daily"))
    assert (changed.status_code, changed.json()["subscription"]["digest"]) == (200, "daily")
    assert changed.json()["subscription"]["into_top"] is None
    assert call.store.subscriptions.get("tula").digest == "daily"
    assert call("DELETE", "/v1/subscriptions/tula").status_code == 204
    assert call("GET", "/v1/subscriptions/tula").status_code == 404
    assert call("DELETE", "/v1/subscriptions/tula").status_code == 404


def test_subscriptions_of_the_file_and_of_the_api_are_listed(call):
    call("PUT", "/v1/subscriptions/tula", json=subscription())
    listed = call("GET", "/v1/subscriptions").json()
    documents.SubscriptionsDocument.model_validate(listed)
    told = [(one["subscription"]["name"], one["origin"]) for one in listed["subscriptions"]]
    assert told == [("of-file", "file"), ("tula", "stored")]


@pytest.mark.parametrize(
    ("method", "address", "name"),
    [
        ("POST", "/v1/subscriptions", "of-file"),
        ("PUT", "/v1/subscriptions/of-file", "of-file"),
        ("DELETE", "/v1/subscriptions/of-file", None),
    ],
)
def test_a_subscription_of_the_file_is_not_changed_by_the_api(call, method, address, name):
    body = {"json": subscription(name=name)} if name else {}
    assert call(method, address, **body).status_code == 409
    assert call.store.subscriptions.list() == ()


def test_a_name_that_is_taken_is_not_made_again(call):
    assert call("POST", "/v1/subscriptions", json=subscription()).status_code == 201
    assert call("POST", "/v1/subscriptions", json=subscription(digest="daily")).status_code == 409
    assert call.store.subscriptions.get("tula").digest == "immediate"


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"channel": "nowhere"}, "not among the channels"),
        ({"into_topp": 3}, "no such parameter"),
        ({"kinds": ["fact_corrected"]}, "without being asked"),
        ({"preset": "this-rating"}, "needs ratings"),
        ({"preset": "none"}, "no preset"),
        ({"digest_at": "25:00"}, "time of day"),
        ({"quiet_hours": "late"}, "22:00-08:00"),
        ({"timezone": "Mars/Olympus"}, "time zone"),
        ({"template": "{{ 2 ** 9999 }}"}, "not allowed"),
        ({"template": "{{ secret }}"}, "no field"),
        ({"query": "position:many"}, "position"),
        ({"query": "as-of:2026-01-01"}, "as-of"),
        ({"regions": ["RU-SMOL"]}, "no region"),
        ({"countries": ["XX"]}, "no region or country"),
        ({"name": "a\nb"}, "name"),
        ({"name": "a/b"}, "name"),
        ({"name": ""}, "name"),
        ({"moved_by_at_least": "many"}, "integer"),
        ({"repeat_interval_hours": -1}, "not below 0"),
        ({"repeat_interval_hours": 1e300}, "repeat_interval_hours"),
        ({"into_top": -(2**70)}, "into_top"),
        ({"moved_by_at_least": 2**70}, "moved_by_at_least"),
    ],
)
def test_a_subscription_that_cannot_be_is_refused_with_the_reason(call, changes, complaint):
    answer = call("POST", "/v1/subscriptions", json=subscription(**changes))
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert complaint in answer.text
    assert call.store.subscriptions.list() == ()


def test_a_preset_fills_in_what_is_left_out(call):
    made = call("POST", "/v1/subscriptions", json=subscription(preset="my-region", max_age_days=3)).json()
    assert "sources_disagree" in made["subscription"]["kinds"]
    assert made["subscription"]["max_age_days"] == 3
    presets = call("GET", "/v1/presets").json()
    documents.PresetsDocument.model_validate(presets)
    assert {one["name"]: one["needs"] for one in presets["presets"]}["my-region"] == "regions"


@pytest.mark.parametrize("access", ["open", "public", "keys"])
@pytest.mark.parametrize(("role", "status"), [("", 401), ("reader", 403), ("editor", 201), ("admin", 201)])
def test_only_editors_change_something(caller_of, access, role, status):
    call = caller_of(role, access)
    assert call("POST", "/v1/subscriptions", json=subscription()).status_code == status


def test_a_session_of_the_pages_is_not_enough_to_change_something(caller_of):
    call = caller_of("", "open")
    key, _ = call.store.api_keys.create("anna", "admin")
    cookie = Sessions(call.store.api_keys, lambda: NOW).cookie(key)
    headers = {"cookie": f"{SESSION}={cookie}"}
    answer = call("POST", "/v1/subscriptions", json=subscription(), headers=headers)
    assert answer.status_code == 401


def test_every_method_that_changes_something_is_guarded(call):
    paths = call("GET", "/v1/openapi.json").json()["paths"]
    changing = {path for path, methods in paths.items() if set(methods) - {"get", "head"}}
    assert all(path.startswith(CHANGEABLE) for path in changing)
    for path in changing:
        for method in set(paths[path]) - {"get", "head"}:
            assert {"401", "403", "422"} <= set(paths[path][method]["responses"]), path


def test_who_may_not_change_does_not_read_them_either_unless_the_service_is_open(caller_of):
    assert caller_of("", "open")("GET", "/v1/subscriptions").status_code == 200
    assert caller_of("", "public")("GET", "/v1/subscriptions").status_code == 401
    assert caller_of("reader", "keys")("GET", "/v1/silences").status_code == 403
    assert caller_of("editor", "keys")("GET", "/v1/silences").status_code == 200


def test_what_a_subscription_tells_is_shown_before_it_is_made(call):
    body = {"name": "all", "channel": "desk"}
    found = call("POST", "/v1/backtest", json=body).json()
    documents.BacktestDocument.model_validate(found)
    assert found["told"] == sum(one["told"] for one in found["events"]) > 0
    assert call.store.subscriptions.list() == ()
    call("POST", "/v1/subscriptions", json=body)
    assert call("GET", "/v1/subscriptions/all/backtest").json() == found
    message = call("GET", "/v1/subscriptions/all/message").json()
    documents.MessageDocument.model_validate(message)
    assert message["data"]["subscription"] == "all"


def test_a_silence_has_an_author_a_comment_and_an_end(call):
    told = {"author": "Анна", "comment": "пересчёт", "ends_at": "2026-02-10T00:00:00+03:00"}
    made = call("POST", "/v1/silences", json={**told, "regions": ["RU-TUL"], "kinds": ["new_leader"]})
    assert made.status_code == 201
    documents.SilenceDocument.model_validate(made.json())
    assert made.json()["active"] is True
    (kept,) = call.store.silences.active()
    assert (kept.author, kept.ends_at) == ("Анна", datetime(2026, 2, 9, 21, 0, tzinfo=UTC))
    listed = call("GET", "/v1/silences").json()
    documents.SilencesDocument.model_validate(listed)
    assert listed["silences"] == [made.json()]
    assert call("DELETE", f"/v1/silences/{kept.id}").status_code == 204
    assert call("DELETE", f"/v1/silences/{kept.id}").status_code == 404


@pytest.mark.parametrize(
    "changes",
    [
        {"author": " "},
        {"comment": ""},
        {"ends_at": "2020-01-01T00:00:00Z"},
        {"ends_at": "0001-01-01T00:00:00+14:00"},
        {"starts_at": 0},
        {"ends_at": "soon"},
        {"kinds": ["x"]},
    ],
)
def test_a_silence_that_cannot_be_is_refused(call, changes):
    told = {"author": "Анна", "comment": "пересчёт", "ends_at": "2026-02-10T00:00:00Z", **changes}
    assert call("POST", "/v1/silences", json=told).status_code == 422


def test_a_test_message_is_sent_by_who_delivers_and_its_record_tells_the_answer(call):
    planned = call("POST", "/v1/channels/desk/test")
    assert planned.status_code == 202
    identifier = planned.json()["id"]
    assert call.store.work.overdue("deliver", NOW + timedelta(seconds=1), 10, 60) == (identifier,)
    call.store.deliveries.record(identifier, Attempt(at=NOW, status=410, error="gone"), status="dead")
    found = call("GET", f"/v1/deliveries/{identifier}").json()
    documents.WholeDeliveryDocument.model_validate(found)
    assert (found["status"], found["attempts"][0]["error"]) == ("dead", "gone")
    assert call("POST", "/v1/channels/none/test").status_code == 404


def test_only_dead_letters_are_tried_again(call):
    admin = call.store.api_keys.create("admin", "admin")[1]
    identifier = call("POST", "/v1/channels/desk/test").json()["id"]
    call.spelling = admin
    assert call("POST", f"/v1/deliveries/{identifier}/replay").status_code == 409
    call.store.deliveries.record(identifier, None, status="dead")
    assert call("POST", f"/v1/deliveries/{identifier}/replay").json()["status"] == "due"
    assert call("POST", "/v1/deliveries/msg_none/replay").status_code == 404


def test_deliveries_come_page_by_page_and_by_what_they_are_of(call):
    made = [call("POST", "/v1/channels/desk/test").json()["id"] for _ in range(1)]
    event = call.store.deliveries.get(made[0]).event_id
    for number in range(4):
        call.store.deliveries.plan([_like(call.store.deliveries.get(made[0]), f"msg_{number}")])
    seen, after = [], ""
    while True:
        page = call("GET", f"/v1/deliveries?limit=2{after}").json()
        documents.DeliveriesDocument.model_validate(page)
        seen += [one["id"] for one in page["deliveries"]]
        if page["next"] is None:
            break
        after = f"&after={page['next']}"
    assert len(seen) == len(set(seen)) == 5
    of_event = call("GET", f"/v1/deliveries?event={event}&limit=3").json()
    rest = call("GET", f"/v1/deliveries?event={event}&after={of_event['next']}").json()
    assert [one["id"] for page in (of_event, rest) for one in page["deliveries"]] == seen
    assert call("GET", "/v1/deliveries?channel=none").json()["deliveries"] == []
    assert call("GET", "/v1/deliveries?after=none").status_code == 422


def _like(delivery, identifier):
    return replace(delivery, id=identifier)


def test_why_something_was_not_told_is_answered(call):
    event = call.store.events.newest(limit=1)[0]
    found = call("GET", f"/v1/decisions?event={event.id}&recipient=of-file").json()
    documents.DecisionsDocument.model_validate(found)
    assert (found["decisions"], found["undecided"]) == ([], "not_matched")
    assert found["unmet"]
    unknown = call("GET", "/v1/decisions?event=none&recipient=desk").json()
    assert unknown["undecided"] == "unknown_event"
    assert call("GET", f"/v1/decisions?event={event.id}&recipient=none").status_code == 404


def test_channels_are_shown_without_addresses_and_secrets(call):
    answer = call("GET", "/v1/channels")
    documents.ChannelsDocument.model_validate(answer.json())
    assert answer.json()["channels"][0]["state"] == "works"
    assert "hooks.example" not in answer.text
    assert "/no/such/file" not in answer.text


def test_a_channel_that_ended_is_resumed(call):
    channel = configuration_from(CONFIGURATION, origin="test").channels[0]
    identifier = call("POST", "/v1/channels/desk/test").json()["id"]
    call.store.deliveries.record(identifier, None, status="dead", ends=channel)
    (ended,) = call("GET", "/v1/channels").json()["channels"]
    assert (ended["state"], ended["ended_at"]) == ("ended", "2026-02-09T12:00:00Z")
    assert call("POST", "/v1/channels/desk/resume").json()["state"] == "works"


def save(call, name="смоленск", question="region:RU-SMO kind:ranking", **more):
    return call("PUT", f"/v1/queries/{name}", json={"question": question, **more})


def test_a_saved_query_is_read_as_feeds_by_its_token_alone(caller_of):
    call = caller_of("editor", "keys")
    made = save(call)
    assert made.status_code == 201
    documents.SavedQueryDocument.model_validate(made.json())
    token = call("POST", "/v1/queries/смоленск/token").json()
    documents.TokenDocument.model_validate(token)
    stranger = caller_of("", "keys")
    rss = stranger("GET", f"/feeds/queries/{token['token']}.rss")
    feed = feedparser.parse(rss.content)
    assert (feed.bozo, feed.feed.title) == (False, "Сводка: смоленск")
    facts = call("GET", "/v1/facts?region=RU-SMO&kind=ranking").json()["facts"]
    assert [entry.id for entry in feed.entries] == [fact["id"] for fact in facts] != []
    json_feed = stranger("GET", f"/feeds/queries/{token['token']}.json").json()
    assert [item["id"] for item in json_feed["items"]] == [fact["id"] for fact in facts]
    check_json_feed(json_feed)


def check_json_feed(feed):
    """What https://www.jsonfeed.org/version/1.1/ asks of a feed and its items."""
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert all(isinstance(feed[name], str) for name in ("title", "home_page_url", "feed_url", "description"))
    for item in feed["items"]:
        assert isinstance(item["id"], str)
        assert isinstance(item["content_text"], str)
        assert item["url"].startswith("http://svodka.test/facts/")
        assert datetime.fromisoformat(item["date_published"]).tzinfo is not None
    assert len({item["id"] for item in feed["items"]}) == len(feed["items"])


def test_a_feed_that_did_not_change_is_not_sent_again(call):
    save(call)
    token = call("POST", "/v1/queries/смоленск/token").json()["token"]
    first = call("GET", f"/feeds/queries/{token}.rss")
    headers = {"if-none-match": first.headers["etag"]}
    again = call("GET", f"/feeds/queries/{token}.rss", headers=headers)
    assert again.status_code == 304


def test_a_token_that_was_taken_back_opens_nothing(call):
    save(call)
    old = call("POST", "/v1/queries/смоленск/token").json()["token"]
    new = call("POST", "/v1/queries/смоленск/token").json()["token"]
    assert call("GET", f"/feeds/queries/{old}.rss").status_code == 404
    assert call("GET", f"/feeds/queries/{new}.rss").status_code == 200
    assert call("DELETE", "/v1/queries/смоленск/token").status_code == 204
    assert call("DELETE", "/v1/queries/смоленск/token").status_code == 404
    assert call("GET", f"/feeds/queries/{new}.json").status_code == 404
    assert call("GET", "/v1/queries/смоленск").json()["token_made_at"] is None


@pytest.mark.parametrize("token", ["x", "-", "x-y", "0123456789ab-" + "0" * 48, "%00"])
def test_a_token_that_is_none_opens_nothing(call, token):
    save(call)
    call("POST", "/v1/queries/смоленск/token")
    assert call("GET", f"/feeds/queries/{token}.rss").status_code == 404


def test_a_changed_query_keeps_its_token_and_a_removed_one_does_not(call):
    save(call)
    token = call("POST", "/v1/queries/смоленск/token").json()["token"]
    assert save(call, question="region:RU-MOW", language="en").status_code == 200
    assert "<language>en</language>" in call("GET", f"/feeds/queries/{token}.rss").text
    assert call("DELETE", "/v1/queries/смоленск").status_code == 204
    assert call("GET", f"/feeds/queries/{token}.rss").status_code == 404


def test_the_store_has_no_token(call, redis):
    save(call)
    token = call("POST", "/v1/queries/смоленск/token").json()["token"]
    secret = token.partition("-")[2].encode()
    assert all(secret not in value for value in redis.hvals("svodka:{queries}:records"))


@pytest.mark.parametrize("question", ["position:many", "as-of:2026-01-01", "region:RU-XXX nonsense:1"])
def test_a_query_that_cannot_be_asked_is_not_saved(call, question):
    assert save(call, question=question).status_code == 422
    assert call.store.saved_queries.list() == ()


def test_hostile_news_stays_text_in_a_feed(call, put_news):
    save(call, "всё", "kind:ranking")
    token = call("POST", "/v1/queries/всё/token").json()["token"]
    rss = call("GET", f"/feeds/queries/{token}.rss")
    ElementTree.fromstring(rss.content)
    assert HOSTILE not in rss.text
