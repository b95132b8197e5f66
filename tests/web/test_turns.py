"""Answers are made one after the other, and none is held up for long."""

from __future__ import annotations

import asyncio

import pytest

from web import turns
from web.turns import Turns


class Making:
    """An application whose answers take until they are let go; it knows how many it makes at a time."""

    def __init__(self):
        self.under_way = self.most = 0
        self.may_end = asyncio.Event()

    async def __call__(self, scope, _receive, send):
        self.under_way += 1
        self.most = max(self.most, self.under_way)
        if scope["path"] in ("/v1/long", "/long"):
            await self.may_end.wait()
        await asyncio.sleep(0)
        self.under_way -= 1
        await send({"type": "http.response.start", "status": 200, "headers": []})
        if scope["path"] == "/v1/stream":
            await self.may_end.wait()
        await send({"type": "http.response.body", "body": scope["path"].encode()})


async def ask(app, path, method="GET"):
    sent = []

    async def send(message):
        sent.append(message)

    await app({"type": "http", "method": method, "path": path}, None, send)
    return sent[-1]["body"].decode()


def of_all(*paths, method="GET"):
    """The most that were made at a time, and the answers."""

    async def asked():
        making = Making()
        app = Turns(making)
        return await asyncio.gather(*(ask(app, path, method) for path in paths)), making.most

    return asyncio.run(asked())


def test_one_is_made_at_a_time():
    paths = [f"/v1/facts/{number}" for number in range(8)]
    assert of_all(*paths) == (paths, 1)


def test_programs_do_not_wait_for_pages():
    paths = ["/facts", "/v1/facts", "/regions/RU-TUL", "/feeds/facts.rss"]
    assert of_all(*paths) == (paths, 2)


@pytest.mark.parametrize("path", ["/static/style.css", "/manual/", "/livez", "/readyz", "/metrics"])
def test_what_takes_no_time_does_not_wait(path):
    assert of_all(*[path] * 5) == ([path] * 5, 5)


def test_who_sends_something_does_not_wait():
    assert of_all(*["/v1/articles"] * 5, method="POST") == (["/v1/articles"] * 5, 5)


@pytest.mark.parametrize("slow", ["/v1/long", "/v1/stream"])
def test_a_long_answer_holds_up_nobody(monkeypatch, slow):
    """Neither one that is long in the making nor one whose reader takes his time."""
    monkeypatch.setattr(turns, "TURN_SECONDS", 0.001)

    async def asked():
        making = Making()
        app = Turns(making)
        first = asyncio.create_task(ask(app, slow))
        others = await asyncio.gather(*(ask(app, "/v1/facts") for _ in range(3)))
        is_done = first.done()
        making.may_end.set()
        return others, is_done, await first

    assert asyncio.run(asked()) == (["/v1/facts"] * 3, False, slow)


def test_the_turn_of_who_hangs_up_is_free_again():
    async def asked():
        making = Making()
        app = Turns(making)
        first = asyncio.create_task(ask(app, "/long"))
        waiting = asyncio.create_task(ask(app, "/facts"))
        await asyncio.sleep(0)
        first.cancel()
        return await waiting

    assert asyncio.run(asyncio.wait_for(asked(), 5)) == "/facts"


def test_an_answer_that_fails_ends_its_turn():
    async def failing(_scope, _receive, _send):
        raise RuntimeError("gone")

    async def asked():
        app = Turns(failing)
        return await asyncio.gather(*(ask(app, "/facts") for _ in range(3)), return_exceptions=True)

    assert [str(error) for error in asyncio.run(asked())] == ["gone"] * 3
