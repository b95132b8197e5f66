"""The pages of subscriptions, silences and deliveries: what their forms do, and who may send them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from bs4 import BeautifulSoup

from model.subscriptions import Silence, Subscription
from runtime.configuration import configuration_from
from web.access import SESSION, Sessions
from web.app import create_app

NOW = datetime(2026, 2, 9, 12, 0, tzinfo=UTC)
CONFIGURATION = configuration_from(
    {
        "channels": [{"name": "desk", "kind": "file", "url": "/nowhere"}],
        "subscriptions": [{"name": "of the file", "channel": "desk"}],
    },
    origin="test",
)
HERE = {"host": "127.0.0.1", "sec-fetch-site": "same-origin"}
TULA = {"name": "Тула", "channel": "desk", "region": "RU-TUL", "preset": "my-region", "digest": "immediate"}


@pytest.fixture
def client_of(make_client, told):
    def of(access="open"):
        return make_client(create_app(told, configuration=CONFIGURATION, access=access, clock=lambda: NOW))

    return of


@pytest.fixture
def session_of(told):
    """The cookie of a session of a role, and the token of its forms."""

    def of(role):
        sessions = Sessions(told.api_keys, lambda: NOW)
        cookie = sessions.cookie(told.api_keys.create("test", role)[0])
        return {"cookie": f"{SESSION}={cookie}", **HERE}, sessions.form_token(cookie)

    return of


def test_a_watch_is_made_from_the_page_of_a_region(client_of, told):
    client = client_of()
    page = BeautifulSoup(client.get("/regions/RU-TUL?lang=ru").text, "lxml")
    form = BeautifulSoup(client.get(page.select_one("a.strong")["href"], **HERE).text, "lxml")
    assert form.select_one("#f-region option[selected]")["value"] == "RU-TUL"
    answer = client.post("/watches", TULA, **HERE)
    assert answer.status_code == 303
    assert told.subscriptions.get("Тула").regions == ("RU-TUL",)
    assert "Тульская область" in client.get(answer.headers["location"], **HERE).text


def test_a_watch_that_is_tried_out_is_not_saved(client_of, told):
    answer = client_of().post("/watches?lang=en", {**TULA, "region": "RU-SMO", "try": "1"}, **HERE)
    assert "What would have been told" in answer.text
    assert told.subscriptions.list() == ()


@pytest.mark.parametrize(
    "wrong",
    [
        {"channel": "nowhere"},
        {"name": ""},
        {"moved_by_at_least": "many"},
        {"preset": "my-region", "region": ""},
    ],
)
def test_a_wrong_form_comes_back_with_the_reason(client_of, told, wrong):
    answer = client_of().post("/watches", {**TULA, **wrong}, **HERE)
    assert answer.status_code == 422
    assert BeautifulSoup(answer.text, "lxml").select_one("[role=alert]").text
    assert told.subscriptions.list() == ()


def test_a_name_is_not_taken_twice(client_of):
    client = client_of()
    assert [client.post("/watches", TULA, **HERE).status_code for _ in range(2)] == [303, 422]
    assert client.post("/watches", {**TULA, "name": "of the file"}, **HERE).status_code == 422


def test_a_watch_is_removed_but_none_of_the_file(client_of, told):
    client = client_of()
    told.subscriptions.save(Subscription(name="mine", channel="desk"))
    assert client.post("/watches/mine/remove", {}, **HERE).status_code == 303
    assert client.post("/watches/of the file/remove", {}, **HERE).status_code == 404
    assert told.subscriptions.list() == ()


@pytest.mark.parametrize(
    "headers",
    [
        {"host": "127.0.0.1", "sec-fetch-site": "cross-site"},
        {"host": "127.0.0.1", "origin": "https://evil.example"},
        {"host": "evil.example", "sec-fetch-site": "same-origin"},
    ],
)
@pytest.mark.parametrize("address", ["/watches", "/silences", "/watches/mine/remove", "/silences/1/remove"])
def test_an_open_service_takes_no_form_of_another_site(client_of, told, address, headers):
    told.subscriptions.save(Subscription(name="mine", channel="desk"))
    assert client_of().post(address, TULA, **headers).status_code == 403
    assert told.subscriptions.get("mine")


@pytest.mark.parametrize(("role", "status"), [("reader", 403), ("editor", 303), ("admin", 303)])
def test_with_keys_a_form_needs_an_editor_and_the_token(client_of, session_of, role, status):
    client, (headers, token) = client_of("keys"), session_of(role)
    assert client.post("/watches", TULA, **headers).status_code == 403
    assert client.post("/watches", {**TULA, "token": token}, **headers).status_code == status


@pytest.mark.parametrize(
    ("address", "least"),
    [("/watches", "editor"), ("/silences", "editor"), ("/deliveries", "admin"), ("/why", "admin")],
)
def test_pages_of_watches_are_for_those_who_may(client_of, session_of, address, least):
    roles = ("reader", "editor", "admin")
    allowed = [client_of("public").get(address, **session_of(role)[0]).status_code for role in roles]
    assert allowed == [200 if roles.index(role) >= roles.index(least) else 403 for role in roles]


def test_a_silence_is_made_and_ended(client_of, told):
    client = client_of()
    form = {"author": "дежурный", "comment": "переезд", "hours": "4", "region": "RU-TUL"}
    assert client.post("/silences", form, **HERE).status_code == 303
    (silence,) = told.silences.active()
    assert (silence.author, silence.regions) == ("дежурный", ("RU-TUL",))
    assert "переезд" in client.get("/silences").text
    assert client.post(f"/silences/{silence.id}/remove", {}, **HERE).status_code == 303
    assert told.silences.list() == ()


@pytest.mark.parametrize("wrong", [{"hours": "0"}, {"hours": "x"}, {"comment": ""}, {"author": ""}])
def test_a_silence_says_who_why_and_how_long(client_of, told, wrong):
    form = {"author": "дежурный", "comment": "переезд", "hours": "4", **wrong}
    assert client_of().post("/silences", form, **HERE).status_code == 422
    assert told.silences.list() == ()


def test_hostile_words_of_a_form_are_shown_as_words(client_of, told):
    told.silences.save(
        Silence(
            id="1",
            author="<script>alert(1)</script>",
            comment="<img src=x onerror=alert(2)>",
            starts_at=NOW,
            ends_at=datetime(2026, 2, 10, tzinfo=UTC),
        )
    )
    page = BeautifulSoup(client_of().get("/silences").text, "lxml")
    assert page.main.find("script") is None
    assert page.main.find("img") is None
