"""One GET with manners: redirects, validators, answers and their errors, what is sent and what is not."""

from __future__ import annotations

import gzip
import zlib
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

from crawler.fetching import FetchLimits
from crawler.politeness import HostsInProcess
from model.errors import ConfigurationError, FetchFailed, FetchInterrupted, FetchRefused, FetchTooLarge

PAGE = "<p>Смоленская область заняла второе место.</p>"


def test_a_page_is_fetched_with_its_headers(site, fetcher):
    url = site.page("/a", PAGE, headers={"ETag": '"x"'})
    fetched = fetcher.fetch(url)
    assert (fetched.status, fetched.url, fetched.body.decode()) == (200, url, PAGE)
    assert fetched.headers["etag"] == '"x"'


def test_we_say_who_we_are_and_where_to_complain(site, fetcher):
    fetcher.fetch(site.page("/a", PAGE))
    assert {request.headers["user-agent"] for request in site.asked} == {
        "svodka/0.1 (+https://example.org/contact)"
    }


@pytest.mark.parametrize(
    ("coding", "packed"),
    [
        ("gzip", gzip.compress(PAGE.encode())),
        ("x-gzip", gzip.compress(PAGE.encode())),
        ("deflate", zlib.compress(PAGE.encode())),
        ("deflate", zlib.compress(PAGE.encode(), wbits=-15)),
        ("identity", PAGE.encode()),
        ("gzip", gzip.compress(PAGE[:9].encode()) + gzip.compress(PAGE[9:].encode())),
        ("gzip", gzip.compress(PAGE.encode()) + b"\x00" * 8),
    ],
    ids=["gzip", "x-gzip", "zlib", "raw deflate", "identity", "two members", "padding"],
)
def test_content_codings_are_undone(site, fetcher, coding, packed):
    url = site.page("/a", packed, headers={"Content-Encoding": coding})
    assert fetcher.fetch(url).body.decode() == PAGE


def test_redirects_are_followed(site, fetcher):
    end = site.page("/end", PAGE)
    site.redirect("/middle", "/end")
    fetched = fetcher.fetch(site.redirect("/start", f"{site.origin}/middle", status=301))
    assert (fetched.url, fetched.body.decode()) == (end, PAGE)


def test_a_ring_of_redirects_ends(site, fetcher):
    site.redirect("/b", "/a")
    with pytest.raises(FetchTooLarge, match="5 redirects"):
        fetcher.fetch(site.redirect("/a", "/b"))
    assert site.paths.count("/a") + site.paths.count("/b") == 6


@pytest.mark.parametrize(
    "location", ["file:///etc/passwd", "gopher://127.0.0.1/", "javascript:alert(1)", "//[::"]
)
def test_a_redirect_to_what_is_no_web_address_is_refused(site, fetcher, location):
    with pytest.raises(FetchRefused):
        fetcher.fetch(site.redirect("/a", location))


def test_a_redirect_is_followed_after_the_pause_that_it_asks_for(site, fetcher, naps):
    start = site.page("/a", status=302, headers={"Location": site.page("/b", PAGE), "Retry-After": "7"})
    assert fetcher.fetch(start).status == 200
    assert 7.0 in naps.seconds


def test_a_redirect_that_asks_for_a_long_pause_is_put_off(site, fetcher):
    start = site.page("/a", status=302, headers={"Location": site.page("/b", PAGE), "Retry-After": "600"})
    with pytest.raises(FetchInterrupted, match="to be followed in 600 s") as raised:
        fetcher.fetch(start)
    assert raised.value.retry_after_seconds == 600
    assert "/b" not in site.paths


def test_a_redirect_to_nowhere_is_a_failure(site, fetcher):
    with pytest.raises(FetchFailed):
        fetcher.fetch(site.page("/a", status=302))


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 451])
def test_a_refusal_for_good_is_a_failure(site, fetcher, status):
    with pytest.raises(FetchFailed) as raised:
        fetcher.fetch(site.page("/a", status=status))
    assert (raised.value.status, raised.value.transient) == (status, False)


@pytest.mark.parametrize("status", [408, 425, 429, 500, 502, 503, 504])
def test_a_refusal_for_now_is_an_interruption(site, fetcher, status):
    with pytest.raises(FetchInterrupted) as raised:
        fetcher.fetch(site.page("/a", status=status))
    assert raised.value.transient
    assert raised.value.retry_after_seconds is None


@pytest.mark.parametrize("status", [403, 404, 413])
def test_who_says_when_to_come_back_has_not_refused_for_good(site, fetcher, status):
    with pytest.raises(FetchInterrupted) as raised:
        fetcher.fetch(site.page("/a", status=status, headers={"Retry-After": "600"}))
    assert raised.value.retry_after_seconds == 600


@pytest.mark.parametrize(
    ("told", "date", "seconds"),
    [
        ("120", None, 120.0),
        ("Thu, 12 Mar 2026 15:10:00 GMT", None, 600.0),
        ("Thu, 12 Mar 2026 15:10:00 GMT", "Thu, 12 Mar 2026 15:09:00 GMT", 60.0),
        ("Thu, 12 Mar 2020 15:10:00 GMT", None, 0.0),
        ("99999999999999999999", None, 86_400.0),
        ("soon", None, None),
        ("-5", None, None),
    ],
)
def test_retry_after_is_told_on(site, fetcher, told, date, seconds):
    headers = {"Retry-After": told, **({"Date": date} if date else {})}
    with pytest.raises(FetchInterrupted) as raised:
        fetcher.fetch(site.page("/a", status=503, headers=headers))
    assert raised.value.retry_after_seconds == seconds


