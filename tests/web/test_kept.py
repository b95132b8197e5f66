"""Pages of news are rendered once for all who ask within seconds of each other."""

from __future__ import annotations

import asyncio

import pytest

from model.errors import StoreUnavailable
from web import kept
from web.kept import KeptPages


class Rendering:
    """An application that counts how often it was asked; its pages tell the count."""

    def __init__(self, *, status=200, size=1):
        self.times = 0
        self.status = status
        self.size = size

    async def __call__(self, scope, _receive, send):
        self.times += 1
        body = str(self.times).encode() * self.size
        await asyncio.sleep(0)
        scope["route"] = "the route"
        await send({"type": "http.response.start", "status": self.status, "headers": []})
        await send({"type": "http.response.body", "body": body})


async def ask(pages, address="/", language="ru", method="GET"):
    path, _, query = address.partition("?")
    headers = [(b"accept-language", language.encode())]
    scope = {
        "type": "http",
        "method": method,
        "path": path,
        "query_string": query.encode(),
        "headers": headers,
    }
    sent = []

    async def send(message):
        sent.append(message)

    await pages(scope, None, send)
    assert scope["route"] == "the route"
    return sent[-1]["body"]


@pytest.fixture
def state():
    return ["1"]


@pytest.fixture
def pages(state):
    return KeptPages(Rendering(), state=lambda: state[0], seconds=60)


def all_of(*asked):
    async def gathered():
        return await asyncio.gather(*asked)

    return asyncio.run(gathered())


def test_the_same_page_is_rendered_once(pages):
    assert all_of(*(ask(pages) for _ in range(8))) == [b"1"] * 8


def test_an_event_makes_it_anew(pages, state):
    assert asyncio.run(ask(pages)) == b"1"
    state[0] = "2"
    assert asyncio.run(ask(pages)) == b"2"


def test_it_is_made_anew_when_it_is_old(state):
    pages = KeptPages(Rendering(), state=lambda: state[0], seconds=1e-9)
    assert [asyncio.run(ask(pages)) for _ in range(2)] == [b"1", b"2"]


@pytest.mark.parametrize("seconds", [0])
def test_without_time_nothing_is_kept(state, seconds):
    pages = KeptPages(Rendering(), state=lambda: state[0], seconds=seconds)
    assert [asyncio.run(ask(pages)) for _ in range(2)] == [b"1", b"2"]


@pytest.mark.parametrize(
    "address", ["/watches", "/service", "/v1/facts", "/regions/RU-TUL/dossier.md", "/factsheet"]
)
def test_other_addresses_are_passed_on(pages, address):
    assert [asyncio.run(ask(pages, address)) for _ in range(2)] == [b"1", b"2"]


def test_questions_and_languages_have_pages_of_their_own(pages):
    asked = (("/facts", "ru"), ("/facts?kind=ranking", "ru"), ("/facts", "en"), ("/facts?lang=en", "ru"))
    assert [asyncio.run(ask(pages, *one)) for one in asked] == [b"1", b"2", b"3", b"4"]
    assert asyncio.run(ask(pages, "/facts", "ru-RU,ru;q=0.9")) == b"1"


def test_without_the_store_the_application_answers_itself():
    def away():
        raise StoreUnavailable("gone")

    pages = KeptPages(Rendering(), state=away, seconds=60)
    assert [asyncio.run(ask(pages)) for _ in range(2)] == [b"1", b"2"]


def test_what_is_not_found_is_not_kept(state):
    pages = KeptPages(Rendering(status=404), state=lambda: state[0], seconds=60)
    assert [asyncio.run(ask(pages)) for _ in range(2)] == [b"1", b"2"]


def test_the_page_used_longest_ago_goes_when_there_are_too_many(state):
    pages = KeptPages(Rendering(size=kept.LIMIT_BYTES // 2), state=lambda: state[0], seconds=60)
    asked = ("/facts", "/ratings", "/regions", "/regions", "/facts")
    assert [asyncio.run(ask(pages, one))[:1] for one in asked] == [b"1", b"2", b"3", b"3", b"4"]
