"""Servers that mean harm, or are broken: each is stopped at its limit, and soon."""

from __future__ import annotations

import gzip
import resource
import socket
import time
import zlib

import pytest

from crawler.fetching import FetchLimits
from model.errors import FetchError, FetchInterrupted, FetchRefused, FetchTooLarge
from tests.news_site.misbehaving import endless

MEBIBYTE = 1024 * 1024
OK = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
SMALL = FetchLimits(
    wire_bytes=MEBIBYTE, body_bytes=MEBIBYTE, header_bytes=16_384, total_seconds=0.6, step_seconds=0.4
)


@pytest.fixture
def careful(open_fetcher):
    return open_fetcher(limits=SMALL)


def test_a_gzip_bomb_stops_at_the_limit_of_the_body(site, careful):
    bomb = gzip.compress(bytes(200 * MEBIBYTE), compresslevel=1)[: MEBIBYTE - 1000]
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(FetchTooLarge, match="body over the limit"):
        careful.fetch(site.page("/bomb", bomb, headers={"Content-Encoding": "gzip"}))
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 50 * 1024


def test_a_bomb_inside_a_bomb_is_not_unpacked(site, careful):
    bomb = gzip.compress(gzip.compress(gzip.compress(bytes(50 * MEBIBYTE))))
    with pytest.raises(FetchTooLarge, match="more than once"):
        careful.fetch(site.page("/bomb", bomb, headers={"Content-Encoding": "gzip, gzip, gzip"}))


def test_an_endless_body_stops_at_the_limit_of_the_wire(site, careful):
    with pytest.raises(FetchTooLarge):
        careful.fetch(site.speak("/endless", endless(OK + b"\r\n", b"<p>text</p>" * 5_000)))


def test_a_body_that_unpacks_small_stops_at_the_limit_of_the_wire(site, open_fetcher):
    """Empty gzip members unpack to nothing for ever: only the wire tells."""
    fetcher = open_fetcher(limits=FetchLimits(wire_bytes=MEBIBYTE, total_seconds=20.0))
    head = OK + b"Content-Encoding: gzip\r\n\r\n"
    with pytest.raises(FetchTooLarge, match="over the wire"):
        fetcher.fetch(site.speak("/empty", endless(head, gzip.compress(b"") * 2_000)))


def test_endless_chunks_stop_at_the_limit(site, careful):
    head = OK + b"Transfer-Encoding: chunked\r\n\r\n"
    with pytest.raises(FetchTooLarge):
        careful.fetch(site.speak("/endless", endless(head, b"2710\r\n" + b"x" * 10_000 + b"\r\n")))


def test_one_byte_at_a_time_stops_at_the_limit_of_the_whole(site, careful):
    began = time.monotonic()
    with pytest.raises(FetchTooLarge, match="longer than the limit"):
        careful.fetch(site.speak("/slow", endless(OK + b"\r\n", b"x", pause_seconds=0.05)))
    assert time.monotonic() - began < 5


def test_headers_one_byte_at_a_time_stop_at_the_limit_of_the_whole(site, careful):
    with pytest.raises(FetchTooLarge, match="longer than the limit"):
        careful.fetch(site.speak("/slow", endless(OK + b"X-Slow: ", b"x", pause_seconds=0.05)))


def test_silence_is_an_interruption(site, careful):
    def say_nothing(connection: socket.socket) -> None:
        connection.recv(1)

    with pytest.raises(FetchInterrupted, match="in time"):
        careful.fetch(site.speak("/silent", say_nothing))


def test_a_step_takes_no_longer_than_what_is_left_of_the_whole(site, open_fetcher):
    began = time.monotonic()
    fetcher = open_fetcher(limits=FetchLimits(total_seconds=0.3, step_seconds=8.0))
    with pytest.raises(FetchTooLarge):
        fetcher.fetch(site.speak("/silent", lambda connection: connection.recv(1) and None))
    assert time.monotonic() - began < 7


def test_endless_headers_stop(site, careful):
    with pytest.raises(FetchError):
        careful.fetch(site.speak("/headers", endless(OK, b"X-More: and more\r\n" * 1_000)))


def test_big_headers_are_too_large(site, careful):
    with pytest.raises(FetchTooLarge, match="headers"):
        careful.fetch(site.page("/headers", "x", headers={"X-Big": "x" * 20_000}))


def test_endless_interim_answers_stop(site, careful):
    with pytest.raises(FetchTooLarge):
        careful.fetch(site.speak("/interim", endless(b"", b"HTTP/1.1 100 Continue\r\n\r\n" * 1_000)))


def test_a_body_shorter_than_told_is_an_interruption(site, careful):
    with pytest.raises(FetchInterrupted):
        careful.fetch(site.page("/short", "x" * 10, headers={"Content-Length": "5000"}))