def test_a_304_that_was_not_asked_for_is_a_failure(site, fetcher):
    with pytest.raises(FetchFailed):
        fetcher.fetch(site.page("/a", status=304))


def test_credentials_go_to_their_own_host_alone(open_site, fetcher):
    one, other = open_site("127.0.0.2"), open_site("127.0.0.3")
    other.page("/end", PAGE)
    one.redirect("/again", other.origin + "/end")
    one.redirect("/start", "/again")
    fetcher.fetch(f"http://name:secret@{one.host}:{one.port}/start")
    asked = {request.path: request.headers for request in (*one.asked, *other.asked)}
    assert "authorization" in asked["/start"]
    assert "authorization" in asked["/again"]
    assert "authorization" not in asked["/end"]


def test_credentials_are_in_no_message(site, fetcher):
    with pytest.raises(FetchFailed) as raised:
        fetcher.fetch(f"http://name:secret@{site.host}:{site.port}/none")
    assert "secret" not in f"{raised.value}{raised.value.url}"
    with pytest.raises(FetchRefused) as refused:
        fetcher.fetch("ftp://name:secret@example.org/none")
    assert "secret" not in f"{refused.value}{refused.value.url}"


@pytest.mark.parametrize("cookie", ["id=1", "id=1; Domain=127.0.0.3", "id=1; Path=/; Max-Age=999"])
def test_no_cookie_is_kept(open_site, fetcher, cookie):
    one, other = open_site("127.0.0.2"), open_site("127.0.0.3")
    other.page("/end", PAGE)
    url = one.redirect("/start", other.origin + "/end", headers={"Set-Cookie": cookie})
    fetcher.fetch(url)
    fetcher.fetch(url)
    assert not any("cookie" in request.headers for request in (*one.asked, *other.asked))


def test_the_whole_query_is_asked_for(site, fetcher):
    site.page("/a?utm_source=x&id=5", PAGE)
    assert fetcher.fetch(site.origin + "/a?utm_source=x&id=5").status == 200


def test_nobody_at_the_address_is_an_interruption(open_fetcher):
    with pytest.raises(FetchInterrupted):
        open_fetcher().fetch("http://127.0.0.1:9/")


def test_a_name_that_is_not_resolved_is_an_interruption(open_fetcher):
    def unknown(host: str, port: int) -> tuple[str, ...]:
        raise OSError("no such name")

    with pytest.raises(FetchInterrupted):
        open_fetcher(resolve=unknown).fetch("http://news.example/")


def test_a_host_with_a_long_queue_is_put_off(site, open_fetcher, naps):
    class Busy(HostsInProcess):
        def enter(self, host: str, place: str, **given: float) -> float:
            return 45.0

    fetcher = open_fetcher(gate=Busy(), limits=FetchLimits(turn_seconds=30.0))
    with pytest.raises(FetchInterrupted) as raised:
        fetcher.fetch(site.page("/a", PAGE))
    assert raised.value.retry_after_seconds == 45.0
    assert (site.asked, naps.seconds) == ([], [])


def test_the_clock_stands_in_for_a_missing_date(site, open_fetcher):
    fetcher = open_fetcher(clock=lambda: datetime(2026, 3, 12, 15, 9, 30, tzinfo=UTC))
    with pytest.raises(FetchInterrupted) as raised:
        fetcher.fetch(site.page("/a", status=429, headers={"Retry-After": "Thu, 12 Mar 2026 15:10:00 GMT"}))
    assert raised.value.retry_after_seconds == 30.0


def test_a_kept_connection_that_the_server_let_go_is_opened_anew(open_site, fetcher):
    """The site says nothing of closing, and closes: the next request finds out too late."""
    site = open_site()
    url = site.page("/a", PAGE)
    for _ in range(30):
        assert fetcher.fetch(url).status == 200


def test_hosts_by_turns_keep_their_connections(fetcher):
    """A batch goes over many hosts: were one let go for the next, each page cost a connection and its TLS."""
    opened: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def setup(self) -> None:
            super().setup()
            opened.append(self.connection.getsockname()[0])

        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            return

    with ThreadingHTTPServer(("0.0.0.0", 0), Handler) as server:
        server.daemon_threads = True
        Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        hosts = [f"127.0.0.{number}" for number in range(2, 32)]
        for _ in range(2):
            for host in hosts:
                fetcher.fetch(f"http://{host}:{server.server_address[1]}/")
        server.shutdown()
    assert sorted(opened) == sorted(hosts)


@pytest.mark.parametrize("etag", ['"é"', 'W/"\xff\xfe"', "bare", '""'])
def test_any_etag_goes_back_as_the_bytes_that_came(site, fetcher, etag):
    head = b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nETag: " + etag.encode("latin-1") + b"\r\n\r\n"
    url = site.speak("/a", lambda connection: connection.sendall(head))
    told = fetcher.fetch(url).headers["etag"]
    fetcher.fetch(url, etag=told)
    assert site.asked[-1].headers["if-none-match"] == etag == told


def test_a_redirect_in_bare_utf_8_is_followed(site, fetcher):
    site.page("/%D0%BD%D0%BE%D0%B2%D0%BE%D1%81%D1%82%D1%8C", PAGE)
    head = "HTTP/1.1 302 Found\r\nContent-Length: 0\r\nLocation: /новость\r\n\r\n".encode()
    assert fetcher.fetch(site.speak("/a", lambda connection: connection.sendall(head))).status == 200


def test_an_allowance_that_is_no_network_is_told_at_once(open_fetcher):
    with pytest.raises(ConfigurationError, match=r"10\.1\.0\.1/16"):
        open_fetcher(allow_private_addresses=("10.1.0.1/16",))
