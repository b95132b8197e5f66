"""Keys, sessions, roles and the limit of requests."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from storage.store import Store
from web.access import REQUESTS_PER_MINUTE, SESSION, Sessions
from web.app import create_app

NOW = datetime(2026, 2, 9, 12, 0, tzinfo=UTC)
OPEN, GUARDED = ("/", "/facts", "/v1/facts", "/feeds/facts.rss", "/regions"), ("/service", "/deliveries")


@pytest.fixture
def client_of(make_client, told):
    def of(access, clock=lambda: NOW):
        return make_client(create_app(told, access=access, clock=clock))

    return of


@pytest.fixture
def key_of(told):
    def of(role):
        return told.api_keys.create("test", role)[1]

    return of


@pytest.mark.parametrize("address", [*OPEN, *GUARDED, "/v1/deliveries"])
def test_an_open_service_asks_nobody(client_of, address):
    assert client_of("open").get(address).status_code == 200


@pytest.mark.parametrize("address", OPEN)
def test_a_public_service_lets_everybody_read(client_of, address):
    assert client_of("public").get(address).status_code == 200


@pytest.mark.parametrize("access", ["public", "keys"])
@pytest.mark.parametrize("address", ["/v1/deliveries", "/v1/sources", "/v1/stats"])
def test_the_state_of_the_service_is_for_admins(client_of, key_of, access, address):
    client = client_of(access)
    statuses = [client.get(address).status_code]
    statuses += [
        client.get(address, authorization=f"Bearer {key_of(role)}").status_code
        for role in ("reader", "editor", "admin")
    ]
    assert statuses == [401, 403, 403, 200]


@pytest.mark.parametrize("address", ["/v1/facts", "/feeds/facts.json"])
def test_with_keys_alone_nothing_is_read_without_one(client_of, key_of, address):
    client = client_of("keys")
    refused = client.get(address)
    assert (refused.status_code, refused.headers["www-authenticate"]) == (401, "Bearer")
    assert refused.headers["content-type"] == "application/problem+json"
    assert client.get(address, authorization=f"Bearer {key_of('reader')}").status_code == 200


@pytest.mark.parametrize("address", ["/", "/ratings"])
def test_a_page_leads_to_the_login(client_of, address):
    answer = client_of("keys").get(address)
    assert (answer.status_code, answer.headers["location"]) == (303, "/login")


@pytest.mark.parametrize("address", ["/livez", "/readyz", "/static/style.css", "/login"])
def test_what_needs_no_key_never_does(client_of, address):
    assert client_of("keys").get(address).status_code == 200


@pytest.mark.parametrize("spelling", ["", "svodka", "svodka__", "svodka_1_2", "other_1_2"])
def test_a_key_that_is_none_is_refused(client_of, spelling):
    client = client_of("public")
    assert client.get("/v1/facts", authorization=f"Bearer {spelling or 'x'}").status_code == 401


def test_a_revoked_key_is_refused_at_once(client_of, told):
    key, spelling = told.api_keys.create("test", "reader")
    client = client_of("keys")
    assert client.get("/v1/facts", authorization=f"Bearer {spelling}").status_code == 200
    told.api_keys.revoke(key.id)
    assert client.get("/v1/facts", authorization=f"Bearer {spelling}").status_code == 401


def signed_in(client, spelling, **headers):
    return client.post("/login", {"key": spelling}, **headers)


def test_a_session_reads_pages_until_it_ends(client_of, key_of):
    client = client_of("keys")
    answer = signed_in(client, key_of("reader"))
    cookie = answer.headers["set-cookie"]
    assert answer.status_code == 303
    assert "HttpOnly" in cookie
    assert "SameSite=strict" in cookie
    told = cookie.partition(";")[0]
    assert client.get("/ratings", cookie=told).status_code == 200
    assert client.get("/service", cookie=told).status_code == 403
    later = client_of("keys", clock=lambda: NOW + timedelta(days=8))
    assert later.get("/ratings", cookie=told).status_code == 303


def test_a_wrong_key_does_not_sign_in(client_of):
    answer = signed_in(client_of("keys"), "svodka_1_2")
    assert answer.status_code == 401
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize(
    "change", [lambda c: c[:-1] + "x", lambda c: "other" + c, lambda c: "", lambda c: "é."]
)
def test_a_forged_session_is_none(told, change):
    key, _ = told.api_keys.create("test", "admin")
    sessions = Sessions(told.api_keys, lambda: NOW)
    cookie = sessions.cookie(key)
    assert sessions.key(cookie) == key
    assert sessions.key(change(cookie)) is None


def test_the_session_of_a_revoked_key_is_over(told):
    key, _ = told.api_keys.create("test", "admin")
    sessions = Sessions(told.api_keys, lambda: NOW)
    cookie = sessions.cookie(key)
    told.api_keys.revoke(key.id)
    assert sessions.key(cookie) is None


@pytest.mark.parametrize("headers", [{"sec_fetch_site": "cross-site"}, {"origin": "https://evil.example"}])
def test_another_site_cannot_sign_anybody_in(client_of, key_of, headers):
    assert signed_in(client_of("keys"), key_of("reader"), **headers).status_code == 403


def test_signing_out_needs_the_token_of_the_page(client_of, key_of):
    client = client_of("keys")
    cookie = signed_in(client, key_of("reader")).headers["set-cookie"].partition(";")[0]
    assert client.post("/login/out", {"token": "x"}, cookie=cookie).status_code == 403
    token = client.get("/login", cookie=cookie).text.partition('name="token" value="')[2].partition('"')[0]
    answer = client.post("/login/out", {"token": token}, cookie=cookie)
    assert answer.status_code == 303
    assert f'{SESSION}=""' in answer.headers["set-cookie"]


def test_a_form_that_is_too_large_is_refused(client_of):
    assert client_of("keys").post("/login", {"key": "x" * 20_000}).status_code == 413


def test_who_asks_too_often_is_told_to_wait(client_of, told):
    client = client_of("public")
    for _ in range(REQUESTS_PER_MINUTE):
        told.api_keys.requests_in_window("address:127.0.0.1")
    answer = client.get("/v1/facts")
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "60")


def test_the_limit_begins_anew_with_every_minute(redis):
    now = NOW
    store = Store(redis, clock=lambda: now)
    assert [store.api_keys.requests_in_window("a") for _ in range(2)] == [1, 2]
    now = NOW + timedelta(minutes=1)
    assert store.api_keys.requests_in_window("a") == 1


def test_no_secret_is_kept(redis, told):
    _, spelling = told.api_keys.create("test", "reader")
    secret = spelling.rpartition("_")[2].encode()
    for name in redis.scan_iter("svodka:{access}*"):
        assert secret not in b"".join(redis.hgetall(name).values())


def test_a_key_of_a_lower_role_may_less(told):
    key, _ = told.api_keys.create("test", "editor")
    assert [key.may("reader"), key.may("editor"), key.may("admin")] == [True, True, False]
    assert not replace(key, revoked_at=NOW).may("reader")