def test_a_body_longer_than_told_is_cut_where_it_was_told_to_end(site, careful):
    assert careful.fetch(site.page("/long", "x" * 50, headers={"Content-Length": "10"})).body == b"x" * 10


@pytest.mark.parametrize("length", ["-5", "ten", "1" * 5_000, "10, 20"])
def test_a_length_that_is_no_number_is_an_error_of_fetching(site, careful, length):
    with pytest.raises(FetchError):
        careful.fetch(site.page("/odd", "x", headers={"Content-Length": length}))


@pytest.mark.parametrize(
    "coded",
    [gzip.compress(b"x" * 90_000)[:-9], b"\x1f\x8b damaged from the start", zlib.compress(b"x" * 9_000)[:-4]],
    ids=["cut gzip", "damaged", "cut zlib"],
)
def test_a_damaged_compressed_body_is_an_interruption(site, careful, coded):
    with pytest.raises(FetchInterrupted):
        careful.fetch(site.page("/damaged", coded, headers={"Content-Encoding": "gzip"}))


def test_a_coding_that_was_not_asked_for_is_an_interruption(site, careful):
    with pytest.raises(FetchInterrupted, match="'br'"):
        careful.fetch(site.page("/br", b"\x0b\x02\x80", headers={"Content-Encoding": "br"}))


@pytest.mark.parametrize(
    "said",
    [
        b"",
        b"\x00" * 100,
        b"SSH-2.0-OpenSSH_9.2\r\n",
        b"HTTP/1.1 \xff\xfe OK\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nA\x00B: c\r\n\r\n",
        b"HTTP/1.1 99999 Odd\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFFFF\r\nx",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\nxx",
        b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: upgrade\r\n\r\n\x81\x05",
    ],
)
def test_what_is_no_http_is_an_error_of_fetching(site, careful, said):
    with pytest.raises(FetchError):
        careful.fetch(site.speak("/odd", lambda connection: connection.sendall(said)))


def test_a_redirect_to_a_private_address_is_refused(open_site, open_fetcher):
    outside, inside = open_site("127.0.0.2"), open_site("127.0.0.3")
    secret = inside.page("/secret", "hidden")
    fetcher = open_fetcher(allow_private_addresses=("127.0.0.2/32",))
    with pytest.raises(FetchRefused, match="private or reserved"):
        fetcher.fetch(outside.redirect("/a", secret))
    assert inside.asked == []


def test_a_name_that_resolves_to_a_private_address_is_refused(open_site, open_fetcher):
    inside = open_site("127.0.0.3")
    fetcher = open_fetcher(allow_private_addresses=False, resolve=lambda host, port: ("127.0.0.3",))
    with pytest.raises(FetchRefused, match="private or reserved"):
        fetcher.fetch(f"http://news.example:{inside.port}/")
    assert inside.asked == []


def test_one_private_address_among_public_ones_is_refused(open_fetcher):
    fetcher = open_fetcher(
        allow_private_addresses=False, resolve=lambda host, port: ("198.41.0.4", "10.0.0.1")
    )
    with pytest.raises(FetchRefused, match=r"10\.0\.0\.1"):
        fetcher.fetch("http://news.example/")


def test_the_name_is_resolved_once_and_that_address_is_used(open_site, open_fetcher):
    """A name that says another address at the second asking gains nothing by it."""
    good, bad = open_site("127.0.0.2"), open_site("127.0.0.3")
    good.page("/robots.txt", status=404)
    good.page("/a", "ours")
    answers = iter([("127.0.0.2",), ("127.0.0.2",)])
    fetcher = open_fetcher(
        allow_private_addresses=("127.0.0.2/32",), resolve=lambda host, port: next(answers, ("127.0.0.3",))
    )
    assert fetcher.fetch(f"http://news.example:{good.port}/a").body == b"ours"
    with pytest.raises(FetchRefused):
        fetcher.fetch(f"http://news.example:{bad.port}/a")
    assert bad.asked == []
    assert good.asked[-1].headers["host"] == f"news.example:{good.port}"


def test_a_redirect_of_robots_txt_to_a_private_address_is_refused(open_site, open_fetcher):
    outside, inside = open_site("127.0.0.2"), open_site("127.0.0.3")
    outside.redirect("/robots.txt", inside.origin + "/robots.txt")
    with pytest.raises(FetchRefused):
        open_fetcher(allow_private_addresses=("127.0.0.2/32",)).fetch(outside.page("/a", "x"))
    assert inside.asked == []


def test_a_resolver_that_hangs_is_an_interruption(open_fetcher):
    def hang(host: str, port: int) -> tuple[str, ...]:
        time.sleep(0.9)
        return ("127.0.0.1",)

    with pytest.raises(FetchInterrupted, match="not resolved in time"):
        open_fetcher(resolve=hang, limits=SMALL).fetch("http://news.example/")
