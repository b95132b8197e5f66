"""Connections are kept for the next request to their site, and no more of them than was said."""

import ssl

import httpcore
import pytest

from crawler.kept import KeptConnections

ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"


class Counting(httpcore.MockBackend):
    """Counts the connections that are opened, each good for two requests."""

    def __init__(self):
        super().__init__([ANSWER, ANSWER])
        self.opened = []

    def connect_tcp(self, host, *given, **more):
        """Open one."""
        self.opened.append(host)
        return super().connect_tcp(host, *given, **more)


@pytest.fixture
def backend():
    return Counting()


@pytest.fixture
def kept(backend):
    with KeptConnections(ssl_context=ssl.create_default_context(), backend=backend, most=1) as connections:
        yield connections


def answer(kept, host):
    """The open answer of a host."""
    return kept.handle_request(httpcore.Request("GET", f"http://{host}/", headers={"Host": host}))


def get(kept, host):
    """The body that a host answers with."""
    response = answer(kept, host)
    try:
        return response.read()
    finally:
        response.close()


def test_the_next_request_takes_the_connection_of_the_last(kept, backend):
    assert (get(kept, "one.example"), get(kept, "one.example")) == (b"ok", b"ok")
    assert backend.opened == ["one.example"]


def test_two_requests_at_once_have_two_connections(kept, backend):
    first = answer(kept, "one.example")
    get(kept, "one.example")
    first.close()
    assert backend.opened == ["one.example", "one.example"]


def test_another_site_has_a_connection_of_its_own(kept, backend):
    get(kept, "one.example")
    get(kept, "two.example")
    assert backend.opened == ["one.example", "two.example"]


def test_the_one_that_waits_longest_makes_room(kept, backend):
    for host in ("one.example", "two.example", "two.example", "one.example"):
        get(kept, host)
    assert backend.opened == ["one.example", "two.example", "one.example"]


def test_an_answer_that_is_not_read_to_its_end_costs_its_connection(kept, backend):
    answer(kept, "one.example").close()
    get(kept, "one.example")
    assert backend.opened == ["one.example", "one.example"]
